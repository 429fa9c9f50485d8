// SPDX-License-Identifier: GPL-2.0-or-later
#include "netlink_util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MSECS	10000
#define LOOPBACK_INDEX	1

/**
 * struct request - any request of these
 */
struct request {
	struct nlmsghdr header;
	union {
		struct rtgenmsg family;
		struct ifinfomsg link;
		struct ifaddrmsg address;
		struct rtmsg route;
		struct ndmsg neighbour;
		struct inet_diag_req_v2 inet;
		struct unix_diag_req unix_;
		char room[256];
	};
};

static void start(struct request *r, int type, int flags, size_t size)
{
	memset(r, 0, sizeof(*r));
	r->header.nlmsg_len = NLMSG_LENGTH(size);
	r->header.nlmsg_type = type;
	r->header.nlmsg_flags = NLM_F_REQUEST | flags;
}

static void attribute(struct request *r, int type, const void *data, size_t size)
{
	struct rtattr *a = (void *)((char *)r +
				    NLMSG_ALIGN(r->header.nlmsg_len));

	a->rta_type = type;
	a->rta_len = RTA_LENGTH(size);
	memcpy(RTA_DATA(a), data, size);
	r->header.nlmsg_len = NLMSG_ALIGN(r->header.nlmsg_len) + a->rta_len;
}

/* One part of the answer; true if it was the last. */
static bool take(const struct nlmsghdr *h, ssize_t size, long *messages,
		 long *bytes)
{
	for (; NLMSG_OK(h, size); h = NLMSG_NEXT(h, size)) {
		if (h->nlmsg_type == NLMSG_DONE)
			return true;
		if (h->nlmsg_type == NLMSG_ERROR) {
			const struct nlmsgerr *e = NLMSG_DATA(h);

			if (e->error)
				*messages = *bytes = e->error;
			return true;
		}
		++*messages;
		*bytes += h->nlmsg_len;
		if (!(h->nlmsg_flags & NLM_F_MULTI))
			return true;
	}
	return false;
}

static long answer(int fd, bool in_bytes)
{
	static char buffer[64 * 1024];
	long messages = 0, bytes = 0;
	bool last = false;

	while (!last) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t size;

		if (poll(&p, 1, WAIT_MSECS) != 1)
			return -ETIMEDOUT;
		size = recv(fd, buffer, sizeof(buffer), 0);
		if (size < 0)
			return -errno;
		last = take((struct nlmsghdr *)buffer, size, &messages, &bytes);
	}
	return in_bytes ? bytes : messages;
}

static long ask_fd(int fd, const struct request *r, bool in_bytes)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (sendto(fd, r, r->header.nlmsg_len, 0, (struct sockaddr *)&kernel,
		   sizeof(kernel)) < 0)
		return -errno;
	return answer(fd, in_bytes);
}

static long ask(int protocol, const struct request *r, bool in_bytes)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	long result;

	if (fd < 0)
		return -errno;
	result = ask_fd(fd, r, in_bytes);
	close(fd);
	return result;
}

long act_ask(struct call *c)
{
	bool one = c->arg[2] & ASK_ONE;
	struct request r;

	start(&r, (int)c->arg[0], one ? 0 : NLM_F_DUMP, sizeof(r.link));
	r.family.rtgen_family = (unsigned char)c->arg[1];
	if (one && c->arg[0] == RTM_GETLINK)
		r.link.ifi_index = LOOPBACK_INDEX;
	return ask(NETLINK_ROUTE, &r, c->arg[2] & ASK_BYTES);
}

static void start_sockets(struct request *r, int family, int protocol)
{
	if (family == AF_UNIX) {
		start(r, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, sizeof(r->unix_));
		r->unix_.sdiag_family = AF_UNIX;
		r->unix_.udiag_states = ~0U;
		return;
	}
	start(r, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, sizeof(r->inet));
	r->inet.sdiag_family = (unsigned char)family;
	r->inet.sdiag_protocol = (unsigned char)protocol;
	r->inet.idiag_states = ~0U;
}

