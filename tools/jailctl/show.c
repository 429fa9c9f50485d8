// SPDX-License-Identifier: GPL-2.0-or-later
#include <json-c/json.h>

#include "cli.h"

enum { LAST = 5 };

struct view {
	struct jail_records *jail, *counters, *denials;
};

static int read_view(const char *name, struct view *view,
		     struct jail_error *err)
{
	return jail_get(name, &view->jail, err) ||
	       jail_read(JAIL_LIST_COUNTERS, name, &view->counters, err) ||
	       jail_read(JAIL_LIST_DENIALS, name, &view->denials, err);
}

static void free_view(struct view *view)
{
	jail_records_free(view->jail);
	jail_records_free(view->counters);
	jail_records_free(view->denials);
}

/* The ring holds also what earlier jails of this name did. */
static bool is_ours(const struct view *view, const struct jail_records *list,
		    size_t i)
{
	return !strcmp(jail_record_get(view->jail, 0, "jid"),
		       jail_record_get(list, i, "jid"));
}

static size_t first_shown(const struct view *view)
{
	size_t i = jail_records_count(view->denials), left = LAST;

	while (i && left && is_ours(view, view->denials, i - 1)) {
		i--;
		left--;
	}
	return i;
}

static void print_parameters(const struct view *view)
{
	const char *key, *value;

	for (size_t i = 0; jail_record_field(view->jail, 0, i, &key, &value);
	     i++) {
		printf("%s%s%s: ", colour(stdout, BOLD), key,
		       colour(stdout, PLAIN));
		print_safe(stdout, *value ? value : "-", 0);
		putchar('\n');
	}
}

static void print_counters(const struct view *view)
{
	bool any = false;

	printf("%sdenied%s:", colour(stdout, BOLD), colour(stdout, PLAIN));
	for (size_t i = 0; i < jail_records_count(view->counters); i++) {
		if (!is_ours(view, view->counters, i))
			continue;
		printf("\n  %-22s %s",
		       jail_record_get(view->counters, i, "op"),
		       jail_record_get(view->counters, i, "count"));
		any = true;
	}
	puts(any ? "" : " nothing");
}

static void print_denial(const struct view *view, size_t i)
{
	static const char *const keys[] = { "op", "errno", "pid", "comm",
					    "object" };

	putchar(' ');
	for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
		const char *value = jail_record_get(view->denials, i, keys[k]);

		if (!*value)
			continue;
		printf(" %s%s", k > 1 ? keys[k] : "", k > 1 ? "=" : "");
		print_safe(stdout, value, 0);
	}
	putchar('\n');
}

static void print_last(const struct view *view)
{
	size_t i = first_shown(view);

	if (i >= jail_records_count(view->denials))
		return;
	printf("%slast denials%s:\n", colour(stdout, BOLD),
	       colour(stdout, PLAIN));
	for (; i < jail_records_count(view->denials); i++)
		if (is_ours(view, view->denials, i))
			print_denial(view, i);
}

static struct json_object *json_counters(const struct view *view)
{
	const struct jail_records *counters = view->counters;
	struct json_object *object = json_object_new_object();

	for (size_t i = 0; i < jail_records_count(counters); i++) {
		const char *op = jail_record_get(counters, i, "op");
		const char *count = jail_record_get(counters, i, "count");

		if (is_ours(view, counters, i))
			json_object_object_add(object, op, json_number(count));
	}
	return object;
}

static struct json_object *json_last(const struct view *view)
{
	struct json_object *array = json_object_new_array();
	size_t count = jail_records_count(view->denials);

	for (size_t i = first_shown(view); i < count; i++)
		if (is_ours(view, view->denials, i))
			json_object_array_add(array,
					      json_record(view->denials, i));
	return array;
}

static void print_json(const struct view *view)
{
	struct json_object *object = json_record(view->jail, 0);

	json_object_object_add(object, "denied", json_counters(view));
	json_object_object_add(object, "last_denials", json_last(view));
	json_print(object);
}

static int show(const struct verb *verb, int argc, char **argv)
{
	struct view view = { 0 };
	struct jail_error err;
	bool json = false;
	int index = 1, code;
	const char *name;

	code = json_option(verb, argc, argv, &index, &json);
	if (code)
		return code;
	if (index >= argc)
		return usage(verb, "jailctl show NAME [--json]", "no name");
	name = argv[index++];
	code = json_option(verb, argc, argv, &index, &json);
	if (code)
		return code;
	if (index < argc)
		return usage(verb, "jailctl show NAME [--json]",
			     "too many arguments");
	if (read_view(name, &view, &err)) {
		code = complain(verb, name, &err);
	} else if (json) {
		print_json(&view);
	} else {
		print_parameters(&view);
		print_counters(&view);
		print_last(&view);
	}
	free_view(&view);
	return finish(code);
}

const struct verb show_verb = {
	.name = "show",
	.usage = "NAME [--json]",
	.about = "all about one jail",
	.help =
"Its parameters, its tasks, what was denied how often, and the last denials.\n"
"--json prints an object: the parameters, \"denied\" (operation: count) and\n"
"\"last_denials\" (an array of objects).\n"
"\n"
"Examples:\n"
"  jailctl show web\n"
"  jailctl show web --json\n",
	.run = show,
};
