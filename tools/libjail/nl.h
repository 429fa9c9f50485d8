/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files that talk netlink share. */
#ifndef _JAIL_NL_H
#define _JAIL_NL_H

#include <linux/netlink.h>
#include <netlink/msg.h>

#include "net.h"

/* What an exchange is about: how to take its answers, and its errno. */
struct exchange {
	void (*take)(const struct nlmsghdr *message, void *to);
	void *to;
	int error;
	bool done;
};

/* Takes over the message; 0 or -errno. -EINTR: ask again. */
int nl_ask(struct net *net, struct nl_msg *msg, struct exchange *e);
struct nl_msg *nl_question(int type, int flags, const void *head, size_t size);

/* link.c */
int link_get(struct net *net, int index, const char *name,
	     struct net_link *link);
/* Whether the other IPv4 addresses of a network stay when its first goes. */
int link_set_promotes(struct net *net, int index, uint32_t on);

#endif /* _JAIL_NL_H */
