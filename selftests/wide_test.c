// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D2 with several addresses: a wildcard means all of the jail's
 * addresses, of both families where the socket is for both, and no other; so
 * the host and all jails hold one port at once, started in any order, and each
 * hears what is addressed to it.
 *
 *	host: *:port	jail a: *:port		jail b: *:port
 *	HOST4 HOST6	A4 A4B A6 A6B		B4 B6
 */
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM
#define ORDERS	6
#define PORT	7300

static const int orders[ORDERS][3] = {
	{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
	{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
};

/**
 * struct kind - a kind of wildcard
 */
struct kind {
	const char *name;
	int type;
	int family;
	int flags;
};

static const struct kind kinds[] = {
	{ "TCP", TCP, AF_INET, 0 },
	{ "TCP reuse", TCP, AF_INET, BIND_REUSE },
	{ "TCP IPv6", TCP, AF_INET6, BIND_V6ONLY },
	{ "TCP dual", TCP, AF_INET6, 0 },
	{ "TCP dual reuse", TCP, AF_INET6, BIND_REUSE },
	{ "UDP", UDP, AF_INET, 0 },
	{ "UDP reuse", UDP, AF_INET, BIND_REUSE },
	{ "UDP IPv6", UDP, AF_INET6, BIND_V6ONLY },
	{ "UDP dual", UDP, AF_INET6, 0 },
};

/* Whose an address is: the number of the party. */
static const struct {
	const char *ip;
	int party;
} places[] = {
	{ HOST4, 0 }, { HOST6, 0 },
	{ A4, 1 }, { A4B, 1 }, { A6, 1 }, { A6B, 1 },
	{ B4, 2 }, { B6, 2 },
};

static const char tags[] = "hab";

static bool reaches(const struct kind *kind, const char *ip)
{
	if (kind->family == AF_INET)
		return !strchr(ip, ':');
	return !(kind->flags & BIND_V6ONLY) || strchr(ip, ':');
}

static int hold(struct agent *who, const struct kind *kind, int port)
{
	struct bind_call b = {
		kind->family, kind->type,
		kind->family == AF_INET ? "0.0.0.0" : "::", port,
		kind->flags | BIND_KEEP,
	};
	char name[64];
	int fd = -1;

	ASSERT_EQ(0, net_bind(who, &b, &fd, name, sizeof(name)));
	return fd;
}

static void expect_tcp(struct agent *who, int fd, const char *ip, int port,
		       char tag)
{
	int to = net_connect(ip, port);

	if (to < 0) {
		test_fail(__FILE__, __LINE__, "%s: %d", ip, to);
		return;
	}
	EXPECT_RESULT(ip, 0, agent_do(who, act_serve_tcp, fd, tag, 0));
	EXPECT_EQ(tag, net_read_byte(to));
	close(to);
}

static void try_order(const struct kind *kind, struct agent **who,
		      const int *order, int port)
{
	int fds[3];

	for (int i = 0; i < 3; i++)
		fds[order[i]] = hold(who[order[i]], kind, port);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		int p = places[i].party;

		if (!reaches(kind, places[i].ip))
			continue;
		if (kind->type == TCP) {
			expect_tcp(who[p], fds[p], places[i].ip, port, tags[p]);
			continue;
		}
		ASSERT_EQ(0, net_send(places[i].ip, port, tags[p]));
		EXPECT_RESULT(places[i].ip, 0,
			      agent_do(who[p], act_receive_udp, fds[p],
				       tags[p], 0));
	}
	for (int i = 0; i < 3; i++) {
		if (kind->type == UDP)
			EXPECT_EQ(0, agent_do(who[i], act_pending_udp, fds[i],
					      0, 0));
		agent_do(who[i], act_close, fds[i], 0, 0);
	}
}

TEST_EACH(wide_port, struct kind, kinds)
{
	struct watch wa, wb;
	struct cast c;

	ASSERT_EQ(0, net_setup_wide());
	cast_start(&c, WIDE_A, PARAMS_B);
	struct agent *who[] = { &c.out, &c.a1, &c.b1 };

	watch_start(&wa, &c.a);
	watch_start(&wb, &c.b);
	/* No port twice: what ends a connection may still be on its way. */
	for (int i = 0; i < ORDERS; i++)
		try_order(row, who, orders[i],
			  PORT + 200 + (int)(row - kinds) * ORDERS + i);
	EXPECT_QUIET(&wa);
	EXPECT_QUIET(&wb);
	cast_stop(&c);
}

/* The name is the wildcard that was asked for. */
TEST_EACH(wide_name, struct kind, kinds)
{
	struct bind_call b = {
		row->family, row->type,
		row->family == AF_INET ? "0.0.0.0" : "::", PORT + 10,
		row->flags,
	};
	char name[64];
	struct cast c;

	ASSERT_EQ(0, net_setup_wide());
	cast_start(&c, WIDE_A, PARAMS_B);
	EXPECT_RESULT("outside", 0,
		      net_bind(&c.out, &b, NULL, name, sizeof(name)));
	EXPECT_EQ(0, strcmp(b.ip, name));
	EXPECT_RESULT("inside", 0,
		      net_bind(&c.a1, &b, NULL, name, sizeof(name)));
	EXPECT_EQ(0, strcmp(b.ip, name));
	cast_stop(&c);
}

/* Within a jail, and for the host, its wildcard has all of its addresses. */
TEST_EACH(wide_conflict, struct kind, kinds)
{
	struct bind_call one = { 0, row->type, NULL, PORT + 20, BIND_KEEP };
	struct cast c;
	int fd, other;

	ASSERT_EQ(0, net_setup_wide());
	cast_start(&c, WIDE_A, PARAMS_B);
	fd = hold(&c.a1, row, PORT + 20);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		one.ip = places[i].ip;
		one.family = strchr(one.ip, ':') ? AF_INET6 : AF_INET;
		if (places[i].party != 1 || !reaches(row, one.ip))
			continue;
		EXPECT_RESULT("after the wildcard", -EADDRINUSE,
			      net_bind(&c.a2, &one, &other, NULL, 0));
		EXPECT_RESULT("by the host", -EADDRINUSE,
			      net_bind(&c.out, &one, &other, NULL, 0));
	}
	EXPECT_EQ(0, agent_do(&c.a1, act_close, fd, 0, 0));
	one.ip = row->family == AF_INET ? A4B : A6B;
	one.family = row->family;
	ASSERT_EQ(0, net_bind(&c.a1, &one, &fd, NULL, 0));
	struct bind_call any = {
		row->family, row->type,
		row->family == AF_INET ? "0.0.0.0" : "::", PORT + 20,
		row->flags & ~BIND_REUSE,
	};

	EXPECT_RESULT("before the wildcard", -EADDRINUSE,
		      net_bind(&c.a2, &any, NULL, NULL, 0));
	EXPECT_EQ(0, agent_do(&c.a1, act_close, fd, 0, 0));
	EXPECT_RESULT("afterwards", 0, net_bind(&c.a2, &any, NULL, NULL, 0));
	cast_stop(&c);
}

