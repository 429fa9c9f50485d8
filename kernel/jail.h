/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The jail: a kernel object with a name, a parent, parameters and counters.
 */
#ifndef _JAIL_JAIL_H
#define _JAIL_JAIL_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "param.h"

/**
 * struct jail_address - where the address table finds a jail
 * @node: in its bucket; RCU
 * @jail: whose address it is
 * @family: AF_INET or AF_INET6
 * @ip4: with AF_INET, network order
 * @ip6: with AF_INET6
 */
struct jail_address {
	struct hlist_node node;
	struct jail *jail;
	int family;
	__be32 ip4;
	struct in6_addr ip6;
};

/**
 * struct jail_reach - what a jail may bind, and where it may send
 * @bind: ports it may take
 * @connect: destinations
 * @ephemeral: from which the kernel picks its ports
 * @rcu: to free it
 */
struct jail_reach {
	struct jail_rules bind;
	struct jail_rules connect;
	struct jail_ports ephemeral;
	struct rcu_head rcu;
};

/**
 * struct jail_own - the addresses of a jail at one time
 * @rcu: to free it
 * @ip4: of IPv4; none but with JAIL_IP_NEW
 * @ip6: of IPv6, likewise
 * @count: how many entries it has in the address table
 * @entry: these; the last one is of the jail's wildcard
 */
struct jail_own {
	struct rcu_head rcu;
	struct jail_ip4s ip4;
	struct jail_ip6s ip6;
	unsigned int count;
	struct jail_address entry[];
};

/**
 * struct jail - a jail
 * @depth: 1 for a child of the host
 * @ancestors: at [d] its ancestor of depth d, at [@depth] itself, NULL beyond;
 *	never changes. A jail is within another if it has it at that depth.
 * @rcu: to free it
 * @conf: parameters. Live ones are written under registry_lock and read as
 *	single words; names and paths never change
 * @jid: never used again
 * @net: cookie of the network namespace that made it, which its addresses
 *	are of
 * @refs: who holds this memory: the registry, descriptors, tasks, children
 * @tasks: tasks in it
 * @holders: open descriptors that keep it alive; registry_lock
 * @owners: those of them made with JAIL_FD_OWN; registry_lock
 * @children: jails right below it; registry_lock
 * @inside: jails anywhere below it (children.cur); registry_lock
 * @dying: no task may enter or fork any more; written under registry_lock
 * @dead: not in the registry any more; written under registry_lock
 * @denials: acts refused
 * @skipped: entries left out of iterations
 * @attached: tasks that entered it
 * @changed: set requests that succeeded
 * @listing: counts on when the list of the jails it sees has changed
 * @counters: acts refused, by operation
 * @told_since: jiffies when the audit log's current second began for it
 * @told: records written in that second
 * @untold: records left out in that second
 * @node: in the registry's list; RCU, written under registry_lock
 * @reaper: kills the tasks of a dying jail and buries it
 * @wait: who polls a descriptor of it, or from within it the list
 * @reach: its limits, as @conf has them, to be read at any time; NULL
 *	without. Those of the jails above hold as well. RCU, written under
 *	registry_lock
 * @wildcard: what stands for all of its addresses in a bound socket, in the
 *	network 0.0.0.0/8 that no packet is sent to; one jail's alone
 * @own: its addresses; RCU, replaced as a whole under registry_lock
 * @settled4: the last source of IPv4 that was found right, see
 *	settle_word(); 0 for none
 * @only4: likewise, the one of a jail that has no other
 * @settled6: likewise of IPv6, but which of @own's it is
 */
struct jail {
	unsigned int depth;
	struct jail *ancestors[JAIL_DEPTH_MAX + 1];
	struct rcu_head rcu;
	struct jail_conf conf;
	u64 jid;
	u64 net;
	refcount_t refs;
	atomic_t tasks;
	unsigned int holders;
	unsigned int owners;
	unsigned int children;
	unsigned int inside;
	bool dying;
	bool dead;
	atomic64_t denials;
	atomic64_t skipped;
	atomic64_t attached;
	atomic64_t changed;
	atomic64_t listing;
	atomic64_t counters[JAIL_OP_COUNT];
	unsigned long told_since;
	unsigned int told;
	unsigned int untold;
	struct list_head node;
	struct delayed_work reaper;
	wait_queue_head_t wait;
	struct jail_reach __rcu *reach;
	__be32 wildcard;
	struct jail_own __rcu *own;
	u64 settled4;
	u64 only4;
	u64 settled6;
};

int jail_set_reach(struct jail *jail, const struct jail_conf *given);
struct jail *jail_alloc(struct jail *parent, const struct jail_conf *conf);
void jail_put(struct jail *jail);

/** jail_get() - one more holder of the memory; the caller has one already */
static inline struct jail *jail_get(struct jail *jail)
{
	refcount_inc(&jail->refs);
	return jail;
}

/** jail_own() - a jail's addresses as they are now; RCU */
static inline const struct jail_own *jail_own(const struct jail *jail)
{
	return rcu_dereference(jail->own);
}

/** jail_owns_ip4() - is an address one of a jail's, its loopback's too? RCU */
static inline bool jail_owns_ip4(const struct jail *jail, __be32 ip)
{
	return jail_ip4s_have(&jail_own(jail)->ip4, ip) ||
	       (ip && ip == jail->conf.ip4_loopback);
}

/** jail_owns_ip6() - is an address one of a jail's, its loopback's too? RCU */
static inline bool jail_owns_ip6(const struct jail *jail,
				 const struct in6_addr *ip)
{
	return jail_ip6s_have(&jail_own(jail)->ip6, ip) ||
	       jail_is_loopback6(&jail->conf, ip);
}

/** jail_parent() - the jail above, NULL for the host */
static inline struct jail *jail_parent(const struct jail *jail)
{
	return jail->ancestors[jail->depth - 1];
}

/**
 * jail_within() - is a jail another one, or below it?
 * @jail: which, NULL for the host
 * @top: within which, not NULL
 */
static inline bool jail_within(const struct jail *jail, const struct jail *top)
{
	return jail && jail->ancestors[top->depth] == top;
}

/**
 * jail_parent_jid() - the number of the jail above, as a reader sees it
 * @jail: which
 * @reader: the reader's jail, NULL for the host
 *
 * Return: 0 for the host, and for what is the reader's host.
 */
static inline u64 jail_parent_jid(const struct jail *jail,
				  const struct jail *reader)
{
	const struct jail *up = jail_parent(jail);

	return up && (!reader || jail_within(up, reader)) ? up->jid : 0;
}

#endif /* _JAIL_JAIL_H */
