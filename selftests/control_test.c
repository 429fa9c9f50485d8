// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bad requests: each gets an errno and one sentence, and changes nothing: the
 * list of jails and the counters are the same before and after.
 */
#include "control.h"
#include "harness.h"
#include "jail_api.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct request_row {
	const char *name;
	const char *text;
	int err;
};

#define LONG63	"t12345678901234567890123456789012345678901234567890123456789012"

/* There is a jail "there" when these are asked. */
static const struct request_row bad[] = {
	{ "nothing", "", EINVAL },
	{ "a space", " ", EINVAL },
	{ "a newline", "\n", EINVAL },
	{ "no pairs", "create", EINVAL },
	{ "unknown verb", "destroy name=there", EINVAL },
	{ "a verb in capitals", "CREATE name=a", EINVAL },
	{ "a pair for a verb", "name=a", EINVAL },
	{ "a word for a pair", "create name", EINVAL },
	{ "no key", "create =a", EINVAL },
	{ "no value", "create name=", EINVAL },
	{ "unknown key", "create name=a colour=red", EINVAL },
	{ "unknown key alone", "create colour=red", EINVAL },
	{ "name twice", "create name=a name=b", EINVAL },
	{ "key twice", "create name=a persist=1 persist=1", EINVAL },
	{ "open quote", "create name=\"a", EINVAL },
	{ "text after a quote", "create name=\"a\"b", EINVAL },
	{ "a backslash at the end", "create name=\"a\\", EINVAL },
	{ "a quote inside", "create name=a\"b", EINVAL },
	{ "a slash", "create name=a/b", EINVAL },
	{ "dot dot", "create name=..", EINVAL },
	{ "a dot", "create name=.", EINVAL },
	{ "a dot in front", "create name=.a", EINVAL },
	{ "a dot at the end", "create name=there.", EINVAL },
	{ "two dots", "create name=there..a", EINVAL },
	{ "UTF-8", "create name=caf\xc3\xa9", EINVAL },
	{ "a control character", "create name=a\x01", EINVAL },
	{ "a space in quotes", "create name=\"a b\"", EINVAL },
	{ "a number", "create name=12", EINVAL },
	{ "a cgroup file", "create name=cgroup.procs", EINVAL },
	{ "another cgroup file", "create name=tasks", EINVAL },
	{ "64 bytes", "create name=" LONG63 "x", ENAMETOOLONG },
	{ "taken", "create name=there", EEXIST },
	{ "no parent", "create name=nobody.child", ENOENT },
	{ "too deep", "create name=a.b.c.d.e.f.g.h.i", EINVAL },
	{ "the kernel's number", "create name=a jid=5", EINVAL },
	{ "the kernel's count", "create name=a tasks=5", EINVAL },
	{ "the kernel's parent", "create name=a parent=1", EINVAL },
	{ "no bool", "create name=a persist=maybe", EINVAL },
	{ "a negative number", "create name=a children.max=-1", EINVAL },
	{ "a large number", "create name=a children.max=10000", EINVAL },
	{ "a huge number",
	  "create name=a children.max=18446744073709551617", EINVAL },
	{ "a hexadecimal number", "create name=a children.max=0x10", EINVAL },
	{ "IPv4 out of range", "create name=a ip4.addr=10.0.0.300", EINVAL },
	{ "IPv4 too short", "create name=a ip4.addr=10.0.0", EINVAL },
	{ "IPv4 with a mask", "create name=a ip4.addr=10.0.0.1/8", EINVAL },
	{ "IPv4 wildcard", "create name=a ip4.addr=0.0.0.0", EINVAL },
	{ "IPv4 broadcast", "create name=a ip4.addr=255.255.255.255", EINVAL },
	{ "IPv4 multicast", "create name=a ip4.addr=224.0.0.1", EINVAL },
	{ "IPv4 loopback", "create name=a ip4.addr=127.0.0.1", EINVAL },
	{ "IPv4 list", "create name=a ip4.addr=10.0.0.1,10.0.0.2,", EINVAL },
	{ "IPv4 twice", "create name=a ip4.addr=10.0.0.1,10.0.0.1", EINVAL },
	{ "IPv6 for IPv4", "create name=a ip4.addr=fd00::1", EINVAL },
	{ "IPv6 wildcard", "create name=a ip6.addr=::", EINVAL },
	{ "IPv6 loopback", "create name=a ip6.addr=::1", EINVAL },
	{ "IPv6 mapped", "create name=a ip6.addr=::ffff:10.0.0.1", EINVAL },
	{ "IPv6 multicast", "create name=a ip6.addr=ff02::1", EINVAL },
	{ "unknown mode", "create name=a ip4=maybe", EINVAL },
	{ "new without address", "create name=a ip4=new", EINVAL },
	{ "an address and inherit", "create name=a ip4=inherit ip4.addr=10.0.0.9",
	  EINVAL },
	{ "an address and vnet", "create name=a vnet=new ip4.addr=10.0.0.9",
	  EINVAL },
	{ "another's address", "create name=a ip4.addr=10.77.7.7", EADDRINUSE },
	{ "unknown vnet", "create name=a vnet=maybe", EINVAL },
	{ "set nobody", "set name=nobody persist=1", ENOENT },
	{ "set no name", "set persist=1", EINVAL },
	{ "set the name", "set jid=1 name=there", EINVAL },
	{ "set what is fixed", "set name=there ip4=inherit", EINVAL },
	{ "set a path", "set name=there path=/", EINVAL },
	{ "get nobody", "get name=nobody", ENOENT },
	{ "get no number", "get jid=999999999", ENOENT },
	{ "get with a value", "get name=there persist=1", EINVAL },
	{ "open nobody", "open name=nobody", ENOENT },
	{ "remove nobody", "remove name=nobody", ENOENT },
	{ "remove with a value", "remove name=there persist=1", EINVAL },
};

