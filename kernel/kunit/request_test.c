// SPDX-License-Identifier: GPL-2.0
/*
 * The grammar of the control file: what is taken apart, and with which
 * sentence the rest is refused.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "request.h"

/**
 * struct row - a request and what becomes of it
 * @name: what the row is about
 * @text: the request
 * @len: its length if it has NUL bytes, else 0
 * @want: on success "verb|key=value|...", else the sentence
 * @err: what jail_request_parse() returns
 */
struct row {
	const char *name;
	const char *text;
	size_t len;
	int err;
	const char *want;
};

static const struct row rows[] = {
	{ "a verb alone", "get", 0, 0, "get" },
	{ "one pair", "create name=web", 0, 0, "create|name=web" },
	{ "several pairs", "create name=web vnet=new persist=1", 0, 0,
	  "create|name=web|vnet=new|persist=1" },
	{ "newlines separate", "set\nname=web\npersist=0\n", 0, 0,
	  "set|name=web|persist=0" },
	{ "blanks around", "  get \t name=web\t\n\n", 0, 0, "get|name=web" },
	{ "an empty value", "set name=", 0, 0, "set|name=" },
	{ "quotes", "create path=\"/srv/my web\"", 0, 0,
	  "create|path=/srv/my web" },
	{ "an empty value in quotes", "create path=\"\" name=a", 0, 0,
	  "create|path=|name=a" },
	{ "a quote in quotes", "create path=\"a\\\"b\" name=a", 0, 0,
	  "create|path=a\"b|name=a" },
	{ "a backslash in quotes", "create path=\"a\\\\\" name=a", 0, 0,
	  "create|path=a\\|name=a" },
	{ "an equals sign in a value", "create path=a=b", 0, 0,
	  "create|path=a=b" },
	{ "UTF-8 in a value", "create path=/\xc3\xbc", 0, 0,
	  "create|path=/\xc3\xbc" },

	{ "nothing", "", 0, -EINVAL,
	  "\"\": a verb expected: create, set, get, open or remove" },
	{ "blanks only", "\t\n\t ", 0, -EINVAL,
	  "\"\": a verb expected: create, set, get, open or remove" },
	{ "a verb with a slash", "a/b name=c", 0, -EINVAL,
	  "\"a/b name=c\": a verb expected: create, set, get, open or remove" },
	{ "a pair where the verb belongs", "name=web", 0, -EINVAL,
	  "\"name=web\": a verb expected: create, set, get, open or remove" },
	{ "a NUL byte", "get\0name=web", 12, -EINVAL,
	  "a NUL byte at offset 3 of the request" },
	{ "a NUL byte at the end", "get\0", 4, -EINVAL,
	  "a NUL byte at offset 3 of the request" },
	{ "a word without value", "create web", 0, -EINVAL,
	  "\"web\": key=value expected" },
	{ "no key", "create =web", 0, -EINVAL,
	  "\"=web\": key=value expected" },
	{ "a key with a slash", "create na/me=web", 0, -EINVAL,
	  "\"na/me=web\": key=value expected" },
	{ "a UTF-8 key", "create n\xc3\xa4me=web", 0, -EINVAL,
	  "\"n??me=web\": key=value expected" },
	{ "an open quote", "create path=\"/srv", 0, -EINVAL,
	  "path: the closing quote is missing" },
	{ "an escaped last quote", "create path=\"/srv\\\"", 0, -EINVAL,
	  "path: the closing quote is missing" },
	{ "a backslash at the end", "create path=\"/srv\\", 0, -EINVAL,
	  "path: the closing quote is missing" },
	{ "text after the closing quote", "create path=\"a\"b", 0, -EINVAL,
	  "path: a blank is missing after the value" },
	{ "a quote within a bare value", "create path=a\"b\"", 0, -EINVAL,
	  "path: a blank is missing after the value" },
	{ "a key given twice", "create name=a name=b", 0, -EINVAL,
	  "name: given twice" },
};

static void describe(const struct row *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(row, rows, describe);

static void flatten(char *dst, size_t size, const struct jail_request *request)
{
	size_t n = snprintf(dst, size, "%s", request->verb);
	unsigned int i;

	for (i = 0; i < request->count && n < size; i++)
		n += snprintf(dst + n, size - n, "|%s=%s", request->pairs[i].key,
			      request->pairs[i].value);
}

static void request_parses(struct kunit *test)
{
	static struct jail_request request;
	static struct jail_reply reply;
	static char text[512], got[512];
	const struct row *row = test->param_value;
	size_t len = row->len ? row->len : strlen(row->text);
	int err;

	memset(&reply, 0, sizeof(reply));
	memcpy(text, row->text, len);
	text[len] = '\0';
	err = jail_request_parse(&request, text, len, &reply);
	if (!err)
		flatten(got, sizeof(got), &request);
	KUNIT_EXPECT_EQ(test, err, row->err);
	KUNIT_EXPECT_STREQ(test, err ? reply.text : got, row->want);
}

static int parse_pairs(unsigned int count)
{
	static struct jail_request request;
	static struct jail_reply reply;
	static char text[1024];
	unsigned int i;
	size_t n;

	n = snprintf(text, sizeof(text), "create");
	for (i = 0; i < count; i++)
		n += snprintf(text + n, sizeof(text) - n, " k%u=v", i);
	return jail_request_parse(&request, text, n, &reply);
}

/* As many pairs as there is room for, and one more. */
static void request_has_room(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse_pairs(JAIL_REQUEST_PAIRS), 0);
	KUNIT_EXPECT_EQ(test, parse_pairs(JAIL_REQUEST_PAIRS + 1), -EINVAL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(request_parses, row_gen_params),
	KUNIT_CASE(request_has_room),
	{}
};

static struct kunit_suite suite = {
	.name = "jail_request",
	.test_cases = cases,
};

kunit_test_suite(suite);
