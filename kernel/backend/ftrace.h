/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the parts of the module backend.
 */
#ifndef _JAIL_FTRACE_H
#define _JAIL_FTRACE_H

#include "compat/compat.h"

/**
 * enum hook_class - who may return early, see hooks.def
 * @SUBJECT: outsiders
 * @TARGET: outsiders whose target is an outsider
 * @ANY: nobody
 * @HOOK_CLASSES: how many there are
 */
enum hook_class {
	SUBJECT,
	TARGET,
	ANY,
	HOOK_CLASSES,
};

/**
 * struct hook - a row of hooks.def or seams.def
 * @ip: where ftrace calls us from
 * @call: unpacks the arguments and asks the function that decides
 * @replace: with SEAM_REPLACE, what to run instead
 * @class: which callback it has
 * @kind: "hook" or "seam"
 * @name: the row's name
 * @symbol: the kernel's function
 */
struct hook {
	unsigned long ip;
	int (*call)(struct ftrace_regs *regs);
	void *replace;
	enum hook_class class;
	const char *kind;
	const char *name;
	const char *symbol;
};

int symbols_resolve(struct hook *hooks, unsigned int count);

#endif /* _JAIL_FTRACE_H */
