// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

static void print_row(const struct jail_records *records, size_t i)
{
	static const struct { const char *key; int width; } columns[] = {
		{ "jail", 15 }, { "op", 18 }, { "errno", 14 }, { "pid", 7 },
		{ "comm", 15 }, { "object", 0 },
	};

	print_time(stdout, strtoll(jail_record_get(records, i, "time"), NULL, 10));
	putchar(' ');
	for (size_t c = 0; c < sizeof(columns) / sizeof(*columns); c++) {
		print_safe(stdout, jail_record_get(records, i, columns[c].key),
			   columns[c].width);
		putchar(columns[c].width ? ' ' : '\n');
	}
}

static void print_table(const struct jail_records *records)
{
	printf("%s%-19s %-15s %-18s %-14s %-7s %-15s %s%s\n",
	       colour(stdout, BOLD), "TIME", "JAIL", "OPERATION", "ERROR",
	       "PID", "COMMAND", "OBJECT", colour(stdout, PLAIN));
	for (size_t i = 0; i < jail_records_count(records); i++)
		print_row(records, i);
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
	const char *name = NULL;
	struct jail_error err;
	bool json = false;
	int index = 1, code;

	code = json_option(verb, argc, argv, &index, &json);
	if (!code && index < argc) {
		name = argv[index++];
		code = json_option(verb, argc, argv, &index, &json);
	}
	if (code)
		return code;
	if (index < argc)
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
