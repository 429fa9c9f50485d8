// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The keeper: starts a command at a terminal, is its parent, and holds the
 * master for whoever looks at it. It has nothing of the caller's: no terminal,
 * no session, no descriptor but the jail's and the socket.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "process.h"
#include "terminal.h"

struct keep {
	const char *name;
	int dir;
	unsigned int number;
	int listener;
	int visitor;		/* connected, and has said nothing yet */
	int client;		/* -1: we read what the command writes */
	int master;
	struct jail_process *process;
	size_t used;
	char tail[CONSOLE_TAIL];	/* the end of what nobody has seen */
};

/* Of 4 KB at most: more than a terminal holds. */
enum { LAST_READS = 64 };

enum { JAIL_SLOT = 3, SOCK_SLOT = 4, FIRST_OTHER = 5 };

static int settle(struct jail_handle *jail, int *sock, struct jail_error *err)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int own = fcntl(jail->fd, F_DUPFD_CLOEXEC, FIRST_OTHER);
	int talk = fcntl(*sock, F_DUPFD_CLOEXEC, FIRST_OTHER);
	int bad = null < 0 || own < 0 || talk < 0;

	for (int fd = 0; fd <= 2 && !bad; fd++)
		bad = dup2(null, fd) < 0;
	if (bad || dup3(own, JAIL_SLOT, O_CLOEXEC) < 0 ||
	    dup3(talk, SOCK_SLOT, O_CLOEXEC) < 0 ||
	    close_range(FIRST_OTHER, ~0U, 0) || setsid() < 0 || chdir("/"))
		return fail(err, JAIL_FAILED, NULL,
			    "can't settle the keeper: %m");
	jail->fd = JAIL_SLOT;
	*sock = SOCK_SLOT;
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_NAME, "jail-keeper", 0, 0, 0);
	return 0;
}

/* Our own standard error is nobody's. */
static void tell_step(void *arg, const char *process, const char *about,
		      bool undone)
{
	const int *sock = arg;
	char text[256];
	int len = snprintf(text, sizeof(text), "%s%c%s", process, '\0', about);

	console_send(*sock, CONSOLE_STEP, undone, text, len + 1, -1);
}

/* Under the lock, or who clears up could take one not listened on for dead. */
static int bind_console(struct keep *k, struct jail_error *err)
{
	int lock = state_lock(err);

	if (lock < 0)
		return -1;
	k->listener = console_bind(k->dir, k->name, &k->number, err);
	close(lock);
	return k->listener < 0 ? -1 : 0;
}

static int start(struct keep *k, struct jail_handle *jail,
		 const struct jail_command *command, struct jail_error *err)
{
	k->dir = state_dir(err);
	if (k->dir < 0)
		return -1;
	/* first, so that no command runs that can't be reached */
	if (bind_console(k, err) || jail_exec(jail, command, &k->process, err))
		return -1;
	k->master = jail_process_terminal(k->process);
	return 0;
}

static void forget(struct keep *k)
{
	char file[JAIL_NAME_MAX + 32];

	if (k->listener < 0)
		return;
	console_file(file, sizeof(file), k->name, k->number);
	unlinkat(k->dir, file, 0);
	close(k->listener);
}

static void drop_client(struct keep *k)
{
	if (k->client >= 0)
		close(k->client);
	k->client = -1;
}

static void take_client(struct keep *k, int sock)
{
	if (k->client >= 0)
		console_send(k->client, CONSOLE_TAKEN, 0, NULL, 0, -1);
	drop_client(k);
	k->client = sock;
	if (console_send(sock, CONSOLE_HELLO, k->number, k->tail, k->used,
			 k->master))
		drop_client(k);
	k->used = 0;
}

static void accept_client(struct keep *k)
{
	int sock = accept4(k->listener, NULL, NULL, SOCK_CLOEXEC);
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (sock < 0)
		return;
	if (getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &peer, &len) ||
	    peer.uid != geteuid()) {
		close(sock);
		return;
	}
	if (k->visitor >= 0)
		close(k->visitor);
	k->visitor = sock;
}

/* Others connect to see whether there is somebody. */
static void hear_visitor(struct keep *k)
{
	struct console_message message;
	ssize_t n = console_receive(k->visitor, &message, NULL);

	if (n >= 0 && message.kind == CONSOLE_ATTACH)
		take_client(k, k->visitor);
	else
		close(k->visitor);
	k->visitor = -1;
}

