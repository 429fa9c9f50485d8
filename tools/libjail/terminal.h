/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Init, terminals and what is passed between descriptors; not exported. */
#ifndef _JAIL_TERMINAL_H
#define _JAIL_TERMINAL_H

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "internal.h"

/* ---- init.c: process 1 where the jail has none of its own */

/* Made from init/ by the Makefile. */
extern const unsigned char init_program[];
extern const size_t init_program_size;

/* The program, in a sealed memfd, close-on-exec. */
int init_open(struct jail_error *err);
/*
 * Become init; returns only on failure. Takes over @report, on which it tells
 * how @command ended; @tty: the command has a terminal of its own.
 */
int init_run(int exe, int report, pid_t command, bool tty,
	     struct jail_error *err);
/*
 * How a command of init's ended: what came out of the jail is not trusted.
 * @last: nobody else is there; @killed: nor init, which could not say it.
 */
int init_status(int report, int *status, bool *last, bool *killed,
		struct jail_error *err);

/* ---- pty.c */

/*
 * Inside, before the jail is entered: a new terminal of the mount namespace's
 * own, which becomes 0, 1, 2 and the controlling terminal. Returns the master.
 */
int pty_take(const struct jail_command *command, const struct user *user,
	     struct jail_error *err);

/* ---- channel.c: bytes from one descriptor to another */

enum { CHANNEL_SIZE = 65536 };

struct channel {
	int from, to;		/* -1: there will be no more */
	bool from_socket, to_socket;
	bool closed;		/* by whom we write to */
	int error;		/* why not all goes through, unless somebody left */
	size_t most;		/* so much is written without blocking */
	size_t start, end;
	char buf[CHANNEL_SIZE];
};

/* Whether it is a pipe without a name: one with is a file like others. */
bool is_pipe(int fd);
/* A descriptor of our own of what @fd is; does not block if that can be had. */
int channel_end(int fd, int flags);
/* Takes over both descriptors, also on failure. */
struct channel *channel_new(int from, int to);
void channel_free(struct channel *channel);
/* What to wait for: two entries, fd -1 where there's nothing. */
void channel_poll(const struct channel *channel, struct pollfd fds[2]);
/* Read, if there's room; 0 at the end, -1 for not now. */
ssize_t channel_read(struct channel *channel);
/* Write what is there; -1 with errno if the other side takes no more. */
int channel_write(struct channel *channel);
/* Both, and ends passed on. */
void channel_move(struct channel *channel, const struct pollfd fds[2]);
/*
 * Pass on what is there now, and about so much at most; waits for who reads until
 * @stop, unless that is -1, is readable: then what is left is an error.
 */
void channel_drain(struct channel *channel, size_t most, int stop);
bool channel_empty(const struct channel *channel);
bool channel_done(const struct channel *channel);

/* ---- stdio.c: what a command gets as 0, 1 and 2 */

struct stdio {
	int child[3];		/* -1: what the caller has there */
	bool null[3];		/* the jail's own /dev/null */
	struct channel *channel[3];
};

#define STDIO_INIT { .child = { -1, -1, -1 } }

int stdio_make(const struct jail_command *command, struct stdio *io,
	       struct jail_error *err);
/* In the child. */
int stdio_take(const struct stdio *io);
/* In the child, as soon as it is in the jail's root. */
int stdio_null(const struct stdio *io, struct jail_error *err);
/* In the parent, when the child has its own. */
void stdio_given(struct stdio *io);
void stdio_free(struct stdio *io);

/* ---- logger.c */

/*
 * A pipe's writing end, -1 with errno: what is written to it is written to
 * @file, by a process that ends when nobody has that end any more.
 */
int logger_start(int file);

/* ---- term.c: the caller's own terminal */

struct term {
	int fd;
	bool raw;
	struct termios saved;
};

/* Raw mode, if @fd is a terminal. In the background this stops, as it should. */
int term_raw(struct term *term, int fd);
void term_restore(struct term *term);
bool term_background(int fd);
/* The size of the first terminal among 0, 1 and 2. */
bool term_size(struct winsize *size);
/* Have a master take that size; @again: so that all is drawn anew. */
void term_resize(int master, bool again);

/* ---- packet.c, sessions.c, keeper.c */

enum console_kind {
	CONSOLE_HELLO,		/* from the keeper: a master, and past output */
	CONSOLE_FAILED,		/* a struct jail_error */
	CONSOLE_TAKEN,		/* somebody else has attached */
	CONSOLE_ENDED,		/* value: the command's status */
	CONSOLE_ATTACH,		/* to the keeper: who only connects wants nothing */
	CONSOLE_SIGNAL,		/* to the keeper, value: for the command */
	CONSOLE_STEP,		/* from the keeper: two strings; value: undone */
	CONSOLE_KEY,		/* likewise: what a key stands for that was typed */
};

enum { CONSOLE_TAIL = 16384 };

struct console_message {
	enum console_kind kind;
	int value;
	char text[CONSOLE_TAIL];	/* as much as was sent */
};

struct jail_console {
	int sock;		/* -1: the command has ended */
	int master;		/* likewise */
	int status;		/* then, how */
	unsigned int number;
	size_t tail;		/* bytes of text that came with the hello */
	char text[CONSOLE_TAIL];
};

int console_send(int sock, enum console_kind kind, int value,
		 const void *text, size_t len, int fd);
/* Bytes of text, or -1; fd may be NULL. */
ssize_t console_receive(int sock, struct console_message *message, int *fd);
/* A socket with the next number that means no other; only under the lock. */
int console_bind(int dir, const char *name, unsigned int *number,
		 struct jail_error *err);
void console_file(char *buf, size_t size, const char *name,
		  unsigned int number);
/* The next session's number after @after whose keeper lives, 0: none */
unsigned int console_next(int dir, const char *name, unsigned int after);
/* Connected to a session's keeper, or -1 with errno; within some seconds. */
int console_reach(int dir, const char *file);
/* Remove the sockets nobody listens on; only under the lock. */
void console_sweep(int dir);

/* ---- words.c: the last ones of who ended with nobody attached */

struct words {
	unsigned int number;	/* of the session */
	int status;
	size_t len;
	char text[CONSOLE_TAIL];
};

/* Keep them, if the jail is still there. Both take the lock. */
void words_keep(const struct jail_handle *jail, const struct words *words);
/* Of which session they are, 0: there are none; only under the lock. */
unsigned int words_number(int dir, const char *name);
/* Those of a session, 0: of any; they are gone by that. */
bool words_take(const char *name, unsigned int number, struct words *words);

void keeper(struct jail_handle *jail, const struct jail_command *command,
	    unsigned int flags, int sock) __attribute__((noreturn));

#endif /* _JAIL_TERMINAL_H */
