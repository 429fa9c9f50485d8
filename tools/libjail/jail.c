// SPDX-License-Identifier: LGPL-2.1-or-later
/* Jails: made, opened, changed, removed. */
#include <poll.h>
#include <time.h>

#include "internal.h"

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

	if (conf_request(conf, "create", text, sizeof(text), err) ||
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
	return -1;
}

static int check_create(const struct jail_conf *conf, unsigned int flags,
			struct jail_error *err)
{
	bool own = flags & JAIL_CREATE_OWN;

	if (conf->value[JAIL_PARAM_JID])
		return name_check(conf->value[JAIL_PARAM_JID], err);
	if (!own && conf_is(conf, JAIL_PARAM_PERSIST, "0"))
		return fail(err, JAIL_USAGE,
			    "leave it out, or \"jailctl run\" a command",
			    "persist=0: a jail without a command would end at once");
	if (own && conf_is(conf, JAIL_PARAM_PERSIST, "1"))
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
		if (h->fd >= 0)
			jail_wait_gone(h, 1000, &(struct jail_error){ 0 });
		jail_close(h);
		return -1;
	}
	*jail = h;
	return 0;
}

/* State files of jails that are no more. */
static void forget(void)
{
	struct jail_error ignored;
	int dir = state_lock(&ignored);

	if (dir < 0)
		return;
	state_sweep(dir);
	close(dir);
}

int jail_open(const char *name, struct jail_handle **jail,
	      struct jail_error *err)
{
	struct jail_handle *h;

	if (!is_jid(name) && name_check(name, err))
		return -1;
	h = handle_new(name, err);
	if (!h)
		return -1;
	if (ctl_open(name, h, err)) {
		if (err->code == JAIL_NO_SUCH)
			forget();
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

const char *jail_name(const struct jail_handle *jail)
{
	return jail->name;
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
		if (now() >= end) {
			fail(err, JAIL_FAILED,
			     "look at them with ps: one in state D ends when its device answers",
			     "still waiting for %u of its tasks to end", tasks);
			return 1;
		}
		/* after the hang-up the name is freed in a moment */
		if (poll(&hangup, 1, 20) > 0)
			nanosleep(&pause, NULL);
	}
	if (!found)
		forget();
	return found;
}