long act_ask_sockets(struct call *c)
{
	struct request r;

	start_sockets(&r, (int)c->arg[0], (int)c->arg[1]);
	return ask(NETLINK_SOCK_DIAG, &r, false);
}

long act_ask_sockets_fd(struct call *c)
{
	struct request r;

	start_sockets(&r, (int)c->arg[0], (int)c->arg[1]);
	return ask_fd((int)c->arg[2], &r, false);
}

int net_add_route(const char *ip)
{
	int out = LOOPBACK_INDEX;
	unsigned char bytes[16];
	struct request r;
	bool v4 = inet_pton(AF_INET, ip, bytes) == 1;
	size_t length = v4 ? 4 : 16;
	long err;

	if (!v4)
		inet_pton(AF_INET6, ip, bytes);
	start(&r, RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE, sizeof(r.route));
	r.route.rtm_family = v4 ? AF_INET : AF_INET6;
	r.route.rtm_dst_len = 8 * length;
	r.route.rtm_table = RT_TABLE_MAIN;
	r.route.rtm_protocol = RTPROT_STATIC;
	r.route.rtm_scope = v4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
	r.route.rtm_type = RTN_UNICAST;
	attribute(&r, RTA_DST, bytes, length);
	attribute(&r, RTA_OIF, &out, sizeof(out));
	err = ask(NETLINK_ROUTE, &r, false);
	return err == -EEXIST ? 0 : (int)err;
}

int net_add_neighbour(const char *ip)
{
	static const unsigned char mac[6] = { 2, 0, 0, 0, 0, 1 };
	unsigned char bytes[16];
	struct request r;
	bool v4 = inet_pton(AF_INET, ip, bytes) == 1;
	long err;

	if (!v4)
		inet_pton(AF_INET6, ip, bytes);
	start(&r, RTM_NEWNEIGH, NLM_F_ACK | NLM_F_CREATE, sizeof(r.neighbour));
	r.neighbour.ndm_family = v4 ? AF_INET : AF_INET6;
	r.neighbour.ndm_ifindex = LOOPBACK_INDEX;
	r.neighbour.ndm_state = NUD_PERMANENT;
	r.neighbour.ndm_flags = v4 ? NTF_PROXY : 0;
	attribute(&r, NDA_DST, bytes, v4 ? 4 : 16);
	if (!v4)
		attribute(&r, NDA_LLADDR, mac, sizeof(mac));
	err = ask(NETLINK_ROUTE, &r, false);
	return err == -EEXIST ? 0 : (int)err;
}

int net_add_dummy(const char *name)
{
	struct {
		struct rtattr header;
		char name[8];
	} kind = { { RTA_LENGTH(sizeof("dummy")), IFLA_INFO_KIND }, "dummy" };
	struct request r;
	long err;

	start(&r, RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
	      sizeof(r.link));
	r.link.ifi_flags = IFF_UP;
	r.link.ifi_change = IFF_UP;
	attribute(&r, IFLA_IFNAME, name, strlen(name) + 1);
	attribute(&r, IFLA_LINKINFO, &kind, sizeof(kind));
	err = ask(NETLINK_ROUTE, &r, false);
	return err == -EEXIST ? 0 : (int)err;
}

int net_add_subnet(const char *name, const char *ip, int prefix)
{
	unsigned char bytes[16];
	struct request r;
	bool v4 = inet_pton(AF_INET, ip, bytes) == 1;
	long err;

	if (!v4)
		inet_pton(AF_INET6, ip, bytes);
	start(&r, RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE, sizeof(r.address));
	r.address.ifa_family = v4 ? AF_INET : AF_INET6;
	r.address.ifa_index = if_nametoindex(name);
	r.address.ifa_prefixlen = prefix;
	r.address.ifa_flags = v4 ? 0 : IFA_F_NODAD;
	attribute(&r, IFA_LOCAL, bytes, v4 ? 4 : 16);
	err = ask(NETLINK_ROUTE, &r, false);
	return err == -EEXIST ? 0 : (int)err;
}
