// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signals without end at jailctl while it starts commands. Without a handler
 * none but a stop and a continuation gets into a system call that waits, so
 * these come too; CONT and WINCH are passed on to the command, CHLD and URG
 * are nobody's. Each start has the command's own status.
 */
#include "aftermath.h"
#include "harness.h"
#include "shortage.h"
#include "tool.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Seen by both processes. */
static struct shared {
	volatile unsigned long sent;
} *shared;

static void __attribute__((noreturn)) storm(int pidfd)
{
	static const int signals[] = {
		SIGCONT, SIGWINCH, SIGSTOP, SIGCONT, SIGURG, SIGCHLD,
	};
	struct timespec pause = { .tv_nsec = 50000 };

	for (size_t i = 0; ; i = (i + 1) % ARRAY_SIZE(signals)) {
		if (pidfd_send_signal(pidfd, signals[i], NULL, 0))
			_exit(0);
		shared->sent++;
		/* after a stop comes at once what ends it */
		if (signals[i] != SIGSTOP)
			nanosleep(&pause, NULL);
	}
}

static void start_in_storm(const struct use *use, struct said *said)
{
	int out, pidfd;
	pid_t pid, sender;

	pid = tool_start(use->argv, &out);
	pidfd = pidfd_open(pid, 0);
	ASSERT_LE(0, pidfd);
	sender = fork();
	ASSERT_LE(0, sender);
	if (!sender) {
		close(out);
		storm(pidfd);
	}
	tool_end(pid, out, said);
	/* it ended when there was nobody any more to send to */
	waitpid(sender, NULL, 0);
	close(pidfd);
}

static int starts(void)
{
	const char *text = getenv("JAIL_TEST_STARTS");
	int n = text ? atoi(text) : 0;

	return n > 0 ? n : 40;
}

struct storm_row {
	const char *name;
	int use;
	int share;	/* one in so many of the starts */
};

static const struct storm_row storms[] = {
	{ "run", USE_RUN, 2 },
	{ "exec that joins", USE_JOIN, 2 },
};

TEST_EACH_TIMED(storm_of_signals, struct storm_row, storms, 120)
{
	const struct use *use = &uses[row->use];
	int n = test_rounds(row->name, starts() / row->share), good = 0;
	char *before;
	struct said said;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_TRUE(shared != MAP_FAILED);
	shortage_prepare();
	before = host_now();
	shortage_make_ready(use);
	for (int i = 0; i < n; i++) {
		start_in_storm(use, &said);
		if (said.status == use->want)
			good++;
		else
			test_fail(__FILE__, __LINE__, "start %d: status %d, said: %s",
				  i, said.status, said.text);
	}
	shortage_remove();
	EXPECT_HOST(before, 3);
	test_note("%d starts, %d with the right status, %lu signals", n, good,
		  shared->sent);
	EXPECT_EQ(n, good);
	/* about a hundred a start, but how many is the scheduler's business */
	EXPECT_LE((unsigned long)n, shared->sent);
	shortage_finish();
	free(before);
}
