// SPDX-License-Identifier: GPL-2.0-or-later
#include <json-c/json.h>

#include "cli.h"

enum { LAST = 5 };

/*
 * What is known of one jail. The lists are asked by number, since the kernel
 * also remembers what earlier jails of this name did.
 */
struct view {
	struct jail_records *jail, *row, *all, *counters, *denials;
	const char *jid;
};

static int read_view(const char *name, struct view *view,
		     struct jail_error *err)
{
	if (jail_get(name, &view->jail, err))
		return -1;
	view->jid = jail_record_get(view->jail, 0, "jid");
	return jail_read(JAIL_LIST_JAILS, view->jid, &view->row, err) ||
	       jail_read(JAIL_LIST_JAILS, NULL, &view->all, err) ||
	       jail_read(JAIL_LIST_COUNTERS, view->jid, &view->counters, err) ||
	       jail_read(JAIL_LIST_DENIALS, view->jid, &view->denials, err);
}

static void free_view(struct view *view)
{
	jail_records_free(view->jail);
	jail_records_free(view->row);
	jail_records_free(view->all);
	jail_records_free(view->counters);
	jail_records_free(view->denials);
}

/* What a value means, where the word does not say it. */
static const char *meaning(const char *key, const char *value)
{
	static const struct {
		const char *key, *value, *meaning;
	} table[] = {
		{ "parent", "0", "the host" },
		{ "path", "/", "the host's" },
		{ "persist", "0", "ends with its last task, or jail inside" },
		{ "persist", "1", "lives on without tasks" },
		{ "vnet", "inherit", "the machine's network stack" },
		{ "vnet", "new", "a network stack of its own" },
		{ "ip4", "new", "only ip4.addr" },
		{ "ip4.saddrsel", "0", "unbound, it sends from the first" },
		{ "ip4.saddrsel", "1", "unbound, it sends from what suits the route" },
		{ "ip4", "inherit", "every IPv4 address" },
		{ "ip4", "disable", "no IPv4" },
		{ "ip6", "new", "only ip6.addr" },
		{ "ip6.saddrsel", "0", "unbound, it sends from the first" },
		{ "ip6.saddrsel", "1", "unbound, it sends from what suits the route" },
		{ "ip6", "inherit", "every IPv6 address" },
		{ "ip6", "disable", "no IPv6" },
		{ "net.bind", "none", "no port but what the kernel picks" },
		{ "net.connect", "none", "nowhere but to itself" },
		{ "children.max", "0", "the jail itself can make none inside" },
		{ "init", "1", "process 1 is a small init" },
		{ "init", "0", "process 1 is the first command" },
		{ "mnt", "new", "root, /proc and /dev of its own" },
		{ "mnt", "inherit", "the host's mounts" },
		{ "pid", "new", "process numbers of its own" },
		{ "pid", "inherit", "the host's process numbers" },
		{ "ipc", "new", "System V and POSIX IPC of its own" },
		{ "ipc", "inherit", "the host's IPC" },
		{ "uts", "new", "a host name of its own" },
		{ "uts", "inherit", "the host's name" },
		{ "cgroup", "new", "a cgroup of its own" },
		{ "cgroup", "inherit", "the cgroup of who starts it" },
		{ "no_new_privs", "0", "setuid and file capabilities work" },
		{ "no_new_privs", "1", "setuid and file capabilities don't" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (!strcmp(table[i].key, key) && !strcmp(table[i].value, value))
			return table[i].meaning;
	return "";
}

static void print_line(const char *key, const char *value, const char *more)
{
	printf("%s%s%s:%*s ", colour(stdout, BOLD), key, colour(stdout, PLAIN),
	       (int)(14 - strlen(key)), "");
	print_safe(stdout, *value ? value : "-", *more ? 15 : 0);
	printf("%s%s\n", *more ? " " : "", more);
}

/* One may have been taken from its interface since. */
static void print_parameter(const struct view *view, const char *key,
			    const char *value)
{
	char missing[512], more[sizeof(missing) + 32];

	snprintf(more, sizeof(more), "%s", meaning(key, value));
	if (strstr(key, ".addr") || !strcmp(key, "ip6.loopback"))
		if (jail_missing(view->jail, 0, key, missing, sizeof(missing)))
			snprintf(more, sizeof(more),
				 "not on this machine: %s", missing);
	print_line(key, value, more);
}

/* Its number, name and state first; what is in these isn't said twice. */
static void print_parameters(const struct view *view)
{
	static const char *const first[] = { "name", "jid", "state", "tasks",
					     "parent" };
	const char *key, *value;

	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
		value = jail_record_get(view->row, 0, first[i]);
		print_line(first[i], value, meaning(first[i], value));
	}
	for (size_t i = 0; jail_record_field(view->jail, 0, i, &key, &value);
	     i++) {
		bool said = !strcmp(key, "dying");

		for (size_t j = 0; j < sizeof(first) / sizeof(*first); j++)
			said |= !strcmp(key, first[j]);
		if (!said)
			print_parameter(view, key, value);
	}
}

static bool is_child(const struct view *view, size_t i)
{
	return !strcmp(jail_record_get(view->all, i, "parent"), view->jid);
}

static void print_children(const struct view *view)
{
	bool any = false;

	for (size_t i = 0; i < jail_records_count(view->all); i++) {
		if (!is_child(view, i))
			continue;
		if (!any)
			printf("%schildren%s:      ", colour(stdout, BOLD),
			       colour(stdout, PLAIN));
		printf(" %s", jail_record_get(view->all, i, "name"));
		any = true;
	}
	if (any)
		putchar('\n');
}

static bool is_denial(const struct view *view, size_t i)
{
	return strcmp(jail_record_get(view->counters, i, "op"), "skipped");
}

static void print_counters(const struct view *view)
{
	const char *total = jail_record_get(view->row, 0, "denials");

	print_line("skipped", jail_record_get(view->row, 0, "skipped"),
		   "left out of lists and loops");
	print_line("denied", strcmp(total, "0") ? total : "nothing", "");
	for (size_t i = 0; i < jail_records_count(view->counters); i++)
		if (is_denial(view, i))
			printf("  %-22s %s\n",
			       jail_record_get(view->counters, i, "op"),
			       jail_record_get(view->counters, i, "count"));
}

static size_t first_shown(const struct view *view)
{
	size_t count = jail_records_count(view->denials);

	return count > LAST ? count - LAST : 0;
}

static void print_last(const struct view *view)
{
	size_t i = first_shown(view);

	if (i >= jail_records_count(view->denials))
		return;
	printf("%slast denials%s:\n", colour(stdout, BOLD),
	       colour(stdout, PLAIN));
	for (; i < jail_records_count(view->denials); i++) {
		fputs("  ", stdout);
		print_denial(view->denials, i);
		putchar('\n');
	}
}

static void print_text(const struct view *view)
{
	print_parameters(view);
	print_children(view);
	print_counters(view);
	print_last(view);
}

static struct json_object *json_children(const struct view *view)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < jail_records_count(view->all); i++) {
		const char *name = jail_record_get(view->all, i, "name");

