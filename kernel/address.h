/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which jail an address of the machine is given to.
 */
#ifndef _JAIL_ADDRESS_H
#define _JAIL_ADDRESS_H

#include "jail.h"

const struct jail *address_owner4(u64 net, __be32 ip);
const struct jail *address_owner6(u64 net, const struct in6_addr *ip);
bool address_within4(u64 net, __be32 ip, const struct jail *jail);
bool address_within6(u64 net, const struct in6_addr *ip,
		     const struct jail *jail);
void address_add(struct jail *jail);
void address_remove(struct jail *jail);

#endif /* _JAIL_ADDRESS_H */
