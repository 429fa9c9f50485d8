// SPDX-License-Identifier: GPL-2.0
/*
 * Which ports a jail may take, and where it may send. Judged where the kernel
 * takes a port and where it asks for a route, from what it has by then: by
 * whichever call an address came, there is no other way, and what is connected
 * already comes here no more.
 *
 * A jail's limits and those of all jails above it hold.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <net/inet_sock.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/tcp_states.h>

#include "audit.h"
#include "bound.h"
#include "reach.h"

#define PORT_MAX	65535

static bool may_bind(const struct jail *jail, const struct jail_rule *want)
{
	const struct jail_reach *reach;

	for (; jail; jail = jail_parent(jail)) {
		reach = rcu_dereference(jail->reach);
		if (reach && !jail_rules_cover(&reach->bind, want))
			return false;
	}
	return true;
}

static bool may_send(const struct jail *jail, const struct jail_rule *want)
{
	const struct jail_reach *reach;

	for (; jail; jail = jail_parent(jail)) {
		reach = rcu_dereference(jail->reach);
		if (reach && !jail_rules_cover(&reach->connect, want))
			return false;
	}
	return true;
}

/**
 * reach_share() - the ports that the kernel may pick from for a jail
 * @jail: whose
 *
 * Context: any.
 * Return: the range; its first is 0 if there is no limit.
 */
struct jail_ports reach_share(const struct jail *jail)
{
	const struct jail_reach *reach;

	guard(rcu)();
	for (; jail; jail = jail_parent(jail)) {
		reach = rcu_dereference(jail->reach);
		if (reach && reach->ephemeral.first)
			return reach->ephemeral;
	}
	return (struct jail_ports){};
}

static bool is_listed(const struct jail *jail)
{
	const struct jail_reach *reach;

	for (; jail; jail = jail_parent(jail)) {
		reach = rcu_dereference(jail->reach);
		if (reach && reach->bind.limited)
			return true;
	}
	return false;
}

/*
 * One that is asked for, of those the kernel picks from: who took others than
 * its share's would have the kernel find none for its neighbours. What a list
 * has was given by name.
 */
static bool is_others(const struct jail *jail, const struct sock *sk,
		      unsigned int port)
{
	struct jail_ports share = reach_share(jail);
	int low, high;

	if (!share.first || (port >= share.first && port <= share.last))
		return false;
	inet_get_local_port_range(sock_net(sk), &low, &high);
	return port >= low && port <= high && !is_listed(jail);
}

static struct jail_rule rule4(__be32 ip, unsigned int prefix,
			      const struct jail_ports *ports)
{
	struct jail_rule rule = {
		.first = ports->first, .last = ports->last,
		.family = AF_INET, .prefix = prefix,
	};

	rule.ip.s6_addr32[0] = ip;
	return rule;
}

static struct jail_rule rule6(const struct in6_addr *ip, unsigned int prefix,
			      const struct jail_ports *ports)
{
	return (struct jail_rule){
		.first = ports->first, .last = ports->last,
		.family = AF_INET6, .prefix = prefix, .ip = *ip,
	};
}

static bool may_bind4(const struct jail *jail, __be32 ip, unsigned int prefix,
		      const struct jail_ports *ports)
{
	struct jail_rule rule = rule4(ip, prefix, ports);

	return may_bind(jail, &rule);
}

static bool may_bind6(const struct jail *jail, const struct in6_addr *ip,
		      unsigned int prefix, const struct jail_ports *ports)
{
	struct jail_rule rule = rule6(ip, prefix, ports);

	return may_bind(jail, &rule);
}

/* A wildcard, which has the port of all that it means. */
static bool may_bind_many(const struct jail *jail, const struct sock *sk,
			  const struct jail_ports *ports)
{
	bool all = bound_to_all(sk);
	bool ip4 = sk->sk_family == AF_INET || !ipv6_only_sock(sk);
	bool ip6 = sk->sk_family == AF_INET6;
	const struct jail_own *own;
	unsigned int i;

	guard(rcu)();
	own = jail_own(jail);
	if (ip4 && !all && !may_bind4(jail, 0, 0, ports))
		return false;
	if (ip6 && !all && !may_bind6(jail, &in6addr_any, 0, ports))
		return false;
	for (i = 0; ip4 && all && i < own->ip4.count; i++)
		if (!may_bind4(jail, own->ip4.ip[i], 32, ports))
			return false;
	for (i = 0; ip6 && all && i < own->ip6.count; i++)
		if (!may_bind6(jail, &own->ip6.ip[i], 128, ports))
			return false;
	return true;
}

static bool may_bind_sock(const struct jail *jail, const struct sock *sk,
			  const struct jail_ports *ports)
{
	if (bound_to_any(sk) || bound_to_all(sk))
		return may_bind_many(jail, sk, ports);
	if (bound_to_ip6(sk))
		return may_bind6(jail, &sk->sk_v6_rcv_saddr, 128, ports);
	return may_bind4(jail, sk->sk_rcv_saddr, 32, ports);
}

