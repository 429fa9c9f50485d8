// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What child and parent tell one another, one record a message. The child's
 * end is closed by exec: silence then is success.
 */
#include <sys/socket.h>

#include "internal.h"

int report_pair(int *sock, int *child_sock)
{
	static const int on = 1;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return -1;
	*sock = pair[0];
	*child_sock = pair[1];
	return setsockopt(*sock, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
}

int report_send(int sock, enum report_kind kind, const struct jail_error *err)
{
	struct report report = { .kind = kind };
	ssize_t n;

	if (err)
		report.err = *err;
	do {
		n = send(sock, &report, sizeof(report), MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n == sizeof(report) ? 0 : -1;
}

static ssize_t receive(int sock, struct msghdr *message)
{
	ssize_t n;

	do {
		n = recvmsg(sock, message, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* By the kernel, in our own numbers, whatever namespace it was sent from. */
static pid_t sender_of(struct msghdr *message)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(message);
	struct ucred cred = { 0 };

	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS)
		memcpy(&cred, CMSG_DATA(c), sizeof(cred));
	return cred.pid;
}

int report_receive(int sock, struct report *report, pid_t *sender)
{
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec part = { report, sizeof(*report) };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = room, .msg_controllen = sizeof(room),
	};
	ssize_t n = receive(sock, &message);

	if (n < 0)
		return errno == ECONNRESET ? 0 : -1;
	if (!n)
		return 0;
	if (n != sizeof(*report)) {
		errno = EPROTO;
		return -1;
	}
	if (sender)
		*sender = sender_of(&message);
	report->err.text[sizeof(report->err.text) - 1] = '\0';
	report->err.fix[sizeof(report->err.fix) - 1] = '\0';
	return 1;
}
