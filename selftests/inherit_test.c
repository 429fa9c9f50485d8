// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a command brings along from the caller of jailctl, and what it can do
 * to the program that brought it in. Promise B7: the host's binary stays as it
 * is, whoever inside tries to get hold of it.
 */
#include "harness.h"
#include "tool.h"

#include <fcntl.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char base[64];
static char name[32];

static const char *at(const char *file)
{
	static char path[2][300];
	static unsigned int next;

	next = !next;
	snprintf(path[next], sizeof(path[next]), "%s/%s", base, file);
	return path[next];
}

static void make_tree(void)
{
	snprintf(base, sizeof(base), "/tmp/inherit.%d", getpid());
	snprintf(name, sizeof(name), "inherit%d", getpid());
	copy_self(at("tree/bin/probe"));
	file_put(at("tree/bin/script"), "#!/proc/self/exe --help\n", 0755);
	ASSERT_EQ(0, symlink("/proc/self/exe", at("tree/bin/self")));
	ASSERT_EQ(0, symlink("/proc/1/exe", at("tree/bin/first")));
	file_put(at("out/canary"), "sings", 0644);
}

/* jailctl VERB [OPTION] NAME [PARAMETER] -- COMMAND [--inside WHAT] */
static void tool(struct said *said, const char *verb, const char *option,
		 const char *param, const char *command, const char *what)
{
	const char *argv[16] = { "timeout", "-s", "KILL", "30", "jailctl", verb };
	int n = 6;

	if (option)
		argv[n++] = option;
	argv[n++] = name;
	if (param)
		argv[n++] = param;
	if (command) {
		argv[n++] = "--";
		argv[n++] = command;
		argv[n++] = INSIDE_OPTION;
		argv[n++] = what;
	}
	tool_run(argv, said);
}

static void must(struct said *said)
{
	if (said->status)
		test_fail(__FILE__, __LINE__, "status %d: %s", said->status,
			  said->text);
}

static void create_jail(const char *param)
{
	char path[80];
	const char *argv[] = { "jailctl", "create", name, path, param, NULL };
	struct said said;

	snprintf(path, sizeof(path), "path=%s", at("tree"));
	tool_run(argv, &said);
	must(&said);
}

static void remove_jail(void)
{
	struct said said;

	tool(&said, "remove", NULL, NULL, NULL, NULL);
	must(&said);
}

/* ---- descriptors and the directory */

/* Everything that could lead out, at numbers low and high, none of it CLOEXEC. */
static void open_things(void)
{
	struct rlimit many = { 65536, 65536 };
	int pair[2];

	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &many));
	ASSERT_EQ(0, mkdir(at("out/gone"), 0755));
	ASSERT_LE(0, open("/", O_RDONLY | O_DIRECTORY));
	ASSERT_LE(0, open(at("out"), O_PATH | O_DIRECTORY));
	ASSERT_LE(0, open(at("out/canary"), O_RDWR));
	ASSERT_LE(0, open("/proc/self/ns/mnt", O_RDONLY));
	ASSERT_LE(0, memfd_create("leftover", 0));
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	ASSERT_EQ(0, pipe(pair));
	ASSERT_EQ(1000, dup2(open("/", O_PATH), 1000));
	ASSERT_EQ(65535, dup2(open(at("out"), O_RDONLY), 65535));
}

struct place_row {
	const char *name;
	const char *dir;	/* the caller's working directory; # a descriptor */
};

static const struct place_row places[] = {
	{ "the root", "/" },
	{ "a directory outside", "out" },
	{ "a directory of the tree", "tree/bin" },
	{ "a descriptor's", "#" },
	{ "a directory that is gone", "out/gone" },
};

static void go_to(const char *dir)
{
	char path[64];

	if (*dir == '#') {
		snprintf(path, sizeof(path), "/proc/self/fd/%d",
			 open(at("out"), O_PATH));
		ASSERT_EQ(0, chdir(path));
	} else {
		ASSERT_EQ(0, chdir(*dir == '/' ? dir : at(dir)));
	}
	rmdir(at("out/gone"));
}

static void expect_nothing(const char *how, const struct said *said)
{
	if (said->status || strcmp(said->text, "0 1 2 in / ..\n"))
		test_fail(__FILE__, __LINE__, "%s: status %d, %s", how,
			  said->status, said->text);
}

/* CVE-2024-21626: nothing of the caller's is left, not even where it was. */
TEST_EACH(nothing_is_brought_along, struct place_row, places)
{
	const char *outside[] = { "/proc/self/exe", INSIDE_OPTION, "descriptors", NULL };
	char path[80];
	struct said said;

	make_tree();
	open_things();
	go_to(row->dir);
	tool_run(outside, &said);
	EXPECT_TRUE(strstr(said.text, " 1000 65535 in "));
	snprintf(path, sizeof(path), "path=%s", at("tree"));
	tool(&said, "run", NULL, path, "/bin/probe", "descriptors");
	expect_nothing("run", &said);
	create_jail("persist=1");
	tool(&said, "exec", NULL, NULL, "/bin/probe", "descriptors");
	expect_nothing("the first exec", &said);
	tool(&said, "exec", "-d", NULL, "/bin/probe", "overwrite");
	must(&said);
	tool(&said, "exec", NULL, NULL, "/bin/probe", "descriptors");
	expect_nothing("an exec that joins", &said);
	remove_jail();
	ASSERT_EQ(0, chdir("/"));
	tree_remove(base);
}

