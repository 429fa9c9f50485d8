// SPDX-License-Identifier: GPL-2.0
/*
 * Who hears what is sent to an address. The kernel looks for a socket with
 * just that address, then for the machine's wildcard. Between the two belongs
 * the wildcard of the jail that has the address, and only of that jail: one
 * look-up more, however many jails there are.
 *
 * A jail's loopback is its own: who asks from elsewhere finds nobody there, and
 * the machine's wildcard does not mean it.
 *
 * These run in softirq, for the socket's sake: nobody acts.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/udp.h>
#include <net/inet6_hashtables.h>
#include <net/inet_common.h>
#include <net/inet_hashtables.h>
#include <net/inet_sock.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/udp.h>

#include "bound.h"
#include "compat/compat.h"
#include "compat/bound.h"
#include "hooks.h"

static struct in6_addr mapped(__be32 ip)
{
	struct in6_addr ip6;

	ipv6_addr_set_v4mapped(ip, &ip6);
	return ip6;
}

/* Has a look-up found the wildcard that it was for? */
static bool is_found(const struct sock *sk, __be32 wildcard)
{
	return sk && bound_to_all(sk) == wildcard;
}

struct sock *jail___inet_lookup_listener(compat_net *net,
					 COMPAT_HASHINFO_PARAM
					 struct sk_buff *skb, int doff,
					 const __be32 saddr, __be16 sport,
					 const __be32 daddr,
					 const unsigned short hnum,
					 const int dif, const int sdif)
{
	const struct jail_address *entry = NULL;
	const struct jail *looped;
	struct sock *sk, *own;

	guard(rcu)();
	looped = address_looped4(net->net_cookie, daddr);
	if (looped && !jail_owns_ip4(looped, saddr))
		return NULL;
	sk = __inet_lookup_listener(net, COMPAT_HASHINFO_ARG skb, doff, saddr,
				    sport, daddr, hnum, dif, sdif);
	if (sk && !bound_to_any(sk))
		return sk;
	while ((entry = address_find4(net->net_cookie, daddr, entry))) {
		__be32 all = entry->jail->wildcard;

		own = __inet_lookup_listener(net, COMPAT_HASHINFO_ARG skb, doff,
					     saddr, sport, all, hnum, dif,
					     sdif);
		if (is_found(own, all))
			return own;
	}
	return looped ? NULL : sk;
}

struct sock *jail_inet6_lookup_listener(compat_net *net,
					COMPAT_HASHINFO_PARAM
					struct sk_buff *skb, int doff,
					const struct in6_addr *saddr,
					const __be16 sport,
					const struct in6_addr *daddr,
					const unsigned short hnum,
					const int dif, const int sdif)
{
	const struct jail_address *entry = NULL;
	const struct jail *looped;
	struct sock *sk, *own;

	guard(rcu)();
	looped = address_looped6(net->net_cookie, daddr);
	if (looped && !jail_owns_ip6(looped, saddr))
		return NULL;
	sk = inet6_lookup_listener(net, COMPAT_HASHINFO_ARG skb, doff, saddr,
				   sport, daddr, hnum, dif, sdif);
	if (sk && !bound_to_any(sk))
		return sk;
	while ((entry = address_find6(net->net_cookie, daddr, entry))) {
		struct in6_addr all = mapped(entry->jail->wildcard);

		own = inet6_lookup_listener(net, COMPAT_HASHINFO_ARG skb, doff,
					    saddr, sport, &all, hnum, dif,
					    sdif);
		if (is_found(own, entry->jail->wildcard))
			return own;
	}
	return looped ? NULL : sk;
}

/*
 * UDP's look-up walks all sockets of the port if it finds nothing, so it is
 * not asked for what is not there.
 */
static bool has_udp4(const struct net *net, struct udp_table *table, __be32 ip,
		     unsigned short port)
{
	struct udp_hslot *slot;
	struct sock *sk;

	slot = udp_hashslot2(table, ipv4_portaddr_hash(net, ip, port));
	udp_portaddr_for_each_entry_rcu(sk, &slot->head)
		if (sk->sk_rcv_saddr == ip && net_eq(sock_net(sk), net) &&
		    udp_sk(sk)->udp_port_hash == port)
			return true;
	return false;
}

