// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a user should be told of a configuration that is otherwise fine. */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>

#include "internal.h"

/* Whether an interface of this machine has the address. */
static bool address_here(int family, const void *wanted, size_t len)
{
	struct ifaddrs *all, *i;
	bool found = false;

	if (getifaddrs(&all))
		return true;
	for (i = all; i && !found; i = i->ifa_next) {
		if (!i->ifa_addr || i->ifa_addr->sa_family != family)
			continue;
		if (family == AF_INET)
			found = !memcmp(&((struct sockaddr_in *)i->ifa_addr)->sin_addr,
					wanted, len);
		else
			found = !memcmp(&((struct sockaddr_in6 *)i->ifa_addr)->sin6_addr,
					wanted, len);
	}
	freeifaddrs(all);
	return found;
}

static bool note_address(const struct jail_conf *conf, int id, int family,
			 char *buf, size_t size)
{
	const char *text = conf_value(conf, id);
	unsigned char address[sizeof(struct in6_addr)];

	if (!text || inet_pton(family, text, address) != 1 ||
	    address_here(family, address, family == AF_INET ? 4 : 16))
		return false;
	snprintf(buf, size, "%s=%s: no interface has this address yet; \"ip addr add\" it, or nothing in the jail can use it",
		 param_table[id].public.name, text);
	return true;
}

static enum jail_note note_root(const struct jail_conf *conf, char *buf,
				size_t size)
{
	if (!conf_is(conf, JAIL_PARAM_PATH, "/"))
		return JAIL_NOTE_NONE;
	if (conf_is(conf, TOOL_PARAM_MNT, "inherit")) {
		snprintf(buf, size, "mnt=inherit: the jail has the host's own files, writable; only path= makes a root of its own");
		return JAIL_NOTE_WARNING;
	}
	snprintf(buf, size, "path=/: the jail's root is the host's, read-only; /tmp, /run and /var/tmp are its own; /root, /home and secrets in /etc are empty");
	return JAIL_NOTE_PLAIN;
}

enum jail_note jail_conf_note(const struct jail_conf *conf, size_t index,
			      char *buf, size_t size)
{
	enum jail_note root = note_root(conf, buf, size);
	size_t n = 0;

	if (root && n++ == index)
		return root;
	if (note_address(conf, JAIL_PARAM_IP4_ADDR, AF_INET, buf, size) &&
	    n++ == index)
		return JAIL_NOTE_WARNING;
	if (note_address(conf, JAIL_PARAM_IP6_ADDR, AF_INET6, buf, size) &&
	    n++ == index)
		return JAIL_NOTE_WARNING;
	return JAIL_NOTE_NONE;
}
