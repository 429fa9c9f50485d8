/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parameters as text: parse, check, format. Pure code: no locks, no kernel
 * state, also compiled in userspace for unit tests and fuzzing.
 */
#ifndef _JAIL_PARAM_H
#define _JAIL_PARAM_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/jail.h>

#include "rules.h"

/** JAIL_REPLY_MAX - bytes of one sentence to the writer, with the NUL */
#define JAIL_REPLY_MAX	320

/**
 * struct jail_reply - what the reader of the control file is told
 * @text: one sentence, NUL-terminated, without a newline
 */
struct jail_reply {
	char text[JAIL_REPLY_MAX];
};

/**
 * enum jail_ip_mode - which addresses of one family a jail may use
 * @JAIL_IP_DISABLE: none, the family is off
 * @JAIL_IP_NEW: the listed ones
 * @JAIL_IP_INHERIT: all the parent may use
 */
enum jail_ip_mode {
	JAIL_IP_DISABLE,
	JAIL_IP_NEW,
	JAIL_IP_INHERIT,
};

/**
 * struct jail_ip4s - IPv4 addresses
 * @count: how many
 * @ip: each once, in the order given, network order
 */
struct jail_ip4s {
	unsigned int count;
	__be32 ip[JAIL_IP_MAX];
};

/**
 * struct jail_ip6s - IPv6 addresses
 * @count: how many
 * @ip: each once, in the order given
 */
struct jail_ip6s {
	unsigned int count;
	struct in6_addr ip[JAIL_IP_MAX];
};

/**
 * struct jail_conf - a jail's parameters
 * @given: bit N is set when the parameter with enum jail_param_id N was given
 * @jid: as given to address a jail; 0 if not
 * @children_max: how many jails may be made inside
 * @ip4_mode: which IPv4 addresses; with @vnet it is JAIL_IP_INHERIT
 * @ip6_mode: which IPv6 addresses; with @vnet it is JAIL_IP_INHERIT
 * @ip4: the IPv4 addresses; none but with JAIL_IP_NEW
 * @ip6: the IPv6 addresses; none but with JAIL_IP_NEW
 * @ip4_loopback: ip4.loopback; 0 without
 * @ip6_loopback: ip6.loopback; the wildcard without
 * @ip4_first: ip4.saddrsel=0: an unbound source is the first of @ip4
 * @ip6_first: ip6.saddrsel=0: an unbound source is the first of @ip6
 * @bind: net.bind
 * @connect: net.connect
 * @ephemeral: net.ephemeral
 * @vnet: the jail has a network stack of its own
 * @persist: the jail lives on without tasks
 * @name: full name, NUL-terminated
 * @hostname: host.hostname, or empty
 * @path: informational root, or empty
 */
struct jail_conf {
	u32 given;
	u64 jid;
	u32 children_max;
	enum jail_ip_mode ip4_mode;
	enum jail_ip_mode ip6_mode;
	struct jail_ip4s ip4;
	struct jail_ip6s ip6;
	__be32 ip4_loopback;
	struct in6_addr ip6_loopback;
	bool ip4_first;
	bool ip6_first;
	struct jail_rules bind;
	struct jail_rules connect;
	struct jail_ports ephemeral;
	bool vnet;
	bool persist;
	char name[JAIL_NAME_MAX + 1];
	char hostname[JAIL_HOSTNAME_MAX + 1];
	char path[JAIL_PATH_MAX + 1];
};

/**
 * struct jail_param - one row of JAIL_PARAMS
 * @name: as users write it
 * @type: the type's name
 * @access: when it may be written: "INIT", "LIVE" or "READ"
 */
struct jail_param {
	const char *name;
	const char *type;
	const char *access;
};

extern const struct jail_param jail_params[JAIL_PARAM_COUNT];

/** jail_given() - was a parameter given? */
static inline bool jail_given(const struct jail_conf *conf,
			      enum jail_param_id id)
{
	return conf->given & (1U << id);
}

/** jail_ip4s_have() - is an address one of these? */
static inline bool jail_ip4s_have(const struct jail_ip4s *ips, __be32 ip)
{
	unsigned int i;

	for (i = 0; i < ips->count; i++)
		if (ips->ip[i] == ip)
			return true;
	return false;
}

/** jail_ip6s_have() - is an address one of these? */
static inline bool jail_ip6s_have(const struct jail_ip6s *ips,
				  const struct in6_addr *ip)
{
	unsigned int i;

	for (i = 0; i < ips->count; i++)
		if (!memcmp(&ips->ip[i], ip, sizeof(*ip)))
			return true;
	return false;
}

/** jail_is_loopback6() - is an address the one of a jail's loopback? */
static inline bool jail_is_loopback6(const struct jail_conf *conf,
				     const struct in6_addr *ip)
{
	return conf->ip6_loopback.s6_addr[0] &&
	       !memcmp(&conf->ip6_loopback, ip, sizeof(*ip));
}

__printf(2, 3) void jail_say(struct jail_reply *reply, const char *fmt, ...);
void jail_show_text(char *dst, size_t size, const char *src);
int jail_say_bad(struct jail_reply *reply, const char *key,
		 const char *value, const char *what);
int jail_quote(char *dst, size_t size, const char *src);
int jail_param_find(const char *name);
int jail_param_set(struct jail_conf *conf, const char *key, const char *value,
		   struct jail_reply *reply);
int jail_param_check(struct jail_conf *conf, struct jail_reply *reply);
int jail_limits_check(const struct jail_conf *conf,
		      const struct jail_conf *given, struct jail_reply *reply);
int jail_limits_within(const char *name, const struct jail_conf *up,
		       const struct jail_conf *given, struct jail_reply *reply);
int jail_name_check(const char *name, struct jail_reply *reply);
int jail_param_format(const struct jail_conf *conf, enum jail_param_id id,
		      char *dst, size_t size);

#endif /* _JAIL_PARAM_H */
