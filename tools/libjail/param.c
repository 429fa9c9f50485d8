// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The table of parameters: the kernel's, expanded from its own header, and the
 * tool's. Pure code.
 */
#include "internal.h"

#define VALUES_STRING	"text"
#define VALUES_BOOL	"0|1"
#define VALUES_NUMBER	"number"
#define VALUES_MODE	"new|inherit|disable"
#define VALUES_VNET	"new|inherit"
#define VALUES_NS	"new|inherit"
#define VALUES_IP4	"IPv4 address"
#define VALUES_IP6	"IPv6 address"
#define VALUES_RULES	"addresses and ports"
#define VALUES_PORTS	"first-last"
#define VALUES_NAME	"name"
#define VALUES_INTERFACE "interface"
#define VALUES_RESOLVER	"host|keep"

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
