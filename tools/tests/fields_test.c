// SPDX-License-Identifier: GPL-2.0-or-later
/* key=value text: what is written can be read, what is bad is refused. */
#include "tap.h"

static struct jail_records *parse(const char *text)
{
	struct jail_records *records = NULL;

	return records_parse(strdup(text), &records) ? NULL : records;
}

static void round_trips(void)
{
	static const char *const values[] = {
		"plain", "", "two words", "a\"quote", "back\\slash", "\\\"",
		"=", "a=b c=d", "tab\there", "\xc3\xa9t\xc3\xa9",
	};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		char buf[64] = "";
		struct jail_records *r = NULL;

		if (field_append(buf, sizeof(buf), "k", values[i]) &&
		    field_append(buf, sizeof(buf), "last", "x"))
			r = parse(buf);
		ok(r && r->count == 1 &&
		   !strcmp(jail_record_get(r, 0, "k"), values[i]) &&
		   !strcmp(jail_record_get(r, 0, "last"), "x"),
		   "\"%s\" comes back", values[i]);
		jail_records_free(r);
	}
}

static void lists(void)
{
	struct jail_records *r =
		parse("jid=7 name=web path=\"/a b\"\n\njid=8 name=db tasks=2\n");

	ok(r && jail_records_count(r) == 2, "an empty line is no record");
	if (!r)
		return;
	ok(!strcmp(jail_record_get(r, 0, "path"), "/a b"), "a quoted value");
	ok(!strcmp(jail_record_get(r, 1, "tasks"), "2"), "the line's last value");
	ok(!*jail_record_get(r, 1, "path"), "a missing field is empty");
	ok(!*jail_record_get(r, 9, "path"), "a missing record is empty");
	records_filter(r, "name", "db");
	ok(r->count == 1 && !strcmp(jail_record_get(r, 0, "jid"), "8"),
	   "filter keeps what matches");
	jail_records_free(r);
	r = parse("jid=7\nname=web\n\ntasks=0");
	ok(r && !records_join(r) && r->count == 1 && r->record[0].count == 3,
	   "fields of many lines join into one record");
	jail_records_free(r);
	r = parse("");
	ok(r && !r->count, "nothing is no record");
	jail_records_free(r);
}

static void bad_text(void)
{
	static const char *const bad[] = {
		"word", "=value", "k=\"open", "k=\"a\"b", "k=\"a\\", "a b=c",
		"ok=1\nword\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct jail_records *r = parse(bad[i]);

		ok(!r, "bad text %zu is refused", i);
		jail_records_free(r);
	}
}

static void narrow(void)
{
	int wrong = 0;

	for (size_t size = 2; size < 24; size++) {
		char *buf = calloc(1, size);	/* ASan watches its end */
		bool fits = field_append(buf, size, "key", "a \"b\" c");

		wrong += fits != (size >= sizeof("key=\"a \\\"b\\\" c\""));
		wrong += strlen(buf) >= size;
		free(buf);
	}
	ok(!wrong, "what does not fit is refused, at every size");
}

int main(void)
{
	puts("TAP version 13");
	round_trips();
	lists();
	bad_text();
	narrow();
	return end();
}
