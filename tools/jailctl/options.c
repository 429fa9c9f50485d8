// SPDX-License-Identifier: GPL-2.0-or-later
/* The options of run and exec, and where their command begins. */
#include <errno.h>
#include <stddef.h>

#include "cli.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Whether --env was given for this name before. */
static bool has_env(const struct launch_options *options, const char *text)
{
	size_t len = strcspn(text, "=");

	for (size_t i = 0; i < options->env_count; i++)
		if (!strncmp(options->env[i], text, len) &&
		    options->env[i][len] == '=')
			return true;
	return false;
}

/* NAME=VALUE as it is, NAME alone from our own environment. */
static int add_env(const struct verb *verb, const char *text,
		   struct launch_options *options)
{
	const char **grown;
	char *entry;

	if (!text || !*text || *text == '=')
		return usage(verb, "--env NAME=VALUE, or --env NAME",
			     "--env: no name");
	if (has_env(options, text))
		return twice(verb, "--env", text);
	if (strchr(text, '='))
		entry = strdup(text);
	else if (!getenv(text))
		return 0;
	else if (asprintf(&entry, "%s=%s", text, getenv(text)) < 0)
		entry = NULL;
	grown = reallocarray(options->env, options->env_count + 2,
			     sizeof(*grown));
	if (grown)
		options->env = grown;
	if (!entry || !grown) {
		free(entry);
		return usage(verb, NULL, "--env: %s", strerror(errno));
	}
	grown[options->env_count++] = entry;
	grown[options->env_count] = NULL;
	return 0;
}

static const struct {
	const char *shortname, *name;
	size_t offset;
} flags[] = {
	{ "-d", "--detach", offsetof(struct launch_options, detach) },
	{ "-i", "--interactive", offsetof(struct launch_options, interactive) },
	{ "-n", "--no-input", offsetof(struct launch_options, no_input) },
	{ "-q", "--quiet", offsetof(struct launch_options, quiet) },
	{ "-t", "--tty", offsetof(struct launch_options, tty) },
	{ "-v", "--verbose", offsetof(struct launch_options, verbose) },
	{ "-T", "--no-tty", offsetof(struct launch_options, no_tty) },
};

static int one_option(const struct verb *verb, const char *option, int argc,
		      char **argv, int *index, struct launch_options *options)
{
	if (option_is(option, "-e", "--env"))
		return add_env(verb, option_value(option, argc, argv, index),
			       options);
	if (option_is(option, "-u", "--user")) {
		if (options->user)
			return twice(verb, "--user", NULL);
		options->user = option_value(option, argc, argv, index);
		return options->user && *options->user ? 0 :
		       usage(verb, "--user NAME or NUMBER", "--user: no user");
	}
	if (option_is(option, NULL, "--log")) {
		if (options->log)
			return twice(verb, "--log", NULL);
		options->log = option_value(option, argc, argv, index);
		return options->log && *options->log ? 0 :
		       usage(verb, "--log FILE", "--log: no file");
	}
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		bool *flag = (bool *)((char *)options + flags[i].offset);

		if (strcmp(option, flags[i].shortname) &&
		    strcmp(option, flags[i].name))
			continue;
		if (*flag)
			return twice(verb, flags[i].name, NULL);
		*flag = true;
		return 0;
	}
	return bad_option(verb, option);
}

/* "-td" is "-t -d"; what takes a value comes last: "-tu USER". */
static int short_options(const struct verb *verb, const char *option, int argc,
			 char **argv, int *index,
			 struct launch_options *options)
{
	int code = 0;

	for (const char *letter = option + 1; *letter && !code; letter++) {
		const char one[] = { '-', *letter, '\0' };

		if (letter[1] && (*letter == 'u' || *letter == 'e'))
			return usage(verb, "give it last, its value as the next word",
				     "%s: %s takes a value", option, one);
		code = one_option(verb, one, argc, argv, index, options);
	}
	return code;
}

int launch_options(const struct verb *verb, int argc, char **argv, int *index,
		   struct launch_options *options)
{
	const char *option;
	int code = 0;

	while (!code && (option = next_option(argc, argv, index)))
		code = option[1] == '-' ?
		       one_option(verb, option, argc, argv, index, options) :
		       short_options(verb, option, argc, argv, index, options);
	if (!code && options->tty && options->no_tty)
		code = usage(verb, "give one of the two",
			     "-t and -T exclude one another");
	if (!code && options->tty && options->no_input)
		code = usage(verb, "give one of the two",
			     "-t and -n exclude one another");
	if (!code && options->log && (!options->detach || options->tty))
		code = usage(verb, "-d --log FILE",
			     "--log is for a detached command without terminal");
	return code;
}

void launch_options_free(struct launch_options *options)
{
	for (size_t i = 0; i < options->env_count; i++)
		free((char *)options->env[i]);
	free(options->env);
}

int find_command(int argc, char **argv, int from)
{
	for (int i = from; i < argc; i++)
		if (!strcmp(argv[i], "--"))
			return i + 1 < argc ? i + 1 : 0;
	return 0;
}

/* What is meant for a command, in words that are no parameters. */
static const char *first_plain(int argc, char **argv, int from)
{
	for (int i = from; i < argc; i++)
		if (!strchr(argv[i], '='))
			return argv[i];
	return NULL;
}

int no_command(const struct verb *verb, int argc, char **argv, int index)
{
	bool dashes = argc && !strcmp(argv[argc - 1], "--");
	const char *word = dashes ? NULL : first_plain(argc, argv, index + 1);
	char fix[256];

	if (index >= argc || !strcmp(argv[index], "--"))
		return usage(verb, "give the jail's name before the --",
			     "no name");
	if (word && *word == '-')
		return late_option(verb, word);
	if (word)
		snprintf(fix, sizeof(fix), "jailctl %s %.64s ... -- %.64s ...",
			 verb->name, argv[index], word);
	else
		snprintf(fix, sizeof(fix), "jailctl %s %.64s -- COMMAND",
			 verb->name, argv[index]);
	return usage(verb, fix, word ? "no -- before the command" :
		     "no command");
}
