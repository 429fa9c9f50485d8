// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a command gets as 0, 1 and 2. A terminal of the host's never is handed in:
 * input could be pushed into it, and its modes changed; nor is a file, device or
 * named pipe: whoever has it open may make it executable for all, give it away, or
 * open it again for writing. A pipe takes their place, and we pass on what goes
 * through. In the place of /dev/null comes the jail's own.
 *
 * A pipe without a name is opened again just as well, so that what the host's
 * commands write to it can be taken, and its reader be kept waiting; a socket is
 * one of the host's network. They are passed on too where the caller says that it
 * does not need them itself.
 */
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

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

/* A pipe in its place. */
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

static bool is_null(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

/* One pipe for both outputs, if they are one: what goes through is in order. */
static int relay_once(struct stdio *io, int fd, const struct stat *st)
{
	struct stat out;

	if (fd < 2 || !io->channel[1] || fstat(1, &out) ||
	    out.st_dev != st->st_dev || out.st_ino != st->st_ino)
		return relay(io, fd);
	io->child[2] = fcntl(io->child[1], F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
	return io->child[2] < 0 ? -1 : 0;
}

static int unknown(int fd, struct jail_error *err)
{
	return fail(err, JAIL_FAILED, "redirect it from or to another file",
		    "can't look at descriptor %d: %m", fd);
}

static bool listens(int fd)
{
	int on = 0;
	socklen_t len = sizeof(on);

	return !getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) && on;
}

/* What may be handed in as it is, if the caller wants it so. */
static bool is_line(int fd, const struct stat *st)
{
	return S_ISSOCK(st->st_mode) || is_pipe(fd);
}

/* A directory of the host's as standard input would be a way out. */
static int pass(struct stdio *io, int fd, bool lines, struct jail_error *err)
{
	struct stat st;

	if (fstat(fd, &st)) {
		if (errno != EBADF)
			return unknown(fd, err);
		io->null[fd] = true;
		return 0;
	}
	if (S_ISDIR(st.st_mode))
		return fail(err, JAIL_FAILED,
			    "redirect it from or to a file, a pipe or a terminal",
			    "descriptor %d is a directory of the host", fd);
	io->null[fd] = is_null(&st);
	if (io->null[fd] || (!lines && is_line(fd, &st)))
		return 0;
	if (S_ISSOCK(st.st_mode) && listens(fd))
		return fail(err, JAIL_FAILED,
			    "give it one that is connected, or have the command make its own",
			    "descriptor %d is a socket that listens", fd);
	if (relay_once(io, fd, &st))
		return fail(err, JAIL_FAILED, NULL,
			    "can't make a pipe for descriptor %d: %m", fd);
	return 0;
}

/*
 * It may be in a jail's tree, where root, who owns all of it, is not ours: so no
 * owner makes a link to be trusted, and none is followed. Not blocking: what is
 * there instead may be a FIFO.
 */
static int open_log(const char *log)
{
	int fd = open_resolve(AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND |
			      O_NOCTTY | O_NONBLOCK, RESOLVE_NO_SYMLINKS);
	struct stat st;

	if (fd < 0 || (!fstat(fd, &st) && S_ISREG(st.st_mode) &&
		       !fcntl(fd, F_SETFL, O_APPEND)))
		return fd;
	close(fd);
	errno = ENXIO;
	return -1;
}

static int no_log(const char *log, struct jail_error *err)
{
	if (errno == ELOOP)
		return fail(err, JAIL_FAILED,
			    "give the path it leads to, as realpath(1) shows it",
			    "can't open %s: a symbolic link is on the way", log);
	return fail(err, code_of(errno),
		    "give a plain file in a directory that is there",
		    "can't open %s: %m", log);
}

/* A pipe to a process of its own, which outlives us. */
static int log_to(struct stdio *io, const char *log, struct jail_error *err)
{
	int file = open_log(log);

	if (file < 0)
		return no_log(log, err);
	io->child[1] = move_up(logger_start(file));
	if (io->child[1] >= 0)
		io->child[2] = fcntl(io->child[1], F_DUPFD_CLOEXEC,
				     OUT_OF_THE_WAY);
	close(file);
	return io->child[1] >= 0 && io->child[2] >= 0 ? 0 :
	       fail(err, JAIL_FAILED, NULL, "can't write a log: %m");
}

/* Nothing of the caller's, but for a log. */
static int detached(struct stdio *io, const char *log, struct jail_error *err)
{
	io->null[0] = true;
	io->null[1] = io->null[2] = !log;
	return log ? log_to(io, log, err) : 0;
}

int stdio_make(const struct jail_command *command, struct stdio *io,
	       struct jail_error *err)
{
	int bad = 0;

	*io = (struct stdio)STDIO_INIT;
	/* a terminal takes the place of all three, once it is there */
	if (command->tty)
		return 0;
	if (command->detach)
		bad = detached(io, command->log, err);
	else
		for (int fd = 0; fd <= 2 && !bad; fd++)
			bad = pass(io, fd, command->relay, err);
	if (bad)
		stdio_free(io);
	return bad;
}

static int give_null(const bool null[3], int file)
{
	for (int fd = 0; fd <= 2; fd++)
		if (null[fd] && dup2(file, fd) < 0)
			return -1;
	return 0;
}

/* In a jail that runs, /dev is the jail's to change: so it is looked at. */
int stdio_null(const struct stdio *io, struct jail_error *err)
{
	struct stat st;
	int file, bad;

	if (!io->null[0] && !io->null[1] && !io->null[2])
		return 0;
	file = open_resolve(AT_FDCWD, "/dev/null",
			    O_RDWR | O_NOCTTY | O_NONBLOCK,
			    RESOLVE_NO_SYMLINKS);
	bad = file < 0 || fstat(file, &st) || !is_null(&st) ||
	      fcntl(file, F_SETFL, 0) || give_null(io->null, file);
	if (file >= 0)
		close(file);
	return bad ? fail(err, JAIL_NO_START,
			  "make it the device 1:3, or give pipes as input and outputs",
			  "the jail's /dev/null is missing, or is none") : 0;
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
