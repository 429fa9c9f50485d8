// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A7: /proc/net shows a jail its own sockets, and nothing of others.
 *
 *	host ----+-- out: a socket at HOST4 or HOST6
 *	         +-- jail a -- in: a socket at A4 or A6
 *	         +-- jail b -- other: a socket at B4 or B6
 */
#include "legs.h"
#include "net_util.h"
#include "netlink_util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define UDPLITE	136
#define PORT_OUT	7101
#define PORT_IN		7102
#define PORT_OTHER	7103
/* Taken for a minute by what is over */
#define PORT_OVER_OUT	7191
#define PORT_OVER_IN	7192

static long port_lines(struct agent *who, const char *file, int port)
{
	char pattern[16];

	snprintf(pattern, sizeof(pattern), ":%04X ", port);
	return net_lines(who, file, pattern);
}

/* arg0: type, arg1: protocol, arg2: port; text: address. It stays open. */
static long act_hold(struct call *c)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_port = htons(c->arg[2]) };
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_port = htons(c->arg[2]) };
	bool v4 = inet_pton(AF_INET, c->text, &in.sin_addr) == 1;
	int fd = socket(v4 ? AF_INET : AF_INET6, (int)c->arg[0] | SOCK_CLOEXEC,
			(int)c->arg[1]);

	if (!v4)
		inet_pton(AF_INET6, c->text, &in6.sin6_addr);
	if (fd < 0)
		return -errno;
	if (v4 ? bind(fd, (struct sockaddr *)&in, sizeof(in)) :
	    bind(fd, (struct sockaddr *)&in6, sizeof(in6)))
		return -errno;
	if (c->arg[0] == SOCK_STREAM && listen(fd, 8))
		return -errno;
	return fd;
}

static long hold(struct agent *who, int type, int protocol, const char *ip,
		 int port)
{
	struct call c = { .arg = { type, protocol, port } };

	snprintf(c.text, sizeof(c.text), "%s", ip);
	return agent_call(who, act_hold, &c);
}

/**
 * struct file_row - a file, and sockets of all three that it lists
 */
struct file_row {
	const char *name;
	const char *file;
	int type;
	int protocol;
	const char *host;
	const char *a;
	const char *b;
};

#define ANY4	"0.0.0.0"

static const struct file_row files[] = {
	{ "tcp", "tcp", SOCK_STREAM, 0, HOST4, A4, B4 },
	{ "tcp, wildcard", "tcp", SOCK_STREAM, 0, ANY4, ANY4, ANY4 },
	{ "tcp6", "tcp6", SOCK_STREAM, 0, HOST6, A6, B6 },
	{ "tcp6, mapped", "tcp6", SOCK_STREAM, 0, MAPPED HOST4, MAPPED A4,
	  MAPPED B4 },
	{ "udp", "udp", SOCK_DGRAM, 0, HOST4, A4, B4 },
	{ "udp, wildcard", "udp", SOCK_DGRAM, 0, ANY4, ANY4, ANY4 },
	{ "udp6", "udp6", SOCK_DGRAM, 0, HOST6, A6, B6 },
	{ "icmp", "icmp", SOCK_DGRAM, IPPROTO_ICMP, HOST4, A4, B4 },
	{ "icmp6", "icmp6", SOCK_DGRAM, IPPROTO_ICMPV6, HOST6, A6, B6 },
};

/* Echo requests are for groups that may. */
static long allow_echo(void)
{
	int fd = open("/proc/sys/net/ipv4/ping_group_range",
		      O_WRONLY | O_CLOEXEC);
	long result = 0;

	if (fd < 0 || write(fd, "0 0", 3) != 3)
		result = -errno;
	close(fd);
	return result;
}

struct views {
	struct jail a, b, own;
	struct agent out, in, other, free;
};

static long add_others(void)
{
	long err = allow_echo();

	if (!err)
		err = net_add_route("10.77.9.1");
	if (!err)
		err = net_add_route("fd77:9::1");
	return err ? err : net_add_neighbour("10.77.9.2");
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
	ASSERT_JAIL(&v->b, "b", PARAMS_B);
	ASSERT_JAIL(&v->own, "own", "vnet=new");
	ASSERT_AGENT(&v->out, NULL);
	ASSERT_AGENT(&v->in, &v->a);
	ASSERT_AGENT(&v->other, &v->b);
	ASSERT_EQ(0, agent_start_with(&v->free, &own));
}

