// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D3 with several addresses: what a jail sends unbound has the source
 * that the route prefers if it is the jail's, else the jail's address on the
 * way out, else its first one; to itself, the address asked for.
 *
 *	one:  HOST1 A1 (10.78.1.0/24, fd78:1::/64)
 *	two:  HOST2 A2 (10.78.2.0/24, fd78:2::/64)	jail a: A2 A1
 *	three: HOST3 (10.78.3.0/24, fd78:3::/64)
 */
#include "legs.h"
#include "net_util.h"
#include "netlink_util.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ONE4	"10.78.1."
#define TWO4	"10.78.2."
#define THREE4	"10.78.3."
#define ONE6	"fd78:1::"
#define TWO6	"fd78:2::"
#define THREE6	"fd78:3::"
#define HOST	"1"
#define OWN	"2"
#define PEER	"9"
#define PARAMS	"ip4.addr=" TWO4 OWN "," ONE4 OWN " ip6.addr=" TWO6 OWN "," ONE6 OWN
#define PORT	7400

/**
 * struct route_row - where to, and with which source
 * @host: the host's choice
 * @own: the jail's
 */
struct route_row {
	const char *name;
	int family;
	int type;
	const char *to;
	const char *host;
	const char *own;
};

#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM

static const struct route_row rows[] = {
	{ "UDP, first net", AF_INET, UDP, ONE4 PEER, ONE4 HOST, ONE4 OWN },
	{ "UDP, second net", AF_INET, UDP, TWO4 PEER, TWO4 HOST, TWO4 OWN },
	{ "UDP, no net of its", AF_INET, UDP, THREE4 PEER, THREE4 HOST,
	  TWO4 OWN },
	{ "UDP to the machine", AF_INET, UDP, HOST4, HOST4, TWO4 OWN },
	{ "UDP to itself", AF_INET, UDP, ONE4 OWN, ONE4 HOST, ONE4 OWN },
	{ "TCP, first net", AF_INET, TCP, ONE4 PEER, ONE4 HOST, ONE4 OWN },
	{ "TCP, second net", AF_INET, TCP, TWO4 PEER, TWO4 HOST, TWO4 OWN },
	{ "TCP, no net of its", AF_INET, TCP, THREE4 PEER, THREE4 HOST,
	  TWO4 OWN },
	{ "UDP mapped, first net", AF_INET6, UDP, MAPPED ONE4 PEER,
	  MAPPED ONE4 HOST, MAPPED ONE4 OWN },
	{ "TCP mapped, second net", AF_INET6, TCP, MAPPED TWO4 PEER,
	  MAPPED TWO4 HOST, MAPPED TWO4 OWN },
	{ "UDP6, first net", AF_INET6, UDP, ONE6 PEER, ONE6 HOST, ONE6 OWN },
	{ "UDP6, second net", AF_INET6, UDP, TWO6 PEER, TWO6 HOST, TWO6 OWN },
	{ "UDP6, no net of its", AF_INET6, UDP, THREE6 PEER, THREE6 HOST,
	  TWO6 OWN },
	{ "UDP6 to itself", AF_INET6, UDP, ONE6 OWN, ONE6 OWN, ONE6 OWN },
	{ "TCP6, first net", AF_INET6, TCP, ONE6 PEER, ONE6 HOST, ONE6 OWN },
	{ "TCP6, second net", AF_INET6, TCP, TWO6 PEER, TWO6 HOST, TWO6 OWN },
};

/* What others prefer: in IPv4 the first of a net's addresses, in IPv6 the last */
static int setup_net(const char *device, const char *net4, const char *net6,
		     bool own)
{
	static const char *const hosts[] = { HOST, OWN };
	int err = net_add_dummy(device);
	char ip[64];

	for (int i = 0; !err && i <= own; i++) {
		snprintf(ip, sizeof(ip), "%s%s", net4, hosts[i]);
		err = net_add_subnet(device, ip, 24);
		snprintf(ip, sizeof(ip), "%s%s", net6, hosts[own - i]);
		if (!err)
			err = net_add_subnet(device, ip, 64);
	}
	return err;
}

static int setup(void)
{
	int err = net_setup();

	if (!err)
		err = setup_net("one", ONE4, ONE6, true);
	if (!err)
		err = setup_net("two", TWO4, TWO6, true);
	return err ? err : setup_net("three", THREE4, THREE6, false);
}

/*
 * arg0: family; arg1: type; text: to whom, and then the source. Nobody is
 * there, so TCP is not waited for.
 */
