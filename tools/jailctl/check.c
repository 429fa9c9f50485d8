// SPDX-License-Identifier: GPL-2.0-or-later
#include <json-c/json.h>

#include "cli.h"

static const char *const level_name[] = {
	[JAIL_CHECK_OK] = "ok",
	[JAIL_CHECK_SKIP] = "skip",
	[JAIL_CHECK_WARN] = "warn",
	[JAIL_CHECK_FAIL] = "fail",
};

static const char *const level_colour[] = {
	[JAIL_CHECK_OK] = GREEN,
	[JAIL_CHECK_SKIP] = "",
	[JAIL_CHECK_WARN] = YELLOW,
	[JAIL_CHECK_FAIL] = RED,
};

static void print_text(const struct jail_check *check)
{
	printf("%s%-4s%s  %-12s", colour(stdout, level_colour[check->level]),
	       level_name[check->level], colour(stdout, PLAIN), check->name);
	print_safe(stdout, check->cause, 0);
	putchar('\n');
	if (*check->fix) {
		printf("%-18sfix: ", "");
		print_safe(stdout, check->fix, 0);
		putchar('\n');
	}
}

static struct json_object *to_json(const struct jail_check *check)
{
	const struct { const char *key, *value; } texts[] = {
		{ "name", check->name },
		{ "level", level_name[check->level] },
		{ "cause", check->cause },
		{ "fix", check->fix },
	};
	struct json_object *object = json_object_new_object();

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		json_object_object_add(object, texts[i].key,
				       json_object_new_string(texts[i].value));
	json_object_object_add(object, "code",
			       json_object_new_int(check->code));
	return object;
}

/* All rows; the exit code: the first failure's, or 1 for a warning if strict. */
static int look(bool json, bool strict)
{
	struct json_object *array = json ? json_object_new_array() : NULL;
	struct jail_check found;
	bool warned = false;
	int code = 0;

	for (size_t i = 0; jail_check_host(i, &found); i++) {
		if (json)
			json_object_array_add(array, to_json(&found));
		else
			print_text(&found);
		warned |= found.level == JAIL_CHECK_WARN;
		if (found.level == JAIL_CHECK_FAIL && !code)
			code = found.code;
	}
	if (json)
		json_print(array);
	return code || !(strict && warned) ? code : JAIL_FAILED;
}

static int check(const struct verb *verb, int argc, char **argv)
{
	bool json = false, strict = false;
	const char *option;
	int index = 1;

	while ((option = next_option(argc, argv, &index))) {
		bool *which = !strcmp(option, "--json") ? &json :
			      !strcmp(option, "--strict") ? &strict : NULL;

		if (!which)
			return bad_option(verb, option);
		if (*which)
			return twice(verb, option, NULL);
		*which = true;
	}
	if (index < argc)
		return usage(verb, "jailctl check [--json] [--strict]",
			     "too many arguments");
	return finish(look(json, strict));
}

const struct verb check_verb = {
	.name = "check",
	.usage = "[--json] [--strict]",
	.about = "whether this host has what jails need",
	.help =
"One line a thing: ok, warn (jails work, with less), fail (they don't), or skip (it\n"
"can't be told before another is mended), with cause and fix. They are in the order\n"
"in which to mend them. The exit code is that of the first failure: 3 no kernel for\n"
"it, 4 no privilege, 1 another; else 0, also with warnings.\n"
"\n"
"  --strict                1 if there are warnings\n"
"  --json                  an array of objects: name, level, cause, fix, code\n"
"\n"
"Examples:\n"
"  jailctl check\n"
"  jailctl check --json --strict\n",
	.run = check,
};
