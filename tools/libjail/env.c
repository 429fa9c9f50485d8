// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command's environment: made anew, nothing of the host's slips in. */
#include "internal.h"

static char *entry(const char *name, const char *value)
{
	char *text;

	return asprintf(&text, "%s=%s", name, value) < 0 ? NULL : text;
}

/* Replace the entry of the same name, or append. */
static void put(char **env, size_t *count, char *text)
{
	size_t len = strcspn(text, "=") + 1;

	for (size_t i = 0; i < *count; i++) {
		if (!strncmp(env[i], text, len)) {
			env[i] = text;
			return;
		}
	}
	env[(*count)++] = text;
}

char **env_make(const struct user *user, char *const *extra)
{
	const char *term = getenv("TERM");
	const char *const own[][2] = {
		{ "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
		{ "HOME", user->home },
		{ "USER", user->name },
		{ "LOGNAME", user->name },
		{ "SHELL", user->shell },
		{ "TERM", term ? term : "dumb" },
	};
	size_t n = 0, count = 0;
	char **env;

	while (extra && extra[n])
		n++;
	env = calloc(ARRAY_SIZE(own) + n + 1, sizeof(*env));
	for (size_t i = 0; env && i < ARRAY_SIZE(own); i++) {
		char *text = entry(own[i][0], own[i][1]);

		if (!text)
			return NULL;
		put(env, &count, text);
	}
	for (size_t i = 0; env && i < n; i++)
		put(env, &count, extra[i]);
	return env;
}
