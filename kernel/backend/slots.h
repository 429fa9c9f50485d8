/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What to do where ftrace calls us from. Found by one multiplication, without a
 * collision: the multiplier is looked for at load.
 */
#ifndef _JAIL_SLOTS_H
#define _JAIL_SLOTS_H

#include "backend/ftrace.h"

/** SLOT_BITS - so many that a multiplier is soon found */
#define SLOT_BITS	12

/**
 * struct slot - what to do in one place
 * @call: whom to ask
 * @replace: what to run instead, or NULL
 */
struct slot {
	hook_call *call;
	void *replace;
};

extern struct slot slots[1 << SLOT_BITS];
extern u64 slot_multiplier;

/** slot_of() - what to do where ftrace calls us from */
static __always_inline struct slot *slot_of(unsigned long ip)
{
	return &slots[(u64)ip * slot_multiplier >> (64 - SLOT_BITS)];
}

int slots_fill(const struct hook *hooks, unsigned int count);

#endif /* _JAIL_SLOTS_H */
