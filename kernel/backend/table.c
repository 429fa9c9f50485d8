// SPDX-License-Identifier: GPL-2.0
/*
 * The table of tasks in jails, which a module has instead of room in the tasks.
 *
 * Readers hold RCU or preemption off and take no lock. Writers lock the
 * bucket's stripe; they are fork, attach and the end of a task.
 */
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "backend/table.h"

#define STRIPES	64

/* Of fixed size and place: an address in the code is the cheapest look-up. */
struct hlist_head membership_table[1 << MEMBERSHIP_BITS];

static struct kmem_cache *member_cache;
static raw_spinlock_t stripes[STRIPES];
static atomic_t members;

static raw_spinlock_t *stripe_of(const struct task_struct *task)
{
	return &stripes[(membership_bucket(task) - membership_table) % STRIPES];
}

/**
 * membership_find() - a task's entry
 * @task: any pointer; only compared
 *
 * Context: RCU read side, or preemption off.
 * Return: the entry, good until the caller leaves that section; or NULL.
 */
struct member *membership_find(const struct task_struct *task)
{
	struct member *member;

	hlist_for_each_entry_rcu_notrace(member, membership_bucket(task), node)
		if (member->task == task)
			return member;
	return NULL;
}

/**
 * membership_search() - the acting task's entry, among others
 *
 * Context: as for jail_current().
 * Return: the entry, good as long as the task runs; or NULL.
 */
struct member *membership_search(void)
{
	struct member *member;

	preempt_disable_notrace();
	member = membership_find(current);
	preempt_enable_notrace();
	return member;
}

static struct member *member_new(const struct task_struct *task,
				 struct jail *jail, struct jail *seen_in,
				 gfp_t gfp)
{
	struct member *member = kmem_cache_alloc(member_cache, gfp);

	if (!member)
		return NULL;
	member->task = task;
	member->jail = jail;
	member->seen_in = seen_in;
	return member;
}

static void member_free_rcu(struct rcu_head *rcu)
{
	kmem_cache_free(member_cache, container_of(rcu, struct member, rcu));
}

/**
 * member_add() - write down a task that is in no jail yet
 * @task: who; its end will be told to member_take()
 * @jail: where; the entry takes the caller's reference
 * @seen_in: where others see it
 *
 * Context: any.
 * Return: 0 or -ENOMEM.
 */
int member_add(struct task_struct *task, struct jail *jail,
	       struct jail *seen_in)
{
	struct member *member = member_new(task, jail, seen_in,
					   GFP_ATOMIC | __GFP_NOWARN);
	raw_spinlock_t *stripe = stripe_of(task);
	unsigned long flags;

	if (!member)
		return -ENOMEM;
	atomic_inc(&members);
	raw_spin_lock_irqsave(stripe, flags);
	hlist_add_head_rcu(&member->node, membership_bucket(task));
	raw_spin_unlock_irqrestore(stripe, flags);
	return 0;
}

/**
 * member_move() - current goes into another jail
 * @jail: where; the entry takes the caller's reference
 * @seen_in: where others see it
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM. The reference to the jail before is the caller's now.
 */
int member_move(struct jail *jail, struct jail *seen_in)
{
	struct member *new = member_new(current, jail, seen_in, GFP_KERNEL);
	struct member *old = membership_current();
	raw_spinlock_t *stripe = stripe_of(current);
	unsigned long flags;

	if (!new)
		return -ENOMEM;
	raw_spin_lock_irqsave(stripe, flags);
	if (old)
		hlist_replace_rcu(&old->node, &new->node);
	else
		hlist_add_head_rcu(&new->node, membership_bucket(current));
	raw_spin_unlock_irqrestore(stripe, flags);
	if (old)
		call_rcu(&old->rcu, member_free_rcu);
	else
		atomic_inc(&members);
	return 0;
}

/**
 * member_take() - forget a task
 * @task: who
 *
 * Context: any, mostly softirq.
 * Return: the jail it was in, with its reference; or NULL.
 */
struct jail *member_take(struct task_struct *task)
{
	raw_spinlock_t *stripe = stripe_of(task);
	struct jail *jail = NULL;
	struct member *member;
	unsigned long flags;

	raw_spin_lock_irqsave(stripe, flags);
	member = membership_find(task);
	if (member)
		hlist_del_rcu(&member->node);
	raw_spin_unlock_irqrestore(stripe, flags);
	if (member) {
		jail = member->jail;
		atomic_dec(&members);
		call_rcu(&member->rcu, member_free_rcu);
	}
	return jail;
}

/**
 * membership_empty() - is no task known at all?
 *
 * A zombie is known until its parent waits for it, also when its jail is
 * buried; until then its end must be heard of.
 */
bool membership_empty(void)
{
	return !atomic_read(&members);
}

/** membership_init() - may sleep */
int membership_init(void)
{
	unsigned int i;

	for (i = 0; i < STRIPES; i++)
		raw_spin_lock_init(&stripes[i]);
	member_cache = KMEM_CACHE(member, SLAB_ACCOUNT);
	return member_cache ? 0 : -ENOMEM;
}

/** membership_exit() - empty the table; no hook may be armed */
void membership_exit(void)
{
	struct hlist_node *next;
	struct member *member;
	unsigned int i;

	/* Only zombies can be left: a live task's jail holds the module. */
	for (i = 0; i < 1 << MEMBERSHIP_BITS; i++)
		hlist_for_each_entry_safe(member, next, &membership_table[i],
					  node) {
			hlist_del(&member->node);
			jail_put(member->jail);
			kmem_cache_free(member_cache, member);
		}
	rcu_barrier();
	kmem_cache_destroy(member_cache);
}
