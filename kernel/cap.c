// SPDX-License-Identifier: GPL-2.0
/*
 * Capabilities: a jailed root is not the machine's. Default-deny by the table
 * JAIL_CAPS.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/user_namespace.h>

#include "audit.h"
#include "hooks.h"

#define CAP_RULE_ALLOW	1
#define CAP_RULE_DENY	0
#define CAP_BIT(nr, name, rule) ((u64)CAP_RULE_##rule << (nr)) |

static const u64 allowed = JAIL_CAPS(CAP_BIT) 0;

/*
 * Does the kernel act with credentials that are not the task's, but those of
 * who mounted a file system, say? Then the power is the mounter's, used for
 * what the file system needs and not for what the task asks.
 *
 * A task of its own will gets there through io_uring alone, whose requests run
 * with the credentials of when they were made, or registered even before; so
 * nobody who has a ring, and no worker of one, is believed.
 */
static bool acts_for_kernel(const struct cred *cred)
{
	return cred != current_real_cred() && cred == current_cred() &&
	       !current->io_uring && !(current->flags & PF_IO_WORKER);
}

int jail_capable(struct jail *jail, const struct cred *cred,
		 struct user_namespace *ns, int cap, unsigned int opts)
{
	if (cap >= 0 && cap < 64 && (allowed & (1ULL << cap)))
		return 0;
	/*
	 * Credentials of another user namespace have power there only, and
	 * those without the capability have none: the kernel refuses itself.
	 */
	if (cred->user_ns != &init_user_ns || !cap_valid(cap) ||
	    !cap_raised(cred->cap_effective, cap))
		return 0;
	if (acts_for_kernel(cred))
		return 0;
	/* Only asked to know, with another way if not: no denial. */
	if (opts & CAP_OPT_NOAUDIT)
		return -EPERM;
	return jail_deny(jail, JAIL_OP_CAP + cap, -EPERM, NULL);
}

/* A request that is to run with credentials registered with the ring */
int jail_uring_override_creds(struct jail *jail, const struct cred *new)
{
	if (new == current_cred())
		return 0;
	return jail_deny(jail, JAIL_OP_SYS_URING, -EPERM, NULL);
}
