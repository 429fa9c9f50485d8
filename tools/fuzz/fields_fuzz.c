// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Replies and arguments, whatever they are: parsed records can be written and
 * parsed again to the same; assignments are taken or refused with a reason.
 */
#include <assert.h>

#include "internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *format(const struct jail_records *records, size_t size)
{
	char *text = calloc(1, size);
	const char *key, *value;

	for (size_t i = 0; jail_record_field(records, 0, i, &key, &value); i++)
		assert(field_append(text, size, key, value));
	return text;
}

static void fuzz_records(const char *input, size_t size)
{
	struct jail_records *first, *second;
	const char *key, *value;

	if (records_parse(strdup(input), &first))
		return;
	assert(!records_join(first));
	if (first->count) {
		/* a value that came with a newline in quotes comes back */
		assert(!records_parse(format(first, 3 * size + 16), &second));
		for (size_t i = 0; jail_record_field(first, 0, i, &key, &value);
		     i++) {
			assert(!strcmp(second->record[0].field[i].key, key));
			assert(!strcmp(second->record[0].field[i].value, value));
		}
		jail_records_free(second);
	}
	jail_records_free(first);
}

static void fuzz_conf(char *input)
{
	struct jail_conf *conf;
	struct jail_error err = { 0 };
	char *save, *word = strtok_r(input, "\n", &save);

	if (!word)
		return;
	if (jail_conf_new(word, &conf, &err)) {
		assert(err.code && *err.text && *err.fix);
		return;
	}
	while ((word = strtok_r(NULL, "\n", &save)))
		if (jail_conf_set(conf, word, &err))
			assert(err.code == JAIL_USAGE && *err.text && *err.fix);
	jail_conf_free(conf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	fuzz_records(text, size);
	fuzz_conf(text);
	free(text);
	return 0;
}
