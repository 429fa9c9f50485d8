// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * D1 for a living jail: an address goes only when nobody in the jail is on it.
 * jailctl says who is and changes nothing; with --force these sockets end, each
 * kind in its way, and nobody else's.
 *
 *	jail a: A4 A6, A4B A6B	--> A4 A6	its socket on A4B or A6B ends
 *	host:   one on the same address		stays
 */
#include "legs.h"
#include "net_util.h"
#include "tool.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT	7500
#define HOST_PORT 7501
#define TCP	SOCK_STREAM
#define UDP	SOCK_DGRAM

/**
 * enum course - what the jail's socket is when its address goes
 */
enum course { LISTENS, ACCEPTED, WAITING, RECEIVES, CONNECTED };

/**
 * struct vacate_row - a socket of the jail's on an address that goes
 * @ip: that it is bound to; the wildcard, where it is there by a connection
 * @gone: the address
 * @shown: how it is told, less the pid; NULL: no process has it yet
 * @sockets: how many share the port
 */
struct vacate_row {
	const char *name;
	enum course course;
	int family;
	int type;
	int flags;
	const char *ip;
	const char *gone;
	const char *shown;
	int sockets;
};

static const struct vacate_row rows[] = {
	{ "listener", LISTENS, AF_INET, TCP, 0, A4B, A4B,
	  "tcp 10.77.0.12:7500 (", 1 },
	{ "listener, IPv6", LISTENS, AF_INET6, TCP, 0, A6B, A6B,
	  "tcp [fd77::12]:7500 (", 1 },
	{ "listener, mapped", LISTENS, AF_INET6, TCP, 0, MAPPED A4B, A4B,
	  "tcp 10.77.0.12:7500 (", 1 },
	{ "listeners that share", LISTENS, AF_INET, TCP, BIND_REUSEPORT, A4B,
	  A4B, "tcp 10.77.0.12:7500 (", 3 },
	{ "accepted", ACCEPTED, AF_INET, TCP, 0, "0.0.0.0", A4B,
	  "tcp 10.77.0.12:7500 (", 1 },
	{ "accepted, both families", ACCEPTED, AF_INET6, TCP, 0, "::", A4B,
	  "tcp 10.77.0.12:7500 (", 1 },
	{ "accepted, IPv6", ACCEPTED, AF_INET6, TCP, 0, "::", A6B,
	  "tcp [fd77::12]:7500 (", 1 },
	{ "not accepted yet", WAITING, AF_INET6, TCP, 0, "::", A4B, NULL, 1 },
	{ "UDP", RECEIVES, AF_INET, UDP, 0, A4B, A4B,
	  "udp 10.77.0.12:7500 (", 1 },
	{ "UDP, IPv6", RECEIVES, AF_INET6, UDP, 0, A6B, A6B,
	  "udp [fd77::12]:7500 (", 1 },
	{ "UDP that share", RECEIVES, AF_INET, UDP, BIND_REUSEPORT, A4B, A4B,
	  "udp 10.77.0.12:7500 (", 3 },
	{ "UDP, connected", CONNECTED, AF_INET, UDP, 0, A4B, A4B,
	  "udp 10.77.0.12:7500 (", 1 },
};

/**
 * struct scene - who is there
 */
struct scene {
	struct cast c;
	int fds[3];
	int peer;	/* the host's end of a connection, or -1 */
	int accepted;	/* the jail's */
	int host;	/* a socket of the host's on the same address */
};

static long act_accept(struct call *c)
{
	int fd;

	if (!net_readable((int)c->arg[0], 10000))
		return -ETIMEDOUT;
	fd = accept((int)c->arg[0], NULL, NULL);
	return fd < 0 ? -errno : fd;
}

/* What reading from it says, as soon as it says something. */
static long act_read(struct call *c)
{
	char got;
	ssize_t n;

	if (!net_readable((int)c->arg[0], 10000))
		return -ETIMEDOUT;
	n = recv((int)c->arg[0], &got, 1, 0);
	return n < 0 ? -errno : n;
}

static long act_listen(struct call *c)
{
	return listen((int)c->arg[0], 8) ? -errno : 0;
}

static long act_connect(struct call *c)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(HOST4, HOST_PORT, &ss);

	return connect((int)c->arg[0], (struct sockaddr *)&ss, length) ?
	       -errno : 0;
}

/* With arg1 it has to fail as what was shut does. */
static long act_send(struct call *c)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(c->text, HOST_PORT, &ss);

	return sendto((int)c->arg[0], "x", 1, MSG_NOSIGNAL,
		      c->arg[1] ? NULL : (struct sockaddr *)&ss,
		      c->arg[1] ? 0 : length) == 1 ? 0 : -errno;
}

