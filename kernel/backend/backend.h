/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the hooks get called. The rest of the code knows no more than this.
 */
#ifndef _JAIL_BACKEND_H
#define _JAIL_BACKEND_H

#include <linux/seq_file.h>

#include "param.h"

int backend_arm(struct jail_reply *reply);
void backend_disarm_later(void);
void backend_show(struct seq_file *m);
int backend_init(void);
void backend_exit(void);

#endif /* _JAIL_BACKEND_H */
