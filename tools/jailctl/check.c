// SPDX-License-Identifier: GPL-2.0-or-later
#include <json-c/json.h>

#include "cli.h"

static const char *const level_name[] = {
	[JAIL_CHECK_OK] = "ok",
	[JAIL_CHECK_WARN] = "warn",
	[JAIL_CHECK_FAIL] = "fail",
};

static const char *const level_colour[] = {
	[JAIL_CHECK_OK] = GREEN,
	[JAIL_CHECK_WARN] = YELLOW,
	[JAIL_CHECK_FAIL] = RED,
};

static void print_text(const struct jail_check *check)
{
	printf("%s%-4s%s %s: %s\n", colour(stdout, level_colour[check->level]),
	       level_name[check->level], colour(stdout, PLAIN), check->name,
	       check->cause);
	if (*check->fix)
		printf("       fix: %s\n", check->fix);
}

static struct json_object *to_json(const struct jail_check *check)
{
	struct json_object *object = json_object_new_object();
	struct json_object *level =
		json_object_new_string(level_name[check->level]);

	json_object_object_add(object, "name",
			       json_object_new_string(check->name));
	json_object_object_add(object, "level", level);
	json_object_object_add(object, "cause",
			       json_object_new_string(check->cause));
	json_object_object_add(object, "fix",
			       json_object_new_string(check->fix));
	return object;
}

static int check(const struct verb *verb, int argc, char **argv)
{
	struct json_object *array = NULL;
	struct jail_check found;
	bool json = false;
	int index = 1, code;

	code = json_option(verb, argc, argv, &index, &json);
	if (code)
		return code;
	if (index < argc)
		return usage(verb, "jailctl check [--json]",
			     "too many arguments");
	if (json)
		array = json_object_new_array();
	for (size_t i = 0; jail_check_host(i, &found); i++) {
		if (json)
			json_object_array_add(array, to_json(&found));
		else
			print_text(&found);
		if (found.level == JAIL_CHECK_FAIL && !code)
			code = found.code;
	}
	if (json)
		json_print(array);
	return finish(code);
}

const struct verb check_verb = {
	.name = "check",
	.usage = "[--json]",
	.about = "whether this host has what jails need",
	.help =
"One line a thing: ok, warn (jails work, with less) or fail, with cause and fix. The\n"
"exit code is that of the first failure: 3 no module, 4 no privilege; 0 otherwise.\n"
"\n"
"Example:\n"
"  jailctl check\n",
	.run = check,
};
