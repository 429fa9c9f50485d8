// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D3: what a jail sends without having bound carries the jail's
 * address, by whichever call it is sent, and never another.
 *
 *	receiver (test)	HOST4 HOST6
 *	out		sends from HOST4 or HOST6: the route's choice
 *	a1		sends from A4 or A6
 */
#include "legs.h"
#include "net_util.h"
#include "sending.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT	7200

/**
 * struct source_row - a way to send
 * @family: of the sender's socket
 * @to: where to, and what is seen as the source if nobody interferes
 * @ask: the source to ask for, or NULL
 * @from: the source that is seen from inside
 */
struct source_row {
	const char *name;
	int family;
	int type;
	enum way way;
	const char *to;
	const char *from;
	const char *ask;
};

static const struct source_row rows[] = {
	{ "TCP connect", AF_INET, SOCK_STREAM, CONNECT, HOST4, A4, NULL },
	{ "TCP6 connect", AF_INET6, SOCK_STREAM, CONNECT, HOST6, A6, NULL },
	{ "TCP mapped connect", AF_INET6, SOCK_STREAM, CONNECT, MAPPED HOST4,
	  A4, NULL },
	{ "TCP fast open", AF_INET, SOCK_STREAM, FASTOPEN, HOST4, A4, NULL },
	{ "TCP6 fast open", AF_INET6, SOCK_STREAM, FASTOPEN, HOST6, A6, NULL },
	{ "TCP io_uring", AF_INET, SOCK_STREAM, RING, HOST4, A4, NULL },
	{ "TCP6 io_uring", AF_INET6, SOCK_STREAM, RING, HOST6, A6, NULL },
	{ "TCP io_uring worker", AF_INET, SOCK_STREAM, WORKER, HOST4, A4,
	  NULL },
	{ "TCP6 io_uring worker", AF_INET6, SOCK_STREAM, WORKER, HOST6, A6,
	  NULL },
	{ "UDP connect", AF_INET, SOCK_DGRAM, CONNECT, HOST4, A4, NULL },
	{ "UDP6 connect", AF_INET6, SOCK_DGRAM, CONNECT, HOST6, A6, NULL },
	{ "UDP mapped connect", AF_INET6, SOCK_DGRAM, CONNECT, MAPPED HOST4,
	  A4, NULL },
	{ "UDP sendto", AF_INET, SOCK_DGRAM, SENDTO, HOST4, A4, NULL },
	{ "UDP6 sendto", AF_INET6, SOCK_DGRAM, SENDTO, HOST6, A6, NULL },
	{ "UDP mapped sendto", AF_INET6, SOCK_DGRAM, SENDTO, MAPPED HOST4, A4,
	  NULL },
	{ "UDP sendmmsg", AF_INET, SOCK_DGRAM, SENDMMSG, HOST4, A4, NULL },
	{ "UDP6 sendmmsg", AF_INET6, SOCK_DGRAM, SENDMMSG, HOST6, A6, NULL },
	{ "UDP mapped sendmmsg", AF_INET6, SOCK_DGRAM, SENDMMSG, MAPPED HOST4,
	  A4, NULL },
	{ "UDP, any asked", AF_INET, SOCK_DGRAM, ASK, HOST4, A4, "0.0.0.0" },
	{ "UDP, own asked", AF_INET, SOCK_DGRAM, ASK, HOST4, A4, A4 },
	{ "UDP6, any asked", AF_INET6, SOCK_DGRAM, ASK, HOST6, A6, "::" },
	{ "UDP6, own asked", AF_INET6, SOCK_DGRAM, ASK, HOST6, A6, A6 },
	{ "UDP mapped, own asked", AF_INET6, SOCK_DGRAM, ASK, MAPPED HOST4,
	  A4, MAPPED A4 },
};

static long send_with(struct agent *who, const struct source_row *row,
		      bool before)
{
	struct sending sending = {
		.family = row->family, .type = row->type, .way = row->way,
		.to = row->to, .port = PORT, .ask = row->ask, .before = before,
	};

	return net_send_by(who, &sending);
}

static long send_from(struct agent *who, const struct source_row *row)
{
	return send_with(who, row, false);
}

/* A socket of the host's that hears it. */
static int receiver(const struct source_row *row)
{
	const char *colon = strrchr(row->to, ':');
	bool mapped = !strncmp(row->to, MAPPED, strlen(MAPPED));
	struct sockaddr_storage own;
	socklen_t length = net_parse(mapped ? colon + 1 : row->to, PORT, &own);
	int fd = socket(own.ss_family, row->type | SOCK_CLOEXEC, 0);
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	ASSERT_EQ(0, bind(fd, (struct sockaddr *)&own, length));
	if (row->type == SOCK_STREAM)
		ASSERT_EQ(0, listen(fd, 4));
	return fd;
}

/* Where the next one comes from; nothing waits: an empty text. */
static void seen_from(int fd, int type, char *ip, size_t size)
{
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	char got;
	int peer;

	*ip = '\0';
	if (!net_readable(fd, type == SOCK_STREAM ? 5000 : 1000))
		return;
	if (type == SOCK_STREAM) {
		peer = accept(fd, (struct sockaddr *)&from, &length);
		if (peer < 0)
			return;
		close(peer);
	} else if (recvfrom(fd, &got, 1, 0, (struct sockaddr *)&from,
			    &length) != 1) {
		return;
	}
	net_print(&from, ip, size);
}

