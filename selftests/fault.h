/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults: a program is run so that one of its system calls fails, as it may on
 * a full disk, on a host without memory, or by a signal.
 *
 *	test --- seccomp notification --- program (role 0)
 *	  each call: go on,               |--- its first child (role 1)
 *	  or fail with an errno           '--- the next (role 2)
 *
 * Calls are counted for each process of its own, from the program's first
 * open for reading and writing on (before it is the loader's work), to its
 * exec of something else.
 */
#ifndef JAIL_FAULT_H
#define JAIL_FAULT_H

#include "tool.h"

#include <stdbool.h>

#define FAULT_ROLES	6
#define FAULT_LIE	-1

/**
 * struct fault - which call fails, and how
 * @role: of which process
 * @nth: its call of that number, from 1; 0: none
 * @error: with this errno; 0: with one that such a call may give, see @which;
 *	   FAULT_LIE: not at all, it succeeds without having been done
 * @which: which of these three
 * @call: calls of this name alone are counted, if it isn't NULL
 */
struct fault {
	int role;
	int nth;
	int error;
	int which;
	const char *call;
};

/**
 * struct faulted - what came of it
 * @said: as of any run; status -1: it hung and was killed
 * @calls: how many calls that may fail each role made
 * @hit: the call that failed, or NULL
 * @error: how
 */
struct faulted {
	struct said said;
	int calls[FAULT_ROLES];
	const char *hit;
	int error;
};

/* argv[0] is a path: what is looked for in PATH would be counted. */
void fault_run(const char *const *argv, const struct fault *fault,
	       struct faulted *faulted);

#endif