static bool has_udp6(const struct net *net, struct udp_table *table,
		     const struct in6_addr *ip, unsigned short port)
{
	struct udp_hslot *slot;
	struct sock *sk;

	slot = udp_hashslot2(table, ipv6_portaddr_hash(net, ip, port));
	udp_portaddr_for_each_entry_rcu(sk, &slot->head)
		if (sk->sk_family == AF_INET6 &&
		    ipv6_addr_equal(&sk->sk_v6_rcv_saddr, ip) &&
		    net_eq(sock_net(sk), net) &&
		    udp_sk(sk)->udp_port_hash == port)
			return true;
	return false;
}

struct sock *jail___udp4_lib_lookup(compat_net *net, __be32 saddr, __be16 sport,
				    __be32 daddr, __be16 dport, int dif,
				    int sdif, COMPAT_UDP_TABLE_PARAM
				    struct sk_buff *skb)
{
	struct udp_table *table = compat_udp_table(net);
	const struct jail_address *entry;
	const struct jail *looped;
	struct sock *sk = NULL;
	__be32 all;

	guard(rcu)();
	looped = address_looped4(net->net_cookie, daddr);
	if (looped && !jail_owns_ip4(looped, saddr))
		return NULL;
	entry = address_find4(net->net_cookie, daddr, NULL);
	if (entry && has_udp4(net, table, daddr, ntohs(dport)))
		sk = __udp4_lib_lookup(net, saddr, sport, daddr, dport, dif,
				       sdif, COMPAT_UDP_TABLE_ARG skb);
	if (sk && !bound_to_any(sk))
		return sk;
	for (; entry; entry = address_find4(net->net_cookie, daddr, entry)) {
		all = entry->jail->wildcard;
		if (!has_udp4(net, table, all, ntohs(dport)))
			continue;
		sk = __udp4_lib_lookup(net, saddr, sport, all, dport, dif, sdif,
				       COMPAT_UDP_TABLE_ARG skb);
		if (is_found(sk, all))
			return sk;
	}
	return looped ? NULL :
		__udp4_lib_lookup(net, saddr, sport, daddr, dport, dif, sdif,
				  COMPAT_UDP_TABLE_ARG skb);
}

struct sock *jail___udp6_lib_lookup(compat_net *net,
				    const struct in6_addr *saddr, __be16 sport,
				    const struct in6_addr *daddr, __be16 dport,
				    int dif, int sdif, COMPAT_UDP_TABLE_PARAM
				    struct sk_buff *skb)
{
	struct udp_table *table = compat_udp_table(net);
	const struct jail_address *entry;
	const struct jail *looped;
	struct sock *sk = NULL;
	struct in6_addr all;

	guard(rcu)();
	looped = address_looped6(net->net_cookie, daddr);
	if (looped && !jail_owns_ip6(looped, saddr))
		return NULL;
	entry = address_find6(net->net_cookie, daddr, NULL);
	if (entry && has_udp6(net, table, daddr, ntohs(dport)))
		sk = __udp6_lib_lookup(net, saddr, sport, daddr, dport, dif,
				       sdif, COMPAT_UDP_TABLE_ARG skb);
	if (sk && !bound_to_any(sk))
		return sk;
	for (; entry; entry = address_find6(net->net_cookie, daddr, entry)) {
		all = mapped(entry->jail->wildcard);
		if (!has_udp6(net, table, &all, ntohs(dport)))
			continue;
		sk = __udp6_lib_lookup(net, saddr, sport, &all, dport, dif,
				       sdif, COMPAT_UDP_TABLE_ARG skb);
		if (is_found(sk, entry->jail->wildcard))
			return sk;
	}
	return looped ? NULL :
		__udp6_lib_lookup(net, saddr, sport, daddr, dport, dif, sdif,
				  COMPAT_UDP_TABLE_ARG skb);
}

/* What the socket's own name is: the wildcard that was asked for. */
int jail_inet_getname(struct socket *sock, struct sockaddr *uaddr, int peer)
{
	struct sockaddr_in *in = (struct sockaddr_in *)uaddr;
	int length = inet_getname(sock, uaddr, peer);

	/* Connected meanwhile, it has a source. */
	if (length > 0 && !peer && bound_to_all(sock->sk))
		in->sin_addr.s_addr = inet_sk(sock->sk)->inet_saddr;
	return length;
}

int jail_inet6_getname(struct socket *sock, struct sockaddr *uaddr, int peer)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)uaddr;
	int length = inet6_getname(sock, uaddr, peer);

	if (length > 0 && !peer && bound_to_all(sock->sk))
		in6->sin6_addr = inet6_sk(sock->sk)->saddr;
	return length;
}
