// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

static int set(const struct verb *verb, int argc, char **argv)
{
	struct jail_conf *conf;
	struct jail_error err;
	int index = 1, code;
	bool verbose = false;
	const char *name;

	code = verbose_option(verb, argc, argv, &index, &verbose);
	if (code)
		return code;
	if (index >= argc)
		return usage(verb, "jailctl set NAME parameter=value ...",
			     "no name");
	name = argv[index++];
	conf = read_conf(verb, name, argc - index, argv + index, &code);
	if (!conf)
		return code;
	if (verbose)
		jail_conf_trace(conf, &verbose_trace);
	code = jail_set(conf, &err) ? complain(verb, name, &err) : 0;
	jail_conf_free(conf);
	return code;
}

const struct verb set_verb = {
	.name = "set",
	.usage = "[-v] NAME parameter=value ...",
	.about = "change parameters of a living jail",
	.help =
"All are changed or none. \"jailctl help parameters\" marks those that can be.\n"
"\n"
"  -v, --verbose           tell each step on standard error before it is done\n"
"\n"
"Examples:\n"
"  jailctl set web host.hostname=www.example\n"
"  jailctl set web children.max=2\n"
"  jailctl set web net.bind=80,443 net.connect=10.0.0.5:5432\n"
"  jailctl set web nopersist       (the jail ends with its last task)\n",
	.run = set,
};
