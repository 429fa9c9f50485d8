// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What child and parent tell one another, one record a message. The child's
 * end is closed by exec: silence then is success.
 */
#include <sys/socket.h>

#include "internal.h"

int report_send(int sock, enum report_kind kind, pid_t pid,
		const struct jail_error *err)
{
	struct report report = { .kind = kind, .pid = pid };
	ssize_t n;

	if (err)
		report.err = *err;
	do {
		n = send(sock, &report, sizeof(report), MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n == sizeof(report) ? 0 : -1;
}

int report_receive(int sock, struct report *report)
{
	ssize_t n;

	do {
		n = recv(sock, report, sizeof(*report), 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ECONNRESET ? 0 : -1;
	if (!n)
		return 0;
	if (n != sizeof(*report)) {
		errno = EPROTO;
		return -1;
	}
	report->err.text[sizeof(report->err.text) - 1] = '\0';
	report->err.fix[sizeof(report->err.fix) - 1] = '\0';
	return 1;
}
