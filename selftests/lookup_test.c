// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A6: a pid of outside does not exist for system calls that take one.
 * A8: who sees whom.
 */
#include "acts_lookup.h"
#include "acts_signal.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define HIDDEN	.err = ESRCH, .op = "task.lookup"

static const struct pid_row by_pid[] = {
	{ "getpgid",		   act_getpgid, HIDDEN },
	{ "getsid",		   act_getsid, HIDDEN },
	{ "getpriority",	   act_getpriority, HIDDEN },
	{ "ioprio_get",		   act_ioprio_get, HIDDEN },
	{ "setpriority",	   act_renice, HIDDEN, act_own_nice },
	{ "ioprio_set",		   act_ioprio_set, HIDDEN, act_own_ioprio },
	{ "sched_setscheduler",	   act_sched_setscheduler, HIDDEN,
	  act_own_policy },
	{ "sched_setattr",	   act_sched_setattr, HIDDEN, act_own_policy },
	{ "prlimit to write",	   act_prlimit_set, HIDDEN, act_own_nofile },
	{ "sched_getscheduler",	   act_sched_getscheduler, HIDDEN },
	{ "sched_getparam",	   act_sched_getparam, HIDDEN },
	{ "sched_setparam",	   act_sched_setparam, HIDDEN },
	{ "sched_getattr",	   act_sched_getattr, HIDDEN },
	{ "sched_getaffinity",	   act_sched_getaffinity, HIDDEN },
	{ "sched_setaffinity",	   act_sched_setaffinity, HIDDEN },
	{ "sched_rr_get_interval", act_sched_rr_get_interval, HIDDEN },
	{ "prlimit to read",	   act_prlimit_get, HIDDEN },
	{ "get_robust_list",	   act_get_robust_list, HIDDEN },
	{ "move_pages",		   act_move_pages, HIDDEN },
	{ "migrate_pages",	   act_migrate_pages, HIDDEN, .asks = true },
	{ "capget",		   act_capget, HIDDEN },
	{ "kcmp",		   act_kcmp, HIDDEN },
	{ "F_SETOWN",		   act_setown, HIDDEN },
	{ "F_SETOWN_EX",	   act_setown_ex, HIDDEN },
	{ "clock_gettime",	   act_clock_gettime, .err = EINVAL,
	  .op = "task.lookup", .recorded = ESRCH },
};

TEST_EACH(lookup, struct pid_row, by_pid)
{
	legs_on_pid(row);
}

