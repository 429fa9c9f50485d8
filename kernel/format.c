// SPDX-License-Identifier: GPL-2.0
/*
 * Parameters to text: what is written here, a request can say again.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "param.h"

static const char *mode_name(enum jail_ip_mode mode)
{
	switch (mode) {
	case JAIL_IP_NEW:
		return "new";
	case JAIL_IP_INHERIT:
		return "inherit";
	default:
		return "disable";
	}
}

/* A list of addresses of one family, each as the format has it. */
static int format_ips(const void *ips, size_t each, unsigned int count,
		      const char *how, char *dst, size_t size)
{
	const char *ip = ips;
	size_t n = 0;
	unsigned int i;

	for (i = 0; i < count && n + 1 < size; i++) {
		if (i)
			n += snprintf(dst + n, size - n, ",");
		if (n < size)
			n += snprintf(dst + n, size - n, how, ip + i * each);
	}
	return i < count ? size : n;
}

static int format_ip4(const __be32 *ip, unsigned int count, char *dst,
		      size_t size)
{
	return format_ips(ip, sizeof(*ip), count, "%pI4", dst, size);
}

static int format_ip6(const struct in6_addr *ip, unsigned int count, char *dst,
		      size_t size)
{
	return format_ips(ip, sizeof(*ip), count, "%pI6c", dst, size);
}

static int format(const struct jail_conf *conf, enum jail_param_id id,
		  char *dst, size_t size)
{
	*dst = '\0';
	switch (id) {
	case JAIL_PARAM_NAME:
		return jail_quote(dst, size, conf->name);
	case JAIL_PARAM_PATH:
		return *conf->path ? jail_quote(dst, size, conf->path) : 0;
	case JAIL_PARAM_HOSTNAME:
		return *conf->hostname ?
			jail_quote(dst, size, conf->hostname) : 0;
	case JAIL_PARAM_PERSIST:
		return snprintf(dst, size, "%d", conf->persist);
	case JAIL_PARAM_VNET:
		return snprintf(dst, size, conf->vnet ? "new" : "inherit");
	case JAIL_PARAM_IP4:
		return conf->vnet ? 0 : snprintf(dst, size, "%s",
						 mode_name(conf->ip4_mode));
	case JAIL_PARAM_IP6:
		return conf->vnet ? 0 : snprintf(dst, size, "%s",
						 mode_name(conf->ip6_mode));
	case JAIL_PARAM_IP4_ADDR:
		return conf->vnet || conf->ip4_mode != JAIL_IP_NEW ? 0 :
			format_ip4(conf->ip4.ip, conf->ip4.count, dst, size);
	case JAIL_PARAM_IP6_ADDR:
		return conf->vnet || conf->ip6_mode != JAIL_IP_NEW ? 0 :
			format_ip6(conf->ip6.ip, conf->ip6.count, dst, size);
	case JAIL_PARAM_IP4_SADDRSEL:
		return conf->vnet || conf->ip4_mode != JAIL_IP_NEW ? 0 :
			snprintf(dst, size, "%d", !conf->ip4_first);
	case JAIL_PARAM_IP6_SADDRSEL:
		return conf->vnet || conf->ip6_mode != JAIL_IP_NEW ? 0 :
			snprintf(dst, size, "%d", !conf->ip6_first);
	case JAIL_PARAM_IP4_LOOPBACK:
		return format_ip4(&conf->ip4_loopback, !!conf->ip4_loopback,
				  dst, size);
	case JAIL_PARAM_IP6_LOOPBACK:
		return format_ip6(&conf->ip6_loopback,
				  !!conf->ip6_loopback.s6_addr[0], dst, size);
	case JAIL_PARAM_NET_BIND:
		return jail_rules_format(&conf->bind, dst, size);
	case JAIL_PARAM_NET_CONNECT:
		return jail_rules_format(&conf->connect, dst, size);
	case JAIL_PARAM_NET_EPHEMERAL:
		return conf->ephemeral.first ?
			snprintf(dst, size, "%u-%u", conf->ephemeral.first,
				 conf->ephemeral.last) : 0;
	case JAIL_PARAM_CHILDREN_MAX:
		return snprintf(dst, size, "%u", conf->children_max);
	default:
		return 0;
	}
}

/**
 * jail_param_format() - write a parameter's value as a request would have it
 * @conf: the jail's configuration
 * @id: which; those the kernel alone knows are not here
 * @dst: gets the value, NUL-terminated
 * @size: of @dst; 2 * JAIL_PATH_MAX + 3 holds everything
 *
 * Return: bytes written; 0 if the parameter has no value; -ENOSPC.
 */
int jail_param_format(const struct jail_conf *conf, enum jail_param_id id,
		      char *dst, size_t size)
{
	int n = format(conf, id, dst, size);

	return n < (int)size ? n : -ENOSPC;
}
