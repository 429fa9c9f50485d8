/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parameters as text: parse, check, format. Pure code: no locks, no kernel
 * state, also compiled in userspace for unit tests and fuzzing.
 */
#ifndef _JAIL_PARAM_H
#define _JAIL_PARAM_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/types.h>
#include <linux/jail.h>

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
 * struct jail_conf - a jail's parameters
 * @given: bit N is set when the parameter with enum jail_param_id N was given
 * @jid: as given to address a jail; 0 if not
 * @children_max: how many jails may be made inside
 * @ip4_mode: which IPv4 addresses; with @vnet it is JAIL_IP_INHERIT
 * @ip6_mode: which IPv6 addresses; with @vnet it is JAIL_IP_INHERIT
 * @ip4: the one IPv4 address, network order, with JAIL_IP_NEW
 * @ip6: the one IPv6 address, with JAIL_IP_NEW
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
	__be32 ip4;
	struct in6_addr ip6;
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

__printf(2, 3) void jail_say(struct jail_reply *reply, const char *fmt, ...);
void jail_show_text(char *dst, size_t size, const char *src);
int jail_say_bad(struct jail_reply *reply, const char *key,
		 const char *value, const char *what);
int jail_quote(char *dst, size_t size, const char *src);
int jail_param_find(const char *name);
int jail_param_set(struct jail_conf *conf, const char *key, const char *value,
		   struct jail_reply *reply);
int jail_param_check(struct jail_conf *conf, struct jail_reply *reply);
int jail_name_check(const char *name, struct jail_reply *reply);
int jail_param_format(const struct jail_conf *conf, enum jail_param_id id,
		      char *dst, size_t size);

#endif /* _JAIL_PARAM_H */
