// SPDX-License-Identifier: LGPL-2.1-or-later
/* The order table, and who runs it: downwards, and upwards when it fails. */
#include <linux/sched.h>

#include "order.h"

static bool when_ALWAYS(const struct order *o)
{
	(void)o;
	return true;
}

static bool when_OWN_CGROUP(const struct order *o)
{
	return conf_is(o->conf, TOOL_PARAM_CGROUP, "new");
}

static bool when_NEW_ADDRESS(const struct order *o)
{
	return o->state.aliases;
}

static bool when_KEPT(const struct order *o)
{
	return !(o->flags & JAIL_CREATE_OWN);
}

static bool when_OWN_ROOT(const struct order *o)
{
	return o->plan.own_root;
}

static bool when_HOST_ROOT(const struct order *o)
{
	return o->plan.host_root;
}

static bool when_OWN_UTS(const struct order *o)
{
	return (o->plan.ns & CLONE_NEWUTS) && *o->plan.hostname;
}

static bool when_OWN_NET(const struct order *o)
{
	return o->plan.ns & CLONE_NEWNET;
}

static bool when_OWN_INIT(const struct order *o)
{
	return o->plan.init;
}

static bool when_RESOLVER(const struct order *o)
{
	return o->plan.own_root && conf_is(o->conf, TOOL_PARAM_RESOLVER, "host");
}

static bool when_NO_NEW_PRIVS(const struct order *o)
{
	return o->plan.no_new_privs;
}

static bool when_READDRESS(const struct order *o)
{
	return sets_addresses(o);
}

static bool when_MORE_ADDRESSES(const struct order *o)
{
	return gets_addresses(o);
}

static bool when_FEWER_ADDRESSES(const struct order *o)
{
	return loses_addresses(o);
}

static bool when_NEW_HOSTNAME(const struct order *o)
{
	return sets_hostname(o);
}

#define UNDO_OF_NONE(name) NULL
#define UNDO_OF_UNDO(name) undo_##name

static const struct step {
	unsigned int verbs;
	enum where where;
	const char *name;
	bool (*when)(const struct order *o);
	int (*go)(struct order *o, struct jail_error *err);
	int (*undo)(struct order *o, struct jail_error *err);
	const char *about;
} table[] = {
#define STEP(v, w, n, wh, u, a) \
	{ .verbs = v, .where = w, .name = #n, .when = when_##wh, \
	  .go = do_##n, .undo = UNDO_OF_##u(n), .about = a },
#include "order.def"
#undef STEP
};

_Static_assert(ARRAY_SIZE(table) <= 64, "one bit a row in order.begun");

/* The handle's; a change has that of what is to change. */
static const struct jail_trace *trace_of(const struct order *o)
{
	if (o->jail && o->jail->trace.told)
		return &o->jail->trace;
	return o->conf && o->conf->trace.told ? &o->conf->trace : NULL;
}

static void tell(const struct order *o, const struct step *step, bool undone)
{
	static const char *const names[] = {
		[CALLER] = "caller", [JOINER] = "joiner", [CHILD] = "child",
		[INIT] = "init",
	};
	const struct jail_trace *trace = trace_of(o);

	if (trace)
		trace->told(trace->arg, names[step->where], step->about, undone);
}

/* What others do is told where the one who asked for it is. */
static void begin(const struct order *o, const struct step *step)
{
	if (step->where == CALLER)
		tell(o, step, false);
	else if (trace_of(o))
		report_step(o->child_sock, step - table);
}

int order_receive(struct order *o, struct report *report,
		  struct sender *sender)
{
	int result;

	while ((result = report_receive(o->sock, report, sender)) == 1 &&
	       report->kind == REPORT_STEP)
		if (report->step < ARRAY_SIZE(table))
			tell(o, &table[report->step], false);
	return result;
}

static int go(struct order *o, const struct step *step, struct jail_error *err)
{
	int bad;

	begin(o, step);
	walk_stop(o->verbs, step->name, "before");
	bad = step->go(o, err);
	walk_stop(o->verbs, step->name, "after");
	/* what the caller did wrong is said by what he gave, not by the step */
	if (bad && !o->told && err->code != JAIL_USAGE)
		jail_error_wrap(err, "can't %s", step->about);
	o->told |= bad;
	return bad;
}

/* All of it, whatever fails on the way; the first error is the one kept. */
static int undo(struct order *o, struct jail_error *err)
{
	struct jail_error later;
	int bad = 0;

	for (size_t i = ARRAY_SIZE(table); i-- > 0;) {
		const struct step *step = &table[i];

		if (!step->undo || !(o->begun & 1ULL << i))
			continue;
		o->begun &= ~(1ULL << i);
		tell(o, step, true);
		walk_stop(o->verbs, step->name, "before");
		if (step->undo(o, bad ? &later : err))
			bad = -1;
		walk_stop(o->verbs, step->name, "after");
	}
	return bad;
}

int order_run(struct order *o, enum where where, struct jail_error *err)
{
	struct jail_error late;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct step *step = &table[i];

		if (step->where != where || !(step->verbs & o->verbs) ||
		    !step->when(o))
			continue;
		/* also the one that fails: it may have come half-way */
		o->begun |= 1ULL << i;
		if (!go(o, step, err))
			continue;
		if (where == CALLER)
			undo(o, &late);
		return -1;
	}
	return 0;
}

int order_recover(struct order *o, struct jail_error *err)
{
	o->verbs = RECOVER;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].verbs & RECOVER)
			o->begun |= 1ULL << i;
	return undo(o, err);
}

static void give(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void order_close(struct order *o)
{
	give(&o->sock);
	give(&o->child_sock);
	give(&o->leader);
	give(&o->cgroup);
	give(&o->pidfd);
	give(&o->report);
	give(&o->master);
	give(&o->signals);
	stdio_free(&o->io);
	give(&o->dir);
	jail_conf_free(o->tool);
	o->tool = NULL;
	free(o->old);
	free(o->host_resolver);
	free(o->resolver);
	o->old = o->host_resolver = o->resolver = NULL;
}
