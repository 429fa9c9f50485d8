// SPDX-License-Identifier: GPL-2.0
/*
 * All jails, and a jail's life: created, held by tasks and descriptors (or
 * persistent), dying once removed or held by nothing, buried by its reaper
 * when the last task and child are gone.
 *
 * registry_lock is the only global lock; nothing takes it on a hot path.
 */
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/nsproxy.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <net/net_namespace.h>

#include "address.h"
#include "admit.h"
#include "backend/backend.h"
#include "membership.h"
#include "registry.h"

/* How long the reaper waits between two rounds of SIGKILL. */
#define REAP_MSECS	20

/* Guards every field of a jail that says so, the list and the last jid. */
DEFINE_MUTEX(registry_lock);
LIST_HEAD(registry_jails);

/* As listing and wait of a jail, for the host, which sees all. */
atomic64_t registry_listing;
DECLARE_WAIT_QUEUE_HEAD(registry_wait);

static struct workqueue_struct *reapers;
static u64 last_jid;

/**
 * registry_find_name() - the jail of a name
 * @name: full name
 *
 * Context: RCU read side or registry_lock, which is how long it is good.
 */
struct jail *registry_find_name(const char *name)
{
	struct jail *jail;

	registry_for_each(jail)
		if (!strcmp(jail->conf.name, name))
			return jail;
	return NULL;
}

/**
 * registry_find_jid() - the jail of a number
 * @jid: the number
 *
 * Context: RCU read side or registry_lock, which is how long it is good.
 */
struct jail *registry_find_jid(u64 jid)
{
	struct jail *jail;

	registry_for_each(jail)
		if (jail->jid == jid)
			return jail;
	return NULL;
}

static void count_inside(struct jail *jail, int by)
{
	struct jail *up = jail_parent(jail);

	if (up)
		up->children += by;
	for (; up; up = jail_parent(up))
		up->inside += by;
}

/* A jail came, is dying or went: tells those who see it, and nobody else. */
static void tell_listing(struct jail *jail)
{
	for (; jail; jail = jail_parent(jail)) {
		atomic64_inc(&jail->listing);
		wake_up_all(&jail->wait);
	}
	atomic64_inc(&registry_listing);
	wake_up_all(&registry_wait);
}

/* The first jail arms the hooks, and every jail holds the module. */
static int publish(struct jail *jail, struct jail_reply *reply)
{
	int err = backend_arm(reply);

	if (err)
		return err;
	backend_hold();
	last_jid = address_number(jail, last_jid);
	jail->jid = last_jid;
	count_inside(jail, 1);
	jail->holders = 1;
	address_add(jail);
	list_add_tail_rcu(&jail->node, &registry_jails);
	tell_listing(jail);
	return 0;
}

static int create_locked(struct jail *subject, struct jail_conf *conf,
			 struct jail **made, struct jail_reply *reply)
{
	struct jail *parent, *jail;
	int err;

	err = admit(subject, conf, &parent, reply);
	if (err)
		return err;

	jail = jail_alloc(parent, conf);
	if (!jail) {
		jail_say(reply, "no memory for a jail");
		return -ENOMEM;
	}
	err = publish(jail, reply);
	if (err) {
		jail_put(jail);
		return err;
	}
	/* One reference is the registry's, one the caller's. */
	*made = jail_get(jail);
	return 0;
}

/**
 * registry_create() - make a jail, all or nothing
 * @subject: the maker's jail, NULL for the host
 * @conf: parameters that passed jail_param_check(); what it inherits is filled
 *	in
 * @made: gets the jail; the caller holds it as with registry_hold() and has a
 *	reference
 * @reply: gets the sentence that says what is wrong
 *
 * Context: may sleep.
 * Return: 0 or a negative errno.
 */
int registry_create(struct jail *subject, struct jail_conf *conf,
		    struct jail **made, struct jail_reply *reply)
{
	guard(mutex)(&registry_lock);
	return create_locked(subject, conf, made, reply);
}

/* What takes the place of a jail's addresses; NULL: they stay. */
static struct jail_own *make_addresses(struct jail *jail,
				       const struct jail_conf *conf,
				       struct jail_reply *reply)
{
	bool ip4 = jail_given(conf, JAIL_PARAM_IP4_ADDR);
	bool ip6 = jail_given(conf, JAIL_PARAM_IP6_ADDR);
	struct jail_own *own;
	int err;

	if (!ip4 && !ip6)
		return NULL;
	err = admit_addresses(jail, conf, reply);
	if (err)
		return ERR_PTR(err);
	own = address_alloc(ip4 ? &conf->ip4 : &jail->conf.ip4,
			    ip6 ? &conf->ip6 : &jail->conf.ip6);
	if (own)
		return own;
	jail_say(reply, "no memory for its addresses");
	return ERR_PTR(-ENOMEM);
}

static void set_addresses(struct jail *jail, struct jail_own *own)
{
	if (!own)
		return;
	jail->conf.ip4 = own->ip4;
	jail->conf.ip6 = own->ip6;
	address_replace(jail, own);
}

/**
 * registry_set() - change live parameters
 * @jail: whose; the caller holds registry_lock
 * @conf: the new values; those given must all be live
 * @reply: gets the sentence that says what is wrong
 *
 * Return: 0 or a negative errno; then nothing has changed.
 */
int registry_set(struct jail *jail, const struct jail_conf *conf,
		 struct jail_reply *reply)
{
	struct jail_own *own;
	int err;

