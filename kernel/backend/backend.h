/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the hooks get called. The rest of the code knows no more than this.
 */
#ifndef _JAIL_BACKEND_H
#define _JAIL_BACKEND_H

#ifdef MODULE
#include <linux/module.h>
#endif
#include <linux/seq_file.h>

#include "param.h"

void backend_show(struct seq_file *m);

#ifdef MODULE
int backend_arm(struct jail_reply *reply);
void backend_disarm_later(void);
int backend_init(void);
void backend_exit(void);

/** backend_hold() - a jail lives: the module stays */
static inline void backend_hold(void)
{
	__module_get(THIS_MODULE);
}

/** backend_drop() - undo backend_hold() */
static inline void backend_drop(void)
{
	module_put(THIS_MODULE);
}
#else
/* Built in, the hooks are always there. */
static inline int backend_arm(struct jail_reply *reply)
{
	return 0;
}

static inline void backend_disarm_later(void)
{
}

static inline void backend_hold(void)
{
}

static inline void backend_drop(void)
{
}
#endif

#endif /* _JAIL_BACKEND_H */
