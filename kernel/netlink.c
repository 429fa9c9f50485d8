// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink on a network stack that jails and host share: what may be asked of
 * it. Which sockets there are is decided in net.c; what answers leave out, in
 * netaddr.c. Changes are a matter of capabilities.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "audit.h"
#include "hooks.h"

static bool knows_family(const struct nlmsghdr *nlh)
{
	const struct rtgenmsg *gen = nlmsg_data(nlh);

	/* The kernel takes no notice of a message without one. */
	if (nlmsg_len(nlh) < (int)sizeof(*gen))
		return true;
	switch (gen->rtgen_family) {
	case AF_UNSPEC:
	case AF_INET:
	case AF_INET6:
	case AF_PACKET:
		return true;
	default:
		return false;
	}
}

/*
 * May this be asked? A list leaves out what is not the jail's or is empty; an
 * answer about one thing can't be.
 */
static bool may_ask(const struct nlmsghdr *nlh)
{
	bool dump = nlh->nlmsg_flags & NLM_F_DUMP;

	switch (nlh->nlmsg_type) {
	case RTM_GETLINK:
		return knows_family(nlh);
	case RTM_GETADDR:
	case RTM_GETROUTE:
	case RTM_GETNEIGH:
		return dump && knows_family(nlh);
	case RTM_GETNSID:
		return !dump;
	default:
		return false;
	}
}

/* Requests come in fours: new, delete, get, set. */
static bool is_question(unsigned int type)
{
	return type >= RTM_BASE && (type & 3) == (RTM_GETLINK & 3);
}

static int judge_route(struct jail *jail, struct sk_buff *skb)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(skb);
	int left = skb->len;

	for (; nlmsg_ok(nlh, left); nlh = nlmsg_next(nlh, &left))
		if (is_question(nlh->nlmsg_type) && !may_ask(nlh))
			return jail_deny_number(jail, JAIL_OP_NET_NETLINK,
						-EPERM, nlh->nlmsg_type);
	return 0;
}

/* Socket diagnostics, or a socket made before its task entered */
static int deny_all(struct jail *jail, const struct sock *sk)
{
	struct jail_object object = {
		.type = JAIL_OBJECT_SOCKET,
		.socket = { AF_NETLINK, sk->sk_type, sk->sk_protocol },
	};

	return jail_deny(jail, JAIL_OP_NET_NETLINK, -EPERM, &object);
}

int jail_netlink_send(struct jail *jail, struct sock *sk, struct sk_buff *skb)
{
	if (jail->conf.vnet)
		return 0;
	if (sk->sk_protocol == NETLINK_ROUTE)
		return judge_route(jail, skb);
	return deny_all(jail, sk);
}

/* Groups are told of everybody's addresses, routes and neighbours. */
static int join(struct jail *jail)
{
	return jail_deny_name(jail, JAIL_OP_NET_NETLINK, -EPERM, "group");
}

int jail_netlink_bind(struct jail *jail, struct socket *sock,
		      struct sockaddr *address, int length)
{
	const struct sockaddr_nl *nl = (struct sockaddr_nl *)address;

	if (jail->conf.vnet || length < (int)sizeof(*nl) ||
	    nl->nl_family != AF_NETLINK || !nl->nl_groups)
		return 0;
	return join(jail);
}

int jail_netlink_setsockopt(struct jail *jail, struct socket *sock, int level,
			    int option)
{
	if (jail->conf.vnet || level != SOL_NETLINK ||
	    option != NETLINK_ADD_MEMBERSHIP)
		return 0;
	return join(jail);
}
