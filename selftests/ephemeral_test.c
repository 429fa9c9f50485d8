// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise D5: with a share of the ports that the kernel picks, a jail can use
 * up no more than that. Without one it can use up all, for everybody: TCP's
 * connect() does not pick a port that is bound to any address.
 *
 * In a network stack of the test's own, with few such ports.
 */
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM
#define FIRST	50000
#define LAST	50031
#define PORTS	(LAST - FIRST + 1)
#define SHARE	"net.ephemeral=50000-50007"
#define IN_SHARE 8
#define PORT	7600

static int set_range(void)
{
	int fd = open("/proc/sys/net/ipv4/ip_local_port_range", O_WRONLY);
	char text[32];
	int n = snprintf(text, sizeof(text), "%d %d", FIRST, LAST);
	int err = write(fd, text, (size_t)n) == n ? 0 : -errno;

	close(fd);
	return err;
}

static int setup(void)
{
	int err = (int)net_own_stack(NULL);

	return err ? err : set_range();
}

static int set(const struct jail *jail, const char *rest)
{
	char text[256];

	snprintf(text, sizeof(text), "set name=%s %s", jail->name, rest);
	return jail_request(text, NULL, 0);
}

static int listener(const char *ip)
{
	struct sockaddr_storage own;
	socklen_t length = net_parse(ip, PORT, &own);
	int fd = socket(own.ss_family, TCP | SOCK_CLOEXEC, 0);

	ASSERT_EQ(0, bind(fd, (struct sockaddr *)&own, length));
	ASSERT_EQ(0, listen(fd, 4 * PORTS));
	return fd;
}

static int port_of(int fd)
{
	struct sockaddr_storage ss;
	socklen_t length = sizeof(ss);

	if (getsockname(fd, (struct sockaddr *)&ss, &length))
		return -errno;
	if (ss.ss_family == AF_INET)
		return ntohs(((struct sockaddr_in *)&ss)->sin_port);
	return ntohs(((struct sockaddr_in6 *)&ss)->sin6_port);
}

/**
 * enum how - to have the kernel pick a port
 */
enum how {
	BIND,
	CONNECT,
};

