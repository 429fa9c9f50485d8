// SPDX-License-Identifier: GPL-2.0-or-later
/* Beside the security modules that every machine has: see beside.h. */
#include "acts_lookup.h"
#include "beside.h"
#include "bpf_lsm.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PTRACE_SCOPE	"/proc/sys/kernel/yama/ptrace_scope"

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

	beside_start(&b);
	beside_expect_ours(&b);
	beside_expect(&b, 0, act_opens);
	beside_expect(&b, 0, act_landlock);
	beside_expect(&b, -EACCES, act_opens);
	beside_expect_ours(&b);
	beside_stop(&b);
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

	beside_start(&b);
	watch_start(&w, &b.a);
	scope = set_scope(0);
	expect_traces(&b, 0);
	set_scope(1);
	expect_traces(&b, -EPERM);
	EXPECT_QUIET(&w);
	beside_expect_ours(&b);
	set_scope(scope);
	beside_stop(&b);
}

static long act_nice(struct call *c)
{
	(void)c;
	return setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 1) ?
		-errno : 0;
}

TEST(bpf)
{
	struct beside b;
	int link;

	if (!lsm_active("bpf"))
		test_skip("BPF is no security module of this kernel's");
	beside_start(&b);
	beside_expect(&b, 0, act_nice);
	link = bpf_lsm_refuses("task_setnice", EPERM);
	ASSERT_LE(0, link);
	beside_expect(&b, -EPERM, act_nice);
	beside_expect_ours(&b);
	close(link);
	beside_stop(&b);
}
