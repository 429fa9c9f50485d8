/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the parts of the module backend.
 */
#ifndef _JAIL_FTRACE_H
#define _JAIL_FTRACE_H

#include "compat/compat.h"
#include "jail.h"

/**
 * enum hook_class - who may return early, see hooks.def
 * @SUBJECT: outsiders
 * @ROUTE4: outsiders, but on the way to what may be a jail's loopback
 * @ROUTE6: likewise, of IPv6
 * @REPLACED: outsiders; for the others the function is replaced
 * @LOOKUP: nobody; the function is replaced for everybody
 * @TARGET: outsiders whose target is an outsider
 * @ANY: nobody
 * @HOOK_CLASSES: how many there are
 */
enum hook_class {
	SUBJECT,
	ROUTE4,
	ROUTE6,
	REPLACED,
	LOOKUP,
	TARGET,
	ANY,
	HOOK_CLASSES,
};

/* Unpacks the arguments and asks the function that decides. */
typedef int hook_call(struct ftrace_regs *regs, struct jail *jail);

/**
 * struct hook - a row of hooks.def or seams.def
 * @ip: where ftrace calls us from
 * @call: what to ask; its jail is the acting task's, with SUBJECT
 *	and ROUTEn only
 * @replace: with REPLACED or for JAIL_RETURN_INSTEAD, what to run instead
 * @class: which callback it has
 * @kind: "hook" or "seam"
 * @name: the row's name
 * @symbol: the kernel's function
 */
struct hook {
	unsigned long ip;
	hook_call *call;
	void *replace;
	enum hook_class class;
	const char *kind;
	const char *name;
	const char *symbol;
};

unsigned long stub_for(int verdict);
int symbols_resolve(struct hook *hooks, unsigned int count);

#endif /* _JAIL_FTRACE_H */
