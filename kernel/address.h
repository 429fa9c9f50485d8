/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which jail an address of the machine is given to.
 */
#ifndef _JAIL_ADDRESS_H
#define _JAIL_ADDRESS_H

#include <linux/in.h>
#include <net/ipv6.h>

#include "jail.h"

/** address_wildcard() - what stands for all addresses of a jail; 0: nothing */
static inline __be32 address_wildcard(u64 jid)
{
	return htonl(jid & 0xffffff);
}

/** address_is_wildcard() - does an address stand for all of some jail's? */
static inline bool address_is_wildcard(__be32 ip)
{
	return ip && !(ip & htonl(0xff000000));
}

const struct jail *address_owner4(u64 net, __be32 ip);
const struct jail *address_owner6(u64 net, const struct in6_addr *ip);
bool address_within4(u64 net, __be32 ip, const struct jail *jail);
bool address_within6(u64 net, const struct in6_addr *ip,
		     const struct jail *jail);
const struct jail_address *address_find4(u64 net, __be32 ip,
					 const struct jail_address *after);
const struct jail_address *address_find6(u64 net, const struct in6_addr *ip,
					 const struct jail_address *after);
struct jail_own *address_alloc(const struct jail_ip4s *ip4,
			       const struct jail_ip6s *ip6);
void address_add(struct jail *jail);
void address_replace(struct jail *jail, struct jail_own *own);
void address_remove(struct jail *jail);

#endif /* _JAIL_ADDRESS_H */
