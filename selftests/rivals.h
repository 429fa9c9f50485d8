/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two jailctl at once on one name: one wins, the other says so by its exit
 * code, and nothing is left. A thousand rounds in all, on one kernel.
 *
 *	test            jailctl one        jailctl other
 *	 |-- start ------->|                    |
 *	 |-- start, a little later each round ->|
 *	 |<-- exit code ---|<-- exit code ------|
 *	 |-- jailctl remove, where one is left
 */
#ifndef JAIL_RIVALS_H
#define JAIL_RIVALS_H

#include <stdbool.h>

/* jailctl's exit codes; see jailctl(8). */
enum { OK, NO_SUCH = 5, NAME_BUSY = 6, KILLED = 128 + 9 };

#define JAILCTL(...) (char *const []){ "jailctl", __VA_ARGS__, NULL }

/**
 * struct rivals - two commands
 * @name: for messages
 * @rounds: how often they meet; see test_rounds()
 * @made: the jail is there before
 * @left: it may be after
 * @one, @other: the commands
 * @ends: exit codes they may come to; after the first, two zeros end it
 */
struct rivals {
	const char *name;
	int rounds;
	bool made, left;
	char *const *one, *const *other;
	int ends[12][2];
};

void compete(const struct rivals *rivals);

#endif
