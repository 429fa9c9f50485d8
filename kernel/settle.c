// SPDX-License-Identifier: GPL-2.0
/*
 * Is a source the machine's? What was found right is written down, one word a
 * jail and family, which is good as long as address_epoch is what it was: it
 * goes on when an address of the machine's comes or goes, and when a jail gets
 * other addresses or limits.
 */
#include <linux/inetdevice.h>
#include <net/addrconf.h>

#include "reach.h"
#include "settle.h"

/**
 * settle_is_there4() - is an IPv4 address the machine's?
 * @net: on this network stack
 * @ip: the address
 * @dev: on this device, or NULL for any
 *
 * Context: any.
 */
bool settle_is_there4(struct net *net, __be32 ip, const struct net_device *dev)
{
	const struct net_device *on;

	guard(rcu)();
	on = __ip_dev_find(net, ip, false);
	return on && (!dev || on == dev);
}

/** settle_is_there6() - likewise, of IPv6 */
bool settle_is_there6(struct net *net, const struct in6_addr *ip,
		      const struct net_device *dev)
{
	return ipv6_chk_addr(net, ip, dev, !!dev);
}

/* Will the machine say so when the address goes, and no route alone has it? RCU. */
static bool is_on4(const struct net_device *dev, __be32 ip)
{
	const struct in_device *in = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in)
		if (ifa->ifa_local == ip)
			return true;
	return false;
}

/**
 * settle4() - is a source there?
 * @jail: the sender's, which may have that source
 * @net: on this network stack
 * @ip: the source
 * @epoch: of address_epoch, from before anything was asked
 *
 * If so, and if nothing else is to be asked of it either, the answer is written
 * down, to be found by settle_knows4().
 *
 * Context: RCU read side.
 */
bool settle4(struct jail *jail, struct net *net, __be32 ip, u64 epoch)
{
	const struct net_device *dev = __ip_dev_find(net, ip, false);

	if (dev && is_on4(dev, ip) && ip != jail->conf.ip4_loopback &&
	    !reach_limited(jail)) {
		WRITE_ONCE(jail->settled4, settle_word(epoch, ip));
		if (jail_own(jail)->ip4.count == 1)
			WRITE_ONCE(jail->only4, settle_word(epoch, ip));
	}
	return dev;
}

/** settle6() - likewise, of IPv6 */
bool settle6(struct jail *jail, struct net *net, const struct in6_addr *ip,
	     u64 epoch)
{
	const struct jail_ip6s *own = &jail_own(jail)->ip6;
	unsigned int i;

	if (!settle_is_there6(net, ip, NULL))
		return false;
	for (i = 0; i < own->count && !reach_limited(jail); i++)
		if (ipv6_addr_equal(&own->ip[i], ip))
			WRITE_ONCE(jail->settled6, epoch | i);
	return true;
}
