// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Entering: only who shares nothing and has the power; what is born inside
 * stays inside, whatever it turns into.
 */
#include "acts_signal.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Runs in a child, whose exit status is minus what it returns. */
static long in_child(long (*body)(const struct jail *jail),
		     const struct jail *jail)
{
	pid_t pid = fork();
	int status;

	ASSERT_LE(0, pid);
	if (pid == 0)
		_exit((int)-body(jail));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EPIPE;
}

static long alone(const struct jail *jail)
{
	return jail_attach(jail);
}

static void *sleep_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static long threaded(const struct jail *jail)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, sleep_for_ever, NULL))
		return -ENOMEM;
	return jail_attach(jail);
}

static int sleeper(void *unused)
{
	sleep_for_ever(unused);
	return 0;
}

/* A child that shares something, and sleeps until it is killed. */
static long sharing(const struct jail *jail, unsigned long flags)
{
	static char stack[65536] __attribute__((aligned(16)));
	pid_t pid;
	long result;

	pid = clone(sleeper, stack + sizeof(stack),
		    (int)flags | SIGCHLD, NULL);
	if (pid < 0)
		return -errno;
	result = jail_attach(jail);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return result;
}

static long shares_mm(const struct jail *jail)
{
	return sharing(jail, CLONE_VM);
}

static long shares_files(const struct jail *jail)
{
	return sharing(jail, CLONE_FILES);
}

static long shares_fs(const struct jail *jail)
{
	return sharing(jail, CLONE_FS);
}

static long shares_handlers(const struct jail *jail)
{
	return sharing(jail, CLONE_VM | CLONE_SIGHAND);
}

static const struct jail *vfork_jail;
static long vfork_result;

