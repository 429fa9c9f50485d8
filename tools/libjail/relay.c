// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A keeper's client: the caller's terminal on one side, the jail's on the
 * other. Signals are read as data, so every way out gives the terminal back
 * as it was.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>

#include "terminal.h"

/* ^] three times, none long after the other. */
enum { DETACH_KEY = 0x1d, DETACH_TIMES = 3, DETACH_MS = 500 };

/* More than a terminal holds: others may go on writing to it. */
enum { LAST_BYTES = 4 * CHANNEL_SIZE };

enum { LOOK_AGAIN_MS = 200 };

static const int wanted[] = {
	SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT,
	SIGTSTP, SIGPIPE,
};

struct relay {
	struct jail_console *console;
	struct channel *in, *out;
	struct term term;
	int signals;
	bool in_tty, out_tty;
	bool idle;		/* nobody inside has the terminal open */
	int keys;		/* of DETACH_KEY, held back until more is known */
	long long since;	/* when the last of them came */
	enum jail_console_end end;
	bool over;
	int status;
	struct jail_error *err;
};

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static void leave(struct relay *r, enum jail_console_end end)
{
	r->end = end;
	r->over = true;
}

static void put(struct relay *r, char key)
{
	r->in->buf[r->in->end++] = key;
}

/* They were meant for the command. */
static void let_go(struct relay *r)
{
	for (; r->keys; r->keys--)
		put(r, DETACH_KEY);
}

/* How long the next one is waited for; -1: there is nothing held. */
static int key_ms(const struct relay *r)
{
	long long left = r->since + DETACH_MS - now();

	return !r->keys ? -1 : left > 0 ? left : 0;
}

static void take_key(struct relay *r, char key)
{
	if (key != DETACH_KEY) {
		let_go(r);
		put(r, key);
		return;
	}
	r->since = now();
	if (++r->keys == DETACH_TIMES)
		leave(r, JAIL_CONSOLE_DETACHED);
}

/* There is room for what was held as well; 0 at the end, -1 for not now. */
static ssize_t read_keys(struct relay *r)
{
	char typed[CHANNEL_SIZE / 2];
	ssize_t n = read(r->in->from, typed, sizeof(typed));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -1;
	r->in->start = r->in->end = 0;
	for (ssize_t i = 0; i < n && !r->over; i++)
		take_key(r, typed[i]);
	return n > 0 ? n : 0;
}

/*
 * What ends a program at a terminal is lost on a process 1 that does not ask
 * for it: only outside, where that can be seen, it can be ended.
 */
static void look_for_signals(struct relay *r)
{
	struct termios inside;

	if (tcgetattr(r->console->master, &inside) || !(inside.c_lflag & ISIG))
		return;
	for (size_t i = r->in->start; i < r->in->end; i++) {
		cc_t key = r->in->buf[i];
		int sig = key == inside.c_cc[VINTR] ? SIGINT :
			  key == inside.c_cc[VQUIT] ? SIGQUIT : 0;

		if (sig && key != _POSIX_VDISABLE)
			console_send(r->console->sock, CONSOLE_KEY, sig, NULL,
				     0, -1);
	}
}

/* A file or pipe has ended: say it as a terminal's user would. */
static void say_end(struct relay *r)
{
	struct termios inside;

	close(r->in->from);
	r->in->from = -1;
	if (tcgetattr(r->console->master, &inside))
		return;
	/* twice, since the first only ends a line that has no newline */
	r->in->start = 0;
	r->in->end = 2;
	memset(r->in->buf, inside.c_cc[VEOF], 2);
}

static void move_in(struct relay *r, const struct pollfd fds[2])
{
	if (fds[0].revents) {
		ssize_t n = r->in_tty ? read_keys(r) : channel_read(r->in);

		if (!n && r->in_tty)
			leave(r, JAIL_CONSOLE_DETACHED);
		else if (!n)
			say_end(r);
		else if (n > 0)
			look_for_signals(r);
	} else if (!key_ms(r)) {
		let_go(r);
	}
	channel_write(r->in);
}

/* Nobody takes the output: a terminal that is gone leaves, a pipe hangs up. */
static void output_gone(struct relay *r)
{
	r->out->start = r->out->end = 0;
	if (r->out_tty) {
		leave(r, JAIL_CONSOLE_DETACHED);
	} else if (!r->out->closed) {
		r->out->closed = true;
		console_send(r->console->sock, CONSOLE_SIGNAL, SIGHUP, NULL, 0,
			     -1);
	}
}

static void move_out(struct relay *r, const struct pollfd fds[2])
{
	if (fds[0].revents)
		r->idle = !channel_read(r->out);
	if (r->out->closed)
		r->out->start = r->out->end;
	if (channel_write(r->out) || fds[1].revents & (POLLERR | POLLHUP))
		output_gone(r);
}

static void stop_here(struct relay *r)
{
	term_restore(&r->term);
	kill(getpid(), SIGSTOP);
}

