/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sources that were found right, so that the same question is answered at once
 * until the machine's or the jail's addresses or its limits change.
 */
#ifndef _JAIL_SETTLE_H
#define _JAIL_SETTLE_H

#include <net/flow.h>

#include "address.h"

/** settle_word() - a source that was found right in an epoch, as one word */
static __always_inline u64 settle_word(u64 epoch, __be32 ip)
{
	return epoch | (__force u32)ip;
}

/** settle_is_current() - was something found right in the epoch that it is? */
static __always_inline bool settle_is_current(u64 settled)
{
	return !((settled ^ atomic64_read(&address_epoch)) >> 32);
}

/**
 * settle_is_plain4() - is the source the only question?
 * @fl4: of a route
 *
 * Not where the destination is localhost, nor where the sender writes the head
 * himself.
 */
static __always_inline bool settle_is_plain4(const struct flowi4 *fl4)
{
	return !(fl4->flowi4_flags & FLOWI_FLAG_KNOWN_NH) && fl4->daddr &&
	       !ipv4_is_loopback(fl4->daddr);
}

/**
 * settle_knows4() - was the same question answered already?
 * @jail: whose
 * @fl4: the question
 *
 * Then there is nothing to change in it, nor to refuse, whoever asks. Any
 * context.
 */
static __always_inline bool settle_knows4(const struct jail *jail,
					  const struct flowi4 *fl4)
{
	u64 epoch = atomic64_read(&address_epoch);

	return READ_ONCE(jail->settled4) == settle_word(epoch, fl4->saddr) &&
	       settle_is_plain4(fl4);
}

/**
 * settle_knows6() - was the same question answered already?
 * @jail: whose
 * @fl6: the question
 * @final: a destination behind the first, or NULL
 *
 * Context: RCU read side, or preemption off.
 */
static __always_inline bool settle_knows6(const struct jail *jail,
					  const struct flowi6 *fl6,
					  const struct in6_addr *final)
{
	u64 settled = READ_ONCE(jail->settled6);
	const struct jail_ip6s *own;
	u32 at = settled;

	if (!settle_is_current(settled))
		return false;
	own = &rcu_dereference_check(jail->own, !preemptible())->ip6;
	return at < own->count && ipv6_addr_equal(&own->ip[at], &fl6->saddr) &&
	       !final && !(fl6->flowi6_flags & FLOWI_FLAG_KNOWN_NH) &&
	       !ipv6_addr_loopback(&fl6->daddr) &&
	       !address_maybe_loopback6(&fl6->daddr);
}

bool settle_is_there4(struct net *net, __be32 ip, const struct net_device *dev);
bool settle_is_there6(struct net *net, const struct in6_addr *ip,
		      const struct net_device *dev);
bool settle4(struct jail *jail, struct net *net, __be32 ip, u64 epoch);
bool settle6(struct jail *jail, struct net *net, const struct in6_addr *ip,
	     u64 epoch);

#endif /* _JAIL_SETTLE_H */
