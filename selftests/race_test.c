// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Races: what is refused stays refused while hooks are armed and disarmed,
 * parameters change and other jails come and go; what is born while its jail
 * is removed dies.
 */
#include "acts_signal.h"
#include "legs.h"
#include "net_util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LINGER	"/sys/module/jail/parameters/linger_ms"
#define CHANGES	1000

/* How many rounds of arming; JAIL_TEST_ARMINGS in the environment. */
static int armings(void)
{
	const char *text = getenv("JAIL_TEST_ARMINGS");

	return text ? atoi(text) : 20;
}

static void set_linger(const char *msecs)
{
	int fd;

	if (jail_imaginary() || jail_builtin())
		return;
	fd = open(LINGER, O_WRONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	ASSERT_EQ(strlen(msecs), write(fd, msecs, strlen(msecs)));
	close(fd);
}

static bool is_armed(void)
{
	static char text[JAIL_TEXT_MAX];

	jail_read("abi", text, sizeof(text));
	return strstr(text, "armed 1\n");
}

/* Built in, they are never disarmed; then a round has no jail at all before. */
static void wait_disarmed(void)
{
	struct timespec pause = { .tv_nsec = 5000000 };

	while (!jail_imaginary() && !jail_builtin() && is_armed())
		nanosleep(&pause, NULL);
}

/**
 * struct tries - what the jailed process shares with the test
 * @count: refused acts that it tried
 * @successes: those of them that succeeded
 * @stop: that it should stop trying
 */
struct tries {
	volatile unsigned long count;
	volatile unsigned long successes;
	volatile int stop;
};

static struct tries *share_tries(void)
{
	struct tries *tries = mmap(NULL, sizeof(*tries),
				   PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, tries);
	return tries;
}

/* Whether any of the acts that must not succeed does. */
static bool one_try(pid_t outsider)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool bound;

	inet_pton(AF_INET, HOST4, &in.sin_addr);
	bound = fd >= 0 && !bind(fd, (struct sockaddr *)&in, sizeof(in));
	if (fd >= 0)
		close(fd);
	return bound || !kill(outsider, 0);
}

/* Enters and tries until it is told to stop. */
static pid_t start_trying(const struct jail *jail, struct tries *tries,
			  pid_t outsider)
{
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (pid)
		return pid;
	if (jail_attach(jail))
		_exit(1);
	while (!tries->stop) {
		tries->successes += one_try(outsider);
		tries->count++;
	}
	_exit(0);
}

static void wait_for_more(const struct tries *tries, unsigned long more)
{
	unsigned long until = tries->count + more;

	while (tries->count < until)
		sched_yield();
}

