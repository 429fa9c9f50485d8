// SPDX-License-Identifier: GPL-2.0
/*
 * Fills the table of what to do where ftrace calls us from.
 */
#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/random.h>

#include "backend/slots.h"

struct slot slots[1 << SLOT_BITS] __read_mostly;
u64 slot_multiplier __read_mostly;

static void call_unknown(struct ftrace_regs *regs, struct jail *jail,
			 unsigned long parent_ip)
{
	WARN_ONCE(1, "jail: called from a function that is not hooked\n");
	answer(regs, -EPERM, NULL);
}

/* Where there is no hook, so that a look-up needs no test. */
static void clear_slots(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(slots); i++)
		slots[i] = (struct slot){ .call = call_unknown };
}

static bool fill_slots(const struct hook *hooks, unsigned int count)
{
	struct slot *slot;
	unsigned int i;

	clear_slots();
	for (i = 0; i < count; i++) {
		slot = slot_of(hooks[i].ip);
		if (slot->call != call_unknown || slot->replace)
			return false;
		if (hooks[i].call)
			slot->call = hooks[i].call;
		slot->replace = hooks[i].replace;
	}
	return true;
}

/**
 * slots_fill() - write the table down
 * @hooks: what is hooked; each has its ip
 * @count: how many
 *
 * Return: 0, or -EINVAL if two are in one place.
 */
int slots_fill(const struct hook *hooks, unsigned int count)
{
	unsigned int tries;

	for (tries = 0; tries < 10000; tries++) {
		slot_multiplier = get_random_u64() | 1;
		if (fill_slots(hooks, count))
			return 0;
	}
	pr_err("jail: two hooks are the same function: not loading\n");
	return -EINVAL;
}
