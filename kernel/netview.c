// SPDX-License-Identifier: GPL-2.0
/*
 * The rows of /proc/net, on a network stack that jails and host share: a jail
 * sees its own sockets and addresses and those of the jails below it. A row
 * that is left out is skipped, not refused. Traffic, routes and neighbours are
 * the machine's.
 */
#include <linux/netdevice.h>
#include <linux/seq_file.h>
#include <net/if_inet6.h>
#include <net/ip6_fib.h>
#include <net/ipv6.h>
#include <net/sock.h>

#include "address.h"
#include "audit.h"
#include "bound.h"
#include "hooks.h"
#include "netaddr.h"

/* For a file's show(): leave this row out. */
static int skip_row(struct jail *jail)
{
	BUILD_BUG_ON(SEQ_SKIP != 1);
	jail_skip(jail);
	return JAIL_RETURN_TRUE;
}

/*
 * Is a socket bound to an address of the jail's? Also good for those that are
 * no more than their addresses: not accepted yet, or closed a moment ago.
 */
static bool owns(const struct jail *jail, const struct sock *sk)
{
	u64 net = sock_net(sk)->net_cookie;

	if (sk->sk_family == AF_INET6 &&
	    !ipv6_addr_v4mapped(&sk->sk_v6_rcv_saddr))
		return address_within6(net, &sk->sk_v6_rcv_saddr, jail);
	return address_within4(net, sk->sk_rcv_saddr, jail);
}

static int show_inet(struct jail *jail, const struct sock *sk)
{
	if (jail->conf.vnet || sk == SEQ_START_TOKEN)
		return 0;
	guard(rcu)();
	return owns(jail, sk) ? 0 : skip_row(jail);
}

/* A socket's own address stands behind the first colon, in hexadecimal. */
static void show_any(struct seq_file *seq, size_t start)
{
	char *end = seq->buf + seq->count;
	char *colon = memchr(seq->buf + start, ':', seq->count - start);
	char *digit;

	for (digit = colon ? colon + 2 : end; digit < end; digit++) {
		if (*digit == ':')
			return;
		*digit = '0';
	}
}

/* Who has all addresses of its jail sees there the wildcard it asked for. */
static void show_own(struct seq_file *seq, void *v, size_t start)
{
	if (v != SEQ_START_TOKEN && sk_fullsock(v) && bound_to_all(v))
		show_any(seq, start);
}

#ifdef MODULE
/* Shows a socket as the file does by itself. */
static int show_bound(struct seq_file *seq, void *v)
{
	struct jail *jail = jail_current();
	const struct sock *sk = v;
	size_t start = seq->count;
	int err;

	if (jail && show_inet(jail, sk))
		return SEQ_SKIP;
	err = seq->op->show(seq, v);
	if (jail)
		show_own(seq, v, start);
	return err;
}

int jail_tcp4_seq_show(struct seq_file *seq, void *v)
{
	return show_bound(seq, v);
}

int jail_tcp6_seq_show(struct seq_file *seq, void *v)
{
	return show_bound(seq, v);
}

int jail_udp4_seq_show(struct seq_file *seq, void *v)
{
	return show_bound(seq, v);
}

int jail_udp6_seq_show(struct seq_file *seq, void *v)
{
	return show_bound(seq, v);
}
#else
int jail_tcp4_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_inet(jail, v);
}

int jail_tcp6_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_inet(jail, v);
}

int jail_udp4_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_inet(jail, v);
}

int jail_udp6_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_inet(jail, v);
}

int jail_sock_seq_shown(struct jail *jail, struct seq_file *seq, void *v,
			size_t start)
{
	show_own(seq, v, start);
	return 0;
}
#endif

int jail_raw_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_inet(jail, v);
}

int jail_raw6_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_inet(jail, v);
}

int jail_ping_v4_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_inet(jail, v);
}

int jail_ping_v6_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_inet(jail, v);
}

/* Who listens, or is connected to itself: the only trace of a maker it has. */
static bool made_inside(const struct jail *jail, struct sock *sk)
{
	struct task_struct *task;
	bool inside;

	spin_lock(&sk->sk_peer_lock);
	task = sk->sk_peer_pid ? pid_task(sk->sk_peer_pid, PIDTYPE_TGID) : NULL;
	inside = task && jail_sees_task(jail, task);
	spin_unlock(&sk->sk_peer_lock);
	return inside;
}

int jail_unix_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	if (jail->conf.vnet || v == SEQ_START_TOKEN)
		return 0;
	guard(rcu)();
	return made_inside(jail, v) ? 0 : skip_row(jail);
}

/* Rows that tell of nobody in a jail, or can't be told apart */
static int show_none(struct jail *jail, const void *v)
{
	return jail->conf.vnet || v == SEQ_START_TOKEN ? 0 : skip_row(jail);
}

int jail_netlink_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_none(jail, v);
}

int jail_packet_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_none(jail, v);
}

int jail_arp_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_none(jail, v);
}

int jail_fib_route_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	return show_none(jail, v);
}

/* This show() is also what tells its walk to go on. */
int jail_ipv6_route_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	struct ipv6_route_iter *iter = seq->private;
	int verdict = show_none(jail, v);

	if (verdict)
		iter->w.leaf = NULL;
	return verdict;
}

int jail_if6_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	const struct inet6_ifaddr *ifa = v;

	return netaddr_shown6(jail, ifa) ? 0 : skip_row(jail);
}

/* Interfaces have names that programs ask for; what passes them is not told. */
int jail_dev_seq_show(struct jail *jail, struct seq_file *seq, void *v)
{
	const struct net_device *dev = v;

	if (jail->conf.vnet || v == SEQ_START_TOKEN)
		return 0;
	seq_printf(seq, "%6s: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n", dev->name);
	return JAIL_RETURN_ZERO;
}
