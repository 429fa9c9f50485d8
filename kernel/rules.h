/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lists of addresses and ports: what a jail may bind, and where it may send.
 * Pure code, like param.h.
 */
#ifndef _JAIL_RULES_H
#define _JAIL_RULES_H

#include <linux/in6.h>
#include <linux/jail.h>
#include <linux/socket.h>
#include <linux/types.h>

struct jail_reply;

/**
 * struct jail_rule - ports of addresses
 * @first: the first port; 0: all there is, also what has no ports
 * @last: the last port
 * @family: AF_INET, AF_INET6, or AF_UNSPEC for every address
 * @prefix: how many bits of the address count
 * @ip: the address; of IPv4 the first four bytes, the others are 0
 */
struct jail_rule {
	u16 first;
	u16 last;
	u16 family;
	u16 prefix;
	struct in6_addr ip;
};

/**
 * struct jail_rules - a list of them
 * @limited: 1: only what is in the list; 0: everything, there is no list
 * @count: how many
 * @rule: each once, in the order given
 */
struct jail_rules {
	unsigned int limited;
	unsigned int count;
	struct jail_rule rule[JAIL_RULES_MAX];
};

/**
 * struct jail_ports - a range of ports
 * @first: 0: none was given
 * @last: not below @first
 */
struct jail_ports {
	u16 first;
	u16 last;
};

int jail_rules_parse(struct jail_rules *to, const char *key, const char *value,
		     struct jail_reply *reply);
int jail_rules_format(const struct jail_rules *rules, char *dst, size_t size);
int jail_rule_format(const struct jail_rule *rule, char *dst, size_t size);
bool jail_rule_covers(const struct jail_rule *rule,
		      const struct jail_rule *want);
bool jail_rules_cover(const struct jail_rules *rules,
		      const struct jail_rule *want);
int jail_ports_parse(struct jail_ports *to, const char *key, const char *value,
		     struct jail_reply *reply);

#endif /* _JAIL_RULES_H */
