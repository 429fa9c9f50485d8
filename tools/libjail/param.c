// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The table of parameters: the kernel's, expanded from its own header, and the
 * tool's. Pure code. Values are checked for form only; whether they fit is for
 * the kernel to say, so that there is one truth.
 */
#include <ctype.h>

#include "internal.h"

#define VALUES_STRING	"text"
#define VALUES_BOOL	"0|1"
#define VALUES_NUMBER	"number"
#define VALUES_MODE	"new|inherit|disable"
#define VALUES_VNET	"new|inherit"
#define VALUES_NS	"new|inherit"
#define VALUES_IP4	"IPv4 address"
#define VALUES_IP6	"IPv6 address"
#define VALUES_NAME	"name"

#define READONLY_INIT	false
#define READONLY_LIVE	false
#define READONLY_READ	true
#define CHANGES_INIT	false
#define CHANGES_LIVE	true
#define CHANGES_READ	false

const struct param param_table[PARAM_COUNT] = {
#define KERNEL_ROW(id, n, t, access, sentence) \
	[JAIL_PARAM_##id] = { \
		.public = { .name = n, .values = VALUES_##t, \
			    .about = sentence, \
			    .readonly = READONLY_##access, \
			    .live = CHANGES_##access }, \
		.type = TYPE_##t, \
	},
	JAIL_PARAMS(KERNEL_ROW)
#undef KERNEL_ROW
#define TOOL_ROW(id, n, t, d, sentence) \
	[TOOL_PARAM_##id] = { \
		.public = { .name = n, .values = VALUES_##t, \
			    .about = sentence, .tool = true }, \
		.type = TYPE_##t, .def = d, \
	},
	TOOL_PARAMS(TOOL_ROW)
#undef TOOL_ROW
};

const struct jail_param *jail_param(size_t index)
{
	return index < PARAM_COUNT ? &param_table[index].public : NULL;
}

int param_find(const char *name, size_t len)
{
	for (int i = 0; i < PARAM_COUNT; i++) {
		const char *known = param_table[i].public.name;

		if (strlen(known) == len && !memcmp(known, name, len))
			return i;
	}
	return -1;
}

/* Whether value is one of "a|b|c". */
static bool one_of(const char *value, const char *choices)
{
	size_t len = strlen(value);

	while (*choices) {
		size_t n = strcspn(choices, "|");

		if (n == len && !memcmp(choices, value, n))
			return true;
		choices += n + (choices[n] == '|');
	}
	return false;
}

static bool is_number(const char *value)
{
	size_t digits = strspn(value, "0123456789");

	return digits && digits <= 10 && !value[digits];
}

/* A control character could end a line of a list or of a terminal's text. */
static bool is_text(const char *value)
{
	for (; *value; value++)
		if (iscntrl((unsigned char)*value))
			return false;
	return true;
}

static int wrong(int id, const char *value, struct jail_error *err)
{
	const struct jail_param *p = &param_table[id].public;
	char fix[sizeof(err->fix)];

	snprintf(fix, sizeof(fix), "give %s=%s", p->name, p->values);
	if (!is_text(value))
		return fail(err, JAIL_USAGE, fix,
			    "%s: the value has a control character in it",
			    p->name);
	return fail(err, JAIL_USAGE, fix, "%s: \"%.64s\" is not %s", p->name,
		    value, p->values);
}

int param_check_value(int id, const char *value, struct jail_error *err)
{
	bool ok = is_text(value);

	switch (param_table[id].type) {
	case TYPE_BOOL:
	case TYPE_MODE:
	case TYPE_VNET:
	case TYPE_NS:
		ok = one_of(value, param_table[id].public.values);
		break;
	case TYPE_NUMBER:
		ok = is_number(value);
		break;
	case TYPE_IP4:
	case TYPE_IP6:
		ok = ok && *value;
		break;
	case TYPE_STRING:
	case TYPE_NAME:
		break;
	}
	return ok ? 0 : wrong(id, value, err);
}
