// SPDX-License-Identifier: GPL-2.0-or-later
#include "net_util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MSECS	10000
#define LOOPBACK_INDEX	1

socklen_t net_parse(const char *ip, int port, struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *in = (struct sockaddr_in *)ss;

	memset(ss, 0, sizeof(*ss));
	if (inet_pton(AF_INET, ip, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		return sizeof(*in);
	}
	inet_pton(AF_INET6, ip, &in6->sin6_addr);
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(port);
	return sizeof(*in6);
}

void net_print(const struct sockaddr_storage *ss, char *ip, size_t size)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)ss;
	const struct sockaddr_in *in = (const struct sockaddr_in *)ss;

	if (ss->ss_family == AF_INET)
		inet_ntop(AF_INET, &in->sin_addr, ip, size);
	else
		inet_ntop(AF_INET6, &in6->sin6_addr, ip, size);
}

static int bring_up(void)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err = ioctl(fd, SIOCSIFFLAGS, &ifr) ? -errno : 0;

	close(fd);
	return err;
}

static int exchange(void *message, size_t size)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char rest[256];
	} reply;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int err;

	if (fd < 0)
		return -errno;
	if (sendto(fd, message, size, 0, (struct sockaddr *)&kernel,
		   sizeof(kernel)) < 0 ||
	    recv(fd, &reply, sizeof(reply), 0) < 0)
		err = -errno;
	else
		err = reply.error.error;
	close(fd);
	return err;
}

static int change_address(const char *ip, int type, int flags)
{
	struct {
		struct nlmsghdr header;
		struct ifaddrmsg address;
		struct rtattr attribute;
		unsigned char bytes[16];
	} m = { .address = { .ifa_index = LOOPBACK_INDEX } };
	bool v4 = inet_pton(AF_INET, ip, m.bytes) == 1;
	size_t length = v4 ? 4 : 16;

	if (!v4)
		inet_pton(AF_INET6, ip, m.bytes);
	m.address.ifa_family = v4 ? AF_INET : AF_INET6;
	m.address.ifa_prefixlen = 8 * length;
	m.address.ifa_flags = v4 ? 0 : IFA_F_NODAD;
	m.attribute.rta_type = IFA_LOCAL;
	m.attribute.rta_len = RTA_LENGTH(length);
	m.header.nlmsg_len = NLMSG_LENGTH(sizeof(m.address)) +
			     RTA_LENGTH(length);
	m.header.nlmsg_type = type;
	m.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	return exchange(&m, m.header.nlmsg_len);
}

int net_add_address(const char *ip)
{
	return change_address(ip, RTM_NEWADDR, NLM_F_CREATE);
}

int net_drop_address(const char *ip)
{
	return change_address(ip, RTM_DELADDR, 0);
}

static int add_each(const char *const *ip, size_t n)
{
	int err = 0;

	for (size_t i = 0; !err && i < n; i++) {
		err = net_add_address(ip[i]);
		if (err == -EEXIST)
			err = 0;
	}
	return err;
}

static int add_all(void)
{
	static const char *const all[] = { HOST4, A4, B4, HOST6, A6, B6 };
	int err = bring_up();

	return err ? err : add_each(all, sizeof(all) / sizeof(all[0]));
}

int net_setup(void)
{
	if (jail_imaginary() && unshare(CLONE_NEWNET))
		return -errno;
	return add_all();
}

int net_setup_wide(void)
{
	static const char *const second[] = { A4B, A6B };
	int err = net_setup();

	return err ? err : add_each(second, 2);
}

long net_own_stack(void *unused)
{
	(void)unused;
	return unshare(CLONE_NEWNET) ? -errno : add_all();
}

_Noreturn void net_traffic(void)
{
	static const char *const to[] = { "127.0.0.1", "::1" };
	static const int port = 9;

	bring_up();
	for (unsigned int i = 0;; i++) {
		int fd = net_connect(to[i & 1], port);

		if (fd >= 0)
			close(fd);
		for (int n = 0; n < 8; n++)
			net_send(to[i & 1], port, 'x');
	}
}

