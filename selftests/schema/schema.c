// SPDX-License-Identifier: GPL-2.0-or-later
#include "schema.h"

#include <ctype.h>
#include <json-c/json.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The file itself, put into the program by the assembler. */
__asm__(".section .rodata\n"
	"schema_text: .incbin \"" SCHEMA "\"\n"
	".byte 0\n"
	".previous\n");

/**
 * struct check - a check on its way
 * @definitions: of the schema
 * @why: where to say what is wrong, @size bytes
 */
struct check {
	struct json_object *definitions;
	char *why;
	size_t size;
};

static bool fits(const struct check *c, struct json_object *schema,
		 struct json_object *value, const char *where);

static bool wrong(const struct check *c, const char *where, const char *what,
		  struct json_object *value)
{
	snprintf(c->why, c->size, "%s: %s: %.200s", *where ? where : "/", what,
		 value ? json_object_to_json_string(value) : "null");
	return false;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *found = NULL;

	json_object_object_get_ex(object, key, &found);
	return found;
}

static bool is_type(struct json_object *value, const char *name)
{
	static const struct { const char *name; enum json_type type; } types[] = {
		{ "object", json_type_object }, { "array", json_type_array },
		{ "string", json_type_string }, { "integer", json_type_int },
		{ "boolean", json_type_boolean }, { "null", json_type_null },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(types[i].name, name))
			return json_object_is_type(value, types[i].type);
	return false;
}

static bool fits_type(const struct check *c, struct json_object *rule,
		      struct json_object *value, const char *where)
{
	if (json_object_is_type(rule, json_type_string) &&
	    is_type(value, json_object_get_string(rule)))
		return true;
	if (json_object_is_type(rule, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(rule); i++) {
			struct json_object *type =
				json_object_array_get_idx(rule, i);

			if (is_type(value, json_object_get_string(type)))
				return true;
		}
	}
	return wrong(c, where, "is of another type", value);
}

static bool fits_ref(const struct check *c, struct json_object *rule,
		     struct json_object *value, const char *where)
{
	static const char begin[] = "#/$defs/";
	const char *ref = json_object_get_string(rule);
	struct json_object *definition = NULL;

	if (!strncmp(ref, begin, strlen(begin)))
		definition = member(c->definitions, ref + strlen(begin));
	return definition ? fits(c, definition, value, where) :
			    wrong(c, where, "the schema refers to nothing", rule);
}

static bool fits_properties(const struct check *c, struct json_object *rule,
			    struct json_object *value, const char *where)
{
	if (!json_object_is_type(value, json_type_object))
		return true;
	json_object_object_foreach(value, key, below) {
		struct json_object *schema = member(rule, key);
		char place[256];

		snprintf(place, sizeof(place), "%s/%s", where, key);
		if (schema && !fits(c, schema, below, place))
			return false;
	}
	return true;
}

static bool fits_required(const struct check *c, struct json_object *rule,
			  struct json_object *value, const char *where)
{
	for (size_t i = 0; i < json_object_array_length(rule); i++) {
		struct json_object *key = json_object_array_get_idx(rule, i);

		if (!json_object_object_get_ex(value,
					       json_object_get_string(key), NULL))
			return wrong(c, where, "lacks", key);
	}
	return true;
}

/* Of what properties does not speak of. */
static bool fits_others(const struct check *c, struct json_object *schema,
			struct json_object *rule, struct json_object *value,
			const char *where)
{
	struct json_object *known = member(schema, "properties");

	json_object_object_foreach(value, key, below) {
		char place[256];

		if (known && member(known, key))
			continue;
		snprintf(place, sizeof(place), "%s/%s", where, key);
		if (json_object_is_type(rule, json_type_boolean)) {
			if (!json_object_get_boolean(rule))
				return wrong(c, place, "is not in the schema",
					     below);
		} else if (!fits(c, rule, below, place)) {
			return false;
		}
	}
	return true;
}

static bool fits_names(const struct check *c, struct json_object *rule,
		       struct json_object *value, const char *where)
{
	json_object_object_foreach(value, key, below) {
		struct json_object *name = json_object_new_string(key);
		bool ok = fits(c, rule, name, where);

		(void)below;
		json_object_put(name);
		if (!ok)
			return false;
	}
	return true;
}

static bool fits_items(const struct check *c, struct json_object *rule,
		       struct json_object *value, const char *where)
{
	if (!json_object_is_type(value, json_type_array))
		return true;
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		char place[256];

		snprintf(place, sizeof(place), "%s/%zu", where, i);
		if (!fits(c, rule, json_object_array_get_idx(value, i), place))
			return false;
	}
	return true;
}

static bool fits_enum(const struct check *c, struct json_object *rule,
		      struct json_object *value, const char *where)
{
	for (size_t i = 0; i < json_object_array_length(rule); i++)
		if (json_object_equal(json_object_array_get_idx(rule, i), value))
			return true;
	return wrong(c, where, "is none of the values", value);
}