static int add(const char *ip)
{
	int err = net_add_address(ip);

	return err == -EEXIST ? 0 : err;
}

static void scene_start(struct scene *s, const struct vacate_row *row)
{
	struct bind_call b = {
		row->family, row->type, row->ip, PORT, row->flags | BIND_KEEP,
	};
	struct bind_call host = {
		strchr(row->gone, ':') ? AF_INET6 : AF_INET, row->type,
		row->gone, HOST_PORT, BIND_KEEP,
	};
	bool connection = row->course == ACCEPTED || row->course == WAITING;

	ASSERT_EQ(0, net_setup());
	ASSERT_EQ(0, add(A4B));
	ASSERT_EQ(0, add(A6B));
	cast_start(&s->c, WIDE_A, PARAMS_B);
	s->peer = s->accepted = -1;
	for (int i = 0; i < row->sockets; i++)
		ASSERT_EQ(0, net_bind(&s->c.a1, &b, &s->fds[i], NULL, 0));
	ASSERT_EQ(0, net_bind(&s->c.out, &host, &s->host, NULL, 0));
	if (connection)
		s->peer = net_connect(row->gone, PORT);
	if (connection)
		ASSERT_LE(0, s->peer);
	if (row->course == ACCEPTED)
		s->accepted = agent_do(&s->c.a1, act_accept, s->fds[0], 0, 0);
	if (row->course == CONNECTED)
		ASSERT_EQ(0, agent_do(&s->c.a1, act_connect, s->fds[0], 0, 0));
}

static void set(const struct scene *s, const struct vacate_row *row,
		bool force, struct said *said)
{
	char taken[80];
	const char *argv[] = {
		"jailctl", "set", s->c.a.name, taken, force ? "--force" : NULL,
		NULL,
	};

	if (force) {
		argv[2] = "--force";
		argv[3] = s->c.a.name;
		argv[4] = taken;
	}
	snprintf(taken, sizeof(taken), "ip%d.addr-=%s",
		 strchr(row->gone, ':') ? 6 : 4, row->gone);
	tool_run(argv, said);
}

static bool has_address(const struct scene *s, const char *ip)
{
	char value[128];

	return !jail_field(s->c.a.name, strchr(ip, ':') ? "ip6.addr" :
			   "ip4.addr", value, sizeof(value)) &&
	       strstr(value, ip);
}

static void expect_refused(const struct scene *s, const struct vacate_row *row)
{
	struct said said;
	char who[32];

	set(s, row, false, &said);
	EXPECT_EQ(1, said.status);
	if (!strstr(said.text, row->shown))
		test_fail(__FILE__, __LINE__, "%s", said.text);
	snprintf(who, sizeof(who), ", %d)", s->c.a1.pid);
	EXPECT_TRUE(strstr(said.text, who));
	EXPECT_TRUE(strstr(said.text, "--force"));
	EXPECT_TRUE(!strstr(said.text, "7501"));
	EXPECT_TRUE(has_address(s, row->gone));
}

/* TCP is told why, and the other side; the listener is none any more. */
static void expect_ended(struct scene *s, const struct vacate_row *row)
{
	struct call send = { .arg = { s->fds[0], row->course == CONNECTED } };
	struct watch w;

	switch (row->course) {
	case LISTENS:
		EXPECT_EQ(-ECONNREFUSED, net_connect(row->gone, PORT));
		watch_start(&w, &s->c.a);
		for (int i = 0; i < row->sockets; i++)
			EXPECT_EQ(-EADDRNOTAVAIL, agent_do(&s->c.a1, act_listen,
							   s->fds[i], 0, 0));
		EXPECT_DENIED(&w, "net.bind", EADDRNOTAVAIL, row->sockets,
			      s->c.a1.pid, NULL);
		break;
	case WAITING:
		s->accepted = agent_do(&s->c.a1, act_accept, s->fds[0], 0, 0);
		/* fall through */
	case ACCEPTED:
		EXPECT_EQ(-ECONNABORTED, agent_do(&s->c.a1, act_read,
						  s->accepted, 0, 0));
		EXPECT_EQ(-EPIPE, net_read_byte(s->peer));
		break;
	case RECEIVES:
		EXPECT_EQ(0, net_send(row->gone, PORT, 'x'));
		for (int i = 0; i < row->sockets; i++)
			EXPECT_EQ(0, agent_do(&s->c.a1, act_pending_udp,
					      s->fds[i], 0, 0));
		/* fall through */
	case CONNECTED:
		strcpy(send.text, strchr(row->gone, ':') ? HOST6 : HOST4);
		EXPECT_EQ(-EPIPE, agent_call(&s->c.a1, act_send, &send));
		break;
	}
}

