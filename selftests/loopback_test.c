// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D4: localhost is the jail's own. What listens there is reached from
 * that jail alone, by whichever way and name of it, also what listens on all of
 * its addresses; the host's and other jails' are not, nor is one taken for
 * another's.
 *
 *	host 127.0.0.1 ::1	jail a 127.128.x.y fd6a:...	jail b
 */
#include "legs.h"
#include "net_util.h"
#include "sending.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM
#define PORT	7400
/* RTF_LOCAL of <linux/ipv6_route.h> */
#define LOCAL	0x80000000u

/**
 * struct local_row - a way to send to localhost
 * @family: of the sender's socket
 * @to: what stands for localhost
 */
struct local_row {
	const char *name;
	int family;
	int type;
	enum way way;
	const char *to;
};

static const struct local_row rows[] = {
	{ "TCP connect", AF_INET, TCP, CONNECT, "127.0.0.1" },
	{ "TCP connect, any of 127", AF_INET, TCP, CONNECT, "127.1.2.3" },
	{ "TCP connect, 0.0.0.0", AF_INET, TCP, CONNECT, "0.0.0.0" },
	{ "TCP6 connect", AF_INET6, TCP, CONNECT, "::1" },
	{ "TCP6 connect, ::", AF_INET6, TCP, CONNECT, "::" },
	{ "TCP mapped connect", AF_INET6, TCP, CONNECT, MAPPED "127.0.0.1" },
	{ "TCP mapped connect, any", AF_INET6, TCP, CONNECT, MAPPED "0.0.0.0" },
	{ "TCP fast open", AF_INET, TCP, FASTOPEN, "127.0.0.1" },
	{ "TCP6 fast open", AF_INET6, TCP, FASTOPEN, "::1" },
	{ "TCP io_uring", AF_INET, TCP, RING, "127.0.0.1" },
	{ "TCP6 io_uring", AF_INET6, TCP, RING, "::1" },
	{ "TCP io_uring worker", AF_INET, TCP, WORKER, "127.0.0.1" },
	{ "TCP6 io_uring worker", AF_INET6, TCP, WORKER, "::1" },
	{ "UDP connect", AF_INET, UDP, CONNECT, "127.0.0.1" },
	{ "UDP6 connect", AF_INET6, UDP, CONNECT, "::1" },
	{ "UDP mapped connect", AF_INET6, UDP, CONNECT, MAPPED "127.0.0.1" },
	{ "UDP sendto", AF_INET, UDP, SENDTO, "127.0.0.1" },
	{ "UDP sendto, 0.0.0.0", AF_INET, UDP, SENDTO, "0.0.0.0" },
	{ "UDP6 sendto", AF_INET6, UDP, SENDTO, "::1" },
	{ "UDP6 sendto, ::", AF_INET6, UDP, SENDTO, "::" },
	{ "UDP mapped sendto", AF_INET6, UDP, SENDTO, MAPPED "127.0.0.1" },
	{ "UDP sendmmsg", AF_INET, UDP, SENDMMSG, "127.0.0.1" },
	{ "UDP6 sendmmsg", AF_INET6, UDP, SENDMMSG, "::1" },
	{ "UDP in pieces", AF_INET, UDP, PIECES, "127.0.0.1" },
	{ "UDP6 in pieces", AF_INET6, UDP, PIECES, "::1" },
	{ "UDP mapped in pieces", AF_INET6, UDP, PIECES, MAPPED "127.0.0.1" },
};

/* A stack of the test's own, which goes with it. */
static int setup(void)
{
	return unshare(CLONE_NEWNET) ? -errno : net_setup();
}

/* The kernel makes the route to itself a moment after the address. */
static bool has_route(const char *v6)
{
	struct in6_addr ip;
	char hex[33], line[256];
	unsigned int flags;
	bool found = false;
	FILE *f = fopen("/proc/net/ipv6_route", "re");

	inet_pton(AF_INET6, v6, &ip);
	for (int i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", ip.s6_addr[i]);
	while (f && !found && fgets(line, sizeof(line), f))
		found = !strncmp(line, hex, 32) &&
			sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %x",
			       &flags) == 1 && flags & LOCAL;
	if (f)
		fclose(f);
	return found;
}

