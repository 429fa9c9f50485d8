// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

enum { QUIET_MS = 1000, LONGEST_MS = 10000 };

/* Quick as a rule; after a second it says what it waits for. */
int wait_gone(struct jail_handle *jail, const char *name,
	      struct jail_error *err)
{
	int left = jail_wait_gone(jail, QUIET_MS, err);

	if (left <= 0)
		return left;
	fprintf(stderr, "jailctl: %s: ", name);
	print_safe(stderr, err->text, 0);
	fprintf(stderr, ", up to %d s more\n", (LONGEST_MS - QUIET_MS) / 1000);
	return jail_wait_gone(jail, LONGEST_MS - QUIET_MS, err);
}

/* They go with it: that should be no surprise. */
static void tell_inside(const char *name)
{
	struct jail_records *records;
	struct jail_error ignored;
	int inside;

	if (jail_get(name, &records, &ignored))
		return;
	inside = atoi(jail_record_get(records, 0, "children.cur"));
	if (inside)
		fprintf(stderr, "jailctl: note: %s: removing the %d jail%s inside it too\n",
			name, inside, inside > 1 ? "s" : "");
	jail_records_free(records);
}

static int remove_jail(const struct verb *verb, int argc, char **argv)
{
	struct jail_handle *jail;
	struct jail_error err;
	const char *option, *name;
	int index = 1, code = 0;

	option = next_option(argc, argv, &index);
	if (option)
		return bad_option(verb, option);
	if (argc - index != 1)
		return usage(verb, "jailctl remove NAME",
			     index >= argc ? "no name" : "one jail at a time");
	name = argv[index];
	if (jail_open(name, &jail, &err))
		return complain(verb, name, &err);
	tell_inside(name);
	if (jail_kill(jail, &err) || wait_gone(jail, name, &err))
		code = complain(verb, name, &err);
	jail_close(jail);
	return code;
}

const struct verb remove_verb = {
	.name = "remove",
	.usage = "NAME",
	.about = "kill a jail's tasks and end it",
	.help =
"Jails inside it go too, deepest first. Waits until the last task is gone, 10 s at\n"
"most, and after one second says what it waits for. Nothing of the jail's files is\n"
"touched, nor a cgroup that jailctl did not make.\n"
"\n"
"Example:\n"
"  jailctl remove web\n",
	.run = remove_jail,
};