TEST_EACH(bad_request, struct request_row, bad)
{
	static struct state before;
	struct jail there;
	char reply[512];

	ASSERT_EQ(0, jail_create(&there, "there", "ip4.addr=10.77.7.7",
				 JAIL_FD_OWN));
	state_take(&before);
	EXPECT_RESULT(row->text, -row->err,
		      control_raw(row->text, strlen(row->text), reply,
				  sizeof(reply)));
	if (!is_sentence(reply))
		test_fail(__FILE__, __LINE__, "no sentence: \"%s\"", reply);
	EXPECT_UNCHANGED(&before);
	EXPECT_EQ(0, jail_destroy(&there));
}

struct good_row {
	const char *name;
	const char *text;
};

static const struct good_row good[] = {
	{ "plain", "create name=t-good" },
	{ "many blanks", " create  name=t-good\t persist=0 " },
	{ "needless backslash", "create name=t-good path=\"\\/srv\"" },
	{ "newlines", "create\nname=t-good\npersist=0\n" },
	{ "quotes", "create name=\"t-good\" path=\"/a b\\\"c\\\\d\"" },
	{ "63 bytes", "create name=" LONG63 },
	{ "all of them", "create name=t-good path=/x host.hostname=h vnet=inherit"
	  " ip4.addr=10.77.7.7 ip6.addr=fd77::77 children.max=9999" },
};

/* What a list of refusals is worth depends on what is accepted. */
TEST_EACH(good_request, struct good_row, good)
{
	char reply[512];
	unsigned long long jid;

	/* That of the row before ends when its descriptor is closed, and later. */
	for (int i = 0; i < 1000 && jail_listed("t-good"); i++)
		usleep(10000);
	EXPECT_RESULT(row->text, 0, control_raw(row->text, strlen(row->text),
						reply, sizeof(reply)));
	EXPECT_EQ(1, sscanf(reply, "jid=%llu\n", &jid));
	EXPECT_TRUE(is_sentence(reply));
}

