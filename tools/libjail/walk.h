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
 * @pid: of the joiner and of the child, as the caller counts
 */
struct walk {
	char verb[16], step[24], when[8];
	volatile int reached, go_on;
	struct { volatile int joiner, child; } pid;
};

#endif /* _JAIL_WALK_H */
