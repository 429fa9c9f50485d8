// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promises B5 and B6: who works in a jail at a terminal has one of the jail's
 * own; the host's is never handed in, and is given back as it was.
 *
 *	test ~~ host terminal ~~ jailctl ~~ the jail's terminal ~~ sh
 */
#include "terminal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define RUN(t, ...) \
	terminal_start(t, (char *[]){ "jailctl", __VA_ARGS__, NULL })

static char name[32], tree[64], path[80];

static void make_tree(void)
{
	snprintf(name, sizeof(name), "t%d", getpid());
	snprintf(tree, sizeof(tree), "/tmp/tree-%d", getpid());
	snprintf(path, sizeof(path), "path=%s", tree);
	ASSERT_EQ(0, busybox_tree(tree));
}

static void remove_tree(void)
{
	command("jailctl remove %s 2>/dev/null", name);
	command("rm -rf %s", tree);
}

static void create(void)
{
	make_tree();
	ASSERT_EQ(0, command("jailctl create %s %s", name, path));
}

static int terminals_of_host(void)
{
	return command("exit $(ls /dev/pts | wc -l)");
}

/* A jail whose processes number this many. */
static bool has_tasks(const void *arg)
{
	return !command("grep -q 'name=%s .*tasks=%d ' /sys/kernel/security/jail/jails",
			name, *(const int *)arg);
}

static bool ended_with_orphans(const void *arg)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	return has_tasks(arg);
}

static bool no_session(const void *arg)
{
	(void)arg;
	return command("ls /run/jail | grep -q '^%s.console'", name);
}

TEST(own_terminal)
{
	struct user_terminal t;
	int before;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c",
			 "tty; ls /dev/pts; stty size; read x; echo got=$x"));
	EXPECT_TRUE(terminal_shows(&t, "/dev/pts/0"));
	EXPECT_TRUE(terminal_shows(&t, "ptmx"));
	EXPECT_TRUE(terminal_shows(&t, "33 101"));
	EXPECT_TRUE(terminal_raw(&t));
	before = terminals_of_host();
	terminal_type(&t, "typed\r");
	EXPECT_TRUE(terminal_shows(&t, "typed"));
	EXPECT_TRUE(terminal_shows(&t, "got=typed"));
	EXPECT_EQ(0, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	/* nothing of it was ever in the host's /dev/pts */
	EXPECT_EQ(before, terminals_of_host());
	terminal_close(&t);
	remove_tree();
}

/* The second command's terminal is of the same instance. */
TEST(joins_at_a_terminal)
{
	struct user_terminal t, u;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c", "tty; sleep 60"));
	EXPECT_TRUE(terminal_shows(&t, "/dev/pts/0"));
	ASSERT_EQ(0, RUN(&u, "exec", name, "--", "sh", "-c", "tty; exit 7"));
	EXPECT_TRUE(terminal_shows(&u, "/dev/pts/1"));
	EXPECT_EQ(7, terminal_status(&u));
	terminal_type(&t, "\003");
	EXPECT_EQ(130, terminal_status(&t));
	terminal_close(&t);
	terminal_close(&u);
	remove_tree();
}

TEST(size_follows)
{
	struct user_terminal t;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c",
			 "trap 'stty size' WINCH; echo ready; while true; do sleep 1; done"));
	EXPECT_TRUE(terminal_shows(&t, "ready"));
	terminal_resize(&t, 44, 122);
	EXPECT_TRUE(terminal_shows(&t, "44 122"));
	terminal_close(&t);
	terminal_status(&t);
	remove_tree();
}

/* Says itself, in words not typed, when the terminal is its own. */
#define JOB	"sh -c 'trap \"printf go%s es\" CONT; printf star%s ts; " \
		"while :; do sleep 1; done'\r"

