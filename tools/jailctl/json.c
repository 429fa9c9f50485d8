// SPDX-License-Identifier: GPL-2.0-or-later
/* Records as JSON: numbers and yes/no where the value is one, else strings. */
#include <errno.h>
#include <json-c/json.h>

#include "cli.h"

static const char *const numbers[] = {
	"jid", "parent", "tasks", "denials", "skipped", "children.max",
	"children.cur", "seq", "pid", "uid", "count",
};

static const char *const truths[] = { "persist", "dying", "no_new_privs" };

static bool in(const char *key, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i], key))
			return true;
	return false;
}

struct json_object *json_number(const char *text)
{
	return json_object_new_int64(strtoll(text, NULL, 10));
}

static struct json_object *json_value(const char *key, const char *value)
{
	if (*value && !value[strspn(value, "0123456789")]) {
		if (in(key, numbers, sizeof(numbers) / sizeof(*numbers)))
			return json_number(value);
		if (in(key, truths, sizeof(truths) / sizeof(*truths)))
			return json_object_new_boolean(strcmp(value, "0"));
	}
	return json_object_new_string(value);
}

struct json_object *json_record(const struct jail_records *records,
				size_t index)
{
	struct json_object *object = json_object_new_object();
	const char *key, *value;

	for (size_t i = 0; jail_record_field(records, index, i, &key, &value);
	     i++)
		json_object_object_add(object, key, json_value(key, value));
	return object;
}

struct json_object *json_records(const struct jail_records *records)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < jail_records_count(records); i++)
		json_object_array_add(array, json_record(records, i));
	return array;
}

void json_print(struct json_object *object)
{
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}
