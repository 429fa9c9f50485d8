// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

struct options {
	bool force, verbose;
};

static int options(const struct verb *verb, int argc, char **argv, int *index,
		   struct options *given)
{
	const char *option;

	while ((option = next_option(argc, argv, index))) {
		bool force = option_is(option, "-f", "--force");
		bool *flag = force ? &given->force : &given->verbose;

		if (!force && !option_is(option, "-v", "--verbose"))
			return bad_option(verb, option);
		if (*flag)
			return twice(verb, force ? "--force" : "--verbose",
				     NULL);
		*flag = true;
	}
	return 0;
}

static int set(const struct verb *verb, int argc, char **argv)
{
	struct options given = { 0 };
	struct jail_conf *conf;
	struct jail_error err;
	int index = 1, code;
	const char *name;

	code = options(verb, argc, argv, &index, &given);
	if (code)
		return code;
	if (index >= argc)
		return usage(verb, "jailctl set NAME parameter=value ...",
			     "no name");
	name = argv[index++];
	conf = read_conf(verb, name, argc - index, argv + index, &code);
	if (!conf)
		return code;
	if (given.verbose)
		jail_conf_trace(conf, &verbose_trace);
	code = 0;
	if (jail_set(conf, given.force ? JAIL_SET_FORCE : 0, &err))
		code = complain(verb, name, &err);
	jail_conf_free(conf);
	return code;
}

const struct verb set_verb = {
	.name = "set",
	.usage = "[-fv] NAME parameter=value ...",
	.about = "change parameters of a living jail",
	.help =
"All are changed or none. \"jailctl help parameters\" marks those that can be. With +=\n"
"addresses come to ip4.addr and ip6.addr, with -= they go. One on which the jail has\n"
"sockets open stays: they are listed, and nothing is changed.\n"
"\n"
"  -f, --force             close them; who has them, and the other side, are told\n"
"  -v, --verbose           tell each step on standard error before it is done\n"
"\n"
"Examples:\n"
"  jailctl set web host.hostname=www.example\n"
"  jailctl set web children.max=2\n"
"  jailctl set web net.bind=80,443 net.connect=10.0.0.5:5432\n"
"  jailctl set web 'ip4.addr+=eth0|10.0.0.3/24'\n"
"  jailctl set web ip4.addr-=10.0.0.2\n"
"  jailctl set web nopersist       (it ends with its last task, or jail inside)\n",
	.run = set,
};