/* One for each family, as web servers have them. */
TEST(wide_two_sockets)
{
	static const struct kind pair[] = {
		{ "IPv4", TCP, AF_INET, 0 },
		{ "IPv6", TCP, AF_INET6, BIND_V6ONLY },
		{ "IPv4", UDP, AF_INET, 0 },
		{ "IPv6", UDP, AF_INET6, BIND_V6ONLY },
	};
	struct cast c;

	ASSERT_EQ(0, net_setup_wide());
	cast_start(&c, WIDE_A, PARAMS_B);
	for (int order = 0; order < 2; order++)
		for (int i = 0; i < 4; i += 2) {
			int one = hold(&c.a1, &pair[i + order], PORT + 30);
			int two = hold(&c.a1, &pair[i + !order], PORT + 30);

			agent_do(&c.a1, act_close, one, 0, 0);
			agent_do(&c.a1, act_close, two, 0, 0);
		}
	cast_stop(&c);
}

/* What somebody asks for by number is not what stands for all. */
TEST(wide_number)
{
	struct bind_call b = { AF_INET, UDP, NULL, PORT + 40,
				BIND_KEEP | BIND_FREE };
	const struct kind *udp = &kinds[5];
	struct jail_info info;
	char number[32];
	struct watch w;
	struct cast c;
	int fd, own;

	ASSERT_EQ(0, net_setup_wide());
	cast_start(&c, WIDE_A, PARAMS_B);
	ASSERT_EQ(0, jail_info(&c.a, &info));
	snprintf(number, sizeof(number), "0.%llu.%llu.%llu",
		 info.jid >> 16 & 255, info.jid >> 8 & 255, info.jid & 255);
	b.ip = number;
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EADDRNOTAVAIL,
		      net_bind(&c.a1, &b, NULL, NULL, 0));
	EXPECT_DENIED(&w, "net.bind", EADDRNOTAVAIL, 1, c.a1.pid, NULL);
	ASSERT_EQ(0, net_bind(&c.out, &b, &fd, NULL, 0));
	ASSERT_EQ(0, net_send(A4, PORT + 40, 'x'));
	EXPECT_EQ(0, agent_do(&c.out, act_pending_udp, fd, 0, 0));
	agent_do(&c.out, act_close, fd, 0, 0);
	own = hold(&c.a1, udp, PORT + 40);
	ASSERT_EQ(0, net_send(A4, PORT + 40, 'x'));
	EXPECT_EQ(0, agent_do(&c.a1, act_receive_udp, own, 'x', 0));
	cast_stop(&c);
}

