// SPDX-License-Identifier: LGPL-2.1-or-later
/* One question to the kernel's network and all of its answer, by libnl. */
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <sys/socket.h>

#include "nl.h"

struct net {
	struct nl_sock *sock;
};

int net_open(int protocol, struct net **net, struct jail_error *err)
{
	struct net *n = calloc(1, sizeof(*n));
	int bad;

	if (n)
		n->sock = nl_socket_alloc();
	if (!n || !n->sock) {
		free(n);
		return fail(err, JAIL_FAILED, NULL, "%m");
	}
	bad = nl_connect(n->sock, protocol);
	if (bad) {
		nl_socket_free(n->sock);
		free(n);
		return fail(err, JAIL_FAILED, NULL,
			    "can't ask for the machine's addresses: %s",
			    nl_geterror(bad));
	}
	*net = n;
	return 0;
}

void net_close(struct net *net)
{
	if (net)
		nl_socket_free(net->sock);
	free(net);
}

int net_cookie(const struct net *net, uint64_t *cookie, struct jail_error *err)
{
	socklen_t len = sizeof(*cookie);

	if (getsockopt(nl_socket_get_fd(net->sock), SOL_SOCKET,
		       SO_NETNS_COOKIE, cookie, &len))
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}

static int on_message(struct nl_msg *msg, void *arg)
{
	struct exchange *e = arg;

	if (e->take)
		e->take(nlmsg_hdr(msg), e->to);
	return NL_OK;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	struct exchange *e = arg;

	(void)from;
	e->error = error->error;
	e->done = true;
	return NL_STOP;
}

static int on_end(struct nl_msg *msg, void *arg)
{
	struct exchange *e = arg;

	(void)msg;
	e->done = true;
	return NL_STOP;
}

/* Until the answer's end: one message is followed by an ACK, a list by DONE. */
static int receive(struct net *net, struct exchange *e)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int bad = 0;

	if (!cb)
		return -ENOMEM;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_message, e);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_end, e);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_end, e);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, e);
	while (!bad && !e->done)
		bad = nl_recvmsgs(net->sock, cb);
	nl_cb_put(cb);
	if (bad == -NLE_DUMP_INTR)
		return -EINTR;
	/* libnl has codes of its own; errno is still that of the call */
	return bad < 0 && !e->error ? -(errno ? errno : EIO) : e->error;
}

int nl_ask(struct net *net, struct nl_msg *msg, struct exchange *e)
{
	int bad;

	errno = 0;
	bad = nl_send_auto(net->sock, msg) < 0;
	nlmsg_free(msg);
	if (bad)
		return -(errno ? errno : EIO);
	return receive(net, e);
}

struct nl_msg *nl_question(int type, int flags, const void *head, size_t size)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags | NLM_F_REQUEST);

	if (msg && nlmsg_append(msg, (void *)head, size, NLMSG_ALIGNTO)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}
