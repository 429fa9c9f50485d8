// SPDX-License-Identifier: GPL-2.0
/*
 * May a jail of these parameters be made, and where? A child never has what
 * its parent has not, and no two families of jails share a name or an address.
 */
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <net/net_namespace.h>

#include "address.h"
#include "admit.h"
#include "registry.h"

/* The jail that a dotted name's last part is created in. */
static int find_parent(const char *name, struct jail **parent,
		       struct jail_reply *reply)
{
	char prefix[JAIL_NAME_MAX + 1];
	char *dot;

	*parent = NULL;
	strscpy(prefix, name, sizeof(prefix));
	dot = strrchr(prefix, '.');
	if (!dot)
		return 0;
	*dot = '\0';
	*parent = registry_find_name(prefix);
	if (*parent)
		return 0;
	jail_say(reply, "name: there is no jail \"%s\" to make a child in",
		 prefix);
	return -ENOENT;
}

/* From inside, jails are made below one's own only, and counted. */
static int check_place(const struct jail *subject, const struct jail *parent,
		       struct jail_reply *reply)
{
	const struct jail *up;

	if (subject && !jail_within(parent, subject)) {
		jail_say(reply, "name: a jail makes jails only below itself, as %s.NAME",
			 subject->conf.name);
		return -EPERM;
	}
	for (up = subject; up; up = jail_parent(up)) {
		if (up->inside < up->conf.children_max)
			continue;
		jail_say(reply, "children.max: %s may have %u jails inside and has %u",
			 up->conf.name, up->conf.children_max, up->inside);
		return -EPERM;
	}
	if (parent && parent->dying) {
		jail_say(reply, "name: \"%s\" is dying", parent->conf.name);
		return -EBUSY;
	}
	if (parent && parent->depth == JAIL_DEPTH_MAX) {
		jail_say(reply, "name: jails nest at most %u deep",
			 JAIL_DEPTH_MAX);
		return -ENOSPC;
	}
	return 0;
}

static int narrow_family(enum jail_ip_mode parent, enum jail_ip_mode *child,
			 bool within, const char *key, struct jail_reply *reply)
{
	if (parent == JAIL_IP_INHERIT)
		return 0;
	if (*child == JAIL_IP_INHERIT) {
		*child = parent;
	} else if (*child == JAIL_IP_NEW && (parent != JAIL_IP_NEW || !within)) {
		jail_say(reply, "%s: not an address of the parent's", key);
		return -EINVAL;
	}
	return 0;
}

/*
 * A parent with a stack of its own has none of the machine's, whose would be
 * the child's: who makes it from within has no other than the parent's.
 */
static int narrow_stack(const struct jail *subject,
			const struct jail_conf *conf,
			const struct jail *parent, struct jail_reply *reply)
{
	if (conf->vnet || jail_within(subject, parent) ||
	    (conf->ip4_mode == JAIL_IP_DISABLE &&
	     conf->ip6_mode == JAIL_IP_DISABLE))
		return 0;
	jail_say(reply, "%s: the parent has vnet=new, and nothing of the machine's network stack",
		 conf->ip4_mode == JAIL_IP_DISABLE ? "ip6" : "ip4");
	return -EINVAL;
}

static bool within4(const struct jail_ip4s *ips, const struct jail_ip4s *up)
{
	unsigned int i;

	for (i = 0; i < ips->count; i++)
		if (!jail_ip4s_have(up, ips->ip[i]))
			return false;
	return true;
}

static bool within6(const struct jail_ip6s *ips, const struct jail_ip6s *up)
{
	unsigned int i;

	for (i = 0; i < ips->count; i++)
		if (!jail_ip6s_have(up, &ips->ip[i]))
			return false;
	return true;
}

/* A child never has what its parent has not. */
static int narrow(const struct jail *subject, struct jail_conf *conf,
		  const struct jail *parent, struct jail_reply *reply)
{
	const struct jail_conf *up;
	int err;

	if (!parent)
		return 0;
	if (parent->conf.vnet)
		return narrow_stack(subject, conf, parent, reply);
	up = &parent->conf;
	if (conf->vnet) {
		jail_say(reply, "vnet: the parent has no network stack of its own");
		return -EINVAL;
	}
	if (conf->ip4_mode == JAIL_IP_INHERIT) {
		conf->ip4 = up->ip4;
		conf->ip4_first = up->ip4_first;
	}
	if (conf->ip6_mode == JAIL_IP_INHERIT) {
		conf->ip6 = up->ip6;
		conf->ip6_first = up->ip6_first;
	}
	err = narrow_family(up->ip4_mode, &conf->ip4_mode,
			    within4(&conf->ip4, &up->ip4), "ip4.addr", reply);
	if (err)
		return err;
	return narrow_family(up->ip6_mode, &conf->ip6_mode,
			     within6(&conf->ip6, &up->ip6), "ip6.addr", reply);
}

