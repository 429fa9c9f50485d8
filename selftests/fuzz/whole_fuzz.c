// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A whole create request, as the control file takes it: grammar, parameters,
 * the check of them together. What passes is consistent, and stays so when it
 * is written out and read again.
 */
#include "fuzz.h"

#define TEXT_MAX	(3 * JAIL_REQUEST_MAX)

static int read_conf(struct jail_conf *conf, char *text, size_t len,
		     struct jail_reply *reply)
{
	struct jail_request request;
	unsigned int i;
	int err = jail_request_parse(&request, text, len, reply);

	memset(conf, 0, sizeof(*conf));
	for (i = 0; !err && i < request.count; i++)
		err = jail_param_set(conf, request.pairs[i].key,
				     request.pairs[i].value, reply);
	return err ? err : jail_param_check(conf, reply);
}

static size_t write_conf(const struct jail_conf *conf, char *text)
{
	size_t n = snprintf(text, TEXT_MAX, "create");
	size_t start;
	int id, wrote;

	for (id = 0; id < JAIL_PARAM_COUNT; id++) {
		start = n;
		n += snprintf(text + n, TEXT_MAX - n, " %s=", jail_params[id].name);
		wrote = jail_param_format(conf, id, text + n, TEXT_MAX - n);
		MUST(wrote >= 0);
		n = wrote ? n + wrote : start;
		text[n] = '\0';
	}
	return n;
}

static void must_be_consistent(const struct jail_conf *conf)
{
	MUST(*conf->name);
	MUST(!conf->vnet || (!conf->ip4.count && !conf->ip6.count));
	MUST((conf->ip4_mode == JAIL_IP_NEW) == !!conf->ip4.count);
	MUST((conf->ip6_mode == JAIL_IP_NEW) == !!conf->ip6.count);
	MUST(conf->children_max <= JAIL_CHILDREN_MAX);
	MUST(conf->bind.count <= JAIL_RULES_MAX);
	MUST(conf->connect.count <= JAIL_RULES_MAX);
	MUST(conf->ephemeral.first <= conf->ephemeral.last);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static char again_text[TEXT_MAX];
	struct jail_conf conf, again;
	struct jail_reply reply;
	char *text;
	int err;

	if (size > JAIL_REQUEST_MAX)
		return 0;
	text = malloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	poison(&reply);
	err = read_conf(&conf, text, size, &reply);
	if (err) {
		must_be_sentence(&reply);
	} else {
		must_be_consistent(&conf);
		/* What a jail has is within what it has. */
		MUST(!jail_limits_within("a", &conf, &conf, &reply));
		if (jail_limits_check(&conf, &conf, &reply))
			must_be_sentence(&reply);
		size = write_conf(&conf, again_text);
		MUST(!read_conf(&again, again_text, size, &reply));
		again.given = conf.given;
		MUST(!memcmp(&conf, &again, sizeof(conf)));
	}
	free(text);
	return 0;
}
