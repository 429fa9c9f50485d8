// SPDX-License-Identifier: GPL-2.0-or-later
#include <json-c/json.h>

#include "cli.h"

/* The jails in the order of a tree: each after its parent, siblings by age. */
struct tree {
	const struct jail_records *records;
	uint64_t *jid, *parent;
	size_t *row;		/* of the records, in order */
	unsigned int *depth;
	size_t count;
};

static uint64_t number(const struct jail_records *records, size_t i,
		       const char *key)
{
	return strtoull(jail_record_get(records, i, key), NULL, 10);
}

static int tree_begin(struct tree *tree, const struct jail_records *records,
		      struct jail_error *err)
{
	size_t n = jail_records_count(records);

	tree->records = records;
	tree->jid = calloc(n + 1, sizeof(*tree->jid));
	tree->parent = calloc(n + 1, sizeof(*tree->parent));
	tree->row = calloc(n + 1, sizeof(*tree->row));
	tree->depth = calloc(n + 1, sizeof(*tree->depth));
	if (!tree->jid || !tree->parent || !tree->row || !tree->depth) {
		*err = (struct jail_error){ JAIL_FAILED, "no memory", "" };
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		tree->jid[i] = number(records, i, "jid");
		tree->parent[i] = number(records, i, "parent");
	}
	return 0;
}

static void tree_free(struct tree *tree)
{
	free(tree->jid);
	free(tree->parent);
	free(tree->row);
	free(tree->depth);
}

static bool has(const struct tree *tree, size_t row)
{
	for (size_t i = 0; i < tree->count; i++)
		if (tree->row[i] == row)
			return true;
	return false;
}

/* A jail and those below it, unless it is there already. */
static void add(struct tree *tree, size_t row, unsigned int depth)
{
	size_t n = jail_records_count(tree->records);

	if (has(tree, row))
		return;
	tree->row[tree->count] = row;
	tree->depth[tree->count++] = depth;
	for (size_t i = 0; i < n; i++)
		if (tree->parent[i] == tree->jid[row])
			add(tree, i, depth + 1);
}

/* Those right below the reader's place, which is the number 0. */
static void add_all(struct tree *tree)
{
	for (size_t i = 0; i < jail_records_count(tree->records); i++)
		if (!tree->parent[i])
			add(tree, i, 0);
}

/* By name or number; the library has the words for one that is not there. */
static int add_named(struct tree *tree, const char *name,
		     struct jail_error *err)
{
	struct jail_records *one;
	size_t n = jail_records_count(tree->records);

	for (size_t i = 0; i < n; i++) {
		if (!strcmp(jail_record_get(tree->records, i, "name"), name) ||
		    !strcmp(jail_record_get(tree->records, i, "jid"), name)) {
			add(tree, i, 0);
			return 0;
		}
	}
	if (jail_get(name, &one, err))
		return -1;
	/* it was made this very moment: as good as not there yet */
	jail_records_free(one);
	return 0;
}

static size_t parts(const char *list)
{
	size_t n = *list ? 1 : 0;

	for (; *list; list++)
		n += *list == ',';
	return n;
}

/* The first, and how many more there are. */
static void address(const struct jail_records *records, size_t i, char *buf,
		    size_t size)
{
	const char *four = jail_record_get(records, i, "ip4.addr");
	const char *six = jail_record_get(records, i, "ip6.addr");
	const char *first = *four ? four : *six ? six : "-";
	size_t count = parts(four) + parts(six);
	int len = strcspn(first, ",");

	if (count > 1)
		snprintf(buf, size, "%.*s +%zu", len, first, count - 1);
	else
		snprintf(buf, size, "%s", first);
}

static void add_row(struct table *table, const struct tree *tree, size_t i)
{
	const struct jail_records *records = tree->records;
	size_t row = tree->row[i];
	const char *path = jail_record_get(records, row, "path");
	char name[JAIL_NAME_MAX + 2 * JAIL_DEPTH_MAX + 1];
	char ip[64];

	snprintf(name, sizeof(name), "%*s%s", 2 * (int)tree->depth[i], "",
		 jail_record_get(records, row, "name"));
	table_add(table, jail_record_get(records, row, "jid"));
	table_add(table, name);
	table_add(table, jail_record_get(records, row, "state"));
	table_add(table, jail_record_get(records, row, "tasks"));
	table_add(table, jail_record_get(records, row, "denials"));
	address(records, row, ip, sizeof(ip));
	table_add(table, ip);
	table_add(table, *path ? path : "-");
}

static void print_table(const struct tree *tree)
{
	static const struct column columns[] = {
		{ "JID", true }, { "NAME", false }, { "STATE", false },
		{ "TASKS", true }, { "DENIED", true }, { "IP", false },
		{ "PATH", false },
	};
	struct table table = {
		.columns = columns,
		.width = sizeof(columns) / sizeof(*columns),
	};

	for (size_t i = 0; i < tree->count; i++)
		add_row(&table, tree, i);
	table_print(&table);
	table_free(&table);
}

static void print_json(const struct tree *tree)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < tree->count; i++)
		json_object_array_add(array, json_record(tree->records,
							 tree->row[i]));
	json_print(array);
}

static int fill(struct tree *tree, char **names, struct jail_error *err)
{
	if (!*names)
		add_all(tree);
	for (; *names; names++)
		if (add_named(tree, *names, err))
			return -1;
	return 0;
}

static int list(const struct verb *verb, int argc, char **argv)
{
	struct jail_records *records;
	struct tree tree = { 0 };
	struct jail_error err;
	char **names;
	bool json = false;
	int code;

	code = names_and_json(verb, argc, argv, &names, &json);
	if (code)
		return code;
	if (jail_read(JAIL_LIST_JAILS, NULL, &records, &err))
		return complain(verb, NULL, &err);
	if (tree_begin(&tree, records, &err) || fill(&tree, names, &err))
		code = complain(verb, NULL, &err);
	else if (json)
		print_json(&tree);
	else
		print_table(&tree);
	tree_free(&tree);
	jail_records_free(records);
	return finish(code);
}

const struct verb list_verb = {
	.name = "list",
	.usage = "[--json] [NAME ...]",
	.about = "the jails there are",
	.help =
"One line a jail, those inside a jail below it and indented: its number, name, state\n"
"(active: it has tasks, idle: it has none, dying), tasks, how often something was\n"
"denied, first address and how many more, root. With names or numbers only those\n"
"jails and what is inside them. --json prints an array of objects, each after its\n"
"parent's.\n"
"\n"
"Examples:\n"
"  jailctl list\n"
"  jailctl list web\n"
"  jailctl list --json\n",
	.run = list,
};
