// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D5: the ports a jail may take and the destinations it may send to,
 * where they are listed.
 *
 *	out, receiver (test)	HOST4 HOST6
 *	a1			A4 A6, with net.bind and net.connect
 */
#include "legs.h"
#include "net_util.h"
#include "sending.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM
#define PORTS_A	PARAMS_A " net.bind=" A4 ":7401,7410-7412,[" A6 "]:7401,7411"

static int set(const struct jail *jail, const char *rest)
{
	char text[512];

	snprintf(text, sizeof(text), "set name=%s %s", jail->name, rest);
	return jail_request(text, NULL, 0);
}

/**
 * struct port_row - a port that is not listed, and one that is
 */
struct port_row {
	const char *name;
	int family;
	int type;
	const char *ip;
	int port;
	int listed;
	int flags;
};

static const struct port_row ports[] = {
	{ "TCP", AF_INET, TCP, A4, 7400, 7401, 0 },
	{ "UDP", AF_INET, UDP, A4, 7400, 7401, 0 },
	{ "TCP6", AF_INET6, TCP, A6, 7400, 7401, 0 },
	{ "UDP6", AF_INET6, UDP, A6, 7400, 7401, 0 },
	{ "TCP mapped", AF_INET6, TCP, MAPPED A4, 7400, 7401, 0 },
	{ "UDP mapped", AF_INET6, UDP, MAPPED A4, 7400, 7401, 0 },
	{ "TCP wildcard", AF_INET, TCP, "0.0.0.0", 7400, 7401, 0 },
	{ "UDP wildcard", AF_INET, UDP, "0.0.0.0", 7400, 7401, 0 },
	{ "TCP6 wildcard", AF_INET6, TCP, "::", 7400, 7401, BIND_V6ONLY },
	{ "TCP unspec", AF_INET, TCP, "0.0.0.0", 7400, 7401, BIND_UNSPEC },
	{ "before a range", AF_INET, TCP, A4, 7409, 7410, 0 },
	{ "behind a range", AF_INET, UDP, A4, 7413, 7412, 0 },
	{ "of the other address", AF_INET6, TCP, A6, 7410, 7411, 0 },
	{ "not for all", AF_INET6, TCP, "::", 7410, 7411, 0 },
	{ "not for all, UDP", AF_INET6, UDP, "::", 7412, 7411, 0 },
};

TEST_EACH(port, struct port_row, ports)
{
	struct bind_call b = {
		row->family, row->type, row->ip, row->port, row->flags,
	};
	struct watch w;
	struct cast c;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PORTS_A, PARAMS_B);
	EXPECT_RESULT("outside", 0, net_bind(&c.out, &b, NULL, NULL, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EACCES, net_bind(&c.a1, &b, NULL, NULL, 0));
	EXPECT_DENIED(&w, "net.port", EACCES, 1, c.a1.pid, "74");
	watch_start(&w, &c.a);
	b.port = row->listed;
	EXPECT_RESULT("listed", 0, net_bind(&c.a1, &b, NULL, NULL, 0));
	b.port = row->port;
	ASSERT_EQ(0, set(&c.a, "net.bind=any"));
	EXPECT_RESULT("without a list", 0, net_bind(&c.a1, &b, NULL, NULL, 0));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/* arg0: family; arg1: type; arg2: binds to text; arg3: listens */
static long act_pick(struct call *c)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(c->text, 0, &ss);
	int fd = socket((int)c->arg[0], (int)c->arg[1] | SOCK_CLOEXEC, 0);
	long result = 0;

	if (c->arg[2] && bind(fd, (struct sockaddr *)&ss, length))
		result = -errno;
	if (!result && c->arg[3] && listen(fd, 1))
		result = -errno;
	close(fd);
	return result;
}

static long pick(struct agent *who, const char *ip, int type, bool binds,
		 bool listens)
{
	struct call c = {
		.arg = { strchr(ip, ':') ? AF_INET6 : AF_INET, type, binds,
			 listens },
	};

	snprintf(c.text, sizeof(c.text), "%s", ip);
	return agent_call(who, act_pick, &c);
}

static const struct pick_row {
	const char *name;
	const char *ip;
} picks[] = {
	{ "IPv4", A4 }, { "IPv6", A6 },
};

/* A port that the kernel picks is to send from; not to be listened on. */
TEST_EACH(picked_port, struct pick_row, picks)
{
	struct watch w;
	struct cast c;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PORTS_A, PARAMS_B);
	EXPECT_RESULT("outside", 0, pick(&c.out, row->ip, TCP, true, true));
	EXPECT_RESULT("outside", 0, pick(&c.out, row->ip, TCP, false, true));
	watch_start(&w, &c.a);
	EXPECT_RESULT("listens", -EACCES,
		      pick(&c.a1, row->ip, TCP, true, true));
	EXPECT_RESULT("listens, not bound", -EACCES,
		      pick(&c.a1, row->ip, TCP, false, true));
	EXPECT_DENIED(&w, "net.port", EACCES, 2, c.a1.pid, NULL);
	watch_start(&w, &c.a);
	EXPECT_RESULT("sends", 0, pick(&c.a1, row->ip, TCP, true, false));
	EXPECT_RESULT("UDP", 0, pick(&c.a1, row->ip, UDP, true, false));
	ASSERT_EQ(0, set(&c.a, "net.bind=1024-65535"));
	EXPECT_RESULT("listed", 0, pick(&c.a1, row->ip, TCP, true, true));
	EXPECT_RESULT("listed, not bound", 0,
		      pick(&c.a1, row->ip, TCP, false, true));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/**
 * struct send_row - a way to send
 */
