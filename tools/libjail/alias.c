// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A jail's addresses on the machine: one that is there is used as it is, one
 * that is not is added to the interface that was named, an alias, and taken
 * away with the jail. Only within a family of jails can two share one; who
 * came first has added it, and a child never outlives its parent. What ::1 means
 * in a jail is always added, to lo.
 */
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <stdarg.h>

#include "alias.h"
#include "net.h"

/* What a look at one address needs to know. */
struct survey {
	struct order *o;
	const struct jail_conf *conf;	/* that says which interface */
	struct net *net;
	struct net_list list;
	int id;				/* of the parameter */
};

static int bad(const struct survey *s, const struct address *a,
	       const char *fix, struct jail_error *err, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

static int bad(const struct survey *s, const struct address *a,
	       const char *fix, struct jail_error *err, const char *format, ...)
{
	char ip[INET6_ADDRSTRLEN], why[256];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	address_text(a, ip, sizeof(ip));
	return fail(err, JAIL_USAGE, fix, "%s: \"%s\" %s",
		    param_table[s->id].public.name, ip, why);
}

static const struct net_found *find(const struct net_list *list, int family,
				    const unsigned char *ip)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct net_address *at = &list->of[i].at;

		if (at->family == family &&
		    !memcmp(at->ip, ip, address_bits(family) / 8))
			return &list->of[i];
	}
	return NULL;
}

/* Named for it, or for all of them. */
static const char *interface_of(const struct survey *s, const struct address *a)
{
	return *a->interface ? a->interface :
	       conf_value(s->conf, TOOL_PARAM_INTERFACE);
}

static int look_at_link(const struct survey *s, const struct address *a,
			struct net_link *link, struct jail_error *err)
{
	const char *name = interface_of(s, a);
	char fix[sizeof(err->fix)];

	if (net_link(s->net, name, link, err))
		return -1;
	if (!link->index)
		return bad(s, a, "\"ip link\" shows the interfaces there are",
			   err, "can't go to %s: there is no such interface",
			   name);
	snprintf(fix, sizeof(fix), "ip link set %s up", name);
	if (!link->up)
		return bad(s, a, fix, err, "can't go to %s: the interface is down",
			   name);
	return 0;
}

/* One that no interface has: of the machine all the same, or to be added. */
static int judge_foreign(const struct survey *s, const struct address *a,
			 bool placed, struct jail_error *err)
{
	char ip[INET6_ADDRSTRLEN], fix[sizeof(err->fix)];

	switch (net_kind(s->net, a)) {
	case NET_LOCAL:
		return 0;
	case NET_BROADCAST:
		return bad(s, a, "give an address of one machine", err,
			   "is a broadcast address of this machine's networks");
	case NET_MULTICAST:
		return bad(s, a, "give an address of one machine", err,
			   "is a multicast address");
	case NET_ANYCAST:
		return bad(s, a, "give an address of one machine", err,
			   "is an anycast address");
	case NET_FOREIGN:
		break;
	}
	if (placed)
		return 1;
	address_text(a, ip, sizeof(ip));
	snprintf(fix, sizeof(fix), "\"ip addr add\" it, or name the interface that gets it with the jail: %s=\"eth0|%s/%d\"",
		 param_table[s->id].public.name, ip,
		 a->family == AF_INET ? 24 : 64);
	return bad(s, a, fix, err, "is not an address of this machine");
}

static void plan_alias(struct state *state, const struct address *a, int index)
{
	struct net_address *alias = &state->alias[state->aliases++];

	*alias = (struct net_address){
		.index = index, .family = a->family,
		.prefix = a->prefix < 0 ? address_bits(a->family) : a->prefix,
	};
	memcpy(alias->ip, a->ip, sizeof(alias->ip));
}

static int survey_one(const struct survey *s, const struct address *a,
		      struct jail_error *err)
{
	const struct net_found *found = find(&s->list, a->family, a->ip);
	bool placed = *interface_of(s, a);
	struct net_link link = { 0 };
	int status;

