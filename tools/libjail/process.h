/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _JAIL_PROCESS_H
#define _JAIL_PROCESS_H

#include "jail.h"

struct jail_process {
	pid_t pid;
	int pidfd;
};

/* Takes a child of ours; on failure the child is killed. */
int process_new(pid_t pid, struct jail_process **process,
		struct jail_error *err);

#endif /* _JAIL_PROCESS_H */
