// SPDX-License-Identifier: GPL-2.0
/*
 * What a jail may bind and where it may send, checked against what it has, and
 * against what a jail above it may.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "param.h"

#define PORT_MAX	65535

/* Is an address among those of an entry, whatever the ports? */
static bool matches(const struct jail_rule *rule, int family,
		    const void *ip, size_t size)
{
	struct jail_rule own = {
		.last = PORT_MAX, .family = family, .prefix = 8 * size,
	};
	struct jail_rule all = *rule;

	memcpy(&own.ip, ip, size);
	all.first = 0;
	all.last = PORT_MAX;
	return jail_rule_covers(&all, &own);
}

static bool is_one_of4(const struct jail_ip4s *own,
		       const struct jail_rule *rule)
{
	unsigned int i;

	for (i = 0; i < own->count; i++)
		if (matches(rule, AF_INET, &own->ip[i], sizeof(own->ip[i])))
			return true;
	return false;
}

static bool is_one_of6(const struct jail_ip6s *own,
		       const struct jail_rule *rule)
{
	unsigned int i;

	for (i = 0; i < own->count; i++)
		if (matches(rule, AF_INET6, &own->ip[i], sizeof(own->ip[i])))
			return true;
	return false;
}

/* Is any address that the jail is to have among those of an entry? */
static bool is_own(const struct jail_conf *conf, const struct jail_conf *given,
		   const struct jail_rule *rule)
{
	bool ip4 = jail_given(given, JAIL_PARAM_IP4_ADDR);
	bool ip6 = jail_given(given, JAIL_PARAM_IP6_ADDR);

	if (rule->family == AF_INET)
		return conf->ip4_mode == JAIL_IP_INHERIT ||
		       is_one_of4(ip4 ? &given->ip4 : &conf->ip4, rule);
	if (rule->family == AF_INET6)
		return conf->ip6_mode == JAIL_IP_INHERIT ||
		       is_one_of6(ip6 ? &given->ip6 : &conf->ip6, rule);
	return true;
}

/* The root of a stack of its own can have packets go elsewhere. */
static int check_vnet(const struct jail_conf *given, struct jail_reply *reply)
{
	static const enum jail_param_id ids[] = {
		JAIL_PARAM_NET_BIND, JAIL_PARAM_NET_CONNECT,
		JAIL_PARAM_NET_EPHEMERAL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		if (!jail_given(given, ids[i]))
			continue;
		jail_say(reply, "%s: can't be enforced with vnet=new",
			 jail_params[ids[i]].name);
		return -EINVAL;
	}
	return 0;
}

/**
 * jail_limits_check() - check net.* against what a jail has, or gets with it
 * @conf: the jail's parameters
 * @given: those of the request; the same if it is to be made
 * @reply: gets the sentence that says what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int jail_limits_check(const struct jail_conf *conf,
		      const struct jail_conf *given, struct jail_reply *reply)
{
	bool lists = jail_given(given, JAIL_PARAM_NET_BIND);
	const struct jail_rules *bind = lists ? &given->bind : &conf->bind;
	char shown[80];
	unsigned int i;

	if (conf->vnet)
		return check_vnet(given, reply);
	for (i = 0; i < bind->count; i++) {
		if (is_own(conf, given, &bind->rule[i]))
			continue;
		jail_rule_format(&bind->rule[i], shown, sizeof(shown));
		return jail_say_bad(reply, "net.bind", shown,
				    "is of no address of the jail's");
	}
	return 0;
}

static int check_list(const char *key, const char *name,
		      const struct jail_rules *up,
		      const struct jail_rules *given, struct jail_reply *reply)
{
	char shown[80];
	unsigned int i;

	for (i = 0; i < given->count; i++) {
		if (jail_rules_cover(up, &given->rule[i]))
			continue;
		jail_rule_format(&given->rule[i], shown, sizeof(shown));
		jail_say(reply, "%s: \"%s\" is more than %s has", key, shown,
			 name);
		return -EINVAL;
	}
	return 0;
}

/**
 * jail_limits_within() - is what is asked for within what a jail above may?
 * @name: the name of that jail
 * @up: its parameters
 * @given: those of the request
 * @reply: gets the sentence that says what is not
 *
 * Return: 0 or -EINVAL.
 */
int jail_limits_within(const char *name, const struct jail_conf *up,
		       const struct jail_conf *given, struct jail_reply *reply)
{
	int err;

	err = check_list("net.bind", name, &up->bind, &given->bind, reply);
	return err ?: check_list("net.connect", name, &up->connect,
				 &given->connect, reply);
}
