// SPDX-License-Identifier: GPL-2.0
/*
 * The jail's memory: made once, freed a grace period after the last holder.
 */
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "jail.h"
#include "registry.h"

/**
 * jail_alloc() - make a jail that nobody can find yet
 * @parent: the jail above, NULL for the host
 * @conf: its parameters, checked
 *
 * Context: may sleep.
 * Return: the jail with one reference, or NULL.
 */
struct jail *jail_alloc(struct jail *parent, const struct jail_conf *conf)
{
	unsigned int count = conf->ip4.count + conf->ip6.count + 1;
	struct jail *jail = kzalloc(struct_size(jail, addresses, count),
				    GFP_KERNEL_ACCOUNT);

	if (!jail)
		return NULL;
	jail->depth = parent ? parent->depth + 1 : 1;
	if (parent)
		memcpy(jail->ancestors, parent->ancestors,
		       sizeof(jail->ancestors));
	jail->ancestors[jail->depth] = jail;
	jail->conf = *conf;
	jail->net = current->nsproxy->net_ns->net_cookie;
	refcount_set(&jail->refs, 1);
	INIT_LIST_HEAD(&jail->node);
	init_waitqueue_head(&jail->wait);
	INIT_DELAYED_WORK(&jail->reaper, registry_reap);
	if (parent)
		jail_get(parent);
	return jail;
}

/**
 * jail_put() - one holder of the memory less
 * @jail: which
 *
 * Context: any, also with locks held or in softirq.
 */
void jail_put(struct jail *jail)
{
	struct jail *parent;

	while (jail && refcount_dec_and_test(&jail->refs)) {
		parent = jail_parent(jail);
		kfree_rcu(jail, rcu);
		jail = parent;
	}
}
