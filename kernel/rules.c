// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of addresses and ports, from text and to text:
 *
 *	any | none | ENTRY,ENTRY,...
 *	ENTRY: ADDRESS | ADDRESS:PORTS | PORTS	PORTS: 80 | 8080-8090
 *	ADDRESS: * | 10.0.0.2 | 10.0.0.0/8 | [fd00::2] | [fd00::/8]
 *
 * Ports alone are of the address before them, at the beginning of every
 * address. An address of IPv6 needs its brackets only if ports follow.
 */
#include <linux/errno.h>
#include <linux/inet.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <net/ipv6.h>

#include "param.h"

#define PORT_MAX	65535

/* Bytes of the longest entry, with a NUL. */
#define ENTRY_SIZE	72

static unsigned int bits_of(int family)
{
	return family == AF_INET ? 32 : family == AF_INET6 ? 128 : 0;
}

static bool prefix_equal(const struct in6_addr *a, const struct in6_addr *b,
			 unsigned int bits)
{
	unsigned int bytes = bits / 8;
	u8 mask = 0xff00 >> bits % 8;

	if (memcmp(a, b, bytes))
		return false;
	return !(bits % 8) ||
	       !((a->s6_addr[bytes] ^ b->s6_addr[bytes]) & mask);
}

/* Are all bits after the prefix 0? */
static bool is_prefix(const struct jail_rule *rule)
{
	struct in6_addr masked = {};
	unsigned int bytes = rule->prefix / 8;

	memcpy(&masked, &rule->ip, bytes);
	if (rule->prefix % 8)
		masked.s6_addr[bytes] = rule->ip.s6_addr[bytes] &
					(u8)(0xff00 >> rule->prefix % 8);
	return !memcmp(&masked, &rule->ip, sizeof(masked));
}

/**
 * jail_rule_covers() - is everything of one in another?
 * @rule: the larger
 * @want: the smaller
 */
bool jail_rule_covers(const struct jail_rule *rule,
		      const struct jail_rule *want)
{
	if (rule->first > want->first || rule->last < want->last)
		return false;
	if (rule->family == AF_UNSPEC)
		return true;
	return rule->family == want->family && rule->prefix <= want->prefix &&
	       prefix_equal(&rule->ip, &want->ip, rule->prefix);
}

/**
 * jail_rules_cover() - is it in a list?
 * @rules: the list; without limits everything is
 * @want: what is asked for
 */
bool jail_rules_cover(const struct jail_rules *rules,
		      const struct jail_rule *want)
{
	unsigned int i;

	for (i = 0; i < rules->count; i++)
		if (jail_rule_covers(&rules->rule[i], want))
			return true;
	return !rules->limited;
}

/* A number of at most five digits at *text, which is moved behind it. */
static bool take_number(const char **text, unsigned int *number)
{
	const char *p = *text;

	*number = 0;
	while (*p >= '0' && *p <= '9' && p - *text < 5)
		*number = *number * 10 + (*p++ - '0');
	if (p == *text)
		return false;
	*text = p;
	return true;
}

static bool parse_ports(u16 *first, u16 *last, const char *text)
{
	unsigned int from, to;

	if (!take_number(&text, &from))
		return false;
	to = from;
	if (*text == '-') {
		text++;
		if (!take_number(&text, &to))
			return false;
	}
	if (*text || !from || from > to || to > PORT_MAX)
		return false;
	*first = from;
	*last = to;
	return true;
}

/* What follows an address: nothing, or the length of a prefix. */
static bool parse_prefix(struct jail_rule *rule, const char *text)
{
	unsigned int bits = bits_of(rule->family);

	rule->prefix = bits;
	if (!*text)
		return true;
	if (*text++ != '/' || !take_number(&text, &bits) || *text ||
	    bits > rule->prefix)
		return false;
	rule->prefix = bits;
	return true;
}

