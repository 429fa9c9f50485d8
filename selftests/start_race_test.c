// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise E1: the tree of a jail belongs to someone hostile, who exchanges
 * parts of it while the jail is started, again and again:
 *
 *	base ---- tree/	the root asked for, with bin, etc, dev and proc
 *	     |--- evil/	what takes their places: links out, FIFOs, fakes
 *	     '--- out/	the host's: nobody may change or reach it
 *
 * A start fails, or what is inside is what is inside without the race.
 */
#include "harness.h"
#include "tool.h"
#include "../tools/libjail/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define HOSTILE		1000	/* who owns the links */
#define TEXT_SIZE	(512 * 1024)

/* ---- the tree, and what is exchanged for its parts */

static char base[64];

/* Both the racer and the test ask. */
static const char *at(const char *name)
{
	static _Thread_local char path[4][300];
	static _Thread_local unsigned int next;

	next = (next + 1) % ARRAY_SIZE(path);
	snprintf(path[next], sizeof(path[next]), "%s/%s", base, name);
	return path[next];
}

static void put_link(const char *target, const char *name)
{
	ASSERT_EQ(0, symlink(target, at(name)));
	ASSERT_EQ(0, lchown(at(name), HOSTILE, HOSTILE));
}

/* By a magic link, if there is a /proc that shows the host's first process. */
static const char *through_host(const char *name)
{
	static char path[320];

	snprintf(path, sizeof(path), "/proc/1/root%s", at(name));
	return path;
}

static void put_dir(const char *name)
{
	ASSERT_EQ(0, mkdir(at(name), 0755));
}

static void make_outside(void)
{
	file_put(at("out/canary"), "sings", 0640);
	ASSERT_EQ(0, chown(at("out/canary"), 3, 4));
	file_put(at("out/passwd"), "user:x:777:777::/:/bin/sh\n", 0644);
	put_dir("out/empty");
	put_dir("elsewhere");
	put_dir("elsewhere/dev");
}

static void make_tree(void)
{
	copy_self(at("tree/bin/probe"));
	file_put(at("tree/marker"), "tree", 0644);
	file_put(at("tree/etc/passwd"), "user:x:500:500::/:/bin/sh\n", 0644);
	put_dir("tree/dev");
	put_dir("tree/proc");
	file_put(at("tree/dev/null"), "", 0666);
	file_put(at("tree/dev/console"), "", 0600);
	put_dir("tree/dev/pts");
	put_dir("tree/dev/shm");
}

static void make_evil(void)
{
	put_dir("evil");
	put_link(at("out"), "evil/tree");
	put_link(at("out"), "evil/dev");
	put_link("../out", "evil/proc");
	put_link(at("out/canary"), "evil/null");
	put_link("/proc/sys/kernel/core_pattern", "evil/console");
	put_link(at("out/empty"), "evil/pts");
	put_link("../../out/empty", "evil/shm");
	put_link(through_host("out"), "evil/etc");
	put_link(at("out"), "evil/bin");
	put_link("/proc/self/exe", "evil/probe");
	put_link(through_host("out/passwd"), "evil/passwd");
	ASSERT_EQ(0, mkfifo(at("evil/fifo"), 0644));
	/* a proc that is none: what is written to it goes nowhere */
	file_put(at("evil/fake/self/attr/exec"), "", 0666);
	file_put(at("evil/fake/thread-self/attr/exec"), "", 0666);
	/* another tree, as good as the first */
	copy_self(at("evil/other/bin/probe"));
	file_put(at("evil/other/marker"), "tree", 0644);
	file_put(at("evil/other/etc/passwd"), "user:x:500:500::/:/bin/sh\n", 0644);
	put_dir("evil/full");
	put_link(at("out/canary"), "evil/full/null");
	put_link(at("out/canary"), "evil/full/console");
	put_link(at("out/empty"), "evil/full/pts");
	put_link(at("out/empty"), "evil/full/shm");
	put_link("/", "evil/full/ptmx");
}

static void make_all(void)
{
	snprintf(base, sizeof(base), "/tmp/race.%d", getpid());
	put_dir("");
	make_outside();
	make_tree();
	make_evil();
}

/* ---- the race */

struct race_row {
	const char *name;
	const char *param;
	bool refused;		/* that a start is refused must be seen */
	bool exec;		/* the command may be missing, too */
	const char *pair[4][2];
};

