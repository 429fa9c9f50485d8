/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which jail an address of the machine is given to.
 */
#ifndef _JAIL_ADDRESS_H
#define _JAIL_ADDRESS_H

#include <linux/hash.h>
#include <linux/in.h>
#include <linux/list.h>
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

/**
 * address_loopback4() - the 127.x.y.z of a jail
 * @jid: the jail's number
 *
 * In 127.128.0.0/9, which leaves what people use by hand to the host.
 *
 * Return: the address; 0: a jail of that number would have none.
 */
static inline __be32 address_loopback4(u64 jid)
{
	u32 low = jid & 0x7fffff;

	return low && low != 0x7fffff ? htonl(0x7f800000 | low) : 0;
}

/** address_maybe_loopback4() - may an address be some jail's loopback? */
static inline bool address_maybe_loopback4(__be32 ip)
{
	return (ip & htonl(0xff800000)) == htonl(0x7f800000);
}

/** address_loopback6() - what a jail has for ::1, in fd6a:6169:6c00::/64 */
static inline struct in6_addr address_loopback6(u64 jid)
{
	return (struct in6_addr){ .s6_addr32 = {
		htonl(JAIL_LOOPBACK6 >> 32), htonl(JAIL_LOOPBACK6 & U32_MAX),
		htonl(jid >> 32), htonl((u32)jid),
	} };
}

/** address_maybe_loopback6() - may an address be some jail's loopback? */
static inline bool address_maybe_loopback6(const struct in6_addr *ip)
{
	return ip->s6_addr32[0] == htonl(JAIL_LOOPBACK6 >> 32) &&
	       ip->s6_addr32[1] == htonl(JAIL_LOOPBACK6 & U32_MAX);
}

/** ADDRESS_BITS - log2 of the number of buckets */
#define ADDRESS_BITS	14

extern struct hlist_head address_table[1 << ADDRESS_BITS];

/** address_bucket4() - where an IPv4 address is, if it is some jail's */
static __always_inline struct hlist_head *address_bucket4(__be32 ip)
{
	return &address_table[hash_32((__force u32)ip, ADDRESS_BITS)];
}

/** address_bucket6() - where an IPv6 address is, if it is some jail's */
static __always_inline struct hlist_head *
address_bucket6(const struct in6_addr *ip)
{
	return &address_table[hash_32(ipv6_addr_hash(ip), ADDRESS_BITS)];
}

/**
 * address_maybe4() - may some jail have an IPv4 address?
 * @ip: the address
 *
 * Any context. False is certain; costs next to nothing, and no more with many
 * jails.
 */
static __always_inline bool address_maybe4(__be32 ip)
{
	return !hlist_empty(address_bucket4(ip));
}

/** address_maybe6() - likewise, of IPv6 */
static __always_inline bool address_maybe6(const struct in6_addr *ip)
{
	return !hlist_empty(address_bucket6(ip));
}

/*
 * In the upper half, what is true now of addresses and limits; it changes when
 * they do. Odd, and so never 0.
 */
extern atomic64_t address_epoch;

int address_init(void);
void address_exit(void);
void address_changed(void);

const struct jail *address_looped4(u64 net, __be32 ip);
const struct jail *address_looped6(u64 net, const struct in6_addr *ip);
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
u64 address_number(struct jail *jail, u64 jid);
void address_add(struct jail *jail);
void address_replace(struct jail *jail, struct jail_own *own);
void address_remove(struct jail *jail);

#endif /* _JAIL_ADDRESS_H */
