// SPDX-License-Identifier: GPL-2.0-or-later
#include "injection.h"
#include "../harness.h"
#include "../shortage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <time.h>
#include <unistd.h>

#define DEBUGFS	"/sys/kernel/debug"
#define LEAKS	DEBUGFS "/kmemleak"

/* Also what may wait for memory, and single pages; without a trace in the log. */
void injection_setup(void)
{
	if (mount("debugfs", DEBUGFS, "debugfs", 0, NULL) && errno != EBUSY)
		test_fail(__FILE__, __LINE__, "debugfs: %s", strerror(errno));
	kernel_put(DEBUGFS "/failslab/ignore-gfp-wait", "N");
	kernel_put(DEBUGFS "/failslab/verbose", "0");
	kernel_put(DEBUGFS "/fail_page_alloc/ignore-gfp-wait", "N");
	kernel_put(DEBUGFS "/fail_page_alloc/min-order", "0");
	kernel_put(DEBUGFS "/fail_page_alloc/verbose", "0");
	injection_disarm();
}

/* Each task has a file of its own, and a child must not use its parent's. */
static int counter(void)
{
	static pid_t owner;
	static int fd = -1;

	if (owner != getpid()) {
		owner = getpid();
		fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	}
	if (fd < 0) {
		test_fail(__FILE__, __LINE__, "fail-nth: %s", strerror(errno));
		test_stop();
	}
	return fd;
}

static void set_counter(int n)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", n);

	if (pwrite(counter(), text, length, 0) != length)
		test_fail(__FILE__, __LINE__, "fail-nth: %s", strerror(errno));
}

void injection_arm(int n)
{
	set_counter(n);
}

/* It counts down to 0, which is where it fails. */
bool injection_disarm(void)
{
	char text[16] = "";
	bool failed = pread(counter(), text, sizeof(text) - 1, 0) > 0 && !atoi(text);

	set_counter(0);
	return failed;
}

void leaks_forget(void)
{
	kernel_put(LEAKS, "scan");
	kernel_put(LEAKS, "clear");
}

static int read_leaks(char *text, int size)
{
	int fd = open(LEAKS, O_RDONLY | O_CLOEXEC), used = 0;
	ssize_t n;

	while (fd >= 0 && used < size - 1 &&
	       (n = read(fd, text + used, size - 1 - used)) > 0)
		used += (int)n;
	text[used] = '\0';
	if (fd >= 0)
		close(fd);
	return used;
}

/*
 * Only what is five seconds old is told; and what a register or a queue held
 * at the moment of one scan is found again by the next.
 */
int leaks_find(char *text, int size)
{
	struct timespec age = { .tv_sec = 6 };
	int found = 0;

	for (int i = 0; i < 4; i++) {
		nanosleep(&age, NULL);
		kernel_put(LEAKS, "scan");
		found = read_leaks(text, size);
		if (!found && i)
			break;
	}
	return found;
}
