// SPDX-License-Identifier: GPL-2.0-or-later
/* Terminals that were left, found again. */
#include "cli.h"

/* The exit status of one that SIGHUP has ended. */
enum { HUNG_UP = 129 };

static void tell_left(const struct jail_console *console, const char *name,
		      const char *why)
{
	fprintf(stderr, "\njailctl: %s; back to it: jailctl console %s %u\n",
		why, name, jail_console_number(console));
}

int spectate(struct jail_console *console, const char *name, bool *left,
	     int *status, struct jail_error *err)
{
	enum jail_console_end end;

	if (jail_console_relay(console, &end, status, err))
		return -1;
	*left = true;
	switch (end) {
	case JAIL_CONSOLE_ENDED:
		*left = false;
		return 0;
	case JAIL_CONSOLE_DETACHED:
		tell_left(console, name, "detached");
		*status = 0;
		return 0;
	case JAIL_CONSOLE_TAKEN:
		tell_left(console, name, "somebody else has attached");
		*status = 0;
		return 0;
	case JAIL_CONSOLE_HANGUP:
		*status = HUNG_UP;
		return 0;
	case JAIL_CONSOLE_LOST:
		break;
	}
	*left = false;
	*err = (struct jail_error){
		.code = JAIL_FAILED,
		.text = "the session's keeper was killed, and the command hung up",
		.fix = "see who killed it, in the kernel's log if it was out of memory",
	};
	return -1;
}

static int list(const struct verb *verb, const char *name)
{
	struct jail_handle *jail;
	struct jail_error err;
	unsigned int number = 0;

	if (jail_open(name, &jail, &err))
		return launch_failed(verb, name, &err);
	while ((number = jail_console_next(jail_name(jail), number)))
		printf("%u\n", number);
	jail_close(jail);
	return finish(0);
}

static int attach(const struct verb *verb, const char *name,
		  unsigned int number)
{
	struct jail_console *console;
	struct jail_error err;
	int status, bad;
	bool left;

	if (jail_console_open(name, number, &console, &err))
		return launch_failed(verb, name, &err);
	bad = spectate(console, name, &left, &status, &err);
	jail_console_close(console);
	return bad ? launch_failed(verb, name, &err) : status;
}

static int console(const struct verb *verb, int argc, char **argv)
{
	unsigned long number = 0;
	bool listing = false;
	const char *option;
	char *end = "";
	int index = 1;

	while ((option = next_option(argc, argv, &index))) {
		if (strcmp(option, "-l") && strcmp(option, "--list"))
			return bad_option(verb, option);
		listing = true;
	}
	if (argc - index < 1 || argc - index > 2)
		return usage(verb, "jailctl console NAME [NUMBER]",
			     index >= argc ? "no name" : "too many arguments");
	if (argc - index == 2 && argv[index + 1][0] == '-')
		return late_option(verb, argv[index + 1]);
	if (argc - index == 2)
		number = strtoul(argv[index + 1], &end, 10);
	if (*end || (argc - index == 2 && (!number || number > 1000000)))
		return usage(verb, "\"jailctl console --list NAME\" lists them",
			     "\"%s\" is not a session's number",
			     argv[index + 1]);
	if (listing)
		return list(verb, argv[index]);
	return attach(verb, argv[index], number);
}

const struct verb console_verb = {
	.name = "console",
	.usage = "[-l] NAME [NUMBER]",
	.about = "attach to a command at a terminal that was left",
	.help =
"Without NUMBER to the newest one. Who is attached already is detached. What was\n"
"written meanwhile is shown first, at most its last 16 KB. Exit status as for run.\n"
"Of a command that ended with nobody attached the same is shown, once.\n"
"\n"
"  -l, --list              list the numbers of the jail's terminals\n"
"\n"
"It is left again by ^] three times within a second.\n"
"\n"
"Examples:\n"
"  jailctl exec -d -t web -- top\n"
"  jailctl console web\n",
	.run = console,
};
