// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

static const char *address(const struct jail_records *records, size_t i)
{
	const char *four = jail_record_get(records, i, "ip4.addr");
	const char *six = jail_record_get(records, i, "ip6.addr");

	return *four ? four : *six ? six : "-";
}

static void print_row(const struct jail_records *records, size_t i)
{
	static const struct { const char *key; int width; } columns[] = {
		{ "jid", 6 }, { "name", 16 }, { "state", 8 }, { "tasks", 6 },
		{ "parent", 7 },
	};
	const char *path = jail_record_get(records, i, "path");

	for (size_t c = 0; c < sizeof(columns) / sizeof(*columns); c++) {
		print_safe(stdout, jail_record_get(records, i, columns[c].key),
			   columns[c].width - 1);
		putchar(' ');
	}
	print_safe(stdout, address(records, i), 15);
	putchar(' ');
	print_safe(stdout, *path ? path : "-", 0);
	putchar('\n');
}

static void print_table(const struct jail_records *records)
{
	printf("%s%-5s %-15s %-7s %-5s %-6s %-15s %s%s\n",
	       colour(stdout, BOLD), "JID", "NAME", "STATE", "TASKS", "PARENT",
	       "IP", "PATH", colour(stdout, PLAIN));
	for (size_t i = 0; i < jail_records_count(records); i++)
		print_row(records, i);
}

static int list(const struct verb *verb, int argc, char **argv)
{
	struct jail_records *records;
	struct jail_error err;
	bool json = false;
	int index = 1, code;

	code = json_option(verb, argc, argv, &index, &json);
	if (code)
		return code;
	if (index < argc)
		return usage(verb, "\"jailctl show NAME\" shows one jail",
			     "too many arguments");
	if (jail_read(JAIL_LIST_JAILS, NULL, &records, &err))
		return complain(verb, NULL, &err);
	if (json)
		json_print(json_records(records));
	else
		print_table(records);
	jail_records_free(records);
	return finish(0);
}

const struct verb list_verb = {
	.name = "list",
	.usage = "[--json]",
	.about = "the jails there are",
	.help =
"One line a jail: its number, name, state (active or dying), tasks, parent (0 is the\n"
"host), first address, root. --json prints an array of objects.\n"
"\n"
"Examples:\n"
"  jailctl list\n"
"  jailctl list --json\n",
	.run = list,
};
