/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Acts of an agent: ways to reach arg0's directory in /proc. */
#ifndef JAIL_ACTS_PROC_H
#define JAIL_ACTS_PROC_H

#include "agent.h"

/* text: the path, with %d for the pid; on success 0 */
long act_proc_open(struct call *c);
long act_proc_stat(struct call *c);
long act_proc_access(struct call *c);
long act_proc_readlink(struct call *c);
long act_proc_chdir(struct call *c);
long act_proc_opath(struct call *c);

/* Of the whole directory: 0 if listed, -ENOENT if not. */
long act_proc_listed(struct call *c);
/* How many processes the directory text lists. */
long act_proc_count(struct call *c);

#endif
