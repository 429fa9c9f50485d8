// SPDX-License-Identifier: GPL-2.0-or-later
#include "sending.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net_util.h"
#include "ring.h"

static long send_asking(int fd, struct msghdr *m, const char *ask)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	} control;
	bool v6 = strchr(ask, ':');
	void *info = CMSG_DATA(&control.header);
	size_t length = v6 ? sizeof(struct in6_pktinfo) :
			     sizeof(struct in_pktinfo);

	memset(&control, 0, sizeof(control));
	control.header.cmsg_level = v6 ? IPPROTO_IPV6 : IPPROTO_IP;
	control.header.cmsg_type = v6 ? IPV6_PKTINFO : IP_PKTINFO;
	control.header.cmsg_len = CMSG_LEN(length);
	if (v6)
		inet_pton(AF_INET6, ask,
			  &((struct in6_pktinfo *)info)->ipi6_addr);
	else
		inet_pton(AF_INET, ask,
			  &((struct in_pktinfo *)info)->ipi_spec_dst);
	m->msg_control = &control;
	m->msg_controllen = CMSG_SPACE(length);
	return sendmsg(fd, m, 0);
}

/* The address is looked at once for the two: both have the same. */
static long send_twice(int fd, struct msghdr *m)
{
	struct mmsghdr both[2] = { { .msg_hdr = *m }, { .msg_hdr = *m } };
	int sent = sendmmsg(fd, both, 2, 0);

	return sent == 2 ? 1 : sent < 0 ? sent : 0;
}

static long connect_ring(int fd, const struct sockaddr_storage *to,
			 socklen_t length, bool worker)
{
	struct io_uring_sqe sqe = {
		.opcode = IORING_OP_CONNECT, .fd = fd,
		.flags = worker ? IOSQE_ASYNC : 0,
		.addr = (unsigned long)to, .off = length,
	};
	long result = ring_once(&sqe);

	if (!result)
		return 1;
	errno = (int)-result;
	return -1;
}

static long send_by(int fd, const struct call *c, struct sockaddr_storage *to,
		    socklen_t length)
{
	struct iovec data = { (void *)"x", 1 };
	struct msghdr m = {
		.msg_name = to, .msg_namelen = length,
		.msg_iov = &data, .msg_iovlen = 1,
	};

	switch ((enum way)c->arg[2]) {
	case CONNECT:
		if (connect(fd, (struct sockaddr *)to, length))
			return -1;
		return send(fd, "x", 1, MSG_NOSIGNAL);
	case RING:
	case WORKER:
		return connect_ring(fd, to, length, c->arg[2] == WORKER);
	case FASTOPEN:
		return sendmsg(fd, &m, MSG_FASTOPEN | MSG_NOSIGNAL);
	case SENDTO:
		return sendmsg(fd, &m, 0);
	case SENDMMSG:
		return send_twice(fd, &m);
	case PIECES:
		if (sendmsg(fd, &m, MSG_MORE) != 1)
			return -1;
		return sendmsg(fd, &m, 0);
	case ASK:
		return send_asking(fd, &m, c->text + strlen(c->text) + 1);
	}
	return -1;
}

/*
 * arg0: family; arg1: type; arg2: way; arg3: by the socket of before;
 * arg4: port; text: to whom, and the source asked
 */
static long act_send(struct call *c)
{
	int fd = c->arg[3] ? SEND_BEFORE :
		 socket((int)c->arg[0], (int)c->arg[1] | SOCK_CLOEXEC, 0);
	struct sockaddr_storage to;
	socklen_t length = net_parse(c->text, (int)c->arg[4], &to);
	long result;

	if (fd < 0)
		return -errno;
	result = send_by(fd, c, &to, length);
	if (result != 1)
		result = result < 0 ? -errno : -EMSGSIZE;
	close(fd);
	return result;
}

long net_send_by(struct agent *who, const struct sending *s)
{
	struct call c = {
		.arg = { s->family, s->type, s->way, s->before, s->port },
	};
	int n = snprintf(c.text, sizeof(c.text), "%s", s->to) + 1;

	snprintf(c.text + n, sizeof(c.text) - (size_t)n, "%s",
		 s->ask ? s->ask : "");
	return agent_call(who, act_send, &c);
}
