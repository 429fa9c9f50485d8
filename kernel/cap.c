// SPDX-License-Identifier: GPL-2.0
/*
 * Capabilities: a jailed root is not the machine's. Default-deny by the table
 * JAIL_CAPS.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/user_namespace.h>

#include "audit.h"
#include "hooks.h"

#define CAP_RULE_ALLOW	1
#define CAP_RULE_DENY	0
#define CAP_BIT(nr, name, rule) ((u64)CAP_RULE_##rule << (nr)) |

static const u64 allowed = JAIL_CAPS(CAP_BIT) 0;

int jail_capable(const struct cred *cred, struct user_namespace *ns, int cap,
		 unsigned int opts)
{
	struct jail *jail;

	if (cap >= 0 && cap < 64 && (allowed & (1ULL << cap)))
		return 0;
	/*
	 * Credentials of another user namespace have power there only, and
	 * those without the capability have none: the kernel refuses itself.
	 */
	if (cred->user_ns != &init_user_ns || !cap_valid(cap) ||
	    !cap_raised(cred->cap_effective, cap))
		return 0;
	jail = jail_current();
	if (!jail)
		return 0;
	/* Only asked to know, with another way if not: no denial. */
	if (opts & CAP_OPT_NOAUDIT)
		return -EPERM;
	return jail_deny(jail, JAIL_OP_CAP + cap, -EPERM, NULL);
}
