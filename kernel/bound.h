/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a socket is bound to: nothing or a wildcard of the machine's, one
 * address, or all addresses of a jail.
 *
 * The last is an address of its own, address_wildcard(), to which no packet is
 * sent. So the kernel's tables keep the wildcards of jails apart by themselves,
 * and whoever forgets to ask finds no socket instead of another's.
 */
#ifndef _JAIL_BOUND_H
#define _JAIL_BOUND_H

#include <net/inet_hashtables.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>

#include "address.h"

/* Of IPv6 and bound to an address of IPv6? */
static inline bool bound_to_ip6(const struct sock *sk)
{
	return sk->sk_family == AF_INET6 &&
	       !ipv6_addr_v4mapped(&sk->sk_v6_rcv_saddr);
}

#ifndef MODULE
/* bound_for_each() - walk a port's sockets; its lock is held */
#define bound_for_each(sk, tb) \
	for (struct inet_bind2_bucket *tb2_ = \
		     hlist_entry_safe((tb)->bhash2.first, \
				      struct inet_bind2_bucket, bhash_node); \
	     tb2_; \
	     tb2_ = hlist_entry_safe(tb2_->bhash_node.next, \
				     struct inet_bind2_bucket, bhash_node)) \
		sk_for_each_bound(sk, &tb2_->owners)
#endif

/** bound_to_any() - bound to no address, or not at all */
static inline bool bound_to_any(const struct sock *sk)
{
	if (bound_to_ip6(sk))
		return ipv6_addr_any(&sk->sk_v6_rcv_saddr);
	return sk->sk_rcv_saddr == htonl(INADDR_ANY);
}

/**
 * bound_to_all() - bound to all addresses of a jail
 * @sk: the socket
 *
 * Somebody may ask for just that address; what marks our own sockets is that
 * the fields for IPv6 disagree with what bind() makes of them.
 *
 * Return: the jail's address_wildcard(), or 0.
 */
static inline __be32 bound_to_all(const struct sock *sk)
{
	__be32 ip = sk->sk_rcv_saddr;

	if (!address_is_wildcard(ip) ||
	    !ipv6_addr_v4mapped(&sk->sk_v6_rcv_saddr) ||
	    sk->sk_v6_rcv_saddr.s6_addr32[3] != ip)
		return 0;
	if (sk->sk_family == AF_INET6 &&
	    ipv6_addr_equal(&inet6_sk(sk)->saddr, &sk->sk_v6_rcv_saddr))
		return 0;
	return ip;
}

/** bind_to_all() - have a socket that is locked and has no port bound so */
static inline void bind_to_all(struct sock *sk, __be32 wildcard)
{
	inet_sk(sk)->inet_rcv_saddr = wildcard;
	ipv6_addr_set_v4mapped(wildcard, &sk->sk_v6_rcv_saddr);
}

#endif /* _JAIL_BOUND_H */
