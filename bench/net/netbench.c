// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What connections to many listeners cost, each on an address of its own and
 * all on one port, in instructions as ticks.h counts them. They are the host's,
 * or each is the wildcard of a jail that has the address.
 *
 *	  host: connects, accepts, measures
 *	   ^ |
 *	   | '--------> 10.98.0.1:80   listener 1, jail 1
 *	  its end,      10.98.0.2:80   listener 2, jail 2
 *	  by SCM_RIGHTS ...
 *
 * Likewise what a stream costs whose ends are in a jail.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "jails.h"
#include "ticks.h"

#define LISTENERS_MAX	1000
/* In the middle and at the ends of them all. */
#define TARGETS_MAX	20
#define CALLS		4
#define PORT		80
#define FIRST_ADDRESS	0x0a620001	/* 10.98.0.1; the guest has 10.98.0.0/16 */
#define HOST_ADDRESS	0x0a630001	/* 10.99.0.1, of nobody's */

static int listeners[LISTENERS_MAX];

static struct sockaddr_in address(uint32_t ip)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(ip),
	};
}

static int listen_at(uint32_t ip)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in sin = address(ip);

	if (fd < 0 || bind(fd, (struct sockaddr *)&sin, sizeof(sin)) || listen(fd, 8))
		die("listen");
	return fd;
}

/* Whose end leaves nothing behind. */
static int connect_to(uint32_t ip)
{
	struct linger now = { .l_onoff = 1 };
	struct sockaddr_in sin = address(ip);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&sin, sizeof(sin)))
		die("connect");
	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)))
		die("have a connection end at once");
	return fd;
}

/* A whole connection */
static void meet(uint32_t ip, int listener)
{
	int to = connect_to(ip);
	int from = accept(listener, NULL, NULL);

	if (from < 0)
		die("accept");
	close(to);
	close(from);
}

