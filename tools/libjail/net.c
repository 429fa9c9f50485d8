// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The machine's addresses. What is added here carries a mark of ours, which is
 * gone when somebody else adds the address again, or changes it: so only what
 * is ours is ever taken away.
 */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "nl.h"

/* IFA_PROTO: the kernel's own marks are small numbers, 'j' is a jail's. */
enum { MARK = 'j' };

struct taking {
	struct net_list *list;
	bool full;
};

static bool is_for_ever(struct nlattr *attr)
{
	const struct ifa_cacheinfo *times = attr ? nla_data(attr) : NULL;

	return times && nla_len(attr) >= (int)sizeof(*times) &&
	       times->ifa_valid == 0xffffffff &&
	       times->ifa_prefered == 0xffffffff;
}

static void take_address(const struct nlmsghdr *nlh, void *to)
{
	const struct ifaddrmsg *head = nlmsg_data((struct nlmsghdr *)nlh);
	struct nlattr *attr[IFA_MAX + 1], *ip;
	struct taking *taking = to;
	struct net_list *list = taking->list;
	struct net_found *grown, *found;
	int len = head->ifa_family == AF_INET ? 4 : 16;

	if (nlh->nlmsg_type != RTM_NEWADDR ||
	    (head->ifa_family != AF_INET && head->ifa_family != AF_INET6) ||
	    nlmsg_parse((struct nlmsghdr *)nlh, sizeof(*head), attr, IFA_MAX,
			NULL) < 0)
		return;
	ip = attr[IFA_LOCAL] ? attr[IFA_LOCAL] : attr[IFA_ADDRESS];
	if (!ip || nla_len(ip) != len)
		return;
	grown = reallocarray(list->of, list->count + 1, sizeof(*grown));
	taking->full |= !grown;
	if (!grown)
		return;
	list->of = grown;
	found = &grown[list->count++];
	*found = (struct net_found){
		.at = { .index = head->ifa_index, .family = head->ifa_family,
			.prefix = head->ifa_prefixlen },
		.ours = attr[IFA_PROTO] && nla_get_u8(attr[IFA_PROTO]) == MARK &&
			is_for_ever(attr[IFA_CACHEINFO]),
		.secondary = head->ifa_flags & IFA_F_SECONDARY,
	};
	memcpy(found->at.ip, nla_data(ip), len);
}

/* A list that was changed meanwhile is asked for again, but not for ever. */
int net_addresses(struct net *net, struct net_list *list,
		  struct jail_error *err)
{
	struct ifaddrmsg head = { .ifa_family = AF_UNSPEC };
	struct taking taking = { .list = list };
	int error = -EINTR;

	for (int i = 0; i < 10 && error == -EINTR; i++) {
		struct exchange e = { .take = take_address, .to = &taking };
		struct nl_msg *msg = nl_question(RTM_GETADDR, NLM_F_DUMP, &head,
					     sizeof(head));

		list->count = 0;
		error = msg ? nl_ask(net, msg, &e) : -ENOMEM;
	}
	if (!error && !taking.full)
		return 0;
	net_list_free(list);
	return fail(err, code_of(-error), NULL,
		    "can't ask for the machine's addresses: %s",
		    strerror(error ? -error : ENOMEM));
}

void net_list_free(struct net_list *list)
{
	free(list->of);
	*list = (struct net_list){ 0 };
}

static int change(struct net *net, int type, int flags,
		  const struct net_address *at, unsigned int how)
{
	struct ifaddrmsg head = {
		.ifa_family = at->family, .ifa_prefixlen = at->prefix,
		.ifa_index = at->index,
	};
	struct exchange e = { 0 };
	struct nl_msg *msg = nl_question(type, flags | NLM_F_ACK, &head,
				     sizeof(head));
	int len = address_bits(at->family) / 8;

	if (!msg || nla_put(msg, IFA_LOCAL, len, at->ip) ||
	    nla_put(msg, IFA_ADDRESS, len, at->ip) ||
	    (how && nla_put_u32(msg, IFA_FLAGS, how)) ||
	    nla_put_u8(msg, IFA_PROTO, MARK)) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	return nl_ask(net, msg, &e);
}

/*
 * An IPv6 address is the jail's from this moment: nobody waits until it is
 * known that no other machine has it, just as for IPv4.
 */
int net_add(struct net *net, const struct net_address *at)
{
	return change(net, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, at,
		      at->family == AF_INET6 ? IFA_F_NODAD : 0);
}

static bool same_network(const struct net_address *a,
			 const struct net_address *b)
{
	uint32_t one, other, mask = htonl(0xffffffffU << (32 - a->prefix));

	memcpy(&one, a->ip, sizeof(one));
	memcpy(&other, b->ip, sizeof(other));
	return a->prefix == b->prefix && a->index == b->index &&
	       !((one ^ other) & mask);
}

/* Of IPv4: do others go when this one does, the first of its network? */
static bool takes_others(const struct net_list *list,
			 const struct net_found *gone)
{
	if (gone->at.family != AF_INET || gone->secondary)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (list->of[i].secondary && list->of[i].at.family == AF_INET &&
		    same_network(&list->of[i].at, &gone->at))
			return true;
	return false;
}

/*
 * With the first IPv4 address of a network the kernel takes the others away
 * too, unless the interface is told not to; for the moment, then, it is.
 */
int net_delete(struct net *net, const struct net_list *list,
	       const struct net_found *found)
{
	struct net_link link;
	bool others = takes_others(list, found), lent = false;
	int error = 0;

	if (others)
		error = link_get(net, found->at.index, NULL, &link);
	if (others && !error && !link.promotes) {
		error = link_set_promotes(net, found->at.index, 1);
		lent = !error;
	}
	if (!error)
		error = change(net, RTM_DELADDR, 0, &found->at, 0);
	if (lent)
		link_set_promotes(net, found->at.index, 0);
	return error == -EADDRNOTAVAIL || error == -ENODEV ? 0 : error;
}

/* What kind of address one is, by the kernel's own judgement. */

static void take_route(const struct nlmsghdr *nlh, void *to)
{
	const struct rtmsg *route = nlmsg_data((struct nlmsghdr *)nlh);

	if (nlh->nlmsg_type == RTM_NEWROUTE)
		*(int *)to = route->rtm_type;
}

enum net_kind net_kind(struct net *net, const struct address *a)
{
	struct rtmsg head = {
		.rtm_family = a->family, .rtm_dst_len = address_bits(a->family),
	};
	int type = RTN_UNSPEC;
	struct exchange e = { .take = take_route, .to = &type };
	struct nl_msg *msg = nl_question(RTM_GETROUTE, NLM_F_ACK, &head,
				     sizeof(head));

	if (!msg || nla_put(msg, RTA_DST, address_bits(a->family) / 8, a->ip)) {
		nlmsg_free(msg);
		return NET_FOREIGN;
	}
	if (nl_ask(net, msg, &e))
		return NET_FOREIGN;
	switch (type) {
	case RTN_LOCAL:
		return NET_LOCAL;
	case RTN_BROADCAST:
		return NET_BROADCAST;
	case RTN_MULTICAST:
		return NET_MULTICAST;
	case RTN_ANYCAST:
		return NET_ANYCAST;
	default:
		return NET_FOREIGN;
	}
}
