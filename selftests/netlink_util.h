/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests ask by netlink, as acts of agents.
 */
#ifndef JAIL_NETLINK_UTIL_H
#define JAIL_NETLINK_UTIL_H

#include "agent.h"

/**
 * enum ask_flags - arg2 of act_ask()
 * @ASK_ONE: about one thing, not for a list
 * @ASK_BYTES: counts bytes instead of messages
 */
enum ask_flags {
	ASK_ONE = 1,
	ASK_BYTES = 2,
};

/*
 * NETLINK_ROUTE. arg0: type of the request, arg1: its family; arg2: flags. How
 * many messages answered, or -errno of the request or the answer.
 */
long act_ask(struct call *c);
/* NETLINK_SOCK_DIAG. arg0: family, arg1: protocol. Likewise. */
long act_ask_sockets(struct call *c);
/* The same from a descriptor: arg2 */
long act_ask_sockets_fd(struct call *c);

/*
 * A unicast route and a neighbour on lo, from outside; -errno. All of IPv4 is
 * one neighbour there, so the machine answers for that one instead.
 */
int net_add_route(const char *ip);
int net_add_neighbour(const char *ip);
/* An interface that drops all it is sent, up; -errno. And an address on it. */
int net_add_dummy(const char *name);
int net_add_subnet(const char *name, const char *ip, int prefix);

#endif