/* arg0: a UDP socket; arg1: msecs. Answers one from where it was sent to. */
static long act_reply(struct call *c)
{
	union {
		struct cmsghdr header;
		char room[256];
	} control;
	struct sockaddr_storage from;
	struct msghdr m = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	int fd = (int)c->arg[0], one = 1;

	setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one));
	setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, sizeof(one));
	if (!net_readable(fd, (int)c->arg[1]))
		return 0;
	if (recvmsg(fd, &m, 0) < 0)
		return -errno;
	for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
		struct in_pktinfo *info = (void *)CMSG_DATA(h);
		struct in6_pktinfo *info6 = (void *)CMSG_DATA(h);

		if (h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_PKTINFO)
			info->ipi_ifindex = 0;
		else if (h->cmsg_level == IPPROTO_IPV6)
			info6->ipi6_ifindex = 0;
	}
	return sendmsg(fd, &m, 0) < 0 ? -errno : 1;
}

/* A client that is connected hears nothing from elsewhere. */
static void expect_reply(struct agent *who, int server, const char *ip)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(ip, PORT + 60, &ss);
	int fd = socket(ss.ss_family, UDP | SOCK_CLOEXEC, 0);

	ASSERT_EQ(0, connect(fd, (struct sockaddr *)&ss, length));
	ASSERT_EQ(1, send(fd, "x", 1, 0));
	EXPECT_RESULT(ip, 1, agent_do(who, act_reply, server, 10000, 0));
	if (!net_readable(fd, 10000))
		test_fail(__FILE__, __LINE__, "no reply from %s", ip);
	close(fd);
}

static const struct kind datagrams[] = {
	{ "IPv4", UDP, AF_INET, 0 },
	{ "IPv6", UDP, AF_INET6, BIND_V6ONLY },
	{ "dual", UDP, AF_INET6, 0 },
};

TEST_EACH(wide_reply, struct kind, datagrams)
{
	struct cast c;
	int fd;

	ASSERT_EQ(0, net_setup_wide());
	cast_start(&c, WIDE_A, PARAMS_B);
	fd = hold(&c.a1, row, PORT + 60);
	EXPECT_EQ(0, agent_do(&c.a1, act_reply, fd, 0, 0));
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (places[i].party == 1 && reaches(row, places[i].ip))
			expect_reply(&c.a1, fd, places[i].ip);
	cast_stop(&c);
}

/* /proc/net has the wildcard inside; the host sees whose it is. */
TEST_EACH(wide_shown, struct kind, kinds)
{
	const char *mapped = row->family == AF_INET ? "" :
			     "0000000000000000FFFF0000";
	char file[8], any[64], own[64];
	struct jail_info info;
	struct cast c;

	ASSERT_EQ(0, net_setup_wide());
	cast_start(&c, WIDE_A, PARAMS_B);
	ASSERT_EQ(0, jail_info(&c.a, &info));
	snprintf(file, sizeof(file), "%s%s", row->type == TCP ? "tcp" : "udp",
		 row->family == AF_INET ? "" : "6");
	snprintf(any, sizeof(any), ": %s:%04X ", row->family == AF_INET ?
		 "00000000" : "00000000000000000000000000000000", PORT + 50);
	snprintf(own, sizeof(own), ": %s%08X:%04X ", mapped,
		 htonl(info.jid & 0xffffff), PORT + 50);
	EXPECT_EQ(0, net_lines(&c.a1, file, any));
	hold(&c.a1, row, PORT + 50);
	EXPECT_EQ(1, net_lines(&c.a1, file, any));
	EXPECT_EQ(0, net_lines(&c.a1, file, own));
	EXPECT_EQ(0, net_lines(&c.b1, file, any));
	EXPECT_EQ(0, net_lines(&c.b1, file, own));
	EXPECT_EQ(0, net_lines(&c.out, file, any));
	EXPECT_EQ(1, net_lines(&c.out, file, own));
	cast_stop(&c);
}
