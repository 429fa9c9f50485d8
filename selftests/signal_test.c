// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A3: signals don't leave the jail.
 */
#include "acts_signal.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOKUP	"task.lookup"
#define BY(sig)	.err = ESRCH, .op = LOOKUP, .probe = act_seen, \
		.arg = sig, .probe_arg = sig

static const struct pid_row by_pid[] = {
	{ "kill",		act_kill, BY(SIGUSR1) },
	{ "kill a group",	act_kill_group, BY(SIGUSR1) },
	{ "tkill",		act_tkill, BY(SIGUSR1) },
	{ "tgkill",		act_tgkill, BY(SIGUSR1) },
	{ "rt_sigqueueinfo",	act_sigqueue, BY(SIGUSR2) },
	{ "rt_tgsigqueueinfo",	act_tgsigqueue, BY(SIGUSR2) },
	{ "kill with signal 0",	act_kill, .err = ESRCH, .op = LOOKUP },
	{ "pidfd_open",		act_pidfd_open, .err = ESRCH, .op = LOOKUP },
};

TEST_EACH(signal_by_pid, struct pid_row, by_pid)
{
	legs_on_pid(row);
}

/* What the jailed task can name, but not touch: EPERM. */
TEST(signal_by_inherited_pidfd)
{
	struct heirs h;
	struct watch w;

	heirs_start(&h, heirs_pidfd, NULL);

	EXPECT_RESULT("outside", 0, agent_do(&h.out, act_pidfd_send_signal,
					     h.of_victim, SIGUSR1, 0));
	EXPECT_EQ(1, agent_do(&h.victim, act_seen, SIGUSR1, 0, 0));

	watch_start(&w, &h.a);
	EXPECT_RESULT("inside", -EPERM, agent_do(&h.in, act_pidfd_send_signal,
						 h.of_victim, SIGUSR1, 0));
	EXPECT_DENIED(&w, "task.signal", EPERM, 1, h.in.pid, NULL);
	EXPECT_EQ(1, agent_do(&h.victim, act_seen, SIGUSR1, 0, 0));

	watch_start(&w, &h.a);
	EXPECT_RESULT("its own", 0, agent_do(&h.in, act_pidfd_send_signal,
					     h.of_own, SIGUSR1, 0));
	EXPECT_EQ(1, agent_do(&h.own, act_seen, SIGUSR1, 0, 0));
	EXPECT_QUIET(&w);
}

/* SIGURG does nothing to the machine's other tasks; agents count it. */
TEST(kill_everybody)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_RESULT("outside", 0, agent_do(&c.out, act_kill, -1, SIGURG, 0));
	EXPECT_EQ(1, agent_do(&c.victim, act_seen, SIGURG, 0, 0));
	EXPECT_EQ(1, agent_do(&c.a1, act_seen, SIGURG, 0, 0));
	EXPECT_EQ(1, agent_do(&c.b1, act_seen, SIGURG, 0, 0));

	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", 0, agent_do(&c.a1, act_kill, -1, SIGURG, 0));
	EXPECT_EQ(2, agent_do(&c.a2, act_seen, SIGURG, 0, 0));
	EXPECT_EQ(1, agent_do(&c.victim, act_seen, SIGURG, 0, 0));
	EXPECT_EQ(1, agent_do(&c.b1, act_seen, SIGURG, 0, 0));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
	cast_stop(&c);
}

/* Alone in its jail: nobody to signal, as on a machine with one task. */
TEST(kill_everybody_when_alone)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	watch_start(&w, &c.b);
	EXPECT_RESULT("alone", -ESRCH, agent_do(&c.b1, act_kill, -1,
						SIGURG, 0));
	EXPECT_EQ(0, agent_do(&c.victim, act_seen, SIGURG, 0, 0));
	EXPECT_EQ(0, agent_do(&c.a1, act_seen, SIGURG, 0, 0));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

static long join_group(void *arg)
{
	pid_t *leader = arg;

	return setpgid(0, *leader) ? -errno : 0;
}

/*
 *	group: leader (outside), member (in a)
 *	a1 (in a, another group) signals the group: only the member gets it
 */
TEST(kill_mixed_group)
{
	struct agent leader, member, a1;
	struct agent_options o = { .before = join_group };
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&leader, NULL);
	o.jail = &a;
	o.arg = &leader.pid;
	ASSERT_EQ(0, agent_start_with(&member, &o));
	ASSERT_AGENT(&a1, &a);

	EXPECT_EQ(0, kill(-leader.pid, SIGUSR1));
	EXPECT_EQ(1, agent_do(&leader, act_seen, SIGUSR1, 0, 0));
	EXPECT_EQ(1, agent_do(&member, act_seen, SIGUSR1, 0, 0));

	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0, agent_do(&a1, act_kill_group, leader.pid,
					    SIGUSR1, 0));
	EXPECT_EQ(1, agent_do(&leader, act_seen, SIGUSR1, 0, 0));
	EXPECT_EQ(2, agent_do(&member, act_seen, SIGUSR1, 0, 0));
	EXPECT_DENIED(&w, "task.signal", EPERM, 1, a1.pid, NULL);
}

/* A task of the jail that isn't root keeps to the ordinary rules as well. */
TEST(kill_needs_the_uid_inside_too)
{
	struct agent_options o = { .uid = 4242 };
	struct agent user, root;
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	o.jail = &a;
	ASSERT_EQ(0, agent_start_with(&user, &o));
	ASSERT_AGENT(&root, &a);
	EXPECT_RESULT("user to root", -EPERM,
		      agent_do(&user, act_kill, root.pid, SIGUSR1, 0));
	EXPECT_RESULT("root to user", 0,
		      agent_do(&root, act_kill, user.pid, SIGUSR1, 0));
	EXPECT_EQ(0, agent_do(&root, act_seen, SIGUSR1, 0, 0));
	EXPECT_EQ(1, agent_do(&user, act_seen, SIGUSR1, 0, 0));
}

/*
 * From the host in: root may, a user with the uid of the jail's task may not.
 */
TEST(host_user_into_jail)
{
	struct agent_options in = { .uid = 4242 };
	struct agent_options out = { .uid = 4242 };
	struct agent user, target, twin;
	struct watch w;
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	in.jail = &a;
	ASSERT_EQ(0, agent_start_with(&target, &in));
	ASSERT_EQ(0, agent_start_with(&user, &out));
	ASSERT_EQ(0, agent_start_with(&twin, &out));

	EXPECT_RESULT("user to user", 0,
		      agent_do(&user, act_kill, twin.pid, SIGUSR1, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("user into the jail", -EPERM,
		      agent_do(&user, act_kill, target.pid, SIGUSR1, 0));
	EXPECT_DENIED(&w, "task.signal", EPERM, 1, user.pid, NULL);
	EXPECT_EQ(1, agent_do(&twin, act_seen, SIGUSR1, 0, 0));
	EXPECT_EQ(0, agent_do(&target, act_seen, SIGUSR1, 0, 0));
	EXPECT_EQ(0, kill(target.pid, SIGUSR1));
	EXPECT_EQ(1, agent_do(&target, act_seen, SIGUSR1, 0, 0));
}
