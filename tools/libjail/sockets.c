// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which sockets a jail's processes have on some addresses. The kernel says who
 * is in the jail; what a process has open is duplicated and asked itself, so
 * that nothing is taken from a list that names a socket by what it looks like.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "procfs.h"
#include "sockets.h"

bool is_lost(const struct losses *losses, const struct in6_addr *ip)
{
	bool mapped = IN6_IS_ADDR_V4MAPPED(ip);

	for (size_t i = 0; i < losses->count; i++) {
		const struct address *a = &losses->of[i];

		if (mapped != (a->family == AF_INET))
			continue;
		if (!memcmp(mapped ? ip->s6_addr + 12 : ip->s6_addr, a->ip,
			    address_bits(a->family) / 8))
			return true;
	}
	return false;
}

static int option(int fd, int level, int name)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return getsockopt(fd, level, name, &value, &len) ? -1 : value;
}

/* Of IPv4 into a mapped one; false: neither of the two. */
static bool read_address(int fd, struct sockaddr_in6 *at)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} name;
	socklen_t len = sizeof(name);

	if (getsockname(fd, &name.any, &len))
		return false;
	if (name.any.sa_family == AF_INET6) {
		*at = name.in6;
		return true;
	}
	*at = (struct sockaddr_in6){
		.sin6_family = AF_INET6, .sin6_port = name.in.sin_port,
	};
	memset(at->sin6_addr.s6_addr + 10, 0xff, 2);
	memcpy(at->sin6_addr.s6_addr + 12, &name.in.sin_addr, 4);
	return name.any.sa_family == AF_INET;
}

static int tcp_state(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) ?
	       0 : info.tcpi_state;
}

static bool is_known(const struct sockets *sockets, uint64_t cookie)
{
	for (size_t i = 0; i < sockets->count; i++)
		if (sockets->of[i].cookie == cookie)
			return true;
	return false;
}

static int keep(struct sockets *sockets, const struct held *held)
{
	struct held *grown = reallocarray(sockets->of, sockets->count + 1,
					  sizeof(*grown));

	if (!grown)
		return -1;
	sockets->of = grown;
	sockets->of[sockets->count++] = *held;
	return 0;
}

/* 1: kept, with its descriptor; 0: it is none of those; -1 errno */
static int look_at(struct held *held, const struct losses *losses,
		   struct sockets *sockets)
{
	socklen_t len = sizeof(held->cookie);
	unsigned int port;

	if (!read_address(held->fd, &held->at))
		return 0;
	held->protocol = option(held->fd, SOL_SOCKET, SO_PROTOCOL);
	if (held->protocol == IPPROTO_TCP)
		held->state = tcp_state(held->fd);
	port = ntohs(held->at.sin6_port);
	if (held->state == TCP_LISTEN)
		sockets->listens[port / 8] |= 1 << port % 8;
	if (!is_lost(losses, &held->at.sin6_addr) ||
	    getsockopt(held->fd, SOL_SOCKET, SO_COOKIE, &held->cookie, &len) ||
	    is_known(sockets, held->cookie))
		return 0;
	return keep(sockets, held) ? -1 : 1;
}

/* The name by which it is told; it chose that itself. */
static void read_comm(int process, char *comm, size_t size)
{
	int fd = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, comm, size - 1);

	comm[n > 0 ? n : 0] = '\0';
	comm[strcspn(comm, "\n")] = '\0';
	for (char *c = comm; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	if (fd >= 0)
		close(fd);
}

/* Whose sockets are looked for, and of whom right now. */
struct search {
	const struct jail_handle *jail;
	const struct losses *losses;
	struct sockets *sockets;
	int process, pidfd;
	pid_t pid;
};

static int look_at_socket(int fds, int number, unsigned long inode, void *arg)
{
	const struct search *s = arg;
	struct held held = { .pid = s->pid };
	int kept;

	(void)fds;
	(void)inode;
	held.fd = syscall(SYS_pidfd_getfd, s->pidfd, number, 0);
	if (held.fd < 0)
		return procfs_gone(errno) ? 0 : -1;
	read_comm(s->process, held.comm, sizeof(held.comm));
	kept = look_at(&held, s->losses, s->sockets);
	if (kept <= 0)
		close(held.fd);
	return kept < 0 ? -1 : 0;
}

static int look_at_process(int process, int pid, unsigned long none, void *arg)
{
	struct search *s = arg;
	int has = ctl_has(s->jail, pid), bad;

	(void)none;
	if (has != 1)
		return has;
	s->pidfd = syscall(SYS_pidfd_open, pid, 0);
	if (s->pidfd < 0)
		return procfs_gone(errno) ? 0 : -1;
	s->process = process;
	s->pid = pid;
	bad = procfs_sockets(process, look_at_socket, s);
	close(s->pidfd);
	return bad;
}

int sockets_find(const struct jail_handle *jail, const struct losses *losses,
		 struct sockets *sockets, struct jail_error *err)
{
	struct search search = {
		.jail = jail, .losses = losses, .sockets = sockets,
	};

	*sockets = (struct sockets){ 0 };
	if (!procfs_each(AT_FDCWD, "/proc", look_at_process, &search))
		return 0;
	fail(err, code_of(errno), NULL,
	     "can't look for the sockets of its processes: %m");
	sockets_free(sockets);
	return -1;
}

void sockets_free(struct sockets *sockets)
{
	for (size_t i = 0; i < sockets->count; i++)
		close(sockets->of[i].fd);
	free(sockets->of);
	*sockets = (struct sockets){ 0 };
}

static const char *protocol_name(int protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return "ping";
	default:
		return "socket";
	}
}

/* Returns as snprintf(). */
static int print_one(const struct held *held, char *buf, size_t size)
{
	const struct in6_addr *ip = &held->at.sin6_addr;
	bool mapped = IN6_IS_ADDR_V4MAPPED(ip);
	char text[INET6_ADDRSTRLEN];

	inet_ntop(mapped ? AF_INET : AF_INET6, ip->s6_addr + (mapped ? 12 : 0),
		  text, sizeof(text));
	return snprintf(buf, size, mapped ? "%s %s:%u (%s, %d)" :
			"%s [%s]:%u (%s, %d)", protocol_name(held->protocol),
			text, ntohs(held->at.sin6_port), held->comm, held->pid);
}

void sockets_list(const struct sockets *sockets, char *buf, size_t size)
{
	size_t used = 0, i;

	*buf = '\0';
	for (i = 0; i < sockets->count; i++) {
		char one[128];
		int len = print_one(&sockets->of[i], one, sizeof(one));

		if (used + len + sizeof(", and 10000 more") > size)
			break;
		used += sprintf(buf + used, "%s%s", i ? ", " : "", one);
	}
	if (i < sockets->count)
		sprintf(buf + used, " and %zu more", sockets->count - i);
}
