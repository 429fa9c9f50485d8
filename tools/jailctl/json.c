// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records as JSON: numbers and yes/no where the value is one, times as RFC 3339
 * has them, else strings. The forms are in Documentation/schema/.
 */
#include <errno.h>
#include <json-c/json.h>
#include <time.h>

#include "cli.h"

/* What records have besides parameters, where it is a number. */
static const char *const numbers[] = {
	"denials", "skipped", "seq", "nr", "pid", "uid", "count",
};

/* A path may be of any bytes; what is no UTF-8 is shown as U+FFFD. */
struct json_object *json_text(const char *text)
{
	struct json_object *object;
	char *clean = malloc(3 * strlen(text) + 1), *out = clean;

	if (!clean)
		return NULL;
	while (*text) {
		size_t len = utf8_length(text);

		memcpy(out, len ? text : "\xef\xbf\xbd", len ? len : 3);
		out += len ? len : 3;
		text += len ? len : 1;
	}
	*out = '\0';
	object = json_object_new_string(clean);
	free(clean);
	return object;
}

struct json_object *json_number(const char *text)
{
	return json_object_new_int64(strtoll(text, NULL, 10));
}

struct json_object *json_time(const struct timespec *time)
{
	char text[48] = "", buf[64];
	struct tm tm;

	if (gmtime_r(&time->tv_sec, &tm))
		strftime(text, sizeof(text), "%FT%T", &tm);
	snprintf(buf, sizeof(buf), "%s.%09ldZ", text, time->tv_nsec);
	return json_object_new_string(buf);
}

/* What the parameter looks like, or "" for what is none. */
static const char *values_of(const char *key)
{
	const struct jail_param *p;

	for (size_t i = 0; (p = jail_param(i)); i++)
		if (!strcmp(p->name, key))
			return p->values;
	return "";
}

static bool is_number(const char *key)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!strcmp(numbers[i], key))
			return true;
	return !strcmp(values_of(key), "number");
}

static struct json_object *json_value(const char *key, const char *value)
{
	struct timespec time = { 0 };
	long long seconds;

	if (!strcmp(key, "time") &&
	    sscanf(value, "%lld.%9ld", &seconds, &time.tv_nsec) == 2) {
		time.tv_sec = seconds;
		return json_time(&time);
	}
	if (*value && !value[strspn(value, "0123456789")]) {
		if (is_number(key))
			return json_number(value);
		if (!strcmp(values_of(key), "0|1"))
			return json_object_new_boolean(strcmp(value, "0"));
	}
	return json_text(value);
}

void json_add_fields(struct json_object *object,
		     const struct jail_records *records, size_t index)
{
	const char *key, *value;

	for (size_t i = 0; jail_record_field(records, index, i, &key, &value);
	     i++)
		json_object_object_add(object, key, json_value(key, value));
}

struct json_object *json_record(const struct jail_records *records,
				size_t index)
{
	struct json_object *object = json_object_new_object();

	json_add_fields(object, records, index);
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

void json_print_line(struct json_object *object)
{
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}
