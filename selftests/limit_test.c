// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A host that runs out of processes or memory, by the limits of a cgroup:
 * around jailctl, or around all jails. Each use of jailctl works, or says why
 * not and leaves nothing; where the kernel kills jailctl for its memory, the
 * next one clears up.
 */
#include "harness.h"
#include "shortage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONTROLLERS	"/sys/fs/cgroup/cgroup.subtree_control"
#define PRINTK		"/proc/sys/kernel/printk"

enum { AMOUNTS = 7 };

/**
 * struct limit - of what, on whom, how much, for which uses
 * @name: for messages
 * @file: of the cgroup
 * @amounts: to be written there; no use works with the first, each with the last
 * @uses: bits, by number
 * @kills: going beyond it kills
 */
struct limit {
	const char *name;
	const char *file;
	const char *amounts[AMOUNTS];
	unsigned int uses;
	bool kills;
};

#define BIT(n)		(1U << (n))
#define FEW		{ "0", "1", "2", "3", "4", "16" }
#define SMALL		{ "64K", "384K", "512K", "16M" }
#define STARTS		(BIT(USE_RUN) | BIT(USE_JOIN))

static const struct limit limits[] = {
	{ "processes of jailctl's", SHORT_AROUND "/pids.max", FEW,
	  BIT(USE_RUN_INHERIT) | BIT(USE_TERMINAL), false },
	{ "processes of jails", SHORT_JAILS "/pids.max", FEW, STARTS, false },
	{ "memory of jailctl's", SHORT_AROUND "/memory.max", SMALL,
	  STARTS | BIT(USE_CREATE) | BIT(USE_REMOVE), true },
	{ "memory of jails", SHORT_JAILS "/memory.max", SMALL,
	  BIT(USE_RUN), true },
};

static const struct limit *limit;

static void set_limit(int amount)
{
	kernel_put(limit->file, limit->amounts[amount]);
}

static void no_limit(void)
{
	kernel_put(limit->file, "max");
}

static const struct shortage few = {
	set_limit, no_limit,
	.causes = { "Resource temporarily unavailable" },
	.fixes = { "pids.max" },
};

static const struct shortage little = {
	set_limit, no_limit,
	.causes = { "Cannot allocate memory", "ended before it could run" },
	.fixes = { "memory" },
	.kills = true,
};

/* ---- the kernel's log, which tells of each kill by a trace of calls */

static int log_fd;
static char console_levels[64];

/* Errors are still shown: whoever started this machine looks for them. */
static void quiet_console(void)
{
	FILE *file = fopen(PRINTK, "re");

	ASSERT_TRUE(file && fgets(console_levels, sizeof(console_levels), file));
	fclose(file);
	kernel_put(PRINTK, "4");
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ASSERT_LE(0, log_fd);
	lseek(log_fd, 0, SEEK_END);
}

/* Warnings are not, so these are looked for here. */
static void check_log(void)
{
	static const char *const bad[] = {
		"BUG:", "WARNING:", "Oops", "INFO: task", "refcount_t:", "RCU",
	};
	char line[8192];
	ssize_t n;

	while ((n = read(log_fd, line, sizeof(line) - 1)) > 0) {
		line[n] = '\0';
		for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
			if (strstr(line, bad[i]))
				test_fail(__FILE__, __LINE__, "%s", line);
	}
	EXPECT_EQ(EAGAIN, errno);
}

static void loud_console(void)
{
	check_log();
	close(log_fd);
	kernel_put(PRINTK, console_levels);
}

/* ---- */

static void sweep(const struct use *use, const struct shortage *shortage,
		  int *count)
{
	enum outcome outcome = WRONG;

	for (int i = 0; limit->amounts[i]; i++) {
		/* what is in between on one kernel alone */
		if (test_share() > 1 && i && limit->amounts[i + 1])
			continue;
		outcome = shortage_use(use, shortage, i);
		count[outcome]++;
		check_log();
		if (!i && outcome == WORKED)
			test_fail(__FILE__, __LINE__, "%s: works with %s",
				  use->name, limit->amounts[i]);
	}
	if (outcome != WORKED)
		test_fail(__FILE__, __LINE__, "%s: does not work with enough",
			  use->name);
}

TEST_EACH_TIMED(beyond_limit, struct limit, limits, 120)
{
	int count[WRONG + 1] = { 0 };

	/* it looks for leaks by a process that could not be made */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	limit = row;
	kernel_put(CONTROLLERS, "+pids +memory");
	shortage_prepare();
	quiet_console();
	for (int i = 0; i < USES; i++)
		if (row->uses & BIT(i))
			sweep(&uses[i], row->kills ? &little : &few, count);
	loud_console();
	test_note("worked %d, refused %d, killed %d", count[WORKED],
		  count[REFUSED], count[KILLED]);
	EXPECT_LT(0, row->kills ? count[KILLED] + count[REFUSED] :
				  count[REFUSED]);
	shortage_finish();
	kernel_put(CONTROLLERS, "-pids -memory");
}
