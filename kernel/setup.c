// SPDX-License-Identifier: GPL-2.0
/*
 * Jails: a task is in at most one, its children are born in it, nobody leaves
 * it; and what a task may not see does not exist for it.
 *
 * This page is the table of contents of start-up. What follows needs what
 * comes before; the end is the same in reverse.
 */
#include <linux/init.h>
#include <linux/module.h>

#include "address.h"
#include "audit.h"
#include "backend/backend.h"
#include "ctl.h"
#include "membership.h"
#include "proc.h"
#include "registry.h"

static const struct {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
} parts[] = {
	{ "directory", jail_directory_init, jail_directory_exit },
	{ "membership", membership_init, membership_exit },
	{ "addresses", address_init, address_exit },
	{ "audit", audit_init, audit_exit },
	{ "registry", registry_init, registry_exit },
	{ "proc", proc_init, NULL },
	{ "backend", backend_init, backend_exit },
	{ "files", jail_files_init, jail_files_exit },
};

static void stop(unsigned int count)
{
	while (count--)
		if (parts[count].exit)
			parts[count].exit();
}

static int __init jail_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		err = parts[i].init();
		if (!err)
			continue;
		pr_err("jail: unable to set up %s (error %d)\n", parts[i].name,
		       err);
		stop(i);
		return err;
	}
	pr_info("jail: ABI %u, hooks are armed with the first jail\n",
		JAIL_ABI_VERSION);
	return 0;
}

static void __exit jail_exit(void)
{
	stop(ARRAY_SIZE(parts));
}

module_init(jail_init);
module_exit(jail_exit);

MODULE_DESCRIPTION("Jails for Linux");
MODULE_LICENSE("GPL");
