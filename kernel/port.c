// SPDX-License-Identifier: GPL-2.0
/*
 * Who competes with whom for a port. Between jails, and between a jail and the
 * host, wildcards never do; within a jail its wildcard and its addresses do,
 * which the kernel can't know, for in its tables they are different addresses.
 */
#include <linux/in.h>
#include <net/inet_hashtables.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "bound.h"
#include "compat/compat.h"
#include "compat/bound.h"
#include "hooks.h"
#include "port.h"

/* The jail whose address a socket is bound to; NULL: the host's side. */
static const struct jail *side(const struct sock *sk)
{
	u64 net = sock_net(sk)->net_cookie;

	if (bound_to_any(sk))
		return NULL;
	if (bound_to_ip6(sk))
		return address_owner6(net, &sk->sk_v6_rcv_saddr);
	return address_owner4(net, sk->sk_rcv_saddr);
}

/*
 * A wildcard of one side does not mean the addresses of another. Who binds is
 * current: on the host it is on the host's side, whatever address it asks for,
 * so that nobody there gets past another's wildcard by way of a jail's address.
 */
static bool other_side(const struct sock *sk, const struct sock *sk2)
{
	const struct jail *binder;

	if (!bound_to_any(sk) && !bound_to_any(sk2))
		return false;
	guard(rcu)();
	binder = jail_current() ? side(sk) : NULL;
	return binder != side(sk2);
}

/* The jail whose wildcard a socket has. RCU. */
static const struct jail *all_of(const struct sock *sk)
{
	__be32 wildcard = bound_to_all(sk);

	return wildcard ? address_owner4(sock_net(sk)->net_cookie, wildcard) :
			  NULL;
}

static bool has_ip4(const struct sock *sk)
{
	return sk->sk_family == AF_INET || !ipv6_only_sock(sk);
}

static bool share(const struct jail *a, const struct jail *b, bool ip4,
		  bool ip6)
{
	unsigned int i;

	for (i = 0; ip4 && i < jail_own(a)->ip4.count; i++)
		if (jail_ip4s_have(&jail_own(b)->ip4, jail_own(a)->ip4.ip[i]))
			return true;
	for (i = 0; ip6 && i < jail_own(a)->ip6.count; i++)
		if (jail_ip6s_have(&jail_own(b)->ip6, &jail_own(a)->ip6.ip[i]))
			return true;
	return false;
}

/* One has all addresses of a jail, the other one address. */
static bool has_one(const struct jail *jail, const struct sock *all,
		    const struct sock *one)
{
	if (bound_to_ip6(one))
		return all->sk_family == AF_INET6 &&
		       jail_owns_ip6(jail, &one->sk_v6_rcv_saddr);
	return has_ip4(all) && jail_owns_ip4(jail, one->sk_rcv_saddr);
}

/* Does a jail's wildcard make these two meet? One of them has it. RCU. */
static bool meet(const struct sock *sk, const struct sock *sk2)
{
	const struct jail *a = all_of(sk), *b = all_of(sk2);

	if (a && b)
		return share(a, b, has_ip4(sk) && has_ip4(sk2),
			     sk->sk_family == AF_INET6 &&
			     sk2->sk_family == AF_INET6);
	if (a)
		return has_one(a, sk, sk2);
	return b && has_one(b, sk2, sk);
}

/* As the kernel has it for sockets that have the same address. */
static bool excludes(const struct sock *sk, const struct sock *sk2, int relax,
		     int reuseport_ok)
{
	int device = READ_ONCE(sk2->sk_bound_dev_if);

	if (sk == sk2)
		return false;
	if (sk->sk_bound_dev_if && device && sk->sk_bound_dev_if != device)
		return false;
	if (relax && sk->sk_reuse && sk2->sk_reuse &&
	    sk2->sk_state != TCP_LISTEN)
		return false;
	return !reuseport_ok || !sk->sk_reuseport || !sk2->sk_reuseport ||
	       (sk2->sk_state != TCP_TIME_WAIT &&
		!uid_eq(compat_sock_uid(sk), compat_sock_uid(sk2)));
}

/**
 * port_is_rival() - may two sockets of UDP not have one port, for the sake of a
 *	jail's wildcard?
 * @sk: who asks for it
 * @sk2: who has it
 *
 * Context: RCU read side.
 */
bool port_is_rival(const struct sock *sk, const struct sock *sk2)
{
	return !bound_to_any(sk) && !bound_to_any(sk2) && meet(sk, sk2) &&
	       excludes(sk, sk2, true, true);
}

