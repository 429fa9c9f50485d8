// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Addresses as users write them, in FreeBSD's way: "10.0.0.2", "eth0|10.0.0.2/24",
 * "eth0|10.0.0.2/255.255.255.0", several with commas between. Pure code.
 */
#include <arpa/inet.h>

#include "internal.h"

static int family_of(int id)
{
	return param_table[id].type == TYPE_IP4 ? AF_INET : AF_INET6;
}

static int bad(int id, const char *value, const char *what, const char *fix,
	       struct jail_error *err)
{
	const struct jail_param *p = &param_table[id].public;
	char usual[sizeof(err->fix)];

	snprintf(usual, sizeof(usual), "give %s=%s, or %s=\"eth0|%s\"", p->name,
		 p->values, p->name, family_of(id) == AF_INET ?
		 "10.0.0.2/24" : "fd00::2/64");
	return fail(err, JAIL_USAGE, fix ? fix : usual, "%s: \"%.64s\" %s",
		    p->name, value, what);
}

bool interface_is_name(const char *name)
{
	size_t len = strlen(name);

	return len && len < IF_NAMESIZE && strcmp(name, ".") &&
	       strcmp(name, "..") && !name[strcspn(name, "/:|, \t\n")];
}

/* 255.255.255.0 -> 24; -1 if it is none, or has holes. */
static int mask_length(const char *text)
{
	struct in_addr mask;
	uint32_t bits;
	int length = 0;

	if (inet_pton(AF_INET, text, &mask) != 1)
		return -1;
	for (bits = ntohl(mask.s_addr); bits & 0x80000000; bits <<= 1)
		length++;
	return bits ? -1 : length;
}

static int parse_prefix(const char *text, int family)
{
	size_t digits = strspn(text, "0123456789");
	int length;

	if (digits && digits <= 3 && !text[digits])
		length = atoi(text);
	else
		length = family == AF_INET ? mask_length(text) : -1;
	return length > address_bits(family) ? -1 : length;
}

/* The first and the last of a network are nobody's own. */
static const char *no_host(const struct address *a)
{
	uint32_t ip, hosts;

	if (a->family != AF_INET || a->prefix < 0 || a->prefix > 30)
		return NULL;
	memcpy(&ip, a->ip, sizeof(ip));
	hosts = 0xffffffff >> a->prefix;
	if (!(ntohl(ip) & hosts))
		return "is its network's own address";
	return (ntohl(ip) & hosts) == hosts ?
	       "is its network's broadcast address" : NULL;
}

static const char *wrong_ip(const char *text, struct address *a, char *fix,
			    size_t size)
{
	bool four = a->family == AF_INET;
	unsigned char other[16];

	if (inet_pton(a->family, text, a->ip) == 1)
		return NULL;
	if (!*text)
		return "is no address";
	if (strchr(text, '%')) {
		snprintf(fix, size, "give a global or a unique local address");
		return "has a scope: only addresses without one can be a jail's yet";
	}
	if (inet_pton(four ? AF_INET6 : AF_INET, text, other) == 1) {
		snprintf(fix, size, "give ip%c.addr=%.64s", four ? '6' : '4',
			 text);
		return "is of the other family";
	}
	return four ? "is not an IPv4 address" : "is not an IPv6 address";
}

/* One of a list; text is taken apart. */
static int parse_one(int id, const char *whole, char *text, struct address *a,
		     struct jail_error *err)
{
	char fix[sizeof(err->fix)] = "", *bar = strchr(text, '|'), *slash;
	const char *what;

	*a = (struct address){ .family = family_of(id), .prefix = -1 };
	if (bar) {
		*bar = '\0';
		if (!interface_is_name(text))
			return bad(id, whole, "names no interface before the |",
				   NULL, err);
		snprintf(a->interface, sizeof(a->interface), "%s", text);
		text = bar + 1;
	}
	slash = strchr(text, '/');
	if (slash) {
		*slash = '\0';
		a->prefix = parse_prefix(slash + 1, a->family);
		if (a->prefix < 1)
			return bad(id, whole, a->family == AF_INET ?
				   "has a prefix that is not 1 to 32" :
				   "has a prefix that is not 1 to 128", NULL, err);
	}
	what = wrong_ip(text, a, fix, sizeof(fix));
	what = what ? what : no_host(a);
	return what ? bad(id, whole, what, *fix ? fix : NULL, err) : 0;
}

static bool is_listed(const struct addresses *all, const struct address *a)
{
	for (size_t i = 0; i < all->count; i++)
		if (address_same(&all->of[i], a))
			return true;
	return false;
}

static int add(int id, const char *whole, char *text, struct addresses *all,
	       struct jail_error *err)
{
	char what[64];
	struct address a;

	if (parse_one(id, whole, text, &a, err))
		return -1;
	if (is_listed(all, &a))
		return bad(id, whole, "is given twice", "give it once", err);
	if (all->count == JAIL_IP_MAX) {
		snprintf(what, sizeof(what), "is more than the %d a jail may have",
			 JAIL_IP_MAX);
		return bad(id, whole, what, "give fewer", err);
	}
	all->of[all->count++] = a;
	return 0;
}

int addresses_parse(int id, const char *value, struct addresses *all,
		    struct jail_error *err)
{
	char whole[128], text[128];
	size_t len;

	all->count = 0;
	for (;; value += len + 1) {
		len = strcspn(value, ",");
		snprintf(whole, sizeof(whole), "%.*s", (int)len, value);
		strcpy(text, whole);
		if (add(id, whole, text, all, err))
			return -1;
		if (!value[len])
			return 0;
	}
}

int address_bits(int family)
{
	return family == AF_INET ? 32 : 128;
}

bool address_same(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	       !memcmp(a->ip, b->ip, address_bits(a->family) / 8);
}

void address_text(const struct address *a, char *buf, size_t size)
{
	if (!inet_ntop(a->family, a->ip, buf, size))
		*buf = '\0';
}

bool addresses_format(const struct addresses *all, char *buf, size_t size)
{
	size_t used = 0;

	*buf = '\0';
	for (size_t i = 0; i < all->count; i++) {
		char text[INET6_ADDRSTRLEN];
		int n;

		address_text(&all->of[i], text, sizeof(text));
		n = snprintf(buf + used, size - used, "%s%s", used ? "," : "",
			     text);
		if (n < 0 || (size_t)n >= size - used)
			return false;
		used += n;
	}
	return true;
}
