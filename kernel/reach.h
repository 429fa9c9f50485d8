/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which ports a jail may take, and where it may send.
 */
#ifndef _JAIL_REACH_H
#define _JAIL_REACH_H

#include <net/flow.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "jail.h"

/** reach_limited() - has a jail, or one above it, limits? */
static inline bool reach_limited(const struct jail *jail)
{
	for (; jail; jail = jail_parent(jail))
		if (rcu_access_pointer(jail->reach))
			return true;
	return false;
}

/** reach_opens() - of TCP the beginning, and not what a listener accepted */
static inline bool reach_opens(const struct sock *sk)
{
	return sk->sk_protocol != IPPROTO_TCP || sk->sk_state == TCP_CLOSE ||
	       sk->sk_state == TCP_SYN_SENT;
}

int ephemeral_take(struct sock *sk, const struct jail_ports *share);
struct jail_ports reach_share(const struct jail *jail);
int reach_bind(struct jail *jail, const struct sock *sk, unsigned short port);
int reach_send4(struct jail *jail, const struct sock *sk,
		const struct flowi4 *fl4);
int reach_send6(struct jail *jail, const struct sock *sk,
		const struct flowi6 *fl6, const struct in6_addr *final);

#endif /* _JAIL_REACH_H */
