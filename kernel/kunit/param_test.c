// SPDX-License-Identifier: GPL-2.0
/*
 * Parameters as text: what each type takes, with which sentence it refuses
 * the rest, what goes together, and what is written back.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "param.h"

/* strings of a given length, for the limits */
#define X8	"xxxxxxxx"
#define X64	X8 X8 X8 X8 X8 X8 X8 X8
#define X63	X8 X8 X8 X8 X8 X8 X8 "xxxxxxx"
#define X512	X64 X64 X64 X64 X64 X64 X64 X64
#define X1023	X512 X64 X64 X64 X64 X64 X64 X64 X63

#define LONE_MACHINE	" is not an address of one machine"
#define HOST_LOOPBACK	" is the host's loopback"
#define NO_BEGINNING	" does not begin with an address, a prefix, a port, or *"
#define NO_PORT		" is neither a port nor a range of ports"
#define NO_PORT_AFTER	" has neither a port nor a range of ports after the address"
#define NO_CLOSING	" has no closing bracket"
#define NO_PACKET	" is not an address that a packet carries"
#define NO_RANGE	" is neither a range of ports nor any"
#define BAD_CHARACTERS	" has characters other than A-Z a-z 0-9 _ - and dots"

/**
 * struct row - one key=value
 * @key: the parameter
 * @value: as written
 * @err: what jail_param_set() returns
 * @want: on success the value as written back, else the sentence
 */
struct row {
	const char *key;
	const char *value;
	int err;
	const char *want;
};