/* ^C and ^Z are the business of the shell inside. */
TEST(job_control)
{
	struct user_terminal t;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", "-e", "PS1=inside> ", name, "--", "sh"));
	EXPECT_TRUE(terminal_shows(&t, "inside> "));
	terminal_type(&t, JOB);
	EXPECT_TRUE(terminal_shows(&t, "starts"));
	terminal_type(&t, "\032");
	EXPECT_TRUE(terminal_shows(&t, "Stopped"));
	terminal_type(&t, "fg\r");
	EXPECT_TRUE(terminal_shows(&t, "goes"));
	terminal_type(&t, "\003");
	EXPECT_TRUE(terminal_shows(&t, "inside> "));
	terminal_type(&t, "echo st=$?\r");
	EXPECT_TRUE(terminal_shows(&t, "st=130"));
	terminal_type(&t, "exit 5\r");
	EXPECT_EQ(5, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	terminal_close(&t);
	remove_tree();
}

struct key_row {
	const char *name;
	const char *script;
	const char *first;	/* typed, and shown by the command once it runs */
	const char *key;
	int status;
};

/* Process 1 of a jail without init: what it does not ask for never comes. */
static const struct key_row keys[] = {
	/* a shell would catch it, and lose it as it becomes another */
	{ "^C", "exec cat", "ready\r", "\003", 130 },
	{ "^\\", "exec cat", "ready\r", "\034", 131 },
	{ "^C that is caught", "trap 'exit 9' INT; echo ready; while :; do sleep 1; done",
	  "", "\003", 9 },
	{ "^C that is input", "stty raw; echo ready; dd bs=1 count=1 >/dev/null; exit 8",
	  "", "\003", 8 },
};

TEST_EACH(keys_to_process_1, struct key_row, keys)
{
	struct user_terminal t;

	make_tree();
	ASSERT_EQ(0, RUN(&t, "run", name, path, "noinit", "--", "sh", "-c",
			 (char *)row->script));
	EXPECT_TRUE(terminal_raw(&t));
	if (*row->first) {
		terminal_type(&t, row->first);
		EXPECT_TRUE(terminal_shows(&t, "ready"));
	}
	EXPECT_TRUE(terminal_shows(&t, "ready"));
	terminal_type(&t, row->key);
	EXPECT_EQ(row->status, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	EXPECT_TRUE(soon(no_session, NULL));
	terminal_close(&t);
	remove_tree();
}

/* jailctl itself stopped and continued, as a shell does it. */
TEST(stopped_and_continued)
{
	struct user_terminal t;
	int status;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c",
			 "echo ready; read x; echo got=$x"));
	EXPECT_TRUE(terminal_shows(&t, "ready"));
	EXPECT_TRUE(terminal_raw(&t));
	kill(t.pid, SIGTSTP);
	ASSERT_EQ(t.pid, waitpid(t.pid, &status, WUNTRACED));
	EXPECT_TRUE(WIFSTOPPED(status));
	EXPECT_TRUE(terminal_restored(&t));
	kill(t.pid, SIGCONT);
	EXPECT_TRUE(terminal_raw(&t));
	terminal_type(&t, "on\r");
	EXPECT_TRUE(terminal_shows(&t, "got=on"));
	EXPECT_EQ(0, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	terminal_close(&t);
	remove_tree();
}

struct end_row {
	const char *name;
	const char *script;
	int status;
	int signal;		/* sent to jailctl */
};

static const struct end_row ends[] = {
	{ "exit 0", "exit 0", 0, 0 },
	{ "exit 42", "exit 42", 42, 0 },
	{ "killed", "kill -9 $$", 137, 0 },
	{ "TERM to jailctl", "echo ready; sleep 1000", 143, SIGTERM },
	{ "USR1 to jailctl", "trap 'exit 9' USR1; echo ready; while :; do sleep 1; done",
	  9, SIGUSR1 },
};

TEST_EACH(status, struct end_row, ends)
{
	struct user_terminal t;

	make_tree();
	ASSERT_EQ(0, RUN(&t, "run", name, path, "--", "sh", "-c",
			 (char *)row->script));
	if (row->signal) {
		EXPECT_TRUE(terminal_shows(&t, "ready"));
		kill(t.pid, row->signal);
	}
	EXPECT_EQ(row->status, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	EXPECT_TRUE(soon(no_session, NULL));
	EXPECT_EQ(1, command("grep -q name=%s /sys/kernel/security/jail/jails",
			     name));
	terminal_close(&t);
	remove_tree();
}

TEST(detach_and_back)
{
	struct user_terminal t, u;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c",
			 "echo ready; read x; echo one=${#x}.; read y; echo two=$y; exit 6"));
	EXPECT_TRUE(terminal_shows(&t, "ready"));
	EXPECT_TRUE(terminal_raw(&t));
	terminal_type(&t, "in\035\035\035");
	EXPECT_TRUE(terminal_shows(&t, "detached"));
	EXPECT_EQ(0, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	EXPECT_EQ(0, command("test \"$(jailctl console -l %s)\" = 1", name));
	EXPECT_EQ(0, command("test $(stat -c %%a /run/jail) = 700"));

	ASSERT_EQ(0, RUN(&u, "console", name));
	terminal_type(&u, "\rback\r");
	/* nothing of the keys came in */
	EXPECT_TRUE(terminal_shows(&u, "one=2."));
	EXPECT_TRUE(terminal_shows(&u, "two=back"));
	EXPECT_EQ(6, terminal_status(&u));
	EXPECT_TRUE(terminal_restored(&u));
	EXPECT_TRUE(soon(no_session, NULL));
	EXPECT_EQ(0, command("jailctl console %s 2>&1 | grep -q 'nothing runs at a terminal'",
			     name));
	terminal_close(&t);
	terminal_close(&u);
	remove_tree();
}

/* Two of the keys, or three slowly, are input like any other. */
TEST(keys_that_do_not_detach)
{
	struct user_terminal t;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c",
			 "echo ready; read x; echo ${#x}"));
	EXPECT_TRUE(terminal_shows(&t, "ready"));
	EXPECT_TRUE(terminal_raw(&t));
	terminal_type(&t, "\035\035");
	usleep(1500000);
	terminal_type(&t, "\035\r");
	EXPECT_TRUE(terminal_shows(&t, "3"));
	EXPECT_EQ(0, terminal_status(&t));
	terminal_close(&t);
	remove_tree();
}

