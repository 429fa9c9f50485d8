// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The state files' disk is full, or fails. Full: /run/jail is a tmpfs of a few
 * pages, in mounts of the test's own. Failing: each write, fsync and rename in
 * turn ends with EIO; a device would choose for itself which of them.
 */
#include "aftermath.h"
#include "fault.h"
#include "harness.h"
#include "shortage.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR	"/run/jail"
#define FILLER	DIR "/filler"

enum { PAGE = 4096, INODES = 16 };

static const char *filler(int number)
{
	static char path[64];

	snprintf(path, sizeof(path), FILLER ".%d", number);
	return path;
}

/* As much as there is, but so many pages. */
static void fill_pages(int spare)
{
	static const char page[PAGE];
	int fd = open(FILLER, O_WRONLY | O_CREAT | O_CLOEXEC, 0600), pages = 0;

	ASSERT_LE(0, fd);
	while (write(fd, page, PAGE) == PAGE)
		pages++;
	EXPECT_EQ(ENOSPC, errno);
	EXPECT_LT(spare, pages);
	EXPECT_EQ(0, ftruncate(fd, (pages - spare) * PAGE));
	close(fd);
}

static void free_pages(void)
{
	EXPECT_EQ(0, unlink(FILLER));
}

static void fill_inodes(int spare)
{
	int fd, n = 0;

	while ((fd = open(filler(n), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) >= 0) {
		close(fd);
		n++;
	}
	EXPECT_EQ(ENOSPC, errno);
	EXPECT_LT(spare, n);
	while (spare--)
		EXPECT_EQ(0, unlink(filler(--n)));
}

static void free_inodes(void)
{
	for (int i = 0; i < INODES; i++)
		unlink(filler(i));
}

struct full_row {
	const char *name;
	struct shortage shortage;
};

#define NO_SPACE	.causes = { "No space left on device" }, \
			.fixes = { "make room" }

static const struct full_row full[] = {
	{ "of pages", { fill_pages, free_pages, NO_SPACE } },
	{ "of files", { fill_inodes, free_inodes, NO_SPACE } },
};

static void mount_tiny(void)
{
	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	mkdir(DIR, 0700);
	ASSERT_EQ(0, mount("tiny", DIR, "tmpfs", 0,
			   "size=32k,nr_inodes=16,mode=0700"));
}

static bool needs_room(int use)
{
	return use != USE_JOIN && use != USE_SET && use != USE_REMOVE;
}

/*
 * Without any room; and with so little that not each write has some. Each use
 * on one kernel, one in three on the others.
 */
TEST_EACH_TIMED(disk_full, struct full_row, full, 120)
{
	int step = test_share() > 1 ? 3 : 1;
	int count[WRONG + 1] = { 0 };

	mount_tiny();
	shortage_prepare();
	for (int use = test_offset(step); use < USES; use += step) {
		enum outcome none = shortage_use(&uses[use], &row->shortage, 0);

		if (none != (needs_room(use) ? REFUSED : WORKED))
			test_fail(__FILE__, __LINE__, "%s: %d", uses[use].name,
				  none);
		count[none]++;
		if (needs_room(use))
			count[shortage_use(&uses[use], &row->shortage, 1)]++;
	}
	test_note("worked %d, refused %d", count[WORKED], count[REFUSED]);
	EXPECT_EQ(0, umount(DIR));
	shortage_finish();
}

/* ---- a device that fails */

struct failing_row {
	const char *name;
	int use;
	const char *call;
	const char *told;
};

#define CANT_WRITE	"can't write /run/jail/" SHORT_NAME ".conf: Input/output error\n" \
			"  fix: look into the kernel's log"

static const struct failing_row failing[] = {
	{ "create, write", USE_CREATE, "write", CANT_WRITE },
	{ "create, fsync", USE_CREATE, "fsync", CANT_WRITE },
	{ "create, rename", USE_CREATE, "renameat", CANT_WRITE },
	{ "exec, write", USE_EXEC, "write", CANT_WRITE },
	{ "exec, fsync", USE_EXEC, "fsync", CANT_WRITE },
	{ "exec, rename", USE_EXEC, "renameat", CANT_WRITE },
};

static const char *find_tool(void)
{
	static const char *const argv[] = { "sh", "-c", "command -v jailctl",
					    NULL };
	static struct said said;

	tool_run(argv, &said);
	said.text[strcspn(said.text, "\n")] = '\0';
	return said.text;
}

/* One call fails, if there is one of that number; whether it was the file's. */
static bool fail_one(const struct failing_row *row, const char *tool, int nth,
		     bool *hit)
{
	const struct use *use = &uses[row->use];
	struct fault fault = { .nth = nth, .error = EIO, .call = row->call };
	char *before = host_now();
	const char *argv[12] = { tool };
	struct faulted f;
	bool told;

	for (int i = 1; use->argv[i]; i++)
		argv[i] = use->argv[i];
	shortage_make_ready(use);
	fault_run(argv, &fault, &f);
	*hit = f.hit;
	told = strstr(f.said.text, row->told);
	if (f.said.status != use->want && f.said.status != use->refused)
		test_fail(__FILE__, __LINE__, "%s %d: status %d, said: %s",
			  row->name, nth, f.said.status, f.said.text);
	if (told)
		EXPECT_EQ(use->refused, f.said.status);
	shortage_remove();
	EXPECT_HOST(before, 3);
	free(before);
	return told;
}

TEST_EACH(disk_fails, struct failing_row, failing)
{
	const char *tool = find_tool();
	bool hit = true;
	int told = 0, calls = 0;

	/* it looks for leaks by calls that would be made to fail */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	shortage_prepare();
	for (int nth = 1; hit; nth++) {
		told += fail_one(row, tool, nth, &hit);
		calls += hit;
	}
	test_note("%d calls failed, %d of them on the file", calls, told);
	EXPECT_LT(0, told);
	EXPECT_LE(told, calls);
	shortage_finish();
}
