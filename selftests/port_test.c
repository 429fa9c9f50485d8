// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D2: the host and every jail hold the same port on their wildcard at
 * the same time, whoever came first, and each gets what is addressed to it.
 *
 *	host: *:port	jail a: *:port	jail b: *:port
 *	   HOST4	   A4		   B4
 */
#include "legs.h"
#include "net_util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM
#define PARTIES	3
#define ORDERS	6

static const int orders[ORDERS][PARTIES] = {
	{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
	{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
};

/**
 * struct party - who holds the port
 * @who: the agent
 * @address: where it is reached
 * @tag: what it answers
 * @fd: the agent's socket
 */
struct party {
	struct agent *who;
	const char *address;
	char tag;
	int fd;
};

/**
 * struct port_row - a kind of wildcard
 * @family: of the jails' sockets
 * @host_family: of the host's, which may be dual-stack
 */
struct port_row {
	const char *name;
	int type;
	int family;
	int host_family;
	int flags;
	int host_flags;
};

static const struct port_row kinds[] = {
	{ "TCP",		TCP, AF_INET, AF_INET, 0, 0 },
	{ "TCP reuse",		TCP, AF_INET, AF_INET, BIND_REUSE, BIND_REUSE },
	{ "TCP host dual",	TCP, AF_INET, AF_INET6, 0, 0 },
	{ "TCP host dual reuse", TCP, AF_INET, AF_INET6, BIND_REUSE,
	  BIND_REUSE },
	{ "TCP IPv6",		TCP, AF_INET6, AF_INET6, BIND_V6ONLY,
	  BIND_V6ONLY },
	{ "TCP IPv6 host dual",	TCP, AF_INET6, AF_INET6, BIND_V6ONLY, 0 },
	{ "UDP",		UDP, AF_INET, AF_INET, 0, 0 },
	{ "UDP reuse",		UDP, AF_INET, AF_INET, BIND_REUSE, BIND_REUSE },
	{ "UDP host dual",	UDP, AF_INET, AF_INET6, 0, 0 },
	{ "UDP IPv6",		UDP, AF_INET6, AF_INET6, BIND_V6ONLY,
	  BIND_V6ONLY },
	{ "UDP IPv6 host dual",	UDP, AF_INET6, AF_INET6, BIND_V6ONLY, 0 },
};

static const char *wildcard(int family)
{
	return family == AF_INET ? "0.0.0.0" : "::";
}

static void hold(const struct port_row *row, struct party *p, bool host,
		 int port)
{
	struct bind_call b = {
		.family = host ? row->host_family : row->family,
		.type = row->type,
		.port = port,
		.flags = (host ? row->host_flags : row->flags) | BIND_KEEP,
	};

	b.ip = wildcard(b.family);
	ASSERT_EQ(0, net_bind(p->who, &b, &p->fd, NULL, 0));
}

/* Connections made one after another, so that the first listener is asked. */
static void check_tcp(struct party *parties, int port)
{
	for (int i = 0; i < PARTIES; i++) {
		struct call c = { .arg = { parties[i].fd, parties[i].tag } };
		int fd = net_connect(parties[i].address, port);

		ASSERT_LE(0, fd);
		EXPECT_RESULT(parties[i].address, 0,
			      agent_call(parties[i].who, act_serve_tcp, &c));
		EXPECT_EQ(parties[i].tag, net_read_byte(fd));
		close(fd);
	}
}

/* Everybody gets his own, and when all have, nothing else is left. */
static void check_udp(struct party *parties, int port)
{
	for (int i = 0; i < PARTIES; i++)
		ASSERT_EQ(0, net_send(parties[i].address, port,
				      parties[i].tag));
	for (int i = 0; i < PARTIES; i++)
		EXPECT_RESULT(parties[i].address, 0,
			      agent_do(parties[i].who, act_receive_udp,
				       parties[i].fd, parties[i].tag, 0));
	for (int i = 0; i < PARTIES; i++)
		EXPECT_EQ(0, agent_do(parties[i].who, act_pending_udp,
				      parties[i].fd, 0, 0));
}

static void try_order(const struct port_row *row, struct party *parties,
		      const int *order, int port)
{
	for (int i = 0; i < PARTIES; i++)
		hold(row, &parties[order[i]], order[i] == 0, port);
	if (row->type == TCP)
		check_tcp(parties, port);
	else
		check_udp(parties, port);
	for (int i = 0; i < PARTIES; i++)
		agent_do(parties[i].who, act_close, parties[i].fd, 0, 0);
}

TEST_EACH(same_port, struct port_row, kinds)
{
	bool v4 = row->family == AF_INET;
	struct watch wa, wb;
	struct cast c;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	struct party parties[PARTIES] = {
		{ &c.out, v4 ? HOST4 : HOST6, 'h', -1 },
		{ &c.a1, v4 ? A4 : A6, 'a', -1 },
		{ &c.b1, v4 ? B4 : B6, 'b', -1 },
	};

	watch_start(&wa, &c.a);
	watch_start(&wb, &c.b);
	/* No port twice: what ends a connection may still be on its way. */
	for (int i = 0; i < ORDERS; i++)
		try_order(row, parties, orders[i],
			  7400 + (int)(row - kinds) * ORDERS + i);
	EXPECT_QUIET(&wa);
	EXPECT_QUIET(&wb);
	cast_stop(&c);
}

/* Without anybody inside, the host's wildcard has the jail's address too. */
TEST(host_wildcard_answers_where_no_jail_does)
{
	struct bind_call b = { AF_INET, TCP, "0.0.0.0", 7110, BIND_KEEP };
	struct cast c;
	int fd, to;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	ASSERT_EQ(0, net_bind(&c.out, &b, &fd, NULL, 0));
	to = net_connect(A4, 7110);
	ASSERT_LE(0, to);
	EXPECT_EQ(0, agent_do(&c.out, act_serve_tcp, fd, 'h', 0));
	EXPECT_EQ('h', net_read_byte(to));
	close(to);
	cast_stop(&c);
}

/* Where a socket is that nobody bound; it stays open. */
static long keep_port(struct call *c, int fd)
{
	struct sockaddr_in6 in6;
	socklen_t length = sizeof(in6);

	if (getsockname(fd, (struct sockaddr *)&in6, &length))
		return -errno;
	/* The port is in the same place in both families. */
	c->arg[1] = ntohs(in6.sin6_port);
	c->arg[0] = fd;
	return 0;
}

/* listen() without bind() means a wildcard and any port. */
static long act_listen_unbound(struct call *c)
{
	int fd = socket((int)c->arg[0], TCP | SOCK_CLOEXEC, 0);
	int one = 1;

	if (fd < 0)
		return -errno;
	if (c->arg[0] == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (listen(fd, 1))
		return -errno;
	return keep_port(c, fd);
}

/* What gets the wildcard on the host gets the addresses of the jail's inside. */
static void expect_confined(act_fn *act, int type)
{
	static const struct {
		int family;
		const char *hosts, *own;
	} families[] = {
		{ AF_INET, HOST4, A4 }, { AF_INET6, HOST6, A6 },
	};
	struct agent out, in;
	struct watch w;
	struct jail a;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		struct call c = { .arg = { families[i].family } };
		struct bind_call b = { families[i].family, type,
				       families[i].hosts, 0,
				       type == TCP ? BIND_REUSE : 0 };

		EXPECT_RESULT("outside", 0, agent_call(&out, act, &c));
		b.port = (int)c.arg[1];
		EXPECT_RESULT("the host's", -EADDRINUSE,
			      net_bind(&out, &b, NULL, NULL, 0));
		watch_start(&w, &a);
		c.arg[0] = families[i].family;
		EXPECT_RESULT("inside", 0, agent_call(&in, act, &c));
		b.port = (int)c.arg[1];
		EXPECT_RESULT("beside it", 0,
			      net_bind(&out, &b, NULL, NULL, 0));
		b.ip = families[i].own;
		EXPECT_RESULT("the one inside", -EADDRINUSE,
			      net_bind(&out, &b, NULL, NULL, 0));
		EXPECT_QUIET(&w);
	}
}

TEST(listen_without_bind)
{
	expect_confined(act_listen_unbound, TCP);
}

/* A datagram, of which the socket gets a port. */
static long act_send_unbound(struct call *c)
{
	bool v4 = c->arg[0] == AF_INET;
	struct sockaddr_storage to;
	socklen_t length = net_parse(v4 ? A4 : A6, 7998, &to);
	int fd = socket((int)c->arg[0], SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int one = 1;

	if (fd < 0)
		return -errno;
	if (!v4)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (sendto(fd, "x", 1, 0, (struct sockaddr *)&to, length) != 1)
		return -errno;
	return keep_port(c, fd);
}

TEST(send_without_bind)
{
	expect_confined(act_send_unbound, SOCK_DGRAM);
}

/* A jail's address is no way past another's wildcard on the host. */
TEST(host_keeps_its_wildcard)
{
	struct bind_call any = { AF_INET, TCP, "0.0.0.0", 7111, BIND_KEEP };
	struct bind_call one = { AF_INET, TCP, A4, 7111, BIND_KEEP };
	struct agent first, second;
	struct jail a;
	int fd;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_AGENT(&first, NULL);
	ASSERT_AGENT(&second, NULL);
	ASSERT_EQ(0, net_bind(&first, &any, &fd, NULL, 0));
	EXPECT_RESULT("the jail's address, on the host", -EADDRINUSE,
		      net_bind(&second, &one, &fd, NULL, 0));
}

/* An unbound socket for both families sends: arg0 becomes it, arg1 its port. */
static long act_send_both(struct call *c)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6,
				  .sin6_port = htons(7998) };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t length = sizeof(a);

	if (fd < 0)
		return -errno;
	inet_pton(AF_INET6, MAPPED HOST4, &a.sin6_addr);
	sendto(fd, "x", 1, 0, (struct sockaddr *)&a, sizeof(a));
	inet_pton(AF_INET6, HOST6, &a.sin6_addr);
	if (sendto(fd, "x", 1, 0, (struct sockaddr *)&a, sizeof(a)) != 1 ||
	    getsockname(fd, (struct sockaddr *)&a, &length))
		return -errno;
	c->arg[0] = fd;
	c->arg[1] = ntohs(a.sin6_port);
	return 0;
}

/* What an agent's unbound socket hears that is sent to an address. */
static void expect_heard(struct agent *who, const char *ip, int count)
{
	struct call c = { .arg = { 0 } };
	long heard = 0;

	ASSERT_EQ(0, agent_call(who, act_send_both, &c));
	ASSERT_EQ(0, net_send(ip, (int)c.arg[1], 'x'));
	for (int i = 0; i < 20 && heard <= count; i++) {
		heard += agent_do(who, act_pending_udp, c.arg[0], 0, 0);
		if (heard && heard == count)
			break;
		usleep(20000);
	}
	EXPECT_RESULT(ip, count, heard);
	agent_do(who, act_close, c.arg[0], 0, 0);
}

/* Who sends to one family as the host does hears nothing of the other. */
TEST(send_to_one_family_of_the_hosts)
{
	struct agent out, in;
	struct jail a;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", "ip4.addr=" A4 " ip6=inherit");
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	expect_heard(&out, HOST4, 1);
	expect_heard(&in, HOST4, 0);
	expect_heard(&in, "127.0.0.1", 0);
	expect_heard(&in, HOST6, 1);
}
