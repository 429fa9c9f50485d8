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
	static const char *const keys[] = { "time", "jail", "op", "errno",
					    "pid", "comm", "object" };
	static const struct column columns[] = {
		{ "TIME", false }, { "JAIL", false }, { "OPERATION", false },
		{ "ERROR", false }, { "PID", true }, { "COMMAND", false },
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
static int check_name(const struct verb *verb, const char *name)
{
	struct jail_handle *jail;
	struct jail_records *jails;
	struct jail_error err;
	size_t found;

	if (jail_read(JAIL_LIST_JAILS, name, &jails, &err))
		return complain(verb, name, &err);
	found = jail_records_count(jails);
	jail_records_free(jails);
	if (found)
		return 0;
	if (jail_open(name, &jail, &err))
		return complain(verb, name, &err);
	jail_close(jail);
	return 0;
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
	if (jail_read(JAIL_LIST_DENIALS, name, &records, &err))
		return complain(verb, name, &err);
	if (name && !jail_records_count(records))
		code = check_name(verb, name);
	if (!code && json)
		json_print(json_records(records));
	else if (!code)
		print_table(records);
	jail_records_free(records);
	return finish(code);
}

const struct verb denials_verb = {
	.name = "denials",
	.usage = "[NAME] [--json]",
	.about = "what was refused to jails, oldest first",
	.help =
"The kernel remembers the last ones of all jails together. --json prints an array of\n"
"objects: seq, time, jid, jail, op, errno, pid, uid, comm, object.\n"
"\n"
"Examples:\n"
"  jailctl denials\n"
"  jailctl denials web --json\n",
	.run = denials,
};
