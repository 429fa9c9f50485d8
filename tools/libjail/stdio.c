// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a command gets as 0, 1 and 2. Files, pipes and sockets are handed in as
 * they are. A terminal of the host's never is: input could be pushed into it,
 * and its modes changed; a pipe takes its place, and we pass on what goes
 * through.
 */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "terminal.h"

/* Below are 0, 1, 2 and where the child puts what it needs. */
enum { OUT_OF_THE_WAY = 10 };

static int move_up(int fd)
{
	int up = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);

	if (fd >= 0)
		close(fd);
	return up;
}

/* A pipe in a terminal's place. */
static int relay(struct stdio *io, int fd)
{
	bool input = !fd;
	int ends[2], theirs, own;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	theirs = move_up(ends[!input]);
	own = move_up(ends[input]);
	if (theirs < 0 || own < 0 ||
	    fcntl(own, F_SETFL, O_NONBLOCK)) {
		close(theirs);
		close(own);
		return -1;
	}
	io->child[fd] = theirs;
	io->channel[fd] = input ?
		channel_new(channel_end(fd, O_RDONLY), own) :
		channel_new(own, channel_end(fd, O_WRONLY));
	return io->channel[fd] ? 0 : -1;
}

/* 1 it is one, 0 it is none, -1 the kernel can't tell: then it may be one. */
static int is_terminal(int fd)
{
	if (isatty(fd))
		return 1;
	return errno == ENOTTY || errno == EINVAL ? 0 : -1;
}

static int unknown(int fd, struct jail_error *err)
{
	return fail(err, JAIL_FAILED, "redirect it from or to another file",
		    "can't look at descriptor %d: %m", fd);
}

/* A directory of the host's as standard input would be a way out. */
static int pass(struct stdio *io, int fd, struct jail_error *err)
{
	struct stat st;
	int terminal;

	if (fstat(fd, &st)) {
		if (errno != EBADF)
			return unknown(fd, err);
		io->child[fd] = move_up(open("/dev/null", O_RDWR | O_CLOEXEC));
		return io->child[fd] >= 0 ? 0 :
		       fail(err, JAIL_FAILED, NULL, "/dev/null: %m");
	}
	if (S_ISDIR(st.st_mode))
		return fail(err, JAIL_FAILED,
			    "redirect it from or to a file, a pipe or a terminal",
			    "descriptor %d is a directory of the host", fd);
	terminal = is_terminal(fd);
	if (terminal < 0)
		return unknown(fd, err);
	if (terminal && relay(io, fd))
		return fail(err, JAIL_FAILED, NULL,
			    "can't make a pipe for descriptor %d: %m", fd);
	return 0;
}

/* Not blocking: what is there instead may be a FIFO. */
static int open_log(const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY |
		      O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat st;

	if (fd < 0 || (!fstat(fd, &st) && S_ISREG(st.st_mode) &&
		       !fcntl(fd, F_SETFL, O_APPEND)))
		return fd;
	close(fd);
	errno = ENXIO;
	return -1;
}

/* Nothing of the caller's, but for a log. */
static int detached(struct stdio *io, const char *log, struct jail_error *err)
{
	for (int fd = 0; fd <= 2; fd++) {
		bool null = !fd || !log;

		io->child[fd] = move_up(null ?
			open("/dev/null", O_RDWR | O_CLOEXEC) :
			open_log(log));
		if (io->child[fd] < 0)
			return fail(err, code_of(errno),
				    "give a plain file in a directory that is there",
				    "can't open %s: %m",
				    null ? "/dev/null" : log);
	}
	return 0;
}

int stdio_make(const struct jail_command *command, struct stdio *io,
	       struct jail_error *err)
{
	int bad = 0;

	*io = (struct stdio)STDIO_INIT;
	/* a terminal takes the place of all three, once it is there */
	if (command->detach || command->tty)
		bad = detached(io, command->tty ? NULL : command->log, err);
	else
		for (int fd = 0; fd <= 2 && !bad; fd++)
			bad = pass(io, fd, err);
	if (bad)
		stdio_free(io);
	return bad;
}

int stdio_take(const struct stdio *io)
{
	for (int fd = 0; fd <= 2; fd++)
		if (io->child[fd] >= 0 && dup2(io->child[fd], fd) < 0)
			return -1;
	return 0;
}

void stdio_given(struct stdio *io)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (io->child[fd] >= 0)
			close(io->child[fd]);
		io->child[fd] = -1;
	}
}

void stdio_free(struct stdio *io)
{
	stdio_given(io);
	for (int fd = 0; fd <= 2; fd++) {
		channel_free(io->channel[fd]);
		io->channel[fd] = NULL;
	}
}
