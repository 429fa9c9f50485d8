// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Beside other security modules: what one of them refuses it refuses outside
 * and inside a jail, by its own errno, and it is no refusal of the jail's; what
 * the jail refuses it refuses as without the other.
 *
 *	host ----+-- out, victim
 *	         +-- jail a -- in, own
 */
#include "acts_lookup.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY		65534
#define PTRACE_SCOPE	"/proc/sys/kernel/yama/ptrace_scope"

/* Each is asked before the capabilities: nobody of these has any. */
struct beside {
	struct jail a;
	struct agent out, victim, in, own;
};

static void begin(struct beside *b)
{
	struct agent_options outside = { .uid = NOBODY };
	struct agent_options inside = { .uid = NOBODY, .jail = &b->a };

	ASSERT_JAIL(&b->a, "a", NULL);
	ASSERT_EQ(0, agent_start_with(&b->victim, &outside));
	ASSERT_EQ(0, agent_start_with(&b->out, &outside));
	ASSERT_EQ(0, agent_start_with(&b->own, &inside));
	ASSERT_EQ(0, agent_start_with(&b->in, &inside));
}

static void end(struct beside *b)
{
	agent_stop(&b->in);
	agent_stop(&b->own);
	agent_stop(&b->out);
	agent_stop(&b->victim);
	jail_destroy(&b->a);
}

/* The jail's own refusal, whatever else there is */
static long act_look(struct call *c)
{
	return kill((pid_t)c->arg[0], 0) ? -errno : 0;
}

static void expect_ours(struct beside *b)
{
	struct watch w;

	watch_start(&w, &b->a);
	EXPECT_RESULT("in", -ESRCH,
		      agent_do(&b->in, act_look, b->victim.pid, 0, 0));
	EXPECT_DENIED(&w, "task.lookup", ESRCH, 1, b->in.pid, NULL);
	EXPECT_RESULT("out", 0,
		      agent_do(&b->out, act_look, b->victim.pid, 0, 0));
}

static long act_opens(struct call *c)
{
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	(void)c;
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* From here on, Landlock lets the caller read no file. */
static long act_landlock(struct call *c)
{
	struct landlock_ruleset_attr attr = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE,
	};
	int fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	long r;

	(void)c;
	if (fd < 0)
		return -errno;
	r = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (!r)
		r = syscall(SYS_landlock_restrict_self, fd, 0);
	r = r ? -errno : 0;
	close(fd);
	return r;
}

TEST(landlock)
{
	struct beside b;
	struct watch w;

	begin(&b);
	expect_ours(&b);
	watch_start(&w, &b.a);
	EXPECT_RESULT("out", 0, agent_do(&b.out, act_opens, 0, 0, 0));
	EXPECT_RESULT("in", 0, agent_do(&b.in, act_opens, 0, 0, 0));
	EXPECT_RESULT("out", 0, agent_do(&b.out, act_landlock, 0, 0, 0));
	EXPECT_RESULT("in", 0, agent_do(&b.in, act_landlock, 0, 0, 0));
	EXPECT_RESULT("out", -EACCES, agent_do(&b.out, act_opens, 0, 0, 0));
	EXPECT_RESULT("in", -EACCES, agent_do(&b.in, act_opens, 0, 0, 0));
	EXPECT_QUIET(&w);
	expect_ours(&b);
	end(&b);
}

/* Changes the scope; what it was, or minus an errno. */
static int set_scope(int scope)
{
	char digit = '0' + scope, was;
	int fd = open(PTRACE_SCOPE, O_RDWR | O_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_EQ(1, pread(fd, &was, 1, 0));
	ASSERT_EQ(1, pwrite(fd, &digit, 1, 0));
	close(fd);
	return was - '0';
}

static void expect_traces(struct beside *b, long want)
{
	EXPECT_RESULT("out", want,
		      agent_do(&b->out, act_attach, b->victim.pid, 0, 0));
	EXPECT_RESULT("in", want,
		      agent_do(&b->in, act_attach, b->own.pid, 0, 0));
}

TEST(yama)
{
	struct beside b;
	struct watch w;
	int scope;

	begin(&b);
	watch_start(&w, &b.a);
	scope = set_scope(0);
	expect_traces(&b, 0);
	set_scope(1);
	expect_traces(&b, -EPERM);
	EXPECT_QUIET(&w);
	expect_ours(&b);
	set_scope(scope);
	end(&b);
}