static noinline int deny_port(struct jail *jail, const struct sock *sk,
			      unsigned short port)
{
	struct in6_addr ip6 = in6addr_any;
	__be32 ip = 0;

	if (bound_to_ip6(sk))
		return jail_deny_ip6(jail, JAIL_OP_NET_PORT, -EACCES,
				     &sk->sk_v6_rcv_saddr, port);
	if (!bound_to_all(sk))
		ip = sk->sk_rcv_saddr;
	else if (sk->sk_family == AF_INET6)
		return jail_deny_ip6(jail, JAIL_OP_NET_PORT, -EACCES, &ip6,
				     port);
	return jail_deny_ip4(jail, JAIL_OP_NET_PORT, -EACCES, ip, port);
}

/* What is on its loopback nobody else can reach. */
static bool is_inside(const struct jail *jail, const struct sock *sk)
{
	if (bound_to_ip6(sk))
		return jail_is_loopback6(&jail->conf, &sk->sk_v6_rcv_saddr);
	return sk->sk_rcv_saddr &&
	       sk->sk_rcv_saddr == jail->conf.ip4_loopback;
}

/**
 * reach_bind() - may a socket take a port?
 * @jail: the acting task's
 * @sk: the socket, with its address
 * @port: the port, 0 if the kernel picks one
 *
 * One that the kernel picks is good to send from, whatever the list says; who
 * listens on it offers it, as TCP's state tells.
 *
 * Return: 0 or -EACCES.
 */
int reach_bind(struct jail *jail, const struct sock *sk, unsigned short port)
{
	struct jail_ports ports = { port, port };
	int low, high;

	if (is_inside(jail, sk))
		return 0;
	if (!port) {
		if (sk->sk_state != TCP_LISTEN)
			return 0;
		inet_get_local_port_range(sock_net(sk), &low, &high);
		ports = reach_share(jail);
		if (!ports.first)
			ports = (struct jail_ports){ low, high };
	}
	guard(rcu)();
	if (port && is_others(jail, sk, port) && sk->sk_state != TCP_LISTEN)
		return deny_port(jail, sk, port);
	return may_bind_sock(jail, sk, &ports) ? 0 :
						 deny_port(jail, sk, port);
}

/* What has no ports needs an entry without. */
static struct jail_ports ports_to(const struct sock *sk, __be16 port)
{
	if (sk->sk_type != SOCK_RAW && (sk->sk_protocol == IPPROTO_TCP ||
					sk->sk_protocol == IPPROTO_UDP))
		return (struct jail_ports){ ntohs(port), ntohs(port) };
	return (struct jail_ports){ 0, PORT_MAX };
}

/* Where a raw socket's packets go is for themselves to say. */
static unsigned int prefix_to(const struct sock *sk, unsigned int prefix)
{
	return sk->sk_type == SOCK_RAW ? 0 : prefix;
}

/**
 * reach_send4() - may a task send there?
 * @jail: its jail
 * @sk: by this socket
 * @fl4: the question for the route
 *
 * What goes to the jail's own address does not leave it.
 *
 * Return: 0 or -EACCES.
 */
int reach_send4(struct jail *jail, const struct sock *sk,
		const struct flowi4 *fl4)
{
	struct jail_ports ports = ports_to(sk, fl4->fl4_dport);
	struct jail_rule want = rule4(fl4->daddr, prefix_to(sk, 32), &ports);

	if (!reach_opens(sk))
		return 0;
	guard(rcu)();
	if (jail_owns_ip4(jail, fl4->daddr) ||
	    may_send(jail, &want))
		return 0;
	return jail_deny_ip4(jail, JAIL_OP_NET_CONNECT, -EACCES, fl4->daddr,
			     ports.first);
}

static int send_one6(struct jail *jail, const struct sock *sk,
		     const struct in6_addr *ip, __be16 port)
{
	struct jail_ports ports = ports_to(sk, port);
	struct jail_rule want = rule6(ip, prefix_to(sk, 128), &ports);

	guard(rcu)();
	if (jail_owns_ip6(jail, ip) || may_send(jail, &want))
		return 0;
	return jail_deny_ip6(jail, JAIL_OP_NET_CONNECT, -EACCES, ip,
			     ports.first);
}

/**
 * reach_send6() - may a task send there?
 * @jail: its jail
 * @sk: by this socket
 * @fl6: the question for the route
 * @final: with a routing header, the destination behind the first, else NULL
 *
 * Return: 0 or -EACCES.
 */
int reach_send6(struct jail *jail, const struct sock *sk,
		const struct flowi6 *fl6, const struct in6_addr *final)
{
	int err;

	if (!reach_opens(sk))
		return 0;
	err = send_one6(jail, sk, &fl6->daddr, fl6->fl6_dport);
	if (err || !final)
		return err;
	return send_one6(jail, sk, final, fl6->fl6_dport);
}