/* Room for a descriptor, where a message wants it. */
union handle {
	char room[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static void hand_over(int to, int fd)
{
	struct iovec byte = { .iov_base = "", .iov_len = 1 };
	union handle handle = { 0 };
	struct msghdr msg = {
		.msg_iov = &byte, .msg_iovlen = 1,
		.msg_control = &handle, .msg_controllen = sizeof(handle),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	if (sendmsg(to, &msg, 0) != 1)
		die("hand a listener over");
}

static int receive(int from)
{
	char byte;
	struct iovec iov = { .iov_base = &byte, .iov_len = 1 };
	union handle handle = { 0 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &handle, .msg_controllen = sizeof(handle),
	};
	struct cmsghdr *cmsg;
	int fd;

	if (recvmsg(from, &msg, MSG_CMSG_CLOEXEC) != 1)
		die("receive a listener");
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg)
		die("receive a listener: none came");
	memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	return fd;
}

/* What a jail's process makes, and leaves to us. */
static int listen_inside(int jail)
{
	int ends[2], fd;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		die("make a pair of sockets");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		if (ioctl(jail, JAIL_IOC_ATTACH, 0))
			die("enter the jail");
		hand_over(ends[1], listen_at(INADDR_ANY));
		_exit(0);
	}
	close(ends[1]);
	fd = receive(ends[0]);
	close(ends[0]);
	if (waitpid(pid, NULL, 0) != pid)
		die("wait for the jail's process");
	return fd;
}

static int make_numbered(int i)
{
	char request[80];
	struct in_addr in = { htonl(FIRST_ADDRESS + i) };

	snprintf(request, sizeof(request), "create name=n%d ip4.addr=%s", i, inet_ntoa(in));
	return make_jail(request);
}

static void make_listeners(int n, int jailed)
{
	int i;

	for (i = 0; i < n; i++)
		listeners[i] = jailed ? listen_inside(make_numbered(i)) :
					listen_at(FIRST_ADDRESS + i);
}

static uint64_t least_of(uint32_t ip, int listener)
{
	uint64_t min = UINT64_MAX, start, took;
	int i, calls;

	for (i = 0; i < ROUNDS; i++) {
		start = ticks();
		for (calls = CALLS; calls--; )
			meet(ip, listener);
		took = (ticks() - start) / CALLS;
		if (took < min)
			min = took;
	}
	return min;
}

/* The mean of some that are spread over them all, as buckets are not all alike. */
static uint64_t measure(int n)
{
	int targets = n < TARGETS_MAX ? n : TARGETS_MAX, i, at;
	uint64_t sum = 0;

	for (i = 0; i < targets; i++) {
		at = targets > 1 ? i * (n - 1) / (targets - 1) : 0;
		sum += least_of(FIRST_ADDRESS + at, listeners[at]);
	}
	return sum / targets;
}

static int look_up(const char *whose, int n)
{
	int jailed = !strcmp(whose, "jails"), host = listen_at(HOST_ADDRESS);
	uint64_t took;

	make_listeners(n, jailed);
	/* What is measured first fills caches. */
	measure(n);
	took = measure(n);
	printf("lookup\t%s\t%d\t%llu\t%llu\n", whose, n, (unsigned long long)took,
	       (unsigned long long)least_of(HOST_ADDRESS, host));
	return 0;
}

static void transfer(int to, int from, size_t size)
{
	static char bytes[65536];
	size_t got;
	ssize_t n;

	if (send(to, bytes, size, 0) != (ssize_t)size)
		die("send");
	for (got = 0; got < size; got += n) {
		n = recv(from, bytes, sizeof(bytes), 0);
		if (n <= 0)
			die("receive");
	}
}

static void stream_of(const char *state, int to, int from, size_t size)
{
	uint64_t min = UINT64_MAX, start, took;
	int i;

	for (i = 0; i < 4 * ROUNDS; i++) {
		start = ticks();
		transfer(to, from, size);
		took = ticks() - start;
		if (took < min)
			min = took;
	}
	printf("stream\t%s\t%zu\t%llu\n", state, size, (unsigned long long)min);
}

/* Both ends in one place: the host, or a jail that has the address. */
static int stream(const char *state)
{
	int jail = -1, listener, to, from, one = 1;

	if (strcmp(state, "unloaded"))
		jail = make_numbered(0);
	if (!strcmp(state, "inside") && ioctl(jail, JAIL_IOC_ATTACH, 0))
		die("enter the jail");
	listener = listen_at(strcmp(state, "inside") ? HOST_ADDRESS : FIRST_ADDRESS);
	to = connect_to(strcmp(state, "inside") ? HOST_ADDRESS : FIRST_ADDRESS);
	from = accept(listener, NULL, NULL);
	if (from < 0 || setsockopt(to, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		die("accept");
	stream_of(state, to, from, 1);
	stream_of(state, to, from, 1024);
	stream_of(state, to, from, 32768);
	return 0;
}

static const char usage[] =
	"usage: netbench host|jails N                     connections to one of N listeners\n"
	"       netbench stream unloaded|outside|inside   a stream with both ends there\n"
	"\n"
	"Prints \"lookup host|jails N INSTRUCTIONS BESIDE\", tab-separated, where BESIDE is\n"
	"a connection to one more listener of the host's, or \"stream STATE BYTES\n"
	"INSTRUCTIONS\". Needs QEMU -icount shift=0 -smp 1.\n";

int main(int argc, char **argv)
{
	struct rlimit files = { 4096, 4096 };
	int n;

	if (argc != 3) {
		fputs(usage, argc == 2 && !strcmp(argv[1], "--help") ? stdout : stderr);
		return argc == 2 ? 0 : 2;
	}
	if (setrlimit(RLIMIT_NOFILE, &files))
		die("have enough descriptors");
	calibrate();
	if (!strcmp(argv[1], "stream"))
		return stream(argv[2]);
	n = atoi(argv[2]);
	if (n < 1 || n > LISTENERS_MAX) {
		fprintf(stderr, "netbench: N is 1 to %d\n", LISTENERS_MAX);
		return 2;
	}
	return look_up(argv[1], n);
}
