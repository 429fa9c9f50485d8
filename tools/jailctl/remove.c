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
	fprintf(stderr, "jailctl: %s: %s, up to %d s more\n", name, err->text,
		(LONGEST_MS - QUIET_MS) / 1000);
	return jail_wait_gone(jail, LONGEST_MS - QUIET_MS, err);
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
"Waits until the last task is gone, 10 s at most, and after one second says what it\n"
"waits for. Nothing of the jail's files is touched.\n"
"\n"
"Example:\n"
"  jailctl remove web\n",
	.run = remove_jail,
};
