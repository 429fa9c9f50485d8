// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Sockets that are of no use any more. TCP's are ended by the kernel on
 * request, as by "ss -K": who has one is told ECONNABORTED, and the other side.
 * Of the others nothing comes in or goes out any more; a port that was asked
 * for is free when the socket is closed.
 */
#include <linux/filter.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "nl.h"
#include "sockets.h"

/* How many lookups find another one of those that share a port. */
enum { TRIES = 4096 };

static bool is_mapped(const struct in6_addr *ip)
{
	return IN6_IS_ADDR_V4MAPPED(ip);
}

/* The kernel looks mapped ones up as what they are. */
static void put_address(const struct sockaddr_in6 *at, bool mapped, __be32 *ip,
			__be16 *port)
{
	memcpy(ip, at->sin6_addr.s6_addr + (mapped ? 12 : 0), mapped ? 4 : 16);
	*port = at->sin6_port;
}

static int destroy(struct net *net, const struct inet_diag_req_v2 *request)
{
	struct exchange e = { 0 };
	struct nl_msg *msg = nl_question(SOCK_DESTROY, NLM_F_ACK, request,
					 sizeof(*request));

	return msg ? nl_ask(net, msg, &e) : -ENOMEM;
}

static struct inet_diag_req_v2 name_of(const struct held *held)
{
	bool mapped = is_mapped(&held->at.sin6_addr);
	struct inet_diag_req_v2 request = {
		.sdiag_family = mapped ? AF_INET : AF_INET6,
		.sdiag_protocol = IPPROTO_TCP,
		.id.idiag_cookie = { held->cookie, held->cookie >> 32 },
	};
	struct sockaddr_in6 peer = { 0 };
	socklen_t len = sizeof(peer);
	int device = 0;

	put_address(&held->at, mapped, request.id.idiag_src,
		    &request.id.idiag_sport);
	if (!getpeername(held->fd, (struct sockaddr *)&peer, &len)) {
		if (peer.sin6_family == AF_INET)
			memcpy(request.id.idiag_dst,
			       &((struct sockaddr_in *)&peer)->sin_addr, 4);
		else
			put_address(&peer, mapped, request.id.idiag_dst,
				    &peer.sin6_port);
		request.id.idiag_dport = peer.sin6_port;
	}
	len = sizeof(device);
	if (!getsockopt(held->fd, SOL_SOCKET, SO_BINDTOIFINDEX, &device, &len))
		request.id.idiag_if = device;
	return request;
}

static bool is_ended(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);

	return !getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) &&
	       info.tcpi_state == TCP_CLOSE;
}

static int not_shut(const struct held *held, int error, struct jail_error *err)
{
	struct sockets one = { .of = (struct held *)held, .count = 1 };
	const char *fix = NULL;
	char shown[128];

	sockets_list(&one, shown, sizeof(shown));
	if (error == EOPNOTSUPP)
		fix = "end the process; this kernel is without CONFIG_INET_DIAG_DESTROY";
	else if (error == ENOENT)
		fix = "modprobe tcp_diag, or end the process";
	return fail(err, code_of(error), fix, "can't end %s: %s", shown,
		    strerror(error));
}

/* One of several that listen on a port is found by who would connect to it. */
static int shut_tcp(struct net *net, const struct held *held,
		    struct jail_error *err)
{
	struct inet_diag_req_v2 request = name_of(held);
	int tries = held->state == TCP_LISTEN ? TRIES : 1;
	int error = -ENOENT;

	for (int i = 0; error == -ENOENT && i < tries; i++) {
		if (i)
			request.id.idiag_dport = htons(i);
		error = destroy(net, &request);
	}
	return is_ended(held->fd) ? 0 : not_shut(held, -error, err);
}

/* Nothing in, and nobody takes that back; then who waits is woken. */
static int shut_other(const struct held *held, struct jail_error *err)
{
	struct sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { 1, &drop };
	int on = 1;

	if (setsockopt(held->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		       sizeof(program)) ||
	    setsockopt(held->fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof(on)))
		return not_shut(held, errno, err);
	/* ENOTCONN, where it is not connected, but done all the same */
	if (shutdown(held->fd, SHUT_RDWR) && errno != ENOTCONN)
		return not_shut(held, errno, err);
	return 0;
}

/* Connections that nobody has accepted yet have no descriptor. */
struct waiting {
	const struct sockets *sockets;
	const struct losses *losses;
	struct inet_diag_sockid *of;
	size_t count;
	bool full;
};

static void take_waiting(const struct nlmsghdr *nlh, void *to)
{
	const struct inet_diag_msg *m = nlmsg_data((struct nlmsghdr *)nlh);
	struct waiting *w = to;
	unsigned int port = ntohs(m->id.idiag_sport);
	struct inet_diag_sockid *grown;
	struct in6_addr ip = { 0 };

	if (m->idiag_inode || !(w->sockets->listens[port / 8] & 1 << port % 8))
		return;
	if (m->idiag_family == AF_INET) {
		memset(ip.s6_addr + 10, 0xff, 2);
		memcpy(ip.s6_addr + 12, m->id.idiag_src, 4);
	} else {
		memcpy(&ip, m->id.idiag_src, sizeof(ip));
	}
	if (!is_lost(w->losses, &ip))
		return;
	grown = reallocarray(w->of, w->count + 1, sizeof(*grown));
	w->full |= !grown;
	if (!grown)
		return;
	w->of = grown;
	w->of[w->count++] = m->id;
}

static int shut_waiting(struct net *net, int family,
			const struct sockets *sockets,
			const struct losses *losses, size_t *shut)
{
	struct inet_diag_req_v2 request = {
		.sdiag_family = family, .sdiag_protocol = IPPROTO_TCP,
		.idiag_states = 1 << TCP_ESTABLISHED | 1 << TCP_SYN_RECV |
				1 << TCP_CLOSE_WAIT,
	};
	struct waiting waiting = { .sockets = sockets, .losses = losses };
	struct exchange e = { .take = take_waiting, .to = &waiting };
	struct nl_msg *msg = nl_question(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP,
					 &request, sizeof(request));
	int error = msg ? nl_ask(net, msg, &e) : -ENOMEM;

	for (size_t i = 0; i < waiting.count; i++) {
		request.id = waiting.of[i];
		*shut += !destroy(net, &request);
	}
	free(waiting.of);
	return error || !waiting.full ? error : -ENOMEM;
}

int sockets_shut(const struct sockets *sockets, const struct losses *losses,
		 size_t *shut, struct jail_error *err)
{
	struct net *net;
	int bad = 0, error;

	if (net_open(NETLINK_SOCK_DIAG, &net, err))
		return -1;
	for (size_t i = 0; i < sockets->count && !bad; i++) {
		const struct held *held = &sockets->of[i];

		if (held->protocol != IPPROTO_TCP)
			bad = shut_other(held, err);
		else if (held->state != TCP_CLOSE)
			bad = shut_tcp(net, held, err);
	}
	error = bad ? 0 : shut_waiting(net, AF_INET, sockets, losses, shut);
	if (!bad && !error)
		error = shut_waiting(net, AF_INET6, sockets, losses, shut);
	net_close(net);
	if (!error)
		return bad;
	return fail(err, code_of(-error),
		    error == -ENOENT ? "modprobe tcp_diag" : NULL,
		    "can't ask for connections that nobody has accepted yet: %s",
		    strerror(-error));
}
