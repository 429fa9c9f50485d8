/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cast of tests beside another security module: what that refuses it
 * refuses outside and inside a jail, by its own errno, and it is no refusal of
 * the jail's; what the jail refuses it refuses as without the other.
 *
 *	host ----+-- out, victim
 *	         +-- jail a -- in, own
 *
 * They are nobody's and have no capabilities.
 */
#ifndef JAIL_BESIDE_H
#define JAIL_BESIDE_H

#include "legs.h"

struct beside {
	struct jail a;
	struct agent out, victim, in, own;
};

void beside_start(struct beside *b);
void beside_stop(struct beside *b);

/* The jail's own refusal is what it is, and only inside. */
void beside_expect_ours(struct beside *b);
/* Both get that, and none of it is the jail's doing. */
void beside_expect(struct beside *b, long want, act_fn *act);

/* Is that module on this machine's list? */
bool lsm_active(const char *name);
/* The whole text into a file that is there; 0, or minus an errno. */
int write_file(const char *path, const char *text);

#endif
