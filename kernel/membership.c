// SPDX-License-Identifier: GPL-2.0
/*
 * Which task is in which jail: born in it (fork), or entered (attach), and
 * never out again.
 */
#include <linux/preempt.h>
#include <linux/sched/signal.h>

#include "membership.h"
#include "registry.h"

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
	bool sees;

	if (!membership_maybe(task))
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

/* A task more, which holds the jail; and one less. */
static void count_in(struct jail *jail)
{
	jail_get(jail);
	atomic_inc(&jail->tasks);
}

static void count_out(struct jail *jail)
{
	if (atomic_dec_and_test(&jail->tasks))
		registry_reap_soon(jail);
	jail_put(jail);
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
	struct member *member = membership_current();
	struct jail *old = member ? member->jail : NULL;
	int err;

	count_in(jail);
	/* Entering does not change where one is seen; only exec does. */
	err = member_move(jail, member ? member->seen_in : NULL);
	if (err)
		count_out(jail);
	else if (old)
		count_out(old);
	return err;
}

/**
 * membership_inherit() - a task is being born to current
 * @child: the new task; its end will be told to membership_leave()
 *
 * Context: atomic, in fork; current is in a jail.
 * Return: 0, -ENOMEM, or -EPERM in a dying jail.
 */
int membership_inherit(struct task_struct *child)
{
	struct member *parent = membership_current();
	int err = 0;

	if (!parent)
		return 0;
	if (READ_ONCE(parent->jail->dying))
		return -EPERM;
	count_in(parent->jail);
	/* Pairs with is_empty(): it counts the child, or this sees it dying. */
	smp_mb__after_atomic();
	if (READ_ONCE(parent->jail->dying))
		err = -EPERM;
	else
		err = member_add(child, parent->jail, parent->seen_in);
	if (err)
		count_out(parent->jail);
	return err;
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
void membership_leave(struct task_struct *task)
{
	struct jail *jail = member_take(task);

	if (jail)
		count_out(jail);
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
	const struct jail *at;
	struct member *member;
	int zombies = 0;

	guard(rcu)();
	for_each_task(group, task) {
		member = membership_find(task);
		at = member ? READ_ONCE(member->jail) : NULL;
		if (!jail_within(at, jail))
			continue;
		if (READ_ONCE(task->exit_state))
			zombies += at == jail;
		else
			send_sig(SIGKILL, task, 1);
	}
	return zombies;
}
