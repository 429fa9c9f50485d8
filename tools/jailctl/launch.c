// SPDX-License-Identifier: GPL-2.0-or-later
/* The common part of run and exec. */
#include <errno.h>

#include "cli.h"

/* NAME=VALUE as it is, NAME alone from our own environment. */
static int add_env(const struct verb *verb, const char *text,
		   struct launch_options *options)
{
	const char **grown;
	char *entry;

	if (!text || !*text || *text == '=')
		return usage(verb, "--env NAME=VALUE, or --env NAME",
			     "--env: no name");
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
			options->user = option_value(option, argc, argv, index);
			if (!options->user || !*options->user)
				code = usage(verb, "--user NAME or NUMBER",
					     "--user: no user");
		} else if (option_is(option, "-e", "--env")) {
			code = add_env(verb, option_value(option, argc, argv,
							  index), options);
		} else if (may_detach && (!strcmp(option, "-d") ||
					  !strcmp(option, "--detach"))) {
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
