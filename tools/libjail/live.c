// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parameters of living jails: changed and read. */
#include <linux/sched.h>

#include "internal.h"

/*
 * The host name is in the jail's uts namespace, which only jailctl knows of.
 * A jail of another tool's, or one with nothing running, needs nothing more.
 * With set false it is only looked at whether the name could be changed.
 */
static int set_hostname(const char *name, const char *hostname, bool set,
			struct jail_error *err)
{
	struct jail_handle *jail;
	struct jail_conf *conf = NULL;
	struct jail_error ignored;
	struct leader leader;
	int dir, pidfd, status = 0;

	if (jail_open(name, &jail, err))
		return -1;
	dir = state_lock(err);
	if (dir < 0 || jail_conf_new(name, &conf, err)) {
		status = -1;
	} else if (!state_read(dir, jail, conf, &leader, &ignored)) {
		pidfd = set ? leader_open(&leader) : -1;
		if (conf_is(conf, TOOL_PARAM_UTS, "inherit"))
			status = fail(err, JAIL_USAGE,
				      "create the jail again with uts=new",
				      "host.hostname needs uts=new, but the jail has uts=inherit");
		else if (pidfd >= 0)
			status = ns_set_hostname(pidfd, hostname, err);
		if (pidfd >= 0)
			close(pidfd);
	}
	if (dir >= 0)
		close(dir);
	jail_conf_free(conf);
	jail_close(jail);
	return status;
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

int jail_set(const struct jail_conf *conf, struct jail_error *err)
{
	const char *hostname = conf->value[JAIL_PARAM_HOSTNAME];
	char text[JAIL_REQUEST_MAX + 2];
	const char *jid = conf_value(conf, JAIL_PARAM_JID);
	const char *name = jid ? jid : conf_value(conf, JAIL_PARAM_NAME);

	if (check_live(conf, err) ||
	    conf_request(conf, "set", text, sizeof(text), err))
		return -1;
	if (hostname && set_hostname(name, hostname, false, err))
		return -1;
	if (ctl_set(text, err))
		return -1;
	return hostname ? set_hostname(name, hostname, true, err) : 0;
}

int jail_fields(const char *name, const struct jail_conf *conf,
		struct jail_records **records, struct jail_error *err)
{
	char tool[512] = "";
	char *reply, *text;

	if (ctl_get(name, &reply, err))
		return -1;
	for (int i = TOOL_PARAM_FIRST; conf && i < PARAM_COUNT; i++)
		field_append(tool, sizeof(tool), param_table[i].public.name,
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
	struct leader leader;
	int dir = -1, status;
	bool known;

	/* the tool's own parameters are shown to those who may read them */
	known = !jail_open(name, &jail, err) &&
		!jail_conf_new(name, &conf, &ignored);
	if (known)
		dir = state_dir(&ignored);
	known = dir >= 0 && !state_read(dir, jail, conf, &leader, &ignored);
	if (!jail && err->code == JAIL_USAGE)
		return -1;
	status = jail_fields(name, known ? conf : NULL, records, err);
	if (dir >= 0)
		close(dir);
	jail_conf_free(conf);
	jail_close(jail);
	return status;
}
