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

	if (jail_conf_check(conf, &err) ||
	    jail_create(conf, own ? JAIL_CREATE_OWN : 0, &jail, &err))
		return launch_failed(verb, name, &err);
	print_notes(conf);
	bad = launch(jail, argv, options, &status, &err);
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

	code = launch_options(verb, argc, argv, &index, &options, false);
	if (code)
		return code;
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
	.usage = "[-u USER] [-e NAME[=VALUE]] NAME [parameter=value ...] -- COMMAND [ARGUMENT ...]",
	.about = "make a jail, run a command in it, remove the jail",
	.help =
"The exit status is the command's, 128 + N if signal N ended it; 125: jailctl could\n"
"not start it, 126: it can't be executed, 127: not found. The jail ends with the\n"
"command and with jailctl, however that ends; with persist=1 it stays.\n"
"\n"
"  -u, --user USER         run as USER of the jail's /etc/passwd, or a number\n"
"  -e, --env NAME=VALUE    add to the environment (NAME alone: as it is here)\n"
"\n"
"The command is in a session of its own, without controlling terminal, and with\n"
"pid=new (the default) it is process 1. TERM, HUP, USR1 and USR2 sent to jailctl\n"
"are passed on to it, INT and QUIT to its process group.\n"
"\n"
"Examples:\n"
"  jailctl run try -- sh -c 'ls /; id'\n"
"  jailctl run web path=/srv/web ip4.addr=10.0.0.2 -- nginx -g 'daemon off;'\n",
	.run = run,
};
