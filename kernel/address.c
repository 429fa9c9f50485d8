// SPDX-License-Identifier: GPL-2.0
/*
 * Which jail an address of the machine is given to. A jail may share an
 * address only with jails above and below it; the topmost one owns it, so all
 * of them are one side when two sockets compete for a port.
 */
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/rculist.h>
#include <net/ipv6.h>

#include "address.h"
#include "registry.h"

static DEFINE_HASHTABLE(addresses, 10);

static u32 hash4(__be32 ip)
{
	return jhash_1word((__force u32)ip, AF_INET);
}

static u32 hash6(const struct in6_addr *ip)
{
	return jhash(ip, sizeof(*ip), AF_INET6);
}

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

	hash_for_each_possible_rcu(addresses, entry, node, hash4(ip),
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

	hash_for_each_possible_rcu(addresses, entry, node, hash6(ip),
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

	hash_for_each_possible_rcu(addresses, entry, node, hash4(ip),
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

	hash_for_each_possible_rcu(addresses, entry, node, hash6(ip),
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

	hash_for_each_possible_rcu(addresses, entry, node, hash4(ip)) {
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

	hash_for_each_possible_rcu(addresses, entry, node, hash6(ip)) {
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

static void add4(struct jail *jail, __be32 ip)
{
	struct jail_address *entry = &jail->addresses[jail->address_count++];

	*entry = (struct jail_address){
		.jail = jail, .family = AF_INET, .ip4 = ip,
	};
	hash_add_rcu(addresses, &entry->node, hash4(ip));
}

static void add6(struct jail *jail, const struct in6_addr *ip)
{
	struct jail_address *entry = &jail->addresses[jail->address_count++];

	*entry = (struct jail_address){
		.jail = jail, .family = AF_INET6, .ip6 = *ip,
	};
	hash_add_rcu(addresses, &entry->node, hash6(ip));
}

/**
 * address_add() - enter a new jail's addresses, and its wildcard
 * @jail: whose; the caller holds registry_lock
 */
void address_add(struct jail *jail)
{
	const struct jail_conf *conf = &jail->conf;
	unsigned int i;

	if (conf->vnet)
		return;
	for (i = 0; i < conf->ip4.count; i++)
		add4(jail, conf->ip4.ip[i]);
	for (i = 0; i < conf->ip6.count; i++)
		add6(jail, &conf->ip6.ip[i]);
	if (jail->address_count)
		add4(jail, jail->wildcard);
}

/**
 * address_remove() - take a dead jail's addresses out
 * @jail: whose; the caller holds registry_lock
 */
void address_remove(struct jail *jail)
{
	unsigned int i;

	for (i = 0; i < jail->address_count; i++)
		hash_del_rcu(&jail->addresses[i].node);
}