	if (placed && look_at_link(s, a, &link, err))
		return -1;
	if (found && placed && found->at.index != link.index)
		return bad(s, a, "leave the interface out, or name the one that \"ip addr\" shows",
			   err, "is there already, but not on %s", link.name);
	if (found)
		return 0;
	if (a->prefix >= 0 && !placed)
		return bad(s, a, "name the interface that gets it", err,
			   "has a prefix, but no interface");
	status = judge_foreign(s, a, placed, err);
	if (status > 0 && s->o->state.aliases == ARRAY_SIZE(s->o->state.alias))
		return bad(s, a, "\"jailctl remove\" the jail and create it again", err,
			   "is more than can be written down");
	if (status > 0)
		plan_alias(&s->o->state, a, link.index);
	return status < 0 ? -1 : 0;
}

static int check_namespace(const struct order *o, const struct net *net,
			   struct jail_error *err)
{
	char fix[sizeof(err->fix)];
	uint64_t here;

	if (net_cookie(net, &here, err))
		return -1;
	if (here == o->state.net)
		return 0;
	snprintf(fix, sizeof(fix), "\"ip netns exec\" it there; if that one is gone, remove /run/jail/%s.conf",
		 o->jail->name);
	return fail(err, JAIL_FAILED, fix,
		    "its addresses are in another network namespace");
}

bool alias_is_loopback(const struct net_address *at)
{
	static const uint64_t prefix = JAIL_LOOPBACK6;
	uint64_t high = 0;

	for (size_t i = 0; i < sizeof(prefix); i++)
		high = high << 8 | at->ip[i];
	return at->family == AF_INET6 && high == prefix;
}

/*
 * An alias that is there is of a jail above this one, or of one that died after
 * the lock was taken: that one's goes first, or it would go later.
 */
static int list_addresses(struct survey *s, struct jail_error *err)
{
	bool any = false;

	if (net_addresses(s->net, &s->list, err))
		return -1;
	for (size_t i = 0; i < s->list.count; i++)
		any |= s->list.of[i].ours && !alias_is_loopback(&s->list.of[i].at);
	if (!any)
		return 0;
	return recover_all(s->o->dir, NULL, err) ||
	       net_addresses(s->net, &s->list, err) ? -1 : 0;
}

static int survey(struct survey *s, const struct addresses *all,
		  struct jail_error *err)
{
	if (!s->o->state.aliases && net_cookie(s->net, &s->o->state.net, err))
		return -1;
	if (check_namespace(s->o, s->net, err) || list_addresses(s, err))
		return -1;
	for (size_t i = 0; i < all->count; i++)
		if (survey_one(s, &all->of[i], err))
			return -1;
	return 0;
}

int alias_survey(struct order *o, int id, const struct addresses *all,
		 struct jail_error *err)
{
	struct survey s = {
		.o = o, .conf = o->tool ? o->tool : o->conf, .id = id,
	};
	int status;

	if (!all->count)
		return 0;
	if (net_open(NETLINK_ROUTE, &s.net, err))
		return -1;
	status = survey(&s, all, err);
	net_list_free(&s.list);
	net_close(s.net);
	return status;
}

static int survey_family(struct order *o, int id, struct jail_error *err)
{
	const char *value = conf_value(o->conf, id);
	struct addresses all;

	if (!value)
		return 0;
	if (addresses_parse(id, value, &all, err))
		return -1;
	return alias_survey(o, id, &all, err);
}

static int plan_loopback(struct order *o, const struct address *a,
			 struct jail_error *err)
{
	struct state *state = &o->state;
	struct net_link lo;
	struct net *net;
	int status;

	if (net_open(NETLINK_ROUTE, &net, err))
		return -1;
	status = net_link(net, "lo", &lo, err);
	if (!status && !state->aliases)
		status = net_cookie(net, &state->net, err);
	if (!status)
		plan_alias(state, a, lo.index);
	net_close(net);
	return status;
}

