// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Instructions per system call, as ticks.h counts them.
 *
 * Each operation is called in rounds much shorter than the time between two
 * timer interrupts (a million instructions), so that the least is free of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ticks.h"

/* fork() varies by what it finds in caches: the least takes longer to meet. */
#define FORK_ROUNDS	105
#define WARM_UP		3
/* The guest has this address on lo, and the jail of withjail owns it. */
#define BENCH_ADDRESS	0x0a630001	/* 10.99.0.1 */
#define BENCH_PORT	7777
#define BENCH_FILE	"/tmp/hookbench.file"

static pid_t self;

/*
 * The operations. Each goes to the kernel by the shortest way, and none may
 * fail: a refused call is cheaper than the one to be measured.
 */

static void op_nothing(void)
{
	__asm__ volatile("");
}

static void op_getppid(void)
{
	syscall(SYS_getppid);
}

static void op_kill(void)
{
	if (syscall(SYS_kill, self, 0))
		die("signal itself");
}

static void op_getpgid(void)
{
	if (syscall(SYS_getpgid, self) < 0)
		die("ask for its process group");
}

static void op_stat(void)
{
	struct stat st;

	if (stat(BENCH_FILE, &st))
		die("stat " BENCH_FILE);
}

static void op_open(void)
{
	int fd = open(BENCH_FILE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("open " BENCH_FILE);
	close(fd);
}

static void op_bind(void)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(BENCH_PORT),
		.sin_addr.s_addr = htonl(BENCH_ADDRESS),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("make a socket");
	if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)))
		die("bind to 10.99.0.1");
	close(fd);
}

static struct sockaddr_in bench_address(void)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(BENCH_PORT),
		.sin_addr.s_addr = htonl(BENCH_ADDRESS),
	};
}

/* The route is asked for anew each time, and with it the source. */
static void op_connect(void)
{
	struct sockaddr_in sin = bench_address();
	static int fd = -1;

	if (fd < 0)
		fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sin, sizeof(sin)))
		die("connect by UDP");
}

static void op_connect_six(void)
{
	struct sockaddr_in6 sin6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(BENCH_PORT),
		.sin6_addr.s6_addr = { 0xfd, 0x99, [15] = 1 },	/* fd99::1 */
	};
	static int fd = -1;

	if (fd < 0)
		fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sin6, sizeof(sin6)))
		die("connect by UDP and IPv6");
}

static int listen_at(int port)
{
	struct sockaddr_in sin = bench_address();
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	sin.sin_port = htons(port);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, (struct sockaddr *)&sin, sizeof(sin)) || listen(fd, 1))
		die("listen by TCP");
	return fd;
}

/* Its end leaves nothing behind. */
static int connect_to(int port)
{
	struct linger now = { .l_onoff = 1 };
	struct sockaddr_in sin = bench_address();
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sin.sin_port = htons(port);
	if (fd < 0 || connect(fd, (struct sockaddr *)&sin, sizeof(sin)))
		die("connect by TCP");
	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)))
		die("have a connection end at once");
	return fd;
}

/* A whole connection, from a socket that is not bound */
static void op_connect_tcp(void)
{
	static int listener = -1;
	int to, from;

	if (listener < 0)
		listener = listen_at(BENCH_PORT + 2);
	to = connect_to(BENCH_PORT + 2);
	from = accept(listener, NULL, NULL);
	if (from < 0)
		die("accept by TCP");
	close(to);
	close(from);
}

/* Both ends of a connection of TCP, made once. */
static void op_stream(void)
{
	static int to = -1, from = -1;
	int listener, one = 1;
	char byte = 0;

	if (to < 0) {
		listener = listen_at(BENCH_PORT + 1);
		to = connect_to(BENCH_PORT + 1);
		setsockopt(to, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		from = accept(listener, NULL, NULL);
		close(listener);
	}
	if (send(to, &byte, 1, 0) != 1 || recv(from, &byte, 1, 0) != 1)
		die("send by TCP");
}

static void op_fork(void)
{
	pid_t pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid < 0)
		die("fork");
	if (!pid)
		_exit(0);
	if (waitpid(pid, NULL, 0) != pid)
		die("wait for its child");
}

static void op_stat_proc(void)
{
	struct stat st;

	if (stat("/proc/self/status", &st))
		die("stat /proc/self/status");
}

static void op_readdir_proc(void)
{
	static char entries[32768];
	int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long n;

	if (fd < 0)
		die("open /proc");
	do {
		n = syscall(SYS_getdents64, fd, entries, sizeof(entries));
	} while (n > 0);
	if (n < 0)
		die("read /proc");
	close(fd);
}

