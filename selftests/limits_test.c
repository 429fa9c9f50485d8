// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * More of promise D5: what limits on ports and destinations leave alone, what
 * can't get round them, how they change, and what jails below have of them.
 */
#include "legs.h"
#include "net_util.h"
#include "sending.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM
#define PORT	7500
#define LIMITED	"ip4.addr=" A4 " net.bind=" A4 ":7000-7001 " \
		"net.connect=*,10.0.0.0/8:53 net.ephemeral=40000-40009"
#define PARENT	"net.bind=7510-7512 net.connect=" HOST4 ":7500 " \
		"net.ephemeral=40000-40009"

static int set(const struct jail *jail, const char *rest)
{
	char text[512];

	snprintf(text, sizeof(text), "set name=%s %s", jail->name, rest);
	return jail_request(text, NULL, 0);
}

static int listener(const char *ip, int type)
{
	struct sockaddr_storage own;
	socklen_t length = net_parse(ip, PORT, &own);
	int fd = socket(own.ss_family, type | SOCK_CLOEXEC, 0);
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	ASSERT_EQ(0, bind(fd, (struct sockaddr *)&own, length));
	if (type == TCP)
		ASSERT_EQ(0, listen(fd, 16));
	return fd;
}

/* arg0: family, then the socket; arg1: type; text: where to. Stays open. */
static long act_connect(struct call *c)
{
	struct sockaddr_storage to;
	socklen_t length = net_parse(c->text, PORT, &to);
	int fd = socket((int)c->arg[0], (int)c->arg[1] | SOCK_CLOEXEC, 0);

	if (connect(fd, (struct sockaddr *)&to, length)) {
		long err = -errno;

		close(fd);
		return err;
	}
	c->arg[0] = fd;
	return 0;
}

static long connect_to(struct agent *who, const char *ip, int type, int *fd)
{
	struct call c = {
		.arg = { strchr(ip, ':') ? AF_INET6 : AF_INET, type },
	};
	long result;

	snprintf(c.text, sizeof(c.text), "%s", ip);
	result = agent_call(who, act_connect, &c);
	*fd = (int)c.arg[0];
	return result;
}

