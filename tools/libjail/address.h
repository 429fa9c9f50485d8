/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ip4.addr and ip6.addr say. */
#ifndef _JAIL_ADDRESS_H
#define _JAIL_ADDRESS_H

#include <net/if.h>

#include "jail.h"

struct address {
	int family;
	int prefix;			/* -1: none was given */
	unsigned char ip[16];
	char interface[IF_NAMESIZE];	/* empty: none was given */
};

struct addresses {
	struct address of[JAIL_IP_MAX];
	size_t count;
};

/* id: of a parameter of TYPE_IP4 or TYPE_IP6. */
int addresses_parse(int id, const char *value, struct addresses *all,
		    struct jail_error *err);
/* As the kernel takes them: without interfaces and prefixes. */
bool addresses_format(const struct addresses *all, char *buf, size_t size);
int address_bits(int family);
bool address_same(const struct address *a, const struct address *b);
void address_text(const struct address *a, char *buf, size_t size);
bool interface_is_name(const char *name);

/* An address on an interface, in the caller's network namespace. */
struct net_address {
	int index;
	int family;
	int prefix;
	unsigned char ip[16];
};

#endif /* _JAIL_ADDRESS_H */