	if (jail->dying) {
		jail_say(reply, "name: \"%s\" is dying", jail->conf.name);
		return -EBUSY;
	}
	err = admit_limits(jail, jail_parent(jail), conf, reply);
	if (err)
		return err;
	own = make_addresses(jail, conf, reply);
	if (IS_ERR(own))
		return PTR_ERR(own);
	err = jail_set_reach(jail, conf);
	if (err) {
		kfree(own);
		jail_say(reply, "no memory for a list");
		return err;
	}
	set_addresses(jail, own);
	if (jail_given(conf, JAIL_PARAM_HOSTNAME))
		strscpy(jail->conf.hostname, conf->hostname,
			sizeof(jail->conf.hostname));
	if (jail_given(conf, JAIL_PARAM_CHILDREN_MAX))
		jail->conf.children_max = conf->children_max;
	if (jail_given(conf, JAIL_PARAM_PERSIST)) {
		jail->conf.persist = conf->persist;
		registry_reap_soon(jail);
	}
	atomic64_inc(&jail->changed);
	wake_up_all(&jail->wait);
	return 0;
}

/**
 * registry_hold() - a descriptor keeps a jail alive
 * @jail: which; the caller holds registry_lock and found it there
 * @own: whether its end is to be the jail's
 */
void registry_hold(struct jail *jail, bool own)
{
	jail_get(jail);
	jail->holders++;
	if (own)
		jail->owners++;
}

static void bury(struct jail *jail)
{
	WRITE_ONCE(jail->dying, true);
	WRITE_ONCE(jail->dead, true);
	list_del_rcu(&jail->node);
	address_remove(jail);
	count_inside(jail, -1);
	if (jail_parent(jail))
		registry_reap_soon(jail_parent(jail));
	if (list_empty(&registry_jails))
		backend_disarm_later();
	tell_listing(jail);
	backend_drop();
	jail_put(jail);
}

/*
 * Is nobody left who could do anything? A dying jail's tasks are killed, and
 * zombies don't count. Tasks are counted before zombies: one that goes between
 * makes this wait for another round, never end too early.
 */
static bool is_empty(struct jail *jail)
{
	int tasks;

	/* Pairs with membership_inherit(). */
	smp_mb();
	tasks = atomic_read(&jail->tasks);
	if (jail->dying)
		tasks -= membership_kill(jail);
	return !tasks && !jail->children;
}

/*
 * Marks a jail and all below it. Where nobody is, that is the end: below comes
 * after above in the list, so children are buried before their parent. Where
 * somebody is, the reaper does the rest.
 */
static void start_dying(struct jail *top)
{
	struct jail *jail, *next;

	jail_get(top);
	list_for_each_entry_safe_reverse(jail, next, &registry_jails, node) {
		if (!jail_within(jail, top) || jail->dying)
			continue;
		WRITE_ONCE(jail->dying, true);
		if (is_empty(jail)) {
			bury(jail);
			continue;
		}
		tell_listing(jail);
		registry_reap_soon(jail);
	}
	jail_put(top);
}

/**
 * registry_release() - undo registry_hold() and its reference
 * @jail: which
 * @own: as then
 *
 * Context: may sleep.
 */
void registry_release(struct jail *jail, bool own)
{
	scoped_guard(mutex, &registry_lock) {
		jail->holders--;
		if (own && !--jail->owners)
			start_dying(jail);
		if (!jail->holders)
			registry_reap_soon(jail);
	}
	jail_put(jail);
}

/**
 * registry_remove() - let a jail die, with all that is in it
 * @jail: which; the caller holds registry_lock
 */
void registry_remove(struct jail *jail)
{
	start_dying(jail);
}

/**
 * registry_attach() - put current into a jail
 * @jail: which
 *
 * Context: may sleep.
 * Return: 0; -ESRCH if the jail is dying; -EINVAL if current is not on the
 * jail's network stack; -ENOMEM.
 */
int registry_attach(struct jail *jail)
{
	bool same = current->nsproxy->net_ns->net_cookie == jail->net;
	int err;

	guard(mutex)(&registry_lock);
	if (jail->dying)
		return -ESRCH;
	/* With vnet=new the addresses are not watched: not on this stack. */
	if (same == jail->conf.vnet)
		return -EINVAL;
	err = membership_attach(jail);
	if (err)
		return err;
	atomic64_inc(&jail->attached);
	wake_up_all(&jail->wait);
	return 0;
}

static bool is_held(const struct jail *jail)
{
	return jail->holders || jail->conf.persist;
}

/**
 * registry_reap() - look whether a jail's time has come
 * @work: the jail's reaper
 */
void registry_reap(struct work_struct *work)
{
	struct jail *jail = container_of(to_delayed_work(work), struct jail,
					 reaper);

	scoped_guard(mutex, &registry_lock) {
		bool empty;

		if (jail->dead)
			break;
		empty = is_empty(jail);
		if (empty && (jail->dying || !is_held(jail))) {
			bury(jail);
		} else if (jail->dying) {
			jail_get(jail);
			if (!queue_delayed_work(reapers, &jail->reaper,
						msecs_to_jiffies(REAP_MSECS)))
				jail_put(jail);
		}
	}
	jail_put(jail);
}

/**
 * registry_reap_soon() - have the reaper look
 * @jail: which
 *
 * Context: any.
 */
void registry_reap_soon(struct jail *jail)
{
	jail_get(jail);
	/* True: it was waiting already, with a reference of its own. */
	if (mod_delayed_work(reapers, &jail->reaper, 0))
		jail_put(jail);
}

/** registry_init() - may sleep */
int registry_init(void)
{
	reapers = alloc_workqueue("jail", WQ_UNBOUND, 0);
	return reapers ? 0 : -ENOMEM;
}

/** registry_ready() - can there be jails on this kernel? */
bool registry_ready(void)
{
	return reapers;
}

#ifdef MODULE
/** registry_exit() - no jail is left, since each held the module */
void registry_exit(void)
{
	destroy_workqueue(reapers);
}
#endif