long act_socket(struct call *c)
{
	int fd = socket((int)c->arg[0], (int)c->arg[1] | SOCK_CLOEXEC,
			(int)c->arg[2]);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static long bound(int fd, struct call *c, int flags)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(c->text, (int)c->arg[2], &ss);
	int one = 1;

	if (flags & BIND_UNSPEC)
		ss.ss_family = AF_UNSPEC;
	if (flags & BIND_REUSE)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (flags & BIND_REUSEPORT)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	if (flags & BIND_FREE)
		setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &one, sizeof(one));
	if (flags & BIND_V6ONLY)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&ss, length))
		return -errno;
	length = sizeof(ss);
	if (getsockname(fd, (struct sockaddr *)&ss, &length))
		return -errno;
	net_print(&ss, c->text, sizeof(c->text));
	if (c->arg[1] == SOCK_STREAM && listen(fd, 8))
		return -errno;
	return 0;
}

long act_bind(struct call *c)
{
	int flags = (int)c->arg[3];
	int fd = socket((int)c->arg[0], (int)c->arg[1] | SOCK_CLOEXEC, 0);
	long result;

	if (fd < 0)
		return -errno;
	result = bound(fd, c, flags);
	if (result || !(flags & BIND_KEEP))
		close(fd);
	c->arg[0] = fd;
	return result;
}

long net_bind(struct agent *who, const struct bind_call *b, int *fd,
	      char *name, size_t size)
{
	struct call c = { .arg = { b->family, b->type, b->port, b->flags } };
	long result;

	snprintf(c.text, sizeof(c.text), "%s", b->ip);
	result = agent_call(who, act_bind, &c);
	if (fd)
		*fd = (int)c.arg[0];
	if (name)
		snprintf(name, size, "%s", c.text);
	return result;
}

long act_close(struct call *c)
{
	return close((int)c->arg[0]) ? -errno : 0;
}

bool net_readable(int fd, int msecs)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, msecs) == 1;
}

long act_serve_tcp(struct call *c)
{
	char answer = (char)c->arg[1];
	long result;
	int fd;

	if (!net_readable((int)c->arg[0], WAIT_MSECS))
		return -ETIMEDOUT;
	fd = accept((int)c->arg[0], NULL, NULL);
	if (fd < 0)
		return -errno;
	result = write(fd, &answer, 1) == 1 ? 0 : -errno;
	close(fd);
	return result;
}

long act_receive_udp(struct call *c)
{
	char got = 0;

	if (!net_readable((int)c->arg[0], WAIT_MSECS))
		return -ETIMEDOUT;
	if (recv((int)c->arg[0], &got, 1, 0) != 1)
		return -errno;
	return got == (char)c->arg[1] ? 0 : -EBADMSG;
}

long act_pending_udp(struct call *c)
{
	char got;
	long n = 0;

	while (recv((int)c->arg[0], &got, 1, MSG_DONTWAIT) >= 0)
		n++;
	return n;
}

/* Its end is a reset, so that no port stays taken for a minute. */
int net_connect(const char *ip, int port)
{
	struct linger reset = { .l_onoff = 1 };
	struct sockaddr_storage ss;
	socklen_t length = net_parse(ip, port, &ss);
	int fd = socket(ss.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	if (!connect(fd, (struct sockaddr *)&ss, length))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

int net_read_byte(int fd)
{
	char got;

	if (!net_readable(fd, WAIT_MSECS))
		return -ETIMEDOUT;
	return read(fd, &got, 1) == 1 ? got : -EPIPE;
}

int net_send(const char *ip, int port, char what)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(ip, port, &ss);
	int fd = socket(ss.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (sendto(fd, &what, 1, 0, (struct sockaddr *)&ss, length) != 1)
		err = -errno;
	close(fd);
	return err;
}

/* text: a file and a pattern, NUL between; in how many lines it stands */
static long act_count(struct call *c)
{
	const char *pattern = c->text + strlen(c->text) + 1;
	FILE *f = fopen(c->text, "re");
	char line[512];
	long n = 0;

	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f))
		n += strstr(line, pattern) ? 1 : 0;
	fclose(f);
	return n;
}

long net_lines(struct agent *who, const char *file, const char *pattern)
{
	struct call c = { .result = 0 };
	int length = snprintf(c.text, sizeof(c.text), "/proc/net/%s", file);

	snprintf(c.text + length + 1, sizeof(c.text) - length - 1, "%s",
		 pattern);
	return agent_call(who, act_count, &c);
}
