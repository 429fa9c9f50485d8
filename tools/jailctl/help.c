// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

void print_help(const struct verb *verb, FILE *out)
{
	fprintf(out, "usage: jailctl %s %s\n\n%s.\n\n%s", verb->name,
		verb->usage, verb->about, verb->help);
}

static void print_parameters(void)
{
	const struct jail_param *p;

	puts("Parameters, as name=value. Those marked * can be changed while the jail lives,\n"
	     "those marked - can only be read.\n");
	for (size_t i = 0; (p = jail_param(i)); i++) {
		char left[64];

		snprintf(left, sizeof(left), "%s=%s", p->name, p->values);
		printf(" %c%-26s %s\n", p->live ? '*' : p->readonly ? '-' : ' ',
		       left, p->about);
	}
	puts("\nmnt, pid, ipc, uts and cgroup are new, vnet is inherit by default. Without path=\n"
	     "the jail's root is the host's, read-only.");
}

static void print_verbs(void)
{
	puts("usage: jailctl VERB ...\n");
	for (int i = 0; verbs[i]; i++)
		printf("  %-9s %s\n", verbs[i]->name, verbs[i]->about);
	puts("\n\"jailctl help VERB\" tells more, \"jailctl help parameters\" lists a jail's.\n"
	     "\n"
	     "Examples:\n"
	     "  jailctl check\n"
	     "  jailctl create web path=/srv/web ip4.addr=10.0.0.2\n"
	     "  jailctl exec -d web -- nginx -g 'daemon off;'\n"
	     "  jailctl show web\n"
	     "  jailctl remove web\n"
	     "\n"
	     "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no module, 4 no privilege, 5 no such\n"
	     "jail, 6 name busy; run and exec: the command's, 125 not started, 126, 127.");
}

static int help(const struct verb *verb, int argc, char **argv)
{
	if (argc < 2) {
		print_verbs();
		return finish(0);
	}
	if (!strcmp(argv[1], "parameters")) {
		print_parameters();
		return finish(0);
	}
	for (int i = 0; verbs[i]; i++) {
		if (!strcmp(verbs[i]->name, argv[1])) {
			print_help(verbs[i], stdout);
			return finish(0);
		}
	}
	return usage(verb, "\"jailctl help\" lists the verbs",
		     "no help on \"%s\"", argv[1]);
}

const struct verb help_verb = {
	.name = "help",
	.usage = "[VERB | parameters]",
	.about = "what a verb does, and the parameters of a jail",
	.help =
"Examples:\n"
"  jailctl help run\n"
"  jailctl help parameters\n",
	.run = help,
};
