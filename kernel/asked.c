// SPDX-License-Identifier: GPL-2.0
/*
 * Sources that a sender asks for, datagram by datagram.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/socket.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/transp_v6.h>

#include "audit.h"
#include "hooks.h"

static int check_asked4(struct jail *jail, __be32 ip)
{
	guard(rcu)();
	if (!ip || jail->conf.ip4_mode != JAIL_IP_NEW ||
	    jail_owns_ip4(jail, ip))
		return 0;
	return jail_deny_ip4(jail, JAIL_OP_NET_SOURCE, -EADDRNOTAVAIL, ip, 0);
}

static int check_asked6(struct jail *jail, const struct in6_addr *ip)
{
	if (ipv6_addr_v4mapped(ip))
		return check_asked4(jail, ip->s6_addr32[3]);
	guard(rcu)();
	if (ipv6_addr_any(ip) || jail->conf.ip6_mode != JAIL_IP_NEW ||
	    jail_owns_ip6(jail, ip))
		return 0;
	return jail_deny_ip6(jail, JAIL_OP_NET_SOURCE, -EADDRNOTAVAIL, ip, 0);
}

/* What is too short the kernel refuses itself. */
static int check_message(struct jail *jail, struct cmsghdr *cmsg)
{
	const struct in6_pktinfo *info6 = CMSG_DATA(cmsg);
	const struct in_pktinfo *info4 = CMSG_DATA(cmsg);

	if (cmsg->cmsg_level == SOL_IP && cmsg->cmsg_type == IP_PKTINFO &&
	    cmsg->cmsg_len >= CMSG_LEN(sizeof(*info4)))
		return check_asked4(jail, info4->ipi_spec_dst.s_addr);
	if (cmsg->cmsg_level == SOL_IPV6 &&
	    (cmsg->cmsg_type == IPV6_PKTINFO ||
	     cmsg->cmsg_type == IPV6_2292PKTINFO) &&
	    cmsg->cmsg_len >= CMSG_LEN(sizeof(*info6)))
		return check_asked6(jail, &info6->ipi6_addr);
	return 0;
}

static int check_messages(struct jail *jail, struct msghdr *msg)
{
	struct cmsghdr *cmsg;
	int err;

	for_each_cmsghdr(cmsg, msg) {
		if (!CMSG_OK(msg, cmsg))
			return 0;
		err = check_message(jail, cmsg);
		if (err)
			return err;
	}
	return 0;
}

int jail_ip_cmsg_send(struct jail *jail, struct sock *sk, struct msghdr *msg)
{
	return check_messages(jail, msg);
}

int jail_ip6_datagram_send_ctl(struct jail *jail, struct net *net,
			       struct sock *sk, struct msghdr *msg)
{
	return check_messages(jail, msg);
}