static long act_source(struct call *c)
{
	int fd = socket((int)c->arg[0],
			(int)c->arg[1] | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_storage ss;
	socklen_t length = net_parse(c->text, PORT, &ss);
	long result = 0;

	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&ss, length) && errno != EINPROGRESS)
		result = -errno;
	length = sizeof(ss);
	if (!result && getsockname(fd, (struct sockaddr *)&ss, &length))
		result = -errno;
	net_print(&ss, c->text, sizeof(c->text));
	close(fd);
	return result;
}

static void expect_source(struct agent *who, const struct route_row *row,
			  const char *want)
{
	struct call c = { .arg = { row->family, row->type } };

	snprintf(c.text, sizeof(c.text), "%s", row->to);
	EXPECT_RESULT(row->to, 0, agent_call(who, act_source, &c));
	if (strcmp(c.text, want))
		test_fail(__FILE__, __LINE__, "to %s from %s, not %s", row->to,
			  c.text, want);
}

/* saddrsel=0: the first, whatever the route. */
TEST_EACH(route_first, struct route_row, rows)
{
	const char *first = row->family == AF_INET ? TWO4 OWN :
			    strstr(row->to, MAPPED) ? MAPPED TWO4 OWN :
			    TWO6 OWN;
	struct watch w;
	struct cast c;

	ASSERT_EQ(0, setup());
	cast_start(&c, PARAMS " ip4.saddrsel=0 ip6.saddrsel=0", PARAMS_B);
	watch_start(&w, &c.a);
	expect_source(&c.a1, row, first);
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

TEST_EACH(route, struct route_row, rows)
{
	struct watch w;
	struct cast c;

	ASSERT_EQ(0, setup());
	cast_start(&c, PARAMS, PARAMS_B);
	expect_source(&c.out, row, row->host);
	watch_start(&w, &c.a);
	expect_source(&c.a1, row, row->own);
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/**
 * struct again_row - two peers of one socket that has the wildcard
 */
struct again_row {
	const char *name;
	int family;
	const char *any;
	const char *first, *first_own;
	const char *second, *second_own;
};

static const struct again_row again[] = {
	{ "IPv4", AF_INET, "0.0.0.0", ONE4 PEER, ONE4 OWN, TWO4 PEER, TWO4 OWN },
	{ "IPv6", AF_INET6, "::", ONE6 PEER, ONE6 OWN, TWO6 PEER, TWO6 OWN },
	{ "mapped", AF_INET6, "::", MAPPED ONE4 PEER, MAPPED ONE4 OWN,
	  MAPPED TWO4 PEER, MAPPED TWO4 OWN },
};

/* arg0: a socket; text: to whom, or nothing; then the source */
static long act_peer(struct call *c)
{
	int fd = (int)c->arg[0];
	struct sockaddr_storage ss = { .ss_family = AF_UNSPEC };
	socklen_t length = *c->text ? net_parse(c->text, PORT, &ss) :
				      sizeof(ss);

	if (connect(fd, (struct sockaddr *)&ss, length))
		return -errno;
	length = sizeof(ss);
	if (getsockname(fd, (struct sockaddr *)&ss, &length))
		return -errno;
	net_print(&ss, c->text, sizeof(c->text));
	return 0;
}

static void expect_peer(struct agent *who, int fd, const char *to,
			const char *want)
{
	struct call c = { .arg = { fd } };

	snprintf(c.text, sizeof(c.text), "%s", to);
	EXPECT_RESULT(to, 0, agent_call(who, act_peer, &c));
	if (strcmp(c.text, want))
		test_fail(__FILE__, __LINE__, "to \"%s\" from %s, not %s", to,
			  c.text, want);
}

/* What was connected and is no more has no source again. */
TEST_EACH(route_again, struct again_row, again)
{
	struct bind_call b = { row->family, UDP, row->any, PORT, BIND_KEEP };
	struct watch w;
	struct cast c;
	int fd;

	ASSERT_EQ(0, setup());
	cast_start(&c, PARAMS, PARAMS_B);
	watch_start(&w, &c.a);
	ASSERT_EQ(0, net_bind(&c.a1, &b, &fd, NULL, 0));
	expect_peer(&c.a1, fd, row->first, row->first_own);
	expect_peer(&c.a1, fd, "", row->any);
	expect_peer(&c.a1, fd, row->second, row->second_own);
	EXPECT_QUIET(&w);
	cast_stop(&c);
}
