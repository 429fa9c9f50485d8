// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Bytes from one descriptor to another, whatever they are: short counts,
 * EAGAIN and both kinds of end taken care of. They are copied, never spliced:
 * pages of the jail's, which it can still change, have no place in a pipe of the
 * host's.
 */
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "terminal.h"

bool is_pipe(int fd)
{
	struct statfs fs;

	return !fstatfs(fd, &fs) && fs.f_type == PIPEFS_MAGIC;
}

/* Who has one end of a pipe is not by that meant to have the other. */
static bool is_for(int fd, int flags)
{
	int mode = fcntl(fd, F_GETFL) & O_ACCMODE;

	return mode == flags || mode == O_RDWR;
}

/*
 * Not blocking must be the business of this program alone, so it is asked for
 * on an open file of its own. A master opened again would be another terminal.
 */
static int reopen(int fd, int flags)
{
	struct stat st;
	char path[32];
	unsigned int number;

	if (fstat(fd, &st) || !(S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode)) ||
	    !ioctl(fd, TIOCGPTN, &number) || !is_for(fd, flags))
		return -1;
	/* who opens a named pipe anew is not told that its writers have gone */
	if (S_ISFIFO(st.st_mode) && flags == O_RDONLY && !is_pipe(fd))
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int channel_end(int fd, int flags)
{
	int own = reopen(fd, flags);

	return own < 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : own;
}

/* What stores, and does not pass on. */
static bool is_store(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode));
}

static bool is_socket(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISSOCK(st.st_mode);
}

static bool never_blocks(int fd)
{
	return fcntl(fd, F_GETFL) & O_NONBLOCK || is_store(fd) || is_socket(fd);
}

struct channel *channel_new(int from, int to)
{
	struct channel *c = from < 0 || to < 0 ? NULL : calloc(1, sizeof(*c));

	if (!c) {
		if (from >= 0)
			close(from);
		if (to >= 0)
			close(to);
		return NULL;
	}
	c->from = from;
	c->to = to;
	c->from_socket = is_socket(from);
	c->to_socket = is_socket(to);
	/* one page may always be written after poll() says so */
	c->most = never_blocks(to) ? CHANNEL_SIZE : 4096;
	return c;
}

static void end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void channel_free(struct channel *channel)
{
	if (!channel)
		return;
	end(&channel->from);
	end(&channel->to);
	free(channel);
}

bool channel_empty(const struct channel *channel)
{
	return channel->start == channel->end;
}

bool channel_done(const struct channel *channel)
{
	return channel->to < 0;
}

void channel_poll(const struct channel *channel, struct pollfd fds[2])
{
	bool empty = channel_empty(channel);

	fds[0] = (struct pollfd){ .fd = empty ? channel->from : -1,
				  .events = POLLIN };
	/* with nothing to write, to hear that nobody reads any more */
	fds[1] = (struct pollfd){ .fd = channel->to,
				  .events = empty ? 0 : POLLOUT };
}

/* Another's read or write must not make us wait, nor its flags be changed. */
static ssize_t take(const struct channel *channel, void *buf, size_t size)
{
	return channel->from_socket ?
	       recv(channel->from, buf, size, MSG_DONTWAIT) :
	       read(channel->from, buf, size);
}

static ssize_t put(const struct channel *channel, const void *buf, size_t len)
{
	return channel->to_socket ?
	       send(channel->to, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL) :
	       write(channel->to, buf, len);
}

/* Nobody is there any more, which for a terminal is EIO. */
static bool other_gone(int fd)
{
	struct stat st;

	switch (errno) {
	case EPIPE:
	case ECONNRESET:
		return true;
	case EIO:
		if (!fstat(fd, &st) && S_ISCHR(st.st_mode))
			return true;
		errno = EIO;
	}
	return false;
}

ssize_t channel_read(struct channel *channel)
{
	ssize_t n = take(channel, channel->buf, sizeof(channel->buf));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -1;
	/*
	 * One that is not for reading is as one that is closed. A connection
	 * that is reset is cut off, not at its end.
	 */
	if (n < 0 && errno != EBADF &&
	    (errno == ECONNRESET || !other_gone(channel->from)))
		channel->error = errno;
	channel->start = 0;
	channel->end = n > 0 ? n : 0;
	return n > 0 ? n : 0;
}

int channel_write(struct channel *channel)
{
	while (!channel_empty(channel)) {
		size_t len = channel->end - channel->start;
		ssize_t n = put(channel, channel->buf + channel->start,
				len < channel->most ? len : channel->most);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return 0;
		if (n < 0) {
			/* who wrote learns of it; of a full disk only we know */
			channel->error = other_gone(channel->to) ? 0 : errno;
			return -1;
		}
		channel->start += n;
		if (channel->most < CHANNEL_SIZE)
			break;
	}
	return 0;
}

void channel_move(struct channel *channel, const struct pollfd fds[2])
{
	if (fds[0].revents && !channel_read(channel))
		end(&channel->from);
	/* who wrote to us is told by the pipe that breaks */
	if (channel_write(channel) ||
	    fds[1].revents & (POLLERR | POLLHUP)) {
		channel->start = channel->end;
		end(&channel->from);
	}
	if (channel->from < 0 && channel_empty(channel))
		end(&channel->to);
}

/* 0 when all is written, -1 when it can't be, or is not to be waited for. */
static int flush(struct channel *channel, int stop)
{
	struct pollfd fds[] = {
		{ .fd = channel->to, .events = POLLOUT },
		{ .fd = stop, .events = POLLIN },
	};

	for (;;) {
		if (channel_write(channel))
			return -1;
		if (channel_empty(channel))
			return 0;
		if (poll(fds, ARRAY_SIZE(fds), -1) > 0 && fds[1].revents) {
			channel->error = EINTR;
			return -1;
		}
	}
}

void channel_drain(struct channel *channel, size_t most, int stop)
{
	size_t seen = 0;
	ssize_t n;

	if (channel->to < 0)
		return;
	do {
		if (flush(channel, stop) || channel->from < 0)
			return;
		n = channel_read(channel);
		seen += n > 0 ? n : 0;
	} while (n > 0 && seen < most);
	flush(channel, stop);
}