/* A jail that has IPv6 has one for ::1, which the kernel has chosen. */
static int survey_loopback(struct order *o, struct jail_error *err)
{
	struct address a = { .family = AF_INET6, .prefix = -1 };
	struct jail_records *records;
	int status = 0;

	if (jail_fields(o->jail->name, NULL, &records, err))
		return -1;
	if (inet_pton(AF_INET6, jail_record_get(records, 0, "ip6.loopback"),
		      a.ip) == 1)
		status = plan_loopback(o, &a, err);
	jail_records_free(records);
	return status;
}

/* Nothing is planned that will not be made. */
static int plan_nothing(struct order *o)
{
	o->state.aliases = 0;
	return -1;
}

/* Before there is a jail: whoever watches is not told of one that can't be. */
int do_survey(struct order *o, struct jail_error *err)
{
	if (survey_family(o, JAIL_PARAM_IP4_ADDR, err) ||
	    survey_family(o, JAIL_PARAM_IP6_ADDR, err))
		return plan_nothing(o);
	return 0;
}

int alias_loopback(struct order *o, struct jail_error *err)
{
	return survey_loopback(o, err) ? plan_nothing(o) : 0;
}

static int not_added(const struct net_address *a, int error,
		     struct jail_error *err)
{
	char ip[INET6_ADDRSTRLEN], name[IF_NAMESIZE] = "its interface";
	const char *fix = NULL;

	inet_ntop(a->family, a->ip, ip, sizeof(ip));
	if_indextoname(a->index, name);
	if (error == EPERM)
		return no_power("adding an address", err);
	if (error == EACCES && a->family == AF_INET6)
		fix = "see the interface's sysctl disable_ipv6";
	return fail(err, JAIL_FAILED, fix, "%s on %s: %s", ip, name,
		    strerror(error));
}

int alias_add(const struct state *state, size_t from, struct jail_error *err)
{
	struct net *net;
	int error = 0;

	if (net_open(NETLINK_ROUTE, &net, err))
		return -1;
	for (size_t i = from; i < state->aliases && !error; i++) {
		error = net_add(net, &state->alias[i]);
		if (error && error != -EEXIST)
			not_added(&state->alias[i], -error, err);
		/* somebody else's, then: it has not got our mark */
		error = error == -EEXIST ? 0 : error;
	}
	net_close(net);
	return error ? -1 : 0;
}

int do_alias(struct order *o, struct jail_error *err)
{
	return alias_add(&o->state, 0, err);
}

static bool is_same(const struct net_address *a, const struct net_address *b)
{
	return a->index == b->index && a->family == b->family &&
	       a->prefix == b->prefix && !memcmp(a->ip, b->ip, sizeof(a->ip));
}

/* What is not there any more, or not as it was made, is not ours to take. */
static int remove_one(struct net *net, const struct net_address *alias,
		      struct jail_error *err)
{
	struct net_list list = { 0 };
	char ip[INET6_ADDRSTRLEN];
	int error = 0;

	if (net_addresses(net, &list, err))
		return -1;
	for (size_t i = 0; i < list.count && !error; i++)
		if (list.of[i].ours && is_same(&list.of[i].at, alias))
			error = net_delete(net, &list, &list.of[i]);
	net_list_free(&list);
	if (!error)
		return 0;
	inet_ntop(alias->family, alias->ip, ip, sizeof(ip));
	return fail(err, code_of(-error), NULL, "%s: %s", ip, strerror(-error));
}

int alias_remove(struct order *o, size_t from, struct jail_error *err)
{
	struct state *state = &o->state;
	struct net *net;
	int status = 0;

	if (state->aliases <= from)
		return 0;
	if (net_open(NETLINK_ROUTE, &net, err))
		return -1;
	if (check_namespace(o, net, err))
		status = -1;
	/* from the end, where what is left to do is kept */
	while (!status && state->aliases > from) {
		status = remove_one(net, &state->alias[state->aliases - 1], err);
		if (!status)
			state->aliases--;
	}
	net_close(net);
	return status;
}

int undo_alias(struct order *o, struct jail_error *err)
{
	return alias_remove(o, 0, err);
}
