// SPDX-License-Identifier: GPL-2.0
/*
 * The LSM "jail": jails are part of this kernel if they are in its list of
 * security modules, and then from the start.
 */
#include <linux/init.h>
#include <linux/lsm_hooks.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <uapi/linux/lsm.h>

#include "address.h"
#include "audit.h"
#include "backend/backend.h"
#include "backend/builtin.h"
#include "ctl.h"
#include "membership.h"
#include "registry.h"

static bool enabled __ro_after_init;

const struct lsm_id jail_lsmid = {
	.name = "jail",
	.id = LSM_ID_JAIL,
};

struct lsm_blob_sizes jail_blobs __ro_after_init = {
	.lbs_task = sizeof(struct member),
};

/* Where a task is, as current sees it: below its own jail by the full name. */
static const char *place_of(const struct task_struct *task)
{
	const struct jail *subject = jail_current();
	struct member *member = membership_find(task);
	const struct jail *jail = member ? READ_ONCE(member->jail) : NULL;

	if (!jail || (subject && !jail_within(jail, subject)))
		return "";
	return jail->conf.name;
}

/* /proc/PID/attr/jail */
static int hook_getprocattr(struct task_struct *task, const char *name,
			    char **value)
{
	if (strcmp(name, "jail"))
		return -EINVAL;
	guard(rcu)();
	*value = kstrdup(place_of(task), GFP_ATOMIC);
	return *value ? strlen(*value) : -ENOMEM;
}

/* lsm_get_self_attr(2): current's jail, by its name; outside any there is none */
static int hook_getselfattr(unsigned int attr, struct lsm_ctx __user *ctx,
			    u32 *size, u32 flags)
{
	const struct jail *jail = jail_current();
	char name[JAIL_NAME_MAX + 1];
	int err;

	if (attr != LSM_ATTR_CURRENT || !jail)
		return -EOPNOTSUPP;
	strscpy(name, jail->conf.name, sizeof(name));
	err = lsm_fill_user_ctx(ctx, size, name, strlen(name) + 1,
				LSM_ID_JAIL, 0);
	return err ?: 1;
}

static struct security_hook_list attr_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(getprocattr, hook_getprocattr),
	LSM_HOOK_INIT(getselfattr, hook_getselfattr),
};

static int __init jail_lsm_init(void)
{
	jail_add_hooks();
	security_add_hooks(attr_hooks, ARRAY_SIZE(attr_hooks), &jail_lsmid);
	enabled = true;
	return 0;
}

/* What can wait until there are work queues and securityfs */
static int __init jail_init(void)
{
	int err;

	if (!enabled)
		return 0;
	err = jail_directory_init();
	if (!err)
		err = audit_init();
	if (!err)
		err = address_init();
	if (!err)
		err = registry_init();
	if (!err)
		err = jail_files_init();
	/* Without its files no jail can be made, so nothing is half done. */
	if (err)
		pr_err("jail: no jails on this machine (error %d)\n", err);
	else
		pr_info("jail: ABI %u\n", JAIL_ABI_VERSION);
	return err;
}
fs_initcall(jail_init);

DEFINE_LSM(jail) = {
	compat_lsm_identity,
	.init = jail_lsm_init,
	.blobs = &jail_blobs,
};