/* arg0: a connected socket */
static long act_say(struct call *c)
{
	return send((int)c->arg[0], "x", 1, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

struct stay_row {
	const char *name;
	const char *ip;
	int type;
};

static const struct stay_row stays[] = {
	{ "TCP", HOST4, TCP }, { "TCP6", HOST6, TCP },
	{ "UDP", HOST4, UDP }, { "UDP6", HOST6, UDP },
};

/* What is connected stays so, and is not looked at any more. */
TEST_EACH(connected, struct stay_row, stays)
{
	int fd, peer, in, again;
	struct watch w;
	struct cast c;
	char got;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	fd = listener(row->ip, row->type);
	ASSERT_EQ(0, connect_to(&c.a1, row->ip, row->type, &in));
	peer = row->type == TCP ? accept(fd, NULL, NULL) : fd;
	ASSERT_EQ(0, set(&c.a, "net.connect=none"));
	watch_start(&w, &c.a);
	EXPECT_RESULT("connected", 0, agent_do(&c.a1, act_say, in, 0, 0));
	EXPECT_QUIET(&w);
	EXPECT_TRUE(net_readable(peer, 5000) && recv(peer, &got, 1, 0) == 1);
	EXPECT_RESULT("not yet", -EACCES,
		      connect_to(&c.a1, row->ip, row->type, &again));
	EXPECT_DENIED(&w, "net.connect", EACCES, 1, c.a1.pid, NULL);
	EXPECT_RESULT("outside", 0,
		      connect_to(&c.out, row->ip, row->type, &again));
	cast_stop(&c);
}

/* Who may send nowhere is still a server, and speaks to itself. */
TEST(server)
{
	struct bind_call b = { AF_INET, TCP, A4, PORT, BIND_KEEP | BIND_REUSE };
	struct call serve = { .arg = { 0, 's' } };
	int fd, own;
	struct watch w;
	struct cast c;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A " net.connect=none", PARAMS_B);
	watch_start(&w, &c.a);
	ASSERT_EQ(0, net_bind(&c.a1, &b, &fd, NULL, 0));
	serve.arg[0] = fd;
	ASSERT_TRUE(agent_send(&c.a1, act_serve_tcp, &serve));
	EXPECT_EQ('s', net_read_byte(net_connect(A4, PORT)));
	EXPECT_RESULT("itself", 0, connect_to(&c.a2, A4, TCP, &own));
	EXPECT_QUIET(&w);
	EXPECT_RESULT("a sibling", -EACCES, connect_to(&c.a2, B4, TCP, &own));
	EXPECT_DENIED(&w, "net.connect", EACCES, 1, c.a2.pid, B4);
	EXPECT_RESULT("outside", -ECONNREFUSED,
		      connect_to(&c.out, B4, TCP, &own));
}

/* Sends to B6 by way of HOST6. IPv4's routes need a capability. */
static long act_route6(struct call *c)
{
	struct {
		unsigned char next, length, type, left;
		unsigned char last, flags;
		unsigned short tag;
		struct in6_addr segment[2];
	} header = { .length = 4, .type = 4, .left = 1, .last = 1 };
	int fd = socket(AF_INET6, UDP | SOCK_CLOEXEC, 0);
	struct sockaddr_storage to;
	socklen_t length = net_parse(B6, PORT, &to);
	long result = 0;

	(void)c;
	inet_pton(AF_INET6, B6, &header.segment[0]);
	inet_pton(AF_INET6, HOST6, &header.segment[1]);
	if (setsockopt(fd, IPPROTO_IPV6, IPV6_RTHDR, &header, sizeof(header)) ||
	    sendto(fd, "x", 1, 0, (struct sockaddr *)&to, length) != 1)
		result = -errno;
	close(fd);
	return result;
}

/* A packet that takes a way of its own does not get farther. */
TEST(route)
{
	struct watch w;
	struct cast c;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	EXPECT_RESULT("outside", 0, agent_do(&c.out, act_route6, 0, 0, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("no limit", 0, agent_do(&c.a1, act_route6, 0, 0, 0));
	EXPECT_QUIET(&w);
	ASSERT_EQ(0, set(&c.a, "net.connect=" HOST6));
	EXPECT_RESULT("the first hop", -EACCES,
		      agent_do(&c.a1, act_route6, 0, 0, 0));
	EXPECT_DENIED(&w, "net.connect", EACCES, 1, c.a1.pid, B6);
	ASSERT_EQ(0, set(&c.a, "net.connect=" B6));
	EXPECT_RESULT("the last hop", -EACCES,
		      agent_do(&c.a1, act_route6, 0, 0, 0));
	ASSERT_EQ(0, set(&c.a, "net.connect=" HOST6 "," B6));
	EXPECT_RESULT("both", 0, agent_do(&c.a1, act_route6, 0, 0, 0));
	cast_stop(&c);
}

/**
 * struct change_row - a request that changes nothing
 */
struct change_row {
	const char *name;
	const char *rest;
	const char *reply;
};

static const struct change_row changes[] = {
	{ "the second is bad", "net.bind=80 net.connect=10.0.0.300",
	  "net.connect: \"10.0.0.300\" does not begin with" },
	{ "the last of a list", "net.bind=80,443,44300-443",
	  "net.bind: \"44300-443\" is neither a port" },
	{ "of no address", "net.bind=" B4 ":80",
	  "net.bind: \"" B4 ":80\" is of no address of the jail's" },
	{ "of a family that is off", "net.bind=[" A6 "]:80",
	  "net.bind: \"[" A6 "]:80\" is of no address of the jail's" },
	{ "a share that is none", "net.bind=any net.ephemeral=40000-39999",
	  "net.ephemeral: \"40000-39999\" is neither" },
};

TEST_EACH(nothing_half, struct change_row, changes)
{
	static const char *const keys[] = {
		"net.bind", "net.connect", "net.ephemeral",
	};
	static const char *const want[] = {
		A4 ":7000-7001", "*,10.0.0.0/8:53", "40000-40009",
	};
	char text[512], reply[JAIL_TEXT_MAX / 64];
	struct jail a;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", LIMITED);
	snprintf(text, sizeof(text), "set name=%s %s", a.name, row->rest);
	EXPECT_EQ(-EINVAL, jail_request(text, reply, sizeof(reply)));
	if (strncmp(row->reply, reply, strlen(row->reply)))
		test_fail(__FILE__, __LINE__, "it said %s", reply);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		EXPECT_EQ(0, jail_field(a.name, keys[i], text, sizeof(text)));
		EXPECT_EQ(0, strcmp(want[i], text));
	}
	ASSERT_EQ(0, set(&a, "net.bind=any net.connect=any net.ephemeral=any"));
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		EXPECT_EQ(-ENOENT, jail_field(a.name, keys[i], text,
					      sizeof(text)));
}

/* A child of a jail, with these parameters. */
static int child(struct jail *jail, const struct jail *parent,
		 const char *params)
{
	char name[JAIL_NAME_MAX + 1];

	snprintf(name, sizeof(name), "%.50s.c", parent->name);
	return jail_create(jail, name, params, JAIL_FD_OWN);
}

static const struct change_row wider[] = {
	{ "a port", "net.bind=7520", NULL },
	{ "a port of many", "net.bind=7510,7511,7513", NULL },
	{ "a range", "net.bind=7511-7513", NULL },
	{ "a destination", "net.connect=" B4, NULL },
	{ "a prefix", "net.connect=10.77.0.0/30:7500", NULL },
	{ "all ports", "net.connect=" HOST4, NULL },
	{ "everything", "net.connect=*", NULL },
	{ "a share", "net.ephemeral=40000-40010", NULL },
};

/* A child has no more than its parent, from the beginning or later. */
TEST_EACH(wider_child, struct change_row, wider)
{
	struct jail a, c;
	char rest[128];

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A " " PARENT);
	snprintf(rest, sizeof(rest), PARAMS_A " %s", row->rest);
	EXPECT_RESULT("made", -EINVAL, child(&c, &a, rest));
	ASSERT_EQ(0, child(&c, &a, PARAMS_A));
	EXPECT_RESULT("set", -EINVAL, set(&c, row->rest));
	EXPECT_RESULT("narrower", 0,
		      set(&c, "net.bind=7511 net.connect=none net.ephemeral=40002-40003"));
}

/* Whatever it was given, its parent's limits hold, and change. */
TEST(child_follows)
{
	struct bind_call b = { AF_INET, TCP, A4, 7510, BIND_REUSE };
	struct jail a, c;
	struct agent in;
	struct watch w;
	int fd, to;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_EQ(0, child(&c, &a, PARAMS_A " net.bind=7510-7512"));
	ASSERT_AGENT(&in, &c);
	fd = listener(HOST4, TCP);
	watch_start(&w, &c);
	EXPECT_RESULT("no limit", 0, net_bind(&in, &b, NULL, NULL, 0));
	EXPECT_RESULT("no limit", 0, connect_to(&in, HOST4, TCP, &to));
	EXPECT_QUIET(&w);
	ASSERT_EQ(0, set(&a, "net.bind=7511 net.connect=none"));
	EXPECT_RESULT("the parent's", -EACCES, net_bind(&in, &b, NULL, NULL, 0));
	EXPECT_DENIED(&w, "net.port", EACCES, 1, in.pid, "7510");
	watch_start(&w, &c);
	EXPECT_RESULT("the parent's", -EACCES, connect_to(&in, HOST4, TCP, &to));
	EXPECT_DENIED(&w, "net.connect", EACCES, 1, in.pid, "7500");
	b.port = 7511;
	EXPECT_RESULT("both have it", 0, net_bind(&in, &b, NULL, NULL, 0));
	ASSERT_EQ(0, set(&a, "net.bind=any net.connect=any"));
	b.port = 7510;
	EXPECT_RESULT("no limit", 0, net_bind(&in, &b, NULL, NULL, 0));
	EXPECT_RESULT("no limit", 0, connect_to(&in, HOST4, TCP, &to));
	b.port = 7513;
	EXPECT_RESULT("its own", -EACCES, net_bind(&in, &b, NULL, NULL, 0));
	close(fd);
}
