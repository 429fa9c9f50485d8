// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A7: netlink tells a jail of its own addresses alone, and neither of
 * sockets, nor of routes, neighbours and traffic of the stack it shares.
 *
 *	lo:  HOST4 HOST6 (the host's)  A4 A6 (jail a's)  B4 B6 (jail b's)
 */
#include "legs.h"
#include "net_util.h"
#include "netlink_util.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OP		"net.netlink"
#define ROUTE4		"10.77.9.1"
#define ROUTE6		"fd77:9::1"
#define NEIGHBOUR	"fd77:9::2"

/* A jail sees all of a stack of its own. */
#define OWN_STACK	"vnet=new"

/**
 * struct views - outside, a jail on the shared stack, one on its own
 */
struct views {
	struct jail a, own;
	struct agent out, in, free;
};

static long add_others(void)
{
	long err = net_add_route(ROUTE4);

	if (!err)
		err = net_add_route(ROUTE6);
	return err ? err : net_add_neighbour(NEIGHBOUR);
}

static long own_stack(void *unused)
{
	long err = net_own_stack(unused);

	return err ? err : add_others();
}

static void views_start(struct views *v)
{
	struct agent_options own = { .jail = &v->own, .before = own_stack };

	ASSERT_EQ(0, net_setup());
	ASSERT_EQ(0, add_others());
	ASSERT_JAIL(&v->a, "a", PARAMS_A);
	ASSERT_JAIL(&v->own, "own", OWN_STACK);
	ASSERT_AGENT(&v->out, NULL);
	ASSERT_AGENT(&v->in, &v->a);
	ASSERT_EQ(0, agent_start_with(&v->free, &own));
}

/**
 * struct list_row - a list that is empty in a jail, with one thing skipped
 */
struct list_row {
	const char *name;
	int type;
	int family;
};

static const struct list_row lists[] = {
	{ "routes",	   RTM_GETROUTE, AF_UNSPEC },
	{ "IPv4 routes",   RTM_GETROUTE, AF_INET },
	{ "IPv6 routes",   RTM_GETROUTE, AF_INET6 },
	{ "neighbours",	   RTM_GETNEIGH, AF_UNSPEC },
	{ "IPv6 neighbours", RTM_GETNEIGH, AF_INET6 },
};

TEST_EACH(list_is_empty, struct list_row, lists)
{
	struct views v;
	struct watch w;

	views_start(&v);
	EXPECT_LT(0, agent_do(&v.out, act_ask, row->type, row->family, 0));
	EXPECT_LT(0, agent_do(&v.free, act_ask, row->type, row->family, 0));
	watch_start(&w, &v.a);
	EXPECT_RESULT("inside", 0,
		      agent_do(&v.in, act_ask, row->type, row->family, 0));
	EXPECT_QUIET(&w);
	EXPECT_EQ(w.skipped + 1, jail_count(&v.a, "skipped"));
}

/**
 * struct ask_row - a question that is refused; flags as for act_ask()
 */
struct ask_row {
	const char *name;
	int type;
	int family;
	int flags;
};

static const struct ask_row refused[] = {
	{ "one route",	      RTM_GETROUTE,    AF_INET,	  ASK_ONE },
	{ "one address",      RTM_GETADDR,     AF_INET6,  ASK_ONE },
	{ "one neighbour",    RTM_GETNEIGH,    AF_INET,	  ASK_ONE },
	{ "rules",	      RTM_GETRULE,     AF_INET,	  0 },
	{ "neighbour tables", RTM_GETNEIGHTBL, AF_UNSPEC, 0 },
	{ "queues",	      RTM_GETQDISC,    AF_UNSPEC, 0 },
	{ "statistics",	      RTM_GETSTATS,    AF_UNSPEC, 0 },
	{ "settings",	      RTM_GETNETCONF,  AF_INET,	  0 },
	{ "next hops",	      RTM_GETNEXTHOP,  AF_UNSPEC, 0 },
	{ "multicast",	      RTM_GETMULTICAST, AF_INET6, 0 },
	{ "anycast",	      RTM_GETANYCAST,  AF_INET6,  0 },
	{ "forwarding",	      RTM_GETNEIGH,    AF_BRIDGE, 0 },
	{ "bridges",	      RTM_GETLINK,     AF_BRIDGE, 0 },
	{ "multicast routes", RTM_GETROUTE,    128,	  0 },
};

TEST_EACH(question_refused, struct ask_row, refused)
{
	struct views v;
	struct watch w;

	views_start(&v);
	/* Outside the kernel itself may not like it, but has its own words. */
	EXPECT_NE(-EPERM, agent_do(&v.out, act_ask, row->type, row->family,
				   row->flags));
	EXPECT_NE(-EPERM, agent_do(&v.free, act_ask, row->type, row->family,
				   row->flags));
	watch_start(&w, &v.a);
	EXPECT_RESULT("inside", -EPERM,
		      agent_do(&v.in, act_ask, row->type, row->family,
			       row->flags));
	EXPECT_DENIED(&w, OP, EPERM, 1, v.in.pid, NULL);
	watch_start(&w, &v.a);
	EXPECT_LT(0, agent_do(&v.in, act_ask, RTM_GETADDR, AF_UNSPEC, 0));
	EXPECT_LT(0, agent_do(&v.in, act_ask, RTM_GETLINK, AF_UNSPEC, ASK_ONE));
	EXPECT_QUIET(&w);
}

/* What is asked in one go is judged one by one: arg0, arg1: two types. */
static long act_ask_two(struct call *c)
{
	struct {
		struct nlmsghdr header;
		struct ifinfomsg link;
	} two[2];
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	long result;

	memset(two, 0, sizeof(two));
	for (int i = 0; i < 2; i++) {
		two[i].header.nlmsg_len = sizeof(two[i]);
		two[i].header.nlmsg_type = (unsigned short)c->arg[i];
		two[i].header.nlmsg_flags = NLM_F_REQUEST;
		two[i].link.ifi_index = 1;
	}
	if (fd < 0)
		return -errno;
	result = send(fd, two, sizeof(two), 0) < 0 ? -errno : 0;
	close(fd);
	return result;
}

TEST(second_question_refused)
{
	struct views v;
	struct watch w;

	views_start(&v);
	EXPECT_RESULT("outside", 0, agent_do(&v.out, act_ask_two, RTM_GETLINK,
					     RTM_GETROUTE, 0));
	watch_start(&w, &v.a);
	EXPECT_RESULT("inside", -EPERM,
		      agent_do(&v.in, act_ask_two, RTM_GETLINK, RTM_GETROUTE,
			       0));
	EXPECT_DENIED(&w, OP, EPERM, 1, v.in.pid, NULL);
	watch_start(&w, &v.a);
	EXPECT_RESULT("inside", 0, agent_do(&v.in, act_ask_two, RTM_GETLINK,
					    RTM_GETLINK, 0));
	EXPECT_QUIET(&w);
}

/* arg0: the group, joined by bind() or, if arg1, by a socket option */
static long act_join(struct call *c)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	int group = (int)c->arg[0];
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	long result = 0;

	if (fd < 0)
		return -errno;
	if (!c->arg[1] && group)
		address.nl_groups = 1U << (group - 1);
	if (c->arg[1] ? setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
				   &group, sizeof(group)) :
	    bind(fd, (struct sockaddr *)&address, sizeof(address)))
		result = -errno;
	close(fd);
	return result;
}