/**
 * struct operation - something to measure
 * @name: in the table
 * @call: does it once
 * @calls: how often in a round; a round has about 200,000 instructions
 * @rounds: how many
 */
struct operation {
	const char *name;
	void (*call)(void);
	unsigned int calls;
	int rounds;
};

static const struct operation operations[] = {
	{ "getppid",		op_getppid,		500, ROUNDS },
	{ "kill(self,0)",	op_kill,		200, ROUNDS },
	{ "getpgid(self)",	op_getpgid,		500, ROUNDS },
	{ "stat",		op_stat,		50, ROUNDS },
	{ "open+close",		op_open,		30, ROUNDS },
	{ "socket+bind+close",	op_bind,		20, ROUNDS },
	{ "connect, UDP",	op_connect,		30, ROUNDS },
	{ "connect, UDP, IPv6",	op_connect_six,		30, ROUNDS },
	{ "connect+close, TCP",	op_connect_tcp,		4, ROUNDS },
	{ "send+recv, TCP",	op_stream,		10, ROUNDS },
	{ "fork+exit+wait",	op_fork,		1, FORK_ROUNDS },
	{ "stat /proc/self/status", op_stat_proc,	30, ROUNDS },
	{ "readdir /proc",	op_readdir_proc,	2, ROUNDS },
};

#define N_OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static uint64_t one_round(const struct operation *op)
{
	unsigned int left = op->calls;
	uint64_t start = ticks();

	while (left--)
		op->call();
	return ticks() - start;
}

/* Sorted: the first is the minimum, the one in the middle the median. */
static void measure(const struct operation *op, uint64_t *rounds)
{
	int i;

	for (i = 0; i < WARM_UP; i++)
		one_round(op);
	for (i = 0; i < op->rounds; i++)
		rounds[i] = one_round(op);
	qsort(rounds, op->rounds, sizeof(rounds[0]), by_value);
}

static void print_tenths(uint64_t ticks, uint64_t overhead, unsigned int calls)
{
	uint64_t tenths = ticks > overhead ?
			  ((ticks - overhead) * 10 + calls / 2) / calls : 0;

	printf("\t%llu.%llu", (unsigned long long)(tenths / 10),
	       (unsigned long long)(tenths % 10));
}

static void measure_all(const char *state)
{
	uint64_t rounds[FORK_ROUNDS], overhead;
	size_t i;

	calibrate();
	for (i = 0; i < N_OPERATIONS; i++) {
		struct operation empty = { "", op_nothing, operations[i].calls, ROUNDS };

		measure(&empty, rounds);
		overhead = rounds[0];
		measure(&operations[i], rounds);
		printf("cost\t%s\t%s", state, operations[i].name);
		print_tenths(rounds[0], overhead, operations[i].calls);
		print_tenths(rounds[operations[i].rounds / 2], overhead, operations[i].calls);
		putchar('\n');
	}
}

static int call_one(const char *name, const char *count)
{
	unsigned long left = strtoul(count, NULL, 10);
	size_t i;

	for (i = 0; i < N_OPERATIONS; i++) {
		if (strcmp(operations[i].name, name))
			continue;
		while (left--)
			operations[i].call();
		return 0;
	}
	fprintf(stderr, "hookbench: no operation \"%s\"; --list prints them\n", name);
	return 2;
}

static const char usage[] =
	"usage: hookbench STATE             measure all operations\n"
	"       hookbench --call OP COUNT   call one, without measuring\n"
	"       hookbench --list            print the operations' names\n"
	"\n"
	"Prints \"cost STATE OP MINIMUM MEDIAN\", tab-separated, in guest instructions\n"
	"per call. STATE is only a word for the table. Needs QEMU -icount shift=0 -smp 1.\n";

static void list(void)
{
	for (size_t i = 0; i < N_OPERATIONS; i++)
		puts(operations[i].name);
}

int main(int argc, char **argv)
{
	int fd;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "--list")) {
		list();
		return 0;
	}
	self = getpid();
	fd = open(BENCH_FILE, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	if (fd < 0)
		die("make " BENCH_FILE);
	close(fd);
	if (argc == 4 && !strcmp(argv[1], "--call"))
		return call_one(argv[2], argv[3]);
	if (argc != 2 || argv[1][0] == '-') {
		fputs(usage, stderr);
		return 2;
	}
	measure_all(argv[1]);
	return 0;
}
