/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The order table and what its steps share; see order.def. */
#ifndef _JAIL_ORDER_H
#define _JAIL_ORDER_H

#include <sys/stat.h>

#include "sockets.h"
#include "terminal.h"

/* Which rows; bits. A command is START or JOIN, once it is known which. */
enum verb {
	CREATE = 1, START = 2, JOIN = 4, SET = 8, KILL = 16, GONE = 32,
	RECOVER = 64,
};

/* In which process; see the picture in exec.c. */
enum where { CALLER, JOINER, CHILD, INIT };

/* What the steps of one run share. Descriptors are -1 when not open. */
struct order {
	unsigned int verbs;
	uint64_t begun;		/* rows to be undone, by their number */
	bool told;		/* the error has its context already */

	struct jail_handle *jail;
	struct jail_conf *conf;	/* of SET: what is to change */
	struct state state;
	int dir;		/* of state files; locked */

	/* CREATE */
	unsigned int flags;
	bool noted;		/* the state file is of this jail */

	/* START, JOIN */
	const struct jail_command *command;
	struct plan plan;
	int cgroup;
	int leader;		/* pidfd */
	int sock, child_sock;
	pid_t first;		/* child or joiner, unreaped; may become init */
	pid_t pid;		/* of the command; in INIT as seen inside */
	int pidfd;		/* of the command */
	struct stdio io;
	int signals;		/* for the process */
	int report;		/* from init, or in it: to the caller */
	int master;		/* of the command's terminal */
	struct jail_process *process;
	char *host_resolver;	/* the host's /etc/resolv.conf */
	char *resolver;		/* the jail's; NULL: as it is */

	/* in the child */
	int base, tree;
	int exe;		/* init's program */
	struct user user;
	char **env;
	struct stat self;	/* the tool's own binary */

	/* SET */
	struct jail_conf *tool;	/* the tool's parameters of the jail */
	size_t kept;		/* aliases that it had before */
	bool force;		/* sockets on addresses that go may go too */
	struct losses losses;	/* these addresses */
	struct state was;	/* before NARROW took some away */
	char *old;		/* request that sets it back */
	int wait_ms;		/* GONE */
	bool still;		/* not gone by then */
};

#define ORDER_INIT .dir = -1, .cgroup = -1, .leader = -1, .sock = -1, \
	.child_sock = -1, .base = -1, .tree = -1, .exe = -1, \
	.signals = -1, .pidfd = -1, .report = -1, .master = -1, .io = STDIO_INIT

/*
 * Do the rows of a process in their order. In the caller a failure undoes
 * what was done.
 */
int order_run(struct order *o, enum where where, struct jail_error *err);
/* Undo, from bottom to top, what RECOVER can by the state alone. */
int order_recover(struct order *o, struct jail_error *err);
/* As report_receive(), of what is no more than a step; that is told. */
int order_receive(struct order *o, struct report *report,
		  struct sender *sender);
/* Give back what the run held: lock, descriptors, memory. Not its results. */
void order_close(struct order *o);

/* Do the rows of INIT, after the fork of do_init(). */
void __attribute__((noreturn)) become_init(struct order *o);

/* Whether a host name is to be changed where the processes see it. */
bool sets_hostname(const struct order *o);
/* Whether addresses are to be changed; the machine gets, the jail loses some. */
bool sets_addresses(const struct order *o);
bool gets_addresses(const struct order *o);
bool loses_addresses(const struct order *o);

#define UNDO_PROTO_NONE(name)
#define UNDO_PROTO_UNDO(name) \
	int undo_##name(struct order *o, struct jail_error *err);
#define STEP(verbs, where, name, when, undo, about) \
	int do_##name(struct order *o, struct jail_error *err); \
	UNDO_PROTO_##undo(name)
#include "order.def"
#undef STEP

/* walk.c: where a test ends the process; nothing in an ordinary build */
#ifdef JAIL_WALK
void walk_stop(unsigned int verbs, const char *step, const char *when);
void walk_made(enum where where, pid_t pid);
#else
#define walk_stop(verbs, step, when) ((void)0)
#define walk_made(where, pid) ((void)0)
#endif

#endif /* _JAIL_ORDER_H */
