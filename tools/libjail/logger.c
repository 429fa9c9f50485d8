// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The log of a command nobody waits for. The command has a pipe, this process
 * the file: so no command has a descriptor of a file of the host's.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "terminal.h"

enum { FILE_SLOT = 0, PIPE_SLOT = 1, FIRST_OTHER = 2 };

/* When the disk is full the command goes on, as syslogd's callers do. */
static void __attribute__((noreturn)) copy(void)
{
	char buf[CHANNEL_SIZE];
	ssize_t n;

	for (;;) {
		n = read(PIPE_SLOT, buf, sizeof(buf));
		if (n > 0)
			(void)!write_all(FILE_SLOT, buf, n);
		else if (!n || errno != EINTR)
			_exit(0);
	}
}

static void __attribute__((noreturn)) serve(int file, int from)
{
	int own = fcntl(file, F_DUPFD_CLOEXEC, 10);
	int pipe = fcntl(from, F_DUPFD_CLOEXEC, 10);

	if (dup2(own, FILE_SLOT) < 0 || dup2(pipe, PIPE_SLOT) < 0 ||
	    close_range(FIRST_OTHER, ~0U, 0) || setsid() < 0 || chdir("/"))
		_exit(1);
	signal(SIGHUP, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	prctl(PR_SET_NAME, "jail-logger", 0, 0, 0);
	copy();
}

/* Forks twice: not the caller's child, since nobody there would wait for it. */
int logger_start(int file)
{
	int ends[2], status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		pid = fork();
		if (!pid)
			serve(file, ends[0]);
		_exit(pid < 0);
	}
	close(ends[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid > 0 && !status)
		return ends[1];
	close(ends[1]);
	errno = EAGAIN;
	return -1;
}
