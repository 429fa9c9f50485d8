// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Capabilities: a jail's root keeps those the kernel's table allows. The LSM
 * refuses the others anyway; without the module's help this holds alone.
 */
#include <sys/capability.h>
#include <sys/prctl.h>

#include "internal.h"

#define RULE_ALLOW true
#define RULE_DENY false
#define RULE_QUIET false

static const bool allowed[] = {
#define CAP_ROW(number, name, rule) [number] = RULE_##rule,
	JAIL_CAPS(CAP_ROW)
#undef CAP_ROW
};

/* Out of the bounding set: no exec, setuid or file capability brings it back. */
static int bound(void)
{
	for (cap_value_t cap = 0; cap <= cap_max_bits(); cap++) {
		if ((size_t)cap < ARRAY_SIZE(allowed) && allowed[cap])
			continue;
		/* EINVAL: a number this kernel has not got */
		if (cap_drop_bound(cap) && errno != EINVAL)
			return -1;
	}
	return 0;
}

/* Inheritable and ambient ones would go round the bounding set at exec. */
static int restrict_sets(void)
{
	cap_t caps = cap_get_proc();
	int bad = 1;

	if (caps)
		bad = cap_clear_flag(caps, CAP_INHERITABLE) ||
		      cap_set_proc(caps) ||
		      prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	cap_free(caps);
	return bad;
}

int cap_limit(struct jail_error *err)
{
	if (bound() || restrict_sets())
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}
