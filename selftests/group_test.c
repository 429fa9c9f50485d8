// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A6: groups and credentials that name a pid of outside.
 */
#include "acts_lookup.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Joins another's group, and comes back. */
static long act_join_group(struct call *c)
{
	if (setpgid(0, (pid_t)c->arg[0]))
		return -errno;
	return setpgid(0, 0) ? -errno : 0;
}

/* The kernel says EPERM of a group that does not exist. */
static const struct pid_row join = {
	"setpgid to a group", act_join_group, .err = EPERM,
	.op = "task.lookup", .recorded = ESRCH,
};

TEST(group_to_join)
{
	legs_on_pid(&join);
}

/* A child's group is its parent's to set; others are not there. */
static long act_move_child(struct call *c)
{
	pid_t pid = fork();
	long r;

	if (pid < 0)
		return -errno;
	if (pid == 0)
		for (;;)
			pause();
	r = setpgid(pid, (pid_t)c->arg[0]) ? -errno : 0;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return r;
}

static const struct pid_row move = {
	"setpgid of a child", act_move_child, .err = EPERM,
	.op = "task.lookup", .recorded = ESRCH,
};

TEST(group_for_a_child)
{
	legs_on_pid(&move);
}

/* What agents find when they have come to life: a terminal and a group. */
static int terminal;
static pid_t other;

static pid_t member_of_own_group(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		for (;;)
			pause();
	}
	if (pid > 0)
		setpgid(pid, pid);
	return pid;
}

/* A session with a terminal, and in it a group that stays outside. */
static long make_session(void *unused)
{
	(void)unused;
	/* Who leads a group can't make a session. */
	if (setpgid(0, getpgid(getppid())) || setsid() < 0)
		return -errno;
	if (ioctl(terminal, TIOCSCTTY, 0))
		return -errno;
	other = member_of_own_group();
	/* The program starts anew, so it is told by a descriptor's offset. */
	return lseek(terminal + 1, other, SEEK_SET) < 0 ? -errno : 0;
}

/* arg0: the terminal; the group of before goes to the front. */
static long act_foreground(struct call *c)
{
	int fd = (int)c->arg[0];
	pid_t group = (pid_t)lseek(fd + 1, 0, SEEK_CUR);

	signal(SIGTTOU, SIG_IGN);
	return ioctl(fd, TIOCSPGRP, &group) ? -errno : 0;
}

/* Likewise, of a group that was made since. */
static long act_foreground_own(struct call *c)
{
	pid_t group = member_of_own_group();
	long r;

	signal(SIGTTOU, SIG_IGN);
	r = ioctl((int)c->arg[0], TIOCSPGRP, &group) ? -errno : 0;
	kill(group, SIGKILL);
	waitpid(group, NULL, 0);
	return r;
}

static int at_front(int master)
{
	pid_t group = -1;

	ASSERT_EQ(0, ioctl(master, TIOCGPGRP, &group));
	return group;
}

/* A terminal's other end, and a file whose offset is a number. */
static int open_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	int number;

	ASSERT_LE(0, master);
	ASSERT_EQ(0, grantpt(master) || unlockpt(master));
	terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
	ASSERT_LE(0, terminal);
	number = open("/proc/self/exe", O_RDONLY);
	ASSERT_EQ(terminal + 1, dup2(number, terminal + 1));
	return master;
}

static void end_group(pid_t group)
{
	EXPECT_EQ(0, kill(-group, SIGKILL));
}

TEST(group_for_a_terminal)
{
	struct agent_options o = { .before = make_session };
	struct agent out, in;
	int master, before;
	struct jail a;
	struct watch w;

	master = open_terminal();
	ASSERT_EQ(0, agent_start_with(&out, &o));
	EXPECT_RESULT("outside", 0,
		      agent_do(&out, act_foreground, terminal, 0, 0));
	EXPECT_NE(out.pid, at_front(master));
	end_group(at_front(master));

	ASSERT_JAIL(&a, "a", NULL);
	o.jail = &a;
	master = open_terminal();
	ASSERT_EQ(0, agent_start_with(&in, &o));
	before = at_front(master);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -ESRCH,
		      agent_do(&in, act_foreground, terminal, 0, 0));
	EXPECT_DENIED(&w, "task.lookup", ESRCH, 1, in.pid, NULL);
	EXPECT_EQ(before, at_front(master));
	watch_start(&w, &a);
	EXPECT_RESULT("its own", 0,
		      agent_do(&in, act_foreground_own, terminal, 0, 0));
	EXPECT_NE(before, at_front(master));
	EXPECT_QUIET(&w);
}

/* Claims to be arg0 in a message to itself, which the kernel vouches for. */
static long act_claim_pid(struct call *c)
{
	char space[CMSG_SPACE(sizeof(struct ucred))] = { 0 }, byte = 'x';
	struct iovec data = { &byte, 1 };
	struct msghdr m = {
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&m);
	struct ucred cred = { (pid_t)c->arg[0], getuid(), getgid() };
	int s[2];
	long r;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s))
		return -errno;
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_CREDENTIALS;
	head->cmsg_len = CMSG_LEN(sizeof(cred));
	memcpy(CMSG_DATA(head), &cred, sizeof(cred));
	r = sendmsg(s[0], &m, 0) < 0 ? -errno : 0;
	close(s[0]);
	close(s[1]);
	return r;
}

/* Only the machine's root speaks for others; all speak for themselves. */
TEST(group_credentials)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_RESULT("outside", 0,
		      agent_do(&c.out, act_claim_pid, c.victim.pid, 0, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EPERM,
		      agent_do(&c.a1, act_claim_pid, c.victim.pid, 0, 0));
	EXPECT_DENIED(&w, "cap.sys_admin", EPERM, 1, c.a1.pid, NULL);
	watch_start(&w, &c.a);
	EXPECT_RESULT("itself", 0,
		      agent_do(&c.a1, act_claim_pid, c.a1.pid, 0, 0));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

#define SOMEBODY	4242

/* The best of the user's, which is the smallest level. */
static long act_best_of_user(struct call *c)
{
	long value = syscall(SYS_ioprio_get, IOPRIO_WHO_USER,
			     c->arg[0]);

	return value < 0 ? -errno : (long)IOPRIO_PRIO_DATA(value);
}

/* A user's best io priority is that of the tasks that exist for who asks. */
TEST(group_best_ioprio_of_user)
{
	struct agent_options o = { .uid = SOMEBODY };
	struct agent out, in, own;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_EQ(0, agent_start_with(&out, &o));
	o.jail = &a;
	ASSERT_EQ(0, agent_start_with(&in, &o));
	ASSERT_EQ(0, agent_start_with(&own, &o));
	EXPECT_EQ(0, agent_do(&out, act_ioprio_set_user, SOMEBODY, 2, 0));
	EXPECT_EQ(0, agent_do(&in, act_ioprio_set_user, SOMEBODY, 6, 0));
	EXPECT_EQ(2, agent_do(&out, act_best_of_user, SOMEBODY, 0, 0));
	watch_start(&w, &a);
	EXPECT_EQ(6, agent_do(&in, act_best_of_user, SOMEBODY, 0, 0));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}
