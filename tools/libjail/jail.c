// SPDX-License-Identifier: LGPL-2.1-or-later
/* Jails: made, opened, changed, removed. */
#include <linux/sched.h>
#include <poll.h>
#include <time.h>

#include "internal.h"

static bool value_is(const struct jail_conf *conf, int id, const char *value)
{
	const char *v = conf_value(conf, id);

	return v && !strcmp(v, value);
}

/* VERB and the kernel's share of the parameters. */
static int format_request(char *buf, size_t size, const char *verb,
			  const struct jail_conf *conf, bool creating,
			  struct jail_error *err)
{
	snprintf(buf, size, "%s", verb);
	for (int i = 0; i < JAIL_PARAM_COUNT; i++) {
		/* a jail persists as the last step, see jail_create() */
		if (!conf->value[i] || (creating && i == JAIL_PARAM_PERSIST))
			continue;
		if (!field_append(buf, size, param_table[i].public.name,
				  conf->value[i]))
			return fail(err, JAIL_USAGE, "use shorter values",
				    "the parameters are too long together");
	}
	return 0;
}

static int persist(const char *name, struct jail_error *err)
{
	char text[160] = "set";

	field_append(text, sizeof(text), "name", name);
	field_append(text, sizeof(text), "persist", "1");
	return ctl_set(text, err);
}

static int create_locked(int dir, const struct jail_conf *conf,
			 unsigned int flags, struct jail_handle *jail,
			 struct jail_error *err)
{
	bool own = flags & JAIL_CREATE_OWN;
	char text[JAIL_REQUEST_MAX + 2];
	struct leader nobody = { 0 };

	if (format_request(text, sizeof(text), "create", conf, true, err) ||
	    ctl_create(text, own ? JAIL_FD_OWN : 0, jail, err))
		return -1;
	/*
	 * Until the last step only our descriptor holds the jail: however we
	 * end before, the kernel undoes it.
	 */
	if (!state_write(dir, jail, conf, &nobody, err) &&
	    (own || !persist(jail->name, err)))
		return 0;
	jail_kill(jail, &(struct jail_error){ 0 });
	state_remove(jail->name, jail->jid);
	return -1;
}

static int check_create(const struct jail_conf *conf, unsigned int flags,
			struct jail_error *err)
{
	bool own = flags & JAIL_CREATE_OWN;

	if (!own && value_is(conf, JAIL_PARAM_PERSIST, "0"))
		return fail(err, JAIL_USAGE,
			    "leave it out, or \"jailctl run\" a command",
			    "persist=0: a jail without a command would end at once");
	if (own && value_is(conf, JAIL_PARAM_PERSIST, "1"))
		return fail(err, JAIL_USAGE, "leave it out",
			    "persist=1: this jail ends with its owner");
	return 0;
}

static struct jail_handle *handle_new(const char *name, struct jail_error *err)
{
	struct jail_handle *jail = calloc(1, sizeof(*jail));

	if (!jail) {
		fail(err, JAIL_FAILED, NULL, "%m");
		return NULL;
	}
	jail->fd = -1;
	snprintf(jail->name, sizeof(jail->name), "%s", name);
	return jail;
}

int jail_create(const struct jail_conf *conf, unsigned int flags,
		struct jail_handle **jail, struct jail_error *err)
{
	struct jail_handle *h;
	int dir, bad;

	if (check_create(conf, flags, err))
		return -1;
	h = handle_new(conf_value(conf, JAIL_PARAM_NAME), err);
	if (!h)
		return -1;
	/* the kernel's reasons first: they are the ones a user can act on */
	dir = ctl_ready(err) ? -1 : state_lock(err);
	bad = dir < 0 || create_locked(dir, conf, flags, h, err);
	if (dir >= 0)
		close(dir);
	if (bad) {
		jail_close(h);
		return -1;
	}
	*jail = h;
	return 0;
}

int jail_open(const char *name, struct jail_handle **jail,
	      struct jail_error *err)
{
	struct jail_handle *h;

	if (name_check(name, err))
		return -1;
	h = handle_new(name, err);
	if (!h)
		return -1;
	if (ctl_open(name, h, err)) {
		jail_close(h);
		return -1;
	}
	*jail = h;
	return 0;
}

void jail_close(struct jail_handle *jail)
{
	if (!jail)
		return;
	if (jail->fd >= 0)
		close(jail->fd);
	free(jail);
}

int jail_fd(const struct jail_handle *jail)
{
	return jail->fd;
}

uint64_t jail_jid(const struct jail_handle *jail)
{
	return jail->jid;
}

/* Whether the kernel still lists this jail; not one that took its name. */
static int listed(const struct jail_handle *jail, unsigned int *tasks,
		  struct jail_error *err)
{
	struct jail_records *records;
	int found;

	if (jail_read(JAIL_LIST_JAILS, jail->name, &records, err))
		return -1;
	found = jail_records_count(records) &&
		strtoull(jail_record_get(records, 0, "jid"), NULL, 10) ==
		jail->jid;
	*tasks = found ? atoi(jail_record_get(records, 0, "tasks")) : 0;
	jail_records_free(records);
	return found;
}

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

int jail_wait_gone(struct jail_handle *jail, int timeout,
		   struct jail_error *err)
{
	static const struct timespec pause = { .tv_nsec = 5000000 };
	struct pollfd hangup = { .fd = jail->fd };
	long long end = now() + timeout;
	unsigned int tasks;
	int found;

	while ((found = listed(jail, &tasks, err)) > 0) {
		if (now() >= end)
			return fail(err, JAIL_FAILED,
				    "look at them with ps: one in state D ends when its device answers",
				    "still waiting for %u of its tasks to end",
				    tasks);
		/* after the hang-up the name is freed in a moment */
		if (poll(&hangup, 1, 20) > 0)
			nanosleep(&pause, NULL);
	}
	if (!found)
		state_remove(jail->name, jail->jid);
	return found;
}

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
	    format_request(text, sizeof(text), "set", conf, false, err) ||
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
		!jail_conf_new(name, &conf, &ignored) &&
		(dir = state_lock(&ignored)) >= 0 &&
		!state_read(dir, jail, conf, &leader, &ignored);
	if (!jail && err->code == JAIL_USAGE)
		return -1;
	status = jail_fields(name, known ? conf : NULL, records, err);
	if (dir >= 0)
		close(dir);
	jail_conf_free(conf);
	jail_close(jail);
	return status;
}
