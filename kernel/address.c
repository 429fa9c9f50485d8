// SPDX-License-Identifier: GPL-2.0
/*
 * Which jail an address of the machine is given to. A jail may share an
 * address only with jails above and below it; the topmost one owns it, so all
 * of them are one side when two sockets compete for a port.
 */
#include <linux/inetdevice.h>
#include <linux/notifier.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/ipv6.h>

#include "address.h"
#include "registry.h"

/* Of fixed size and place, as who looks up a listener looks here first. */
struct hlist_head address_table[1 << ADDRESS_BITS];

#define ONE_EPOCH	BIT_ULL(32)

atomic64_t address_epoch = ATOMIC64_INIT(ONE_EPOCH);

/**
 * address_changed() - what was found right of a source need not be any more
 *
 * To be called when all who ask from now on see the change.
 */
void address_changed(void)
{
	/* Ordered: who settles something has read the epoch first. */
	atomic64_add_return(2 * ONE_EPOCH, &address_epoch);
}

static int machine_changed(struct notifier_block *nb, unsigned long event,
			   void *ifa)
{
	address_changed();
	return NOTIFY_DONE;
}

static struct notifier_block notifier4 = { .notifier_call = machine_changed };
static struct notifier_block notifier6 = { .notifier_call = machine_changed };

/** address_init() - hear of the machine's addresses; may sleep */
int address_init(void)
{
	int err = register_inetaddr_notifier(&notifier4);

	if (err)
		return err;
	err = register_inet6addr_notifier(&notifier6);
	if (err)
		unregister_inetaddr_notifier(&notifier4);
	return err;
}

#ifdef MODULE
/** address_exit() - and no more */
void address_exit(void)
{
	unregister_inet6addr_notifier(&notifier6);
	unregister_inetaddr_notifier(&notifier4);
}
#endif

static bool shallower(const struct jail *jail, const struct jail *best)
{
	return !best || jail->depth < best->depth;
}

/**
 * address_owner4() - the topmost jail that has an IPv4 address
 * @net: cookie of the network namespace
 * @ip: the address
 *
 * Context: RCU read side, or registry_lock.
 * Return: the jail, only to be compared; NULL if no jail has it.
 */
const struct jail *address_owner4(u64 net, __be32 ip)
{
	const struct jail *best = NULL;
	struct jail_address *entry;

	hlist_for_each_entry_rcu(entry, address_bucket4(ip), node,
				 registry_locked())
		if (entry->family == AF_INET && entry->ip4 == ip &&
		    entry->jail->net == net && shallower(entry->jail, best))
			best = entry->jail;
	return best;
}

/**
 * address_owner6() - the topmost jail that has an IPv6 address
 * @net: cookie of the network namespace
 * @ip: the address
 *
 * Context: RCU read side, or registry_lock.
 * Return: the jail, only to be compared; NULL if no jail has it.
 */
const struct jail *address_owner6(u64 net, const struct in6_addr *ip)
{
	const struct jail *best = NULL;
	struct jail_address *entry;

	hlist_for_each_entry_rcu(entry, address_bucket6(ip), node,
				 registry_locked())
		if (entry->family == AF_INET6 &&
		    ipv6_addr_equal(&entry->ip6, ip) &&
		    entry->jail->net == net && shallower(entry->jail, best))
			best = entry->jail;
	return best;
}

/**
 * address_within4() - does a jail, or one below it, have an IPv4 address?
 * @net: cookie of the network namespace
 * @ip: the address
 * @jail: which
 *
 * Context: RCU read side, or registry_lock.
 */
bool address_within4(u64 net, __be32 ip, const struct jail *jail)
{
	const struct jail_address *entry;

	hlist_for_each_entry_rcu(entry, address_bucket4(ip), node,
				 registry_locked())
		if (entry->family == AF_INET && entry->ip4 == ip &&
		    entry->jail->net == net && jail_within(entry->jail, jail))
			return true;
	return false;
}

/**
 * address_within6() - does a jail, or one below it, have an IPv6 address?
 * @net: cookie of the network namespace
 * @ip: the address
 * @jail: which
 *
 * Context: RCU read side, or registry_lock.
 */
bool address_within6(u64 net, const struct in6_addr *ip,
		     const struct jail *jail)
{
	const struct jail_address *entry;

	hlist_for_each_entry_rcu(entry, address_bucket6(ip), node,
				 registry_locked())
		if (entry->family == AF_INET6 &&
		    ipv6_addr_equal(&entry->ip6, ip) &&
		    entry->jail->net == net && jail_within(entry->jail, jail))
			return true;
	return false;
}

/**
 * address_find4() - a jail that has an IPv4 address
 * @net: cookie of the network namespace
 * @ip: the address
 * @after: the entry that was found before, NULL to begin
 *
 * Context: RCU read side.
 * Return: the entry; NULL if there is no other. Most often there is one.
 */
const struct jail_address *address_find4(u64 net, __be32 ip,
					 const struct jail_address *after)
{
	struct jail_address *entry;

	hlist_for_each_entry_rcu(entry, address_bucket4(ip), node) {
		if (after) {
			if (entry == after)
				after = NULL;
		} else if (entry->family == AF_INET && entry->ip4 == ip &&
			   entry->jail->net == net) {
			return entry;
		}
	}
	return NULL;
}

/**
 * address_find6() - a jail that has an IPv6 address
 * @net: cookie of the network namespace
 * @ip: the address
 * @after: the entry that was found before, NULL to begin
 *
 * Context: RCU read side.
 * Return: the entry; NULL if there is no other.
 */
