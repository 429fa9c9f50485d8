// SPDX-License-Identifier: GPL-2.0
/*
 * What is the machine's and needs no capability, or more than one.
 */
#include <linux/security.h>

#include "audit.h"
#include "hooks.h"

static int deny_number(unsigned int op, s64 number)
{
	struct jail *jail = jail_current();

	return jail ? jail_deny_number(jail, op, -EPERM, number) : 0;
}

/* In a user namespace of its own a task has every capability. */
int jail_userns_create(const struct cred *cred)
{
	struct jail *jail = jail_current();

	return jail ? jail_deny(jail, JAIL_OP_USER_NS, -EPERM, NULL) : 0;
}

int jail_bpf(int cmd)
{
	return deny_number(JAIL_OP_SYS_BPF, cmd);
}

int jail_perf_event_open(void)
{
	struct jail *jail = jail_current();

	return jail ? jail_deny(jail, JAIL_OP_SYS_PERF, -EPERM, NULL) : 0;
}

/* tracefs, debugfs, kprobes, /dev/mem, msr, ...: what lockdown knows */
int jail_locked_down(enum lockdown_reason what)
{
	return deny_number(JAIL_OP_SYS_LOCKDOWN, what);
}

/* An act that would have the kernel load a module for it */
int jail_kernel_module_request(char *kmod_name)
{
	struct jail *jail = jail_current();

	return jail ? jail_deny_name(jail, JAIL_OP_SYS_MODULE, -EPERM,
				     kmod_name) : 0;
}