		if (is_child(view, i))
			json_object_array_add(array, json_text(name));
	}
	return array;
}

static struct json_object *json_counters(const struct view *view)
{
	const struct jail_records *counters = view->counters;
	struct json_object *object = json_object_new_object();

	for (size_t i = 0; i < jail_records_count(counters); i++) {
		const char *op = jail_record_get(counters, i, "op");
		const char *count = jail_record_get(counters, i, "count");

		if (is_denial(view, i))
			json_object_object_add(object, op, json_number(count));
	}
	return object;
}

static struct json_object *json_last(const struct view *view)
{
	struct json_object *array = json_object_new_array();
	size_t count = jail_records_count(view->denials);

	for (size_t i = first_shown(view); i < count; i++)
		json_object_array_add(array, json_record(view->denials, i));
	return array;
}

/* What the lists say and the parameters; the latter, where both do. */
static void print_json(const struct view *view)
{
	struct json_object *object = json_record(view->row, 0);

	json_add_fields(object, view->jail, 0);
	json_object_object_add(object, "children", json_children(view));
	json_object_object_add(object, "denied", json_counters(view));
	json_object_object_add(object, "last_denials", json_last(view));
	json_print(object);
}

static int show(const struct verb *verb, int argc, char **argv)
{
	struct view view = { 0 };
	struct jail_error err;
	bool json = false;
	char **names;
	int code;

	code = names_and_json(verb, argc, argv, &names, &json);
	if (code)
		return code;
	if (!names[0] || names[1])
		return usage(verb, "jailctl show NAME [--json]",
			     names[0] ? "too many arguments" : "no name");
	if (read_view(names[0], &view, &err))
		code = complain(verb, names[0], &err);
	else if (json)
		print_json(&view);
	else
		print_text(&view);
	free_view(&view);
	return finish(code);
}

const struct verb show_verb = {
	.name = "show",
	.usage = "NAME [--json]",
	.about = "all about one jail",
	.help =
"NAME is a name or a number. Its state, its parameters and what they mean, the jails\n"
"right below it, how often what was denied, and the last denials. --json prints an\n"
"object: what list has of it, all parameters, \"children\" (an array of names), \"denied\"\n"
"(operation: count) and \"last_denials\" (an array of objects).\n"
"\n"
"Examples:\n"
"  jailctl show web\n"
"  jailctl show web --json\n",
	.run = show,
};