static void hear_client(struct keep *k)
{
	struct console_message message;

	if (console_receive(k->client, &message, NULL) < 0)
		drop_client(k);
	else if (message.kind == CONSOLE_SIGNAL)
		process_signal(k->process, message.value);
	else if (message.kind == CONSOLE_KEY)
		process_key(k->process, message.value);
}

/* Nobody looks: what the command writes must not stop it. */
static void remember(struct keep *k, const char *text, size_t len)
{
	size_t keep = sizeof(k->tail) - len;

	if (k->used > keep) {
		memmove(k->tail, k->tail + k->used - keep, keep);
		k->used = keep;
	}
	memcpy(k->tail + k->used, text, len);
	k->used += len;
}

static ssize_t hear_command(struct keep *k)
{
	char text[4096];
	ssize_t n = read(k->master, text, sizeof(text));

	if (n > 0)
		remember(k, text, n);
	return n;
}

/* False when nobody inside has the terminal open at the moment. */
static bool drain(struct keep *k)
{
	return hear_command(k) >= 0 || errno == EAGAIN || errno == EINTR;
}

static void serve(struct keep *k)
{
	bool open = true;

	for (;;) {
		/* a master without other side is always ready, so ask rarely */
		struct pollfd fds[] = {
			{ .fd = process_end(k->process), .events = POLLIN },
			{ .fd = k->listener, .events = POLLIN },
			{ .fd = k->client, .events = POLLIN },
			{ .fd = k->visitor, .events = POLLIN },
			{ .fd = k->client < 0 && open ? k->master : -1,
			  .events = POLLIN },
		};

		if (poll(fds, ARRAY_SIZE(fds), open ? -1 : 200) < 0)
			continue;
		if (fds[0].revents)
			return;
		if (fds[2].revents)
			hear_client(k);
		if (fds[3].revents)
			hear_visitor(k);
		if (fds[1].revents)
			accept_client(k);
		open = !fds[4].revents || drain(k);
	}
}

/* Nobody has seen the end. Others may go on writing; they are not waited for. */
static void leave_words(struct keep *k, const struct jail_handle *jail,
			int status)
{
	struct words words = { .number = k->number, .status = status };

	for (int i = 0; i < LAST_READS && hear_command(k) > 0; i++)
		;
	words.len = k->used;
	memcpy(words.text, k->tail, k->used);
	words_keep(jail, &words);
}

/* One that has left is not one that is told. */
static bool is_watched(struct keep *k)
{
	struct pollfd client = { .fd = k->client, .events = POLLIN };

	if (poll(&client, 1, 0) > 0)
		hear_client(k);
	return k->client >= 0;
}

/* What is the jail's alone ends before anybody is told of the end. */
static void finish(struct keep *k, struct jail_handle *jail,
		   unsigned int flags)
{
	struct jail_error err;
	int status;

	if (jail_process_wait(k->process, false, &status, &err))
		status = JAIL_NO_START;
	/* before the socket goes, so that there is always one of them */
	if (!is_watched(k) && !(flags & JAIL_CONSOLE_OWN))
		leave_words(k, jail, status);
	forget(k);
	if (flags & JAIL_CONSOLE_OWN && !jail_kill(jail, &err))
		jail_wait_gone(jail, 10000, &err);
	if (k->client >= 0)
		console_send(k->client, CONSOLE_ENDED, status, NULL, 0, -1);
}

void keeper(struct jail_handle *jail, const struct jail_command *command,
	    unsigned int flags, int sock)
{
	struct keep k = { .name = jail->name, .dir = -1, .listener = -1,
			  .visitor = -1, .client = -1, .master = -1 };
	struct jail_error err = { 0 };

	if (jail->trace.told)
		jail->trace = (struct jail_trace){ tell_step, &sock };
	if (settle(jail, &sock, &err) || start(&k, jail, command, &err)) {
		forget(&k);
		console_send(sock, CONSOLE_FAILED, 0, &err, sizeof(err), -1);
		_exit(JAIL_NO_START);
	}
	jail->trace = (struct jail_trace){ 0 };
	/* one that is to live on is not held by us */
	if (!(flags & JAIL_CONSOLE_OWN)) {
		close(jail->fd);
		jail->fd = -1;
	}
	take_client(&k, sock);
	/* who leaves at once sees nothing, even if he has not left yet */
	if (command->detach)
		drop_client(&k);
	serve(&k);
	finish(&k, jail, flags);
	_exit(0);
}
