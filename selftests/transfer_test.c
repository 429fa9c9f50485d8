// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise B6: what a command reads and writes is the caller's, byte by byte, and
 * nothing else: in the place of a pipe, a socket or a terminal of the host's it
 * has a pipe of its own.
 *
 *	test --> pipe --> jailctl exec -T -- cat --> pipe --> test
 */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

enum { BLOCK = 65536 };

static char name[32];
static char *const cat[] = { "cat", NULL };

/* Numbers that look random and are the same again from the same seed. */
static void fill(unsigned long long *seed, char *block)
{
	for (size_t i = 0; i < BLOCK; i += sizeof(*seed)) {
		*seed ^= *seed << 13;
		*seed ^= *seed >> 7;
		*seed ^= *seed << 17;
		memcpy(block + i, seed, sizeof(*seed));
	}
}

/* FNV-1a, a word at a time; all is a multiple of that. */
static void add(unsigned long long *hash, const char *block, size_t len)
{
	unsigned long long word = 0;

	for (size_t i = 0; i < len; i += sizeof(word)) {
		memcpy(&word, block + i,
		       len - i < sizeof(word) ? len - i : sizeof(word));
		*hash = (*hash ^ word) * 0x100000001b3ULL;
	}
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void __attribute__((noreturn)) feed(int fd, int blocks)
{
	unsigned long long seed = 42;
	char block[BLOCK];

	for (int i = 0; i < blocks; i++) {
		fill(&seed, block);
		for (size_t done = 0; done < BLOCK;) {
			ssize_t n = write(fd, block + done, BLOCK - done);

			if (n < 0)
				_exit(1);
			done += n;
		}
	}
	_exit(0);
}

static unsigned long long expected(int blocks)
{
	unsigned long long seed = 42, hash = 0xcbf29ce484222325ULL;
	char block[BLOCK];

	for (int i = 0; i < blocks; i++) {
		fill(&seed, block);
		add(&hash, block, BLOCK);
	}
	return hash;
}

/* As much as fits; less at the end. */
static size_t read_block(int fd, char *block)
{
	size_t used = 0;
	ssize_t n;

	do {
		n = read(fd, block + used, BLOCK - used);
		used += n > 0 ? n : 0;
	} while (n > 0 && used < BLOCK);
	return used;
}

/* What comes out, and how much of it. */
static unsigned long long drain(int fd, long long *bytes)
{
	unsigned long long hash = 0xcbf29ce484222325ULL;
	char block[BLOCK];
	size_t n;

	for (*bytes = 0; (n = read_block(fd, block)); *bytes += n)
		add(&hash, block, n);
	return hash;
}

static pid_t start(int in, int out, int errors, char *const argv[])
{
	pid_t pid = fork();

	if (pid)
		return pid;
	dup2(in, 0);
	dup2(out, 1);
	dup2(errors, 2);
	execvp(argv[0], argv);
	_exit(127);
}

static pid_t start_feed(int in[2], int blocks)
{
	pid_t pid = fork();

	if (!pid) {
		close(in[0]);
		feed(in[1], blocks);
	}
	return pid;
}

static int wait_for(pid_t pid)
{
	int status = -1;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void create(void)
{
	snprintf(name, sizeof(name), "t%d", getpid());
	ASSERT_EQ(0, command("jailctl create %s 2>/dev/null", name));
}

static int make_pipe(int ends[2])
{
	return pipe2(ends, O_CLOEXEC);
}

static int make_sockets(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

/* Through a command, both ways at once; MB/s. */
static double through(char *const argv[], int blocks, int (*make)(int ends[2]))
{
	int in[2], out[2];
	pid_t feeder, pid;
	long long bytes;
	double begin = now();

	ASSERT_EQ(0, make(in));
	ASSERT_EQ(0, make(out));
	feeder = start_feed(in, blocks);
	pid = start(in[0], out[1], 2, argv);
	close(in[0]);
	close(in[1]);
	close(out[1]);
	EXPECT_TRUE(drain(out[0], &bytes) == expected(blocks));
	EXPECT_EQ((long long)blocks * BLOCK, bytes);
	EXPECT_EQ(0, wait_for(pid));
	EXPECT_EQ(0, wait_for(feeder));
	close(out[0]);
	return bytes / 1e6 / (now() - begin);
}

TEST_TIMED(hundred_megabytes, 300)
{
	char *const jailctl[] = { "jailctl", "exec", "-T", name, "--", "cat",
				  NULL };
	int blocks = test_rounds("64 KiB both ways", 1600);
	double outside, inside;

	create();
	outside = through(cat, blocks, make_pipe);
	inside = through(jailctl, blocks, make_pipe);
	test_note("both ways: %.1f MB/s through cat, %.1f MB/s through jailctl exec -T -- cat",
		  outside, inside);
	EXPECT_EQ(0, command("jailctl remove %s", name));
}

/* The end of a connection with three bytes that its other end has broken off. */
static int broken_off(void)
{
	int ends[2];

	ASSERT_EQ(0, make_sockets(ends));
	ASSERT_EQ(3, write(ends[1], "one", 3));
	/* what was sent to it, and it never read, makes its end a reset */
	ASSERT_EQ(1, write(ends[0], "x", 1));
	close(ends[1]);
	return ends[0];
}

/* Half of an input must not look like all of it. */
TEST(input_broken_off)
{
	char *const jailctl[] = { "jailctl", "exec", "-T", name, "--", "cat",
				  NULL };
	int in = broken_off(), out[2];
	char got[16];
	pid_t pid;

	EXPECT_EQ(3, read(in, got, sizeof(got)));
	EXPECT_EQ(-1, read(in, got, sizeof(got)));
	EXPECT_EQ(ECONNRESET, errno);
	create();
	ASSERT_EQ(0, make_pipe(out));
	pid = start(broken_off(), out[1], 2, jailctl);
	close(out[1]);
	EXPECT_EQ(3, read(out[0], got, sizeof(got)));
	EXPECT_EQ(125, wait_for(pid));
	EXPECT_EQ(0, command("jailctl remove %s", name));
}

/* Of a pipe, into a terminal of the host's that changes nothing; MB/s. */
static double to_terminal(char *const argv[], int blocks)
{
	struct user_terminal t;
	struct termios raw;
	unsigned long long hash;
	pid_t writer, feeder;
	double begin = now();
	long long bytes;
	int in[2];

	ASSERT_EQ(0, pipe2(in, O_CLOEXEC));
	ASSERT_EQ(0, terminal_start(&t, (char *[]){ "true", NULL }));
	EXPECT_EQ(0, terminal_status(&t));
	raw = t.modes;
	cfmakeraw(&raw);
	tcsetattr(t.slave, TCSANOW, &raw);
	feeder = start_feed(in, blocks);
	writer = start(in[0], t.slave, 2, argv);
	close(in[0]);
	close(in[1]);
	/* when the last one has closed it, the master's end is an error */
	close(t.slave);
	hash = drain(t.master, &bytes);
	EXPECT_EQ((long long)blocks * BLOCK, bytes);
	EXPECT_TRUE(hash == expected(blocks));
	EXPECT_EQ(0, wait_for(writer));
	EXPECT_EQ(0, wait_for(feeder));
	close(t.master);
	return bytes / 1e6 / (now() - begin);
}

/* What a command says whose input is @in, all of it; its status. */
static int says(int in, char *const argv[], char *said, size_t size)
{
	size_t used = 0;
	ssize_t n = 1;
	int out[2];
	pid_t pid;

	ASSERT_EQ(0, make_pipe(out));
	pid = start(in, out[1], out[1], argv);
	close(out[1]);
	while (n > 0 && used < size - 1) {
		n = read(out[0], said + used, size - 1 - used);
		used += n > 0 ? n : 0;
	}
	said[used] = '\0';
	close(out[0]);
	return wait_for(pid);
}

TEST(sockets)
{
	char *const outside[] = { "readlink", "/proc/self/fd/0", NULL };
	char *const inside[] = { "jailctl", "exec", name, "--", "readlink",
				 "/proc/self/fd/0", NULL };
	char *const jailctl[] = { "jailctl", "exec", name, "--", "cat", NULL };
	int pair[2], listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr any = { .sa_family = AF_UNIX };
	char said[512];

	create();
	through(cat, 16, make_sockets);
	through(jailctl, 16, make_sockets);
	ASSERT_EQ(0, make_sockets(pair));
	EXPECT_EQ(0, says(pair[0], outside, said, sizeof(said)));
	EXPECT_TRUE(strstr(said, "socket:["));
	EXPECT_EQ(0, says(pair[0], inside, said, sizeof(said)));
	EXPECT_TRUE(strstr(said, "pipe:["));
	/* an address of the kernel's choice */
	ASSERT_EQ(0, bind(listener, &any, sizeof(any.sa_family)));
	ASSERT_EQ(0, listen(listener, 1));
	EXPECT_EQ(125, says(listener, jailctl, said, sizeof(said)));
	EXPECT_TRUE(strstr(said, "descriptor 0 is a socket that listens"));
	EXPECT_TRUE(strstr(said, "\n  fix: "));
	EXPECT_EQ(0, command("jailctl remove %s", name));
}

/* The output is a terminal of the host's. */
TEST_TIMED(relayed, 120)
{
	char *const jailctl[] = { "jailctl", "exec", name, "--", "cat", NULL };
	double outside, inside;

	create();
	outside = to_terminal(cat, 64);
	inside = to_terminal(jailctl, 64);
	test_note("4 MB to a terminal of the host's: %.2f MB/s by cat, %.2f MB/s by jailctl exec -- cat",
		  outside, inside);
	EXPECT_EQ(0, command("jailctl remove %s", name));
}

/* Half-close: the end of the input is seen, the output goes on. */
TEST(ends)
{
	create();
	EXPECT_EQ(0, command("test \"$(printf abc | jailctl exec -T %s -- sh -c 'cat; echo end')\" = abcend",
			     name));
	/* whose reader goes: SIGPIPE, as for any pipeline */
	EXPECT_EQ(0, command("jailctl exec -T %s -- sh -c 'while echo y; do :; done' | head -n 1 | grep -q y",
			     name));
	EXPECT_EQ(0, command("grep -q 'name=%s .*tasks=0 ' /sys/kernel/security/jail/jails || sleep 1; grep -q 'name=%s .*tasks=0 ' /sys/kernel/security/jail/jails",
			     name, name));
	EXPECT_EQ(0, command("jailctl remove %s", name));
}