static void open_perf(void)
{
	int fd = open("/proc/sys/kernel/perf_event_paranoid",
		      O_WRONLY | O_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_EQ(2, write(fd, "-1", 2));
	close(fd);
}

/* perf is off in jails, whatever it is aimed at and the machine allows. */
TEST(lookup_by_perf)
{
	struct cast c;
	struct watch w;

	open_perf();
	cast_start(&c, NULL, NULL);
	EXPECT_RESULT("outside", 0, agent_do(&c.out, act_perf_event_open,
					     c.victim.pid, 0, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EPERM, agent_do(&c.a1, act_perf_event_open,
						 c.victim.pid, 0, 0));
	EXPECT_DENIED(&w, "sys.perf", EPERM, 1, c.a1.pid, NULL);
	EXPECT_RESULT("the host, into the jail", 0,
		      agent_do(&c.out, act_perf_event_open, c.a1.pid, 0, 0));
	cast_stop(&c);
}

struct user_row {
	const char *name;
	act_fn *act;
	act_fn *probe;
};

static const struct user_row by_user[] = {
	{ "setpriority", act_renice_user, act_own_nice },
	{ "ioprio_set", act_ioprio_set_user, act_own_ioprio },
};

#define SOMEBODY	4242

/*
 * The forms for all of a user's tasks mean those that exist: the jail's.
 * The user has tasks outside, in a and in b; the last in the list is outside.
 */
TEST_EACH(lookup_by_user, struct user_row, by_user)
{
	struct agent_options o = { .uid = SOMEBODY };
	struct agent out, out2, a1, a2, b1;
	struct jail a, b;
	struct watch w;
	long before_out, before_b;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_JAIL(&b, "b", NULL);
	ASSERT_EQ(0, agent_start_with(&out, &o));
	o.jail = &b;
	ASSERT_EQ(0, agent_start_with(&b1, &o));
	o.jail = &a;
	ASSERT_EQ(0, agent_start_with(&a1, &o));
	ASSERT_EQ(0, agent_start_with(&a2, &o));
	o.jail = NULL;
	ASSERT_EQ(0, agent_start_with(&out2, &o));

	EXPECT_RESULT("outside", 0, agent_do(&out, row->act, SOMEBODY, 5, 0));
	before_out = agent_do(&out, row->probe, 0, 0, 0);
	before_b = agent_do(&b1, row->probe, 0, 0, 0);
	EXPECT_EQ(before_out, before_b);

	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0, agent_do(&a1, row->act, SOMEBODY, 7, 0));
	EXPECT_EQ(before_out, agent_do(&out, row->probe, 0, 0, 0));
	EXPECT_EQ(before_b, agent_do(&b1, row->probe, 0, 0, 0));
	EXPECT_NE(before_out, agent_do(&a1, row->probe, 0, 0, 0));
	EXPECT_NE(before_out, agent_do(&a2, row->probe, 0, 0, 0));
	EXPECT_QUIET(&w);
}

static long join_group(void *arg)
{
	pid_t *leader = arg;

	return setpgid(0, *leader) ? -errno : 0;
}

/*
 *	group: leader (outside), member (in a)
 *
 * A8: the leader's number is visible in a, as the group has a member there;
 * the leader as a process is not.
 */
TEST(lookup_of_mixed_group)
{
	struct agent_options o = { .before = join_group };
	struct agent leader, member, a1, b1;
	struct jail a, b;
	struct watch w;
	long before;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_JAIL(&b, "b", NULL);
	ASSERT_AGENT(&leader, NULL);
	o.jail = &a;
	o.arg = &leader.pid;
	ASSERT_EQ(0, agent_start_with(&member, &o));
	ASSERT_AGENT(&a1, &a);
	ASSERT_AGENT(&b1, &b);

	watch_start(&w, &a);
	EXPECT_RESULT("group, from a", 0,
		      agent_do(&a1, act_kill_group, leader.pid, 0, 0));
	EXPECT_DENIED(&w, "task.signal", EPERM, 1, a1.pid, NULL);
	watch_start(&w, &a);
	EXPECT_RESULT("renice, from a", 0,
		      agent_do(&a1, act_renice_group, leader.pid, 3, 0));
	EXPECT_EQ(0, agent_do(&leader, act_own_nice, 0, 0, 0));
	EXPECT_EQ(3, agent_do(&member, act_own_nice, 0, 0, 0));
	EXPECT_EQ(0, agent_do(&leader, act_ioprio_set, leader.pid, 0, 0));
	before = agent_do(&leader, act_own_ioprio, 0, 0, 0);
	EXPECT_RESULT("ioprio, from a", 0,
		      agent_do(&a1, act_ioprio_set_group, leader.pid, 7, 0));
	EXPECT_EQ(before, agent_do(&leader, act_own_ioprio, 0, 0, 0));
	EXPECT_EQ(7, agent_do(&a1, act_ioprio_get_group, leader.pid, 0, 0));
	EXPECT_QUIET(&w);
	EXPECT_RESULT("the leader, from a", -ESRCH,
		      agent_do(&a1, act_getpgid, leader.pid, 0, 0));
	EXPECT_RESULT("group, from b", -ESRCH,
		      agent_do(&b1, act_kill_group, leader.pid, 0, 0));
}

/*
 *	host --- a --- a.c
 *	     \-- b
 */
TEST(who_sees_whom)
{
	struct agent out, a1, c1, b1;
	struct jail a, b, c;
	char name[JAIL_NAME_MAX + 8];

	ASSERT_JAIL(&a, "a", "children.max=1");
	ASSERT_JAIL(&b, "b", NULL);
	snprintf(name, sizeof(name), "%s.c", a.name);
	ASSERT_EQ(0, jail_create(&c, name, NULL, JAIL_FD_OWN));
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&a1, &a);
	ASSERT_AGENT(&b1, &b);
	ASSERT_AGENT(&c1, &c);

	EXPECT_EQ(0, agent_do(&out, act_kill, a1.pid, 0, 0));
	EXPECT_EQ(0, agent_do(&out, act_kill, c1.pid, 0, 0));
	EXPECT_EQ(0, agent_do(&a1, act_kill, c1.pid, 0, 0));
	EXPECT_RESULT("child to parent", -ESRCH,
		      agent_do(&c1, act_kill, a1.pid, 0, 0));
	EXPECT_RESULT("child to sibling of parent", -ESRCH,
		      agent_do(&c1, act_kill, b1.pid, 0, 0));
	EXPECT_RESULT("child to host", -ESRCH,
		      agent_do(&c1, act_kill, out.pid, 0, 0));
	EXPECT_RESULT("sibling to parent", -ESRCH,
		      agent_do(&b1, act_kill, a1.pid, 0, 0));
	EXPECT_RESULT("sibling to child", -ESRCH,
		      agent_do(&b1, act_kill, c1.pid, 0, 0));
	EXPECT_EQ(0, jail_total(&a));
	EXPECT_EQ(3, jail_count(&c, "task.lookup"));
}

/* Fork's own pidfd is of a pid that has no task yet; it must work inside. */
static long act_clone_pidfd(struct call *c)
{
	int pidfd = -1;
	pid_t pid;

	(void)c;
	pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &pidfd, 0, 0);
	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(7);
	if (waitpid(pid, NULL, 0) != pid)
		return -errno;
	close(pidfd);
	return pidfd >= 0 ? 0 : -EBADF;
}

TEST(own_child_by_pidfd)
{
	struct agent out, in;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("outside", 0, agent_do(&out, act_clone_pidfd, 0, 0, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0, agent_do(&in, act_clone_pidfd, 0, 0, 0));
	EXPECT_QUIET(&w);
}
