/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a jailctl built for the walk and the test that kills it share. */
#ifndef _JAIL_WALK_H
#define _JAIL_WALK_H

/**
 * struct walk - a page that both have mapped, a file named by JAIL_WALK
 * @verb: create, start, exec, set or remove: at which step to stop,
 * @step: by its name,
 * @when: before or after
 * @reached: set by who has stopped there
 * @go_on: set by the test: it may go on
 * @pid: as the caller counts, of the joiner, of process 1 if that is an init,
 *	and of the child; which is the one that becomes init until both are known
 */
struct walk {
	char verb[16], step[24], when[8];
	volatile int reached, go_on;
	struct { volatile int joiner, init, child; } pid;
};

#endif /* _JAIL_WALK_H */
