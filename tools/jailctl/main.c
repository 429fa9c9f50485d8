// SPDX-License-Identifier: GPL-2.0-or-later
/* jailctl: the table of verbs. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "cli.h"

const struct verb *const verbs[] = {
	&create_verb, &run_verb, &exec_verb, &console_verb, &list_verb,
	&show_verb, &set_verb, &remove_verb, &denials_verb, &events_verb,
	&check_verb, &version_verb, &help_verb,
	NULL,
};

static const char *verb_name(size_t index, void *arg)
{
	(void)arg;
	return verbs[index] ? verbs[index]->name : NULL;
}

static const struct verb *find(const char *name)
{
	for (int i = 0; verbs[i]; i++)
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	return NULL;
}

static int unknown(const char *word)
{
	const char *near = jail_nearest(word, verb_name, NULL);
	char fix[64] = "\"jailctl --help\" lists the verbs";

	if (near)
		snprintf(fix, sizeof(fix), "did you mean \"%s\"?", near);
	return usage(NULL, fix, "unknown verb \"%s\"", word);
}

/* --help anywhere before the command of run and exec. */
static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

/* With 0, 1 or 2 closed, a file of ours would be taken for one of them. */
static void fill_stdio(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

int main(int argc, char **argv)
{
	const struct verb *verb;

	fill_stdio();
	/* ignored, as some callers leave it, children could not be waited for */
	signal(SIGCHLD, SIG_DFL);
	if (argc < 2)
		return usage(NULL, "\"jailctl --help\" lists the verbs",
			     "no verb");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help_verb.run(&help_verb, 1, argv + 1);
	if (!strcmp(argv[1], "--version"))
		return version_verb.run(&version_verb, 1, argv + 1);
	verb = find(argv[1]);
	if (!verb)
		return unknown(argv[1]);
	if (wants_help(argc - 1, argv + 1)) {
		print_help(verb, stdout);
		return finish(0);
	}
	return verb->run(verb, argc - 1, argv + 1);
}
