// SPDX-License-Identifier: LGPL-2.1-or-later
/* A command that runs: its signals and its end. */
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "internal.h"
#include "process.h"

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

int process_new(pid_t pid, struct jail_process **process,
		struct jail_error *err)
{
	struct jail_process *p = calloc(1, sizeof(*p));

	if (p) {
		p->pid = pid;
		p->pidfd = pidfd_open(pid, 0);
	}
	if (!p || p->pidfd < 0) {
		fail(err, JAIL_FAILED, NULL, "%m");
		kill(pid, SIGKILL);
		waitpid(pid, NULL, __WALL);
		free(p);
		return -1;
	}
	*process = p;
	return 0;
}

void jail_process_free(struct jail_process *process)
{
	if (!process)
		return;
	close(process->pidfd);
	free(process);
}

pid_t jail_process_pid(const struct jail_process *process)
{
	return process->pid;
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

/* Returns the signal if it was turned into SIGKILL, else 0. */
static int pass_on(const struct jail_process *process, int sig)
{
	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++) {
		if (passed_on[i].signal != sig)
			continue;
		if (passed_on[i].ends && would_be_dropped(process, sig)) {
			pidfd_send_signal(process->pidfd, SIGKILL, NULL, 0);
			return sig;
		}
		/* not reaped yet, so the group's number is still its own */
		if (passed_on[i].group)
			kill(-process->pid, sig);
		else
			pidfd_send_signal(process->pidfd, sig, NULL, 0);
	}
	return 0;
}

static int watch_signals(sigset_t *old)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++)
		sigaddset(&set, passed_on[i].signal);
	if (sigprocmask(SIG_BLOCK, &set, old))
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int collect(const struct jail_process *process, int turned,
		   int *status, struct jail_error *err)
{
	siginfo_t info;

	while (waitid(P_PIDFD, process->pidfd, &info, WEXITED | __WALL))
		if (errno != EINTR)
			return fail(err, JAIL_FAILED, NULL,
				    "can't wait for the command: %m");
	if (info.si_code == CLD_EXITED)
		*status = info.si_status;
	else
		*status = 128 + (turned ? turned : info.si_status);
	return 0;
}

int jail_process_wait(struct jail_process *process, bool forward, int *status,
		      struct jail_error *err)
{
	struct pollfd fds[2] = { { .fd = process->pidfd, .events = POLLIN },
				 { .fd = -1, .events = POLLIN } };
	struct signalfd_siginfo info;
	int turned = 0, result;
	sigset_t old;

	if (forward) {
		fds[1].fd = watch_signals(&old);
		if (fds[1].fd < 0)
			return fail(err, JAIL_FAILED, NULL, "signalfd: %m");
	}
	while (poll(fds, 2, -1) < 0 || !(fds[0].revents & POLLIN))
		while (fds[1].fd >= 0 &&
		       read(fds[1].fd, &info, sizeof(info)) == sizeof(info))
			if (pass_on(process, info.ssi_signo))
				turned = info.ssi_signo;
	result = collect(process, turned, status, err);
	if (forward) {
		close(fds[1].fd);
		sigprocmask(SIG_SETMASK, &old, NULL);
	}
	return result;
}
