// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes as the value of each parameter: the first byte says which, one
 * beyond the table takes the text before the first "=" as the key.
 */
#include "fuzz.h"

#define VALUE_MAX	(2 * JAIL_PATH_MAX + 3)

/* An address is written back only in the mode that uses it. */
static void set_modes(struct jail_conf *conf)
{
	if (jail_given(conf, JAIL_PARAM_IP4_ADDR))
		conf->ip4_mode = JAIL_IP_NEW;
	if (jail_given(conf, JAIL_PARAM_IP6_ADDR))
		conf->ip6_mode = JAIL_IP_NEW;
}

/* As the kernel shows it, through the grammar, back into a value. */
static void must_come_back(const struct jail_conf *conf, int id)
{
	struct jail_conf again = { 0 };
	struct jail_request request;
	struct jail_reply reply;
	char text[VALUE_MAX + 64];
	int n = snprintf(text, sizeof(text), "set %s=", jail_params[id].name);
	int wrote = jail_param_format(conf, id, text + n, VALUE_MAX);

	MUST(wrote >= 0 && wrote < VALUE_MAX && wrote == (int)strlen(text + n));
	if (!wrote)
		return;
	MUST(!jail_request_parse(&request, text, n + wrote, &reply));
	MUST(request.count == 1);
	MUST(!jail_param_set(&again, request.pairs[0].key, request.pairs[0].value, &reply));
	set_modes(&again);
	MUST(!memcmp(conf, &again, sizeof(again)));
}

/* A buffer of any size is terminated, and nothing beyond it is written. */
static void must_fit(const struct jail_conf *conf, int id, size_t size)
{
	char *dst = malloc(size);
	int n = jail_param_format(conf, id, dst, size);

	MUST(n == -ENOSPC || (n >= 0 && n < (int)size));
	MUST(memchr(dst, '\0', size));
	free(dst);
}

static void try_value(const char *key, const char *value)
{
	struct jail_conf conf, before;
	struct jail_reply reply;
	int err;

	/* Padding too, so that the comparison sees every byte. */
	memset(&conf, 0, sizeof(conf));
	memset(&before, 0, sizeof(before));
	poison(&reply);
	err = jail_param_set(&conf, key, value, &reply);
	if (err) {
		MUST(err == -EINVAL || err == -ENAMETOOLONG);
		must_be_sentence(&reply);
		MUST(!memcmp(&conf, &before, sizeof(conf)));
		return;
	}
	MUST(conf.given == 1U << jail_param_find(key));
	set_modes(&conf);
	must_come_back(&conf, jail_param_find(key));
	must_fit(&conf, jail_param_find(key), 1 + strlen(value) % 16);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	unsigned int id;
	char *text, *value;

	if (!size || size > JAIL_REQUEST_MAX)
		return 0;
	id = data[0] % (JAIL_PARAM_COUNT + 1);
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	if (id < JAIL_PARAM_COUNT) {
		try_value(jail_params[id].name, text);
	} else {
		value = strchr(text, '=');
		if (value) {
			*value++ = '\0';
			try_value(text, value);
		}
	}
	free(text);
	return 0;
}