const struct jail_address *address_find6(u64 net, const struct in6_addr *ip,
					 const struct jail_address *after)
{
	struct jail_address *entry;

	hlist_for_each_entry_rcu(entry, address_bucket6(ip), node) {
		if (after) {
			if (entry == after)
				after = NULL;
		} else if (entry->family == AF_INET6 &&
			   ipv6_addr_equal(&entry->ip6, ip) &&
			   entry->jail->net == net) {
			return entry;
		}
	}
	return NULL;
}

/**
 * address_looped4() - the jail whose loopback an IPv4 address is
 * @net: cookie of the network namespace
 * @ip: the address
 *
 * Context: RCU read side, or registry_lock.
 * Return: the jail; NULL if it is no jail's.
 */
const struct jail *address_looped4(u64 net, __be32 ip)
{
	const struct jail *jail;

	if (likely(!address_maybe_loopback4(ip)))
		return NULL;
	jail = address_owner4(net, ip);
	return jail && jail->conf.ip4_loopback == ip ? jail : NULL;
}

/**
 * address_looped6() - the jail whose loopback an IPv6 address is
 * @net: cookie of the network namespace
 * @ip: the address
 *
 * Context: RCU read side, or registry_lock.
 * Return: the jail; NULL if it is no jail's.
 */
const struct jail *address_looped6(u64 net, const struct in6_addr *ip)
{
	const struct jail *jail;

	if (likely(!address_maybe_loopback6(ip)))
		return NULL;
	jail = address_owner6(net, ip);
	return jail && jail_is_loopback6(&jail->conf, ip) ? jail : NULL;
}

static void fill4(struct jail_own *own, struct jail *jail, __be32 ip)
{
	own->entry[own->count++] = (struct jail_address){
		.jail = jail, .family = AF_INET, .ip4 = ip,
	};
}

static void fill6(struct jail_own *own, struct jail *jail,
		  const struct in6_addr *ip)
{
	own->entry[own->count++] = (struct jail_address){
		.jail = jail, .family = AF_INET6, .ip6 = *ip,
	};
}

/**
 * address_alloc() - addresses of a jail that nobody can find yet
 * @ip4: of IPv4
 * @ip6: of IPv6
 *
 * Context: may sleep.
 * Return: they, or NULL.
 */
struct jail_own *address_alloc(const struct jail_ip4s *ip4,
			       const struct jail_ip6s *ip6)
{
	/* And two loopbacks, and the wildcard. */
	unsigned int count = ip4->count + ip6->count + 3;
	struct jail_own *own;

	own = kzalloc(struct_size(own, entry, count), GFP_KERNEL_ACCOUNT);
	if (!own)
		return NULL;
	own->ip4 = *ip4;
	own->ip6 = *ip6;
	return own;
}

/* All of them, loopbacks and wildcard. */
static void enter(struct jail *jail, struct jail_own *own)
{
	unsigned int i;

	if (jail->conf.vnet)
		return;
	for (i = 0; i < own->ip4.count; i++)
		fill4(own, jail, own->ip4.ip[i]);
	for (i = 0; i < own->ip6.count; i++)
		fill6(own, jail, &own->ip6.ip[i]);
	if (own->ip4.count)
		fill4(own, jail, jail->conf.ip4_loopback);
	if (own->ip6.count)
		fill6(own, jail, &jail->conf.ip6_loopback);
	if (own->count)
		fill4(own, jail, jail->wildcard);
	for (i = 0; i < own->count; i++)
		hlist_add_head_rcu(&own->entry[i].node,
				   own->entry[i].family == AF_INET ?
				   address_bucket4(own->entry[i].ip4) :
				   address_bucket6(&own->entry[i].ip6));
}

static void leave(struct jail_own *own)
{
	unsigned int i;

	for (i = 0; i < own->count; i++)
		hlist_del_init_rcu(&own->entry[i].node);
}

static struct jail_own *own_locked(struct jail *jail)
{
	return rcu_dereference_protected(jail->own, registry_locked());
}

/* Those of its number, where no other has them. */
static bool is_free(const struct jail *jail, u64 jid)
{
	struct in6_addr ip6 = address_loopback6(jid);
	__be32 wildcard = address_wildcard(jid);
	__be32 ip4 = address_loopback4(jid);

	return wildcard && ip4 && !address_owner4(jail->net, wildcard) &&
	       !address_owner4(jail->net, ip4) &&
	       !address_owner6(jail->net, &ip6);
}

/**
 * address_number() - give a new jail the addresses that go with its number
 * @jail: whose; the caller holds registry_lock
 * @jid: the last number that was given
 *
 * Return: the next number whose addresses nobody has.
 */
u64 address_number(struct jail *jail, u64 jid)
{
	struct jail_conf *conf = &jail->conf;

	do
		jid++;
	while (!is_free(jail, jid));
	jail->wildcard = address_wildcard(jid);
	if (conf->ip4.count)
		conf->ip4_loopback = address_loopback4(jid);
	if (conf->ip6.count)
		conf->ip6_loopback = address_loopback6(jid);
	return jid;
}

/**
 * address_add() - enter a new jail's addresses, loopback's and wildcard
 * @jail: whose; the caller holds registry_lock
 */
void address_add(struct jail *jail)
{
	enter(jail, own_locked(jail));
}

/**
 * address_replace() - a jail has other addresses from now on
 * @jail: whose; the caller holds registry_lock
 * @own: of address_alloc()
 *
 * Whoever looks meanwhile finds what the jail had or what it has.
 */
void address_replace(struct jail *jail, struct jail_own *own)
{
	struct jail_own *old = own_locked(jail);

	enter(jail, own);
	rcu_assign_pointer(jail->own, own);
	address_changed();
	leave(old);
	kfree_rcu(old, rcu);
}

/**
 * address_remove() - take a dead jail's addresses out
 * @jail: whose; the caller holds registry_lock
 */
void address_remove(struct jail *jail)
{
	leave(own_locked(jail));
}
