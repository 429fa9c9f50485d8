// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D8, and the socket families of C: a family without an address is
 * off, and so are protocols and families that jails don't have.
 */
#include "legs.h"
#include "net_util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#define UDPLITE	136

#define FAMILY	 "net.family", EAFNOSUPPORT
#define PROTOCOL "net.protocol", EPROTONOSUPPORT
#define OTHER	 "net.socket_af", EAFNOSUPPORT
#define NETLINK	 "net.socket_af", EPROTONOSUPPORT
#define RAW	 "cap.net_raw", EPERM

/**
 * struct socket_row - a socket that a jail can't have
 * @params: the jail's
 * @everywhere: every kernel has it outside, so that leg 1 must work
 */
struct socket_row {
	const char *name;
	const char *params;
	int family;
	int type;
	int protocol;
	const char *op;
	int err;
	bool everywhere;
};

#define ONLY4	"ip4.addr=" A4
#define ONLY6	"ip6.addr=" A6

static const struct socket_row refused[] = {
	{ "TCP, no address", NULL, AF_INET, SOCK_STREAM, 0, FAMILY, true },
	{ "UDP, no address", NULL, AF_INET, SOCK_DGRAM, 0, FAMILY, true },
	{ "TCP6, no address", NULL, AF_INET6, SOCK_STREAM, 0, FAMILY, true },
	{ "TCP6, only IPv4", ONLY4, AF_INET6, SOCK_STREAM, 0, FAMILY, true },
	{ "UDP6, only IPv4", ONLY4, AF_INET6, SOCK_DGRAM, 0, FAMILY, true },
	{ "TCP, only IPv6", ONLY6, AF_INET, SOCK_STREAM, 0, FAMILY, true },
	{ "TCP, disabled", "ip4=disable", AF_INET, SOCK_STREAM, 0, FAMILY,
	  true },
	{ "raw, disabled", "ip4=disable", AF_INET, SOCK_RAW, IPPROTO_ICMP,
	  FAMILY, true },
	{ "MPTCP", PARAMS_A, AF_INET, SOCK_STREAM, IPPROTO_MPTCP, PROTOCOL,
	  true },
	{ "MPTCP6", PARAMS_A, AF_INET6, SOCK_STREAM, IPPROTO_MPTCP, PROTOCOL,
	  true },
	{ "SCTP", PARAMS_A, AF_INET, SOCK_STREAM, IPPROTO_SCTP, PROTOCOL,
	  false },
	{ "SCTP messages", PARAMS_A, AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP,
	  PROTOCOL, false },
	{ "UDP-Lite", PARAMS_A, AF_INET, SOCK_DGRAM, UDPLITE, PROTOCOL, false },
	{ "DCCP", PARAMS_A, AF_INET, SOCK_DCCP, IPPROTO_DCCP, PROTOCOL, false },
	{ "raw ICMP", PARAMS_A, AF_INET, SOCK_RAW, IPPROTO_ICMP, RAW, true },
	{ "raw ICMPv6", PARAMS_A, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, RAW,
	  true },
	{ "packet", PARAMS_A, AF_PACKET, SOCK_RAW, 0, RAW, true },
	{ "AF_ALG", PARAMS_A, AF_ALG, SOCK_SEQPACKET, 0, OTHER, false },
	{ "AF_VSOCK", PARAMS_A, AF_VSOCK, SOCK_STREAM, 0, OTHER, false },
	{ "AF_KEY", PARAMS_A, AF_KEY, SOCK_RAW, 2, OTHER, false },
	{ "AF_BLUETOOTH", PARAMS_A, AF_BLUETOOTH, SOCK_RAW, 0, OTHER, false },
	{ "audit netlink", PARAMS_A, AF_NETLINK, SOCK_RAW, 9, NETLINK, true },
	{ "process connector", PARAMS_A, AF_NETLINK, SOCK_DGRAM, 11, NETLINK,
	  true },
	{ "device events", PARAMS_A, AF_NETLINK, SOCK_RAW, 15, NETLINK, true },
	{ "user netlink", PARAMS_A, AF_NETLINK, SOCK_RAW, 2, NETLINK, true },
	{ "netfilter", PARAMS_A, AF_NETLINK, SOCK_RAW, 12, NETLINK, false },
	{ "route look-ups", PARAMS_A, AF_NETLINK, SOCK_RAW, 10, NETLINK, true },
	{ "generic netlink", PARAMS_A, AF_NETLINK, SOCK_RAW, 16, NETLINK,
	  true },
	{ "netlink of nobody's", PARAMS_A, AF_NETLINK, SOCK_RAW, 30, NETLINK,
	  false },
};

static void open_to_jails(struct agent *in, const struct jail *a)
{
	struct watch w;

	watch_start(&w, a);
	EXPECT_RESULT("a unix socket", 0,
		      agent_do(in, act_socket, AF_UNIX, SOCK_STREAM, 0));
	EXPECT_RESULT("a route socket", 0,
		      agent_do(in, act_socket, AF_NETLINK, SOCK_RAW, 0));
	/* It is refused when it asks, so that programs do without quietly. */
	EXPECT_RESULT("a socket for diagnostics", 0,
		      agent_do(in, act_socket, AF_NETLINK, SOCK_RAW, 4));
	EXPECT_QUIET(&w);
}