/* Nor are the keys of the caller's session. */
TEST(keys)
{
	const char *outside[] = { "/proc/self/exe", INSIDE_OPTION, "key", NULL };
	struct said said;

	make_tree();
	ASSERT_LE(0, syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL));
	ASSERT_LE(0, syscall(SYS_add_key, "user", INSIDE_KEY, "x", 1,
			     KEY_SPEC_SESSION_KEYRING));
	tool_run(outside, &said);
	EXPECT_EQ(0, strcmp(said.text, "a key\n"));
	create_jail("persist=1");
	tool(&said, "exec", NULL, NULL, "/bin/probe", "key");
	EXPECT_EQ(0, strcmp(said.text, "ENOKEY\n"));
	tool(&said, "exec", "-d", NULL, "/bin/probe", "wait");
	must(&said);
	tool(&said, "exec", NULL, NULL, "/bin/probe", "key");
	EXPECT_EQ(0, strcmp(said.text, "ENOKEY\n"));
	remove_jail();
	tree_remove(base);
}

/* ---- the binary */

static void hash(struct said *said)
{
	static const char *const argv[] = {
		"sh", "-c", "sha256sum $(command -v jailctl)", NULL
	};

	tool_run(argv, said);
	must(said);
}

static int rounds(void)
{
	const char *text = getenv("JAIL_TEST_STARTS");
	int n = text ? atoi(text) : 0;

	return n > 0 ? n : 40;
}

/* Outside the attack works: what it writes is there in the end. */
TEST(overwriting_outside)
{
	const char *victim[] = { NULL, "-l", NULL };
	char text[sizeof(OVERWRITTEN)] = "";
	struct stat own;
	int out, fd;
	pid_t pid;

	snprintf(base, sizeof(base), "/tmp/inherit.%d", getpid());
	copy_self(at("victim"));
	victim[0] = at("victim");
	ASSERT_EQ(0, stat("/proc/self/exe", &own));
	/* before it there is this program, after it a zombie without a file */
	do {
		pid = tool_start(victim, &out);
		for (fd = 0; !fd && waitpid(pid, NULL, WNOHANG) == 0;)
			fd = overwrite_exe(pid, own.st_ino);
		close(out);
	} while (!fd);
	fd = open(at("victim"), O_RDONLY | O_CLOEXEC);
	ASSERT_EQ(sizeof(text), read(fd, text, sizeof(text)));
	EXPECT_EQ(0, strcmp(text, OVERWRITTEN));
	tree_remove(base);
}

struct pid_row {
	const char *name;
	const char *param;
};

static const struct pid_row pids[] = {
	{ "pid=new", "pid=new" },
	{ "pid=inherit", "pid=inherit" },
};

/* Written at once, when the probe ends. */
static bool has_told(unsigned long *looks, unsigned long *caught)
{
	FILE *file = fopen(at("tree/told"), "re");
	int fields = 0;

	if (file) {
		fields = fscanf(file, "%lu looks, %lu caught", looks, caught);
		fclose(file);
	}
	return fields == 2;
}

static void end_attack(unsigned long *looks, unsigned long *caught)
{
	static const char *const argv[] = {
		"sh", "-c", "for p in $(pidof probe); do kill $p; done", NULL
	};
	struct timespec pause = { .tv_nsec = 20000000 };
	struct said said;

	tool_run(argv, &said);
	for (int i = 0; i < 500 && !has_told(looks, caught); i++)
		nanosleep(&pause, NULL);
	ASSERT_TRUE(has_told(looks, caught));
}

/* CVE-2019-5736, CVE-2016-9962: nobody inside gets at the file that enters. */
TEST_EACH(overwriting_who_enters, struct pid_row, pids)
{
	int n = test_rounds(row->name, rounds());
	unsigned long looks, caught;
	struct said before, after, said;

	make_tree();
	hash(&before);
	create_jail(row->param);
	tool(&said, "exec", "-d", NULL, "/bin/probe", "overwrite");
	must(&said);
	for (int i = 0; i < n; i++) {
		tool(&said, "exec", NULL, NULL, "/bin/probe", "nothing");
		must(&said);
	}
	end_attack(&looks, &caught);
	test_note("%d starts, %lu looks, %lu caught", n, looks, caught);
	EXPECT_EQ(0, caught);
	/* hundreds a start, but how many is the scheduler's business */
	EXPECT_LE((unsigned long)n, looks);
	remove_jail();
	hash(&after);
	EXPECT_EQ(0, strcmp(before.text, after.text));
	tree_remove(base);
}

struct self_row {
	const char *name;
	const char *command;
	const char *param;
};

static const struct self_row selves[] = {
	{ "by /proc/self/exe", "/proc/self/exe", "pid=new" },
	{ "by a link to it", "/bin/self", "pid=new" },
	/* with an init that one would be the init, which does no harm */
	{ "by its number", "/bin/first", "noinit" },
	{ "as an interpreter", "/bin/script", "pid=new" },
};

/* Nor is it run inside, where it would be a program of the jail's. */
TEST_EACH(running_what_enters, struct self_row, selves)
{
	struct said before, after, said;

	make_tree();
	hash(&before);
	create_jail(row->param);
	for (int i = test_rounds(row->name, rounds() / 4); i > 0; i--) {
		tool(&said, "exec", NULL, NULL, row->command, "nothing");
		EXPECT_EQ(126, said.status);
	}
	remove_jail();
	hash(&after);
	EXPECT_EQ(0, strcmp(before.text, after.text));
	tree_remove(base);
}
