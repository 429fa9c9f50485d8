// SPDX-License-Identifier: GPL-2.0
/*
 * UDP's ports where there are many. Up to ten sockets in a slot of its table the
 * kernel asks each for its address; of more it asks those with the same address
 * and with the machine's wildcard. A jail's wildcard is another address, so it
 * is looked for here, and from it the jail's addresses: as many look-ups as a
 * jail has addresses, however many jails and sockets there are.
 */
#include <net/inet_sock.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/tcp_states.h>
#include <net/udp.h>

#include "bound.h"
#include "compat/bound.h"
#include "hooks.h"
#include "port.h"

/**
 * struct claim - a socket and the port that it asks for
 * @sk: the socket, locked; it has its address
 * @port: not 0
 * @table: where they are
 */
struct claim {
	const struct sock *sk;
	unsigned short port;
	struct udp_table *table;
};

/* Does another have the port in one of the table's slots? */
static bool is_taken_in(const struct claim *claim, u32 hash)
{
	struct udp_hslot *slot = udp_hashslot2(claim->table, hash);
	const struct net *net = sock_net(claim->sk);
	struct sock *sk2;
	bool found = false;

	spin_lock_bh(&slot->lock);
	udp_portaddr_for_each_entry(sk2, &slot->head) {
		found = udp_sk(sk2)->udp_port_hash == claim->port &&
			net_eq(sock_net(sk2), net) &&
			port_is_rival(claim->sk, sk2);
		if (found)
			break;
	}
	spin_unlock_bh(&slot->lock);
	return found;
}

static bool is_taken_at(const struct claim *claim, __be32 ip)
{
	return is_taken_in(claim, ipv4_portaddr_hash(sock_net(claim->sk), ip,
						     claim->port));
}

/* By the wildcard of a jail that has an address, and by the address itself. */
static bool is_taken4(const struct claim *claim, __be32 ip)
{
	u64 net = sock_net(claim->sk)->net_cookie;
	const struct jail_address *entry = NULL;

	while ((entry = address_find4(net, ip, entry)))
		if (is_taken_at(claim, entry->jail->wildcard))
			return true;
	return is_taken_at(claim, ip);
}

static bool is_taken6(const struct claim *claim, const struct in6_addr *ip)
{
	const struct net *net = sock_net(claim->sk);
	const struct jail_address *entry = NULL;

	while ((entry = address_find6(net->net_cookie, ip, entry)))
		if (is_taken_at(claim, entry->jail->wildcard))
			return true;
	return is_taken_in(claim, ipv6_portaddr_hash(net, ip, claim->port));
}

/* Who asks for all addresses of a jail */
static bool is_all_taken(const struct claim *claim, const struct jail *jail)
{
	const struct jail_conf *conf = &jail->conf;
	const struct jail_own *own = jail_own(jail);
	unsigned int i;

	for (i = 0; i < own->ip4.count; i++)
		if (is_taken4(claim, own->ip4.ip[i]))
			return true;
	for (i = 0; i < own->ip6.count; i++)
		if (is_taken6(claim, &own->ip6.ip[i]))
			return true;
	return (own->ip4.count && is_taken4(claim, conf->ip4_loopback)) ||
	       (own->ip6.count && is_taken6(claim, &conf->ip6_loopback));
}

static bool is_taken(const struct claim *claim)
{
	const struct sock *sk = claim->sk;
	__be32 wildcard = bound_to_all(sk);
	const struct jail *jail;

	guard(rcu)();
	if (wildcard) {
		jail = address_owner4(sock_net(sk)->net_cookie, wildcard);
		return jail && is_all_taken(claim, jail);
	}
	if (bound_to_ip6(sk))
		return is_taken6(claim, &sk->sk_v6_rcv_saddr);
	return is_taken4(claim, sk->sk_rcv_saddr);
}

/* The kernel's own, which no module may call by its name. */
static int take_port(struct sock *sk, unsigned short port)
{
#ifdef MODULE
	return sk->sk_prot->get_port(sk, port);
#else
	return sk->sk_family == AF_INET6 ? udp_v6_get_port(sk, port) :
					   udp_v4_get_port(sk, port);
#endif
}

/**
 * udp_take() - have a UDP socket bound to a port
 * @sk: the socket, locked, with its address
 * @port: not 0
 *
 * It is looked before, so that nobody has another's port for a moment, and
 * again afterwards, when who came at the same time can be seen: of two at least
 * one is. Does not sleep.
 *
 * Return: 0, or -EADDRINUSE.
 */
int udp_take(struct sock *sk, unsigned short port)
{
	struct claim claim = {
		.sk = sk, .port = port,
		.table = compat_udp_table_of(sk),
	};
	int err;

	if (is_taken(&claim))
		return -EADDRINUSE;
	err = take_port(sk, port);
	if (err)
		return err;
	/* Each is in the table before it looks. */
	smp_mb();
	if (!is_taken(&claim))
		return 0;
	sk->sk_prot->unhash(sk);
	return -EADDRINUSE;
}

/* Likewise */
static int leave_peer(struct sock *sk, int flags)
{
#ifdef MODULE
	return sk->sk_prot->disconnect(sk, flags);
#else
	return udp_disconnect(sk, flags);
#endif
}

/*
 * Who had all addresses of the jail and was connected has the source that it
 * had then, which is locked for the jail's sake, but no longer in use.
 */
int jail_udp_disconnect(struct sock *sk, int flags)
{
	int err = leave_peer(sk, flags);

	lock_sock(sk);
	if (bound_to_all(sk) && sk->sk_state == TCP_CLOSE) {
		inet_sk(sk)->inet_saddr = 0;
		if (sk->sk_family == AF_INET6)
			inet6_sk(sk)->saddr = in6addr_any;
	}
	release_sock(sk);
	return err;
}
