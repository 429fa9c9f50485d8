// SPDX-License-Identifier: GPL-2.0
/*
 * Which jail is within which, and which number a reader gets for the one above.
 */
#include <kunit/test.h>

#include "jail.h"

/* Two jails of the host's; one of them has two below it, and so on down. */
enum { WEB, MAIL, WEB_A, WEB_B, WEB_A_X, DEEP, COUNT };

static const struct {
	const char *name;
	int parent;
} tree[COUNT] = {
	[WEB] = { "web", -1 },
	[MAIL] = { "mail", -1 },
	[WEB_A] = { "web.a", WEB },
	[WEB_B] = { "web.b", WEB },
	[WEB_A_X] = { "web.a.x", WEB_A },
	[DEEP] = { "as deep as jails nest", -1 },
};

static struct jail jails[COUNT];
/* Those above the deepest one. */
static struct jail chain[JAIL_DEPTH_MAX - 1];

static void put_below(struct jail *jail, struct jail *parent)
{
	jail->depth = parent ? parent->depth + 1 : 1;
	if (parent)
		memcpy(jail->ancestors, parent->ancestors,
		       sizeof(jail->ancestors));
	jail->ancestors[jail->depth] = jail;
}

static int plant(struct kunit *test)
{
	int i;

	for (i = 0; i < COUNT; i++) {
		put_below(&jails[i],
			  tree[i].parent < 0 ? NULL : &jails[tree[i].parent]);
		jails[i].jid = 10 + i;
	}
	for (i = 0; i < ARRAY_SIZE(chain); i++)
		put_below(&chain[i], i ? &chain[i - 1] : NULL);
	put_below(&jails[DEEP], &chain[ARRAY_SIZE(chain) - 1]);
	return 0;
}

struct row {
	const char *name;
	int jail;
	int top;
	bool within;
};

static const struct row rows[] = {
	{ "a jail is within itself", WEB, WEB, true },
	{ "a child is within its parent", WEB_A, WEB, true },
	{ "a grandchild is within both", WEB_A_X, WEB, true },
	{ "a grandchild is within its parent", WEB_A_X, WEB_A, true },
	{ "a parent is not within its child", WEB, WEB_A, false },
	{ "siblings are not within one another", WEB_A, WEB_B, false },
	{ "a nephew is not within his uncle", WEB_A_X, WEB_B, false },
	{ "an uncle is not within his nephew", WEB_B, WEB_A_X, false },
	{ "other families are strangers", MAIL, WEB, false },
	{ "also below", WEB_A_X, MAIL, false },
	{ "the deepest is within itself", DEEP, DEEP, true },
	{ "the deepest is nobody else's", DEEP, WEB, false },
	{ "nobody is within the deepest", WEB_A_X, DEEP, false },
	{ "the host is in no jail", -1, WEB, false },
};

static void describe(const struct row *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(row, rows, describe);

static void jail_is_within(struct kunit *test)
{
	const struct row *row = test->param_value;
	const struct jail *jail = row->jail < 0 ? NULL : &jails[row->jail];

	KUNIT_EXPECT_EQ(test, jail_within(jail, &jails[row->top]), row->within);
}

static void deepest_is_within_all_above(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(chain); i++) {
		KUNIT_EXPECT_TRUE(test, jail_within(&jails[DEEP], &chain[i]));
		KUNIT_EXPECT_TRUE(test, !jail_within(&chain[i], &jails[DEEP]));
	}
}

/* What is above the reader is its host, number 0. */
static void number_of_the_one_above(struct kunit *test)
{
	struct jail *web = &jails[WEB], *a = &jails[WEB_A], *x = &jails[WEB_A_X];

	KUNIT_EXPECT_EQ(test, jail_parent_jid(web, NULL), 0);
	KUNIT_EXPECT_EQ(test, jail_parent_jid(a, NULL), web->jid);
	KUNIT_EXPECT_EQ(test, jail_parent_jid(a, web), web->jid);
	KUNIT_EXPECT_EQ(test, jail_parent_jid(x, a), a->jid);
	KUNIT_EXPECT_EQ(test, jail_parent_jid(a, a), 0);
	KUNIT_EXPECT_EQ(test, jail_parent_jid(web, web), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(jail_is_within, row_gen_params),
	KUNIT_CASE(deepest_is_within_all_above),
	KUNIT_CASE(number_of_the_one_above),
	{}
};

static struct kunit_suite suite = {
	.name = "jail_descent",
	.init = plant,
	.test_cases = cases,
};

kunit_test_suite(suite);