static bool fits_one(const struct check *c, struct json_object *rule,
		     struct json_object *value, const char *where)
{
	int count = 0;

	for (size_t i = 0; i < json_object_array_length(rule); i++)
		count += fits(c, json_object_array_get_idx(rule, i), value,
			      where);
	return count == 1 || wrong(c, where, count ? "fits more than one" :
				   "fits none", value);
}

static bool fits_pattern(const struct check *c, struct json_object *rule,
			 struct json_object *value, const char *where)
{
	bool ok = false;
	regex_t regex;

	if (regcomp(&regex, json_object_get_string(rule),
		    REG_EXTENDED | REG_NOSUB))
		return wrong(c, where, "the schema's pattern is none", rule);
	ok = !regexec(&regex, json_object_get_string(value), 0, NULL, 0);
	regfree(&regex);
	return ok || wrong(c, where, "has not the form", value);
}

static bool fits_length(const struct check *c, struct json_object *rule,
			struct json_object *value, const char *where)
{
	const char *p = json_object_get_string(value);
	int64_t length = 0;

	for (; *p; p++)
		length += (*p & 0xc0) != 0x80;
	return length <= json_object_get_int64(rule) ||
	       wrong(c, where, "is too long", value);
}

static bool fits_limit(const struct check *c, const char *key,
		       struct json_object *rule, struct json_object *value,
		       const char *where)
{
	int64_t number = json_object_get_int64(value);
	int64_t limit = json_object_get_int64(rule);

	if (!json_object_is_type(value, json_type_int))
		return true;
	return (*key == 'm' && key[1] == 'i' ? number >= limit :
					       number <= limit) ||
	       wrong(c, where, "is out of range", value);
}

static bool is_comment(const char *key)
{
	return !strcmp(key, "description") || !strcmp(key, "title");
}

static bool fits_key(const struct check *c, struct json_object *schema,
		     const char *key, struct json_object *rule,
		     struct json_object *value, const char *where)
{
	static const struct {
		const char *key;
		bool (*fits)(const struct check *c, struct json_object *rule,
			     struct json_object *value, const char *where);
	} keys[] = {
		{ "$ref", fits_ref }, { "type", fits_type },
		{ "properties", fits_properties },
		{ "required", fits_required }, { "propertyNames", fits_names },
		{ "items", fits_items }, { "enum", fits_enum },
		{ "oneOf", fits_one }, { "pattern", fits_pattern },
		{ "maxLength", fits_length },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(keys[i].key, key))
			return keys[i].fits(c, rule, value, where);
	if (!strcmp(key, "minimum") || !strcmp(key, "maximum"))
		return fits_limit(c, key, rule, value, where);
	if (!strcmp(key, "additionalProperties"))
		return fits_others(c, schema, rule, value, where);
	if (!strcmp(key, "const"))
		return json_object_equal(rule, value) ||
		       wrong(c, where, "is not the value", value);
	return wrong(c, where, "a keyword that is not known here", rule);
}

static bool fits(const struct check *c, struct json_object *schema,
		 struct json_object *value, const char *where)
{
	struct json_object *type = member(schema, "type");

	/* first: the other rules look into what is of this type */
	if (type && !fits_type(c, type, value, where))
		return false;
	json_object_object_foreach(schema, key, rule) {
		if (!is_comment(key) &&
		    !fits_key(c, schema, key, rule, value, where))
			return false;
	}
	return true;
}

/* One value, and nothing after it. */
static struct json_object *parse(const char *text, size_t length,
				 const struct check *c)
{
	struct json_tokener *tokener = json_tokener_new();
	enum json_tokener_error error;
	struct json_object *value;
	size_t end;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	value = json_tokener_parse_ex(tokener, text, (int)length);
	end = json_tokener_get_parse_end(tokener);
	while (end < length && isspace((unsigned char)text[end]))
		end++;
	error = json_tokener_get_error(tokener);
	if (error != json_tokener_success || end != length) {
		snprintf(c->why, c->size, "no JSON at byte %zu: %s", end,
			 json_tokener_error_desc(error));
		json_object_put(value);
		value = NULL;
	}
	json_tokener_free(tokener);
	return value;
}

bool schema_check(const char *definition, const char *text, size_t length,
		  char *why, size_t size)
{
	struct json_object *schema = json_tokener_parse(schema_text);
	struct check c = {
		.definitions = member(schema, "$defs"),
		.why = why, .size = size,
	};
	struct json_object *rules = member(c.definitions, definition);
	struct json_object *value = parse(text, length, &c);
	bool ok = false;

	if (!rules)
		snprintf(why, size, "the schema has no %s", definition);
	else if (value)
		ok = fits(&c, rules, value, "");
	json_object_put(value);
	json_object_put(schema);
	return ok;
}