static const struct row rows[] = {
	{ "name", "web", 0, "web" },
	{ "name", "web.cgi", 0, "web.cgi" },
	{ "name", "A-z_0", 0, "A-z_0" },
	{ "name", "7up", 0, "7up" },
	{ "name", X63, 0, X63 },
	{ "name", "a.b.c.d.e.f.g.h", 0, "a.b.c.d.e.f.g.h" },
	{ "name", "a.b.c.d.e.f.g.h.i", -EINVAL, "name: jails nest at most 8 deep" },
	{ "name", X64, -ENAMETOOLONG, "name: longer than 63 bytes" },
	{ "name", "", -EINVAL,
	  "name: \"\" is a number, which would be taken for a jid" },
	{ "name", "7", -EINVAL,
	  "name: \"7\" is a number, which would be taken for a jid" },
	{ "name", ".web", -EINVAL, "name: \".web\" has an empty part" },
	{ "name", "web.", -EINVAL, "name: \"web.\" has an empty part" },
	{ "name", "a..b", -EINVAL, "name: \"a..b\" has an empty part" },
	{ "name", "..", -EINVAL, "name: \"..\" has an empty part" },
	{ "name", "a/b", -EINVAL, "name: \"a/b\"" BAD_CHARACTERS },
	{ "name", "w\xc3\xb6", -EINVAL, "name: \"w??\"" BAD_CHARACTERS },
	{ "name", "a b", -EINVAL, "name: \"a b\"" BAD_CHARACTERS },
	{ "name", "-f", -EINVAL, "name: \"-f\" begins with a dash" },
	{ "name", "cgroup.procs", -EINVAL,
	  "name: \"cgroup.procs\" is reserved, it is a cgroup file's" },
	{ "name", "memory.max", -EINVAL,
	  "name: \"memory.max\" is reserved, it is a cgroup file's" },
	{ "name", "tasks", -EINVAL,
	  "name: \"tasks\" is reserved, it is a cgroup file's" },

	{ "path", "/srv/web", 0, "/srv/web" },
	{ "path", "/srv/my web", 0, "\"/srv/my web\"" },
	{ "path", "a\"b\\c", 0, "\"a\\\"b\\\\c\"" },
	{ "path", X1023, 0, X1023 },
	{ "path", X1023 "x", -ENAMETOOLONG, "path: longer than 1023 bytes" },
	{ "path", "a\nb", -EINVAL, "path: \"a?b\" has a control character" },
	{ "path", "a\x7f", -EINVAL, "path: \"a?\" has a control character" },
	{ "host.hostname", "web.example.org", 0, "web.example.org" },
	{ "host.hostname", X64, 0, X64 },
	{ "host.hostname", X64 "x", -ENAMETOOLONG,
	  "host.hostname: longer than 64 bytes" },

	{ "persist", "1", 0, "1" },
	{ "persist", "true", 0, "1" },
	{ "persist", "0", 0, "0" },
	{ "persist", "false", 0, "0" },
	{ "persist", "", -EINVAL, "persist: \"\" is neither 0 nor 1" },
	{ "persist", "yes", -EINVAL, "persist: \"yes\" is neither 0 nor 1" },
	{ "persist", "01", -EINVAL, "persist: \"01\" is neither 0 nor 1" },

	{ "children.max", "0", 0, "0" },
	{ "children.max", "9999", 0, "9999" },
	{ "children.max", "10000", -EINVAL, "children.max: 10000 is more than 9999" },
	{ "children.max", "-1", -EINVAL, "children.max: \"-1\" is not a number" },
	{ "children.max", "", -EINVAL, "children.max: \"\" is not a number" },
	{ "children.max", "0x10", -EINVAL, "children.max: \"0x10\" is not a number" },
	{ "children.max", "1 ", -EINVAL, "children.max: \"1 \" is not a number" },
	{ "children.max", "18446744073709551616", -EINVAL,
	  "children.max: \"18446744073709551616\" is not a number" },

	{ "vnet", "new", 0, "new" },
	{ "vnet", "inherit", 0, "inherit" },
	{ "vnet", "disable", -EINVAL, "vnet: \"disable\" is neither new nor inherit" },
	{ "ip4", "inherit", 0, "inherit" },
	{ "ip4", "disable", 0, "disable" },
	{ "ip4", "none", -EINVAL, "ip4: \"none\" is none of new, inherit, disable" },
	{ "ip6", "inherit", 0, "inherit" },
	{ "ip6", "", -EINVAL, "ip6: \"\" is none of new, inherit, disable" },

	{ "ip4.addr", "10.0.0.2", 0, "10.0.0.2" },
	{ "ip4.addr", "223.255.255.255", 0, "223.255.255.255" },
	{ "ip4.addr", "10.0.0.300", -EINVAL,
	  "ip4.addr: \"10.0.0.300\" is not an IPv4 address" },
	{ "ip4.addr", "10.0.0", -EINVAL, "ip4.addr: \"10.0.0\" is not an IPv4 address" },
	{ "ip4.addr", "10.0.0.2/24", -EINVAL,
	  "ip4.addr: \"10.0.0.2/24\" is not an IPv4 address" },
	{ "ip4.addr", "", -EINVAL, "ip4.addr: \"\" is not an IPv4 address" },
	{ "ip4.addr", "fd00::2", -EINVAL, "ip4.addr: \"fd00::2\" is not an IPv4 address" },
	{ "ip4.addr", "10.0.0.2,10.0.0.3", 0, "10.0.0.2,10.0.0.3" },
	{ "ip4.addr", "10.0.0.2,10.0.0.2", -EINVAL,
	  "ip4.addr: \"10.0.0.2\" is there twice" },
	{ "ip4.addr", "10.0.0.2,", -EINVAL, "ip4.addr: \"\" is not an IPv4 address" },
	{ "ip4.addr", ",10.0.0.2", -EINVAL, "ip4.addr: \"\" is not an IPv4 address" },
	{ "ip4.addr", "10.0.0.2,10.0.0.300", -EINVAL,
	  "ip4.addr: \"10.0.0.300\" is not an IPv4 address" },
	{ "ip4.addr", "10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.7,10.0.0.8,10.0.0.9,10.0.0.10,10.0.0.11,10.0.0.12,10.0.0.13,10.0.0.14,10.0.0.15,10.0.0.16,10.0.0.17",
	  -EINVAL, "ip4.addr: a jail has at most 16 addresses in a family" },
	{ "ip4.saddrsel", "2", -EINVAL, "ip4.saddrsel: \"2\" is neither 0 nor 1" },
	{ "ip6.addr", "fd00::2,fd00::3", 0, "fd00::2,fd00::3" },
	{ "ip6.addr", "fd00::2,fd00:0::2", -EINVAL,
	  "ip6.addr: \"fd00:0::2\" is there twice" },
	{ "ip4.addr", "0.0.0.0", -EINVAL, "ip4.addr: \"0.0.0.0\"" LONE_MACHINE },
	{ "ip4.addr", "0.1.2.3", -EINVAL, "ip4.addr: \"0.1.2.3\"" LONE_MACHINE },
	{ "ip4.addr", "224.0.0.1", -EINVAL, "ip4.addr: \"224.0.0.1\"" LONE_MACHINE },
	{ "ip4.addr", "240.0.0.1", -EINVAL, "ip4.addr: \"240.0.0.1\"" LONE_MACHINE },
	{ "ip4.addr", "255.255.255.255", -EINVAL,
	  "ip4.addr: \"255.255.255.255\"" LONE_MACHINE },
	{ "ip4.addr", "127.0.0.1", -EINVAL, "ip4.addr: \"127.0.0.1\"" HOST_LOOPBACK },
	{ "ip4.addr", "127.9.9.9", 0, "127.9.9.9" },

	{ "ip6.addr", "fd00::2", 0, "fd00::2" },
	{ "ip6.addr", "2001:DB8:0:0:0:0:0:1", 0, "2001:db8::1" },
	{ "ip6.addr", "fd00::2/64", -EINVAL,
	  "ip6.addr: \"fd00::2/64\" is not an IPv6 address" },
	{ "ip6.addr", "fe80::1%eth0", -EINVAL,
	  "ip6.addr: \"fe80::1%eth0\" is not an IPv6 address" },
	{ "ip6.addr", "10.0.0.2", -EINVAL,
	  "ip6.addr: \"10.0.0.2\" is not an IPv6 address" },
	{ "ip6.addr", "::", -EINVAL, "ip6.addr: \"::\"" LONE_MACHINE },
	{ "ip6.addr", "ff02::1", -EINVAL, "ip6.addr: \"ff02::1\"" LONE_MACHINE },
	{ "ip6.addr", "::ffff:10.0.0.2", -EINVAL,
	  "ip6.addr: \"::ffff:10.0.0.2\"" LONE_MACHINE },
	{ "ip6.addr", "::1", -EINVAL, "ip6.addr: \"::1\"" HOST_LOOPBACK },

	{ "net.bind", "80", 0, "80" },
	{ "net.bind", "80,443,8080-8090", 0, "80,443,8080-8090" },
	{ "net.bind", "*:80,443", 0, "80,443" },
	{ "net.bind", "10.0.0.2:80,443,[fd00::2]:53,853", 0,
	  "10.0.0.2:80,443,[fd00::2]:53,853" },
	{ "net.bind", "10.0.0.2:80,10.0.0.2:443", 0, "10.0.0.2:80,443" },
	{ "net.bind", "80,10.0.0.2:443,*:53", 0, "80,10.0.0.2:443,*:53" },
	{ "net.bind", "10.0.0.2,fd00::2", 0, "10.0.0.2,[fd00::2]" },
	{ "net.bind", "1-65535", 0, "1-65535" },
	{ "net.bind", "none", 0, "none" },
	{ "net.bind", "any", 0, "" },
	{ "net.bind", "", -EINVAL, "net.bind: \"\"" NO_BEGINNING },
	{ "net.bind", "80,", -EINVAL, "net.bind: \"\"" NO_BEGINNING },
	{ "net.bind", "80,any", -EINVAL, "net.bind: \"any\"" NO_BEGINNING },
	{ "net.bind", "http", -EINVAL, "net.bind: \"http\"" NO_BEGINNING },
	{ "net.bind", "0", -EINVAL, "net.bind: \"0\"" NO_PORT },
	{ "net.bind", "65536", -EINVAL, "net.bind: \"65536\"" NO_PORT },
	{ "net.bind", "4294967376", -EINVAL, "net.bind: \"4294967376\"" NO_PORT },
	{ "net.bind", "90-80", -EINVAL, "net.bind: \"90-80\"" NO_PORT },
	{ "net.bind", "80-", -EINVAL, "net.bind: \"80-\"" NO_PORT },
	{ "net.bind", "-80", -EINVAL, "net.bind: \"-80\"" NO_PORT },
	{ "net.bind", "80-90-99", -EINVAL, "net.bind: \"80-90-99\"" NO_PORT },
	{ "net.bind", "80,80", -EINVAL, "net.bind: \"80\" is there twice" },
	{ "net.bind", "10.0.0.2,80", -EINVAL,
	  "net.bind: \"80\" follows an address that has all ports" },
	{ "net.bind", "10.0.0.2:", -EINVAL, "net.bind: \"10.0.0.2:\"" NO_PORT_AFTER },
	{ "net.bind", "10.0.0.2:x", -EINVAL, "net.bind: \"10.0.0.2:x\"" NO_PORT_AFTER },
	{ "net.bind", "10.0.0.300:80", -EINVAL,
	  "net.bind: \"10.0.0.300:80\"" NO_BEGINNING },
	{ "net.bind", "[fd00::2", -EINVAL, "net.bind: \"[fd00::2\"" NO_CLOSING },
	{ "net.bind", "[fd00::2]80", -EINVAL,
	  "net.bind: \"[fd00::2]80\" has something else than ports after the address" },
	{ "net.bind", "[10.0.0.2]:80", -EINVAL,
	  "net.bind: \"[10.0.0.2]:80\" has brackets, which are for IPv6" },
	{ "net.bind", "0.0.0.0:80", -EINVAL, "net.bind: \"0.0.0.0:80\"" NO_PACKET },
	{ "net.bind", "[::]:80", -EINVAL, "net.bind: \"[::]:80\"" NO_PACKET },
	{ "net.bind", "[::ffff:10.0.0.2]:80", -EINVAL,
	  "net.bind: \"[::ffff:10.0.0.2]:80\"" NO_PACKET },
	{ "net.bind", "[fe80::1%eth0]:80", -EINVAL,
	  "net.bind: \"[fe80::1%eth0]:80\"" NO_BEGINNING },
	{ "net.bind", X64 X64, -EINVAL, "net.bind: \"" X64 "xxxxxxx\" is too long" },
	{ "net.bind", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33",
	  -EINVAL, "net.bind: \"33\" is one too many" },
	{ "net.connect", "10.0.0.0/8,[fd00::/8]:443,*:53", 0,
	  "10.0.0.0/8,[fd00::/8]:443,*:53" },
	{ "net.connect", "0.0.0.0/0:443,::/0", 0, "0.0.0.0/0:443,[::/0]" },
	{ "net.connect", "0.0.0.0/1", 0, "0.0.0.0/1" },
	{ "net.connect", "10.0.0.2/32", 0, "10.0.0.2" },
	{ "net.connect", "*", 0, "*" },
	{ "net.connect", "10.0.0.2/24", -EINVAL,
	  "net.connect: \"10.0.0.2/24\" has bits set behind its prefix" },
	{ "net.connect", "fd00::1/127", -EINVAL,
	  "net.connect: \"fd00::1/127\" has bits set behind its prefix" },
	{ "net.connect", "10.0.0.0/33", -EINVAL,
	  "net.connect: \"10.0.0.0/33\"" NO_BEGINNING },
	{ "net.connect", "10.0.0.0/", -EINVAL, "net.connect: \"10.0.0.0/\"" NO_BEGINNING },
	{ "net.connect", "*/8", -EINVAL, "net.connect: \"*/8\"" NO_BEGINNING },
	{ "net.ephemeral", "40000-40999", 0, "40000-40999" },
	{ "net.ephemeral", "40000", 0, "40000-40000" },
	{ "net.ephemeral", "any", 0, "" },
	{ "net.ephemeral", "", -EINVAL, "net.ephemeral: \"\"" NO_RANGE },
	{ "net.ephemeral", "none", -EINVAL, "net.ephemeral: \"none\"" NO_RANGE },
	{ "net.ephemeral", "40999-40000", -EINVAL,
	  "net.ephemeral: \"40999-40000\"" NO_RANGE },
	{ "net.ephemeral", "1-2,4-5", -EINVAL, "net.ephemeral: \"1-2,4-5\"" NO_RANGE },

	{ "jid", "7", 0, "" },
	{ "jid", "9223372036854775808", -EINVAL,
	  "jid: 9223372036854775808 is more than 9223372036854775807" },
	{ "tasks", "1", -EINVAL, "tasks: is the kernel's own and can't be set" },
	{ "parent", "0", -EINVAL, "parent: is the kernel's own and can't be set" },
	{ "dying", "0", -EINVAL, "dying: is the kernel's own and can't be set" },
	{ "children.cur", "0", -EINVAL,
	  "children.cur: is the kernel's own and can't be set" },
	{ "Name", "web", -EINVAL, "Name: unknown parameter" },
	{ "", "web", -EINVAL, ": unknown parameter" },
	{ "allow.mount", "1", -EINVAL, "allow.mount: unknown parameter" },
};

