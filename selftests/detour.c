// SPDX-License-Identifier: GPL-2.0-or-later
#include "detour.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net_util.h"
#include "ring.h"

#define OP_BIND		56	/* IORING_OP_BIND, since 6.11 */

/* What the 32-bit entry can point to. */
static void *low_memory(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

/* A program for i386 enters so; -errno. */
static long int80(long nr, long a, long b, long c)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(0), "D"(0)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

static long by_int80(long nr, int fd, const struct sockaddr_storage *ss,
		     socklen_t length)
{
	struct sockaddr_storage *low = low_memory();
	long result;

	if (!low)
		return -ENOMEM;
	*low = *ss;
	result = int80(nr, fd, (long)low, length);
	munmap(low, 4096);
	return result;
}

static long by_ring(int opcode, int fd, const struct sockaddr_storage *ss,
		    socklen_t length)
{
	struct io_uring_sqe sqe = {
		.opcode = opcode, .fd = fd, .addr = (unsigned long)ss,
		.off = length,
	};

	return ring_once(&sqe);
}

/* SYS_bind of i386 */
static long bind_by(enum door door, int fd, const struct sockaddr_storage *ss,
		    socklen_t length)
{
	switch (door) {
	case INT80:
		return by_int80(361, fd, ss, length);
	case RING:
		return by_ring(OP_BIND, fd, ss, length);
	default:
		return bind(fd, (struct sockaddr *)ss, length) ? -errno : 0;
	}
}

/* SYS_connect of i386 */
static long connect_by(enum door door, int fd,
		       const struct sockaddr_storage *ss, socklen_t length)
{
	switch (door) {
	case INT80:
		return by_int80(362, fd, ss, length);
	case RING:
		return by_ring(IORING_OP_CONNECT, fd, ss, length);
	default:
		return connect(fd, (struct sockaddr *)ss, length) ? -errno : 0;
	}
}

int set_int(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) ? -errno : 0;
}

static int set_option(int fd, enum detour_option option)
{
	struct sockaddr_storage ss;

	switch (option) {
	case FREEBIND4:
		return set_int(fd, IPPROTO_IP, IP_FREEBIND, 1);
	case FREEBIND6:
		return set_int(fd, IPPROTO_IPV6, IPV6_FREEBIND, 1);
	case DEVICE:
		return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) ?
		       -errno : 0;
	case LATE_PORT:
		return set_int(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	case REUSEPORT:
		return set_int(fd, SOL_SOCKET, SO_REUSEPORT, 1);
	case GROUP_INTERFACE:
		net_parse(B4, 0, &ss);
		return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF,
				  &((struct sockaddr_in *)&ss)->sin_addr,
				  sizeof(struct in_addr)) ? -errno : 0;
	case TRANSPARENT4:
		return set_int(fd, IPPROTO_IP, IP_TRANSPARENT, 1);
	case TRANSPARENT6:
		return set_int(fd, IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
	case REPAIR:
		return set_int(fd, IPPROTO_TCP, TCP_REPAIR, 1);
	default:
		return 0;
	}
}

static int open_socket(const struct call *c)
{
	int fd = c->arg[5] ? dup(DETOUR_BEFORE) :
		 socket((int)c->arg[0], (int)c->arg[1] | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* text becomes the socket's name */
static long name_of(int fd, struct call *c)
{
	struct sockaddr_storage ss;
	socklen_t length = sizeof(ss);

	if (getsockname(fd, (struct sockaddr *)&ss, &length))
		return -errno;
	net_print(&ss, c->text, sizeof(c->text));
	return 0;
}

/*
 * arg0: family; arg1: type; arg2: door; arg3: option; arg4: whether it connects;
 * arg5: by the socket of before; text: the address
 */
static long act_detour(struct call *c)
{
	int fd = open_socket(c);
	struct sockaddr_storage ss;
	socklen_t length = net_parse(c->text, c->arg[4] ? DETOUR_HOST_PORT : DETOUR_PORT,
				     &ss);
	long result;

	if (fd < 0)
		return fd;
	result = set_option(fd, (enum detour_option)c->arg[3]);
	if (!result && c->arg[4])
		result = connect_by((enum door)c->arg[2], fd, &ss, length);
	else if (!result)
		result = bind_by((enum door)c->arg[2], fd, &ss, length);
	if (!result)
		result = name_of(fd, c);
	close(fd);
	return result;
}

long detour_take(struct agent *who, const struct detour *row, const char *ip,
		 bool connects, bool before, char *name)
{
	struct call c = {
		.arg = { row->family, row->type, row->door, row->option,
			 connects, before },
	};
	long result;

	snprintf(c.text, sizeof(c.text), "%s", ip);
	result = agent_call(who, act_detour, &c);
	if (name)
		snprintf(name, 64, "%.63s", c.text);
	return result;
}