TEST(groups_refused)
{
	struct views v;
	struct watch w;

	views_start(&v);
	for (long option = 0; option < 2; option++) {
		EXPECT_RESULT("outside", 0,
			      agent_do(&v.out, act_join, RTNLGRP_IPV4_IFADDR,
				       option, 0));
		EXPECT_RESULT("on its own stack", 0,
			      agent_do(&v.free, act_join, RTNLGRP_IPV4_IFADDR,
				       option, 0));
		watch_start(&w, &v.a);
		EXPECT_RESULT("inside", -EPERM,
			      agent_do(&v.in, act_join, RTNLGRP_IPV4_IFADDR,
				       option, 0));
		EXPECT_DENIED(&w, OP, EPERM, 1, v.in.pid, "group");
	}
	watch_start(&w, &v.a);
	EXPECT_RESULT("no group", 0, agent_do(&v.in, act_join, 0, 0, 0));
	EXPECT_QUIET(&w);
}

/**
 * struct sockets_row - sockets that are asked after
 */
struct sockets_row {
	const char *name;
	int family;
	int protocol;
};

static const struct sockets_row sockets[] = {
	{ "TCP", AF_INET, IPPROTO_TCP }, { "TCP6", AF_INET6, IPPROTO_TCP },
	{ "UDP", AF_INET, IPPROTO_UDP }, { "unix", AF_UNIX, 0 },
};

TEST_EACH(socket_diagnostics_refused, struct sockets_row, sockets)
{
	struct views v;
	struct watch w;

	views_start(&v);
	EXPECT_NE(-EPERM, agent_do(&v.out, act_ask_sockets, row->family,
				   row->protocol, 0));
	EXPECT_NE(-EPERM, agent_do(&v.free, act_ask_sockets, row->family,
				   row->protocol, 0));
	watch_start(&w, &v.a);
	EXPECT_RESULT("inside", -EPERM,
		      agent_do(&v.in, act_ask_sockets, row->family,
			       row->protocol, 0));
	EXPECT_DENIED(&w, OP, EPERM, 1, v.in.pid, "family 16 type 3 protocol 4");
}

static long make_socket(void *unused)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);

	(void)unused;
	return fd < 0 ? -errno : 0;
}

/* Asks for the families of generic netlink by the socket that is there. */
static long act_ask_generic(struct call *c)
{
	struct {
		struct nlmsghdr header;
		unsigned char command[4];
	} r = {
		.header = { .nlmsg_len = sizeof(r), .nlmsg_type = 16,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.command = { 3, 1 },
	};

	(void)c;
	for (int fd = 3; fd < 32; fd++) {
		int domain = 0;
		socklen_t size = sizeof(domain);

		if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) ||
		    domain != AF_NETLINK)
			continue;
		return send(fd, &r, sizeof(r), 0) < 0 ? -errno : 0;
	}
	return -ENOTSOCK;
}

TEST(socket_made_before)
{
	struct agent_options before = { .before = make_socket };
	struct agent out, in;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_EQ(0, agent_start_with(&out, &before));
	before.jail = &a;
	ASSERT_EQ(0, agent_start_with(&in, &before));
	EXPECT_RESULT("outside", 0, agent_do(&out, act_ask_generic, 0, 0, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EPERM,
		      agent_do(&in, act_ask_generic, 0, 0, 0));
	EXPECT_DENIED(&w, OP, EPERM, 1, in.pid, "protocol 16");
}
