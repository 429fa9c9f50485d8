// SPDX-License-Identifier: LGPL-2.1-or-later
/* A command that runs: its signals, what passes through us, its end. */
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "process.h"

/* After the end, what was written before it; others may go on writing. */
enum { LAST_BYTES = 1 << 20 };

/* How often one in the background looks whether the terminal is its own. */
enum { LOOK_AGAIN_MS = 500 };

/* How long an init is waited for that says it ends. */
enum { INIT_MS = 5000 };

static const struct {
	int signal;
	bool group;	/* as from a terminal, to the whole process group */
	bool ends;	/* what the default action does */
} passed_on[] = {
	{ SIGTERM, false, true }, { SIGHUP, false, true },
	{ SIGUSR1, false, true }, { SIGUSR2, false, true },
	{ SIGINT, true, true }, { SIGQUIT, true, true },
	{ SIGCONT, true, false }, { SIGWINCH, true, false },
};

static void close_all(struct jail_process *p)
{
	const int fds[] = { p->pidfd, p->report, p->master, p->leader,
			    p->signals };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	stdio_free(&p->io);
}

/* Ours by blood: with an init of ours it is that one. */
static pid_t child_of_ours(const struct jail_process *p)
{
	return p->init ? p->init : p->pid;
}

int process_new(const struct jail_process *parts,
		struct jail_process **process, struct jail_error *err)
{
	struct jail_process *p = calloc(1, sizeof(*p));
	struct jail_process whole = *parts;

	if (p) {
		*p = whole;
		*process = p;
		return 0;
	}
	fail(err, JAIL_FAILED, NULL, "%m");
	kill(child_of_ours(parts), SIGKILL);
	waitpid(child_of_ours(parts), NULL, __WALL);
	close_all(&whole);
	return -1;
}

void jail_process_free(struct jail_process *process)
{
	if (!process)
		return;
	/* one that has ended needs nobody's interest any more */
	if (process->init)
		waitpid(process->init, NULL, WNOHANG | __WALL);
	close_all(process);
	free(process);
}

pid_t jail_process_pid(const struct jail_process *process)
{
	return process->pid;
}

int jail_process_terminal(const struct jail_process *process)
{
	return process->master;
}

bool jail_process_swept(const struct jail_process *process)
{
	return process->swept;
}

int process_end(const struct jail_process *process)
{
	return process->pidfd;
}

/* A mask of /proc/PID/status, e.g. SigCgt. */
static uint64_t signal_mask(const char *status, const char *key)
{
	const char *line = strstr(status, key);
	uint64_t mask = 0;

	if (line)
		sscanf(line + strlen(key), "%" SCNx64, &mask);
	return mask;
}

/* The last number of the NSpid line is the pid in the innermost namespace. */
static bool is_init(const char *status)
{
	const char *line = strstr(status, "\nNSpid:");
	const char *end = line ? strchr(line + 1, '\n') : NULL;

	return end && end - line > 2 && end[-1] == '1' && end[-2] == '\t' &&
	       strchr(line + 8, '\t') < end - 1;
}

/*
 * The kernel drops a signal to a pid 1 that has no handler for it, even from
 * outside. Then jailctl's user could not end a plain command with ^C.
 */
static bool would_be_dropped(const struct jail_process *process, int sig)
{
	char path[40], *status;
	uint64_t known;
	bool dropped;

	snprintf(path, sizeof(path), "/proc/%d/status", process->pid);
	status = read_file(path);
	if (!status)
		return false;
	known = signal_mask(status, "\nSigCgt:") |
		signal_mask(status, "\nSigIgn:") |
		signal_mask(status, "\nSigBlk:");
	dropped = is_init(status) && !(known & (1ULL << (sig - 1)));
	free(status);
	return dropped;
}

static void kill_for(struct jail_process *process, int sig)
{
	process->turned = sig;
	pidfd_send_signal(process->pidfd, SIGKILL, NULL, 0);
}

void process_signal(struct jail_process *process, int sig)
{
	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++) {
		if (passed_on[i].signal != sig)
			continue;
		if (passed_on[i].ends && would_be_dropped(process, sig)) {
			kill_for(process, sig);
			return;
		}
		/* to the command first: if it is gone, so may its number be */
		if (pidfd_send_signal(process->pidfd, passed_on[i].group ?
				      0 : sig, NULL, 0))
			continue;
		if (passed_on[i].group)
			kill(-process->pid, sig);
	}
}

void process_key(struct jail_process *process, int sig)
{
	if (process->master >= 0 &&
	    tcgetpgrp(process->master) == process->pid &&
	    would_be_dropped(process, sig))
		kill_for(process, sig);
}

