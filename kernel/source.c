// SPDX-License-Identifier: GPL-2.0
/*
 * Source addresses: what leaves a jail without having been bound carries an
 * address of the jail's. The kernel asks for a route before it sends, and the
 * question has the source in it: there it is changed, whichever system call it
 * came from. Likewise the destination, where it is localhost: that is the jail's
 * own.
 *
 * Only the acting task's own traffic is judged: what the kernel answers to a
 * packet has its source from that packet.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/inetdevice.h>
#include <linux/socket.h>
#include <net/addrconf.h>
#include <net/flow.h>
#include <net/ip6_route.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/route.h>
#include <net/tcp_states.h>
#include <net/transp_v6.h>

#include "address.h"
#include "audit.h"
#include "hooks.h"
#include "reach.h"
#include "settle.h"

static noinline int deny_source4(struct jail *jail, __be32 ip)
{
	return jail_deny_ip4(jail, JAIL_OP_NET_SOURCE, -EADDRNOTAVAIL, ip, 0);
}

static noinline int deny_source6(struct jail *jail, const struct in6_addr *ip)
{
	return jail_deny_ip6(jail, JAIL_OP_NET_SOURCE, -EADDRNOTAVAIL, ip, 0);
}

static noinline int deny_family(struct jail *jail, const struct sock *sk,
				int family)
{
	struct jail_object object = {
		.type = JAIL_OBJECT_SOCKET,
		.socket = { family, sk->sk_type, sk->sk_protocol },
	};

	return jail_deny(jail, JAIL_OP_NET_FAMILY, -EAFNOSUPPORT, &object);
}

/* Does a raw socket's sender write the head himself, with any source in it? */
static bool writes_head(const struct sock *sk, u8 flags)
{
	return sk->sk_type == SOCK_RAW && (flags & FLOWI_FLAG_KNOWN_NH);
}

/* Does a task send by this socket, and not the kernel in its name? */
static bool is_sender(const struct sock *sk)
{
	return in_task() && sk && sk_fullsock(sk) && sk->sk_socket &&
	       sk->sk_state != TCP_LISTEN;
}

static bool find_on4(struct jail *jail, struct net *net,
		     const struct net_device *dev, __be32 *ip)
{
	const struct jail_ip4s *own = &jail_own(jail)->ip4;
	unsigned int i;

	for (i = 0; i < own->count; i++) {
		if (!settle_is_there4(net, own->ip[i], dev))
			continue;
		*ip = own->ip[i];
		return true;
	}
	return false;
}

static bool find_on6(struct jail *jail, struct net *net,
		     const struct net_device *dev, struct in6_addr *ip)
{
	const struct jail_ip6s *own = &jail_own(jail)->ip6;
	unsigned int i;

	for (i = 0; i < own->count; i++) {
		if (!settle_is_there6(net, &own->ip[i], dev))
			continue;
		*ip = own->ip[i];
		return true;
	}
	return false;
}

/*
 * To itself, the address asked for. Else what the kernel would take, the jail's
 * on the way out, or its first.
 */
static bool prefer4(struct jail *jail, struct net *net,
		    const struct flowi4 *fl4, __be32 *ip)
{
	struct flowi4 asked = *fl4;
	struct rtable *route;
	bool found;

	if (jail_ip4s_have(&jail_own(jail)->ip4, fl4->daddr)) {
		*ip = fl4->daddr;
		return true;
	}
	asked.saddr = 0;
	route = ip_route_output_key_hash(net, &asked, NULL);
	if (IS_ERR(route))
		return find_on4(jail, net, NULL, ip);
	found = jail_ip4s_have(&jail_own(jail)->ip4, asked.saddr);
	if (found)
		*ip = asked.saddr;
	else
		found = find_on4(jail, net, route->dst.dev, ip) ||
			find_on4(jail, net, NULL, ip);
	ip_rt_put(route);
	return found;
}

static bool prefer6(struct jail *jail, struct net *net, const struct sock *sk,
		    const struct flowi6 *fl6, struct in6_addr *ip)
{
	struct flowi6 asked = *fl6;
	struct dst_entry *dst;
	bool found;

	if (jail_ip6s_have(&jail_own(jail)->ip6, &fl6->daddr)) {
		*ip = fl6->daddr;
		return true;
	}
	asked.saddr = in6addr_any;
	if (ip6_dst_lookup(net, (struct sock *)sk, &dst, &asked))
		return find_on6(jail, net, NULL, ip);
	found = jail_ip6s_have(&jail_own(jail)->ip6, &asked.saddr);
	if (found)
		*ip = asked.saddr;
	else
		found = find_on6(jail, net, dst->dev, ip) ||
			find_on6(jail, net, NULL, ip);
	dst_release(dst);
	return found;
}

/*
 * What comes from its loopback stays in the jail: to others it would come from
 * their own machine, also to the jail above which has the same address. RCU.
 */
static bool stays4(const struct jail *jail, struct net *net, __be32 to)
{
	return to == jail->conf.ip4_loopback ||
	       (jail_owns_ip4(jail, to) &&
		address_owner4(net->net_cookie, to) == jail);
}

