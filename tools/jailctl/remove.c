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

/* Whether one of these names is a jail that this one is inside of. */
static bool is_inside(const char *name, char **names, int count)
{
	for (int i = 0; i < count; i++) {
		size_t len = strlen(names[i]);

		if (!strncmp(name, names[i], len) && name[len] == '.')
			return true;
	}
	return false;
}

/* The last of these names. */
static int remove_one(const struct verb *verb, char **names, int count,
		      bool verbose)
{
	const char *name = names[count - 1];
	struct jail_handle *jail;
	struct jail_error err;
	int code = 0;

	if (jail_open(name, &jail, &err)) {
		if (err.code == JAIL_NO_SUCH && is_inside(name, names, count - 1))
			return 0;
		return complain(verb, name, &err);
	}
	if (verbose)
		jail_trace(jail, &verbose_trace);
	tell_inside(name);
	if (jail_kill(jail, &err) || wait_gone(jail, name, &err))
		code = complain(verb, name, &err);
	jail_close(jail);
	return code;
}

/* A jail that is still there is worse than one that never was. */
static int worse(int code, int other)
{
	if (!code || code == JAIL_NO_SUCH)
		return other ? other : code;
	return code;
}

static int remove_jails(const struct verb *verb, int argc, char **argv)
{
	int index = 1, code = 0, count;
	bool verbose = false;

	code = verbose_option(verb, argc, argv, &index, &verbose);
	if (code)
		return code;
	if (index >= argc)
		return usage(verb, "jailctl remove NAME ...", "no name");
	for (int i = index; i < argc; i++)
		if (argv[i][0] == '-')
			return late_option(verb, argv[i]);
	for (count = 1; index + count <= argc; count++)
		code = worse(code, remove_one(verb, argv + index, count,
					      verbose));
	return code;
}

const struct verb remove_verb = {
	.name = "remove",
	.usage = "[-v] NAME ...",
	.about = "kill the tasks of jails and end these",
	.help =
"Jails inside it go too, deepest first. Waits until the last task is gone, 10 s at\n"
"most, and after one second says what it waits for. Nothing of the jail's files is\n"
"touched, nor a cgroup that jailctl did not make. Of several names each is tried; the\n"
"exit status is that of the first that could not be removed, 5 if all others were\n"
"and there was none of a name.\n"
"\n"
"  -v, --verbose           tell each step on standard error before it is done\n"
"\n"
"Examples:\n"
"  jailctl remove web\n"
"  jailctl remove web db\n",
	.run = remove_jails,
};