static bool foreign(const struct jail *owner, const struct jail *parent,
		    const struct jail *self)
{
	return owner && owner != self && !jail_within(parent, owner);
}

static int check_ip4(const struct jail_ip4s *ips, const struct jail *parent,
		     const struct jail *self, u64 net,
		     struct jail_reply *reply)
{
	const struct jail *owner;
	unsigned int i;

	for (i = 0; i < ips->count; i++) {
		owner = address_owner4(net, ips->ip[i]);
		if (!foreign(owner, parent, self))
			continue;
		jail_say(reply, "ip4.addr: %pI4 is jail %s's", &ips->ip[i],
			 owner->conf.name);
		return -EADDRINUSE;
	}
	return 0;
}

static int check_ip6(const struct jail_ip6s *ips, const struct jail *parent,
		     const struct jail *self, u64 net,
		     struct jail_reply *reply)
{
	const struct jail *owner;
	unsigned int i;

	for (i = 0; i < ips->count; i++) {
		owner = address_owner6(net, &ips->ip[i]);
		if (!foreign(owner, parent, self))
			continue;
		jail_say(reply, "ip6.addr: %pI6c is jail %s's", &ips->ip[i],
			 owner->conf.name);
		return -EADDRINUSE;
	}
	return 0;
}

static int check_addresses(const struct jail_conf *conf,
			   const struct jail *parent, struct jail_reply *reply)
{
	u64 net = current->nsproxy->net_ns->net_cookie;
	int err;

	if (conf->vnet)
		return 0;
	err = check_ip4(&conf->ip4, parent, NULL, net, reply);
	return err ?: check_ip6(&conf->ip6, parent, NULL, net, reply);
}

static bool is_in(const struct jail_ports *ports, const struct jail_ports *all)
{
	return ports->first >= all->first && ports->last <= all->last;
}

static bool overlap(const struct jail_ports *a, const struct jail_ports *b)
{
	return a->first <= b->last && b->first <= a->last;
}

static int say_share(const struct jail_ports *ports, const char *what,
		     const struct jail *other, int err,
		     struct jail_reply *reply)
{
	jail_say(reply, "net.ephemeral: %u-%u %s jail %s's %u-%u", ports->first,
		 ports->last, what, other->conf.name,
		 other->conf.ephemeral.first, other->conf.ephemeral.last);
	return err;
}

/* Within those above, around those below, apart from all others. */
static int check_share(const struct jail *jail, const struct jail *parent,
		       const struct jail_ports *ports, u64 net,
		       struct jail_reply *reply)
{
	const struct jail_ports *theirs;
	const struct jail *other;

	registry_for_each(other) {
		theirs = &other->conf.ephemeral;
		if (other == jail || other->net != net || !theirs->first)
			continue;
		if (parent && jail_within(parent, other)) {
			if (!is_in(ports, theirs))
				return say_share(ports, "is not within", other,
						 -EINVAL, reply);
		} else if (jail && jail_within(other, jail)) {
			if (!is_in(theirs, ports))
				return say_share(ports, "does not have all of",
						 other, -EBUSY, reply);
		} else if (overlap(ports, theirs)) {
			return say_share(ports, "overlaps", other, -EADDRINUSE,
					 reply);
		}
	}
	return 0;
}

/**
 * admit_limits() - check what a jail may bind and where it may send
 * @jail: whose, NULL if it is to be made
 * @parent: the jail above it, NULL for the host
 * @conf: the parameters of the request
 * @reply: gets the sentence that says why not
 *
 * What a jail above gets taken away later, those below lose without a word: each
 * act is judged by all of them.
 *
 * Context: registry_lock.
 * Return: 0 or a negative errno.
 */
