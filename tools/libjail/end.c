// SPDX-License-Identifier: LGPL-2.1-or-later
/* The end of a jail: killed by the kernel, waited for, cleared up after. */
#include <poll.h>
#include <time.h>

#include "order.h"

int do_end(struct order *o, struct jail_error *err)
{
	return ctl_remove(o->jail->fd, err);
}

/*
 * The jail's tasks are the kernel's to kill. In the cgroup there may be more:
 * a child that has not entered the jail yet.
 */
int do_kill(struct order *o, struct jail_error *err)
{
	struct jail_error ignored;
	int dir = state_dir(&ignored), cgroup = -1, bad = 0;

	(void)err;
	if (dir < 0)
		return 0;
	/* without a file that tells of one there is none of ours */
	if (!state_peek(dir, o->jail->name, &o->state, &ignored) &&
	    o->state.jid == o->jail->jid && o->state.cgroup_id)
		cgroup = cgroup_open(o->state.cgroup, o->state.cgroup_id,
				     &ignored);
	close(dir);
	if (cgroup >= 0) {
		bad = cgroup_kill(cgroup);
		if (bad)
			fail(err, code_of(errno), NULL, "cgroup /%s: %m",
			     o->state.cgroup);
		close(cgroup);
	}
	return bad;
}

int jail_kill(struct jail_handle *jail, struct jail_error *err)
{
	struct order o = { ORDER_INIT, .verbs = KILL, .jail = jail };

	return order_run(&o, CALLER, err);
}

/* Whether the kernel still lists this jail; not one that took its name. */
static int listed(const struct jail_handle *jail, struct jail_error *err)
{
	struct jail_records *records;
	int found;

	if (jail_read(JAIL_LIST_JAILS, jail->name, &records, err))
		return -1;
	found = jail_records_count(records) &&
		strtoull(jail_record_get(records, 0, "jid"), NULL, 10) ==
		jail->jid;
	jail_records_free(records);
	return found;
}

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

int wait_unlisted(const struct jail_handle *jail, int timeout,
		  struct jail_error *err)
{
	static const struct timespec pause = { .tv_nsec = 2000000 };
	struct pollfd hangup = { .fd = jail->fd };
	long long end = now() + timeout;
	int found;

	while ((found = listed(jail, err)) > 0) {
		if (now() >= end) {
			waiting_for(jail, err);
			return 1;
		}
		/* after the hang-up the name is freed in a moment */
		if (poll(&hangup, 1, 20) > 0)
			nanosleep(&pause, NULL);
	}
	return found;
}

int do_gone(struct order *o, struct jail_error *err)
{
	int left = wait_unlisted(o->jail, o->wait_ms, err);

	o->still = left > 0;
	/* what it waits for is said as it is */
	o->told = o->still;
	return left ? -1 : 0;
}

int do_clear(struct order *o, struct jail_error *err)
{
	o->dir = state_lock(err);
	return o->dir < 0 ? -1 : recover_all(o->dir, o->jail->name, err);
}

int jail_wait_gone(struct jail_handle *jail, int timeout,
		   struct jail_error *err)
{
	struct order o = {
		ORDER_INIT, .verbs = GONE, .jail = jail, .wait_ms = timeout,
	};
	int bad = order_run(&o, CALLER, err);

	order_close(&o);
	return o.still ? 1 : bad;
}