/* As jailctl does it: what a jail has for ::1 is on lo. */
static void loop(const struct jail *jail, char *v4, char *v6)
{
	int err;

	ASSERT_EQ(0, jail_field(jail->name, "ip4.loopback", v4, 64));
	ASSERT_EQ(0, jail_field(jail->name, "ip6.loopback", v6, 64));
	err = net_add_address(v6);
	ASSERT_TRUE(!err || err == -EEXIST);
	for (int i = 0; i < 1000 && !has_route(v6); i++)
		usleep(10000);
}

/* What stands for localhost, or all, in the family that is sent in. */
static const char *in_family(const char *to, const char *v4, const char *v6)
{
	return strchr(to, '.') ? v4 : v6;
}

static int hold(struct agent *who, int type, const char *ip)
{
	struct bind_call b = {
		strchr(ip, ':') ? AF_INET6 : AF_INET, type, ip, PORT,
		BIND_KEEP | BIND_REUSE,
	};
	int fd = -1;

	ASSERT_EQ(0, net_bind(who, &b, &fd, NULL, 0));
	return fd;
}

static void let_go(struct agent *who, int fd)
{
	EXPECT_EQ(0, agent_do(who, act_close, fd, 0, 0));
}

static long send_to(struct agent *who, const struct local_row *row,
		    const char *to)
{
	struct sending sending = {
		.family = row->family, .type = row->type, .way = row->way,
		.to = to, .port = PORT,
	};

	return net_send_by(who, &sending);
}

/* arg0: a listener or UDP socket, arg1: its type; text: where it came from */
static long act_from(struct call *c)
{
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	int fd = (int)c->arg[0], peer;
	char got;

	if (!net_readable(fd, 10000))
		return -ETIMEDOUT;
	if (c->arg[1] == TCP) {
		peer = accept(fd, (struct sockaddr *)&from, &length);
		if (peer < 0)
			return -errno;
		close(peer);
	} else if (recvfrom(fd, &got, 1, 0, (struct sockaddr *)&from,
			    &length) < 0) {
		return -errno;
	}
	net_print(&from, c->text, sizeof(c->text));
	return 0;
}

/* arg0: a socket; whether something waits there */
static long act_waits(struct call *c)
{
	return net_readable((int)c->arg[0], 0);
}

static void expect_idle(const char *whose, struct agent *who, int fd)
{
	EXPECT_RESULT(whose, 0, agent_do(who, act_waits, fd, 0, 0));
}

static void expect_from(struct agent *who, int fd, const struct local_row *row,
			const char *want)
{
	struct call c = { .arg = { fd, row->type } };
	int times = row->way == SENDMMSG ? 2 : 1;

	while (times--) {
		EXPECT_EQ(0, agent_call(who, act_from, &c));
		if (want && strcmp(c.text, want))
			test_fail(__FILE__, __LINE__, "came from %s, not %s",
				  c.text, want);
	}
}

/* Nobody is there: TCP is told, and UDP sends all the same. */
static long nobody(const struct local_row *row)
{
	return row->type == TCP ? -ECONNREFUSED : 1;
}

/* By number nobody gets there, outside or in another jail. */
static void expect_closed(struct cast *c, const struct local_row *row,
			  const char *ip)
{
	struct local_row number = *row;
	long got;

	number.family = strchr(ip, ':') ? AF_INET6 : AF_INET;
	EXPECT_RESULT("the host", -ECONNREFUSED, send_to(&c->out, &number, ip));
	got = send_to(&c->b1, &number, ip);
	EXPECT_TRUE(got == -ECONNREFUSED || got == nobody(row));
}