static const struct race_row races[] = {
	{ "the tree, a link", "pid=new", true, false,
	  { { "tree", "evil/tree" } } },
	{ "the tree, another", "pid=new", false, false,
	  { { "tree", "evil/other" } } },
	{ "/dev, a link", "pid=new", true, false,
	  { { "tree/dev", "evil/dev" } } },
	{ "/dev, full of links", "pid=new", false, false,
	  { { "tree/dev", "evil/full" } } },
	{ "/dev, a directory elsewhere", "pid=new", false, false,
	  { { "tree/dev", "elsewhere/dev" } } },
	{ "/proc, a link", "pid=new", true, false,
	  { { "tree/proc", "evil/proc" } } },
	{ "/proc, a fake", "pid=new", false, false,
	  { { "tree/proc", "evil/fake" } } },
	{ "in /dev, links", "pid=new", false, false,
	  { { "tree/dev/null", "evil/null" },
	    { "tree/dev/console", "evil/console" },
	    { "tree/dev/pts", "evil/pts" },
	    { "tree/dev/shm", "evil/shm" } } },
	{ "/etc, a link", "pid=inherit", true, false,
	  { { "tree/etc", "evil/etc" } } },
	{ "/etc/passwd, a link", "pid=inherit", true, false,
	  { { "tree/etc/passwd", "evil/passwd" } } },
	{ "/etc/passwd, a FIFO", "pid=new", true, false,
	  { { "tree/etc/passwd", "evil/fifo" } } },
	{ "/bin, a link", "pid=new", false, true,
	  { { "tree/bin", "evil/bin" } } },
	{ "the command, jailctl itself", "pid=new", false, true,
	  { { "tree/bin/probe", "evil/probe" } } },
};

static struct racer {
	const struct race_row *row;
	volatile bool stop;
	unsigned long exchanges;
	pthread_t thread;
} racer;

static void exchange(const char *const *pair)
{
	if (syscall(SYS_renameat2, AT_FDCWD, at(pair[0]), AT_FDCWD,
		    at(pair[1]), RENAME_EXCHANGE))
		test_fail(__FILE__, __LINE__, "exchange of %s: %s", pair[0],
			  strerror(errno));
	__atomic_add_fetch(&racer.exchanges, 1, __ATOMIC_RELAXED);
}

/* Each pair there and back, in uneven beats: no step of a start is safe. */
static void *race(void *unused)
{
	unsigned int beat = 1;

	(void)unused;
	while (!racer.stop) {
		for (size_t i = 0; i < 8; i++) {
			struct timespec pause = { .tv_nsec = 0 };

			if (!racer.row->pair[i / 2][0])
				break;
			exchange(racer.row->pair[i / 2]);
			beat = beat * 1103515245 + 12345;
			pause.tv_nsec = beat >> 8 & 0x3ffff;
			nanosleep(&pause, NULL);
		}
	}
	return NULL;
}

static void start_race(const struct race_row *row)
{
	racer = (struct racer){ .row = row };
	ASSERT_EQ(0, pthread_create(&racer.thread, NULL, race, NULL));
}

static void stop_race(void)
{
	racer.stop = true;
	pthread_join(racer.thread, NULL);
}

/* ---- starts */

static void start_jail(const struct race_row *row, struct said *said)
{
	char path[80], name[32];
	const char *argv[] = {
		"timeout", "-s", "KILL", "20", "jailctl", "run", "-u", "user",
		name, path, row->param, "--",
		"/bin/probe", INSIDE_OPTION, "tree", NULL,
	};

	snprintf(name, sizeof(name), "race%d", getpid());
	snprintf(path, sizeof(path), "path=%s", at("tree"));
	tool_run(argv, said);
}

/* How often which way; and how many starts that the racer disturbed are wanted. */
struct tally {
	int right, whole, refused, missing, undisturbed, wanted;
};

/*
 * Whether each word is one of the reference, in its order. A mount may be
 * missing: it went away with the directory of the tree it was on, after it had
 * been looked at. What is there instead is the tree's.
 */
static bool is_part(const char *text, const char *reference)
{
	char words[sizeof(((struct said *)0)->text)], *save;

	snprintf(words, sizeof(words), "%s", text);
	for (char *word = strtok_r(words, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save)) {
		const char *found = strstr(reference, word);

		if (!found)
			return false;
		reference = found + strlen(word);
	}
	return true;
}

static bool is_right(const char *text, const char *reference)
{
	size_t who = strcspn(reference, "\n ") + strlen(" uid=500");

	return !strncmp(text, reference, who) &&
	       is_part(text + who, reference + who);
}

static void judge(const struct race_row *row, const struct said *said,
		  const char *reference, struct tally *tally)
{
	if (said->status == 0 && is_right(said->text, reference)) {
		tally->right++;
		tally->whole += !strcmp(said->text, reference);
	} else if ((said->status == 125 || said->status == 2) &&
		   strstr(said->text, "  fix: ")) {
		tally->refused++;
	} else if (row->exec && (said->status == 126 || said->status == 127)) {
		tally->missing++;
	} else {
		test_fail(__FILE__, __LINE__, "%s: status %d, said: %s",
			  row->name, said->status, said->text);
	}
	if (strstr(said->text, "outside is reached"))
		test_fail(__FILE__, __LINE__, "%s: %s", row->name, said->text);
}

