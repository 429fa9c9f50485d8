// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promises D6 and D7: no way round the address. An option of a socket, another
 * door of the kernel's, or a socket that was made before entering: what is bound
 * and sent is as by the ordinary calls.
 */
#include "detour.h"
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT		DETOUR_PORT
#define HOST_PORT	DETOUR_HOST_PORT
#define BEFORE		DETOUR_BEFORE
#define NOWHERE4	"10.79.0.1"
#define NOWHERE6	"fd79::1"
#define TCP		SOCK_STREAM
#define UDP		SOCK_DGRAM

static const struct detour binds[] = {
	{ "free bind, elsewhere", CALL, FREEBIND4, AF_INET, TCP, NOWHERE4, A4,
	  NULL, 0 },
	{ "free bind, the host's", CALL, FREEBIND4, AF_INET, UDP, HOST4, A4,
	  NULL, 0 },
	{ "free bind, IPv6, elsewhere", CALL, FREEBIND6, AF_INET6, TCP,
	  NOWHERE6, A6, NULL, 0 },
	{ "free bind, IPv6, a sibling's", CALL, FREEBIND6, AF_INET6, UDP, B6,
	  A6, NULL, 0 },
	{ "device", CALL, DEVICE, AF_INET, TCP, HOST4, A4, NULL, 0 },
	{ "device, IPv6", CALL, DEVICE, AF_INET6, UDP, HOST6, A6, NULL, 0 },
	{ "port later", CALL, LATE_PORT, AF_INET, TCP, HOST4, A4, NULL, 0 },
	{ "shared port", CALL, REUSEPORT, AF_INET, UDP, HOST4, A4, NULL, 0 },
	{ "broadcast", CALL, NONE, AF_INET, UDP, "255.255.255.255", A4, NULL,
	  0 },
	{ "multicast", CALL, NONE, AF_INET, UDP, "224.0.0.251", A4, NULL, 0 },
	{ "multicast, IPv6", CALL, NONE, AF_INET6, UDP, "ff05::fb", A6, NULL,
	  0 },
	{ "32-bit", INT80, NONE, AF_INET, TCP, HOST4, A4, NULL, 0 },
	{ "32-bit, UDP", INT80, NONE, AF_INET, UDP, B4, A4, NULL, 0 },
	{ "32-bit, IPv6", INT80, NONE, AF_INET6, TCP, HOST6, A6, NULL, 0 },
	{ "32-bit, mapped", INT80, NONE, AF_INET6, UDP, MAPPED HOST4,
	  MAPPED A4, NULL, 0 },
	{ "io_uring", RING, NONE, AF_INET, TCP, HOST4, A4, NULL, 611 },
	{ "io_uring, IPv6", RING, NONE, AF_INET6, UDP, HOST6, A6, NULL, 611 },
};

static int kernel(void)
{
	int major = 0, minor = 0;
	FILE *f = fopen("/proc/sys/kernel/osrelease", "re");

	if (f && fscanf(f, "%d.%d", &major, &minor) != 2)
		major = 0;
	if (f)
		fclose(f);
	return major * 100 + minor;
}

/* D6, D7: it is refused as bind() is. */
static void expect_bind(const struct detour *row, struct agent *out,
			struct agent *in, const struct jail *a)
{
	const char *any = row->family == AF_INET ? "0.0.0.0" : "::";
	struct watch w;
	char name[64];

	EXPECT_RESULT("outside", 0,
		      detour_take(out, row, row->foreign, false, false, NULL));
	watch_start(&w, a);
	EXPECT_RESULT("inside", -EADDRNOTAVAIL,
		      detour_take(in, row, row->foreign, false, false, NULL));
	EXPECT_DENIED(&w, "net.bind", EADDRNOTAVAIL, 1, in->pid, NULL);
	watch_start(&w, a);
	EXPECT_RESULT("its own", 0,
		      detour_take(in, row, row->own, false, false, name));
	EXPECT_EQ(0, strcmp(row->own, name));
	EXPECT_RESULT("wildcard", 0,
		      detour_take(in, row, any, false, false, name));
	EXPECT_QUIET(&w);
}

