// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

const char *const denial_keys[] = {
	"op", "errno", "pid", "uid", "comm", "object", NULL,
};

void print_denial(const struct jail_records *denials, size_t index)
{
	for (size_t i = 0; denial_keys[i]; i++) {
		const char *value = jail_record_get(denials, index,
						    denial_keys[i]);

		if (!*value)
			continue;
		printf("%s%s%s", i ? " " : "", i > 1 ? denial_keys[i] : "",
		       i > 1 ? "=" : "");
		print_safe(stdout, value, 0);
	}
}

static void print_table(const struct jail_records *records)
{
	static const char *const keys[] = { "time", "jid", "jail", "op",
					    "errno", "pid", "comm", "object" };
	static const struct column columns[] = {
		{ "TIME", false }, { "JID", true }, { "JAIL", false },
		{ "OPERATION", false }, { "ERROR", false }, { "PID", true }, { "COMMAND", false },
		{ "OBJECT", false },
	};
	struct table table = {
		.columns = columns,
		.width = sizeof(columns) / sizeof(*columns),
	};
	char buf[32];

	for (size_t i = 0; i < jail_records_count(records); i++) {
		const char *time = jail_record_get(records, i, "time");

		table_add(&table, local_time(buf, strtoll(time, NULL, 10)));
		for (size_t c = 1; c < table.width; c++)
			table_add(&table, jail_record_get(records, i, keys[c]));
	}
	table_print(&table);
	table_free(&table);
}

/* A name nobody has, and that nothing was denied, is likely a slip. */
static int no_name(const char *name, struct jail_error *err)
{
	struct jail_handle *jail;

	if (jail_open(name, &jail, err))
		return -1;
	jail_close(jail);
	return 0;
}

/* The number of the last jail in a list, into a buffer. */
static bool last_jid(enum jail_list list, const char *name, char *jid,
		     size_t size)
{
	struct jail_records *records;
	struct jail_error ignored;
	size_t n;

	if (jail_read(list, name, &records, &ignored))
		return false;
	n = jail_records_count(records);
	if (n)
		snprintf(jid, size, "%s", jail_record_get(records, n - 1, "jid"));
	jail_records_free(records);
	return n;
}

/*
 * Names are used again, numbers are not: of a name, what was refused to the jail
 * that has it, or if nobody has, to the last that had it.
 */
static int read_denials(const char *name, struct jail_records **records,
			struct jail_error *err)
{
	char jid[24];

	if (name && (last_jid(JAIL_LIST_JAILS, name, jid, sizeof(jid)) ||
		     last_jid(JAIL_LIST_DENIALS, name, jid, sizeof(jid))))
		return jail_read(JAIL_LIST_DENIALS, jid, records, err);
	if (name && no_name(name, err))
		return -1;
	return jail_read(JAIL_LIST_DENIALS, name, records, err);
}

static int denials(const struct verb *verb, int argc, char **argv)
{
	struct jail_records *records;
	struct jail_error err;
	const char *name;
	char **names;
	bool json = false;
	int code;

	code = names_and_json(verb, argc, argv, &names, &json);
	if (code)
		return code;
	name = names[0];
	if (name && names[1])
		return usage(verb, "jailctl denials [NAME] [--json]",
			     "too many arguments");
	if (read_denials(name, &records, &err))
		return complain(verb, name, &err);
	if (json)
		json_print(json_records(records));
	else
		print_table(records);
	jail_records_free(records);
	return finish(0);
}

const struct verb denials_verb = {
	.name = "denials",
	.usage = "[NAME] [--json]",
	.about = "what was refused to jails, oldest first",
	.help =
"The kernel remembers the last ones of all jails together. NAME means the jail that\n"
"has this name now, or the last that had it; a number means that jail, also a dead\n"
"one; without either it is all of them. --json prints an array of objects: seq, time,\n"
"jid, jail, op, errno, pid, uid, comm, object.\n"
"\n"
"Examples:\n"
"  jailctl denials\n"
"  jailctl denials web --json\n",
	.run = denials,
};
