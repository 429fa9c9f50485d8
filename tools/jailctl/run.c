// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

/* The jail goes with its command; by its descriptor also if we are killed. */
static int end(struct jail_handle *jail, const char *name,
	       struct jail_error *err)
{
	return jail_kill(jail, err) || wait_gone(jail, name, err) ? -1 : 0;
}

static int run_in(const struct verb *verb, const char *name,
		  struct jail_conf *conf, char **argv,
		  const struct launch_options *options)
{
	const char *persist = jail_conf_get(conf, "persist");
	bool own = !persist || strcmp(persist, "1");
	struct jail_error err, late;
	struct jail_handle *jail;
	int status = 0, bad;

	if (options->verbose)
		jail_conf_trace(conf, &verbose_trace);
	if (jail_conf_check(conf, &err) ||
	    jail_create(conf, own ? JAIL_CREATE_OWN : 0, &jail, &err))
		return launch_failed(verb, name, &err);
	if (!options->quiet)
		print_notes(conf, JAIL_NOTE_WARNING);
	bad = launch(jail, name, argv, options, &own, &status, &err);
	if (bad)
		status = launch_failed(verb, name, &err);
	/* a failed start leaves no jail, whatever was asked for */
	if ((own || bad) && end(jail, name, &late))
		complain(verb, name, &late);
	jail_close(jail);
	return status;
}

static int run(const struct verb *verb, int argc, char **argv)
{
	__cleanup(launch_options_free) struct launch_options options = { 0 };
	struct jail_conf *conf;
	int index = 1, command, code;
	const char *name;

	code = launch_options(verb, argc, argv, &index, &options);
	if (code)
		return code;
	if (options.detach && !options.tty)
		return usage(verb, "-d -t, or create and exec -d",
			     "-d: a command without terminal is not detached from its jail");
	command = find_command(argc, argv, index);
	if (!command || command - index < 2)
		return no_command(verb, argc, argv, index);
	name = argv[index++];
	conf = read_conf(verb, name, command - 1 - index, argv + index, &code);
	if (!conf)
		return code;
	code = run_in(verb, name, conf, argv + command, &options);
	jail_conf_free(conf);
	return code;
}

const struct verb run_verb = {
	.name = "run",
	.usage = "[-t [-d] | -T] [-n] [-q] [-v] [-u USER] [-e NAME[=VALUE]] NAME [parameter=value ...] -- COMMAND [ARGUMENT ...]",
	.about = "make a jail, run a command in it, remove the jail",
	.help =
"The exit status is the command's, 128 + N if signal N ended it; 125: jailctl could\n"
"not start it, 126: it can't be executed, 127: not found. The jail ends with the\n"
"command and with jailctl, however that ends; with persist=1 it stays. A command at\n"
"a terminal that is left goes on, and its jail with it.\n"
"\n"
"  -t, --tty               at a terminal of the jail's own; so it is by itself when\n"
"                          standard input and output are terminals\n"
"  -T, --no-tty            without one, for pipes\n"
"  -i, --interactive       nothing, as standard input is the command's anyway\n"
"  -n, --no-input          its input is /dev/null: what a loop reads stays the loop's\n"
"  -d, --detach            with -t: leave it at once\n"
"  -q, --quiet             no notes on what may not be meant\n"
"  -v, --verbose           tell each step on standard error before it is done\n"
"  -u, --user USER         run as USER of the jail's /etc/passwd, or a number\n"
"  -e, --env NAME=VALUE    add to the environment (NAME alone: as it is here)\n"
"\n"
"The terminal is left by ^] three times within a second, and by closing the window;\n"
"\"jailctl console\" finds it again. TERM, HUP, USR1 and USR2 sent to jailctl are\n"
"passed on to the command, INT and QUIT to its process group.\n"
"\n"
"With pid=new (the default) process 1 is a small init that waits for orphans; with\n"
"noinit the command is process 1, for one that is an init itself.\n"
"\n"
"Examples:\n"
"  jailctl run try -- sh\n"
"  jailctl run web path=/srv/web ip4.addr=10.0.0.2 -- nginx -g 'daemon off;'\n",
	.run = run,
};
