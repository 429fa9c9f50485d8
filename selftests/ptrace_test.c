// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A5: a task of outside can't be traced, read or written, by its
 * number or through a descriptor that came in.
 */
#include "acts_lookup.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* In every agent at the same address: what is read and written. */
static volatile long token = 42;

static long act_token(struct call *c)
{
	(void)c;
	return token;
}

static long act_seize(struct call *c)
{
	pid_t pid = (pid_t)c->arg[0];

	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL))
		return -errno;
	if (ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) ||
	    waitpid(pid, NULL, __WALL) != pid)
		return -errno;
	return ptrace(PTRACE_DETACH, pid, NULL, NULL) ? -errno : 0;
}

static long act_readv(struct call *c)
{
	long copy = 0;
	struct iovec mine = { &copy, sizeof(copy) };
	struct iovec its = { (void *)&token, sizeof(token) };

	if (process_vm_readv((pid_t)c->arg[0], &mine, 1, &its, 1, 0) < 0)
		return -errno;
	return copy ? 0 : -EBADMSG;
}

static long act_writev(struct call *c)
{
	static long copy = 43;
	struct iovec mine = { &copy, sizeof(copy) };
	struct iovec its = { (void *)&token, sizeof(token) };

	copy++;
	if (process_vm_writev((pid_t)c->arg[0], &mine, 1, &its, 1, 0) < 0)
		return -errno;
	return 0;
}

#define HIDDEN	.err = ESRCH, .op = "task.lookup"

static const struct pid_row by_pid[] = {
	{ "attach",	       act_attach, HIDDEN },
	{ "seize",	       act_seize, HIDDEN },
	{ "process_vm_readv",  act_readv, HIDDEN },
	{ "process_vm_writev", act_writev, HIDDEN, act_token },
};

TEST_EACH(ptrace_by_pid, struct pid_row, by_pid)
{
	legs_on_pid(row);
}

/* A child that offers itself to its parent, who then lets it end. */
static long act_traced_child(struct call *c)
{
	int status;
	pid_t pid = fork();

	(void)c;
	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? errno : 0);
	if (waitpid(pid, &status, 0) != pid)
		return -errno;
	return -WEXITSTATUS(status);
}

static long act_traceme(struct call *c)
{
	(void)c;
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? -errno : 0;
}

/* The agent's parent is the test, outside. */
TEST(ptrace_traceme)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_RESULT("outside", 0, agent_do(&c.out, act_traceme, 0, 0, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EPERM, agent_do(&c.a1, act_traceme, 0, 0, 0));
	EXPECT_DENIED(&w, "task.ptrace", EPERM, 1, c.a1.pid, NULL);
	watch_start(&w, &c.a);
	EXPECT_RESULT("its own child", 0,
		      agent_do(&c.a2, act_traced_child, 0, 0, 0));
	EXPECT_QUIET(&w);
}

/* Acts through /proc/PID/mem, which arg0 is a descriptor of. */
static long act_mem_read(struct call *c)
{
	long copy = 0;

	if (pread((int)c->arg[0], &copy, sizeof(copy), (off_t)&token) < 0)
		return -errno;
	return copy ? 0 : -EBADMSG;
}

static long act_mem_write(struct call *c)
{
	long copy = c->arg[1];

	if (pwrite((int)c->arg[0], &copy, sizeof(copy), (off_t)&token) < 0)
		return -errno;
	return 0;
}

static int open_mem(pid_t pid, const void *how)
{
	char path[64];
	int fd;

	(void)how;
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDWR);
	ASSERT_LE(0, fd);
	return fd;
}

TEST(memory_by_inherited_descriptor)
{
	struct heirs h;
	struct watch w;

	heirs_start(&h, open_mem, NULL);
	EXPECT_RESULT("outside", 0, agent_do(&h.out, act_mem_read, h.of_victim,
					     0, 0));
	EXPECT_RESULT("outside", 0, agent_do(&h.out, act_mem_write, h.of_victim,
					     50, 0));
	EXPECT_EQ(50, agent_do(&h.victim, act_token, 0, 0, 0));
	watch_start(&w, &h.a);
	EXPECT_RESULT("read, inside", -EPERM,
		      agent_do(&h.in, act_mem_read, h.of_victim, 0, 0));
	EXPECT_RESULT("write, inside", -EPERM,
		      agent_do(&h.in, act_mem_write, h.of_victim, 51, 0));
	EXPECT_DENIED(&w, "task.memory", EPERM, 2, h.in.pid, NULL);
	EXPECT_EQ(50, agent_do(&h.victim, act_token, 0, 0, 0));
	watch_start(&w, &h.a);
	EXPECT_RESULT("its own", 0,
		      agent_do(&h.in, act_mem_write, h.of_own, 52, 0));
	EXPECT_EQ(52, agent_do(&h.own, act_token, 0, 0, 0));
	EXPECT_QUIET(&w);
}

