// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D2 where many sockets of UDP have one port: the kernel then asks only
 * those with the same address, and a jail's wildcard and its addresses exclude
 * one another all the same, also between a jail and its child, and for the host.
 *
 *	host: 127.9.0.x:port		jail a: *:port ---- jail a.child
 *					A4 A4B A6 A6B	    A4B A6B
 */
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define UDP	SOCK_DGRAM
#define CHILD	"ip4.addr=" A4B " ip6.addr=" A6B
#define PORT	7900
/* More than the kernel asks one by one */
#define CROWD	16

/**
 * struct kind - a wildcard, and an address that it means
 */
struct kind {
	const char *name;
	int family;
	int flags;
	const char *any;
	const char *own;	/* the jail's alone */
	const char *shared;	/* the child's as well */
};

static const struct kind kinds[] = {
	{ "IPv4", AF_INET, 0, "0.0.0.0", A4, A4B },
	{ "IPv6", AF_INET6, BIND_V6ONLY, "::", A6, A6B },
	{ "both, of IPv4", AF_INET6, 0, "::", A4, A4B },
	{ "both, of IPv6", AF_INET6, 0, "::", A6, A6B },
};

/* The test's own, which ends with them. */
static void crowd(int port)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET, .sin_port = htons(port),
	};

	for (int i = 1; i <= CROWD; i++) {
		int fd = socket(AF_INET, UDP | SOCK_CLOEXEC, 0);

		in.sin_addr.s_addr = htonl(0x7f090000 + i);
		ASSERT_EQ(0, bind(fd, (struct sockaddr *)&in, sizeof(in)));
	}
}

static long take(struct agent *who, const struct kind *kind, const char *ip,
		 int *fd)
{
	bool any = ip == kind->any;
	struct bind_call b = {
		any ? kind->family : strchr(ip, ':') ? AF_INET6 : AF_INET, UDP,
		ip, PORT, (any ? kind->flags : 0) | (fd ? BIND_KEEP : 0),
	};

	return net_bind(who, &b, fd, NULL, 0);
}

static void give(struct agent *who, int fd)
{
	EXPECT_EQ(0, agent_do(who, act_close, fd, 0, 0));
}

/* Whoever is first, and who else may have it beside. */
TEST_EACH(crowd_conflict, struct kind, kinds)
{
	struct cast c;
	int fd, other;

	ASSERT_EQ(0, net_setup_wide());
	crowd(PORT);
	cast_start(&c, WIDE_A, PARAMS_B);
	ASSERT_EQ(0, take(&c.a1, row, row->any, &fd));
	EXPECT_RESULT("in the jail", -EADDRINUSE,
		      take(&c.a2, row, row->own, NULL));
	EXPECT_RESULT("by the host", -EADDRINUSE,
		      take(&c.out, row, row->own, NULL));
	EXPECT_RESULT("another jail", 0, take(&c.b1, row, row->any, NULL));
	give(&c.a1, fd);
	ASSERT_EQ(0, take(&c.a1, row, row->own, &fd));
	EXPECT_RESULT("the wildcard", -EADDRINUSE,
		      take(&c.a2, row, row->any, NULL));
	EXPECT_RESULT("another address", 0,
		      take(&c.a2, row, row->shared, NULL));
	give(&c.a1, fd);
	ASSERT_EQ(0, take(&c.out, row, row->own, &other));
	EXPECT_RESULT("after the host", -EADDRINUSE,
		      take(&c.a2, row, row->any, NULL));
	give(&c.out, other);
	EXPECT_RESULT("afterwards", 0, take(&c.a2, row, row->any, NULL));
	cast_stop(&c);
}

TEST_EACH(crowd_child, struct kind, kinds)
{
	struct agent parent, inside;
	struct jail a, child;
	char name[80];
	int fd;

	ASSERT_EQ(0, net_setup_wide());
	crowd(PORT);
	ASSERT_JAIL(&a, "a", WIDE_A);
	snprintf(name, sizeof(name), "%s.child", a.name);
	ASSERT_EQ(0, jail_create(&child, name, CHILD, 0));
	ASSERT_AGENT(&parent, &a);
	ASSERT_AGENT(&inside, &child);
	ASSERT_EQ(0, take(&parent, row, row->any, &fd));
	EXPECT_RESULT("the parent's", -EADDRINUSE,
		      take(&inside, row, row->shared, NULL));
	EXPECT_RESULT("the parent's, by the wildcard", -EADDRINUSE,
		      take(&inside, row, row->any, NULL));
	give(&parent, fd);
	ASSERT_EQ(0, take(&inside, row, row->any, &fd));
	EXPECT_RESULT("the child's", -EADDRINUSE,
		      take(&parent, row, row->shared, NULL));
	EXPECT_RESULT("not the child's", 0,
		      take(&parent, row, row->own, NULL));
	give(&inside, fd);
	ASSERT_EQ(0, take(&inside, row, row->shared, &fd));
	EXPECT_RESULT("the child's, by the wildcard", -EADDRINUSE,
		      take(&parent, row, row->any, NULL));
	give(&inside, fd);
	EXPECT_RESULT("afterwards", 0, take(&parent, row, row->any, NULL));
}