int admit_limits(const struct jail *jail, const struct jail *parent,
		 const struct jail_conf *conf, struct jail_reply *reply)
{
	u64 net = jail ? jail->net : current->nsproxy->net_ns->net_cookie;
	const struct jail *up;
	int err;

	err = jail_limits_check(jail ? &jail->conf : conf, conf, reply);
	for (up = parent; up && !err; up = jail_parent(up))
		err = jail_limits_within(up->conf.name, &up->conf, conf, reply);
	if (err || !conf->ephemeral.first)
		return err;
	return check_share(jail, parent, &conf->ephemeral, net, reply);
}

static int check_name(const char *name, struct jail_reply *reply)
{
	const struct jail *jail = registry_find_name(name);

	if (!jail)
		return 0;
	jail_say(reply, "name: \"%s\" is %s", name,
		 jail->dying ? "dying, wait for its last task" : "in use");
	return -EEXIST;
}

/**
 * admit() - check a new jail against those that are there
 * @subject: the maker's jail, NULL for the host
 * @conf: its parameters; what it inherits is filled in
 * @parent: gets the jail above it, NULL for the host
 * @reply: gets the sentence that says why not
 *
 * Context: registry_lock.
 * Return: 0 or a negative errno.
 */
int admit(const struct jail *subject, struct jail_conf *conf,
	  struct jail **parent, struct jail_reply *reply)
{
	int err;

	err = find_parent(conf->name, parent, reply);
	if (err)
		return err;
	err = check_place(subject, *parent, reply);
	if (err)
		return err;
	err = check_name(conf->name, reply);
	if (err)
		return err;
	err = narrow(subject, conf, *parent, reply);
	if (err)
		return err;
	err = check_addresses(conf, *parent, reply);
	return err ?: admit_limits(NULL, *parent, conf, reply);
}

/* Those inside a jail never have what it has not. */
static int check_inside(const struct jail *jail, const struct jail_conf *conf,
			struct jail_reply *reply)
{
	const struct jail *in;
	const char *key = NULL;

	registry_for_each(in) {
		if (in == jail || !jail_within(in, jail))
			continue;
		if (jail_given(conf, JAIL_PARAM_IP4_ADDR) &&
		    !within4(&in->conf.ip4, &conf->ip4))
			key = "ip4.addr";
		if (jail_given(conf, JAIL_PARAM_IP6_ADDR) &&
		    !within6(&in->conf.ip6, &conf->ip6))
			key = "ip6.addr";
		if (!key)
			continue;
		jail_say(reply, "%s: jail %s inside has one that would go", key,
			 in->conf.name);
		return -EINVAL;
	}
	return 0;
}

static int change_family(enum jail_ip_mode mode, enum jail_ip_mode up,
			 bool within, const char *key, struct jail_reply *reply)
{
	if (mode != JAIL_IP_NEW) {
		jail_say(reply, "%s: the jail was made without", key);
		return -EINVAL;
	}
	if (up == JAIL_IP_NEW && !within) {
		jail_say(reply, "%s: not an address of the parent's", key);
		return -EINVAL;
	}
	return 0;
}

/**
 * admit_addresses() - check addresses that a living jail is to have
 * @jail: whose
 * @conf: those given take the place of what the jail has
 * @reply: gets the sentence that says why not
 *
 * Context: registry_lock.
 * Return: 0 or a negative errno.
 */
int admit_addresses(const struct jail *jail, const struct jail_conf *conf,
		    struct jail_reply *reply)
{
	const struct jail *parent = jail_parent(jail);
	bool limited = parent && !parent->conf.vnet;
	int err = 0;

	if (jail_given(conf, JAIL_PARAM_IP4_ADDR))
		err = change_family(jail->conf.ip4_mode, limited ?
				    parent->conf.ip4_mode : JAIL_IP_INHERIT,
				    limited && within4(&conf->ip4, &parent->conf.ip4),
				    "ip4.addr", reply) ?:
		      check_ip4(&conf->ip4, parent, jail, jail->net, reply);
	if (!err && jail_given(conf, JAIL_PARAM_IP6_ADDR))
		err = change_family(jail->conf.ip6_mode, limited ?
				    parent->conf.ip6_mode : JAIL_IP_INHERIT,
				    limited && within6(&conf->ip6, &parent->conf.ip6),
				    "ip6.addr", reply) ?:
		      check_ip6(&conf->ip6, parent, jail, jail->net, reply);
	return err ?: check_inside(jail, conf, reply);
}