TEST_EACH(socket_refused, struct socket_row, refused)
{
	struct agent out, in;
	struct jail a;
	struct watch w;
	long outside;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", row->params);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	outside = agent_do(&out, act_socket, row->family, row->type,
			   row->protocol);
	if (row->everywhere)
		EXPECT_RESULT("outside", 0, outside);
	else if (outside)
		test_note("not in this kernel, so this says little");
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -row->err,
		      agent_do(&in, act_socket, row->family, row->type,
			       row->protocol));
	EXPECT_DENIED(&w, row->op, row->err, 1, in.pid, NULL);
	open_to_jails(&in, &a);
}

struct allowed_row {
	const char *name;
	const char *params;
	int family;
	int type;
	int protocol;
};

static const struct allowed_row allowed[] = {
	{ "TCP", ONLY4, AF_INET, SOCK_STREAM, 0 },
	{ "TCP by number", ONLY4, AF_INET, SOCK_STREAM, IPPROTO_TCP },
	{ "UDP", ONLY4, AF_INET, SOCK_DGRAM, 0 },
	{ "UDP by number", ONLY4, AF_INET, SOCK_DGRAM, IPPROTO_UDP },
	{ "TCP6", ONLY6, AF_INET6, SOCK_STREAM, 0 },
	{ "UDP6", ONLY6, AF_INET6, SOCK_DGRAM, IPPROTO_UDP },
	{ "TCP, inherited", "ip4=inherit", AF_INET, SOCK_STREAM, 0 },
	{ "TCP6, inherited", "ip6=inherit", AF_INET6, SOCK_STREAM, 0 },
};

TEST_EACH(socket_allowed, struct allowed_row, allowed)
{
	struct agent in;
	struct jail a;
	struct watch w;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", row->params);
	ASSERT_AGENT(&in, &a);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0, agent_do(&in, act_socket, row->family,
					    row->type, row->protocol));
	EXPECT_QUIET(&w);
}

/*
 * A stack of one's own has netlink of its own, but for what is the machine's:
 * processes, devices, the audit log.
 */
static const struct socket_row machines[] = {
	{ "audit", NULL, AF_NETLINK, SOCK_RAW, 9, NETLINK, true },
	{ "process connector", NULL, AF_NETLINK, SOCK_DGRAM, 11, NETLINK,
	  true },
	{ "device events", NULL, AF_NETLINK, SOCK_RAW, 15, NETLINK, true },
};

TEST_EACH(netlink_of_the_machine, struct socket_row, machines)
{
	struct agent_options own = { .before = net_own_stack };
	struct agent out, in;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", "vnet=new");
	own.jail = &a;
	ASSERT_AGENT(&out, NULL);
	ASSERT_EQ(0, agent_start_with(&in, &own));
	EXPECT_RESULT("outside", 0, agent_do(&out, act_socket, row->family,
					     row->type, row->protocol));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -row->err,
		      agent_do(&in, act_socket, row->family, row->type,
			       row->protocol));
	EXPECT_DENIED(&w, row->op, row->err, 1, in.pid, NULL);
	watch_start(&w, &a);
	EXPECT_RESULT("generic netlink", 0,
		      agent_do(&in, act_socket, AF_NETLINK, SOCK_RAW, 16));
	EXPECT_QUIET(&w);
}

/* Echo requests without a raw socket, for groups that may. */
TEST(socket_for_echo)
{
	struct agent in, out;
	struct jail a;
	struct watch w;
	int fd;

	ASSERT_EQ(0, net_setup());
	fd = open("/proc/sys/net/ipv4/ping_group_range",
		  O_WRONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	ASSERT_EQ(3, write(fd, "0 0", 3));
	close(fd);
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("outside", 0, agent_do(&out, act_socket, AF_INET,
					     SOCK_DGRAM, IPPROTO_ICMP));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0, agent_do(&in, act_socket, AF_INET,
					    SOCK_DGRAM, IPPROTO_ICMP));
	EXPECT_QUIET(&w);
}

/* IPv4 by way of a socket of IPv6: arg0 is the type. */
static long act_send_mapped(struct call *c)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6,
				   .sin6_port = htons(7999) };
	int fd = socket(AF_INET6, (int)c->arg[0] | SOCK_CLOEXEC, 0);
	long result = 0;

	if (fd < 0)
		return -errno;
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &to.sin6_addr);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) ||
	    send(fd, "x", 1, MSG_NOSIGNAL) != 1)
		result = -errno;
	close(fd);
	return result;
}

TEST(mapped_address_with_ip4_off)
{
	struct agent in, out;
	struct jail a;
	struct watch w;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", "ip4=disable ip6=inherit");
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("outside", 0,
		      agent_do(&out, act_send_mapped, SOCK_DGRAM, 0, 0));
	EXPECT_EQ(true, agent_do(&in, act_send_mapped, SOCK_DGRAM, 0, 0) < 0);
	EXPECT_RESULT("outside, nobody listens", -ECONNREFUSED,
		      agent_do(&out, act_send_mapped, SOCK_STREAM, 0, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EAFNOSUPPORT,
		      agent_do(&in, act_send_mapped, SOCK_STREAM, 0, 0));
	EXPECT_DENIED(&w, "net.family", EAFNOSUPPORT, 1, in.pid, NULL);
	watch_start(&w, &a);
	EXPECT_RESULT("a socket of IPv6", 0,
		      agent_do(&in, act_socket, AF_INET6, SOCK_DGRAM, 0));
	EXPECT_QUIET(&w);
}
