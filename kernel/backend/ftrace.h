/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the parts of the module backend.
 */
#ifndef _JAIL_FTRACE_H
#define _JAIL_FTRACE_H

#include <linux/ftrace.h>
#include <linux/module.h>

#include "compat/compat.h"
#include "jail.h"

/**
 * enum hook_class - who may return early, see hooks.def
 * @SUBJECT: outsiders
 * @ROUTE4: outsiders, but on the way to what may be a jail's loopback; and
 *	members who have asked before
 * @ROUTE6: outsiders, likewise, of IPv6
 * @REPLACED: outsiders; for the others the function is replaced
 * @LISTENER4: who looks for what no jail has; else the function is replaced
 * @LISTENER6: likewise, of IPv6
 * @DATAGRAM4: likewise, of UDP
 * @DATAGRAM6: likewise, of UDP and IPv6
 * @TARGET: outsiders whose target is an outsider
 * @CONFLICT: who takes a port that nobody has
 * @REUSE: who shares a port with nobody
 * @ANY: nobody
 * @HOOK_CLASSES: how many there are
 */
enum hook_class {
	SUBJECT,
	ROUTE4,
	ROUTE6,
	REPLACED,
	LISTENER4,
	LISTENER6,
	DATAGRAM4,
	DATAGRAM6,
	TARGET,
	CONFLICT,
	REUSE,
	ANY,
	HOOK_CLASSES,
};

/* An argument of the traced function, in a register. */
#define ARG(type, n)	((type)ftrace_regs_get_argument(regs, n))

/* Unpacks the arguments, asks the function that decides, and obeys. */
typedef void hook_call(struct ftrace_regs *regs, struct jail *jail,
		       unsigned long parent_ip);

/**
 * struct hook - a row of hooks.def or seams.def
 * @ip: where ftrace calls us from
 * @call: what to ask; its jail is the acting task's, with SUBJECT
 *	and ROUTEn only
 * @replace: in classes that replace, what to run instead
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

/** is_ours() - do we call a function ourselves, that we are asked about? */
static __always_inline bool is_ours(unsigned long parent_ip)
{
	return compat_in_text(THIS_MODULE, parent_ip);
}

extern struct ftrace_ops class_ops[HOOK_CLASSES];

void answer(struct ftrace_regs *regs, int verdict, void *instead);
unsigned long stub_for(int verdict);
int symbols_resolve(struct hook *hooks, unsigned int count);

#endif /* _JAIL_FTRACE_H */
