// SPDX-License-Identifier: GPL-2.0
/*
 * From which ports the kernel picks for a jail. Nothing is counted and nothing
 * locked: a jail that uses its share up finds no port, and nobody else notices.
 */
#include <linux/random.h>
#include <net/inet_connection_sock.h>
#include <net/ip.h>

#include "compat/bound.h"
#include "hooks.h"
#include "reach.h"

int jail_inet_sk_get_local_port_range(struct jail *jail, const struct sock *sk)
{
	return reach_limited(jail) ? JAIL_RETURN_INSTEAD : 0;
}

bool jail_inet_sk_get_local_port_range_instead(const struct sock *sk, int *low,
					       int *high)
{
	bool own = compat_local_port_range(sk, low, high);
	struct jail_ports share = reach_share(jail_current());

	if (!share.first)
		return own;
	/* What the socket or the machine asks for counts, as far as it can. */
	if (*low > share.last || *high < share.first) {
		*low = share.first;
		*high = share.last;
	} else {
		*low = max_t(int, *low, share.first);
		*high = min_t(int, *high, share.last);
	}
	/* Every port of it, as of a range that the socket has. */
	return true;
}

/* As the kernel picks: what others may share as well is taken all the same. */
static int try_port(struct sock *sk, unsigned short port)
{
	unsigned char reuse = sk->sk_reuse, reuseport = sk->sk_reuseport;
	int err;

	sk->sk_reuse = SK_NO_REUSE;
	sk->sk_reuseport = 0;
	err = inet_csk_get_port(sk, port);
	sk->sk_reuse = reuse;
	sk->sk_reuseport = reuseport;
	return err;
}

/**
 * ephemeral_take() - have a TCP socket bound to a port of a share
 * @sk: the socket, locked
 * @share: the share
 *
 * Where the kernel does this it has the range at hand and asks for none.
 *
 * Return: 0, or -EADDRINUSE if all are taken.
 */
int ephemeral_take(struct sock *sk, const struct jail_ports *share)
{
	unsigned int count = share->last - share->first + 1, i;
	unsigned int start = get_random_u32() % count;
	unsigned int port;
	int err;

	for (i = 0; i < count; i++) {
		port = share->first + (start + i) % count;
		if (inet_is_local_reserved_port(sock_net(sk), port))
			continue;
		err = try_port(sk, port);
		if (err != -EADDRINUSE)
			return err;
	}
	return -EADDRINUSE;
}