TEST_EACH(own_sockets, struct file_row, files)
{
	struct views v;
	struct watch w;

	views_start(&v);
	ASSERT_LE(0, hold(&v.out, row->type, row->protocol, row->host,
			  PORT_OUT));
	ASSERT_LE(0, hold(&v.free, row->type, row->protocol, row->host,
			  PORT_OUT));
	ASSERT_LE(0, hold(&v.in, row->type, row->protocol, row->a, PORT_IN));
	ASSERT_LE(0, hold(&v.other, row->type, row->protocol, row->b,
			  PORT_OTHER));
	EXPECT_EQ(1, port_lines(&v.out, row->file, PORT_OUT));
	EXPECT_EQ(1, port_lines(&v.out, row->file, PORT_IN));
	EXPECT_EQ(1, port_lines(&v.out, row->file, PORT_OTHER));
	EXPECT_EQ(1, port_lines(&v.free, row->file, PORT_OUT));
	watch_start(&w, &v.a);
	EXPECT_EQ(0, port_lines(&v.in, row->file, PORT_OUT));
	EXPECT_EQ(0, port_lines(&v.in, row->file, PORT_OTHER));
	EXPECT_EQ(1, port_lines(&v.in, row->file, PORT_IN));
	/* The head stands, where there is one. */
	EXPECT_EQ(1, net_lines(&v.in, row->file, "local_address"));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}

/* UDP-Lite, where there is any, has the code of UDP and no sockets inside. */
TEST(udplite)
{
	struct views v;

	views_start(&v);
	if (hold(&v.out, SOCK_DGRAM, UDPLITE, HOST4, PORT_OUT) < 0 ||
	    hold(&v.out, SOCK_DGRAM, UDPLITE, HOST6, PORT_OUT) < 0) {
		test_note("not in this kernel, so this says little");
		return;
	}
	EXPECT_EQ(1, port_lines(&v.out, "udplite", PORT_OUT));
	EXPECT_EQ(1, port_lines(&v.out, "udplite6", PORT_OUT));
	EXPECT_EQ(0, port_lines(&v.in, "udplite", PORT_OUT));
	EXPECT_EQ(0, port_lines(&v.in, "udplite6", PORT_OUT));
}

/**
 * struct raw_row - raw sockets, which a jail only has from before
 */
struct raw_row {
	const char *name;
	const char *host;
	const char *a;
};

#define PROTOCOL_OUT	253
#define PROTOCOL_IN	254

static const struct raw_row raws[] = {
	{ "raw", HOST4, A4 }, { "raw6", HOST6, A6 },
};

static long make_raw(void *arg)
{
	struct call c = { .arg = { SOCK_RAW, PROTOCOL_IN, 0 } };
	long fd;

	snprintf(c.text, sizeof(c.text), "%s", (const char *)arg);
	fd = act_hold(&c);
	return fd < 0 ? fd : fcntl((int)fd, F_SETFD, 0);
}

TEST_EACH(raw_sockets, struct raw_row, raws)
{
	struct agent_options before = { .before = make_raw };
	struct agent held;
	struct views v;
	struct watch w;

	views_start(&v);
	before.jail = &v.a;
	before.arg = (void *)row->a;
	ASSERT_EQ(0, agent_start_with(&held, &before));
	ASSERT_LE(0, hold(&v.out, SOCK_RAW, PROTOCOL_OUT, row->host, 0));
	EXPECT_EQ(1, port_lines(&v.out, row->name, PROTOCOL_OUT));
	watch_start(&w, &v.a);
	EXPECT_EQ(0, port_lines(&v.in, row->name, PROTOCOL_OUT));
	EXPECT_EQ(1, port_lines(&v.in, row->name, PROTOCOL_IN));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}

/*
 * text: an address, arg0: port. A connection to oneself, whose server's end is
 * closed first.
 */
static long act_close_first(struct call *c)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(c->arg[0]) };
	struct call listener = { .arg = { SOCK_STREAM, 0, c->arg[0] } };
	int fd, client, server;

	memcpy(listener.text, c->text, sizeof(listener.text));
	fd = (int)act_hold(&listener);
	if (fd < 0)
		return fd;
	inet_pton(AF_INET, c->text, &to.sin_addr);
	client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client < 0 || connect(client, (struct sockaddr *)&to, sizeof(to)))
		return -errno;
	server = accept(fd, NULL, NULL);
	close(fd);
	close(server);
	close(client);
	return server < 0 ? -errno : 0;
}

static void port_state(char *pattern, size_t size, const char *ip, int port)
{
	struct in_addr in;

	inet_pton(AF_INET, ip, &in);
	snprintf(pattern, size, ": %08X:%04X ", in.s_addr, port);
}

/* A connection that is over is no socket any more, but has its address. */
TEST(connections_that_are_over)
{
	struct call there = { .arg = { PORT_OVER_OUT }, .text = HOST4 };
	struct call here = { .arg = { PORT_OVER_IN }, .text = A4 };
	char of_host[32], of_jail[32];
	struct views v;
	struct watch w;

	port_state(of_host, sizeof(of_host), HOST4, PORT_OVER_OUT);
	port_state(of_jail, sizeof(of_jail), A4, PORT_OVER_IN);
	views_start(&v);
	ASSERT_EQ(0, agent_call(&v.out, act_close_first, &there));
	ASSERT_EQ(0, agent_call(&v.in, act_close_first, &here));
	EXPECT_LE(1, net_lines(&v.out, "tcp", of_host));
	EXPECT_LE(1, net_lines(&v.out, "tcp", of_jail));
	watch_start(&w, &v.a);
	EXPECT_EQ(0, net_lines(&v.in, "tcp", of_host));
	EXPECT_LE(1, net_lines(&v.in, "tcp", of_jail));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}