/**
 * struct whole - parameters of a create request together
 * @pairs: key and value in turn, up to NULL
 * @want: on success the modes of both families, else the sentence
 */
struct whole {
	const char *name;
	const char *pairs[9];
	const char *want;
};

static const struct whole wholes[] = {
	{ "a name is enough; both families are off", { "name", "a" },
	  "ip4=disable ip6=disable" },
	{ "an address turns its family on", { "name", "a", "ip4.addr", "10.0.0.2" },
	  "ip4=new ip6=disable" },
	{ "one of each", { "name", "a", "ip4.addr", "10.0.0.2", "ip6.addr", "fd00::2" },
	  "ip4=new ip6=new" },
	{ "inherit is asked for", { "name", "a", "ip4", "inherit" },
	  "ip4=inherit ip6=disable" },
	{ "a stack of its own", { "name", "a", "vnet", "new" }, "" },
	{ "no name", { "vnet", "new" }, "name: is missing" },
	{ "a jid at create", { "name", "a", "jid", "3" },
	  "jid: is given by the kernel" },
	{ "new without address", { "name", "a", "ip4", "new" },
	  "ip4=new: ip4.addr is missing" },
	{ "new without address, IPv6", { "name", "a", "ip6", "new" },
	  "ip6=new: ip6.addr is missing" },
	{ "a source that is chosen among none",
	  { "name", "a", "ip4", "inherit", "ip4.saddrsel", "0" },
	  "ip4.saddrsel: goes with ip4=new only" },
	{ "a choice on a stack of its own",
	  { "name", "a", "vnet", "new", "ip6.saddrsel", "1" },
	  "ip6.saddrsel: goes with ip6=new only" },
	{ "an address with inherit", { "name", "a", "ip4", "inherit", "ip4.addr", "10.0.0.2" },
	  "ip4.addr: goes with ip4=new only" },
	{ "an address with disable", { "name", "a", "ip6", "disable", "ip6.addr", "fd00::2" },
	  "ip6.addr: goes with ip6=new only" },
	{ "an address with a stack of its own",
	  { "name", "a", "vnet", "new", "ip4.addr", "10.0.0.2" },
	  "ip4.addr: can't be enforced with vnet=new" },
	{ "ports of its addresses",
	  { "name", "a", "ip4.addr", "10.0.0.2", "ip6", "inherit", "net.bind",
	    "80,10.0.0.2:443,10.0.0.0/24:53,[fd00::1]:1" },
	  "ip4=new ip6=inherit" },
	{ "ports of another address", { "name", "a", "ip4.addr", "10.0.0.2", "net.bind",
					"10.0.0.3:80" },
	  "net.bind: \"10.0.0.3:80\" is of no address of the jail's" },
	{ "ports of a family that is off", { "name", "a", "ip4", "inherit", "net.bind",
					     "[fd00::2]:80" },
	  "net.bind: \"[fd00::2]:80\" is of no address of the jail's" },
	{ "ports with a stack of its own", { "name", "a", "vnet", "new", "net.bind", "80" },
	  "net.bind: can't be enforced with vnet=new" },
	{ "destinations with a stack of its own",
	  { "name", "a", "vnet", "new", "net.connect", "none" },
	  "net.connect: can't be enforced with vnet=new" },
	{ "a share with a stack of its own",
	  { "name", "a", "vnet", "new", "net.ephemeral", "40000-40001" },
	  "net.ephemeral: can't be enforced with vnet=new" },
	{ "a mode with a stack of its own", { "name", "a", "vnet", "new", "ip6", "inherit" },
	  "ip6: can't be enforced with vnet=new" },
};

