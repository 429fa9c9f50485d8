// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promises D1 and D2: on the machine's own network stack a jail binds to its
 * address and no other, and its wildcard leaves the others alone.
 */
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM

struct foreign_row {
	const char *name;
	int family;
	int type;
	const char *ip;
	const char *own;
};

static const struct foreign_row foreign[] = {
	{ "TCP, the host's IPv4",   AF_INET,  TCP, HOST4, A4 },
	{ "UDP, the host's IPv4",   AF_INET,  UDP, HOST4, A4 },
	{ "TCP, a sibling's IPv4",  AF_INET,  TCP, B4, A4 },
	{ "UDP, a sibling's IPv4",  AF_INET,  UDP, B4, A4 },
	{ "TCP, other loopback",    AF_INET,  TCP, "127.0.0.2", A4 },
	{ "UDP, other loopback",    AF_INET,  UDP, "127.1.2.3", A4 },
	{ "TCP, the host's IPv6",   AF_INET6, TCP, HOST6, A6 },
	{ "UDP, the host's IPv6",   AF_INET6, UDP, HOST6, A6 },
	{ "TCP, a sibling's IPv6",  AF_INET6, TCP, B6, A6 },
	{ "UDP, a sibling's IPv6",  AF_INET6, UDP, B6, A6 },
	{ "TCP, mapped IPv4",       AF_INET6, TCP, MAPPED HOST4, MAPPED A4 },
	{ "UDP, mapped IPv4",       AF_INET6, UDP, MAPPED HOST4, MAPPED A4 },
	{ "TCP, a sibling's mapped", AF_INET6, TCP, MAPPED B4, MAPPED A4 },
	{ "UDP, other mapped loopback", AF_INET6, UDP, MAPPED "127.0.0.2",
	  MAPPED A4 },
};

