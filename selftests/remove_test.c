// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * remove is bounded and says what it waits for: a fork storm, a task that no
 * signal wakes, jails inside; and what it did not make it leaves alone.
 *
 *	test                  jail              freezer, of cgroup v1
 *	 |-- jailctl exec --->| sleep
 *	 |-- its task is put there --------------->| state D; SIGKILL waits
 *	 |-- jailctl remove: 10 s, names the task  |
 *	 |-- thaw -------------------------------->| dies
 *	 |-- jailctl remove: all is gone
 */
#include "aftermath.h"
#include "harness.h"
#include "tool.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAID "/tmp/remove.said"

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static char *said(void)
{
	static char text[4096];
	FILE *in = fopen(SAID, "r");
	size_t n = in ? fread(text, 1, sizeof(text) - 1, in) : 0;

	text[n] = '\0';
	if (in)
		fclose(in);
	return text;
}

#define REMOVE (char *const []){ "jailctl", "remove", "doomed", NULL }

/* With what it says in SAID. */
static int remove_doomed(void)
{
	return host_wait(host_start(REMOVE, SAID));
}

static char *begin(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	EXPECT_EQ(0, RUN("jailctl", "run", "doomed", "--", "true"));
	return host_now();
}

#define STORM \
	"f() { while :; do (:) & (:) & (sh -c : &) & wait; done; }; f & f & f & f"

static int count_tasks(void)
{
	FILE *in = fopen("/sys/fs/cgroup/jail/doomed/cgroup.procs", "r");
	char line[32];
	int tasks = 0;

	while (in && fgets(line, sizeof(line), in))
		tasks++;
	if (in)
		fclose(in);
	return tasks;
}

/* Forking as fast as it can: the dying jail refuses, so it comes to an end. */
TEST(fork_storm)
{
	char *before = begin();
	double start;

	EXPECT_EQ(0, RUN("jailctl", "create", "doomed"));
	EXPECT_EQ(0, RUN("jailctl", "exec", "-d", "doomed", "--", "sh", "-c",
			 STORM));
	for (int i = 0; i < 500 && count_tasks() <= 4; i++)
		usleep(20000);
	EXPECT_LT(4, count_tasks());
	start = now();
	EXPECT_EQ(0, remove_doomed());
	test_note("removed in %.1f s: %s", now() - start, said());
	EXPECT_TRUE(now() - start < 10);
	EXPECT_TRUE(host_no_children(5));
	EXPECT_HOST(before, 0);
	free(before);
}

#define FREEZER "/tmp/freezer"

static pid_t member(void)
{
	FILE *in = fopen("/sys/fs/cgroup/jail/doomed/cgroup.procs", "r");
	int pid = 0;

	ASSERT_TRUE(in && fscanf(in, "%d", &pid) == 1);
	fclose(in);
	return pid;
}

static bool is_renamed(pid_t pid)
{
	char where[32], first = 0;
	int fd;

	snprintf(where, sizeof(where), "/proc/%d/comm", pid);
	fd = open(where, O_RDONLY);
	ASSERT_LE(0, fd);
	EXPECT_EQ(1, read(fd, &first, 1));
	close(fd);
	return first == '\033';
}

static pid_t freeze(void)
{
	pid_t pid = member();
	char text[32];

	mkdir(FREEZER, 0700);
	ASSERT_EQ(0, RUN("mount", "-t", "cgroup", "-o", "freezer", "freezer",
			 FREEZER));
	mkdir(FREEZER "/stuck", 0700);
	snprintf(text, sizeof(text), "%d", pid);
	file_put(FREEZER "/stuck/cgroup.procs", text, 0644);
	file_put(FREEZER "/stuck/freezer.state", "FROZEN", 0644);
	return pid;
}

static void thaw(void)
{
	file_put(FREEZER "/stuck/freezer.state", "THAWED", 0644);
	EXPECT_TRUE(host_no_children(5));
	EXPECT_EQ(0, rmdir(FREEZER "/stuck"));
	EXPECT_EQ(0, RUN("umount", FREEZER));
	rmdir(FREEZER);
}

/* A name that a terminal would obey: it says so to who removes the jail. */
#define RENAMED \
	"printf '\\033]0;x\\007\\233y' >/proc/self/comm; mkfifo /tmp/p; read x </tmp/p"

/* Not by a signal, so it is said who, and it ends in time all the same. */
TEST(state_d)
{
	char *before = begin(), *text, task[64];
	double start;

	EXPECT_EQ(0, RUN("jailctl", "create", "doomed", "noinit"));
	EXPECT_EQ(0, RUN("jailctl", "exec", "-d", "doomed", "--", "sh", "-c",
			 RENAMED));
	for (int i = 0; i < 500 && !is_renamed(member()); i++)
		usleep(20000);
	snprintf(task, sizeof(task), "1 of them in state D: %d ?]0;x??y",
		 freeze());
	start = now();
	EXPECT_EQ(1, remove_doomed());
	text = said();
	test_note("after %.1f s: %s", now() - start, text);
	EXPECT_TRUE(now() - start < 20);
	EXPECT_TRUE(strstr(text, "up to 9 s more"));
	EXPECT_TRUE(strstr(text, task));
	EXPECT_TRUE(strstr(text, "fix: "));
	EXPECT_TRUE(host_has_jail("doomed"));
	/* nobody may have the name meanwhile */
	EXPECT_EQ(6, RUN("jailctl", "create", "doomed"));
	thaw();
	EXPECT_EQ(0, access("/run/jail/doomed.conf", F_OK));
	for (int i = 0; i < 100 && host_has_jail("doomed"); i++)
		usleep(20000);
	EXPECT_EQ(5, remove_doomed());
	EXPECT_HOST(before, 2);
	free(before);
}

/* They go with it, and that is said; their cgroups go before its own. */
TEST(jails_inside)
{
	char *before = begin();

	EXPECT_EQ(0, RUN("jailctl", "create", "doomed", "children.max=3"));
	EXPECT_EQ(0, RUN("jailctl", "create", "doomed.one"));
	EXPECT_EQ(0, RUN("jailctl", "create", "doomed.one.two"));
	EXPECT_EQ(0, RUN("jailctl", "exec", "-d", "doomed.one.two", "--",
			 "sleep", "1000"));
	EXPECT_EQ(0, access("/sys/fs/cgroup/jail/doomed/one/two", F_OK));
	EXPECT_EQ(0, remove_doomed());
	EXPECT_TRUE(strstr(said(), "the 2 jails inside it too"));
	EXPECT_TRUE(host_no_children(5));
	EXPECT_HOST(before, 0);
	free(before);
}

/* What somebody made inside the jail's cgroup is theirs to take away. */
TEST(not_made_by_it)
{
	static const char inside[] = "/sys/fs/cgroup/jail/doomed/theirs";
	char *before = begin();

	EXPECT_EQ(0, RUN("jailctl", "create", "doomed"));
	EXPECT_EQ(0, mkdir(inside, 0755));
	EXPECT_EQ(6, remove_doomed());
	EXPECT_TRUE(strstr(said(), "can't remove the cgroup /jail/doomed"));
	EXPECT_TRUE(strstr(said(), "fix: "));
	EXPECT_EQ(0, access(inside, F_OK));
	EXPECT_EQ(0, access("/run/jail/doomed.conf", F_OK));
	EXPECT_EQ(0, rmdir(inside));
	/* there is no such jail, but what it left is cleared up */
	EXPECT_EQ(5, remove_doomed());
	EXPECT_HOST(before, 0);
	free(before);
}
