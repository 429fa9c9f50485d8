// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise A7: what lists the machine's addresses lists a jail's own, so that a
 * program can bind to all it finds, and interfaces without their traffic.
 *
 *	lo:  HOST4 HOST6 (the host's)  A4 A6 (jail a's)  B4 B6 (jail b's)
 */
#include "legs.h"
#include "net_util.h"
#include "netlink_util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* On a stack of its own, with the same addresses */
#define ASSERT_FREE(agent, in) \
	ASSERT_EQ(0, agent_start_with(agent, &(struct agent_options){ \
		.jail = in, .before = own_stack }))

/* Traffic of lo, so that there is something to hide */
static long make_traffic(void)
{
	return net_send(HOST4, 7999, 'x');
}

static long own_stack(void *unused)
{
	long err = net_own_stack(unused);

	return err ? err : make_traffic();
}

/* A line of text for each address: " 10.0.0.1 fd00::1 ". */
static void add(char *text, size_t size, const struct sockaddr *address)
{
	char ip[INET6_ADDRSTRLEN] = "";
	size_t used = strlen(text);

	if (address && address->sa_family == AF_INET)
		inet_ntop(AF_INET, &((struct sockaddr_in *)address)->sin_addr,
			  ip, sizeof(ip));
	else if (address && address->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((struct sockaddr_in6 *)address)->sin6_addr,
			  ip, sizeof(ip));
	if (*ip)
		snprintf(text + used, size - used, "%s ", ip);
}

/* getifaddrs(); how many interfaces tell of their traffic */
static long act_getifaddrs(struct call *c)
{
	struct ifaddrs *list, *i;
	long counted = 0;

	if (getifaddrs(&list))
		return -errno;
	snprintf(c->text, sizeof(c->text), " ");
	for (i = list; i; i = i->ifa_next) {
		add(c->text, sizeof(c->text), i->ifa_addr);
		counted += i->ifa_addr && i->ifa_data &&
			   i->ifa_addr->sa_family == AF_PACKET;
	}
	freeifaddrs(list);
	return counted;
}

/* SIOCGIFCONF; the size that it asks for without a buffer */
static long act_gifconf(struct call *c)
{
	struct ifreq all[32];
	struct ifconf without = { .ifc_buf = NULL };
	struct ifconf with = { .ifc_len = sizeof(all), .ifc_req = all };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (ioctl(fd, SIOCGIFCONF, &without) || ioctl(fd, SIOCGIFCONF, &with)) {
		close(fd);
		return -errno;
	}
	close(fd);
	snprintf(c->text, sizeof(c->text), " ");
	for (size_t i = 0; i < with.ifc_len / sizeof(all[0]); i++)
		add(c->text, sizeof(c->text), &all[i].ifr_addr);
	return without.ifc_len - with.ifc_len;
}

/* /proc/net/if_inet6 has 32 digits in front of each line. */
static long act_if_inet6(struct call *c)
{
	FILE *f = fopen("/proc/net/if_inet6", "re");
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	char line[128];

	if (!f)
		return -errno;
	snprintf(c->text, sizeof(c->text), " ");
	while (fgets(line, sizeof(line), f)) {
		for (int i = 0; i < 16; i++)
			sscanf(line + 2 * i, "%2hhx", &in6.sin6_addr.s6_addr[i]);
		add(c->text, sizeof(c->text), (struct sockaddr *)&in6);
	}
	fclose(f);
	return 0;
}

/**
 * struct list_row - a list of addresses
 * @v4: it has those of IPv4
 * @v6: it has those of IPv6
 */
struct list_row {
	const char *name;
	act_fn *act;
	bool v4;
	bool v6;
};

static const struct list_row lists[] = {
	{ "getifaddrs", act_getifaddrs, true, true },
	{ "SIOCGIFCONF", act_gifconf, true, false },
	{ "if_inet6", act_if_inet6, false, true },
};

static void expect_text(const char *who, const char *want, const char *got)
{
	if (strcmp(want, got))
		test_fail(__FILE__, __LINE__, "%s: wanted \"%s\", got \"%s\"",
			  who, want, got);
}

static long list(struct agent *who, const struct list_row *row, struct call *c)
{
	memset(c, 0, sizeof(*c));
	return agent_call(who, row->act, c);
}

static bool has(const struct call *c, const char *ip)
{
	return strstr(c->text, ip);
}

static void expect_all(struct agent *who, const struct list_row *row)
{
	struct call c;

	EXPECT_LE(0, list(who, row, &c));
	EXPECT_EQ(row->v4, has(&c, " " HOST4 " "));
	EXPECT_EQ(row->v4, has(&c, " " A4 " "));
	EXPECT_EQ(row->v4, has(&c, " 127.0.0.1 "));
	EXPECT_EQ(row->v6, has(&c, " " HOST6 " "));
	EXPECT_EQ(row->v6, has(&c, " " A6 " "));
	EXPECT_EQ(row->v6, has(&c, " ::1 "));
}

TEST_EACH(own_addresses, struct list_row, lists)
{
	struct jail a, own, any, none;
	struct agent out, in, free, inherits, without;
	struct watch w;
	struct call c;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_JAIL(&own, "own", "vnet=new");
	ASSERT_JAIL(&any, "any", "ip4=inherit ip6=inherit");
	ASSERT_JAIL(&none, "none", NULL);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_FREE(&free, &own);
	ASSERT_AGENT(&inherits, &any);
	ASSERT_AGENT(&without, &none);
	expect_all(&out, row);
	expect_all(&free, row);
	expect_all(&inherits, row);
	watch_start(&w, &a);
	EXPECT_EQ(0, list(&in, row, &c));
	expect_text("inside", !row->v6 ? " " A4 " " :
		    !row->v4 ? " " A6 " " : " " A4 " " A6 " ", c.text);
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
	EXPECT_EQ(0, list(&without, row, &c));
	expect_text("without an address", " ", c.text);
}

/* arg0: the request; the address, or -errno */
static long act_ifreq(struct call *c)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	long result = 0;

	if (fd < 0)
		return -errno;
	if (ioctl(fd, (unsigned long)c->arg[0], &ifr))
		result = -errno;
	close(fd);
	snprintf(c->text, sizeof(c->text), " ");
	if (!result)
		add(c->text, sizeof(c->text), &ifr.ifr_addr);
	return result;
}

