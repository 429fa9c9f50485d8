// SPDX-License-Identifier: GPL-2.0-or-later
/* The common part of run and exec. */
#include <errno.h>

#include "cli.h"

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

int launch_options(const struct verb *verb, int argc, char **argv, int *index,
		   struct launch_options *options, bool may_detach)
{
	const char *option;
	int code = 0;

	while (!code && (option = next_option(argc, argv, index))) {
		if (option_is(option, "-u", "--user")) {
			if (options->user)
				return twice(verb, "--user", NULL);
			options->user = option_value(option, argc, argv, index);
			if (!options->user || !*options->user)
				code = usage(verb, "--user NAME or NUMBER",
					     "--user: no user");
		} else if (option_is(option, "-e", "--env")) {
			code = add_env(verb, option_value(option, argc, argv,
							  index), options);
		} else if (may_detach && (!strcmp(option, "-d") ||
					  !strcmp(option, "--detach"))) {
			if (options->detach)
				return twice(verb, "--detach", NULL);
			options->detach = true;
		} else {
			code = bad_option(verb, option);
		}
	}
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
	if (word)
		snprintf(fix, sizeof(fix), "jailctl %s %.64s ... -- %.64s ...",
			 verb->name, argv[index], word);
	else
		snprintf(fix, sizeof(fix), "jailctl %s %.64s -- COMMAND",
			 verb->name, argv[index]);
	return usage(verb, fix, word ? "no -- before the command" :
		     "no command");
}

int launch(struct jail_handle *jail, char **argv,
	   const struct launch_options *options, int *status,
	   struct jail_error *err)
{
	struct jail_command command = {
		.argv = argv,
		.env = (char *const *)options->env,
		.user = options->user,
		.detach = options->detach,
	};
	struct jail_process *process;
	int bad;

	if (jail_exec(jail, &command, &process, err))
		return -1;
	*status = 0;
	bad = options->detach ? 0 :
	      jail_process_wait(process, true, status, err);
	jail_process_free(process);
	return bad;
}

/* 1 could be the command's own status; 125 says that it was us. */
int launch_failed(const struct verb *verb, const char *name,
		  const struct jail_error *err)
{
	int code = complain(verb, name, err);

	return code == JAIL_FAILED ? JAIL_NO_START : code;
}
