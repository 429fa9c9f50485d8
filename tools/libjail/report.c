// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What child and parent tell one another, one record a message. The child's
 * end is closed by exec: silence then is success.
 */
#include <sys/socket.h>

#include "internal.h"

/*
 * The caller waits under the lock, and what the child reads and executes is
 * the jail's: a lease or a stopped process must not hold up all other jails.
 */
enum { REPORT_SECONDS = 30 };

int report_pair(int *sock, int *child_sock)
{
	static const struct timeval most = { .tv_sec = REPORT_SECONDS };
	static const int on = 1;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return -1;
	*sock = pair[0];
	*child_sock = pair[1];
	return setsockopt(*sock, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most)) ||
	       setsockopt(*sock, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
}

/* Room for all that may come along: who it is from, and two descriptors. */
union room {
	struct cmsghdr align;
	char buf[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(2 * sizeof(int))];
};

static int send_with(int sock, struct report *report, const int *fds, int count)
{
	struct iovec part = { report, sizeof(*report) };
	size_t len = count * sizeof(int);
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	union room room = { 0 };
	ssize_t n;

	if (count) {
		message.msg_control = room.buf;
		message.msg_controllen = CMSG_SPACE(len);
		*CMSG_FIRSTHDR(&message) = (struct cmsghdr){
			.cmsg_len = CMSG_LEN(len),
			.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS,
		};
		memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), fds, len);
	}
	do {
		n = sendmsg(sock, &message, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n == sizeof(*report) ? 0 : -1;
}

int report_send(int sock, enum report_kind kind, const struct jail_error *err)
{
	struct report report = { .kind = kind };

	if (err)
		report.err = *err;
	return send_with(sock, &report, NULL, 0);
}

int report_child(int sock, pid_t child)
{
	struct report report = { .kind = REPORT_CHILD, .child = child };

	return send_with(sock, &report, NULL, 0);
}

int report_step(int sock, unsigned int step)
{
	struct report report = { .kind = REPORT_STEP, .step = step };

	return send_with(sock, &report, NULL, 0);
}

int report_ready(int sock, int init, int master)
{
	struct report report = {
		.kind = REPORT_READY, .init = init >= 0, .terminal = master >= 0,
	};
	int fds[2], count = 0;

	if (report.init)
		fds[count++] = init;
	if (report.terminal)
		fds[count++] = master;
	return send_with(sock, &report, fds, count);
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
static void take_sender(struct msghdr *message, const struct report *report,
			struct sender *sender)
{
	struct cmsghdr *c;
	struct ucred cred;
	int fds[2] = { -1, -1 };

	*sender = (struct sender){ .init = -1, .master = -1 };
	for (c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		size_t len = c->cmsg_len - CMSG_LEN(0);

		if (c->cmsg_type == SCM_RIGHTS && len <= sizeof(fds))
			memcpy(fds, CMSG_DATA(c), len);
		if (c->cmsg_type != SCM_CREDENTIALS || len != sizeof(cred))
			continue;
		memcpy(&cred, CMSG_DATA(c), sizeof(cred));
		sender->pid = cred.pid;
	}
	if (report->init)
		sender->init = fds[0];
	if (report->terminal)
		sender->master = fds[report->init];
}

int report_receive(int sock, struct report *report, struct sender *sender)
{
	struct iovec part = { report, sizeof(*report) };
	union room room;
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = room.buf, .msg_controllen = sizeof(room),
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
		take_sender(&message, report, sender);
	report->err.text[sizeof(report->err.text) - 1] = '\0';
	report->err.fix[sizeof(report->err.fix) - 1] = '\0';
	return 1;
}
