/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a module writes down which task is in which jail.
 *
 * A stock kernel has no room in its tasks for us, so membership is a hash
 * table keyed by the task's address. It holds jailed tasks only; an empty
 * bucket is the whole cost for everybody else.
 */
#ifndef _JAIL_TABLE_H
#define _JAIL_TABLE_H

#include <linux/hash.h>
#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/rculist.h>
#include <linux/sched.h>

#include "jail.h"

/** MEMBERSHIP_BITS - log2 of the number of buckets */
#define MEMBERSHIP_BITS	14

/**
 * struct member - a task that is in a jail
 * @node: in its bucket; RCU
 * @task: who; only compared, never followed
 * @jail: where, with a reference. Changes only by the task's own hand
 * @seen_in: where others see it: the jail it came from (NULL: the host) from
 *	attach to the first exec, then @jail
 * @rcu: to free it
 */
struct member {
	struct hlist_node node;
	const struct task_struct *task;
	struct jail *jail;
	struct jail *seen_in;
	struct rcu_head rcu;
};

extern struct hlist_head membership_table[1 << MEMBERSHIP_BITS];

static __always_inline struct hlist_head *
membership_bucket(const struct task_struct *task)
{
	return &membership_table[hash_long((unsigned long)task,
					   MEMBERSHIP_BITS)];
}

/**
 * membership_maybe() - may this task be in a jail?
 * @task: any pointer
 *
 * The quick return of every hook: false is certain, true needs a look.
 */
static __always_inline bool membership_maybe(const struct task_struct *task)
{
	return !hlist_empty(membership_bucket(task));
}

struct member *membership_find(const struct task_struct *task);

/**
 * membership_first_in() - the acting task's entry, if it is easily found
 * @bucket: the acting task's, which a hook has looked at already
 *
 * Most often the entry is the only one there. What protects the look is that
 * preemption is off; a running task's own entry stays anyway.
 *
 * Context: as for jail_current().
 * Return: the entry, good as long as the task runs; or NULL, and nobody knows.
 */
static __always_inline struct member *
membership_first_in(const struct hlist_head *bucket)
{
	struct member *member;
	bool found;

	preempt_disable_notrace();
	member = hlist_entry_safe(READ_ONCE(bucket->first), struct member,
				  node);
	found = member && member->task == current;
	preempt_enable_notrace();
	return likely(found) ? member : NULL;
}

struct member *membership_search(void);

/** membership_current() - the acting task's entry, or NULL */
static __always_inline struct member *membership_current(void)
{
	const struct hlist_head *bucket = membership_bucket(current);

	if (hlist_empty(bucket))
		return NULL;
	return membership_first_in(bucket) ?: membership_search();
}

int member_add(struct task_struct *task, struct jail *jail,
	       struct jail *seen_in);
int member_move(struct jail *jail, struct jail *seen_in);
struct jail *member_take(struct task_struct *task);
bool membership_empty(void);
int membership_init(void);
void membership_exit(void);

#endif /* _JAIL_TABLE_H */