static void describe_row(const struct row *row, char *desc)
{
	char value[80];

	jail_show_text(value, sizeof(value), row->value);
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s: %s",
		 *row->key ? row->key : "(no key)", *value ? value : "(empty)");
}

static void describe_whole(const struct whole *whole, char *desc)
{
	strscpy(desc, whole->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(row, rows, describe_row);
KUNIT_ARRAY_PARAM(whole, wholes, describe_whole);

/* Too large for a kernel's stack; tests run one at a time. */
static struct jail_conf conf, before;
static struct jail_reply reply;
static char got[2 * JAIL_PATH_MAX + 64];

static void clear(void)
{
	memset(&conf, 0, sizeof(conf));
	memset(&before, 0, sizeof(before));
	memset(&reply, 0, sizeof(reply));
}

static void param_is_set(struct kunit *test)
{
	const struct row *row = test->param_value;
	int err;

	clear();
	err = jail_param_set(&conf, row->key, row->value, &reply);
	KUNIT_EXPECT_EQ(test, err, row->err);
	if (err) {
		KUNIT_EXPECT_STREQ(test, reply.text, row->want);
		KUNIT_EXPECT_EQ(test, memcmp(&conf, &before, sizeof(conf)), 0);
		return;
	}
	/* An address is only shown in the mode that uses it. */
	conf.ip4_mode = conf.ip4.count ? JAIL_IP_NEW : conf.ip4_mode;
	conf.ip6_mode = conf.ip6.count ? JAIL_IP_NEW : conf.ip6_mode;
	jail_param_format(&conf, jail_param_find(row->key), got, sizeof(got));
	KUNIT_EXPECT_STREQ(test, got, row->want);
}

static void show_modes(void)
{
	char ip4[16], ip6[16];

	*got = '\0';
	if (!jail_param_format(&conf, JAIL_PARAM_IP4, ip4, sizeof(ip4)))
		return;
	jail_param_format(&conf, JAIL_PARAM_IP6, ip6, sizeof(ip6));
	snprintf(got, sizeof(got), "ip4=%s ip6=%s", ip4, ip6);
}

static void params_go_together(struct kunit *test)
{
	const struct whole *whole = test->param_value;
	int i, err = 0;

	clear();
	for (i = 0; whole->pairs[i] && !err; i += 2)
		err = jail_param_set(&conf, whole->pairs[i], whole->pairs[i + 1],
				     &reply);
	err = err ? err : jail_param_check(&conf, &reply);
	err = err ? err : jail_limits_check(&conf, &conf, &reply);
	err = err ? err : jail_limits_within("a", &conf, &conf, &reply);
	show_modes();
	KUNIT_EXPECT_STREQ(test, err ? reply.text : got, whole->want);
}

/* What does not fit is -ENOSPC, and is terminated all the same. */
static void format_keeps_to_its_buffer(struct kunit *test)
{
	char dst[8];
	int id, n;

	clear();
	conf.ip4_mode = JAIL_IP_NEW;
	conf.children_max = 1234;
	memset(conf.name, 'n', 20);
	memset(conf.path, 'p', 20);
	memset(conf.hostname, 'h', 20);
	for (id = 0; id < JAIL_PARAM_COUNT; id++) {
		memset(dst, '!', sizeof(dst));
		n = jail_param_format(&conf, id, dst, 4);
		KUNIT_EXPECT_TRUE_MSG(test, n < 4 && n >= -ENOSPC &&
				      memchr(dst, '\0', 4) && dst[4] == '!',
				      "%s: %d in four bytes",
				      jail_params[id].name, n);
	}
}

static void every_name_is_found_once(struct kunit *test)
{
	int id;

	for (id = 0; id < JAIL_PARAM_COUNT; id++)
		KUNIT_EXPECT_EQ(test, jail_param_find(jail_params[id].name), id);
	KUNIT_EXPECT_EQ(test, jail_param_find("nothing"), -ENOENT);
}

static void every_param_has_a_bit(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, JAIL_PARAM_COUNT <= 32);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(param_is_set, row_gen_params),
	KUNIT_CASE_PARAM(params_go_together, whole_gen_params),
	KUNIT_CASE(format_keeps_to_its_buffer),
	KUNIT_CASE(every_name_is_found_once),
	KUNIT_CASE(every_param_has_a_bit),
	{}
};

static struct kunit_suite suite = {
	.name = "jail_param",
	.test_cases = cases,
};

kunit_test_suite(suite);