static long make_before(void *arg)
{
	const struct detour *row = arg;
	int fd = socket(row->family, row->type, 0);

	if (fd < 0 || dup2(fd, BEFORE) != BEFORE)
		return -errno;
	return close(fd);
}

static void no_door(const struct detour *row)
{
	struct agent out;

	ASSERT_AGENT(&out, NULL);
	EXPECT_RESULT("no such door", -EINVAL,
		      detour_take(&out, row, row->foreign, false, false, NULL));
	agent_stop(&out);
}

TEST_EACH(detour_bind, struct detour, binds)
{
	struct cast c;

	ASSERT_EQ(0, net_setup());
	if (kernel() < row->since) {
		no_door(row);
		return;
	}
	cast_start(&c, PARAMS_A, PARAMS_B);
	expect_bind(row, &c.out, &c.a1, &c.a);
	cast_stop(&c);
}

/* A socket is bound once, so each leg has an agent of its own. */
static long take_before(const struct detour *row, const struct jail *jail,
			const char *ip, char *name, pid_t *pid)
{
	struct detour copy = *row;
	struct agent_options o = {
		.jail = jail, .before = make_before, .arg = &copy,
	};
	struct agent who;
	long result;

	ASSERT_EQ(0, agent_start_with(&who, &o));
	result = detour_take(&who, row, ip, false, true, name);
	if (pid)
		*pid = who.pid;
	agent_stop(&who);
	return result;
}

TEST_EACH(detour_bind_before, struct detour, binds)
{
	struct watch w;
	struct jail a;
	char name[64];
	pid_t pid;

	if (kernel() < row->since)
		return;
	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	EXPECT_RESULT("outside", 0, take_before(row, NULL, row->foreign, NULL,
						NULL));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EADDRNOTAVAIL,
		      take_before(row, &a, row->foreign, NULL, &pid));
	EXPECT_DENIED(&w, "net.bind", EADDRNOTAVAIL, 1, pid, NULL);
	watch_start(&w, &a);
	EXPECT_RESULT("its own", 0, take_before(row, &a, row->own, name, NULL));
	EXPECT_EQ(0, strcmp(row->own, name));
	EXPECT_QUIET(&w);
	jail_destroy(&a);
}

/* Connected, a socket of UDP shows the source that it would send from. */
static const struct detour connects[] = {
	{ "device", CALL, DEVICE, AF_INET, UDP, HOST4, HOST4, A4, 0 },
	{ "interface for groups", CALL, GROUP_INTERFACE, AF_INET, UDP,
	  "224.0.0.99", B4, A4, 0 },
	{ "32-bit", INT80, NONE, AF_INET, UDP, HOST4, HOST4, A4, 0 },
	{ "32-bit, IPv6", INT80, NONE, AF_INET6, UDP, HOST6, HOST6, A6, 0 },
	{ "io_uring", RING, NONE, AF_INET, UDP, HOST4, HOST4, A4, 0 },
};

/* D6, D7: what is seen is the jail's source, where the host has another. */
TEST_EACH(detour_source, struct detour, connects)
{
	struct cast c;
	struct watch w;
	char name[64];

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	EXPECT_RESULT("outside", 0,
		      detour_take(&c.out, row, row->foreign, true, false,
				  name));
	if (strcmp(name, row->own))
		test_fail(__FILE__, __LINE__, "outside: from %s", name);
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", 0,
		      detour_take(&c.a1, row, row->foreign, true, false, name));
	if (strcmp(name, row->seen))
		test_fail(__FILE__, __LINE__, "inside: from %s", name);
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/* What lets a socket have any address needs a power that no jail has. */
static const struct detour powers[] = {
	{ "transparent", CALL, TRANSPARENT4, AF_INET, TCP, NOWHERE4, A4, NULL,
	  0 },
	{ "transparent, IPv6", CALL, TRANSPARENT6, AF_INET6, UDP, NOWHERE6, A6,
	  NULL, 0 },
	{ "repair", CALL, REPAIR, AF_INET, TCP, HOST4, A4, NULL, 0 },
};

