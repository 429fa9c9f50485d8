// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D2: SO_REUSEPORT is for those who all ask for it. What the kernel
 * remembers of a port's last comer lets nobody in beside another's server.
 *
 *	host ----+-- a user
 *	         +-- jail a: A4 A6 B4 -- a server, a user -- a.child: A4
 */
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>

#define TCP		SOCK_STREAM
#define SHARED		(BIND_REUSEPORT | BIND_KEEP)
#define SERVER_UID	4243
#define THIEF_UID	4242

static const char params[] =
	"ip4.addr=" A4 "," B4 " ip6.addr=" A6 " children.max=1";

static void start(struct agent *agent, const struct jail *jail, unsigned int uid)
{
	struct agent_options o = { .jail = jail, .uid = uid };

	ASSERT_EQ(0, agent_start_with(agent, &o));
}

static long hold(struct agent *who, const char *ip, int port, int flags)
{
	struct bind_call b = {
		ip[0] == ':' ? AF_INET6 : AF_INET, TCP, ip, port, flags,
	};
	int fd;

	return net_bind(who, &b, &fd, NULL, 0);
}

/* The user's wildcard meets no jail's address, so that it is there first. */
TEST(reuseport_of_a_host_user)
{
	struct agent server, thief;
	struct jail a;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", params);
	start(&server, &a, 0);
	start(&thief, NULL, THIEF_UID);
	ASSERT_EQ(0, hold(&server, A4, 7310, BIND_KEEP));
	EXPECT_RESULT("at once", -EADDRINUSE, hold(&thief, A4, 7310, SHARED));
	EXPECT_RESULT("wildcard", 0, hold(&thief, "0.0.0.0", 7310, SHARED));
	EXPECT_RESULT("afterwards", -EADDRINUSE,
		      hold(&thief, A4, 7310, SHARED));
	EXPECT_RESULT("one's own", 0, hold(&thief, "0.0.0.0", 7310, SHARED));
}

/* The two wildcards of a jail for one family each are not the same. */
TEST(reuseport_within_a_jail)
{
	struct agent server, thief;
	struct jail a;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", params);
	start(&server, &a, SERVER_UID);
	start(&thief, &a, THIEF_UID);
	ASSERT_EQ(0, hold(&server, "0.0.0.0", 7311, BIND_KEEP));
	EXPECT_RESULT("at once", -EADDRINUSE,
		      hold(&thief, "0.0.0.0", 7311, SHARED));
	EXPECT_RESULT("IPv6", 0,
		      hold(&thief, "::", 7311, SHARED | BIND_V6ONLY));
	EXPECT_RESULT("afterwards", -EADDRINUSE,
		      hold(&thief, "0.0.0.0", 7311, SHARED));
	EXPECT_RESULT("one's own", 0,
		      hold(&thief, "::", 7311, SHARED | BIND_V6ONLY));
}

/* Somebody outside who shares his own port opens nobody else's. */
TEST(reuseport_of_a_child)
{
	struct agent server, host, thief;
	struct jail a, child;
	char name[80];

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", params);
	snprintf(name, sizeof(name), "%s.child", a.name);
	ASSERT_EQ(0, jail_create(&child, name, "ip4.addr=" A4, JAIL_FD_OWN));
	start(&server, &a, 0);
	start(&host, NULL, 0);
	start(&thief, &child, 0);
	ASSERT_EQ(0, hold(&server, A4, 7312, BIND_KEEP));
	EXPECT_RESULT("at once", -EADDRINUSE, hold(&thief, A4, 7312, SHARED));
	EXPECT_RESULT("the host", 0, hold(&host, "0.0.0.0", 7312, SHARED));
	EXPECT_RESULT("afterwards", -EADDRINUSE,
		      hold(&thief, A4, 7312, SHARED));
	EXPECT_RESULT("another port", 0, hold(&thief, A4, 7313, SHARED));
	EXPECT_RESULT("one's own", 0, hold(&thief, A4, 7313, SHARED));
}

/* A server with several processes is no thief. */
TEST(reuseport_among_workers)
{
	struct agent one, two, other;
	struct jail a;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", params);
	start(&one, &a, SERVER_UID);
	start(&two, &a, SERVER_UID);
	start(&other, &a, THIEF_UID);
	ASSERT_EQ(0, hold(&one, "0.0.0.0", 7314, SHARED));
	EXPECT_RESULT("the same user", 0,
		      hold(&two, "0.0.0.0", 7314, SHARED));
	EXPECT_RESULT("another user", -EADDRINUSE,
		      hold(&other, "0.0.0.0", 7314, SHARED));
}
