// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

static int exec(const struct verb *verb, int argc, char **argv)
{
	__cleanup(launch_options_free) struct launch_options options = { 0 };
	struct jail_handle *jail;
	struct jail_error err;
	int index = 1, command, status;
	bool own = false;
	const char *name;

	status = launch_options(verb, argc, argv, &index, &options);
	if (status)
		return status;
	if (options.quiet)
		return bad_option(verb, "--quiet");
	command = find_command(argc, argv, index);
	if (!command || command - index < 2)
		return no_command(verb, argc, argv, index);
	if (command - index > 2 && argv[index + 1][0] == '-')
		return late_option(verb, argv[index + 1]);
	if (command - index > 2)
		return usage(verb, "jailctl exec [options] NAME -- COMMAND",
			     "parameters belong to create, run and set");
	name = argv[index];
	if (jail_open(name, &jail, &err))
		return launch_failed(verb, name, &err);
	if (options.verbose)
		jail_trace(jail, &verbose_trace);
	if (launch(jail, name, argv + command, &options, &own, &status, &err))
		status = launch_failed(verb, name, &err);
	jail_close(jail);
	return status;
}

const struct verb exec_verb = {
	.name = "exec",
	.usage = "[-t | -T] [-n] [-d [--log FILE]] [-v] [-u USER] [-e NAME[=VALUE]] NAME -- COMMAND [ARGUMENT ...]",
	.about = "run a command in a jail that is there",
	.help =
"The first command gets the namespaces the jail was made with; while it lives,\n"
"further ones join it in these. Exit status as for run.\n"
"\n"
"  -t, --tty               at a terminal of the jail's own; so it is by itself when\n"
"                          standard input and output are terminals\n"
"  -T, --no-tty            without one, for pipes\n"
"  -i, --interactive       nothing, as standard input is the command's anyway\n"
"  -n, --no-input          its input is /dev/null: what a loop reads stays the loop's\n"
"  -d, --detach            return when the command runs; its standard input and\n"
"                          outputs are /dev/null, or with -t a terminal that\n"
"                          \"jailctl console\" shows\n"
"      --log FILE          with -d: append the outputs to a file of the host's\n"
"  -v, --verbose           tell each step on standard error before it is done\n"
"  -u, --user USER         run as USER of the jail's /etc/passwd, or a number\n"
"  -e, --env NAME=VALUE    add to the environment (NAME alone: as it is here)\n"
"\n"
"The terminal is left by ^] three times within a second, and by closing the window.\n"
"With pid=new (the default) process 1 is a small init, so what the command leaves\n"
"behind, like a daemon, lives on; with noinit the first command is process 1, and\n"
"all ends with it.\n"
"\n"
"Examples:\n"
"  jailctl exec web -- nginx\n"
"  jailctl exec web -- sh\n"
"  jailctl exec -T web -- psql <dump.sql\n"
"  while read u; do jailctl exec -n web -- adduser $u; done <users\n"
"  jailctl exec -d --log /var/log/job web -- /usr/local/bin/job\n"
"  jailctl exec web -- ps ax\n"
"  jailctl exec -u www-data web -- sh -c id\n",
	.run = exec,
};
