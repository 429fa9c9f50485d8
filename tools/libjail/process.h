/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _JAIL_PROCESS_H
#define _JAIL_PROCESS_H

#include "terminal.h"

struct jail_process {
	pid_t pid;
	int pidfd;
	pid_t init;		/* process 1, if it is ours; else 0 */
	int report;		/* where it tells how the command ended, or -1 */
	int master;		/* of the command's terminal, or -1 */
	int leader;		/* pidfd, if it joined another's namespaces, or -1 */
	bool swept;		/* killed as process 1 ended */
	int signals;		/* those that come to the caller, by signalfd */
	int turned;		/* the signal that SIGKILL stood for, or 0 */
	struct stdio io;	/* in place of the caller's terminal */
};

/*
 * Takes what is in @parts: a child of ours, or a child of an init that is;
 * on failure all of it is ended.
 */
int process_new(const struct jail_process *parts,
		struct jail_process **process, struct jail_error *err);
/* What jail_process_wait() needs and could fail to get: before the start. */
int process_signals(struct jail_error *err);
/* Readable when the command has ended; stays the process's own. */
int process_end(const struct jail_process *process);
/* Pass a signal on, if it is one that is. */
void process_signal(struct jail_process *process, int sig);
/* A key was typed that its terminal makes this signal of. */
void process_key(struct jail_process *process, int sig);

#endif /* _JAIL_PROCESS_H */
