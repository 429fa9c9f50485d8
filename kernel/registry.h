/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All jails: name and jid to jail, and a jail's life from create to burial.
 */
#ifndef _JAIL_REGISTRY_H
#define _JAIL_REGISTRY_H

#include <linux/mutex.h>

#include "jail.h"

extern struct mutex registry_lock;
extern struct list_head registry_jails;
extern atomic64_t registry_listing;
extern wait_queue_head_t registry_wait;

/** registry_locked() - for lockdep's sake, in RCU walks that may hold it */
static inline bool registry_locked(void)
{
	return lockdep_is_held(&registry_lock);
}

/** registry_for_each() - walk all jails; RCU or registry_lock */
#define registry_for_each(jail) \
	list_for_each_entry_rcu(jail, &registry_jails, node, registry_locked())

struct jail *registry_find_name(const char *name);
struct jail *registry_find_jid(u64 jid);
int registry_create(struct jail *subject, struct jail_conf *conf,
		    struct jail **made, struct jail_reply *reply);
int registry_set(struct jail *jail, const struct jail_conf *conf,
		 struct jail_reply *reply);
void registry_hold(struct jail *jail, bool own);
void registry_release(struct jail *jail, bool own);
void registry_remove(struct jail *jail);
int registry_attach(struct jail *jail);
void registry_reap(struct work_struct *work);
void registry_reap_soon(struct jail *jail);
int registry_init(void);
bool registry_ready(void);
#ifdef MODULE
void registry_exit(void);
#endif

#endif /* _JAIL_REGISTRY_H */
