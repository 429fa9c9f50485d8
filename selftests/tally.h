/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What many processes do at once, counted by kind: each act works, or ends
 * with an errno that the others' acts explain; anything else ends the test.
 */
#ifndef JAIL_TALLY_H
#define JAIL_TALLY_H

#include <stdbool.h>

#define TALLY_KINDS(X) \
	X(CREATE, create) X(SET, set) X(ATTACH, attach) X(FORK, fork) \
	X(EXEC, exec) X(KILL, kill) X(BIND, bind) X(REMOVE, remove) \
	X(READ, read) X(WATCH, watch)

enum tally_kind {
#define TALLY_KIND(id, name) id,
	TALLY_KINDS(TALLY_KIND)
#undef TALLY_KIND
	TALLY_COUNT
};

/* In memory that the children of the caller share. */
void tally_start(void);
/* Counts a result, 0 or more or minus an errno: whether it worked. */
#define TALLY(kind, result, ...) \
	tally(__FILE__, __LINE__, kind, result, \
	      (const int[]){ __VA_ARGS__ __VA_OPT__(,) 0 })
bool tally(const char *file, int line, enum tally_kind kind, long result,
	   const int *explained);
/* All are to end; and are they? */
void tally_stop(void);
bool tally_stopped(void);
/* Did each kind work at least once? */
bool tally_has_each(void);
/* A note of how many of each kind. */
void tally_say(long seconds);

#endif
