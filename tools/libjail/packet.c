// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a keeper and its client say to one another: one message a packet. */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "terminal.h"

enum { HEADER = offsetof(struct console_message, text) };

union fd_space {
	struct cmsghdr align;
	char buf[CMSG_SPACE(sizeof(int))];
};

int console_send(int sock, enum console_kind kind, int value,
		 const void *text, size_t len, int fd)
{
	struct console_message head = { .kind = kind, .value = value };
	struct iovec parts[2] = { { &head, HEADER }, { (void *)text, len } };
	union fd_space space = { 0 };
	struct msghdr msg = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t n;

	if (fd >= 0) {
		msg.msg_control = space.buf;
		msg.msg_controllen = sizeof(space.buf);
		*CMSG_FIRSTHDR(&msg) = (struct cmsghdr){
			.cmsg_len = CMSG_LEN(sizeof(fd)),
			.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS,
		};
		memcpy(CMSG_DATA(CMSG_FIRSTHDR(&msg)), &fd, sizeof(fd));
	}
	do {
		n = sendmsg(sock, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -1 : 0;
}

static int passed_fd(struct msghdr *msg)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	int fd = -1;

	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

ssize_t console_receive(int sock, struct console_message *message, int *fd)
{
	struct iovec whole = { message, sizeof(*message) };
	union fd_space space = { 0 };
	struct msghdr msg = {
		.msg_iov = &whole, .msg_iovlen = 1,
		.msg_control = fd ? space.buf : NULL,
		.msg_controllen = fd ? sizeof(space.buf) : 0,
	};
	ssize_t n;

	do {
		n = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (fd)
		*fd = n < 0 ? -1 : passed_fd(&msg);
	return n < HEADER ? -1 : n - HEADER;
}
