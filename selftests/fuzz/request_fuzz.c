// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes as a request: what is taken apart and written again is taken apart
 * into the same; what is refused has a sentence.
 */
#include "fuzz.h"

#define TEXT_MAX	(3 * JAIL_REQUEST_MAX)

static void write_again(const struct jail_request *request, char *text)
{
	unsigned int i;
	size_t n = snprintf(text, TEXT_MAX, "%s", request->verb);

	for (i = 0; i < request->count; i++) {
		const struct jail_pair *pair = &request->pairs[i];
		int quoted;

		n += snprintf(text + n, TEXT_MAX - n, " %s=", pair->key);
		quoted = jail_quote(text + n, TEXT_MAX - n, pair->value);
		MUST(quoted >= 0);
		n += quoted;
	}
}

static void must_be_equal(const struct jail_request *a, const struct jail_request *b)
{
	unsigned int i;

	MUST(!strcmp(a->verb, b->verb));
	MUST(a->count == b->count);
	for (i = 0; i < a->count; i++) {
		MUST(!strcmp(a->pairs[i].key, b->pairs[i].key));
		MUST(!strcmp(a->pairs[i].value, b->pairs[i].value));
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static char again_text[TEXT_MAX];
	struct jail_request request, again;
	struct jail_reply reply;
	char *text;
	int err;

	if (size > JAIL_REQUEST_MAX)
		return 0;
	/* Exactly as large as the request, so that one byte beyond is seen. */
	text = malloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	poison(&reply);
	err = jail_request_parse(&request, text, size, &reply);
	if (err) {
		MUST(err == -EINVAL);
		must_be_sentence(&reply);
	} else {
		MUST(request.count <= JAIL_REQUEST_PAIRS && *request.verb);
		write_again(&request, again_text);
		MUST(!jail_request_parse(&again, again_text, strlen(again_text), &reply));
		must_be_equal(&request, &again);
	}
	free(text);
	return 0;
}
