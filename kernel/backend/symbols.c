// SPDX-License-Identifier: GPL-2.0
/*
 * Where the hooked functions are. kallsyms_lookup_name() is not for modules,
 * but a kprobe that is never enabled tells its symbol's address.
 */
#include <linux/kprobes.h>
#include <linux/slab.h>

#include "backend/ftrace.h"

static int resolve_one(struct hook *hook, struct kprobe *probe)
{
	int err;

	probe->symbol_name = hook->symbol;
	probe->flags = KPROBE_FLAG_DISABLED;
	err = register_kprobe(probe);
	if (err) {
		pr_err("jail: this kernel's %s can't be hooked (%s %s, error %d): not loading\n",
		       hook->symbol, hook->kind, hook->name, err);
		return err;
	}
	/* Behind an ENDBR, if there is one: just where ftrace calls from. */
	hook->ip = (unsigned long)probe->addr;
	return 0;
}

/**
 * symbols_resolve() - find every hooked function, or none
 * @hooks: the rows; @hooks->ip is filled
 * @count: how many
 *
 * Context: may sleep.
 * Return: 0 or a negative errno; the log names the symbol that is missing.
 */
int symbols_resolve(struct hook *hooks, unsigned int count)
{
	struct kprobe *probes = kcalloc(count, sizeof(*probes), GFP_KERNEL);
	struct kprobe **list = kcalloc(count, sizeof(*list), GFP_KERNEL);
	unsigned int i, found;
	int err = 0;

	if (!probes || !list) {
		kfree(probes);
		kfree(list);
		return -ENOMEM;
	}
	for (found = 0; found < count && !err; found++) {
		list[found] = &probes[found];
		err = resolve_one(&hooks[found], &probes[found]);
	}
	/* The one that failed was never registered. */
	unregister_kprobes(list, err ? found - 1 : found);
	for (i = 0; i < count && !err; i++)
		if (!hooks[i].ip)
			err = -ENOENT;
	kfree(probes);
	kfree(list);
	return err;
}
