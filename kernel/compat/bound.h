/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who holds a port, and the look-ups of who listens on it.
 */
#ifndef _JAIL_COMPAT_BOUND_H
#define _JAIL_COMPAT_BOUND_H

#include <linux/udp.h>
#include <linux/version.h>
#include <net/inet6_hashtables.h>
#include <net/inet_hashtables.h>
#include <net/ip.h>
#include <net/sock.h>
#include <net/udp.h>

/* compat_for_each_bound() - walk a port's sockets; its lock is held */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define compat_for_each_bound(sk, tb) \
	sk_for_each_bound(sk, &(tb)->owners)
#else
#define compat_for_each_bound(sk, tb) \
	for (struct inet_bind2_bucket *tb2_ = \
		     hlist_entry_safe((tb)->bhash2.first, \
				      struct inet_bind2_bucket, bhash_node); \
	     tb2_; \
	     tb2_ = hlist_entry_safe(tb2_->bhash_node.next, \
				     struct inet_bind2_bucket, bhash_node)) \
		sk_for_each_bound(sk, &tb2_->owners)
#endif

/* compat_is_unused() - has nobody a port? Its lock is held */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
static inline bool compat_is_unused(const struct inet_bind_bucket *tb)
{
	return hlist_empty(&tb->owners);
}
#else
/* Who asks has put an entry for its own address there. */
static inline bool compat_is_unused(const struct inet_bind_bucket *tb)
{
	const struct inet_bind2_bucket *tb2 =
		hlist_entry_safe(tb->bhash2.first, struct inet_bind2_bucket,
				 bhash_node);

	return !tb2 || (!tb2->bhash_node.next && hlist_empty(&tb2->owners));
}
#endif

/* compat_local_port_range() - from where to pick; true: the socket has a range */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
static inline bool compat_local_port_range(const struct sock *sk, int *low,
					   int *high)
{
	inet_sk_get_local_port_range(sk, low, high);
	return false;
}
#else
#define compat_local_port_range	inet_sk_get_local_port_range
#endif

/* compat_sock_uid() - who made a socket */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#define compat_sock_uid(sk)	READ_ONCE((sk)->sk_uid)
#else
#define compat_sock_uid(sk)	sk_uid(sk)
#endif

/*
 * compat_no_fastreuse() - what the kernel remembers of a port's sockets, so that
 * it need not ask them all, is forgotten. Arguments have changed places there,
 * and the second bucket has come.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define compat_fastreuse_first	struct inet_bind_bucket
#define compat_fastreuse_second	struct sock
#define compat_fastreuse_tb(first, second)	(first)
#define compat_fastreuse_sk(first, second)	(second)
static_assert(__same_type(inet_csk_update_fastreuse,
			  void (struct inet_bind_bucket *, struct sock *)));

static inline void compat_no_fastreuse(struct inet_bind_bucket *tb,
				       struct inet_bind2_bucket *tb2)
{
	tb->fastreuse = 0;
	tb->fastreuseport = 0;
}
#else
#define compat_fastreuse_first	const struct sock
#define compat_fastreuse_second	struct inet_bind_bucket
#define compat_fastreuse_tb(first, second)	(second)
#define compat_fastreuse_sk(first, second)	(first)
static_assert(__same_type(inet_csk_update_fastreuse,
			  void (const struct sock *, struct inet_bind_bucket *,
				struct inet_bind2_bucket *)));

static inline void compat_no_fastreuse(struct inet_bind_bucket *tb,
				       struct inet_bind2_bucket *tb2)
{
	tb->fastreuse = 0;
	tb->fastreuseport = 0;
	tb2->fastreuse = 0;
	tb2->fastreuseport = 0;
}
#endif

/* Since then a look-up does not change the network namespace. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#define compat_net		struct net
#else
#define compat_net		const struct net
#endif

/*
 * The tables that look-ups were once handed, among the parameters, and among
 * the arguments. UDP's has been found in the namespace since before that.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define COMPAT_HASHINFO_PARAM	struct inet_hashinfo *hashinfo,
#define COMPAT_HASHINFO_ARG	hashinfo,
#define COMPAT_UDP_TABLE_PARAM	struct udp_table *udptable,
#define COMPAT_UDP_TABLE_ARG	udptable,
#define compat_udp_table(net)	udptable
#else
#define COMPAT_HASHINFO_PARAM
#define COMPAT_HASHINFO_ARG
#define COMPAT_UDP_TABLE_PARAM
#define COMPAT_UDP_TABLE_ARG
#define compat_udp_table(net)	((net)->ipv4.udp_table)
#endif

/* compat_udp_table_of() - which table a socket is in; UDP-Lite had its own */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
static inline struct udp_table *compat_udp_table_of(const struct sock *sk)
{
	return sk->sk_prot->h.udp_table;
}
#elif LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
static inline struct udp_table *compat_udp_table_of(const struct sock *sk)
{
	return sk->sk_prot->h.udp_table ?: sock_net(sk)->ipv4.udp_table;
}
#else
static inline struct udp_table *compat_udp_table_of(const struct sock *sk)
{
	return sock_net(sk)->ipv4.udp_table;
}
#endif

#endif /* _JAIL_COMPAT_BOUND_H */
