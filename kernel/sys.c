// SPDX-License-Identifier: GPL-2.0
/*
 * What is the machine's and needs no capability, or more than one.
 */
#include <linux/security.h>

#include "audit.h"
#include "hooks.h"

/* In a user namespace of its own a task has every capability. */
int jail_userns_create(struct jail *jail, const struct cred *cred)
{
	return jail_deny(jail, JAIL_OP_USER_NS, -EPERM, NULL);
}

int jail_bpf(struct jail *jail, int cmd)
{
	return jail_deny_number(jail, JAIL_OP_SYS_BPF, -EPERM, cmd);
}

int jail_perf_event_open(struct jail *jail)
{
	return jail_deny(jail, JAIL_OP_SYS_PERF, -EPERM, NULL);
}

/* tracefs, debugfs, kprobes, /dev/mem, msr, ...: what lockdown knows */
int jail_locked_down(struct jail *jail, enum lockdown_reason what)
{
	return jail_deny_number(jail, JAIL_OP_SYS_LOCKDOWN, -EPERM, what);
}

/* An act that would have the kernel load a module for it */
int jail_kernel_module_request(struct jail *jail, char *kmod_name)
{
	return jail_deny_name(jail, JAIL_OP_SYS_MODULE, -EPERM, kmod_name);
}
