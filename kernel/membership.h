/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which task is in which jail. Where that is written down has a file of its
 * own.
 */
#ifndef _JAIL_MEMBERSHIP_H
#define _JAIL_MEMBERSHIP_H

#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#ifdef MODULE
#include "backend/table.h"
#else
#include "backend/blob.h"
#endif
#include "jail.h"

/*
 * for_each_task() - walk all threads of all processes; RCU read side
 *
 * The kernel's own asks lockdep for a lock that no module can name.
 */
#define for_each_task(group, task) \
	for_each_process(group) \
		list_for_each_entry_rcu(task, &(group)->signal->thread_head, \
					thread_node)

bool membership_sees(const struct jail *jail, const struct task_struct *task);

/**
 * jail_current() - the jail of the acting task
 *
 * Context: any; in softirq or interrupt the acting task is a stranger, so
 * don't ask there.
 * Return: the jail, good as long as the task runs; NULL outside any jail.
 */
static __always_inline struct jail *jail_current(void)
{
	struct member *member = membership_current();

	return member ? member->jail : NULL;
}

/**
 * jail_sees_task() - the rule: one's own jail and those below it
 * @jail: the subject's
 * @task: the object
 *
 * Context: any.
 */
static __always_inline bool jail_sees_task(const struct jail *jail,
					   const struct task_struct *task)
{
	return task == current || membership_sees(jail, task);
}

bool jail_current_entering(void);

int membership_attach(struct jail *jail);
int membership_inherit(struct task_struct *child);
void membership_exec(void);
void membership_leave(struct task_struct *task);
int membership_kill(const struct jail *jail);

#endif /* _JAIL_MEMBERSHIP_H */