static void stop_trying(pid_t pid, struct tries *tries)
{
	int status;

	tries->stop = 1;
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

/*
 * From no jail at all: hooks are armed by the first jail, a task enters and
 * tries at once, and all is disarmed again.
 */
TEST_TIMED(refused_through_armings, 140)
{
	struct tries *tries = share_tries();
	int rounds = armings(), disarmed = 0;
	time_t began = time(NULL);

	ASSERT_EQ(0, net_setup());
	set_linger("0");
	for (int i = 0; i < rounds; i++) {
		struct jail a;
		pid_t pid;

		wait_disarmed();
		disarmed += jail_builtin() || !is_armed();
		tries->stop = 0;
		ASSERT_JAIL(&a, "a", PARAMS_A);
		pid = start_trying(&a, tries, getpid());
		wait_for_more(tries, 20);
		stop_trying(pid, tries);
		ASSERT_EQ(0, jail_destroy(&a));
	}
	set_linger("5000");
	test_note("%d armings, %lu tries, %lu succeeded, %ld s", disarmed,
		  tries->count, tries->successes, (long)(time(NULL) - began));
	EXPECT_EQ(rounds, disarmed);
	EXPECT_EQ(0, tries->successes);
}

/* While other jails are made, changed and removed. */
TEST_TIMED(refused_through_changes, 140)
{
	struct tries *tries = share_tries();
	char request[128];
	struct jail a, b;
	pid_t pid;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	pid = start_trying(&a, tries, getpid());
	for (int i = 0; i < CHANGES; i++) {
		ASSERT_JAIL(&b, "b", PARAMS_B);
		snprintf(request, sizeof(request),
			 "set name=%s children.max=%d host.hostname=h%d",
			 a.name, i, i);
		ASSERT_EQ(0, jail_request(request, NULL, 0));
		ASSERT_EQ(0, jail_destroy(&b));
	}
	wait_for_more(tries, 100);
	stop_trying(pid, tries);
	test_note("%d changes, %lu tries, %lu succeeded", CHANGES,
		  tries->count, tries->successes);
	EXPECT_EQ(0, tries->successes);
	EXPECT_EQ(2 * tries->count, jail_total(&a));
}

static int one_storm(const struct jail *jail)
{
	struct rlimit limit = { .rlim_cur = 64, .rlim_max = 64 };

	signal(SIGCHLD, SIG_IGN);
	if (setrlimit(RLIMIT_NPROC, &limit) || jail_attach(jail) ||
	    setuid(4243))
		return 1;
	while (fork() >= 0 || sched_yield() == 0)
		;
	return 0;
}

static void start_storm(const struct jail *jail)
{
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (pid == 0)
		_exit(one_storm(jail));
}

/* Orphans come to us, and their user may only have so many processes. */
static void wait_for_all(void)
{
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* Of all that was born at any moment of the jail's end nobody is left. */
TEST_TIMED(remove_while_forking, 140)
{
	unsigned long long mark = denials_mark();
	int refused = 0;

	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	for (int i = 0; i < 20; i++) {
		struct jail_info info = { .tasks = 0 };
		struct jail a;

		ASSERT_JAIL(&a, "a", "persist=1");
		start_storm(&a);
		while (info.tasks < 4 + 2 * (unsigned int)i)
			ASSERT_EQ(0, jail_info(&a, &info));
		ASSERT_EQ(0, jail_remove(&a));
		wait_for_all();
		ASSERT_EQ(0, jail_wait_dead(&a, 60000));
		ASSERT_TRUE(!jail_listed(a.name));
		refused += denials_since(mark, &a, "task.fork", EPERM, 0, NULL);
		close(a.fd);
	}
	test_note("%d forks came too late: task.fork", refused);
}

/*
 * Entering while the jail is removed: in and killed, or not in. Never in a
 * jail that is gone.
 */
TEST_TIMED(enter_while_removed, 140)
{
	int entered = 0, late = 0;

	for (int i = 0; i < 200; i++) {
		struct jail a;
		int status;
		pid_t pid;

		ASSERT_JAIL(&a, "a", NULL);
		pid = fork();
		ASSERT_LE(0, pid);
		if (pid == 0) {
			if (jail_attach(&a) == -ESRCH)
				_exit(7);
			for (;;)
				pause();
		}
		if (i % 2)
			sched_yield();
		ASSERT_EQ(0, jail_remove(&a));
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		if (WIFSIGNALED(status))
			entered++;
		else
			late += WEXITSTATUS(status) == 7;
		ASSERT_EQ(0, jail_wait_dead(&a, 20000));
		close(a.fd);
	}
	test_note("%d entered and were killed, %d were late", entered, late);
	EXPECT_EQ(200, entered + late);
}

/* Several make and remove a jail of one name; each has it, or is told. */
static void *make_and_remove(void *made)
{
	for (int i = 0; i < 50;) {
		struct jail a;
		int err = jail_create(&a, "tcontested", NULL, JAIL_FD_OWN);

		if (err && err != -EEXIST)
			return (void *)(long)err;
		if (err) {
			sched_yield();
			continue;
		}
		i++;
		__atomic_add_fetch((int *)made, 1, __ATOMIC_RELAXED);
		err = jail_destroy(&a);
		if (err)
			return (void *)(long)err;
	}
	return NULL;
}

TEST(one_name_wanted_by_many)
{
	pthread_t threads[3];
	int made = 0;

	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL,
					    make_and_remove, &made));
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		void *err;

		pthread_join(threads[i], &err);
		EXPECT_EQ(0, (long)err);
	}
	test_note("made %d times", made);
	EXPECT_EQ(50 * ARRAY_SIZE(threads), made);
	EXPECT_TRUE(!jail_listed("tcontested"));
}