static bool parse_address(struct jail_rule *rule, const char *text)
{
	const char *end = NULL;

	memset(rule, 0, sizeof(*rule));
	if (!strcmp(text, "*"))
		return true;
	if (in4_pton(text, -1, rule->ip.s6_addr, '/', &end))
		rule->family = AF_INET;
	else if (in6_pton(text, -1, rule->ip.s6_addr, '/', &end))
		rule->family = AF_INET6;
	return rule->family && parse_prefix(rule, end);
}

static bool is_unusable(const struct jail_rule *rule)
{
	if (rule->family == AF_INET6 && rule->prefix >= 96 &&
	    ipv6_addr_v4mapped(&rule->ip))
		return true;
	return rule->family && rule->prefix == bits_of(rule->family) &&
	       ipv6_addr_any(&rule->ip);
}

/* Takes an entry apart: where the ports begin, NULL if there are none. */
static char *split(char *entry, char **address)
{
	char *colon = strchr(entry, ':');
	char *end;

	*address = entry;
	if (*entry == '[') {
		*address = entry + 1;
		end = strchr(entry, ']');
		*end++ = '\0';
		return *end ? end : NULL;
	}
	/* Two of them are of an address. */
	return colon && !strchr(colon + 1, ':') ? colon : NULL;
}

static bool is_ports(const char *entry)
{
	return !entry[strspn(entry, "0123456789-")];
}

/* Ports alone, of the address before. */
static const char *parse_more(struct jail_rule *rule, const char *entry,
			      const struct jail_rule *before)
{
	if (before && !before->first)
		return "follows an address that has all ports";
	if (before)
		*rule = *before;
	else
		memset(rule, 0, sizeof(*rule));
	if (!parse_ports(&rule->first, &rule->last, entry))
		return "is neither a port nor a range of ports";
	return NULL;
}

/* NULL, or what is wrong with it. */
static const char *parse_entry(struct jail_rule *rule, const char *entry,
			       const struct jail_rule *before)
{
	char copy[ENTRY_SIZE];
	char *address, *ports;

	if (*entry && is_ports(entry))
		return parse_more(rule, entry, before);
	if (*entry == '[' && !strchr(entry, ']'))
		return "has no closing bracket";
	strscpy(copy, entry, sizeof(copy));
	ports = split(copy, &address);
	if (ports && *ports == ':')
		*ports++ = '\0';
	else if (ports)
		return "has something else than ports after the address";
	if (!parse_address(rule, address))
		return "does not begin with an address, a prefix, a port, or *";
	if (*copy == '[' && rule->family != AF_INET6)
		return "has brackets, which are for IPv6";
	if (!is_prefix(rule))
		return "has bits set behind its prefix";
	if (is_unusable(rule))
		return "is not an address that a packet carries";
	rule->last = PORT_MAX;
	if (ports && !parse_ports(&rule->first, &rule->last, ports))
		return "has neither a port nor a range of ports after the address";
	return NULL;
}

static bool have(const struct jail_rules *rules, const struct jail_rule *rule)
{
	unsigned int i;

	for (i = 0; i < rules->count; i++)
		if (!memcmp(&rules->rule[i], rule, sizeof(*rule)))
			return true;
	return false;
}

static const char *add_entry(struct jail_rules *rules, const char *entry)
{
	struct jail_rule *rule = &rules->rule[rules->count];
	const char *wrong;

	if (rules->count == JAIL_RULES_MAX)
		return "is one too many";
	wrong = parse_entry(rule, entry, rules->count ? rule - 1 : NULL);
	if (!wrong && have(rules, rule))
		wrong = "is there twice";
	if (!wrong)
		rules->count++;
	return wrong;
}

/* Cuts the next entry off; NULL after the last. */
static const char *next_entry(const char *list, char *entry, bool *fits)
{
	size_t length = strcspn(list, ",");

	*fits = snprintf(entry, ENTRY_SIZE, "%.*s", (int)length, list) <
		ENTRY_SIZE;
	return list[length] ? list + length + 1 : NULL;
}