static bool stays6(const struct jail *jail, struct net *net,
		   const struct in6_addr *to)
{
	return jail_is_loopback6(&jail->conf, to) ||
	       (jail_owns_ip6(jail, to) &&
		address_owner6(net->net_cookie, to) == jail);
}

/* The source of who did not ask for one, if the jail has but one. */
static bool take_only4(const struct jail *jail, const struct sock *sk,
		       struct flowi4 *fl4)
{
	u64 only = READ_ONCE(jail->only4);

	if (unlikely(!settle_is_current(only)) || !is_sender(sk) || !settle_is_plain4(fl4) ||
	    ipv4_is_loopback(fl4->saddr) ||
	    (fl4->saddr && fl4->saddr == inet_sk(sk)->inet_saddr))
		return false;
	fl4->saddr = (__force __be32)only;
	return true;
}

/*
 * The source is what the socket is bound to, what the sender asked for, what
 * the route prefers, or still open. Bound sockets keep theirs; but one for
 * IPv6 has a placeholder for IPv4.
 */
static int choose4(struct jail *jail, struct net *net, const struct sock *sk,
		   struct flowi4 *fl4, u64 epoch)
{
	const struct jail_ip4s *own = &jail_own(jail)->ip4;
	__be32 loopback = jail->conf.ip4_loopback;
	__be32 bound = inet_sk(sk)->inet_saddr;
	__be32 *ip = &fl4->saddr;
	bool keep = *ip && *ip == bound && bound != LOOPBACK4_IPV6;
	bool there;

	if (writes_head(sk, fl4->flowi4_flags))
		return deny_source4(jail, *ip);
	if (keep && sk->sk_type == SOCK_STREAM && !reach_opens(sk))
		return 0;
	if (keep && sk->sk_type == SOCK_STREAM && !jail_owns_ip4(jail, *ip))
		return deny_source4(jail, *ip);
	if (!keep && !jail_owns_ip4(jail, *ip)) {
		*ip = own->ip[0];
		if (fl4->daddr == loopback)
			*ip = loopback;
		else if (own->count > 1 && !jail->conf.ip4_first &&
			 !prefer4(jail, net, fl4, ip))
			return deny_source4(jail, *ip);
	}
	if (*ip == loopback && !stays4(jail, net, fl4->daddr))
		return deny_source4(jail, *ip);
	there = settle4(jail, net, *ip, epoch);
	if (keep && sk->sk_type == SOCK_STREAM)
		return 0;
	/* Otherwise the kernel would complain of the call, not the address. */
	return there ? 0 : deny_source4(jail, *ip);
}

static int choose6(struct jail *jail, struct net *net, const struct sock *sk,
		   struct flowi6 *fl6, u64 epoch)
{
	const struct jail_ip6s *own = &jail_own(jail)->ip6;
	const struct jail_conf *conf = &jail->conf;
	struct in6_addr *ip = &fl6->saddr;
	bool keep = !ipv6_addr_any(ip) &&
		    ipv6_addr_equal(ip, &inet6_sk(sk)->saddr);
	bool there;

	if (writes_head(sk, fl6->flowi6_flags))
		return deny_source6(jail, ip);
	if (keep && sk->sk_type == SOCK_STREAM && !reach_opens(sk))
		return 0;
	if (keep && sk->sk_type == SOCK_STREAM && !jail_owns_ip6(jail, ip))
		return deny_source6(jail, ip);
	/* Its source would be what stands for many; TCP asks no second time. */
	if (sk->sk_type == SOCK_STREAM && ipv6_addr_v4mapped(ip))
		return deny_source6(jail, ip);
	if (!keep && !jail_owns_ip6(jail, ip)) {
		*ip = own->ip[0];
		if (jail_is_loopback6(conf, &fl6->daddr))
			*ip = fl6->daddr;
		else if (own->count > 1 && !conf->ip6_first &&
			 !prefer6(jail, net, sk, fl6, ip))
			return deny_source6(jail, ip);
	}
	if (jail_is_loopback6(conf, ip) && !stays6(jail, net, &fl6->daddr))
		return deny_source6(jail, ip);
	there = settle6(jail, net, ip, epoch);
	if (keep && sk->sk_type == SOCK_STREAM)
		return 0;
	return there ? 0 : deny_source6(jail, ip);
}

/* Does an IPv4 destination mean localhost, and is none of the jail's? */
static bool is_localhost4(const struct jail *jail, __be32 ip)
{
	return unlikely(!ip || ipv4_is_loopback(ip)) &&
	       !jail_owns_ip4(jail, ip);
}

/* Localhost is the jail's, of what is not connected yet. */
static void turn4(const struct jail *jail, const struct sock *sk,
		  struct flowi4 *fl4)
{
	guard(rcu)();
	if (is_localhost4(jail, fl4->daddr) && reach_opens(sk))
		fl4->daddr = jail->conf.ip4_loopback;
}

/*
 * Likewise. Who connects has the destination in the socket already, which is
 * locked then. Behind a routing header there is no telling where it would go,
 * and where the address is missing it would go astray.
 */
