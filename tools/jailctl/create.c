// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

static int create(const struct verb *verb, int argc, char **argv)
{
	struct jail_handle *jail;
	struct jail_error err;
	struct jail_conf *conf;
	const char *option, *name;
	int index = 1, code;
	bool quiet = false, verbose = false;

	while ((option = next_option(argc, argv, &index))) {
		bool is_quiet = option_is(option, "-q", "--quiet");
		bool *flag = is_quiet ? &quiet : &verbose;

		if (!is_quiet && !option_is(option, "-v", "--verbose"))
			return bad_option(verb, option);
		if (*flag)
			return twice(verb, option, NULL);
		*flag = true;
	}
	if (index >= argc)
		return usage(verb, "jailctl create NAME [parameter=value ...]",
			     "no name");
	name = argv[index++];
	conf = read_conf(verb, name, argc - index, argv + index, &code);
	if (!conf)
		return code;
	if (verbose)
		jail_conf_trace(conf, &verbose_trace);
	if (jail_conf_check(conf, &err) || jail_create(conf, 0, &jail, &err)) {
		code = complain(verb, name, &err);
	} else {
		if (!quiet)
			print_notes(conf, JAIL_NOTE_PLAIN);
		jail_close(jail);
		code = 0;
	}
	jail_conf_free(conf);
	return code;
}

const struct verb create_verb = {
	.name = "create",
	.usage = "[-q] [-v] NAME [parameter=value ...]",
	.about = "make a jail that stays until it is removed",
	.help =
"No command runs in it yet: use \"jailctl exec\". Parameters are as in FreeBSD's\n"
"jail(8); \"jailctl help parameters\" lists them.\n"
"\n"
"  -q, --quiet             no notes on what may not be meant\n"
"  -v, --verbose           tell each step on standard error before it is done\n"
"\n"
"Examples:\n"
"  jailctl create web path=/srv/web ip4.addr=10.0.0.2\n"
"  jailctl create build path=/srv/build vnet=new host.hostname=build.example\n"
"  jailctl create probe                        (the host's root, read-only)\n",
	.run = create,
};