static void take_signal(struct relay *r, int sig)
{
	switch (sig) {
	case SIGPIPE:
		break;
	case SIGHUP:
		leave(r, JAIL_CONSOLE_HANGUP);
		break;
	case SIGTSTP:
		stop_here(r);
		break;
	case SIGCONT:
		/* whatever a shell has done to the terminal meanwhile */
		term_raw(&r->term, 0);
		term_resize(r->console->master, true);
		break;
	case SIGWINCH:
		term_resize(r->console->master, false);
		break;
	default:
		console_send(r->console->sock, CONSOLE_SIGNAL, sig, NULL, 0,
			     -1);
	}
}

static void hear_keeper(struct relay *r)
{
	struct console_message message;
	ssize_t n = console_receive(r->console->sock, &message, NULL);

	r->over = true;
	if (n >= 0 && message.kind == CONSOLE_TAKEN) {
		r->end = JAIL_CONSOLE_TAKEN;
	} else if (n >= 0 && message.kind == CONSOLE_ENDED) {
		r->end = JAIL_CONSOLE_ENDED;
		r->status = message.value;
	} else {
		r->end = JAIL_CONSOLE_LOST;
	}
}

/* What was written before the end is shown before it. */
static void last_words(struct relay *r)
{
	if (!r->out->closed)
		channel_drain(r->out, LAST_BYTES, -1);
}

static int sleep_ms(const struct relay *r)
{
	int key = key_ms(r);

	if (r->idle && (key < 0 || key > LOOK_AGAIN_MS))
		return LOOK_AGAIN_MS;
	return key;
}

static void run(struct relay *r)
{
	struct signalfd_siginfo info;

	while (!r->over) {
		struct pollfd fds[6] = {
			{ .fd = r->console->sock, .events = POLLIN },
			{ .fd = r->signals, .events = POLLIN },
		};

		channel_poll(r->in, fds + 2);
		channel_poll(r->out, fds + 4);
		if (r->idle)
			fds[4].fd = -1;
		/* the master has no reader to miss, only one to be full */
		if (channel_empty(r->in))
			fds[3].fd = -1;
		if (r->out->closed)
			fds[5].fd = -1;
		if (poll(fds, ARRAY_SIZE(fds), sleep_ms(r)) < 0)
			continue;
		r->idle = false;
		move_out(r, fds + 4);
		move_in(r, fds + 2);
		while (read(r->signals, &info, sizeof(info)) == sizeof(info))
			take_signal(r, info.ssi_signo);
		if (!r->over && fds[0].revents)
			hear_keeper(r);
	}
	if (r->end == JAIL_CONSOLE_ENDED)
		last_words(r);
}

static int open_ends(struct relay *r)
{
	r->in_tty = isatty(0);
	r->out_tty = isatty(1);
	r->in = channel_new(channel_end(0, O_RDONLY),
			    fcntl(r->console->master, F_DUPFD_CLOEXEC, 3));
	r->out = channel_new(fcntl(r->console->master, F_DUPFD_CLOEXEC, 3),
			     channel_end(1, O_WRONLY));
	if (!r->in || !r->out)
		return -1;
	/* the output so far comes first */
	memcpy(r->out->buf, r->console->text, r->console->tail);
	r->out->end = r->console->tail;
	r->console->tail = 0;
	return term_raw(&r->term, 0);
}

/* What came too late is not to end us now. */
static void forget_signals(struct relay *r)
{
	struct signalfd_siginfo info;

	if (r->signals < 0)
		return;
	while (read(r->signals, &info, sizeof(info)) == sizeof(info))
		;
	close(r->signals);
}

/* Of one that has ended there are words alone. */
static int show_words(struct jail_console *console, int *status,
		      struct jail_error *err)
{
	*status = console->status;
	if (write_all(1, console->text, console->tail))
		return fail(err, JAIL_FAILED, "look at where the output goes",
			    "can't write what the command said last: %m");
	console->tail = 0;
	return 0;
}

int jail_console_relay(struct jail_console *console,
		       enum jail_console_end *end, int *status,
		       struct jail_error *err)
{
	struct relay r = { .console = console };
	sigset_t set, old;
	int bad;

	*end = JAIL_CONSOLE_ENDED;
	if (console->sock < 0)
		return show_words(console, status, err);
	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		sigaddset(&set, wanted[i]);
	sigprocmask(SIG_BLOCK, &set, &old);
	r.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	bad = r.signals < 0 || open_ends(&r);
	if (bad) {
		fail(err, JAIL_FAILED,
		     "close some files; what \"jailctl exec\" started goes on, and \"jailctl console\" shows it",
		     "can't relay the terminal: %m");
	} else {
		term_resize(console->master, true);
		run(&r);
	}
	term_restore(&r.term);
	channel_free(r.in);
	channel_free(r.out);
	forget_signals(&r);
	sigprocmask(SIG_SETMASK, &old, NULL);
	*end = r.end;
	*status = r.status;
	return bad ? -1 : 0;
}