/**
 * struct ifreq_row - a question about an interface's address
 */
struct ifreq_row {
	const char *name;
	unsigned long request;
	const char *outside;
	const char *inside;
};

static const struct ifreq_row questions[] = {
	{ "address", SIOCGIFADDR, " 127.0.0.1 ", " " A4 " " },
	{ "netmask", SIOCGIFNETMASK, " 255.0.0.0 ", " 255.255.255.255 " },
	{ "destination", SIOCGIFDSTADDR, " 127.0.0.1 ", " " A4 " " },
};

TEST_EACH(interface_address, struct ifreq_row, questions)
{
	struct call c = { .arg = { (long)row->request } };
	struct agent out, in, free, without;
	struct jail a, own, none;
	struct watch w;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_JAIL(&own, "own", "vnet=new");
	ASSERT_JAIL(&none, "none", "ip4.addr=10.77.0.99");
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_FREE(&free, &own);
	ASSERT_AGENT(&without, &none);
	EXPECT_EQ(0, agent_call(&out, act_ifreq, &c));
	expect_text("outside", row->outside, c.text);
	EXPECT_EQ(0, agent_call(&free, act_ifreq, &c));
	expect_text("on its own stack", row->outside, c.text);
	watch_start(&w, &a);
	EXPECT_EQ(0, agent_call(&in, act_ifreq, &c));
	expect_text("inside", row->inside, c.text);
	EXPECT_QUIET(&w);
	watch_start(&w, &none);
	EXPECT_RESULT("without an address there", -EADDRNOTAVAIL,
		      agent_call(&without, act_ifreq, &c));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}

/* /proc/net/dev: the sum of all numbers of lo's line */
static long act_dev(struct call *c)
{
	FILE *f = fopen("/proc/net/dev", "re");
	char line[512];
	long sum = -ENOENT;

	(void)c;
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f)) {
		long long n[16] = { 0 };

		if (sscanf(line, " lo: %lld %lld %lld %lld %lld %lld %lld %lld "
			   "%lld %lld %lld %lld %lld %lld %lld %lld", &n[0],
			   &n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7],
			   &n[8], &n[9], &n[10], &n[11], &n[12], &n[13], &n[14],
			   &n[15]) != 16)
			continue;
		sum = 0;
		for (int i = 0; i < 16; i++)
			sum += (long)n[i];
	}
	fclose(f);
	return sum;
}

TEST(traffic)
{
	struct agent out, in, free;
	struct jail a, own;
	struct watch w;
	struct call c;

	ASSERT_EQ(0, net_setup());
	ASSERT_EQ(0, make_traffic());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_JAIL(&own, "own", "vnet=new");
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_FREE(&free, &own);
	EXPECT_LT(0, agent_call(&out, act_getifaddrs, &c));
	EXPECT_LT(0, agent_call(&free, act_getifaddrs, &c));
	EXPECT_LT(0, agent_do(&out, act_dev, 0, 0, 0));
	EXPECT_LT(0, agent_do(&free, act_dev, 0, 0, 0));
	watch_start(&w, &a);
	EXPECT_EQ(0, agent_call(&in, act_getifaddrs, &c));
	EXPECT_RESULT("inside", 0, agent_do(&in, act_dev, 0, 0, 0));
	EXPECT_QUIET(&w);
}

/* The settings and counters of IPv6 that an interface's entry has */
TEST(interface_settings)
{
	struct agent out, in, free;
	struct jail a, own;
	struct watch w;
	long outside;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_JAIL(&own, "own", "vnet=new");
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_FREE(&free, &own);
	outside = agent_do(&out, act_ask, RTM_GETLINK, AF_INET6, ASK_BYTES);
	EXPECT_LE(outside, agent_do(&free, act_ask, RTM_GETLINK, AF_INET6,
				    ASK_BYTES));
	watch_start(&w, &a);
	EXPECT_LT(agent_do(&in, act_ask, RTM_GETLINK, AF_INET6, ASK_BYTES),
		  outside);
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
}
