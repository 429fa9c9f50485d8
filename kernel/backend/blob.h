/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the built-in kernel writes down which task is in which jail: in the
 * task's own security blob.
 */
#ifndef _JAIL_BLOB_H
#define _JAIL_BLOB_H

#include <linux/compiler.h>
#include <linux/lsm_hooks.h>
#include <linux/sched.h>

#include "jail.h"

/**
 * struct member - a task's blob
 * @jail: where it is, with a reference; NULL for the host. Changes only by the
 *	task's own hand. Others read it under RCU
 * @seen_in: where others see it: the jail it came from (NULL: the host) from
 *	attach to the first exec, then @jail
 */
struct member {
	struct jail *jail;
	struct jail *seen_in;
};

extern struct lsm_blob_sizes jail_blobs;

static __always_inline struct member *
member_of(const struct task_struct *task)
{
	return task->security + jail_blobs.lbs_task;
}

/**
 * membership_maybe() - is this task in a jail?
 * @task: which
 */
static __always_inline bool membership_maybe(const struct task_struct *task)
{
	return READ_ONCE(member_of(task)->jail);
}

/**
 * membership_find() - a task's blob
 * @task: which
 *
 * Context: RCU read side, or preemption off: that is how long the jail is good.
 * Return: the blob, or NULL if the task is in no jail.
 */
static __always_inline struct member *
membership_find(const struct task_struct *task)
{
	return membership_maybe(task) ? member_of(task) : NULL;
}

/** membership_current() - the acting task's blob, or NULL */
static __always_inline struct member *membership_current(void)
{
	return membership_find(current);
}

int member_add(struct task_struct *task, struct jail *jail,
	       struct jail *seen_in);
int member_move(struct jail *jail, struct jail *seen_in);
struct jail *member_take(struct task_struct *task);

#endif /* _JAIL_BLOB_H */
