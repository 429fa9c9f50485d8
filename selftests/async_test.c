// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A4: signals that the kernel sends on somebody's behalf don't leave
 * the jail either: file owners, message queues, parents' deaths.
 */
#include "acts_signal.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * Has the owner arg0 (a process; a group if negative) told by SIGIO of bytes
 * that the caller itself writes.
 */
static long act_sigio(struct call *c)
{
	int s[2];
	long result = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s))
		return -errno;
	if (fcntl(s[0], F_SETOWN, (int)c->arg[0]) ||
	    fcntl(s[0], F_SETFL, O_ASYNC) || write(s[1], "x", 1) != 1)
		result = -errno;
	close(s[0]);
	close(s[1]);
	return result;
}

/* Likewise by SIGURG, of a byte out of band. */
static long act_sigurg(struct call *c)
{
	int s[2];
	long result = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s))
		return -errno;
	if (fcntl(s[0], F_SETOWN, (int)c->arg[0]) ||
	    send(s[1], "x", 1, MSG_OOB) != 1)
		result = -errno;
	close(s[0]);
	close(s[1]);
	return result;
}

#define HIDDEN	.err = ESRCH, .op = "task.lookup"

static const struct pid_row by_owner[] = {
	{ "SIGIO", act_sigio, HIDDEN, act_seen,
	  .probe_arg = SIGIO },
	{ "SIGURG", act_sigurg, HIDDEN, act_seen,
	  .probe_arg = SIGURG },
};

TEST_EACH(owner, struct pid_row, by_owner)
{
	legs_on_pid(row);
}

static long join_group(void *arg)
{
	pid_t *leader = arg;

	return setpgid(0, *leader) ? -errno : 0;
}

struct group_row {
	const char *name;
	act_fn *act;
	int signal;
};

static const struct group_row by_group[] = {
	{ "SIGIO", act_sigio, SIGIO },
	{ "SIGURG", act_sigurg, SIGURG },
};

/*
 *	group: leader (outside), member (in a)
 *
 * The group exists in a, but who is made its owner there gets nothing, since
 * at delivery nobody knows any more who asked.
 */
TEST_EACH(owner_is_a_mixed_group, struct group_row, by_group)
{
	struct agent_options o = { .before = join_group };
	struct agent leader, member, a1, out;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&leader, NULL);
	o.jail = &a;
	o.arg = &leader.pid;
	ASSERT_EQ(0, agent_start_with(&member, &o));
	ASSERT_AGENT(&a1, &a);
	ASSERT_AGENT(&out, NULL);

	EXPECT_RESULT("outside", 0,
		      agent_do(&out, row->act, -leader.pid, 0, 0));
	EXPECT_EQ(1, agent_do(&leader, act_seen, row->signal, 0, 0));
	EXPECT_EQ(1, agent_do(&member, act_seen, row->signal, 0, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0,
		      agent_do(&a1, row->act, -leader.pid, 0, 0));
	EXPECT_EQ(1, agent_do(&leader, act_seen, row->signal, 0, 0));
	EXPECT_EQ(1, agent_do(&member, act_seen, row->signal, 0, 0));
	EXPECT_DENIED(&w, "task.sigio", EPERM, 1, a1.pid, NULL);
}

/* The host may ask for news of a file that a jail writes to. */
static int told[2];

static long act_write_inherited(struct call *c)
{
	return write((int)c->arg[0], "x", 1) == 1 ? 0 : -errno;
}

static long act_own_inherited(struct call *c)
{
	if (fcntl((int)c->arg[0], F_SETOWN, getpid()) ||
	    fcntl((int)c->arg[0], F_SETFL, O_ASYNC))
		return -errno;
	return 0;
}

TEST(owner_on_the_host)
{
	struct agent owner, in;
	struct jail a;
	struct watch w;

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, told));
	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&owner, NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_EQ(0, agent_do(&owner, act_own_inherited, told[0], 0, 0));
	watch_start(&w, &a);
	EXPECT_EQ(0, agent_do(&in, act_write_inherited, told[1], 0, 0));
	EXPECT_EQ(1, agent_do(&owner, act_seen, SIGIO, 0, 0));
	EXPECT_QUIET(&w);
}

#define QUEUE	"/jail-test-queue"

static long act_mq_register(struct call *c)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1,
	};
	mqd_t queue = mq_open(QUEUE, O_RDONLY | O_CLOEXEC);

	(void)c;
	if (queue < 0)
		return -errno;
	return mq_notify(queue, &event) ? -errno : 0;
}

static long act_mq_post(struct call *c)
{
	mqd_t queue = mq_open(QUEUE, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	long result;

	(void)c;
	if (queue < 0)
		return -errno;
	result = mq_send(queue, "x", 1, 0) ? -errno : 0;
	mq_close(queue);
	return result;
}

/* A queue for one message; empty, as notification is of the first only. */
static void make_queue(void)
{
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 16 };
	mqd_t queue;

	mq_unlink(QUEUE);
	queue = mq_open(QUEUE, O_RDWR | O_CREAT | O_CLOEXEC, 0600, &attr);
	ASSERT_LE(0, queue);
	mq_close(queue);
}

