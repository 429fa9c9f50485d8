// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which sockets a jail's processes have on some addresses. The kernel says who
 * is in the jail; what a process has open is duplicated and asked itself, so
 * that nothing is taken from a list that names a socket by what it looks like.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>

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

/* What ends meanwhile, or closes it, has none any more; the rest is an error. */
static bool is_gone(int error)
{
	return error == ENOENT || error == ESRCH || error == EBADF;
}

/* 1: the next, 0: the end, -1 errno */
static int next_entry(DIR *dir, struct dirent **entry)
{
	errno = 0;
	*entry = readdir(dir);
	return *entry ? 1 : errno && !is_gone(errno) ? -1 : 0;
}

static int look_at_fd(int process, int fds, const char *name, pid_t pid,
		      int pidfd, const struct losses *losses,
		      struct sockets *sockets)
{
	struct held held = { .pid = pid };
	char target[16] = "";
	int kept;

	if (!isdigit((unsigned char)*name))
		return 0;
	if (readlinkat(fds, name, target, sizeof(target) - 1) < 0)
		return is_gone(errno) ? 0 : -1;
	if (strncmp(target, "socket:", 7))
		return 0;
	held.fd = syscall(SYS_pidfd_getfd, pidfd, atoi(name), 0);
	if (held.fd < 0)
		return is_gone(errno) ? 0 : -1;
	read_comm(process, held.comm, sizeof(held.comm));
	kept = look_at(&held, losses, sockets);
	if (kept <= 0)
		close(held.fd);
	return kept < 0 ? -1 : 0;
}

static int look_at_fds(int process, pid_t pid, int pidfd,
		       const struct losses *losses, struct sockets *sockets)
{
	int fd = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int more = dir || is_gone(errno) ? !!dir : -1;

	while (more == 1 && (more = next_entry(dir, &entry)) == 1)
		if (look_at_fd(process, fd, entry->d_name, pid, pidfd, losses,
			       sockets))
			more = -1;
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	return more;
}

static int look_at_process(int process, pid_t pid, const struct losses *losses,
			   struct sockets *sockets)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0), bad;

	if (pidfd < 0)
		return is_gone(errno) ? 0 : -1;
	bad = look_at_fds(process, pid, pidfd, losses, sockets);
	close(pidfd);
	return bad;
}

/* The directory keeps to the process, whoever gets its number next. */
static int look_at_pid(const struct jail_handle *jail, int proc,
		       const char *name, const struct losses *losses,
		       struct sockets *sockets)
{
	int process, has;

	if (!isdigit((unsigned char)*name))
		return 0;
	process = openat(proc, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (process < 0)
		return is_gone(errno) ? 0 : -1;
	has = ctl_has(jail, atoi(name));
	if (has == 1)
		has = look_at_process(process, atoi(name), losses, sockets);
	close(process);
	return has;
}

int sockets_find(const struct jail_handle *jail, const struct losses *losses,
		 struct sockets *sockets, struct jail_error *err)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	int more = dir ? 1 : -1;

	*sockets = (struct sockets){ 0 };
	while (more == 1 && (more = next_entry(dir, &entry)) == 1)
		if (look_at_pid(jail, dirfd(dir), entry->d_name, losses,
				sockets))
			more = -1;
	if (more < 0) {
		fail(err, code_of(errno), NULL,
		     "can't look for the sockets of its processes: %m");
		sockets_free(sockets);
	}
	if (dir)
		closedir(dir);
	return more;
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