/**
 * struct pidfd_row - an act through a pidfd that came in
 * @err: what the caller gets; the hook's own errno is EPERM
 * @twin: whether a jail's root may do it at all
 */
struct pidfd_row {
	const char *name;
	act_fn *act;
	int err;
	bool twin;
};

static const struct pidfd_row by_pidfd[] = {
	{ "pidfd_getfd", act_pidfd_getfd, EPERM, true },
	{ "setns", act_setns, EPERM, false },
};

TEST_EACH(ptrace_by_inherited_pidfd, struct pidfd_row, by_pidfd)
{
	struct heirs h;
	struct watch w;

	heirs_start(&h, heirs_pidfd, NULL);
	EXPECT_LE(0, agent_do(&h.out, row->act, h.of_victim, 0, 0));
	watch_start(&w, &h.a);
	EXPECT_RESULT("inside", -row->err,
		      agent_do(&h.in, row->act, h.of_victim, 0, 0));
	/* Some kernels then ask for a capability that would do as well. */
	EXPECT_DENIED_AMONG(&w, "task.ptrace", EPERM, 1);
	if (!row->twin)
		return;
	watch_start(&w, &h.a);
	EXPECT_RESULT("its own", 0, agent_do(&h.in, row->act, h.of_own, 0, 0));
	EXPECT_QUIET(&w);
}

/* An ioctl of pidfs, since 6.11: PIDFD_GET_UTS_NAMESPACE. */
#define GET_UTS_NAMESPACE	_IO(0xff, 10)

static long act_namespace_of(struct call *c)
{
	int fd = ioctl((int)c->arg[0], GET_UTS_NAMESPACE, 0);

	return fd < 0 ? -errno : close(fd);
}

/* A kernel without it answers the same everywhere. */
TEST(namespace_by_inherited_pidfd)
{
	struct heirs h;
	struct watch w;
	long got;

	heirs_start(&h, heirs_pidfd, NULL);
	got = agent_do(&h.out, act_namespace_of, h.of_victim, 0, 0);
	watch_start(&w, &h.a);
	EXPECT_RESULT("inside", got ? got : -EACCES,
		      agent_do(&h.in, act_namespace_of, h.of_victim, 0, 0));
	if (got) {
		test_note("this kernel does not answer: %ld", got);
		return;
	}
	EXPECT_DENIED(&w, "task.ptrace", EPERM, 1, h.in.pid, NULL);
	watch_start(&w, &h.a);
	EXPECT_RESULT("its own", 0,
		      agent_do(&h.in, act_namespace_of, h.of_own, 0, 0));
	EXPECT_QUIET(&w);
}

/* A jail's root may trace what runs there as somebody else. */
TEST(ptrace_another_user_inside)
{
	struct agent_options o = { .uid = 4242 };
	struct agent root, user;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	o.jail = &a;
	ASSERT_AGENT(&root, &a);
	ASSERT_EQ(0, agent_start_with(&user, &o));
	watch_start(&w, &a);
	EXPECT_RESULT("root", 0, agent_do(&root, act_attach, user.pid, 0, 0));
	EXPECT_QUIET(&w);
	EXPECT_RESULT("user", -EPERM,
		      agent_do(&user, act_attach, root.pid, 0, 0));
}

/* A user on the host with the uid of a jail's task gets nowhere. */
TEST(ptrace_from_the_host)
{
	struct agent_options in = { .uid = 4242 };
	struct agent_options out = { .uid = 4242 };
	struct agent user, root, target, twin;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	in.jail = &a;
	ASSERT_EQ(0, agent_start_with(&target, &in));
	ASSERT_EQ(0, agent_start_with(&user, &out));
	ASSERT_EQ(0, agent_start_with(&twin, &out));
	ASSERT_AGENT(&root, NULL);

	EXPECT_RESULT("user to user", 0,
		      agent_do(&user, act_readv, twin.pid, 0, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("user into the jail", -EPERM,
		      agent_do(&user, act_readv, target.pid, 0, 0));
	EXPECT_RESULT("user into the jail", -EPERM,
		      agent_do(&user, act_attach, target.pid, 0, 0));
	EXPECT_DENIED(&w, "task.ptrace", EPERM, 2, user.pid, NULL);
	EXPECT_RESULT("root into the jail", 0,
		      agent_do(&root, act_attach, target.pid, 0, 0));
}