/* What listens on all addresses goes on with those that are left. */
static void expect_others(struct scene *s, const struct vacate_row *row)
{
	const char *left = strchr(row->gone, ':') ? A6 : A4;
	int fd;

	if (row->course == ACCEPTED || row->course == WAITING) {
		fd = net_connect(left, PORT);
		ASSERT_LE(0, fd);
		EXPECT_EQ(0, agent_do(&s->c.a1, act_serve_tcp, s->fds[0], 'a',
				      0));
		EXPECT_EQ('a', net_read_byte(fd));
		close(fd);
	}
	if (row->type == TCP) {
		fd = net_connect(row->gone, HOST_PORT);
		ASSERT_LE(0, fd);
		EXPECT_EQ(0, agent_do(&s->c.out, act_serve_tcp, s->host, 'h',
				      0));
		EXPECT_EQ('h', net_read_byte(fd));
		close(fd);
	} else {
		EXPECT_EQ(0, net_send(row->gone, HOST_PORT, 'h'));
		EXPECT_EQ(0, agent_do(&s->c.out, act_receive_udp, s->host, 'h',
				      0));
	}
}

/**
 * struct hidden_row - a socket that no list of the jail's descriptors shows
 * @act: opens one of the type arg0 on the address that goes
 */
struct hidden_row {
	const char *name;
	long (*act)(struct call *c);
	int type;
	const char *shown;
};

static long open_there(int type)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(A4B, PORT, &ss);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&ss, length) ||
	    (type == TCP && listen(fd, 8)))
		return -errno;
	return fd;
}

static sem_t opened;

static void *have_own(void *arg)
{
	struct call *c = arg;

	c->result = unshare(CLONE_FILES) ? -errno : open_there(c->arg[0]);
	sem_post(&opened);
	for (;;)
		pause();
	return NULL;
}

/* In a table of descriptors that is one thread's. */
static long act_hide_in_thread(struct call *c)
{
	struct call mine = *c;
	pthread_t thread;

	sem_init(&opened, 0, 0);
	if (pthread_create(&thread, NULL, have_own, &mine))
		return -EAGAIN;
	while (sem_wait(&opened))
		;
	return mine.result < 0 ? mine.result : 0;
}

/* Sent, and never received. */
static long act_hide_on_way(struct call *c)
{
	char control[CMSG_SPACE(sizeof(int))] = "", byte = 'x';
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	int fd = open_there(c->arg[0]), way[2];

	if (fd < 0)
		return fd;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, way))
		return -errno;
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	if (sendmsg(way[0], &msg, 0) != 1)
		return -errno;
	close(fd);
	return 0;
}

static const struct hidden_row hidden[] = {
	{ "in a thread, TCP", act_hide_in_thread, TCP, "in use: tcp, port 7500" },
	{ "in a thread, UDP", act_hide_in_thread, UDP, "in use: udp, port 7500" },
	{ "on its way, TCP", act_hide_on_way, TCP, "in use: tcp, port 7500" },
	{ "on its way, UDP", act_hide_on_way, UDP, "in use: udp, port 7500" },
};

/* Whoever hides one keeps the address: with --force as without. */
TEST_EACH(hidden_sockets, struct hidden_row, hidden)
{
	static const struct vacate_row none = {
		.name = "none", .course = LISTENS, .family = AF_INET,
		.ip = A4B, .gone = A4B,
	};
	struct vacate_row scene = none;
	struct said said;
	struct scene s;

	scene.type = row->type;
	scene_start(&s, &scene);
	ASSERT_EQ(0, agent_do(&s.c.a1, row->act, row->type, 0, 0));
	for (int force = 0; force < 2; force++) {
		set(&s, &scene, force, &said);
		EXPECT_EQ(1, said.status);
		if (!strstr(said.text, row->shown))
			test_fail(__FILE__, __LINE__, "%s", said.text);
		EXPECT_TRUE(has_address(&s, A4B));
	}
	cast_stop(&s.c);
}

TEST_EACH(vacate, struct vacate_row, rows)
{
	struct said said;
	struct scene s;

	scene_start(&s, row);
	if (row->shown)
		expect_refused(&s, row);
	set(&s, row, true, &said);
	if (said.status)
		test_fail(__FILE__, __LINE__, "%s", said.text);
	EXPECT_TRUE(!has_address(&s, row->gone));
	expect_ended(&s, row);
	expect_others(&s, row);
	if (s.peer >= 0)
		close(s.peer);
	cast_stop(&s.c);
}
