// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Other addresses for a living jail: what it gets is on the machine before the
 * kernel gives it to the jail, what it loses is taken away after.
 */
#include <arpa/inet.h>

#include "alias.h"
#include "order.h"

static const int families[] = { JAIL_PARAM_IP4_ADDR, JAIL_PARAM_IP6_ADDR };

static int wrong(int id, const struct address *a, const char *what,
		 const char *fix, struct jail_error *err)
{
	char ip[INET6_ADDRSTRLEN];

	address_text(a, ip, sizeof(ip));
	return fail(err, JAIL_USAGE, fix, "%s: \"%s\" %s",
		    param_table[id].public.name, ip, what);
}

static bool have(const struct addresses *all, const struct address *a)
{
	for (size_t i = 0; i < all->count; i++)
		if (address_same(&all->of[i], a))
			return true;
	return false;
}

static void drop(struct addresses *all, const struct address *a)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++)
		if (!address_same(&all->of[i], a))
			all->of[kept++] = all->of[i];
	all->count = kept;
}

static int add_to(int id, struct addresses *now, const struct address *a,
		  struct jail_error *err)
{
	if (have(now, a))
		return wrong(id, a, "is the jail's already", "leave it out", err);
	if (now->count == JAIL_IP_MAX)
		return wrong(id, a, "is more than a jail may have",
			     "take another away first", err);
	now->of[now->count++] = *a;
	return 0;
}

static int take_from(int id, struct addresses *now, const struct address *a,
		     struct jail_error *err)
{
	if (!have(now, a))
		return wrong(id, a, "is not the jail's",
			     "\"jailctl show\" tells what it has", err);
	if (now->count == 1)
		return wrong(id, a, "is its last of the family",
			     "add another first", err);
	drop(now, a);
	return 0;
}

static int apply(char how, int id, struct addresses *now,
		 const struct addresses *given, struct jail_error *err)
{
	int bad = 0;

	if (!how) {
		*now = *given;
		return 0;
	}
	for (size_t i = 0; i < given->count && !bad; i++)
		bad = how == '+' ? add_to(id, now, &given->of[i], err) :
				   take_from(id, now, &given->of[i], err);
	return bad;
}

/* What the jail has, in the kernel's words, into addresses. */
static int read_now(const struct jail_records *records, int id,
		    struct addresses *now, struct jail_error *err)
{
	const char *value = jail_record_get(records, 0,
					    param_table[id].public.name);

	now->count = 0;
	if (*value)
		return addresses_parse(id, value, now, err);
	return fail(err, JAIL_USAGE, "create the jail again with it",
		    "%s: the jail was made without",
		    param_table[id].public.name);
}

static int regard_family(struct order *o, const struct jail_records *records,
			 int id, struct jail_error *err)
{
	struct addresses old, now, given;
	char text[JAIL_REQUEST_MAX];

	if (!o->conf->value[id])
		return 0;
	if (read_now(records, id, &old, err) ||
	    addresses_parse(id, o->conf->value[id], &given, err))
		return -1;
	now = old;
	if (apply(o->conf->how[id], id, &now, &given, err))
		return -1;
	for (size_t i = 0; i < old.count; i++) {
		drop(&given, &old.of[i]);
		if (!have(&now, &old.of[i]))
			o->losses.of[o->losses.count++] = old.of[i];
	}
	if (o->conf->how[id] != '-' && alias_survey(o, id, &given, err))
		return -1;
	addresses_format(&now, text, sizeof(text));
	o->conf->how[id] = 0;
	return conf_put(o->conf, id, text, err);
}

bool sets_addresses(const struct order *o)
{
	return o->conf->value[JAIL_PARAM_IP4_ADDR] ||
	       o->conf->value[JAIL_PARAM_IP6_ADDR];
}

/* One that jailctl did not make has no aliases, and gets none. */
static int read_state(struct order *o, struct jail_error *err)
{
	struct jail_error ignored;

	if (jail_conf_new(o->jail->name, &o->tool, err))
		return -1;
	o->noted = !state_read(o->dir, o->jail, o->tool, &o->state, &ignored);
	if (!o->noted)
		o->state = (struct state){ 0 };
	o->kept = o->state.aliases;
	return 0;
}

int do_regard(struct order *o, struct jail_error *err)
{
	struct jail_records *records;
	int bad = 0;

	if (read_state(o, err) ||
	    jail_fields(o->jail->name, NULL, &records, err))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(families) && !bad; i++)
		bad = regard_family(o, records, families[i], err);
	jail_records_free(records);
	/* nothing is planned that will not be made */
	if (bad)
		o->state.aliases = o->kept;
	else if (o->state.aliases > o->kept && !o->noted)
		bad = state_read(o->dir, o->jail, o->tool, &o->state, err);
	return bad;
}

bool gets_addresses(const struct order *o)
{
	return sets_addresses(o) && o->state.aliases > o->kept;
}

bool loses_addresses(const struct order *o)
{
	return o->losses.count;
}

int do_widen(struct order *o, struct jail_error *err)
{
	if (state_write(o->dir, o->jail, o->tool, &o->state, err))
		return -1;
	return alias_add(&o->state, o->kept, err);
}

int undo_widen(struct order *o, struct jail_error *err)
{
	if (alias_remove(o, o->kept, err))
		return -1;
	return state_write(o->dir, o->jail, o->tool, &o->state, err);
}

static bool is_its(const struct order *o, const struct net_address *alias)
{
	struct address a = { .family = alias->family };
	struct jail_error ignored;
	struct addresses all;

	if (alias_is_loopback(alias))
		return true;
	memcpy(a.ip, alias->ip, sizeof(a.ip));
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		const char *value = o->conf->value[families[i]];

		if ((param_table[families[i]].type == TYPE_IP4) !=
		    (a.family == AF_INET))
			continue;
		/* of a family that is not changed it keeps them all */
		if (!value || (!addresses_parse(families[i], value, &all,
						&ignored) && have(&all, &a)))
			return true;
	}
	return false;
}

/* Those it has no more to the end of the list, and away. */
int do_narrow(struct order *o, struct jail_error *err)
{
	struct state *state = &o->state, was = *state;
	size_t kept = 0, gone;

	o->was = was;
	for (size_t i = 0; i < was.aliases; i++)
		if (is_its(o, &was.alias[i]))
			state->alias[kept++] = was.alias[i];
	gone = kept;
	for (size_t i = 0; i < was.aliases; i++)
		if (!is_its(o, &was.alias[i]))
			state->alias[gone++] = was.alias[i];
	if (kept == was.aliases)
		return 0;
	if (alias_remove(o, kept, err))
		return -1;
	return state_write(o->dir, o->jail, o->tool, state, err);
}

/* Those are at the end of the list still; then it is as it was. */
int undo_narrow(struct order *o, struct jail_error *err)
{
	size_t left = o->state.aliases;
	int bad;

	o->state.aliases = o->was.aliases;
	bad = alias_add(&o->state, left, err);
	o->state = o->was;
	if (bad || !o->noted)
		return bad;
	return state_write(o->dir, o->jail, o->tool, &o->state, err);
}
