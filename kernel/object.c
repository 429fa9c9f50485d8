// SPDX-License-Identifier: GPL-2.0
/*
 * The jail's memory: made once, freed a grace period after the last holder.
 */
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "address.h"
#include "jail.h"
#include "registry.h"

#define GIVEN(given, id, member) \
	(jail_given(given, JAIL_PARAM_##id) ? given->member : jail->conf.member)

/**
 * jail_set_reach() - give a jail the limits of a request
 * @jail: whose; the caller holds registry_lock, or nobody can find it yet
 * @given: the request's parameters
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM and nothing has changed.
 */
int jail_set_reach(struct jail *jail, const struct jail_conf *given)
{
	struct jail_reach *reach, *old;

	if (!jail_given(given, JAIL_PARAM_NET_BIND) &&
	    !jail_given(given, JAIL_PARAM_NET_CONNECT) &&
	    !jail_given(given, JAIL_PARAM_NET_EPHEMERAL))
		return 0;
	reach = kzalloc(sizeof(*reach), GFP_KERNEL_ACCOUNT);
	if (!reach)
		return -ENOMEM;
	reach->bind = GIVEN(given, NET_BIND, bind);
	reach->connect = GIVEN(given, NET_CONNECT, connect);
	reach->ephemeral = GIVEN(given, NET_EPHEMERAL, ephemeral);
	jail->conf.bind = reach->bind;
	jail->conf.connect = reach->connect;
	jail->conf.ephemeral = reach->ephemeral;
	old = rcu_replace_pointer(jail->reach, reach, true);
	address_changed();
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

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
	struct jail *jail = kzalloc(sizeof(*jail), GFP_KERNEL_ACCOUNT);
	struct jail_own *own = address_alloc(&conf->ip4, &conf->ip6);

	if (!jail || !own) {
		kfree(jail);
		kfree(own);
		return NULL;
	}
	if (jail_set_reach(jail, conf)) {
		kfree(jail);
		kfree(own);
		return NULL;
	}
	RCU_INIT_POINTER(jail->own, own);
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
	struct jail_reach *reach;
	struct jail_own *own;
	struct jail *parent;

	while (jail && refcount_dec_and_test(&jail->refs)) {
		parent = jail_parent(jail);
		reach = rcu_dereference_protected(jail->reach, true);
		if (reach)
			kfree_rcu(reach, rcu);
		own = rcu_dereference_protected(jail->own, true);
		kfree_rcu(own, rcu);
		kfree_rcu(jail, rcu);
		jail = parent;
	}
}