static int take_one(const struct call *c)
{
	struct sockaddr_storage ss;
	socklen_t length;
	int fd, err;

	length = net_parse(c->text, c->arg[1] == CONNECT ? PORT : 0, &ss);
	fd = socket(ss.ss_family, (int)c->arg[0] | SOCK_CLOEXEC, 0);
	if (c->arg[1] == CONNECT)
		err = connect(fd, (struct sockaddr *)&ss, length);
	else
		err = bind(fd, (struct sockaddr *)&ss, length);
	if (!err)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/*
 * arg0: type; arg1: how; arg2: how many; text: of or to whom. What it took
 * stays open: how many; arg3: why no more; arg4, arg5: lowest and highest port
 */
static long act_take(struct call *c)
{
	long taken = 0;

	c->arg[3] = 0;
	c->arg[4] = LAST + 1;
	c->arg[5] = 0;
	while (taken < c->arg[2]) {
		int fd = take_one(c), port;

		if (fd < 0) {
			c->arg[3] = fd;
			break;
		}
		port = port_of(fd);
		c->arg[4] = port < c->arg[4] ? port : c->arg[4];
		c->arg[5] = port > c->arg[5] ? port : c->arg[5];
		taken++;
	}
	return taken;
}

static long take(struct agent *who, int type, enum how how, const char *ip,
		 struct call *c)
{
	*c = (struct call){ .arg = { type, how, 2 * PORTS } };
	snprintf(c->text, sizeof(c->text), "%s", ip);
	return agent_call(who, act_take, c);
}

struct take_row {
	const char *name;
	int type;
	enum how how;
	const char *ip;
	const char *outside;
	int err;
};

static const struct take_row takes[] = {
	{ "TCP bind", TCP, BIND, A4, HOST4, -EADDRINUSE },
	{ "TCP6 bind", TCP, BIND, A6, HOST6, -EADDRINUSE },
	{ "UDP bind", UDP, BIND, A4, HOST4, -EADDRINUSE },
	{ "UDP6 bind", UDP, BIND, A6, HOST6, -EADDRINUSE },
	{ "TCP connect", TCP, CONNECT, HOST4, HOST4, -EADDRNOTAVAIL },
	{ "TCP6 connect", TCP, CONNECT, HOST6, HOST6, -EADDRNOTAVAIL },
};

TEST_EACH(share, struct take_row, takes)
{
	struct agent in, out;
	struct jail a;
	struct call c;

	ASSERT_EQ(0, setup());
	ASSERT_JAIL(&a, "a", PARAMS_A " " SHARE);
	ASSERT_AGENT(&in, &a);
	ASSERT_AGENT(&out, NULL);
	if (row->how == CONNECT)
		listener(row->ip);
	EXPECT_EQ(IN_SHARE, take(&in, row->type, row->how, row->ip, &c));
	EXPECT_EQ(row->err, c.arg[3]);
	EXPECT_LE(FIRST, c.arg[4]);
	EXPECT_GE(FIRST + IN_SHARE - 1, c.arg[5]);
	ASSERT_EQ(0, set(&a, "net.ephemeral=50008-50009"));
	EXPECT_EQ(2, take(&in, row->type, row->how, row->ip, &c));
	EXPECT_EQ(FIRST + IN_SHARE, c.arg[4]);
	/* Outside there are the others, at least. */
	EXPECT_LE(PORTS - IN_SHARE - 2,
		  take(&out, row->type, row->how, row->outside, &c));
}

/* What the share is good for, and what is so without one. */
TEST(neighbours)
{
	struct agent in, out;
	struct jail a;
	struct call c;

	ASSERT_EQ(0, setup());
	ASSERT_JAIL(&a, "a", PARAMS_A " " SHARE);
	ASSERT_AGENT(&in, &a);
	ASSERT_AGENT(&out, NULL);
	listener(HOST4);
	EXPECT_EQ(IN_SHARE, take(&in, TCP, BIND, A4, &c));
	EXPECT_EQ(PORTS - IN_SHARE, take(&out, TCP, CONNECT, HOST4, &c));
	agent_stop(&out);
	ASSERT_AGENT(&out, NULL);
	ASSERT_EQ(0, set(&a, "net.ephemeral=any"));
	EXPECT_LE(PORTS - IN_SHARE, take(&in, TCP, BIND, A4, &c));
	EXPECT_EQ(0, take(&out, TCP, CONNECT, HOST4, &c));
	EXPECT_EQ(-EADDRNOTAVAIL, c.arg[3]);
}

/* Nor does it get them by asking for each. */
TEST(asked)
{
	struct bind_call b = { AF_INET, TCP, A4, FIRST + IN_SHARE, 0 };
	struct watch w;
	struct cast c;

	ASSERT_EQ(0, setup());
	cast_start(&c, PARAMS_A " " SHARE, PARAMS_B);
	for (int i = 0; i < 2; i++) {
		b.type = i ? UDP : TCP;
		b.port = FIRST + IN_SHARE;
		EXPECT_RESULT("outside", 0, net_bind(&c.out, &b, NULL, NULL, 0));
		watch_start(&w, &c.a);
		EXPECT_RESULT("inside", -EACCES,
			      net_bind(&c.a1, &b, NULL, NULL, 0));
		EXPECT_DENIED(&w, "net.port", EACCES, 1, c.a1.pid, "50008");
		watch_start(&w, &c.a);
		b.port = FIRST;
		EXPECT_RESULT("its own", 0, net_bind(&c.a1, &b, NULL, NULL, 0));
		b.port = LAST + 1;
		EXPECT_RESULT("nobody's", 0, net_bind(&c.a1, &b, NULL, NULL, 0));
		EXPECT_QUIET(&w);
	}
	watch_start(&w, &c.a);
	ASSERT_EQ(0, set(&c.a, "net.bind=50008"));
	b.port = FIRST + IN_SHARE;
	EXPECT_RESULT("listed", 0, net_bind(&c.a1, &b, NULL, NULL, 0));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/* One share is one family of jails'. */
TEST(overlap)
{
	struct jail a, b, c;
	char name[80];

	ASSERT_EQ(0, setup());
	ASSERT_JAIL(&a, "a", PARAMS_A " " SHARE);
	EXPECT_EQ(-EADDRINUSE, jail_make(&b, "b", PARAMS_B " net.ephemeral=50007-50010"));
	ASSERT_JAIL(&b, "b", PARAMS_B " net.ephemeral=50008-50010");
	EXPECT_EQ(-EADDRINUSE, set(&b, "net.ephemeral=49000-50000"));
	EXPECT_EQ(-EADDRINUSE, set(&a, "net.ephemeral=50000-50031"));
	snprintf(name, sizeof(name), "%.50s.c", a.name);
	EXPECT_EQ(-EINVAL, jail_create(&c, name, PARAMS_A " net.ephemeral=50008-50009", 0));
	ASSERT_EQ(0, jail_create(&c, name, PARAMS_A " net.ephemeral=50002-50003", 0));
	EXPECT_EQ(-EBUSY, set(&a, "net.ephemeral=50003-50007"));
	EXPECT_EQ(0, set(&a, "net.ephemeral=50002-50007"));
}

/* A child without one has its parent's. */
TEST(child)
{
	struct agent in;
	struct jail a, b;
	struct call c;
	char name[80];

	ASSERT_EQ(0, setup());
	ASSERT_JAIL(&a, "a", PARAMS_A " " SHARE);
	snprintf(name, sizeof(name), "%.50s.c", a.name);
	ASSERT_EQ(0, jail_create(&b, name, PARAMS_A, 0));
	ASSERT_AGENT(&in, &b);
	EXPECT_EQ(IN_SHARE, take(&in, TCP, BIND, A4, &c));
	EXPECT_GE(FIRST + IN_SHARE - 1, c.arg[5]);
}