/*
 * Among sockets of the same address the kernel may ask nothing else. Those of a
 * jail's wildcard need not meet: one for IPv4, the other for IPv6 alone.
 */
int jail_inet_bind_conflict(const struct sock *sk, struct sock *sk2)
{
	if (other_side(sk, sk2))
		return JAIL_RETURN_ZERO;
	if (!bound_to_all(sk) || !bound_to_all(sk2))
		return 0;
	guard(rcu)();
	return meet(sk, sk2) ? 0 : JAIL_RETURN_ZERO;
}

/*
 * Without wildcards it is asked who may share a port by SO_REUSEPORT: those of
 * one family, as with the machine's wildcard.
 */
int jail_inet_rcv_saddr_equal(const struct sock *sk, const struct sock *sk2,
			      bool match_wildcard)
{
	bool yes;

	if (!bound_to_all(sk) && !bound_to_all(sk2))
		return match_wildcard && other_side(sk, sk2) ?
		       JAIL_RETURN_ZERO : 0;
	if (bound_to_any(sk) || bound_to_any(sk2))
		return match_wildcard && !other_side(sk, sk2) ?
		       JAIL_RETURN_TRUE : JAIL_RETURN_ZERO;
	guard(rcu)();
	if (match_wildcard)
		yes = meet(sk, sk2);
	else
		yes = bound_to_all(sk) == bound_to_all(sk2) &&
		      sk->sk_family == sk2->sk_family;
	return yes ? JAIL_RETURN_TRUE : JAIL_RETURN_ZERO;
}

static noinline int look_among(const struct sock *sk,
			       const struct inet_bind_bucket *tb, int relax,
			       int reuseport_ok)
{
	struct sock *sk2;

	guard(rcu)();
	compat_for_each_bound(sk2, tb) {
		if (bound_to_any(sk) || bound_to_any(sk2) || !meet(sk, sk2))
			continue;
		if (excludes(sk, sk2, relax, reuseport_ok))
			return JAIL_RETURN_TRUE;
	}
	return 0;
}

static __always_inline bool has_all(const struct inet_bind_bucket *tb)
{
	const struct sock *sk;

	compat_for_each_bound(sk, tb)
		if (bound_to_all(sk))
			return true;
	return false;
}

/*
 * The kernel looks among those of the same address. Where a jail's wildcard
 * is, so may be others of the port. The caller holds the bucket's lock.
 */
int jail_inet_csk_bind_conflict(const struct sock *sk,
				const struct inet_bind_bucket *tb,
				const struct inet_bind2_bucket *tb2,
				int relax, int reuseport_ok)
{
	if (likely(!bound_to_all(sk) && !has_all(tb)))
		return 0;
	return look_among(sk, tb, relax, reuseport_ok);
}

/* The kernel's memory of a port speaks of one side: is there another? */
static bool is_shared(const struct sock *sk, const struct inet_bind_bucket *tb)
{
	const struct sock *sk2;

	guard(rcu)();
	if (side(sk))
		return true;
	/* Then it remembers no more than that there is no short cut. */
	if (!sk->sk_reuseport)
		return false;
	compat_for_each_bound(sk2, tb)
		if (side(sk2))
			return true;
	return false;
}

/*
 * For SO_REUSEPORT the kernel remembers who was let in last, and asks nobody
 * when the same user comes again. Whom that one met was not all there are if
 * some are on another side, so each who comes is compared with each who is
 * there. The caller holds the bucket's lock; @tb2 is there on some kernels only.
 */
#ifdef MODULE
int jail_inet_csk_update_fastreuse(compat_fastreuse_first *first,
				   compat_fastreuse_second *second,
				   struct inet_bind2_bucket *tb2)
{
	struct inet_bind_bucket *tb = compat_fastreuse_tb(first, second);
	const struct sock *sk = compat_fastreuse_sk(first, second);

	/* Of who shares nothing it remembers that there is no short cut. */
	if (likely(port_is_private(sk)))
		return 0;
	if (likely(!is_shared(sk, tb)))
		return 0;
	compat_no_fastreuse(tb, tb2);
	return JAIL_RETURN_ZERO;
}
#else /* Built in, who asks also forgets. */
int jail_inet_csk_update_fastreuse(const struct sock *sk,
				   const struct inet_bind_bucket *tb)
{
	return likely(!is_shared(sk, tb)) ? 0 : JAIL_RETURN_TRUE;
}
#endif
