/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine's interfaces and addresses, of the caller's network namespace. */
#ifndef _JAIL_NET_H
#define _JAIL_NET_H

#include "internal.h"

struct net;

struct net_link {
	int index;		/* 0: there is none of that name */
	bool up;
	bool promotes;		/* the first IPv4 address goes alone */
	char name[IF_NAMESIZE];
};

/* An address on an interface. */
struct net_found {
	struct net_address at;
	bool ours;		/* added by jailctl, and not changed since */
	bool secondary;		/* of IPv4: goes with the first of its network */
};

struct net_list {
	struct net_found *of;
	size_t count;
};

/* Foreign is whatever is none of the others. */
enum net_kind {
	NET_FOREIGN, NET_LOCAL, NET_BROADCAST, NET_MULTICAST, NET_ANYCAST,
};

/* protocol: NETLINK_ROUTE or NETLINK_SOCK_DIAG */
int net_open(int protocol, struct net **net, struct jail_error *err);
void net_close(struct net *net);
/* The namespace's number, unique as long as the machine runs. */
int net_cookie(const struct net *net, uint64_t *cookie, struct jail_error *err);
int net_link(struct net *net, const char *name, struct net_link *link,
	     struct jail_error *err);
int net_addresses(struct net *net, struct net_list *list,
		  struct jail_error *err);
void net_list_free(struct net_list *list);
/* Both return 0 or -errno; -EEXIST if somebody has added it meanwhile. */
int net_add(struct net *net, const struct net_address *at);
/* list: what there is on the machine, found one of it. */
int net_delete(struct net *net, const struct net_list *list,
	       const struct net_found *found);
enum net_kind net_kind(struct net *net, const struct address *a);

#endif /* _JAIL_NET_H */