static int turn6(struct jail *jail, struct net *net, const struct sock *sk,
		 struct flowi6 *fl6, const struct in6_addr *final)
{
	const struct in6_addr *own = &jail->conf.ip6_loopback;
	struct in6_addr *peer = (struct in6_addr *)&sk->sk_v6_daddr;
	bool local = ipv6_addr_loopback(&fl6->daddr);

	if (likely(!local && !(final && ipv6_addr_loopback(final)) &&
		   !jail_is_loopback6(&jail->conf, &fl6->daddr)))
		return 0;
	if (!reach_opens(sk))
		return 0;
	if (final || !settle_is_there6(net, own, NULL))
		return deny_source6(jail, own);
	if (!local)
		return 0;
	fl6->daddr = *own;
	if (ipv6_addr_loopback(peer))
		*peer = *own;
	return 0;
}

/*
 * No way leads to another's loopback. What the kernel sends in somebody's name
 * is asked for by its threads and in softirqs.
 */
static bool is_closed4(const struct jail *jail, const struct net *net, __be32 ip)
{
	const struct jail *looped;

	if (likely(!address_maybe_loopback4(ip)) || current->flags & PF_KTHREAD)
		return false;
	guard(rcu)();
	looped = address_looped4(net->net_cookie, ip);
	return looped && looped != jail;
}

static bool is_closed6(const struct jail *jail, const struct net *net,
		       const struct in6_addr *ip)
{
	const struct jail *looped;

	if (likely(!address_maybe_loopback6(ip)) || current->flags & PF_KTHREAD)
		return false;
	guard(rcu)();
	looped = address_looped6(net->net_cookie, ip);
	return looped && looped != jail;
}

static noinline int route4(struct jail *jail, struct net *net,
			   struct flowi4 *fl4, const struct sock *sk)
{
	/* What it says is read after it. */
	u64 epoch = atomic64_read_acquire(&address_epoch);
	bool limited = reach_limited(jail);
	int err;

	/* Nobody is there, as no denial tells. */
	if (is_closed4(jail, net, fl4->daddr) && is_sender(sk) &&
	    (!jail || jail->conf.ip4_mode != JAIL_IP_NEW))
		return -ECONNREFUSED;
	if (!jail)
		return 0;
	if ((jail->conf.ip4_mode == JAIL_IP_INHERIT && !limited) ||
	    !is_sender(sk))
		return 0;
	/* Also what goes through a socket of IPv6. */
	if (jail->conf.ip4_mode == JAIL_IP_DISABLE)
		return deny_family(jail, sk, AF_INET);
	if (jail->conf.ip4_mode == JAIL_IP_NEW)
		turn4(jail, sk, fl4);
	err = limited ? reach_send4(jail, sk, fl4) : 0;
	if (err || jail->conf.ip4_mode == JAIL_IP_INHERIT)
		return err;
	guard(rcu)();
	return choose4(jail, net, sk, fl4, epoch);
}

int jail_ip_route_output_flow(struct jail *jail, struct net *net,
			      struct flowi4 *fl4, const struct sock *sk)
{
	if (jail && (settle_knows4(jail, fl4) ||
		     take_only4(jail, sk, fl4)))
		return 0;
	return route4(jail, net, fl4, sk);
}

static noinline int route6(struct jail *jail, struct net *net,
			   const struct sock *sk, struct flowi6 *fl6,
			   const struct in6_addr *final)
{
	u64 epoch = atomic64_read_acquire(&address_epoch);
	bool limited = reach_limited(jail);
	int err;

	/* Nobody is there, as no denial tells. */
	if (is_closed6(jail, net, &fl6->daddr) && is_sender(sk))
		return -ECONNREFUSED;
	if (!jail)
		return 0;
	if ((jail->conf.ip6_mode == JAIL_IP_INHERIT && !limited) ||
	    !is_sender(sk))
		return 0;
	/* A jail without IPv6 can only have it from a socket made before. */
	if (jail->conf.ip6_mode == JAIL_IP_DISABLE)
		return deny_family(jail, sk, AF_INET6);
	err = jail->conf.ip6_mode == JAIL_IP_NEW ?
		turn6(jail, net, sk, fl6, final) : 0;
	if (!err && limited)
		err = reach_send6(jail, sk, fl6, final);
	if (err || jail->conf.ip6_mode == JAIL_IP_INHERIT)
		return err;
	guard(rcu)();
	return choose6(jail, net, sk, fl6, epoch);
}

int jail_ip6_dst_lookup_flow(struct jail *jail, struct net *net,
			     const struct sock *sk, struct flowi6 *fl6,
			     const struct in6_addr *final)
{
	bool settled = false;

	if (jail) {
		guard(rcu)();
		settled = settle_knows6(jail, fl6, final);
	}
	return settled ? 0 : route6(jail, net, sk, fl6, final);
}

/*
 * What is sent in pieces keeps the destination that was asked for, not the one
 * that the route is to.
 */
int jail_ip_append_data(struct jail *jail, struct sock *sk, struct flowi4 *fl4)
{
	if (jail->conf.ip4_mode == JAIL_IP_NEW && is_sender(sk))
		turn4(jail, sk, fl4);
	return 0;
}
