// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parameters of living jails: changed and read. */
#include <linux/sched.h>

#include "internal.h"

/* What is changed of the tool's own while the jail lives: the host name. */
static int set_inside(const char *name, const char *hostname,
		      struct jail_error *err)
{
	struct jail_handle *jail;
	struct jail_conf *conf = NULL;
	struct leader leader;
	int dir, pidfd = -1, status = 0;

	if (jail_open(name, &jail, err))
		return -1;
	dir = state_lock(err);
	/* made by another tool, or nothing runs there: nothing to change */
	if (dir >= 0 && !jail_conf_new(name, &conf, err) &&
	    !state_read(dir, jail, conf, &leader, err))
		pidfd = leader_open(&leader);
	if (pidfd >= 0 && (ns_flags(conf) & CLONE_NEWUTS))
		status = ns_set_hostname(pidfd, hostname, err);
	if (pidfd >= 0)
		close(pidfd);
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

		if (!conf->value[i] || i == JAIL_PARAM_NAME)
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

	if (check_live(conf, err) ||
	    conf_request(conf, "set", text, sizeof(text), err) ||
	    ctl_set(text, err))
		return -1;
	if (hostname)
		return set_inside(conf_value(conf, JAIL_PARAM_NAME), hostname,
				  err);
	return 0;
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
