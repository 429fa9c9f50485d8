// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How long a command takes from its start to its end, and how much memory at
 * its peak: startbench NAME ROUNDS COMMAND…
 * Prints "start NAME LEAST MEDIAN PEAK": microseconds and KiB. In a machine that
 * counts instructions a microsecond is a thousand of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS_MAX	1000
#define WARM_UP		3

static __attribute__((noreturn)) void die(const char *what)
{
	fprintf(stderr, "startbench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

/* What starts at once after another finds the last one's remains at work. */
static void rest(void)
{
	struct timespec gap = { .tv_nsec = 30000000 };

	nanosleep(&gap, NULL);
}

static int64_t start_once(char *const *argv, long *peak)
{
	struct rusage usage;
	int64_t began = now();
	int status;
	pid_t pid = vfork();

	if (!pid) {
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		die(argv[0]);
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		errno = ECHILD;
		die(argv[0]);
	}
	if (usage.ru_maxrss > *peak)
		*peak = usage.ru_maxrss;
	return now() - began;
}

static int by_size(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return (one > other) - (one < other);
}

int main(int argc, char **argv)
{
	int rounds = argc > 3 ? atoi(argv[2]) : 0;
	int64_t took[ROUNDS_MAX];
	long peak = 0;

	if (rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: startbench NAME ROUNDS COMMAND...\n");
		return 2;
	}
	for (int i = -WARM_UP; i < rounds; i++) {
		took[i < 0 ? 0 : i] = start_once(argv + 3, &peak);
		rest();
	}
	qsort(took, (size_t)rounds, sizeof(*took), by_size);
	printf("start\t%s\t%lld\t%lld\t%ld\n", argv[1], (long long)took[0],
	       (long long)took[rounds / 2], peak);
	return 0;
}
