// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A6: what tells a pid's number does not tell that of a task outside.
 * There are more such places than these, which are A7's.
 *
 *	host ----+-- out, victim
 *	         +-- jail a -- in, own
 */
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long act_getppid(struct call *c)
{
	(void)c;
	return getppid();
}

static long act_ppid_in_status(struct call *c)
{
	FILE *f = fopen("/proc/self/status", "re");
	long ppid = -ENOENT;
	char line[128];

	(void)c;
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f))
		sscanf(line, "PPid: %ld", &ppid);
	fclose(f);
	return ppid;
}

static long act_ppid_in_stat(struct call *c)
{
	FILE *f = fopen("/proc/self/stat", "re");
	long ppid = -ENOENT;

	(void)c;
	if (!f)
		return -errno;
	if (fscanf(f, "%*d (%*[^)]) %*c %ld", &ppid) != 1)
		ppid = -EINVAL;
	fclose(f);
	return ppid;
}

struct parent_row {
	const char *name;
	act_fn *act;
};

static const struct parent_row parents[] = {
	{ "getppid", act_getppid },
	{ "PPid in /proc/self/status", act_ppid_in_status },
	{ "ppid in /proc/self/stat", act_ppid_in_stat },
};

static act_fn *asked;

/* 0 if a child of the caller's knows by @asked who its parent is. */
static long by_child(void)
{
	pid_t me = getpid(), pid = fork();
	struct call c = { .result = 0 };
	int status;

	if (pid == 0)
		_exit(asked(&c) != me);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -errno;
	return WEXITSTATUS(status);
}

static long act_by_child(struct call *c)
{
	asked = parents[c->arg[0]].act;
	return by_child();
}

/* The pid of a parent outside is 0, as for one of another pid namespace. */
TEST_EACH(number_of_parent, struct parent_row, parents)
{
	struct agent out, in;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_EQ(getpid(), agent_do(&out, row->act, 0, 0, 0));
	watch_start(&w, &a);
	EXPECT_EQ(0, agent_do(&in, row->act, 0, 0, 0));
	EXPECT_EQ(0, agent_do(&in, act_by_child, row - parents, 0, 0));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}

/* pidfs's ioctl of 6.13, first version; libc may not have it yet. */
struct pidfd_facts {
	unsigned long long mask, cgroup;
	unsigned int pid, tgid, ppid, ids[8], exit_code;
};

#define GET_FACTS	_IOWR(0xff, 11, struct pidfd_facts)

/* arg0: an inherited pidfd */
static long act_facts(struct call *c)
{
	struct pidfd_facts facts = { .mask = 1 };

	return ioctl((int)c->arg[0], GET_FACTS, &facts) ? -errno
							: (long)facts.pid;
}

/* Of 6.11. arg1: a number in the caller's own pid namespace */
#define GET_PID_FROM_PIDNS	_IOR(0xb7, 0x6, int)

static long act_pid_from_pidns(struct call *c)
{
	int fd = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	long r = ioctl(fd, GET_PID_FROM_PIDNS, c->arg[1]);

	r = r < 0 ? -errno : r;
	close(fd);
	return r;
}

struct ask_row {
	const char *name;
	act_fn *act;
};

static const struct ask_row asks[] = {
	{ "PIDFD_GET_INFO", act_facts },
	{ "NS_GET_PID_FROM_PIDNS", act_pid_from_pidns },
};

/* A kernel that has no such question answers the same everywhere. */
TEST_EACH(number_by_ioctl, struct ask_row, asks)
{
	struct heirs h;
	struct watch w;
	long got;

	heirs_start(&h, heirs_pidfd, NULL);
	got = agent_do(&h.out, row->act, h.of_victim, h.victim.pid, 0);
	if (got < 0) {
		test_note("this kernel does not answer: %ld", got);
		EXPECT_RESULT("inside", got,
			      agent_do(&h.in, row->act, h.of_victim,
				       h.victim.pid, 0));
		return;
	}
	EXPECT_EQ(h.victim.pid, got);
	watch_start(&w, &h.a);
	EXPECT_RESULT("inside", -ESRCH,
		      agent_do(&h.in, row->act, h.of_victim, h.victim.pid, 0));
	EXPECT_EQ(h.own.pid, agent_do(&h.in, row->act, h.of_own, h.own.pid, 0));
	EXPECT_SKIPPED(&w);
}

/* listns(2), which libc doesn't have either. */
struct ns_request {
	unsigned int size, spare;
	unsigned long long id;
	unsigned int type, spare2;
	unsigned long long user_ns_id;
};

#define SYS_LISTNS	470

/* How many network namespaces there are. */
static long act_count_namespaces(struct call *c)
{
	struct ns_request r = { .size = sizeof(r), .type = CLONE_NEWNET };
	unsigned long long ids[64];
	long n = syscall(SYS_LISTNS, &r, ids, 64, 0);

	(void)c;
	return n < 0 ? -errno : n;
}

static long new_net(void *unused)
{
	(void)unused;
	return unshare(CLONE_NEWNET) ? -errno : 0;
}

/* A namespace of somebody else's. */
TEST(number_of_namespaces)
{
	struct agent_options o = { .before = new_net };
	struct agent other, out, in;
	struct jail a;
	long got;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_EQ(0, agent_start_with(&other, &o));
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	got = agent_do(&out, act_count_namespaces, 0, 0, 0);
	if (got < 0) {
		test_note("this kernel does not answer: %ld", got);
		EXPECT_RESULT("inside", got,
			      agent_do(&in, act_count_namespaces, 0, 0, 0));
		return;
	}
	EXPECT_LE(2, got);
	EXPECT_EQ(1, agent_do(&in, act_count_namespaces, 0, 0, 0));
}