/* Registered: who. Posted: by whom. Whether the signal came. */
static long mq_signals(struct agent *to, struct agent *from)
{
	long before = agent_do(to, act_seen, SIGUSR1, 0, 0);

	make_queue();
	EXPECT_EQ(0, agent_do(to, act_mq_register, 0, 0, 0));
	EXPECT_EQ(0, agent_do(from, act_mq_post, 0, 0, 0));
	return agent_do(to, act_seen, SIGUSR1, 0, 0) - before;
}

TEST(message_queue)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_EQ(1, mq_signals(&c.victim, &c.out));
	watch_start(&w, &c.a);
	EXPECT_EQ(0, mq_signals(&c.victim, &c.a1));
	EXPECT_DENIED(&w, "task.signal", EPERM, 1, c.a1.pid, NULL);
	watch_start(&w, &c.a);
	EXPECT_EQ(1, mq_signals(&c.a2, &c.a1));
	EXPECT_EQ(1, mq_signals(&c.a2, &c.out));
	EXPECT_QUIET(&w);
	mq_unlink(QUEUE);
	cast_stop(&c);
}

/* A timer that signals a thread can only mean one of the caller's process. */
static long act_timer_for(struct call *c)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR2,
	};
	int timer;

	event._sigev_un._tid = (pid_t)c->arg[0];
	if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer))
		return -errno;
	syscall(SYS_timer_delete, timer);
	return 0;
}

TEST(timer_for_a_thread)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_RESULT("itself, outside", 0,
		      agent_do(&c.out, act_timer_for, c.out.pid, 0, 0));
	EXPECT_RESULT("inside", -EINVAL,
		      agent_do(&c.a1, act_timer_for, c.victim.pid, 0, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("itself, inside", 0,
		      agent_do(&c.a1, act_timer_for, c.a1.pid, 0, 0));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/**
 * struct orphan - a process that outlives its parent
 * @ask: a byte here, and it answers
 * @answer: 1 if the signal of its parent's death has come
 */
static struct orphan {
	int ask[2];
	int answer[2];
} orphan;

static void __attribute__((noreturn)) be_orphan(void)
{
	sigset_t usr1;
	char byte;

	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	prctl(PR_SET_PDEATHSIG, SIGUSR1);
	if (write(orphan.answer[1], "r", 1) != 1 ||
	    read(orphan.ask[0], &byte, 1) != 1)
		_exit(1);
	sigpending(&usr1);
	byte = (char)sigismember(&usr1, SIGUSR1);
	_exit(write(orphan.answer[1], &byte, 1) != 1);
}

/* Returns when the child is ready. */
static long have_child(void *unused)
{
	pid_t pid = fork();
	char byte;

	(void)unused;
	if (pid < 0)
		return -errno;
	if (pid == 0)
		be_orphan();
	return read(orphan.answer[0], &byte, 1) == 1 ? 0 : -EPIPE;
}

static long act_have_child(struct call *c)
{
	orphan = (struct orphan){
		{ (int)c->arg[0], (int)c->arg[1] },
		{ (int)c->arg[2], (int)c->arg[3] },
	};
	return have_child(NULL);
}

static int orphan_was_told(void)
{
	char byte = 'x';

	if (write(orphan.ask[1], &byte, 1) != 1 ||
	    read(orphan.answer[0], &byte, 1) != 1)
		return -1;
	return byte;
}

struct orphan_row {
	const char *name;
	bool jailed;
	bool child_jailed;
	int told;
};

static const struct orphan_row orphans[] = {
	{ "outside", false, false, 1 },
	{ "outside of a jailed parent", true, false, 0 },
	{ "inside", true, true, 1 },
};

/* Once the parent is waited for, its signals have been sent. */
TEST_EACH(parents_death, struct orphan_row, orphans)
{
	struct agent_options o = { .jail = NULL };
	struct agent parent;
	struct jail a;

	ASSERT_EQ(0, pipe(orphan.ask));
	ASSERT_EQ(0, pipe(orphan.answer));
	struct call fds = { .arg = {
		orphan.ask[0], orphan.ask[1],
		orphan.answer[0], orphan.answer[1],
	} };

	ASSERT_JAIL(&a, "a", NULL);
	if (row->jailed)
		o.jail = &a;
	if (!row->child_jailed)
		o.before = have_child;
	ASSERT_EQ(0, agent_start_with(&parent, &o));
	if (row->child_jailed)
		ASSERT_EQ(0, agent_call(&parent, act_have_child, &fds));
	agent_stop(&parent);
	EXPECT_EQ(row->told, orphan_was_told());
}
