// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

static int exec(const struct verb *verb, int argc, char **argv)
{
	__cleanup(launch_options_free) struct launch_options options = { 0 };
	struct jail_handle *jail;
	struct jail_error err;
	int index = 1, command, status;
	const char *name;

	status = launch_options(verb, argc, argv, &index, &options, true);
	if (status)
		return status;
	command = find_command(argc, argv, index);
	if (!command || command - index < 2)
		return no_command(verb, argc, argv, index);
	if (command - index > 2)
		return usage(verb, "jailctl exec [options] NAME -- COMMAND",
			     "parameters belong to create, run and set");
	name = argv[index];
	if (jail_open(name, &jail, &err))
		return launch_failed(verb, name, &err);
	if (launch(jail, argv + command, &options, &status, &err))
		status = launch_failed(verb, name, &err);
	jail_close(jail);
	return status;
}

const struct verb exec_verb = {
	.name = "exec",
	.usage = "[-d] [-u USER] [-e NAME[=VALUE]] NAME -- COMMAND [ARGUMENT ...]",
	.about = "run a command in a jail that is there",
	.help =
"The first command gets the namespaces the jail was made with; while it lives,\n"
"further ones join it in these. Exit status as for run.\n"
"\n"
"  -d, --detach            return when the command runs; its standard input and\n"
"                          outputs are /dev/null\n"
"  -u, --user USER         run as USER of the jail's /etc/passwd, or a number\n"
"  -e, --env NAME=VALUE    add to the environment (NAME alone: as it is here)\n"
"\n"
"With pid=new (the default) the first command is process 1: when it ends, all that\n"
"it started ends. So start daemons in the foreground, with -d.\n"
"\n"
"Examples:\n"
"  jailctl exec -d web -- nginx -g 'daemon off;'\n"
"  jailctl exec web -- ps ax\n"
"  jailctl exec -u www-data web -- sh -c id\n",
	.run = exec,
};