struct send_row {
	const char *name;
	int family;
	int type;
	enum way way;
	const char *to;
};

static const struct send_row sends[] = {
	{ "TCP connect", AF_INET, TCP, CONNECT, HOST4 },
	{ "TCP6 connect", AF_INET6, TCP, CONNECT, HOST6 },
	{ "TCP mapped connect", AF_INET6, TCP, CONNECT, MAPPED HOST4 },
	{ "TCP fast open", AF_INET, TCP, FASTOPEN, HOST4 },
	{ "TCP6 fast open", AF_INET6, TCP, FASTOPEN, HOST6 },
	{ "TCP io_uring", AF_INET, TCP, RING, HOST4 },
	{ "TCP6 io_uring", AF_INET6, TCP, RING, HOST6 },
	{ "TCP io_uring worker", AF_INET, TCP, WORKER, HOST4 },
	{ "UDP connect", AF_INET, UDP, CONNECT, HOST4 },
	{ "UDP6 connect", AF_INET6, UDP, CONNECT, HOST6 },
	{ "UDP mapped connect", AF_INET6, UDP, CONNECT, MAPPED HOST4 },
	{ "UDP io_uring", AF_INET, UDP, RING, HOST4 },
	{ "UDP sendto", AF_INET, UDP, SENDTO, HOST4 },
	{ "UDP6 sendto", AF_INET6, UDP, SENDTO, HOST6 },
	{ "UDP mapped sendto", AF_INET6, UDP, SENDTO, MAPPED HOST4 },
	{ "UDP sendmmsg", AF_INET, UDP, SENDMMSG, HOST4 },
	{ "UDP6 sendmmsg", AF_INET6, UDP, SENDMMSG, HOST6 },
};

/* What lets a row through, and what comes near to it. */
static const struct {
	const char *connect;
	bool allows;
} lists[] = {
	{ "none", false },
	{ HOST4 ":7399-7401,[" HOST6 "]:1-65535", true },
	/* Not for every row. */
	{ "*:7499", false },
	{ "*:7401-7499", false },
	{ B4 ",[" B6 "]", false },
	{ "10.77.0.2/31:7400,[fd77::2/127]:7400", false },
	{ "10.77.0.0/31:7400,[fd77::/127]:7400", true },
	{ HOST4 "," HOST6, true },
	{ "7400", true },
	{ "any", true },
};

#define LISTS_FOR_EACH	2

static int receiver(const struct send_row *row)
{
	bool mapped = !strncmp(row->to, MAPPED, strlen(MAPPED));
	struct sockaddr_storage own;
	socklen_t length = net_parse(row->to + (mapped ? strlen(MAPPED) : 0),
				     7400, &own);
	int fd = socket(own.ss_family, row->type | SOCK_CLOEXEC, 0);
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	ASSERT_EQ(0, bind(fd, (struct sockaddr *)&own, length));
	if (row->type == TCP)
		ASSERT_EQ(0, listen(fd, 16));
	return fd;
}

/* Takes one from what has arrived. */
static bool arrived(int fd, int type)
{
	char got;
	int peer;

	if (!net_readable(fd, 5000))
		return false;
	if (type == UDP)
		return recv(fd, &got, 1, 0) == 1;
	peer = accept(fd, NULL, NULL);
	close(peer);
	return peer >= 0;
}

static void try_list(struct cast *c, const struct send_row *row, int fd,
		     const char *connect, bool allows)
{
	struct sending s = { row->family, row->type, row->way, row->to, 7400,
			     NULL, false };
	/* The second is not sent if the first isn't. */
	int times = row->way == SENDMMSG ? 2 : 1;
	char rest[128];
	struct watch w;

	snprintf(rest, sizeof(rest), "net.connect=%s", connect);
	ASSERT_EQ(0, set(&c->a, rest));
	watch_start(&w, &c->a);
	EXPECT_RESULT(connect, allows ? 1 : -EACCES, net_send_by(&c->a1, &s));
	if (!allows) {
		EXPECT_DENIED(&w, "net.connect", EACCES, 1, c->a1.pid, "7400");
		return;
	}
	EXPECT_QUIET(&w);
	/* By io_uring it only connects. */
	if (row->type == UDP && (row->way == RING || row->way == WORKER))
		return;
	while (times--)
		EXPECT_TRUE(arrived(fd, row->type));
	/* What was refused has not arrived before. */
	EXPECT_TRUE(!net_readable(fd, 0));
}

TEST_EACH(destination, struct send_row, sends)
{
	struct sending s = { row->family, row->type, row->way, row->to, 7400,
			     NULL, false };
	bool all = row->way == CONNECT || row->way == SENDTO;
	struct cast c;
	int fd;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	fd = receiver(row);
	EXPECT_RESULT("outside", 1, net_send_by(&c.out, &s));
	if (row->type == TCP || row->way != RING)
		EXPECT_TRUE(arrived(fd, row->type));
	if (row->way == SENDMMSG)
		EXPECT_TRUE(arrived(fd, row->type));
	for (size_t i = 0; i < (all ? ARRAY_SIZE(lists) : LISTS_FOR_EACH); i++)
		try_list(&c, row, fd, lists[i].connect, lists[i].allows);
	close(fd);
	cast_stop(&c);
}
