// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Commands with a terminal that outlives its spectator:
 *
 *	jailctl (client) <-- socket, master --> keeper -- parent of --> command
 *
 * The keeper gives its client the terminal's master, so that bytes go through
 * one process only, and reads it itself while there is none.
 */
#include <sys/socket.h>
#include <sys/wait.h>

#include "terminal.h"

/* From a keeper of our own, made a moment ago. */
static void hear_step(const struct jail_trace *trace,
		      const struct console_message *message, size_t len)
{
	size_t first = strnlen(message->text, len);

	if (trace && trace->told && first + 1 < len &&
	    !message->text[len - 1])
		trace->told(trace->arg, message->text,
			    message->text + first + 1, message->value);
}

/* A keeper's first message; takes over the socket, also on failure. */
static int greet(int sock, const struct jail_trace *trace,
		 struct jail_console **console, struct jail_error *err)
{
	struct jail_console *c = calloc(1, sizeof(*c));
	struct console_message message;
	ssize_t n = -1;
	int master = -1;

	while (c && (n = console_receive(sock, &message, &master)) >= 0 &&
	       message.kind == CONSOLE_STEP)
		hear_step(trace, &message, n);
	if (n >= 0 && message.kind == CONSOLE_HELLO && master >= 0) {
		*c = (struct jail_console){ .sock = sock, .master = master,
					    .number = message.value };
		c->tail = n;
		memcpy(c->text, message.text, n);
		*console = c;
		return 0;
	}
	if (n == sizeof(*err) && message.kind == CONSOLE_FAILED)
		memcpy(err, message.text, sizeof(*err));
	else
		fail(err, JAIL_FAILED, "look whether the command still runs",
		     "the session has just ended");
	if (master >= 0)
		close(master);
	close(sock);
	free(c);
	return -1;
}

/* Forks twice: not the caller's child, since nobody there would wait for it. */
static int start_keeper(struct jail_handle *jail,
			const struct jail_command *command, unsigned int flags,
			int pair[2])
{
	pid_t pid = fork();
	int status = 0;

	if (!pid) {
		pid = fork();
		if (!pid) {
			close(pair[0]);
			keeper(jail, command, flags, pair[1]);
		}
		_exit(pid < 0);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid < 0 || status ? -1 : 0;
}

int jail_console_start(struct jail_handle *jail,
		       const struct jail_command *command, unsigned int flags,
		       struct jail_console **console, struct jail_error *err)
{
	struct jail_command sized = *command;
	struct winsize size;
	int pair[2], bad;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return fail(err, JAIL_FAILED, NULL, "%m");
	sized.tty = true;
	if (!sized.rows && term_size(&size)) {
		sized.rows = size.ws_row;
		sized.columns = size.ws_col;
	}
	bad = start_keeper(jail, &sized, flags, pair);
	close(pair[1]);
	if (!bad)
		return greet(pair[0], &jail->trace, console, err);
	close(pair[0]);
	return fail(err, JAIL_FAILED, NULL, "can't start a keeper: %m");
}

/* The session of that number, or with 0 the newest. */
static int find(int dir, const char *name, unsigned int *number,
		struct jail_error *err)
{
	unsigned int next = 0, found = 0;
	char fix[sizeof(err->fix)];

	while ((next = console_next(dir, name, next)))
		if (!*number || next == *number)
			found = next;
	if (found) {
		*number = found;
		return 0;
	}
	snprintf(fix, sizeof(fix),
		 *number ? "\"jailctl console --list %s\" lists them" :
			   "start one: jailctl exec -t %s -- sh", name);
	return fail(err, JAIL_NO_SUCH, fix,
		    *number ? "the jail has no terminal session %u" :
			      "nothing runs at a terminal in this jail",
		    *number);
}

static int open_session(int dir, const char *name, unsigned int number,
			struct jail_console **console, struct jail_error *err)
{
	char file[JAIL_NAME_MAX + 32];
	int sock;

	if (find(dir, name, &number, err))
		return -1;
	console_file(file, sizeof(file), name, number);
	sock = console_reach(dir, file);
	if (sock < 0)
		return fail(err, code_of(errno), "try again",
			    "can't reach session %u: %m", number);
	if (console_send(sock, CONSOLE_ATTACH, 0, NULL, 0, -1)) {
		close(sock);
		return fail(err, JAIL_FAILED, "try again",
			    "session %u has just ended", number);
	}
	return greet(sock, NULL, console, err);
}

/* What one that has ended left, if nobody was there to see it. */
static int open_words(const char *name, unsigned int number,
		      struct jail_console **console)
{
	struct jail_console *c = calloc(1, sizeof(*c));
	struct words words;

	if (!c || !words_take(name, number, &words)) {
		free(c);
		return -1;
	}
	*c = (struct jail_console){ .sock = -1, .master = -1,
				    .status = words.status,
				    .number = words.number,
				    .tail = words.len };
	memcpy(c->text, words.text, words.len);
	*console = c;
	return 0;
}

int jail_console_open(const char *name, unsigned int number,
		      struct jail_console **console, struct jail_error *err)
{
	struct jail_handle *jail;
	int dir, status = -1;

	if (jail_open(name, &jail, err))
		return -1;
	dir = state_dir(err);
	if (dir >= 0) {
		status = open_session(dir, jail->name, number, console, err);
		close(dir);
		/* also if it has ended just now */
		if (status)
			status = open_words(jail->name, number, console);
	}
	jail_close(jail);
	return status;
}

unsigned int jail_console_next(const char *name, unsigned int after)
{
	struct jail_error ignored;
	unsigned int number;
	int dir;

	if (name_check(name, &ignored))
		return 0;
	dir = state_dir(&ignored);
	if (dir < 0)
		return 0;
	number = console_next(dir, name, after);
	close(dir);
	return number;
}

unsigned int jail_console_number(const struct jail_console *console)
{
	return console->number;
}

void jail_console_close(struct jail_console *console)
{
	if (!console)
		return;
	if (console->sock >= 0) {
		close(console->master);
		close(console->sock);
	}
	free(console);
}
