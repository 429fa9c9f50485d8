// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Fields: key=value key="a value", the one syntax of requests, replies, lists
 * and state files. Pure code: also built for the unit tests and the fuzzer.
 */
#include "internal.h"

static bool needs_quotes(const char *value)
{
	return !*value || strpbrk(value, " \t\n\"\\");
}

bool field_append(char *buf, size_t size, const char *key, const char *value)
{
	size_t used = strlen(buf);
	bool quotes = needs_quotes(value);
	int n;

	n = snprintf(buf + used, size - used, "%s%s=%s", used ? " " : "", key,
		     quotes ? "\"" : "");
	if (n < 0 || (size_t)n >= size - used)
		goto full;
	used += n;
	for (; *value; value++) {
		bool escape = *value == '"' || *value == '\\';

		/* the NUL, the closing quote and the character are to come */
		if (size - used < 2U + quotes + escape)
			goto full;
		if (escape)
			buf[used++] = '\\';
		buf[used++] = *value;
	}
	if (size - used < 1U + quotes)
		goto full;
	if (quotes)
		buf[used++] = '"';
	buf[used] = '\0';
	return true;
full:
	buf[size - 1] = '\0';
	return false;
}

/* Undo the quotes in place; returns what follows the value, NULL if bad. */
static char *unquote(char *p)
{
	char *out = p++;

	while (*p && *p != '"') {
		if (*p == '\\' && !*++p)
			return NULL;
		*out++ = *p++;
	}
	if (*p != '"')
		return NULL;
	*out = '\0';
	return p + 1;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* One field at *p; 1 found, 0 at the line's end, -1 bad. */
static int parse_field(char **p, struct field *field)
{
	char *s = *p, *end;

	while (is_space(*s))
		s++;
	if (!*s || *s == '\n') {
		*p = s;
		return 0;
	}
	field->key = s;
	while (*s && *s != '=' && !is_space(*s) && *s != '\n')
		s++;
	if (*s != '=' || s == field->key)
		return -1;
	*s++ = '\0';
	field->value = s;
	end = *s == '"' ? unquote(s) : s + strcspn(s, " \t\n");
	if (!end || (*end && !is_space(*end) && *end != '\n'))
		return -1;
	*p = end;
	if (*end && *end != '\n') {
		*end = '\0';
		*p = end + 1;
	}
	return 1;
}

static int add_field(struct record *record, const struct field *field)
{
	struct field *grown;

	grown = reallocarray(record->field, record->count + 1, sizeof(*grown));
	if (!grown)
		return -1;
	record->field = grown;
	record->field[record->count++] = *field;
	return 0;
}

static int parse_line(char **p, struct record *record)
{
	struct field field;
	int found;

	while ((found = parse_field(p, &field)) > 0)
		if (add_field(record, &field))
			return -1;
	if (found < 0)
		return -1;
	/* only now: a value that ends the line still needed its end marked */
	if (**p == '\n')
		*(*p)++ = '\0';
	return 0;
}

static struct record *add_record(struct jail_records *records)
{
	struct record *grown;

	grown = reallocarray(records->record, records->count + 1,
			     sizeof(*grown));
	if (!grown)
		return NULL;
	records->record = grown;
	grown += records->count++;
	*grown = (struct record){ 0 };
	return grown;
}

int records_parse(char *text, struct jail_records **records)
{
	struct jail_records *all = calloc(1, sizeof(*all));
	char *p = text;

	if (!all) {
		free(text);
		return -1;
	}
	all->text = text;
	while (*p) {
		struct record *record = add_record(all);

		if (!record || parse_line(&p, record)) {
			jail_records_free(all);
			return -1;
		}
		if (!record->count)
			all->count--;
	}
	*records = all;
	return 0;
}

void records_filter(struct jail_records *records, const char *key,
		    const char *value)
{
	size_t kept = 0;

	for (size_t i = 0; i < records->count; i++) {
		if (strcmp(jail_record_get(records, i, key), value))
			free(records->record[i].field);
		else
			records->record[kept++] = records->record[i];
	}
	records->count = kept;
}

int records_join(struct jail_records *records)
{
	struct record *first = records->record;

	for (size_t i = 1; i < records->count; i++) {
		struct record *from = &records->record[i];

		for (size_t j = 0; j < from->count; j++)
			if (add_field(first, &from->field[j]))
				return -1;
		free(from->field);
		*from = (struct record){ 0 };
	}
	if (records->count)
		records->count = 1;
	return 0;
}

void jail_records_free(struct jail_records *records)
{
	if (!records)
		return;
	for (size_t i = 0; i < records->count; i++)
		free(records->record[i].field);
	free(records->record);
	free(records->text);
	free(records);
}

size_t jail_records_count(const struct jail_records *records)
{
	return records->count;
}

const char *jail_record_get(const struct jail_records *records, size_t index,
			    const char *key)
{
	const char *k, *v;

	for (size_t j = 0; jail_record_field(records, index, j, &k, &v); j++)
		if (!strcmp(k, key))
			return v;
	return "";
}

bool jail_record_field(const struct jail_records *records, size_t index,
		       size_t field, const char **key, const char **value)
{
	if (index >= records->count || field >= records->record[index].count)
		return false;
	*key = records->record[index].field[field].key;
	*value = records->record[index].field[field].value;
	return true;
}