TEST_EACH(bind_foreign, struct foreign_row, foreign)
{
	struct bind_call b = { row->family, row->type, row->ip, 7001, 0 };
	char name[64];
	struct cast c;
	struct watch w;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	EXPECT_RESULT("outside", 0, net_bind(&c.out, &b, NULL, NULL, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EADDRNOTAVAIL,
		      net_bind(&c.a1, &b, NULL, NULL, 0));
	EXPECT_DENIED(&w, "net.bind", EADDRNOTAVAIL, 1, c.a1.pid, "7001");
	watch_start(&w, &c.a);
	b.ip = row->own;
	EXPECT_RESULT("its own", 0,
		      net_bind(&c.a1, &b, NULL, name, sizeof(name)));
	EXPECT_EQ(0, strcmp(row->own, name));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

struct wildcard_row {
	const char *name;
	const char *params;
	int family;
	int type;
	const char *ip;
	int flags;
	const char *own;
	const char *hosts;
	const char *shown;
};

#define ONLY4	"ip4.addr=" A4
#define ONLY6	"ip6.addr=" A6
#define ANY4	MAPPED "0.0.0.0"

static const struct wildcard_row wildcards[] = {
	{ "TCP", PARAMS_A, AF_INET, TCP, "0.0.0.0", 0, A4, HOST4, "0.0.0.0" },
	{ "UDP", PARAMS_A, AF_INET, UDP, "0.0.0.0", 0, A4, HOST4, "0.0.0.0" },
	{ "TCP by AF_UNSPEC", PARAMS_A, AF_INET, TCP, "0.0.0.0", BIND_UNSPEC,
	  A4, HOST4, "0.0.0.0" },
	{ "UDP by AF_UNSPEC", PARAMS_A, AF_INET, UDP, "0.0.0.0", BIND_UNSPEC,
	  A4, HOST4, "0.0.0.0" },
	{ "TCP, IPv6 only", PARAMS_A, AF_INET6, TCP, "::", BIND_V6ONLY, A6,
	  HOST6, "::" },
	{ "UDP, IPv6 only", PARAMS_A, AF_INET6, UDP, "::", BIND_V6ONLY, A6,
	  HOST6, "::" },
	{ "TCP, mapped", PARAMS_A, AF_INET6, TCP, ANY4, 0, A4, HOST4, "::" },
	{ "UDP, mapped", PARAMS_A, AF_INET6, UDP, ANY4, 0, A4, HOST4, "::" },
	{ "TCP dual, one family", ONLY6, AF_INET6, TCP, "::", 0, A6, HOST6,
	  "::" },
	{ "UDP dual, one family", ONLY6, AF_INET6, UDP, "::", 0, A6, HOST6,
	  "::" },
};

/* The wildcard has the jail's address, not the host's, and is shown as one. */
TEST_EACH(bind_wildcard, struct wildcard_row, wildcards)
{
	struct bind_call b = {
		row->family, row->type, row->ip, 7002, row->flags | BIND_KEEP,
	};
	struct bind_call one = {
		strchr(row->own, ':') ? AF_INET6 : AF_INET, row->type,
		row->hosts, 7002, 0,
	};
	struct agent in, out;
	char name[64];
	struct jail a;
	struct watch w;
	int fd;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", row->params);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_EQ(0, net_bind(&out, &b, &fd, name, sizeof(name)));
	EXPECT_RESULT("outside", -EADDRINUSE,
		      net_bind(&out, &one, NULL, NULL, 0));
	EXPECT_EQ(0, agent_do(&out, act_close, fd, 0, 0));
	watch_start(&w, &a);
	ASSERT_EQ(0, net_bind(&in, &b, &fd, name, sizeof(name)));
	EXPECT_EQ(0, strcmp(row->shown, name));
	EXPECT_RESULT("the host's", 0, net_bind(&out, &one, NULL, NULL, 0));
	one.ip = row->own;
	EXPECT_RESULT("its own", -EADDRINUSE,
		      net_bind(&out, &one, NULL, NULL, 0));
	b.port = 0;
	EXPECT_RESULT("any port", 0,
		      net_bind(&in, &b, NULL, name, sizeof(name)));
	EXPECT_EQ(0, strcmp(row->shown, name));
	EXPECT_QUIET(&w);
}

/*
 * All of one family and some of the other is no wildcard: rather no socket
 * than one that has lost a family.
 */
TEST(bind_dual_wildcard_is_never_halved)
{
	struct bind_call b = { AF_INET6, TCP, "::", 7003, 0 };
	struct agent in, out;
	struct jail a;
	struct watch w;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", "ip4=inherit " ONLY6);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	for (int i = 0; i < 2; i++) {
		b.type = i ? UDP : TCP;
		EXPECT_RESULT("outside", 0,
			      net_bind(&out, &b, NULL, NULL, 0));
		watch_start(&w, &a);
		EXPECT_RESULT("inside", -EADDRNOTAVAIL,
			      net_bind(&in, &b, NULL, NULL, 0));
		EXPECT_DENIED(&w, "net.bind", EADDRNOTAVAIL, 1, in.pid, NULL);
	}
}

/* ip4=inherit: every address is the jail's, and none is narrowed. */
TEST(bind_inherited)
{
	struct bind_call b = { AF_INET, TCP, HOST4, 7004, 0 };
	struct agent in;
	char name[64];
	struct jail a;
	struct watch w;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", "ip4=inherit");
	ASSERT_AGENT(&in, &a);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0, net_bind(&in, &b, NULL, NULL, 0));
	b.ip = "0.0.0.0";
	EXPECT_RESULT("wildcard", 0,
		      net_bind(&in, &b, NULL, name, sizeof(name)));
	EXPECT_EQ(0, strcmp("0.0.0.0", name));
	EXPECT_QUIET(&w);
}

/* Two tasks of one jail compete for a port as two tasks of a machine do. */
TEST(bind_twice_in_one_jail)
{
	struct bind_call b = { AF_INET, TCP, "0.0.0.0", 7005, BIND_KEEP };
	struct cast c;
	struct watch w;
	int fd;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	watch_start(&w, &c.a);
	for (int i = 0; i < 2; i++) {
		b.type = i ? UDP : TCP;
		ASSERT_EQ(0, net_bind(&c.a1, &b, &fd, NULL, 0));
		EXPECT_RESULT("again", -EADDRINUSE,
			      net_bind(&c.a2, &b, NULL, NULL, 0));
		b.ip = A4;
		EXPECT_RESULT("by address", -EADDRINUSE,
			      net_bind(&c.a2, &b, NULL, NULL, 0));
		b.ip = "0.0.0.0";
		EXPECT_EQ(0, agent_do(&c.a1, act_close, fd, 0, 0));
		EXPECT_RESULT("afterwards", 0,
			      net_bind(&c.a2, &b, NULL, NULL, 0));
	}
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/* Nobody takes a jail's port from it by its very address. */
TEST(bind_of_the_jails_address_by_the_host)
{
	struct bind_call b = { AF_INET, TCP, A4, 7006, BIND_KEEP };
	struct cast c;
	int fd;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	for (int i = 0; i < 2; i++) {
		b.type = i ? UDP : TCP;
		ASSERT_EQ(0, net_bind(&c.a1, &b, &fd, NULL, 0));
		EXPECT_RESULT("the host", -EADDRINUSE,
			      net_bind(&c.out, &b, NULL, NULL, 0));
		EXPECT_EQ(0, agent_do(&c.a1, act_close, fd, 0, 0));
	}
	cast_stop(&c);
}
