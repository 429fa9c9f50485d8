// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parameters of living jails: changed and read. */
#include "order.h"

bool sets_hostname(const struct order *o)
{
	return o->conf->value[JAIL_PARAM_HOSTNAME];
}

/*
 * The host name is in the jail's uts namespace, which only jailctl knows of.
 * A jail of another tool's, or one with nothing running, needs nothing more.
 */
static int look_at_uts(struct order *o, struct jail_error *err)
{
	struct jail_error ignored;
	struct jail_conf *tool;
	int bad = 0;

	if (jail_conf_new(o->jail->name, &tool, err))
		return -1;
	if (state_read(o->dir, o->jail, tool, &o->state, &ignored))
		o->state = (struct state){ 0 };
	else if (conf_is(tool, TOOL_PARAM_UTS, "inherit"))
		bad = fail(err, JAIL_USAGE,
			   "create the jail again with uts=new",
			   "host.hostname needs uts=new, but the jail has uts=inherit");
	jail_conf_free(tool);
	return bad;
}

/*
 * Only persist=1 keeps a jail without tasks and jails inside it: dropping it
 * would be to remove the jail, and that has a verb of its own.
 */
static int check_end(const struct jail_conf *conf,
		     const struct jail_records *now, struct jail_error *err)
{
	if (!conf_is(conf, JAIL_PARAM_PERSIST, "0") ||
	    strcmp(jail_record_get(now, 0, "persist"), "1") ||
	    strcmp(jail_record_get(now, 0, "tasks"), "0") ||
	    strcmp(jail_record_get(now, 0, "children.cur"), "0"))
		return 0;
	return fail(err, JAIL_USAGE,
		    "\"jailctl remove\" it, or start a command in it first",
		    "persist=0: nothing runs in the jail, it would end at once");
}

/* The request that would set back what is to be changed. */
static int keep_old(struct order *o, struct jail_error *err)
{
	char text[JAIL_REQUEST_MAX + 2] = "set";
	struct jail_records *records;

	if (jail_fields(o->jail->name, NULL, &records, err))
		return -1;
	if (check_end(o->conf, records, err)) {
		jail_records_free(records);
		return -1;
	}
	field_append(text, sizeof(text), "name", o->jail->name);
	for (int i = 0; i < JAIL_PARAM_COUNT; i++) {
		const char *key = param_table[i].public.name;
		const char *value = jail_record_get(records, 0, key);

		if (o->conf->value[i] && param_table[i].public.live && *value)
			field_append(text, sizeof(text), key, value);
	}
	jail_records_free(records);
	o->old = strdup(text);
	return o->old ? 0 : fail(err, JAIL_FAILED, NULL, "%m");
}

int do_look(struct order *o, struct jail_error *err)
{
	const char *jid = conf_value(o->conf, JAIL_PARAM_JID);
	const char *who = jid ? jid : conf_value(o->conf, JAIL_PARAM_NAME);

	if (handle_open(who, &o->jail, err) ||
	    (sets_hostname(o) && look_at_uts(o, err)))
		return -1;
	return keep_old(o, err);
}

int do_change(struct order *o, struct jail_error *err)
{
	char text[JAIL_REQUEST_MAX + 2];

	if (conf_request(o->conf, "set", text, sizeof(text), err))
		return -1;
	return ctl_set(text, err);
}

int undo_change(struct order *o, struct jail_error *err)
{
	return ctl_set(o->old, err);
}

int do_rename(struct order *o, struct jail_error *err)
{
	int pidfd = leader_open(&o->state.leader), bad = 0;

	if (pidfd >= 0) {
		bad = ns_set_hostname(pidfd,
				      o->conf->value[JAIL_PARAM_HOSTNAME], err);
		close(pidfd);
	}
	return bad;
}

static int check_live(const struct jail_conf *conf, struct jail_error *err)
{
	bool any = false;

	for (int i = 0; i < PARAM_COUNT; i++) {
		const struct jail_param *p = &param_table[i].public;

		if (!conf->value[i] || i == JAIL_PARAM_NAME ||
		    i == JAIL_PARAM_JID)
			continue;
		if (!p->live)
			return fail(err, JAIL_USAGE,
				    "\"jailctl remove\" it and \"jailctl create\" it again",
				    "%s: can't be changed while the jail lives",
				    p->name);
		any = true;
	}
	if (!any)
		return fail(err, JAIL_USAGE, "give at least one name=value",
			    "nothing to change");
	return 0;
}

int jail_set(const struct jail_conf *conf, unsigned int flags,
	     struct jail_error *err)
{
	struct order o = {
		ORDER_INIT, .verbs = SET, .force = flags & JAIL_SET_FORCE,
	};
	int bad;

	/* what is added to and taken from becomes the whole list on the way */
	if (check_live(conf, err) || conf_copy(conf, &o.conf, err))
		return -1;
	bad = order_run(&o, CALLER, err);
	order_close(&o);
	jail_close(o.jail);
	jail_conf_free(o.conf);
	return bad;
}

int jail_fields(const char *name, const struct jail_conf *conf,
		struct jail_records **records, struct jail_error *err)
{
	char tool[512] = "";
	char *reply, *text;

	if (ctl_get(name, &reply, err))
		return -1;
	for (int i = TOOL_PARAM_FIRST; conf && i < PARAM_COUNT; i++)
		if (*conf_value(conf, i))
			field_append(tool, sizeof(tool),
				     param_table[i].public.name,
				     conf_value(conf, i));
	if (asprintf(&text, "%s%s", reply, tool) < 0)
		text = NULL;
	free(reply);
	if (!text)
		return fail(err, JAIL_FAILED, NULL, "%m");
	if (records_parse(text, records))
		return bad_answer(err);
	if (!records_join(*records))
		return 0;
	jail_records_free(*records);
	return fail(err, JAIL_FAILED, NULL, "%m");
}

int jail_get(const char *name, struct jail_records **records,
	     struct jail_error *err)
{
	struct jail_error ignored;
	struct jail_handle *jail = NULL;
	struct jail_conf *conf = NULL;
	struct state state;
	int dir = -1, status;
	bool known;

	/* the tool's own parameters are shown to those who may read them */
	known = !jail_open(name, &jail, err) &&
		!jail_conf_new(name, &conf, &ignored);
	if (known)
		dir = state_dir(&ignored);
	known = dir >= 0 && !state_read(dir, jail, conf, &state, &ignored);
	if (!jail && err->code == JAIL_USAGE)
		return -1;
	status = jail_fields(name, known ? conf : NULL, records, err);
	if (dir >= 0)
		close(dir);
	jail_conf_free(conf);
	jail_close(jail);
	return status;
}