/* text: an abstract name; arg0: type. A listener, or a bound socket. */
static long act_unix(struct call *c)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, (int)c->arg[0] | SOCK_CLOEXEC, 0);
	size_t length = strlen(c->text);

	if (fd < 0)
		return -errno;
	memcpy(un.sun_path + 1, c->text, length);
	if (bind(fd, (struct sockaddr *)&un,
		 offsetof(struct sockaddr_un, sun_path) + 1 + length) ||
	    (c->arg[0] == SOCK_STREAM && listen(fd, 8)))
		return -errno;
	return fd;
}

TEST(unix_sockets)
{
	struct call outside = { .arg = { SOCK_STREAM }, .text = "view-out" };
	struct call inside = { .arg = { SOCK_STREAM }, .text = "view-in" };
	struct call datagrams = { .arg = { SOCK_DGRAM }, .text = "view-dgram" };
	struct views v;
	struct watch w;

	views_start(&v);
	ASSERT_LE(0, agent_call(&v.out, act_unix, &outside));
	ASSERT_LE(0, agent_call(&v.free, act_unix, &datagrams));
	ASSERT_LE(0, agent_call(&v.in, act_unix, &inside));
	ASSERT_LE(0, agent_call(&v.out, act_unix, &datagrams));
	EXPECT_EQ(1, net_lines(&v.out, "unix", "@view-out"));
	EXPECT_EQ(1, net_lines(&v.out, "unix", "@view-in"));
	EXPECT_EQ(1, net_lines(&v.free, "unix", "@view-dgram"));
	watch_start(&w, &v.a);
	EXPECT_EQ(0, net_lines(&v.in, "unix", "@view-out"));
	EXPECT_EQ(0, net_lines(&v.in, "unix", "@view-dgram"));
	EXPECT_EQ(1, net_lines(&v.in, "unix", "@view-in"));
	EXPECT_EQ(1, net_lines(&v.in, "unix", "RefCount"));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}

/**
 * struct empty_row - a file of which a jail sees the head alone
 * @row: what stands in a row outside
 * @head: what stands in the head, if there is one
 */
struct empty_row {
	const char *name;
	const char *row;
	const char *head;
};

static const struct empty_row empties[] = {
	{ "netlink", "0000", "Groups" },
	{ "packet", "    3 ", "RefCnt" },
	{ "arp", "10.77.9.2 ", "HW address" },
	{ "route", "01094D0A", "Destination" },
	{ "ipv6_route", "fd770009", NULL },
};

TEST_EACH(empty_files, struct empty_row, empties)
{
	struct views v;
	struct watch w;

	views_start(&v);
	ASSERT_LE(0, socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
	EXPECT_LE(1, net_lines(&v.out, row->name, row->row));
	if (strcmp(row->name, "packet"))
		EXPECT_LE(1, net_lines(&v.free, row->name, row->row));
	watch_start(&w, &v.a);
	EXPECT_EQ(row->head ? 1 : 0, net_lines(&v.in, row->name, ""));
	if (row->head)
		EXPECT_EQ(1, net_lines(&v.in, row->name, row->head));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}

/* Files that no program needs, and that tell of the machine's network */
struct name_row {
	const char *name;
};

static const struct name_row closed[] = {
	{ "fib_trie" }, { "fib_triestat" }, { "igmp" }, { "igmp6" },
	{ "mcfilter" }, { "anycast6" }, { "snmp" }, { "snmp6" },
	{ "netstat" }, { "sockstat" }, { "sockstat6" }, { "protocols" },
	{ "ptype" }, { "softnet_stat" }, { "dev_mcast" }, { "rt_cache" },
	{ "dev_snmp6/lo" }, { "stat/rt_cache" },
};

TEST_EACH(closed_files, struct name_row, closed)
{
	struct views v;
	struct watch w;

	views_start(&v);
	EXPECT_LE(0, net_lines(&v.out, row->name, ""));
	EXPECT_LE(0, net_lines(&v.free, row->name, ""));
	watch_start(&w, &v.a);
	EXPECT_RESULT("inside", -EACCES, net_lines(&v.in, row->name, ""));
	EXPECT_DENIED(&w, "net.file", EACCES, 1, v.in.pid, NULL);
	watch_start(&w, &v.a);
	EXPECT_LE(1, net_lines(&v.in, "tcp", ""));
	EXPECT_LE(1, net_lines(&v.in, "../stat", ""));
	EXPECT_QUIET(&w);
}