/* The child of a vfork has its parent's memory. */
static long vforked(const struct jail *jail)
{
	pid_t pid;

	vfork_jail = jail;
	vfork_result = -EPIPE;
	pid = vfork();
	if (pid == 0) {
		vfork_result = jail_attach(vfork_jail);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	return vfork_result;
}

static long has_ring(const struct jail *jail)
{
	struct io_uring_params params = { .flags = 0 };
	int ring = (int)syscall(SYS_io_uring_setup, 4, &params);

	if (ring < 0)
		return -errno;
	return jail_attach(jail);
}

static long unprivileged(const struct jail *jail)
{
	if (setuid(4242))
		return -errno;
	return jail_attach(jail);
}

static long twice(const struct jail *jail)
{
	long result = jail_attach(jail);

	return result ? result : jail_attach(jail);
}

/* A dead task counts until a grace period is over. */
static bool tasks_become(const struct jail *jail, unsigned int tasks)
{
	struct timespec pause = { .tv_nsec = 5000000 };
	struct jail_info info;

	for (int i = 0; i < 4000; i++) {
		ASSERT_EQ(0, jail_info(jail, &info));
		if (info.tasks == tasks)
			return true;
		nanosleep(&pause, NULL);
	}
	test_note("%u tasks in the end", info.tasks);
	return false;
}

struct attach_row {
	const char *name;
	long (*body)(const struct jail *jail);
	int err;
};

static const struct attach_row rows[] = {
	{ "alone", alone, 0 },
	{ "with a thread", threaded, EBUSY },
	{ "sharing memory", shares_mm, EBUSY },
	{ "sharing files", shares_files, EBUSY },
	{ "sharing directories", shares_fs, EBUSY },
	{ "sharing signal handlers", shares_handlers, EBUSY },
	{ "after vfork", vforked, EBUSY },
	{ "with a ring", has_ring, EBUSY },
	{ "without power", unprivileged, EPERM },
	{ "twice", twice, EPERM },
};

TEST_EACH(attach, struct attach_row, rows)
{
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	EXPECT_RESULT(row->name, -row->err, in_child(row->body, &a));
	EXPECT_TRUE(tasks_become(&a, 0));
}

/* A descriptor that an unprivileged process opened is no use to root. */
TEST(attach_needs_a_privileged_opener)
{
	int pair[2];
	int control;
	pid_t pid;
	char byte;

	/* The child opens control as a user and keeps it open for us. */
	ASSERT_EQ(0, pipe(pair));
	pid = fork();
	if (pid == 0) {
		if (setuid(4242))
			_exit(1);
		control = open(JAIL_DIR "/control", O_RDWR);
		dup2(control, 150);
		byte = (char)(control < 0);
		if (write(pair[1], &byte, 1) != 1)
			_exit(1);
		sleep_for_ever(NULL);
	}
	ASSERT_EQ(1, read(pair[0], &byte, 1));
	ASSERT_EQ(0, byte);
	control = (int)syscall(SYS_pidfd_getfd,
			       (int)syscall(SYS_pidfd_open, pid, 0), 150, 0);
	ASSERT_LE(0, control);
	EXPECT_EQ(-1, write(control, "create name=tnobody", 19));
	EXPECT_EQ(EPERM, errno);
	EXPECT_TRUE(!jail_listed("tnobody"));
	kill(pid, SIGKILL);
}

/* Who is in: the victim's number is nothing to it. */
static pid_t outsider;

static int is_inside(void)
{
	return kill(outsider, 0) && errno == ESRCH;
}

static void *thread_looks(void *result)
{
	*(long *)result = is_inside();
	return NULL;
}

static long by_fork(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(is_inside());
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

/* The grandchild's parent is gone when it looks. */
static long by_double_fork(void)
{
	int result[2], gone[2];
	char byte = 0;
	pid_t pid;

	if (pipe(result) || pipe(gone))
		return -errno;
	pid = fork();
	if (pid == 0) {
		if (fork())
			_exit(0);
		setsid();
		close(gone[1]);
		if (read(gone[0], &byte, 1) < 0)
			_exit(1);
		byte = (char)is_inside();
		_exit(write(result[1], &byte, 1) != 1);
	}
	waitpid(pid, NULL, 0);
	close(gone[1]);
	if (read(result[0], &byte, 1) != 1)
		return -EPIPE;
	return byte;
}

static long by_thread(void)
{
	pthread_t thread;
	long result = -EPIPE;

	if (pthread_create(&thread, NULL, thread_looks, &result))
		return -errno;
	pthread_join(thread, NULL);
	return result;
}

static long by_vfork(void)
{
	static volatile long result;
	pid_t pid = vfork();

	if (pid == 0) {
		result = is_inside();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	return result;
}

static long by_setuid(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(setgid(4242) || setuid(4242) ? 2 : is_inside());
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

/* This program again, which says by its exit status where it is. */
static long by_exec(void)
{
	char *argv[] = { "agent", AGENT_LOOK, NULL, NULL };
	char *number = NULL;
	int status;
	pid_t pid;

	if (asprintf(&number, "%d", outsider) < 0)
		return -ENOMEM;
	argv[2] = number;
	pid = fork();
	if (pid == 0) {
		execv("/proc/self/exe", argv);
		_exit(3);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static long (*const ways[])(void) = {
	by_fork, by_double_fork, by_thread, by_vfork, by_setuid, by_exec,
};

/* arg0: which way; arg1: the outsider */
static long act_look(struct call *c)
{
	outsider = (pid_t)c->arg[1];
	return ways[c->arg[0]]();
}

struct way_row {
	const char *name;
	int way;
};

static const struct way_row names[] = {
	{ "fork", 0 }, { "double fork", 1 }, { "thread", 2 }, { "vfork", 3 },
	{ "setuid", 4 }, { "exec", 5 },
};

TEST_EACH(born_inside, struct way_row, names)
{
	struct cast c;

	cast_start(&c, NULL, NULL);
	EXPECT_EQ(0, agent_do(&c.out, act_look, row->way, c.victim.pid, 0));
	EXPECT_EQ(1, agent_do(&c.a1, act_look, row->way, c.victim.pid, 0));
	EXPECT_EQ(1, jail_count(&c.a, "task.lookup"));
	cast_stop(&c);
}

/* The counter of tasks comes back to where it was. */
TEST(tasks_are_counted)
{
	struct cast c;

	cast_start(&c, NULL, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		if (ways[i] != by_double_fork)
			agent_do(&c.a1, act_look, (long)i, c.victim.pid, 0);
	/* The orphan of a double fork would be the runner's to wait for. */
	EXPECT_TRUE(tasks_become(&c.a, 2));
	cast_stop(&c);
}

static long has(const struct jail *jail, pid_t pid)
{
	int has = ioctl(jail->fd, JAIL_IOC_HAS, pid);

	return has < 0 ? -errno : has;
}

/* A descriptor tells who is in. */
TEST(has_tells_who_is_in)
{
	struct cast c;

	cast_start(&c, NULL, NULL);
	EXPECT_EQ(1, has(&c.a, c.a1.pid));
	EXPECT_EQ(1, has(&c.a, c.a2.pid));
	EXPECT_EQ(0, has(&c.a, c.b1.pid));
	EXPECT_EQ(0, has(&c.a, c.out.pid));
	EXPECT_EQ(0, has(&c.a, getpid()));
	EXPECT_EQ(-ESRCH, has(&c.a, 0));
	EXPECT_EQ(-ESRCH, has(&c.a, -1));
	cast_stop(&c);
}
