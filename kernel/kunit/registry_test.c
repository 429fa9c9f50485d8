// SPDX-License-Identifier: GPL-2.0
/*
 * Who may make which jail beside those that are there, and what is left of one
 * that went.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "jail.h"
#include "param.h"
#include "registry.h"

/* Names of these tests' own: a kernel may have other jails. */
#define TOP		"kunit"
#define IN(name)	TOP "." name

/* The jails that are there: pairs of key and value, up to NULL. */
static const char *const there[][9] = {
	{ "name", TOP, "ip4.addr", "192.0.2.1,192.0.2.2", "children.max", "2",
	  "net.ephemeral", "40000-40999" },
	{ "name", IN("a"), "ip4.addr", "192.0.2.1" },
	{ "name", "kunit2", "ip4.addr", "192.0.2.9", "ip6.addr", "2001:db8::9" },
	{ "name", "kunit3", "vnet", "new" },
	{ "name", "kunit4", "ip4", "inherit" },
	{ "name", "d.d.d.d.d.d.d.d" },
};

static struct jail *made[ARRAY_SIZE(there)];
static struct jail *above[JAIL_DEPTH_MAX - 1];

/* Too large for a kernel's stack; tests run one at a time. */
static struct jail_conf conf;
static struct jail_reply reply;

static int create(struct jail *subject, const char *const *pairs,
		  struct jail **jail)
{
	int i, err = 0;

	memset(&conf, 0, sizeof(conf));
	memset(&reply, 0, sizeof(reply));
	for (i = 0; pairs[i] && !err; i += 2)
		err = jail_param_set(&conf, pairs[i], pairs[i + 1], &reply);
	err = err ? err : jail_param_check(&conf, &reply);
	return err ? err : registry_create(subject, &conf, jail, &reply);
}

/* d, d.d, and so on, above the deepest. */
static int create_above(void)
{
	static char name[2 * JAIL_DEPTH_MAX];
	const char *const pairs[] = { "name", name, NULL };
	int i, err = 0;

	for (i = 0; i < ARRAY_SIZE(above) && !err; i++) {
		strscpy(name, "d.d.d.d.d.d.d.d", 2 * i + 2);
		err = create(NULL, pairs, &above[i]);
	}
	return err;
}

/* Once, before the first case; the last one takes them away. */
static int create_all(struct kunit *test)
{
	int i, err;

	if (!registry_ready())
		kunit_skip(test, "there are no jails on this kernel: see lsm=");
	if (made[0])
		return 0;
	err = create_above();
	for (i = 0; i < ARRAY_SIZE(there) && !err; i++)
		err = create(NULL, there[i], &made[i]);
	return err;
}

static void release(struct jail **jail)
{
	if (*jail)
		registry_release(*jail, false);
	*jail = NULL;
}

/* The reaper buries what nobody holds. */
static bool is_gone(const char *name)
{
	bool found = true;
	int i;

	for (i = 0; i < 500 && found; i++) {
		mutex_lock(&registry_lock);
		found = registry_find_name(name);
		mutex_unlock(&registry_lock);
		if (found)
			msleep(20);
	}
	return !found;
}

/**
 * struct row - a jail that is to be made
 * @name: what the row is about
 * @subject: the maker's, by its place above; -1: the host
 * @pairs: its parameters
 * @err: what registry_create() says
 * @want: with which sentence
 */
struct row {
	const char *name;
	int subject;
	const char *pairs[9];
	int err;
	const char *want;
};