static void same(const char *what, const char *before, const char *after)
{
	const char *line = first_difference(before, after);

	if (line)
		test_fail(__FILE__, __LINE__, "%s changed: %s", what, line);
}

static int starts(void)
{
	const char *text = getenv("JAIL_TEST_STARTS");
	int n = text ? atoi(text) : 0;

	return n > 0 ? n : 25;
}

static bool all_seen(const struct race_row *row, const struct tally *tally)
{
	return tally->right && (tally->refused || !row->refused) &&
	       (tally->missing || !row->exec);
}

/* Until enough were disturbed, and each way it can end was seen. */
static int run_races(const struct race_row *row, const char *reference,
		     struct tally *tally)
{
	unsigned long last = 0;
	struct said said;
	int i;

	tally->wanted = test_rounds(row->name, starts());
	start_race(row);
	for (i = 0; i < 8 * starts() && (i - tally->undisturbed < tally->wanted ||
					 !all_seen(row, tally)); i++) {
		unsigned long now;

		start_jail(row, &said);
		judge(row, &said, reference, tally);
		now = __atomic_load_n(&racer.exchanges, __ATOMIC_RELAXED);
		tally->undisturbed += now == last;
		last = now;
	}
	stop_race();
	return i;
}

TEST_EACH(exchanged_while_started, struct race_row, races)
{
	static char before[2][TEXT_SIZE], after[2][TEXT_SIZE];
	struct tally tally = { 0 };
	struct said quiet;
	int count;

	make_all();
	start_jail(row, &quiet);
	EXPECT_EQ(0, quiet.status);
	host_state(before[0], TEXT_SIZE);
	test_note("without a race: %s", quiet.text);
	tree_state(at("out"), before[1], TEXT_SIZE);
	count = run_races(row, quiet.text, &tally);
	tree_state(at("out"), after[1], TEXT_SIZE);
	host_state(after[0], TEXT_SIZE);
	same("the host", before[0], after[0]);
	same("what is outside", before[1], after[1]);
	test_note("%d right, %d of them whole, %d refused, %d without command; %lu exchanges",
		  tally.right, tally.whole, tally.refused, tally.missing, racer.exchanges);
	/* on a busy machine the racer may miss its turn: such are not counted */
	EXPECT_LE(tally.wanted, count - tally.undisturbed);
	EXPECT_TRUE(all_seen(row, &tally));
	tree_remove(base);
}

/* ---- no race: exactly between the look at the root and its use */

static struct walk *stop_after_look(void)
{
	int fd = open(at("page"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct walk *page;

	ASSERT_EQ(0, ftruncate(fd, 4096));
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_TRUE(page != MAP_FAILED);
	close(fd);
	strcpy(page->verb, "start");
	strcpy(page->step, "plan");
	strcpy(page->when, "after");
	setenv("JAIL_WALK", at("page"), 1);
	return page;
}

static bool soon_reached(const struct walk *page)
{
	for (int i = 0; i < 3000 && !page->reached; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	return page->reached;
}

struct base_row {
	const char *name;
	const char *pair[2];
	int times;
	int status;
	const char *said;
};

static const struct base_row bases[] = {
	{ "itself", { NULL }, 0, 0, "" },
	{ "gone and back", { "tree", "evil/other" }, 2, 0, "" },
	{ "another, as good", { "tree", "evil/other" }, 1, 125,
	  "was replaced meanwhile" },
	{ "a link", { "tree", "evil/tree" }, 1, 125, "path \"" },
};

TEST_EACH(base_exchanged, struct base_row, bases)
{
	char path[80], name[32];
	const char *argv[] = { "timeout", "-s", "KILL", "60", "./jailctl-walk",
			       "run", name, path, "--", "/bin/probe",
			       INSIDE_OPTION, "tree", NULL };
	struct walk *page;
	struct said said;
	pid_t pid;
	int out;

	make_all();
	snprintf(name, sizeof(name), "base%d", getpid());
	snprintf(path, sizeof(path), "path=%s", at("tree"));
	page = stop_after_look();
	pid = tool_start(argv, &out);
	EXPECT_TRUE(soon_reached(page));
	for (int i = 0; i < row->times; i++)
		exchange(row->pair);
	page->go_on = 1;
	tool_end(pid, out, &said);
	EXPECT_EQ(row->status, said.status);
	if (!strstr(said.text, row->said))
		test_fail(__FILE__, __LINE__, "said: %s", said.text);
	munmap(page, 4096);
	tree_remove(base);
}
