/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the parts that make jails a security module.
 */
#ifndef _JAIL_BUILTIN_H
#define _JAIL_BUILTIN_H

#include <linux/lsm_hooks.h>

extern const struct lsm_id jail_lsmid;

void jail_add_hooks(void);

#endif /* _JAIL_BUILTIN_H */
