// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A6: a pidfd of outside that came in names nobody.
 *
 *	host ----+-- out, victim
 *	         +-- jail a -- in, own
 *
 * The test opens the pidfds; out and in inherit them.
 */
#include "acts_lookup.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOKUP	"task.lookup"

static void refused(struct heirs *p, act_fn *act)
{
	struct watch w;

	watch_start(&w, &p->a);
	EXPECT_RESULT("inside", -ESRCH,
		      agent_do(&p->in, act, p->of_victim, 0, 0));
	EXPECT_DENIED(&w, LOOKUP, ESRCH, 1, p->in.pid, NULL);
}

/* Of its own it is refused for the capability only, so it was found. */
TEST(pidfd_process_madvise)
{
	struct heirs p;
	struct watch w;

	heirs_start(&p, heirs_pidfd, NULL);
	EXPECT_RESULT("outside", 0, agent_do(&p.out, act_process_madvise,
					     p.of_victim, 0, 0));
	refused(&p, act_process_madvise);
	watch_start(&w, &p.a);
	EXPECT_RESULT("its own", -EPERM, agent_do(&p.in, act_process_madvise,
						  p.of_own, 0, 0));
	EXPECT_DENIED(&w, "cap.sys_nice", EPERM, 1, p.in.pid, NULL);
}

/* Kilobytes of memory that is nobody else's, which reaping takes away. */
static long anonymous_memory(pid_t pid)
{
	char path[64], line[128];
	long kb = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "re");
	ASSERT_TRUE(f);
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, "RssAnon:", 8))
			kb = atol(line + 8);
	fclose(f);
	return kb;
}

/* Killed, but held where it still has its memory. */
static void start_dying(const struct agent *agent)
{
	int status;

	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, agent->pid, 0, PTRACE_O_TRACEEXIT));
	ASSERT_EQ(0, kill(agent->pid, SIGKILL));
	ASSERT_EQ(agent->pid, waitpid(agent->pid, &status, __WALL));
	ASSERT_EQ(SIGTRAP | PTRACE_EVENT_EXIT << 8, status >> 8);
	ASSERT_LT(0, anonymous_memory(agent->pid));
}

static void let_die(struct agent *agent)
{
	EXPECT_EQ(0, ptrace(PTRACE_DETACH, agent->pid, 0, 0));
	agent_stop(agent);
}

static long act_mrelease(struct call *c)
{
	return syscall(SYS_process_mrelease, c->arg[0], 0) ? -errno : 0;
}

TEST(pidfd_process_mrelease)
{
	struct heirs p;
	struct watch w;

	heirs_start(&p, heirs_pidfd, NULL);
	start_dying(&p.victim);
	start_dying(&p.own);
	refused(&p, act_mrelease);
	EXPECT_LT(0, anonymous_memory(p.victim.pid));
	EXPECT_RESULT("outside", 0,
		      agent_do(&p.out, act_mrelease, p.of_victim, 0, 0));
	EXPECT_EQ(0, anonymous_memory(p.victim.pid));
	watch_start(&w, &p.a);
	EXPECT_RESULT("its own", 0,
		      agent_do(&p.in, act_mrelease, p.of_own, 0, 0));
	EXPECT_EQ(0, anonymous_memory(p.own.pid));
	EXPECT_QUIET(&w);
	let_die(&p.victim);
	let_die(&p.own);
}

/* Since 6.15: numbers that mean the caller; before, they mean nothing. */
TEST(pidfd_self)
{
	static const int selves[] = { -10000, -10001, -10002 };
	struct heirs p;
	struct watch w;

	heirs_start(&p, heirs_pidfd, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(selves); i++) {
		long outside = agent_do(&p.out, act_process_madvise, selves[i],
					0, 0);

		watch_start(&w, &p.a);
		EXPECT_RESULT("inside", outside,
			      agent_do(&p.in, act_process_madvise, selves[i],
				       0, 0));
		EXPECT_QUIET(&w);
	}
}

/* What is no pidfd, and a process that has gone, are refused to nobody. */
TEST(pidfd_of_nobody)
{
	struct heirs p;
	struct watch w;

	heirs_start(&p, heirs_pidfd, NULL);
	agent_stop(&p.victim);
	watch_start(&w, &p.a);
	EXPECT_RESULT("a pipe", -EBADF,
		      agent_do(&p.in, act_mrelease, STDIN_FILENO, 0, 0));
	EXPECT_RESULT("nothing", -EBADF,
		      agent_do(&p.in, act_mrelease, 777, 0, 0));
	EXPECT_RESULT("gone", -ESRCH,
		      agent_do(&p.in, act_mrelease, p.of_victim, 0, 0));
	EXPECT_QUIET(&w);
}

static long act_wait_pidfd(struct call *c)
{
	siginfo_t info;

	return waitid(P_PIDFD, (id_t)c->arg[0], &info, WEXITED | WNOHANG) ?
	       -errno : 0;
}

static long act_wait_pid(struct call *c)
{
	return waitpid((pid_t)c->arg[0], NULL, WNOHANG) < 0 ? -errno : 0;
}

/* Waits for a child of its own both ways. */
static long act_wait_own(struct call *c)
{
	pid_t pid = fork();
	siginfo_t info;
	int fd;

	(void)c;
	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(0);
	fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (fd < 0 || waitid(P_PIDFD, (id_t)fd, &info, WEXITED | WNOWAIT))
		return -errno;
	close(fd);
	return waitpid(pid, NULL, 0) == pid ? 0 : -errno;
}

/* Nobody waits for another's child: ECHILD says no more inside than outside. */
TEST(pidfd_wait)
{
	struct heirs p;
	struct watch w;

	heirs_start(&p, heirs_pidfd, NULL);
	EXPECT_RESULT("outside", -ECHILD,
		      agent_do(&p.out, act_wait_pidfd, p.of_victim, 0, 0));
	EXPECT_RESULT("outside, its own", 0,
		      agent_do(&p.out, act_wait_own, 0, 0, 0));
	ASSERT_EQ(0, kill(p.victim.pid, SIGKILL));
	watch_start(&w, &p.a);
	EXPECT_RESULT("inside", -ECHILD,
		      agent_do(&p.in, act_wait_pidfd, p.of_victim, 0, 0));
	EXPECT_RESULT("inside, its own", 0,
		      agent_do(&p.in, act_wait_own, 0, 0, 0));
	EXPECT_QUIET(&w);
	EXPECT_RESULT("inside, by pid", -ECHILD,
		      agent_do(&p.in, act_wait_pid, p.victim.pid, 0, 0));
	/* It is still its parent's to wait for. */
	EXPECT_EQ(p.victim.pid, waitpid(p.victim.pid, NULL, 0));
}