static const struct row rows[] = {
	{ "a name of one's own", -1, { "name", "kunit5" }, 0, "" },
	{ "a name that is taken", -1, { "name", TOP }, -EEXIST,
	  "name: \"kunit\" is in use" },
	{ "a child", -1, { "name", IN("b") }, 0, "" },
	{ "a child of nobody", -1, { "name", "kunit5.b" }, -ENOENT,
	  "name: there is no jail \"kunit5\" to make a child in" },
	{ "a grandchild", -1, { "name", IN("a.x") }, 0, "" },

	{ "from inside, below oneself", 0, { "name", IN("b") }, 0, "" },
	{ "from inside, beside oneself", 0, { "name", "kunit5" }, -EPERM,
	  "name: a jail makes jails only below itself, as kunit.NAME" },
	{ "from inside, below another", 0, { "name", "kunit2.b" }, -EPERM,
	  "name: a jail makes jails only below itself, as kunit.NAME" },
	{ "from inside, with none left", 1, { "name", IN("a.x") }, -EPERM,
	  "children.max: kunit.a may have 0 jails inside and has 0" },

	{ "an address of one's own", -1,
	  { "name", "kunit5", "ip4.addr", "192.0.2.5" }, 0, "" },
	{ "another's address", -1, { "name", "kunit5", "ip4.addr", "192.0.2.1" },
	  -EADDRINUSE, "ip4.addr: 192.0.2.1 is jail kunit's" },
	{ "another's address among one's own", -1,
	  { "name", "kunit5", "ip4.addr", "192.0.2.5,192.0.2.9" },
	  -EADDRINUSE, "ip4.addr: 192.0.2.9 is jail kunit2's" },
	{ "another's address, IPv6", -1,
	  { "name", "kunit5", "ip6.addr", "2001:db8::9" },
	  -EADDRINUSE, "ip6.addr: 2001:db8::9 is jail kunit2's" },
	{ "an address of the parent's", -1,
	  { "name", IN("b"), "ip4.addr", "192.0.2.2" }, 0, "" },
	{ "one that a sibling has too", -1,
	  { "name", IN("b"), "ip4.addr", "192.0.2.1" }, 0, "" },
	{ "one that the parent has not", -1,
	  { "name", IN("b"), "ip4.addr", "192.0.2.5" }, -EINVAL,
	  "ip4.addr: not an address of the parent's" },
	{ "a family that the parent has not", -1,
	  { "name", IN("b"), "ip6.addr", "2001:db8::5" }, -EINVAL,
	  "ip6.addr: not an address of the parent's" },
	{ "any address below who has all", -1,
	  { "name", "kunit4.b", "ip4.addr", "192.0.2.5" }, 0, "" },

	{ "a stack of one's own", -1, { "name", "kunit5", "vnet", "new" }, 0, "" },
	{ "a stack of one's own below who has none", -1,
	  { "name", IN("b"), "vnet", "new" }, -EINVAL,
	  "vnet: the parent has no network stack of its own" },
	{ "the machine's below who is not on it", -1,
	  { "name", "kunit3.b", "ip4", "inherit" }, -EINVAL,
	  "ip4: the parent has vnet=new, and nothing of the machine's network stack" },
	{ "nothing of a network below", -1, { "name", "kunit3.b" }, 0, "" },

	{ "a share of one's own", -1,
	  { "name", "kunit5", "net.ephemeral", "41000-41999" }, 0, "" },
	{ "a share that overlaps", -1,
	  { "name", "kunit5", "net.ephemeral", "40999-41999" }, -EADDRINUSE,
	  "net.ephemeral: 40999-41999 overlaps jail kunit's 40000-40999" },
	{ "a share of the parent's", -1,
	  { "name", IN("b"), "net.ephemeral", "40000-40001" }, 0, "" },
	{ "a share beyond the parent's", -1,
	  { "name", IN("b"), "net.ephemeral", "40999-41000" }, -EINVAL,
	  "net.ephemeral: 40999-41000 is not within jail kunit's 40000-40999" },
};