TEST_EACH(detour_power, struct detour, powers)
{
	struct detour plain = *row;
	struct cast c;
	struct watch w;

	ASSERT_EQ(0, net_setup());
	cast_start(&c, PARAMS_A, PARAMS_B);
	EXPECT_RESULT("outside", 0,
		      detour_take(&c.out, row, row->foreign, false, false,
				  NULL));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EPERM,
		      detour_take(&c.a1, row, row->own, false, false, NULL));
	EXPECT_DENIED_AMONG(&w, "cap.net_admin", EPERM, 1);
	watch_start(&w, &c.a);
	plain.option = NONE;
	EXPECT_RESULT("without", 0,
		      detour_take(&c.a1, &plain, row->own, false, false, NULL));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/*
 * D6 and D7: a raw socket, which only the host's root can make, and which a
 * program was given. Its packets have the jail's source; those that it writes
 * the head of itself are not sent at all.
 */
static long make_raw(void *arg)
{
	int fd = socket(*(int *)arg, SOCK_RAW, IPPROTO_UDP);

	if (fd < 0 || dup2(fd, BEFORE) != BEFORE)
		return -errno;
	return close(fd);
}

/* arg0: whether it writes the head; arg1: family */
static long act_send_raw(struct call *c)
{
	struct {
		struct iphdr head;
		struct udphdr udp;
		char data;
	} packet = {
		.head = { .version = 4, .ihl = 5, .ttl = 4,
			  .protocol = IPPROTO_UDP },
		.udp = { .dest = htons(HOST_PORT), .len = htons(9) },
		.data = 'x',
	};
	struct sockaddr_storage to, from;
	socklen_t length = net_parse(HOST4, 0, &to);
	size_t skip = c->arg[0] ? 0 : sizeof(packet.head);
	int result = set_int(BEFORE, IPPROTO_IP, IP_HDRINCL, !!c->arg[0]);

	if (result)
		return result;
	net_parse(B4, 0, &from);
	packet.head.saddr = ((struct sockaddr_in *)&from)->sin_addr.s_addr;
	packet.head.daddr = ((struct sockaddr_in *)&to)->sin_addr.s_addr;
	packet.head.tot_len = htons(sizeof(packet.head) + 9);
	if (sendto(BEFORE, (char *)&packet + skip,
		   sizeof(packet.head) - skip + 9, 0, (struct sockaddr *)&to,
		   length) < 0)
		return -errno;
	return 0;
}

static void hear(int fd, const char *want)
{
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	char got, ip[64] = "";

	if (net_readable(fd, 5000) &&
	    recvfrom(fd, &got, 1, 0, (struct sockaddr *)&from, &length) == 1)
		net_print(&from, ip, sizeof(ip));
	if (strcmp(ip, want))
		test_fail(__FILE__, __LINE__, "from \"%s\", not %s", ip, want);
}

TEST(detour_raw)
{
	struct agent in, out;
	int family = AF_INET, fd;
	struct agent_options o = { .before = make_raw, .arg = &family };
	struct sockaddr_storage ss;
	socklen_t length = net_parse(HOST4, HOST_PORT, &ss);
	struct watch w;
	struct jail a;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	fd = socket(AF_INET, UDP | SOCK_CLOEXEC, 0);
	ASSERT_EQ(0, bind(fd, (struct sockaddr *)&ss, length));
	ASSERT_EQ(0, agent_start_with(&out, &o));
	o.jail = &a;
	ASSERT_EQ(0, agent_start_with(&in, &o));
	EXPECT_RESULT("outside", 0, agent_do(&out, act_send_raw, 1, 0, 0));
	hear(fd, B4);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EADDRNOTAVAIL,
		      agent_do(&in, act_send_raw, 1, 0, 0));
	EXPECT_DENIED(&w, "net.source", EADDRNOTAVAIL, 1, in.pid, NULL);
	watch_start(&w, &a);
	EXPECT_RESULT("without a head", 0, agent_do(&in, act_send_raw, 0, 0, 0));
	hear(fd, A4);
	EXPECT_QUIET(&w);
	close(fd);
	agent_stop(&in);
	agent_stop(&out);
	jail_destroy(&a);
}

