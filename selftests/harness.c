// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The runner: every test is forked into a session of its own; whatever it
 * leaves behind is reparented to the runner, which kills it.
 */
#include "harness.h"
#include "agent.h"
#include "net_util.h"
#include "tool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TESTS_MAX	256

enum status { PASSED, FAILED = 1, SKIPPED = 4 };

static struct test tests[TESTS_MAX];
static int test_count;

/* What the test's process tells the runner; shared memory. */
static struct report {
	int failures;
	char skip[160];
} *report;

void test_add(const char *name, const char *variant,
	      void (*run)(const void *row), const void *row, int seconds)
{
	if (test_count == TESTS_MAX)
		abort();
	tests[test_count++] = (struct test){
		.name = name, .variant = variant, .run = run, .row = row,
		.seconds = seconds,
	};
}

void test_add_each(const char *name, void (*run)(const void *row),
		   const void *rows, size_t size, size_t count, int seconds)
{
	for (size_t i = 0; i < count; i++) {
		const char *row = (const char *)rows + i * size;
		const char *variant;

		memcpy(&variant, row, sizeof(variant));
		test_add(name, variant, run, row, seconds);
	}
}

static void say(const char *where, const char *format, va_list args)
{
	char line[1024];
	int n = snprintf(line, sizeof(line), "# %s", where);

	n += vsnprintf(line + n, sizeof(line) - n, format, args);
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	if (write(STDOUT_FILENO, line, n) < 0)
		_exit(FAILED);
}

void test_fail(const char *file, int line, const char *format, ...)
{
	char where[64];
	va_list args;

	snprintf(where, sizeof(where), "%s:%d: ", file, line);
	va_start(args, format);
	say(where, format, args);
	va_end(args);
	report->failures++;
}

void test_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("", format, args);
	va_end(args);
}

void test_stop(void)
{
	_exit(FAILED);
}

void test_skip(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(report->skip, sizeof(report->skip), format, args);
	va_end(args);
	_exit(SKIPPED);
}

static int positive(const char *name)
{
	const char *text = getenv(name);
	int n = text ? atoi(text) : 1;

	return n > 0 ? n : 1;
}

int test_share(void)
{
	return positive("JAIL_TEST_SHARE");
}

int test_offset(int stride)
{
	struct utsname host;
	int sum = 0;

	uname(&host);
	for (const char *c = host.release; *c; c++)
		sum += *c;
	return sum % stride;
}

int test_rounds(const char *what, int whole)
{
	int n = (whole + test_share() - 1) / test_share();

	test_note("%s: %d of %d rounds on this kernel", what, n, whole);
	return n;
}

static const char *result_name(long result, char *buffer, size_t size)
{
	const char *name = result < 0 ? strerrorname_np((int)-result) : NULL;

	if (name)
		snprintf(buffer, size, "-%s", name);
	else
		snprintf(buffer, size, "%ld", result);
	return buffer;
}

void test_result(const char *file, int line, const char *what, const char *who,
		 long want, long got)
{
	char w[32], g[32];

	if (want == got)
		return;
	test_fail(file, line, "%s: wanted %s, got %s (%s)", who,
		  result_name(want, w, sizeof(w)),
		  result_name(got, g, sizeof(g)), what);
}

/*
 * Kill what the test left; the runner is its reaper. The list may miss one
 * while others come and go, so it is read again until there is nobody.
 */
static void kill_leftovers(void)
{
	struct timespec pause = { .tv_nsec = 1000000 };
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	do {
		FILE *children = fopen(path, "r");
		int pid;

		while (children && fscanf(children, "%d", &pid) == 1)
			kill(pid, SIGKILL);
		if (children)
			fclose(children);
		nanosleep(&pause, NULL);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	} while (waitpid(-1, NULL, WNOHANG) == 0);
}