TEST_EACH(localhost, struct local_row, rows)
{
	const char *local = in_family(row->to, "127.0.0.1", "::1");
	const char *any = in_family(row->to, "0.0.0.0", "::");
	char v4[64], v6[64], other4[64], other6[64];
	struct watch wa, wb;
	struct cast c;
	int host, own, others;

	ASSERT_EQ(0, setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	loop(&c.a, v4, v6);
	loop(&c.b, other4, other6);
	watch_start(&wa, &c.a);
	watch_start(&wb, &c.b);
	host = hold(&c.out, row->type, any);
	EXPECT_RESULT("the host's", nobody(row), send_to(&c.a1, row, row->to));
	expect_idle("the host's", &c.out, host);
	EXPECT_RESULT("outside", 1, send_to(&c.victim, row, row->to));
	expect_from(&c.out, host, row, NULL);
	let_go(&c.out, host);

	host = hold(&c.out, row->type, local);
	own = hold(&c.a1, row->type, local);
	others = hold(&c.b1, row->type, local);
	EXPECT_RESULT("inside", 1, send_to(&c.a2, row, row->to));
	expect_from(&c.a1, own, row, in_family(row->to, v4, v6));
	EXPECT_RESULT("in another", 1, send_to(&c.b1, row, row->to));
	expect_from(&c.b1, others, row, in_family(row->to, other4, other6));
	let_go(&c.b1, others);
	EXPECT_RESULT("of another", nobody(row), send_to(&c.b1, row, row->to));
	expect_closed(&c, row, in_family(row->to, v4, v6));
	expect_idle("the one inside", &c.a1, own);
	expect_idle("the host's", &c.out, host);
	let_go(&c.a1, own);

	own = hold(&c.a1, row->type, any);
	EXPECT_RESULT("to all of them", 1, send_to(&c.a2, row, row->to));
	expect_from(&c.a1, own, row, in_family(row->to, v4, v6));
	expect_closed(&c, row, in_family(row->to, v4, v6));
	expect_idle("the one inside", &c.a1, own);
	expect_idle("the host's", &c.out, host);
	EXPECT_QUIET(&wa);
	EXPECT_QUIET(&wb);
	cast_stop(&c);
}

static const struct local_row binds[] = {
	{ "TCP", AF_INET, TCP, CONNECT, "127.0.0.1" },
	{ "UDP", AF_INET, UDP, CONNECT, "127.0.0.1" },
	{ "TCP6", AF_INET6, TCP, CONNECT, "::1" },
	{ "UDP6", AF_INET6, UDP, CONNECT, "::1" },
	{ "TCP mapped", AF_INET6, TCP, CONNECT, MAPPED "127.0.0.1" },
	{ "UDP mapped", AF_INET6, UDP, CONNECT, MAPPED "127.0.0.1" },
};

/* Its name is the address that it is; the jail's wildcard has it as well. */
TEST_EACH(localhost_bind, struct local_row, binds)
{
	struct bind_call b = { row->family, row->type, row->to, PORT,
			       BIND_KEEP };
	char v4[64], v6[64], name[64], want[80];
	const char *any = in_family(row->to, "0.0.0.0", "::");
	struct cast c;
	int fd;

	ASSERT_EQ(0, setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	loop(&c.a, v4, v6);
	ASSERT_EQ(0, net_bind(&c.a1, &b, &fd, name, sizeof(name)));
	snprintf(want, sizeof(want), "%s%s",
		 strncmp(row->to, MAPPED, strlen(MAPPED)) ? "" : MAPPED,
		 in_family(row->to, v4, v6));
	EXPECT_EQ(0, strcmp(want, name));
	b.flags = 0;
	EXPECT_RESULT("again", -EADDRINUSE, net_bind(&c.a2, &b, NULL, NULL, 0));
	b.ip = any;
	b.family = in_family(row->to, "4", "6")[0] == '4' ? AF_INET : AF_INET6;
	EXPECT_RESULT("the wildcard", -EADDRINUSE,
		      net_bind(&c.a2, &b, NULL, NULL, 0));
	let_go(&c.a1, fd);
	b.flags = BIND_KEEP;
	ASSERT_EQ(0, net_bind(&c.a1, &b, &fd, NULL, 0));
	b.ip = row->to;
	b.family = row->family;
	b.flags = 0;
	EXPECT_RESULT("beside the wildcard", -EADDRINUSE,
		      net_bind(&c.a2, &b, NULL, NULL, 0));
	EXPECT_RESULT("in another", row->family == AF_INET6 &&
		      !strchr(row->to, '.') ? -EADDRNOTAVAIL : 0,
		      net_bind(&c.b1, &b, NULL, NULL, 0));
	cast_stop(&c);
}

/* arg0: family, arg1: type; text: where from, NUL, where to */
static long act_from_to(struct call *c)
{
	const char *to = c->text + strlen(c->text) + 1;
	int fd = socket((int)c->arg[0], (int)c->arg[1] | SOCK_CLOEXEC, 0);
	struct sockaddr_storage ss;
	socklen_t length = net_parse(c->text, 0, &ss);
	long result = 0;

	if (bind(fd, (struct sockaddr *)&ss, length))
		result = -1;
	length = net_parse(to, PORT, &ss);
	if (!result)
		result = connect(fd, (struct sockaddr *)&ss, length);
	result = result ? -errno : 0;
	close(fd);
	return result;
}

static long from_to(struct agent *who, const struct local_row *row,
		    const char *to)
{
	struct call c = { .arg = { row->family, row->type } };
	int n = snprintf(c.text, sizeof(c.text), "%s", row->to) + 1;

	snprintf(c.text + n, sizeof(c.text) - (size_t)n, "%s", to);
	return agent_call(who, act_from_to, &c);
}

/* To others it would seem to come from their own machine. */
TEST_EACH(localhost_as_source, struct local_row, binds)
{
	bool mapped = !strncmp(row->to, MAPPED, strlen(MAPPED));
	const char *to = mapped ? MAPPED HOST4 :
				  in_family(row->to, HOST4, HOST6);
	const char *own = mapped ? MAPPED A4 : in_family(row->to, A4, A6);
	char v4[64], v6[64];
	struct watch w;
	struct cast c;

	ASSERT_EQ(0, setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	loop(&c.a, v4, v6);
	hold(&c.out, row->type, in_family(row->to, HOST4, HOST6));
	hold(&c.a2, row->type, in_family(row->to, A4, A6));
	EXPECT_RESULT("outside", 0, from_to(&c.out, row, to));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EADDRNOTAVAIL, from_to(&c.a1, row, to));
	EXPECT_DENIED(&w, "net.source", EADDRNOTAVAIL, 1, c.a1.pid, NULL);
	watch_start(&w, &c.a);
	EXPECT_RESULT("to itself", 0, from_to(&c.a1, row, own));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/* What is asked for of another's: one's own, of IPv4; of IPv6 nobody. */
static void expect_closed_to(struct agent *who, const struct local_row *row,
			     const char *v4, const char *v6)
{
	const char *ip = in_family(row->to, v4, v6);

	if (strchr(ip, ':'))
		EXPECT_RESULT("another's", -ECONNREFUSED,
			      send_to(who, row, ip));
}

/* A child has one of its own, also where it has its parent's address. */
TEST_EACH(localhost_of_a_child, struct local_row, binds)
{
	bool mapped = !strncmp(row->to, MAPPED, strlen(MAPPED));
	const char *shared = mapped ? MAPPED A4 : in_family(row->to, A4, A6);
	char v4[64], v6[64], in4[64], in6[64], name[80];
	struct agent up, down;
	struct jail a, child;
	struct watch w;
	int above, below;

	ASSERT_EQ(0, setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	snprintf(name, sizeof(name), "%s.child", a.name);
	ASSERT_EQ(0, jail_create(&child, name, PARAMS_A, 0));
	ASSERT_AGENT(&up, &a);
	ASSERT_AGENT(&down, &child);
	loop(&a, v4, v6);
	loop(&child, in4, in6);
	above = hold(&up, row->type, row->to);
	below = hold(&down, row->type, row->to);
	expect_closed_to(&up, row, in4, in6);
	expect_closed_to(&down, row, v4, v6);
	EXPECT_RESULT("above", 1, send_to(&up, row, row->to));
	expect_from(&up, above, row, NULL);
	EXPECT_RESULT("below", 1, send_to(&down, row, row->to));
	expect_from(&down, below, row, NULL);
	let_go(&down, below);
	EXPECT_RESULT("the parent's", nobody(row),
		      send_to(&down, row, row->to));
	expect_idle("the parent's", &up, above);
	hold(&up, row->type, in_family(row->to, A4, A6));
	watch_start(&w, &child);
	EXPECT_RESULT("to a shared address", -EADDRNOTAVAIL,
		      from_to(&down, row, shared));
	EXPECT_DENIED(&w, "net.source", EADDRNOTAVAIL, 1, down.pid, NULL);
}

/* Where nobody has put it on lo, nothing goes astray. */
TEST_EACH(localhost_missing, struct local_row, rows)
{
	struct bind_call b = { AF_INET6, row->type, "::1", PORT, 0 };
	struct watch w;
	struct cast c;

	if (strchr(row->to, '.'))
		return;
	ASSERT_EQ(0, setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	hold(&c.out, row->type, "::1");
	EXPECT_RESULT("bind", -EADDRNOTAVAIL,
		      net_bind(&c.a1, &b, NULL, NULL, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EADDRNOTAVAIL, send_to(&c.a1, row, row->to));
	EXPECT_DENIED_AMONG(&w, "net.source", EADDRNOTAVAIL, 1);
	cast_stop(&c);
}