static void describe(const struct row *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(row, rows, describe);

/* What is refused leaves nothing behind. */
static void jail_is_admitted(struct kunit *test)
{
	const struct row *row = test->param_value;
	struct jail *subject = row->subject < 0 ? NULL : made[row->subject];
	unsigned int inside = made[0]->inside;
	struct jail *jail = NULL;
	int err = create(subject, row->pairs, &jail);

	KUNIT_EXPECT_EQ(test, err, row->err);
	KUNIT_EXPECT_STREQ(test, reply.text, row->want);
	if (err)
		KUNIT_EXPECT_EQ(test, made[0]->inside, inside);
	else
		release(&jail);
	if (err != -EEXIST)
		KUNIT_EXPECT_TRUE(test, is_gone(row->pairs[1]));
	KUNIT_EXPECT_EQ(test, made[0]->inside, inside);
}

static void children_are_counted(struct kunit *test)
{
	static const char *const child[] = { "name", IN("b"), NULL };
	static const char *const grandchild[] = { "name", IN("b.x"), NULL };
	struct jail *jail = NULL, *below = NULL;

	KUNIT_EXPECT_EQ(test, create(made[0], child, &jail), 0);
	KUNIT_EXPECT_EQ(test, made[0]->children, 2);
	KUNIT_EXPECT_EQ(test, made[0]->inside, 2);
	KUNIT_EXPECT_EQ(test, create(made[0], grandchild, &below), -EPERM);
	KUNIT_EXPECT_STREQ(test, reply.text,
			   "children.max: kunit may have 2 jails inside and has 2");
	/* The host is not counted. */
	KUNIT_EXPECT_EQ(test, create(NULL, grandchild, &below), 0);
	KUNIT_EXPECT_EQ(test, made[0]->children, 2);
	KUNIT_EXPECT_EQ(test, made[0]->inside, 3);
	release(&below);
	release(&jail);
	KUNIT_EXPECT_TRUE(test, is_gone(IN("b")));
	KUNIT_EXPECT_EQ(test, made[0]->children, 1);
	KUNIT_EXPECT_EQ(test, made[0]->inside, 1);
}

static struct jail *find(const char *name, u64 jid)
{
	struct jail *jail;

	mutex_lock(&registry_lock);
	jail = name ? registry_find_name(name) : registry_find_jid(jid);
	mutex_unlock(&registry_lock);
	return jail;
}

static void jails_are_found(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(made); i++) {
		KUNIT_EXPECT_PTR_EQ(test, find(there[i][1], 0), made[i]);
		KUNIT_EXPECT_PTR_EQ(test, find(NULL, made[i]->jid), made[i]);
	}
	KUNIT_EXPECT_TRUE(test, !find("kuni", 0));
	KUNIT_EXPECT_TRUE(test, !find(NULL, 0));
}

static void numbers_are_never_used_again(struct kunit *test)
{
	static const char *const pairs[] = { "name", "kunit5", NULL };
	struct jail *jail = NULL;
	u64 last = 0;
	int i;

	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, create(NULL, pairs, &jail), 0);
		KUNIT_EXPECT_TRUE(test, jail->jid > last);
		last = jail->jid;
		release(&jail);
		KUNIT_EXPECT_TRUE(test, is_gone("kunit5"));
	}
}

/* With a jail go those below it; who holds the memory sees that it is dead. */
static void a_removed_jail_takes_all_along(struct kunit *test)
{
	struct jail *top = made[0], *child = made[1];

	mutex_lock(&registry_lock);
	registry_remove(top);
	mutex_unlock(&registry_lock);
	KUNIT_EXPECT_TRUE(test, is_gone(TOP));
	KUNIT_EXPECT_TRUE(test, is_gone(IN("a")));
	KUNIT_EXPECT_TRUE(test, top->dying && top->dead);
	KUNIT_EXPECT_TRUE(test, child->dying && child->dead);
	KUNIT_EXPECT_TRUE(test, !made[2]->dying);
}

static void nothing_is_left(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(made); i++)
		release(&made[i]);
	for (i = 0; i < ARRAY_SIZE(above); i++)
		release(&above[i]);
	for (i = 0; i < ARRAY_SIZE(there); i++)
		KUNIT_EXPECT_TRUE(test, is_gone(there[i][1]));
	KUNIT_EXPECT_TRUE(test, is_gone("d"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(jail_is_admitted, row_gen_params),
	KUNIT_CASE(children_are_counted),
	KUNIT_CASE(jails_are_found),
	KUNIT_CASE(numbers_are_never_used_again),
	KUNIT_CASE(a_removed_jail_takes_all_along),
	KUNIT_CASE(nothing_is_left),
	{}
};

static struct kunit_suite suite = {
	.name = "jail_registry",
	.init = create_all,
	.test_cases = cases,
};

kunit_test_suite(suite);
