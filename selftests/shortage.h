/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jailctl on a host that runs short of something: whatever it is asked for, it
 * does it, or ends with an error that names cause and fix and leaves the host
 * as it was; with more of it the same works.
 *
 *	made ready --> short --> jailctl --> enough --> (again) --> remove
 *	      '-- as here if refused --'                             |
 *	'-------------------- the host as before --------------------'
 */
#ifndef JAIL_SHORTAGE_H
#define JAIL_SHORTAGE_H

#include <stdbool.h>

/* The jail of these tests. */
#define SHORT_NAME	"short"
/* The cgroup that jailctl runs in, and the one its jails are in. */
#define SHORT_AROUND	"/sys/fs/cgroup/around"
#define SHORT_JAILS	"/sys/fs/cgroup/jail"

/**
 * struct use - a verb, and what it is used for
 * @name: for messages
 * @argv: the command
 * @made: 0: nothing is there before; 1: the jail; 2: also a command in it
 * @want: its exit status when it works
 * @refused: its exit status when it can't
 */
struct use {
	const char *name;
	const char *const *argv;
	int made;
	int want;
	int refused;
};

enum {
	USE_CREATE, USE_RUN, USE_RUN_INHERIT, USE_EXEC, USE_JOIN, USE_TERMINAL,
	USE_SET, USE_REMOVE, USES
};

extern const struct use uses[USES];

enum outcome { WORKED, REFUSED, KILLED, WRONG };

/**
 * struct shortage - what is short
 * @begin: leave so much of it
 * @end: as much as is wanted
 * @causes: what an error has to say, any of them
 * @fixes: the same of the fix
 * @kills: it may also be that the kernel kills for it
 */
struct shortage {
	void (*begin)(int amount);
	void (*end)(void);
	const char *causes[3];
	const char *fixes[3];
	bool kills;
};

/* The cgroup around it is made, and what the first jail of all leaves. */
void shortage_prepare(void);
void shortage_finish(void);

/* One use with so much of it, from nothing to nothing. */
enum outcome shortage_use(const struct use *use, const struct shortage *s,
			  int amount);
/* One that must work. */
void shortage_must(const char *const *argv, int want);
void shortage_make_ready(const struct use *use);
/* Whatever is left of the jail goes by this. */
void shortage_remove(void);

/* A file of the kernel's. */
void kernel_put(const char *path, const char *text);

#endif
