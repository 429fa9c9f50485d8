// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of the machine's addresses and interfaces: a jail on a stack that it
 * shares finds in them its own addresses and those of the jails below it, so
 * that a program that binds to all it finds can. Interfaces keep their names.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/uaccess.h>

#include "address.h"
#include "audit.h"
#include "hooks.h"
#include "netaddr.h"

/**
 * netaddr_shown4() - is an address on an interface shown to a jail?
 * @jail: which
 * @ifa: the address
 *
 * Context: any.
 */
bool netaddr_shown4(const struct jail *jail, const struct in_ifaddr *ifa)
{
	u64 net = dev_net(ifa->ifa_dev->dev)->net_cookie;

	if (jail->conf.vnet || jail->conf.ip4_mode == JAIL_IP_INHERIT)
		return true;
	guard(rcu)();
	return address_within4(net, ifa->ifa_local, jail);
}

/**
 * netaddr_shown6() - is an address on an interface shown to a jail?
 * @jail: which
 * @ifa: the address
 *
 * Context: any.
 */
bool netaddr_shown6(const struct jail *jail, const struct inet6_ifaddr *ifa)
{
	u64 net = dev_net(ifa->idev->dev)->net_cookie;

	if (jail->conf.vnet || jail->conf.ip6_mode == JAIL_IP_INHERIT)
		return true;
	guard(rcu)();
	return address_within6(net, &ifa->addr, jail);
}

/* A part of a netlink answer that is left out: nothing is written. */
static int leave_out(struct jail *jail)
{
	jail_skip(jail);
	return JAIL_RETURN_ZERO;
}

int jail_inet_fill_ifaddr(struct jail *jail, struct sk_buff *skb,
			  const struct in_ifaddr *ifa)
{
	return netaddr_shown4(jail, ifa) ? 0 : leave_out(jail);
}

int jail_inet6_fill_ifaddr(struct jail *jail, struct sk_buff *skb,
			   const struct inet6_ifaddr *ifa)
{
	return netaddr_shown6(jail, ifa) ? 0 : leave_out(jail);
}

/* How much passed an interface: 64 and 32 bits wide */
int jail_rtnl_fill_stats(struct jail *jail, struct sk_buff *skb)
{
	return jail->conf.vnet ? 0 : leave_out(jail);
}

/* Likewise for IPv6, with its settings */
int jail_inet6_fill_ifla6_attrs(struct jail *jail, struct sk_buff *skb)
{
	return jail->conf.vnet ? 0 : leave_out(jail);
}

/*
 * Whole lists that are empty in a jail. A dump that answers 0 has come to its
 * end, and the kernel says so to the asker.
 */
int jail_inet_dump_fib(struct jail *jail, struct sk_buff *skb)
{
	return jail->conf.vnet ? 0 : leave_out(jail);
}

int jail_inet6_dump_fib(struct jail *jail, struct sk_buff *skb)
{
	return jail->conf.vnet ? 0 : leave_out(jail);
}

int jail_neigh_dump_info(struct jail *jail, struct sk_buff *skb)
{
	return jail->conf.vnet ? 0 : leave_out(jail);
}

/* What every family has of something; addresses are judged one by one. */
int jail_rtnl_dump_all(struct jail *jail, struct sk_buff *skb,
		       struct netlink_callback *cb)
{
	if (jail->conf.vnet || cb->nlh->nlmsg_type == RTM_GETADDR)
		return 0;
	return leave_out(jail);
}

/* SIOCGIFCONF asks interface by interface. */
int jail_inet_gifconf(struct jail *jail, struct net_device *dev)
{
	return jail->conf.vnet ? 0 : JAIL_RETURN_INSTEAD;
}

static bool put_address(char __user *to, int size, const struct in_ifaddr *ifa)
{
	struct ifreq ifr = { };
	struct sockaddr_in *in = (struct sockaddr_in *)&ifr.ifr_addr;

	strscpy(ifr.ifr_name, ifa->ifa_label, sizeof(ifr.ifr_name));
	in->sin_family = AF_INET;
	in->sin_addr.s_addr = ifa->ifa_local;
	return !copy_to_user(to, &ifr, size);
}

/* The acting task is in a jail and holds the rtnl mutex. */
int jail_inet_gifconf_instead(struct net_device *dev, char __user *buf,
			      int len, int size)
{
	const struct in_device *in_dev = __in_dev_get_rtnl(dev);
	struct jail *jail = jail_current();
	const struct in_ifaddr *ifa;
	int done = 0;

	if (!in_dev || WARN_ON_ONCE(size > (int)sizeof(struct ifreq)))
		return 0;
	in_dev_for_each_ifa_rtnl(ifa, in_dev) {
		if (!netaddr_shown4(jail, ifa)) {
			jail_skip(jail);
			continue;
		}
		if (buf && len - done < size)
			break;
		if (buf && !put_address(buf + done, size, ifa))
			return -EFAULT;
		done += size;
	}
	return done;
}

/* The jail's first address of that interface or label; RCU read side */
static const struct in_ifaddr *first_shown(const struct jail *jail,
					   struct net *net, const char *label)
{
	const struct in_device *in_dev;
	const struct net_device *dev;
	const struct in_ifaddr *ifa;
	char name[IFNAMSIZ];

	strscpy(name, label, sizeof(name));
	strreplace(name, ':', '\0');
	dev = dev_get_by_name_rcu(net, name);
	in_dev = dev ? __in_dev_get_rcu(dev) : NULL;
	if (!in_dev)
		return NULL;
	in_dev_for_each_ifa_rcu(ifa, in_dev)
		if (!strcmp(ifa->ifa_label, label) && netaddr_shown4(jail, ifa))
			return ifa;
	return NULL;
}

static __be32 address_asked(unsigned int cmd, const struct in_ifaddr *ifa)
{
	switch (cmd) {
	case SIOCGIFBRDADDR:
		return ifa->ifa_broadcast;
	case SIOCGIFDSTADDR:
		return ifa->ifa_address;
	case SIOCGIFNETMASK:
		return ifa->ifa_mask;
	default:
		return ifa->ifa_local;
	}
}

/*
 * The address of an interface, and what goes with it: of the jail's first one
 * there. As on an interface without any, it has none if the jail has none.
 */
static int get_address(struct jail *jail, struct net *net, unsigned int cmd,
		       struct ifreq *ifr)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&ifr->ifr_addr;
	const struct in_ifaddr *ifa;

	ifr->ifr_name[IFNAMSIZ - 1] = '\0';
	guard(rcu)();
	ifa = first_shown(jail, net, ifr->ifr_name);
	if (!ifa) {
		jail_skip(jail);
		return -EADDRNOTAVAIL;
	}
	*in = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = address_asked(cmd, ifa),
	};
	return JAIL_RETURN_ZERO;
}

int jail_devinet_ioctl(struct jail *jail, struct net *net, unsigned int cmd,
		       struct ifreq *ifr)
{
	if (jail->conf.vnet || jail->conf.ip4_mode == JAIL_IP_INHERIT)
		return 0;
	switch (cmd) {
	case SIOCGIFADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFDSTADDR:
	case SIOCGIFNETMASK:
		return get_address(jail, net, cmd, ifr);
	default:
		return 0;
	}
}
