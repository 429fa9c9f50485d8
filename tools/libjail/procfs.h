/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes, threads and the sockets that they have open. */
#ifndef _JAIL_PROCFS_H
#define _JAIL_PROCFS_H

#include "internal.h"

/*
 * One of them: its directory and number; or the directory of descriptors, the
 * number of one that is a socket, and the socket's inode. 0: go on; else that is
 * what the walk returns.
 */
typedef int procfs_take(int dir, int number, unsigned long inode, void *arg);

/* Each process of a /proc, or thread of a "task"; -1 with errno. */
int procfs_each(int at, const char *path, procfs_take *take, void *arg);
/* Each socket that the process or thread of this directory has open; likewise. */
int procfs_sockets(int process, procfs_take *take, void *arg);
/* Does it say that what was looked at has ended, or was closed? */
bool procfs_gone(int error);

#endif /* _JAIL_PROCFS_H */