/* The jails of a dead test die; that they do is part of every test. */
static bool jails_are_gone(pid_t pid)
{
	struct timespec pause = { .tv_nsec = 5000000 };
	char prefix[32];

	snprintf(prefix, sizeof(prefix), "t%d-", pid);
	for (int i = 0; i < 4000; i++) {
		if (!jails_left(prefix))
			return true;
		nanosleep(&pause, NULL);
	}
	printf("# jails stay behind: %s*\n", prefix);
	return false;
}

static void run_child(const struct test *t)
{
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	t->run(t->row);
	_exit(report->failures ? FAILED : PASSED);
}

/* The long runs have more to do: JAIL_TEST_PATIENCE times as long. */
static int patience(void)
{
	return positive("JAIL_TEST_PATIENCE");
}

static int wait_child(pid_t pid, int seconds)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = { .fd = pidfd, .events = POLLIN };
	int status = 0;
	int ready;

	do {
		ready = poll(&p, 1, seconds * 1000);
	} while (ready < 0 && errno == EINTR);
	close(pidfd);
	if (ready <= 0) {
		printf("# timed out after %d s\n", seconds);
		kill(pid, SIGKILL);
	}
	if (waitpid(pid, &status, 0) != pid || ready <= 0)
		return FAILED;
	if (WIFSIGNALED(status)) {
		printf("# killed by signal %d\n", WTERMSIG(status));
		return FAILED;
	}
	return WEXITSTATUS(status);
}

static long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What takes long is told: there are hundreds, on three kernels. */
static void say_time(long began)
{
	long took = milliseconds() - began;

	if (took >= 1000)
		printf("# %ld.%ld s\n", took / 1000, took % 1000 / 100);
}

static bool run_test(int number, const struct test *t)
{
	long began = milliseconds();
	int status;
	pid_t pid;

	memset(report, 0, sizeof(*report));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		run_child(t);
	status = pid > 0 ? wait_child(pid, t->seconds * patience()) : FAILED;
	kill_leftovers();
	if (!jails_are_gone(pid))
		status = FAILED;
	if (status == PASSED && report->failures)
		status = FAILED;
	say_time(began);
	printf("%sok %d - %s%s%s%s%s\n",
	       status == PASSED || status == SKIPPED ? "" : "not ", number,
	       t->name, t->variant ? " " : "", t->variant ? t->variant : "",
	       status == SKIPPED ? " # SKIP " : "",
	       status == SKIPPED ? report->skip : "");
	return status == PASSED || status == SKIPPED;
}

static bool wanted(const struct test *t, const char *pattern)
{
	char full[256];

	snprintf(full, sizeof(full), "%s %s", t->name,
		 t->variant ? t->variant : "");
	return !pattern || strstr(full, pattern);
}

static void list_tests(void)
{
	for (int i = 0; i < test_count; i++)
		printf("%s %s\n", tests[i].name,
		       tests[i].variant ? tests[i].variant : "");
}

static int run_all(const char *pattern)
{
	int number = 0;
	int failed = 0;
	int count = 0;

	for (int i = 0; i < test_count; i++)
		count += wanted(&tests[i], pattern);
	printf("TAP version 13\n1..%d\n", count);
	for (int i = 0; i < test_count; i++)
		if (wanted(&tests[i], pattern))
			failed += !run_test(++number, &tests[i]);
	printf("# %d passed, %d failed\n", number - failed, failed);
	return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
	int result;

	if (argc > 1 && !strcmp(argv[1], AGENT_OPTION))
		agent_main();
	if (argc > 2 && !strcmp(argv[1], AGENT_LOOK))
		return kill(atoi(argv[2]), 0) && errno == ESRCH;
	if (argc > 2 && !strcmp(argv[1], INSIDE_OPTION))
		return inside_main(argv[2]);
	if (argc > 1 && !strcmp(argv[1], TRAFFIC_OPTION))
		net_traffic();
	if (argc > 1 && !strcmp(argv[1], "-l")) {
		list_tests();
		return 0;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED || prctl(PR_SET_CHILD_SUBREAPER, 1) ||
	    agent_copy_self()) {
		perror("harness");
		return 1;
	}
	result = run_all(argc > 1 ? argv[1] : NULL);
	agent_remove_copy();
	return result;
}