TEST(window_closed)
{
	struct user_terminal t, u;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c",
			 "echo ready; read x; echo got=$x"));
	EXPECT_TRUE(terminal_shows(&t, "ready"));
	terminal_close(&t);
	ASSERT_EQ(0, RUN(&u, "console", name, "1"));
	terminal_type(&u, "later\r");
	EXPECT_TRUE(terminal_shows(&u, "got=later"));
	EXPECT_EQ(0, terminal_status(&u));
	terminal_close(&u);
	remove_tree();
}

/* Started without anybody, shown from the beginning, taken over by another. */
TEST(sessions)
{
	struct user_terminal t, u;

	create();
	EXPECT_EQ(0, command("jailctl exec -d -t %s -- sh -c 'echo first; read x; exit 3'",
			     name));
	EXPECT_EQ(0, command("jailctl exec -d -t %s -- sh -c 'echo second; read x; exit 4'",
			     name));
	EXPECT_EQ(0, command("test \"$(jailctl console -l %s | tr '\\n' ' ')\" = '1 2 '",
			     name));
	ASSERT_EQ(0, RUN(&t, "console", name));
	EXPECT_TRUE(terminal_shows(&t, "second"));
	ASSERT_EQ(0, RUN(&u, "console", name, "2"));
	EXPECT_TRUE(terminal_shows(&t, "somebody else"));
	EXPECT_EQ(0, terminal_status(&t));
	terminal_type(&u, "\r");
	EXPECT_EQ(4, terminal_status(&u));
	terminal_close(&t);
	ASSERT_EQ(0, RUN(&t, "console", name));
	EXPECT_TRUE(terminal_shows(&t, "first"));
	EXPECT_EQ(0, command("jailctl remove %s", name));
	EXPECT_EQ(137, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	EXPECT_TRUE(soon(no_session, NULL));
	terminal_close(&t);
	terminal_close(&u);
	remove_tree();
}

/* The processes whose file of /proc begins with this line or word. */
static int kill_all(const char *file, const char *wanted)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");
	int killed = 0;

	while (proc && (entry = readdir(proc))) {
		char where[300], text[64] = "";
		int fd;

		snprintf(where, sizeof(where), "/proc/%s/%s", entry->d_name,
			 file);
		fd = atoi(entry->d_name) > 0 ? open(where, O_RDONLY) : -1;
		if (fd < 0)
			continue;
		if (read(fd, text, sizeof(text) - 1) > 0)
			text[strcspn(text, "\n")] = '\0';
		close(fd);
		if (!strcmp(text, wanted))
			killed += !kill(atoi(entry->d_name), SIGKILL);
	}
	closedir(proc);
	return killed;
}

/* Once the shell has become it. */
static bool sleep_is_killed(const void *arg)
{
	(void)arg;
	return kill_all("cmdline", "sleep") == 1;
}

TEST(keeper_killed)
{
	struct user_terminal t;
	int none = 0;

	create();
	/* the keeper's orphans, process 1 among them, are waited for here */
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c",
			 "echo ready; sleep 1000"));
	EXPECT_TRUE(terminal_shows(&t, "ready"));
	EXPECT_TRUE(terminal_raw(&t));
	EXPECT_EQ(1, kill_all("comm", "jail-keeper"));
	EXPECT_TRUE(terminal_shows(&t, "keeper was killed"));
	EXPECT_EQ(125, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	EXPECT_TRUE(soon(ended_with_orphans, &none));
	EXPECT_EQ(5, command("jailctl console %s 2>/dev/null", name));
	EXPECT_EQ(0, command("test -z \"$(jailctl console -l %s)\"", name));
	terminal_close(&t);
	remove_tree();
}

TEST(command_killed)
{
	struct user_terminal t;

	create();
	ASSERT_EQ(0, RUN(&t, "exec", name, "--", "sh", "-c",
			 "echo ready; exec sleep 4711"));
	EXPECT_TRUE(terminal_shows(&t, "ready"));
	EXPECT_TRUE(terminal_raw(&t));
	EXPECT_TRUE(soon(sleep_is_killed, NULL));
	EXPECT_EQ(137, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	terminal_close(&t);
	remove_tree();
}