static void expect_from(int fd, const struct source_row *row, const char *want)
{
	int times = row->way == SENDMMSG ? 2 : 1;
	char ip[64];

	while (times--) {
		seen_from(fd, row->type, ip, sizeof(ip));
		if (strcmp(ip, want))
			test_fail(__FILE__, __LINE__, "came from \"%s\", not %s",
				  ip, want);
	}
}

/* What was sent before the last one is here by now, were there any. */
static void expect_no_more(int fd)
{
	EXPECT_EQ(false, net_readable(fd, 0));
}

/* Is a certain source asked for? */
static bool asks(const struct source_row *row)
{
	return row->ask && strcmp(row->ask, "0.0.0.0") &&
	       strcmp(row->ask, "::");
}

TEST_EACH(source, struct source_row, rows)
{
	const char *host = strchr(row->to, '.') ? HOST4 : HOST6;
	struct watch w;
	struct cast c;
	int fd;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	fd = receiver(row);
	EXPECT_RESULT("outside", 1, send_from(&c.out, row));
	expect_from(fd, row, asks(row) ? row->from : host);
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", 1, send_from(&c.a1, row));
	expect_from(fd, row, row->from);
	EXPECT_QUIET(&w);
	close(fd);
	cast_stop(&c);
}

/* Sources that are not the jail's, asked for. */
static const struct source_row foreign[] = {
	{ "the host's", AF_INET, SOCK_DGRAM, ASK, HOST4, A4, HOST4 },
	{ "a sibling's", AF_INET, SOCK_DGRAM, ASK, HOST4, A4, B4 },
	{ "loopback", AF_INET, SOCK_DGRAM, ASK, HOST4, A4, "127.0.0.1" },
	{ "the host's IPv6", AF_INET6, SOCK_DGRAM, ASK, HOST6, A6, HOST6 },
	{ "a sibling's IPv6", AF_INET6, SOCK_DGRAM, ASK, HOST6, A6, B6 },
	{ "IPv6 loopback", AF_INET6, SOCK_DGRAM, ASK, HOST6, A6, "::1" },
	{ "the host's mapped", AF_INET6, SOCK_DGRAM, ASK, MAPPED HOST4, A4,
	  MAPPED HOST4 },
};

TEST_EACH(source_asked, struct source_row, foreign)
{
	struct source_row own = *row;
	struct watch w;
	struct cast c;
	char ip[64];
	int fd;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	fd = receiver(row);
	EXPECT_RESULT("outside", 1, send_from(&c.out, row));
	seen_from(fd, row->type, ip, sizeof(ip));
	EXPECT_NE(0, (int)strlen(ip));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EADDRNOTAVAIL, send_from(&c.a1, row));
	EXPECT_DENIED(&w, "net.source", EADDRNOTAVAIL, 1, c.a1.pid, NULL);
	watch_start(&w, &c.a);
	own.ask = NULL;
	own.way = SENDTO;
	EXPECT_RESULT("its own", 1, send_from(&c.a1, &own));
	expect_from(fd, &own, row->from);
	expect_no_more(fd);
	EXPECT_QUIET(&w);
	close(fd);
	cast_stop(&c);
}

/* Its address gone, a jail sends from none. */
TEST_EACH(source_gone, struct source_row, rows)
{
	bool v4 = strchr(row->to, '.');
	const char *ip = v4 ? A4 : A6;
	struct watch w;
	struct cast c;
	int fd;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	fd = receiver(row);
	ASSERT_EQ(0, net_drop_address(ip));
	watch_start(&w, &c.a);
	/* What is asked for in IPv6 the kernel looks at first. */
	EXPECT_RESULT("inside", asks(row) && !v4 ? -EINVAL : -EADDRNOTAVAIL,
		      send_from(&c.a1, row));
	ASSERT_EQ(0, net_add_address(ip));
	watch_start(&w, &c.a);
	EXPECT_RESULT("back again", 1, send_from(&c.a1, row));
	expect_from(fd, row, row->from);
	expect_no_more(fd);
	EXPECT_QUIET(&w);
	close(fd);
	cast_stop(&c);
}

static long make_before(void *arg)
{
	const struct source_row *row = arg;
	int fd = socket(row->family, row->type, 0);

	if (fd < 0 || dup2(fd, SEND_BEFORE) != SEND_BEFORE)
		return -errno;
	return close(fd);
}

/* D7: a socket made outside, not bound, is used inside. */
TEST_EACH(source_before, struct source_row, rows)
{
	struct source_row copy = *row;
	struct agent_options o = { .before = make_before, .arg = &copy };
	struct jail a;
	struct agent in;
	struct watch w;
	int fd;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	o.jail = &a;
	fd = receiver(row);
	ASSERT_EQ(0, agent_start_with(&in, &o));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", 1, send_with(&in, row, true));
	expect_from(fd, row, row->from);
	EXPECT_QUIET(&w);
	close(fd);
	agent_stop(&in);
}
