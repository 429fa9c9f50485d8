/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who competes with whom for a port.
 */
#ifndef _JAIL_PORT_H
#define _JAIL_PORT_H

#include <net/inet_hashtables.h>
#include <net/sock.h>

/** port_is_private() - would a socket share its port with nobody? */
static __always_inline bool port_is_private(const struct sock *sk)
{
	return !sk->sk_reuse && !sk->sk_reuseport;
}

bool port_is_rival(const struct sock *sk, const struct sock *sk2);

int udp_take(struct sock *sk, unsigned short port);

#endif /* _JAIL_PORT_H */