/* Bound outside, before it came in, to what is not the jail's. */
static const struct before_row {
	const char *name;
	int family;
	const char *ip;
	const char *own;
} before[] = {
	{ "IPv4", AF_INET, HOST4, A4 },
	{ "IPv6", AF_INET6, HOST6, A6 },
	{ "mapped", AF_INET6, MAPPED HOST4, MAPPED A4 },
	{ "wildcard", AF_INET, "0.0.0.0", A4 },
	{ "wildcard, both families", AF_INET6, "::", A6 },
};

struct bound {
	const struct before_row *row;
	const char *ip;
};

static long bind_before(void *arg)
{
	const struct bound *b = arg;
	struct sockaddr_storage ss;
	socklen_t length = net_parse(b->ip, PORT, &ss);
	int fd = socket(b->row->family, TCP, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&ss, length) ||
	    dup2(fd, BEFORE) != BEFORE)
		return -errno;
	return close(fd);
}

static long connect_before(struct call *c)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(c->text, HOST_PORT, &ss);

	return connect((int)c->arg[0], (struct sockaddr *)&ss, length) ?
	       -errno : 0;
}

static long act_listen(struct call *c)
{
	return listen((int)c->arg[0], 8) ? -errno : 0;
}

static long use_before(const struct before_row *row, const struct jail *jail,
		       const char *ip, bool connects)
{
	struct bound b = { row, ip };
	struct agent_options o = {
		.jail = jail, .before = bind_before, .arg = &b,
	};
	struct call c = { .arg = { BEFORE } };
	struct agent who;
	long result;

	ASSERT_EQ(0, agent_start_with(&who, &o));
	strcpy(c.text, row->family == AF_INET ? HOST4 :
	       strncmp(row->ip, MAPPED, 7) ? HOST6 : MAPPED HOST4);
	result = agent_call(&who, connects ? connect_before : act_listen, &c);
	agent_stop(&who);
	return result;
}

/* D7: a stream that was bound before can't listen or connect from elsewhere. */
TEST_EACH(bound_before, struct before_row, before)
{
	bool wildcard = row->ip[0] == '0' || row->ip[0] == ':';
	struct watch w;
	struct jail a;

	/* One of its own is like any other; and mapped ones begin with a colon. */
	wildcard = wildcard && strncmp(row->ip, MAPPED, 7);
	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	EXPECT_EQ(0, use_before(row, NULL, row->ip, false));
	watch_start(&w, &a);
	EXPECT_EQ(-EADDRNOTAVAIL, use_before(row, &a, row->ip, false));
	EXPECT_DENIED(&w, "net.bind", EADDRNOTAVAIL, 1, 0, NULL);
	EXPECT_EQ(-ECONNREFUSED, use_before(row, NULL, row->ip, true));
	watch_start(&w, &a);
	if (!wildcard) {
		EXPECT_EQ(-EADDRNOTAVAIL, use_before(row, &a, row->ip, true));
		EXPECT_DENIED(&w, "net.source", EADDRNOTAVAIL, 1, 0, NULL);
	}
	watch_start(&w, &a);
	EXPECT_EQ(0, use_before(row, &a, row->own, false));
	EXPECT_EQ(-ECONNREFUSED, use_before(row, &a, row->own, true));
	EXPECT_QUIET(&w);
	jail_destroy(&a);
}
