/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A user at a terminal: a pseudo-terminal of the host's with a program as the
 * leader of its session, and what is typed and seen there.
 *
 *	test -- master ~~ slave -- jailctl -- (the jail's own terminal) -- sh
 */
#ifndef JAIL_TERMINAL_H
#define JAIL_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

/* How long anything may take to be seen; emulated machines are slow. */
#define TERMINAL_SECONDS	20

struct user_terminal {
	int master;
	int slave;		/* ours, so that the modes can be read */
	pid_t pid;
	struct termios modes;	/* before the program ran */
	size_t used;
	char seen[65536];	/* since the last thing that was expected */
};

/* A program at a terminal of 33 rows and 101 columns; -errno. */
int terminal_start(struct user_terminal *t, char *const argv[]);
void terminal_type(struct user_terminal *t, const char *text);
/* Whether it shows up; all up to its end is forgotten. */
bool terminal_shows(struct user_terminal *t, const char *text);
/* Whether the modes are as they were before, or raw. */
bool terminal_restored(struct user_terminal *t);
bool terminal_raw(struct user_terminal *t);
void terminal_resize(struct user_terminal *t, int rows, int columns);
/* Exit status, 128 + signal, or -ETIMEDOUT. */
int terminal_status(struct user_terminal *t);
/* The window is closed. */
void terminal_close(struct user_terminal *t);

/* A root of busybox and, as /probe, the calling program; as command(). */
int busybox_tree(const char *tree);
/* A command without terminal; its exit status. Words separated by blanks. */
int command(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether it gets true within TERMINAL_SECONDS. */
bool soon(bool (*is)(const void *arg), const void *arg);

#endif
