// SPDX-License-Identifier: GPL-2.0
/*
 * Parameters from text: a parser for each type of JAIL_PARAMS.
 */
#include <linux/errno.h>
#include <linux/inet.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <net/ipv6.h>

#include "param.h"

#define PARAM_ROW(id, name, type, access, sentence) \
	[JAIL_PARAM_##id] = { name, #type, #access },

const struct jail_param jail_params[JAIL_PARAM_COUNT] = {
	JAIL_PARAMS(PARAM_ROW)
};

static int parse_bool(bool *to, const char *key, const char *value,
		      struct jail_reply *reply)
{
	if (!strcmp(value, "1") || !strcmp(value, "true"))
		*to = true;
	else if (!strcmp(value, "0") || !strcmp(value, "false"))
		*to = false;
	else
		return jail_say_bad(reply, key, value, "is neither 0 nor 1");
	return 0;
}

static int parse_saddrsel(bool *first, const char *key, const char *value,
			  struct jail_reply *reply)
{
	bool by_route;
	int err = parse_bool(&by_route, key, value, reply);

	if (!err)
		*first = !by_route;
	return err;
}

static int parse_number(u64 *to, u64 max, const char *key, const char *value,
			struct jail_reply *reply)
{
	const char *p;
	u64 n = 0;

	for (p = value; *p >= '0' && *p <= '9' && p - value < 19; p++)
		n = n * 10 + (*p - '0');
	if (p == value || *p)
		return jail_say_bad(reply, key, value, "is not a number");
	if (n > max) {
		jail_say(reply, "%s: %llu is more than %llu", key,
			 (unsigned long long)n, (unsigned long long)max);
		return -EINVAL;
	}
	*to = n;
	return 0;
}

static int parse_mode(enum jail_ip_mode *to, const char *key,
		      const char *value, struct jail_reply *reply)
{
	if (!strcmp(value, "new"))
		*to = JAIL_IP_NEW;
	else if (!strcmp(value, "inherit"))
		*to = JAIL_IP_INHERIT;
	else if (!strcmp(value, "disable"))
		*to = JAIL_IP_DISABLE;
	else
		return jail_say_bad(reply, key, value,
			       "is none of new, inherit, disable");
	return 0;
}

static int parse_vnet(bool *to, const char *key, const char *value,
		      struct jail_reply *reply)
{
	if (!strcmp(value, "new"))
		*to = true;
	else if (!strcmp(value, "inherit"))
		*to = false;
	else
		return jail_say_bad(reply, key, value,
			       "is neither new nor inherit");
	return 0;
}

static int parse_one4(__be32 *to, const char *key, const char *value,
		      struct jail_reply *reply)
{
	const char *end = NULL;
	__be32 ip;
	u32 host;

	if (!in4_pton(value, -1, (u8 *)&ip, -1, &end) || *end)
		return jail_say_bad(reply, key, value, "is not an IPv4 address");
	host = ntohl(ip);
	if (!(host >> 24) || ipv4_is_multicast(ip) || host == 0xffffffff ||
	    (host >> 28) == 0xf)
		return jail_say_bad(reply, key, value,
			       "is not an address of one machine");
	if (ip == htonl(INADDR_LOOPBACK))
		return jail_say_bad(reply, key, value, "is the host's loopback");
	*to = ip;
	return 0;
}

static int parse_one6(struct in6_addr *to, const char *key, const char *value,
		      struct jail_reply *reply)
{
	const char *end = NULL;
	struct in6_addr ip;

	if (!in6_pton(value, -1, ip.s6_addr, -1, &end) || *end)
		return jail_say_bad(reply, key, value, "is not an IPv6 address");
	if (ipv6_addr_any(&ip) || ipv6_addr_is_multicast(&ip) ||
	    ipv6_addr_v4mapped(&ip))
		return jail_say_bad(reply, key, value,
			       "is not an address of one machine");
	if (ipv6_addr_loopback(&ip))
		return jail_say_bad(reply, key, value,
			       "is the host's loopback");
	*to = ip;
	return 0;
}

/* The longest address and a NUL; what does not fit is none. */
#define ITEM_SIZE	64

/* Cuts the next of a list off, as far as it fits: NULL after the last. */
static const char *next_item(const char *list, char *item)
{
	size_t length = strcspn(list, ",");

	snprintf(item, ITEM_SIZE, "%.*s", (int)length, list);
	return list[length] ? list + length + 1 : NULL;
}

static int say_too_many(const char *key, struct jail_reply *reply)
{
	jail_say(reply, "%s: a jail has at most %u addresses in a family", key,
		 JAIL_IP_MAX);
	return -EINVAL;
}

static int parse_ip4(struct jail_ip4s *to, const char *key, const char *value,
		     struct jail_reply *reply)
{
	struct jail_ip4s ips = {};
	char item[ITEM_SIZE];
	__be32 ip;
	int err;

	while (value) {
		value = next_item(value, item);
		err = parse_one4(&ip, key, item, reply);
		if (err)
			return err;
		if (jail_ip4s_have(&ips, ip))
			return jail_say_bad(reply, key, item,
					    "is there twice");
		if (ips.count == JAIL_IP_MAX)
			return say_too_many(key, reply);
		ips.ip[ips.count++] = ip;
	}
	*to = ips;
	return 0;
}

static int parse_ip6(struct jail_ip6s *to, const char *key, const char *value,
		     struct jail_reply *reply)
{
	struct jail_ip6s ips = {};
	char item[ITEM_SIZE];
	struct in6_addr ip;
	int err;

	while (value) {
		value = next_item(value, item);
		err = parse_one6(&ip, key, item, reply);
		if (err)
			return err;
		if (jail_ip6s_have(&ips, &ip))
			return jail_say_bad(reply, key, item,
					    "is there twice");
		if (ips.count == JAIL_IP_MAX)
			return say_too_many(key, reply);
		ips.ip[ips.count++] = ip;
	}
	*to = ips;
	return 0;
}

static int parse_string(char *to, size_t size, const char *key,
			const char *value, struct jail_reply *reply)
{
	const char *p;

	if (strlen(value) >= size) {
		jail_say(reply, "%s: longer than %u bytes", key,
			 (unsigned int)size - 1);
		return -ENAMETOOLONG;
	}
	for (p = value; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return jail_say_bad(reply, key, value,
				       "has a control character");
	strscpy(to, value, size);
	return 0;
}

static int parse_name(struct jail_conf *conf, const char *value,
		      struct jail_reply *reply)
{
	int err = jail_name_check(value, reply);

	if (!err)
		strscpy(conf->name, value, sizeof(conf->name));
	return err;
}

/**
 * jail_param_find() - a parameter's row
 * @name: as users write it
 *
 * Return: its enum jail_param_id, or -ENOENT.
 */
int jail_param_find(const char *name)
{
	int i;

	for (i = 0; i < JAIL_PARAM_COUNT; i++)
		if (!strcmp(jail_params[i].name, name))
			return i;
	return -ENOENT;
}

static int parse_value(struct jail_conf *conf, enum jail_param_id id,
		       const char *value, struct jail_reply *reply)
{
	const char *key = jail_params[id].name;
	u64 number;
	int err;

	switch (id) {
	case JAIL_PARAM_JID:
		return parse_number(&conf->jid, S64_MAX, key, value, reply);
	case JAIL_PARAM_NAME:
		return parse_name(conf, value, reply);
	case JAIL_PARAM_PATH:
		return parse_string(conf->path, sizeof(conf->path), key, value,
				    reply);
	case JAIL_PARAM_HOSTNAME:
		return parse_string(conf->hostname, sizeof(conf->hostname),
				    key, value, reply);
	case JAIL_PARAM_PERSIST:
		return parse_bool(&conf->persist, key, value, reply);
	case JAIL_PARAM_VNET:
		return parse_vnet(&conf->vnet, key, value, reply);
	case JAIL_PARAM_IP4:
		return parse_mode(&conf->ip4_mode, key, value, reply);
	case JAIL_PARAM_IP6:
		return parse_mode(&conf->ip6_mode, key, value, reply);
	case JAIL_PARAM_IP4_ADDR:
		return parse_ip4(&conf->ip4, key, value, reply);
	case JAIL_PARAM_IP6_ADDR:
		return parse_ip6(&conf->ip6, key, value, reply);
	case JAIL_PARAM_IP4_SADDRSEL:
		return parse_saddrsel(&conf->ip4_first, key, value, reply);
	case JAIL_PARAM_IP6_SADDRSEL:
		return parse_saddrsel(&conf->ip6_first, key, value, reply);
	case JAIL_PARAM_NET_BIND:
		return jail_rules_parse(&conf->bind, key, value, reply);
	case JAIL_PARAM_NET_CONNECT:
		return jail_rules_parse(&conf->connect, key, value, reply);
	case JAIL_PARAM_NET_EPHEMERAL:
		return jail_ports_parse(&conf->ephemeral, key, value, reply);
	case JAIL_PARAM_CHILDREN_MAX:
		err = parse_number(&number, JAIL_CHILDREN_MAX, key, value,
				   reply);
		if (!err)
			conf->children_max = number;
		return err;
	default:
		jail_say(reply, "%s: is the kernel's own and can't be set", key);
		return -EINVAL;
	}
}

/**
 * jail_param_set() - take one key=value into a configuration
 * @conf: changed only on success
 * @key: the parameter's name
 * @value: its value
 * @reply: gets the sentence that says what is wrong
 *
 * Return: 0, -EINVAL or -ENAMETOOLONG.
 */
int jail_param_set(struct jail_conf *conf, const char *key, const char *value,
		   struct jail_reply *reply)
{
	int id = jail_param_find(key);
	int err;

	if (id < 0) {
		char shown[64];

		jail_show_text(shown, sizeof(shown), key);
		jail_say(reply, "%s: unknown parameter", shown);
		return -EINVAL;
	}
	err = parse_value(conf, id, value, reply);
	if (!err)
		conf->given |= 1U << id;
	return err;
}

/* A parameter that is about addresses of the jail's own */
static int check_own(const struct jail_conf *conf, enum jail_param_id id,
		     enum jail_param_id mode_id, enum jail_ip_mode mode,
		     struct jail_reply *reply)
{
	if (mode == JAIL_IP_NEW || !jail_given(conf, id))
		return 0;
	jail_say(reply, "%s: goes with %s=new only", jail_params[id].name,
		 jail_params[mode_id].name);
	return -EINVAL;
}

static int check_family(struct jail_conf *conf, enum jail_param_id mode_id,
			enum jail_param_id addr_id, enum jail_param_id sel_id,
			enum jail_ip_mode *mode, struct jail_reply *reply)
{
	const char *mode_name = jail_params[mode_id].name;
	const char *addr_name = jail_params[addr_id].name;

	if (!jail_given(conf, mode_id))
		*mode = jail_given(conf, addr_id) ? JAIL_IP_NEW :
						    JAIL_IP_DISABLE;
	if (conf->vnet &&
	    (jail_given(conf, mode_id) || jail_given(conf, addr_id))) {
		jail_say(reply, "%s: can't be enforced with vnet=new",
			 jail_given(conf, addr_id) ? addr_name : mode_name);
		return -EINVAL;
	}
	/* Nobody watches the addresses of a stack of one's own. */
	if (conf->vnet)
		*mode = JAIL_IP_INHERIT;
	if (*mode == JAIL_IP_NEW && !jail_given(conf, addr_id)) {
		jail_say(reply, "%s=new: %s is missing", mode_name, addr_name);
		return -EINVAL;
	}
	return check_own(conf, addr_id, mode_id, *mode, reply) ?:
	       check_own(conf, sel_id, mode_id, *mode, reply);
}

/**
 * jail_param_check() - check parameters against each other, fill defaults
 * @conf: as parsed for a create request
 * @reply: gets the sentence that says what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int jail_param_check(struct jail_conf *conf, struct jail_reply *reply)
{
	if (!jail_given(conf, JAIL_PARAM_NAME)) {
		jail_say(reply, "name: is missing");
		return -EINVAL;
	}
	if (jail_given(conf, JAIL_PARAM_JID)) {
		jail_say(reply, "jid: is given by the kernel");
		return -EINVAL;
	}
	if (check_family(conf, JAIL_PARAM_IP4, JAIL_PARAM_IP4_ADDR,
			 JAIL_PARAM_IP4_SADDRSEL, &conf->ip4_mode, reply))
		return -EINVAL;
	return check_family(conf, JAIL_PARAM_IP6, JAIL_PARAM_IP6_ADDR,
			    JAIL_PARAM_IP6_SADDRSEL, &conf->ip6_mode, reply);
}