int process_signals(struct jail_error *err)
{
	sigset_t none;
	int fd;

	sigemptyset(&none);
	fd = signalfd(-1, &none, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? fail(err, JAIL_FAILED, NULL,
			     "can't watch signals: %m") : fd;
}

/* What write() tells of is never to end us: a broken pipe, a file's limit. */
static void watch_signals(struct jail_process *process, bool forward,
			  sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGPIPE);
	sigaddset(set, SIGXFSZ);
	for (size_t i = 0; forward && i < ARRAY_SIZE(passed_on); i++)
		sigaddset(set, passed_on[i].signal);
	signalfd(process->signals, set, 0);
}

/* Those by which somebody wants the caller to end, with no command to tell. */
static void watch_for_end(struct jail_process *process, bool forward)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; forward && i < ARRAY_SIZE(passed_on); i++)
		if (passed_on[i].ends)
			sigaddset(&set, passed_on[i].signal);
	signalfd(process->signals, &set, 0);
}

/* It has told the end of its last process: so nothing is left after us. */
static void see_init_end(struct jail_process *process)
{
	struct pollfd end = { .fd = pidfd_open(process->init, 0),
			      .events = POLLIN };

	if (end.fd < 0)
		return;
	if (poll(&end, 1, INIT_MS) > 0) {
		waitpid(process->init, NULL, WNOHANG | __WALL);
		process->init = 0;
	}
	close(end.fd);
}

static int collect_from_init(struct jail_process *process, int *status,
			     struct jail_error *err)
{
	bool last;

	if (init_status(process->report, status, &last, &process->swept, err))
		return -1;
	if (last)
		see_init_end(process);
	return 0;
}

static int collect(struct jail_process *process, int *status,
		   struct jail_error *err)
{
	siginfo_t info;

	if (process->init)
		return collect_from_init(process, status, err);
	while (waitid(P_PIDFD, process->pidfd, &info, WEXITED | __WALL))
		if (errno != EINTR)
			return fail(err, JAIL_FAILED, NULL,
				    "can't wait for the command: %m");
	if (info.si_code == CLD_EXITED)
		*status = info.si_status;
	else
		*status = 128 + (process->turned ? process->turned :
				 info.si_status);
	process->swept = info.si_code == CLD_KILLED &&
			 info.si_status == SIGKILL && process->leader >= 0 &&
			 leader_ends(process->leader);
	return 0;
}

static void take_signals(struct jail_process *process)
{
	struct signalfd_siginfo info;

	while (read(process->signals, &info, sizeof(info)) == sizeof(info))
		process_signal(process, info.ssi_signo);
}

/* Pass on what comes and goes, until the end. */
static void attend(struct jail_process *process)
{
	struct channel *const *channel = process->io.channel;
	struct pollfd fds[8];
	bool wait;

	do {
		for (int i = 0; i < 8; i++)
			fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
		fds[0].fd = process->pidfd;
		fds[1].fd = process->signals;
		for (int i = 0; i < 3; i++)
			if (channel[i])
				channel_poll(channel[i], fds + 2 + 2 * i);
		/* who reads a terminal in the background is stopped */
		wait = channel[0] && term_background(0);
		if (wait)
			fds[2].fd = -1;
		if (poll(fds, ARRAY_SIZE(fds), wait ? LOOK_AGAIN_MS : -1) < 0)
			fds[0].revents = 0;
		for (int i = 0; i < 3; i++)
			if (channel[i])
				channel_move(channel[i], fds + 2 + 2 * i);
		take_signals(process);
	} while (!fds[0].revents);
}

/* What its pipe may hold; the command can have it made larger. */
static size_t most_in(int pipe)
{
	int size = pipe < 0 ? 0 : fcntl(pipe, F_GETPIPE_SZ);

	return size > LAST_BYTES ? (size_t)size : LAST_BYTES;
}

/* All of the command's own output, to whoever may take his time to read it. */
static void last_words(struct jail_process *process, bool forward)
{
	watch_for_end(process, forward);
	for (int i = 1; i < 3; i++)
		if (process->io.channel[i])
			channel_drain(process->io.channel[i],
				      most_in(process->io.channel[i]->from),
				      process->signals);
}

/* What was lost must not look like success. */
static int all_passed(const struct jail_process *process,
		      struct jail_error *err)
{
	static const struct {
		const char *what, *fix;
	} words[] = {
		{ "read the command's input", "look at where the input comes from" },
		{ "write the command's output", "look at where the output goes" },
		{ "write the command's errors", "look at where the errors go" },
	};
	int bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct channel *channel = process->io.channel[i];

		if (channel && channel->error)
			bad = fail(err, JAIL_FAILED, words[i].fix, "can't %s: %s",
				   words[i].what, strerror(channel->error));
	}
	return bad;
}

int jail_process_wait(struct jail_process *process, bool forward, int *status,
		      struct jail_error *err)
{
	sigset_t set, old;
	int result;

	watch_signals(process, forward, &set);
	sigprocmask(SIG_BLOCK, &set, &old);
	attend(process);
	result = collect(process, status, err);
	last_words(process, forward);
	result |= all_passed(process, err);
	watch_signals(process, forward, &set);
	take_signals(process);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return result;
}
