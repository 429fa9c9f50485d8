// SPDX-License-Identifier: GPL-2.0
/*
 * The tasks' security blobs: see blob.h.
 */
#include "backend/blob.h"

/**
 * member_add() - write down a task that is in no jail yet
 * @task: who; its end will be told to member_take()
 * @jail: where; the blob takes the caller's reference
 * @seen_in: where others see it
 *
 * Context: any; nobody has seen the task yet.
 * Return: 0.
 */
int member_add(struct task_struct *task, struct jail *jail,
	       struct jail *seen_in)
{
	struct member *member = member_of(task);

	member->seen_in = seen_in;
	/* Who sees the jail sees all that was written to it before. */
	smp_store_release(&member->jail, jail);
	return 0;
}

/**
 * member_move() - current goes into another jail
 * @jail: where; the blob takes the caller's reference
 * @seen_in: where others see it, which does not change by that
 *
 * Context: any.
 * Return: 0. The reference to the jail before is the caller's now.
 */
int member_move(struct jail *jail, struct jail *seen_in)
{
	return member_add(current, jail, seen_in);
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
	struct member *member = member_of(task);
	struct jail *jail = member->jail;

	WRITE_ONCE(member->jail, NULL);
	return jail;
}