/**
 * jail_rules_parse() - a list from text
 * @to: changed only on success
 * @key: the parameter's name
 * @value: "any", "none", or entries with commas between
 * @reply: gets the sentence that says what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int jail_rules_parse(struct jail_rules *to, const char *key, const char *value,
		     struct jail_reply *reply)
{
	bool listed = strcmp(value, "any") && strcmp(value, "none");
	struct jail_rules rules = { .limited = !!strcmp(value, "any") };
	char entry[ENTRY_SIZE];
	const char *wrong;
	bool fits;

	while (listed && value) {
		value = next_entry(value, entry, &fits);
		wrong = fits ? add_entry(&rules, entry) : "is too long";
		if (wrong)
			return jail_say_bad(reply, key, entry, wrong);
	}
	*to = rules;
	return 0;
}

/**
 * jail_ports_parse() - a range of ports from text
 * @to: changed only on success
 * @key: the parameter's name
 * @value: "any", or a range
 * @reply: gets the sentence that says what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int jail_ports_parse(struct jail_ports *to, const char *key, const char *value,
		     struct jail_reply *reply)
{
	struct jail_ports ports = {};

	if (strcmp(value, "any") &&
	    !parse_ports(&ports.first, &ports.last, value))
		return jail_say_bad(reply, key, value,
				    "is neither a range of ports nor any");
	*to = ports;
	return 0;
}

static int format_address(const struct jail_rule *rule, char *dst, size_t size)
{
	bool whole = rule->prefix == bits_of(rule->family);
	char ip[48];

	if (rule->family == AF_UNSPEC)
		return snprintf(dst, size, "*");
	if (rule->family == AF_INET)
		snprintf(ip, sizeof(ip), "%pI4", &rule->ip);
	else
		snprintf(ip, sizeof(ip), "%pI6c", &rule->ip);
	if (rule->family == AF_INET)
		return whole ? snprintf(dst, size, "%s", ip) :
			       snprintf(dst, size, "%s/%u", ip, rule->prefix);
	return whole ? snprintf(dst, size, "[%s]", ip) :
		       snprintf(dst, size, "[%s/%u]", ip, rule->prefix);
}

static int format_ports(const struct jail_rule *rule, char *dst, size_t size)
{
	if (rule->first == rule->last)
		return snprintf(dst, size, "%u", rule->first);
	return snprintf(dst, size, "%u-%u", rule->first, rule->last);
}

/**
 * jail_rule_format() - an entry as text
 * @rule: the entry
 * @dst: gets it, NUL-terminated
 * @size: of @dst
 *
 * Return: as snprintf().
 */
int jail_rule_format(const struct jail_rule *rule, char *dst, size_t size)
{
	int n = format_address(rule, dst, size);

	if (!rule->first || n + 1 >= (int)size)
		return n;
	dst[n++] = ':';
	return n + format_ports(rule, dst + n, size - n);
}

/* Has an entry the address that ports alone would have after another? */
static bool continues(const struct jail_rule *rule,
		      const struct jail_rule *before)
{
	static const struct jail_rule every;

	if (!rule->first || (before && !before->first))
		return false;
	if (!before)
		before = &every;
	return rule->family == before->family &&
	       rule->prefix == before->prefix &&
	       !memcmp(&rule->ip, &before->ip, sizeof(rule->ip));
}

/**
 * jail_rules_format() - a list as jail_rules_parse() takes it
 * @rules: the list
 * @dst: gets it, NUL-terminated
 * @size: of @dst
 *
 * Return: bytes written or more than @size; 0 without limits.
 */
int jail_rules_format(const struct jail_rules *rules, char *dst, size_t size)
{
	const struct jail_rule *rule, *before = NULL;
	size_t n = 0;
	unsigned int i;

	*dst = '\0';
	if (rules->limited && !rules->count)
		return snprintf(dst, size, "none");
	for (i = 0; i < rules->count && n + 1 < size; i++) {
		rule = &rules->rule[i];
		if (i)
			dst[n++] = ',';
		n += continues(rule, before) ?
			format_ports(rule, dst + n, size - n) :
			jail_rule_format(rule, dst + n, size - n);
		before = rule;
	}
	return i < rules->count ? size : n;
}
