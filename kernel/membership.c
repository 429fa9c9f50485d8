// SPDX-License-Identifier: GPL-2.0
/*
 * Which task is in which jail: born in it (fork), or entered (attach), and
 * never out again.
 *
 * Readers hold RCU or preemption off and take no lock. Writers lock the
 * bucket's stripe; they are fork, attach and the end of a task.
 */
#include <linux/preempt.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "membership.h"
#include "registry.h"

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

/* Where others see a task, NULL for the host; good as long as RCU is held. */
static struct jail *where_seen(const struct task_struct *task)
{
	struct member *member = membership_find(task);

	return member ? READ_ONCE(member->seen_in) : NULL;
}

/**
 * membership_sees() - jail_sees_task() of another task than current
 * @jail: the subject's
 * @task: the object
 *
 * Context: any.
 */
bool membership_sees(const struct jail *jail, const struct task_struct *task)
{
	struct hlist_node *first = READ_ONCE(membership_bucket(task)->first);
	bool sees;

	if (!first)
		return false;
	preempt_disable_notrace();
	sees = jail_within(where_seen(task), jail);
	preempt_enable_notrace();
	return sees;
}

/** jail_current_entering() - has current attached, but not exec'ed since? */
bool jail_current_entering(void)
{
	const struct member *member = membership_current();

	return member && member->seen_in != member->jail;
}

static struct member *member_new(const struct task_struct *task,
				 struct jail *jail, struct jail *seen_in,
				 gfp_t gfp)
{
	struct member *member = kmem_cache_alloc(member_cache, gfp);

	if (!member)
		return NULL;
	member->task = task;
	member->jail = jail_get(jail);
	member->seen_in = seen_in;
	atomic_inc(&jail->tasks);
	atomic_inc(&members);
	return member;
}

static void member_add(struct member *member)
{
	raw_spinlock_t *stripe = stripe_of(member->task);
	unsigned long flags;

	raw_spin_lock_irqsave(stripe, flags);
	hlist_add_head_rcu(&member->node, membership_bucket(member->task));
	raw_spin_unlock_irqrestore(stripe, flags);
}

static void member_free_rcu(struct rcu_head *rcu)
{
	kmem_cache_free(member_cache, container_of(rcu, struct member, rcu));
}

static void member_drop(struct member *member)
{
	struct jail *jail = member->jail;

	if (atomic_dec_and_test(&jail->tasks))
		registry_reap_soon(jail);
	jail_put(jail);
	atomic_dec(&members);
	call_rcu(&member->rcu, member_free_rcu);
}

/**
 * membership_attach() - put current into a jail
 * @jail: where; below the jail that current is in, if any
 *
 * The caller has seen to it that current shares nothing with another task and
 * that the jail is not dying, and holds registry_lock.
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int membership_attach(struct jail *jail)
{
	raw_spinlock_t *stripe = stripe_of(current);
	struct member *old = membership_current();
	struct member *new;
	unsigned long flags;

	/* Entering does not change where one is seen; only exec does. */
	new = member_new(current, jail, old ? old->seen_in : NULL, GFP_KERNEL);
	if (!new)
		return -ENOMEM;

	raw_spin_lock_irqsave(stripe, flags);
	if (old)
		hlist_replace_rcu(&old->node, &new->node);
	else
		hlist_add_head_rcu(&new->node, membership_bucket(current));
	raw_spin_unlock_irqrestore(stripe, flags);
	if (old)
		member_drop(old);
	return 0;
}

/**
 * membership_inherit() - a task is being born to current
 * @child: the new task; its end will be told to membership_leave()
 *
 * Context: atomic, in fork; current is in a jail.
 * Return: 0, -ENOMEM, or -EPERM in a dying jail.
 */
int membership_inherit(const struct task_struct *child)
{
	struct member *parent = membership_current();
	struct member *member;

	if (!parent)
		return 0;
	if (READ_ONCE(parent->jail->dying))
		return -EPERM;
	member = member_new(child, parent->jail, parent->seen_in,
			    GFP_ATOMIC | __GFP_NOWARN);
	if (!member)
		return -ENOMEM;
	/* Pairs with is_empty(): it counts the child, or this sees it dying. */
	smp_mb__after_atomic();
	if (READ_ONCE(parent->jail->dying)) {
		member_drop(member);
		return -EPERM;
	}
	member_add(member);
	return 0;
}

/**
 * membership_exec() - current has a new program: from now on it is seen
 *
 * Context: any; current is in a jail.
 */
void membership_exec(void)
{
	struct member *member = membership_current();

	if (member)
		WRITE_ONCE(member->seen_in, member->jail);
}

/**
 * membership_leave() - a task's memory is about to go
 * @task: whose
 *
 * Context: any, mostly softirq.
 */
void membership_leave(const struct task_struct *task)
{
	raw_spinlock_t *stripe = stripe_of(task);
	struct member *member;
	unsigned long flags;

	raw_spin_lock_irqsave(stripe, flags);
	member = membership_find(task);
	if (member)
		hlist_del_rcu(&member->node);
	raw_spin_unlock_irqrestore(stripe, flags);
	if (member)
		member_drop(member);
}

/**
 * membership_kill() - SIGKILL to every task in a jail and those below it
 * @jail: which; dying, so that nobody new comes in
 *
 * Walks the kernel's list of tasks and not our table, since that also has
 * tasks which fork has not finished, and those must not be signalled.
 *
 * Context: process.
 * Return: how many of the jail's own tasks are zombies, which do nothing any
 * more but wait for their parent's interest.
 */
int membership_kill(const struct jail *jail)
{
	struct task_struct *group, *task;
	struct member *member;
	int zombies = 0;

	guard(rcu)();
	for_each_process_thread(group, task) {
		member = membership_find(task);
		if (!member || !jail_within(member->jail, jail))
			continue;
		if (READ_ONCE(task->exit_state))
			zombies += member->jail == jail;
		else
			send_sig(SIGKILL, task, 1);
	}
	return zombies;
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
