// SPDX-License-Identifier: LGPL-2.1-or-later
/* Jails: made and opened. */
#include "alias.h"
#include "order.h"

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

/* The kernel's reasons come first: they are the ones a user can act on. */
int do_kernel(struct order *o, struct jail_error *err)
{
	(void)o;
	return ctl_ready(err);
}

int do_lock(struct order *o, struct jail_error *err)
{
	o->dir = state_lock(err);
	return o->dir < 0 ? -1 : recover_all(o->dir, NULL, err);
}

/*
 * Until the last step only our descriptor holds the jail: however we end
 * before, the kernel undoes it.
 */
int do_jail(struct order *o, struct jail_error *err)
{
	bool own = o->flags & JAIL_CREATE_OWN;
	char text[JAIL_REQUEST_MAX + 2];

	if (nest_check(o->dir, o->conf, err) ||
	    conf_request(o->conf, "create", text, sizeof(text), err))
		return -1;
	return ctl_create(text, own ? JAIL_FD_OWN : 0, o->jail, err);
}

int undo_jail(struct order *o, struct jail_error *err)
{
	if (o->jail->fd < 0)
		return 0;
	if (jail_kill(o->jail, err))
		return -1;
	return wait_unlisted(o->jail, 1000, err) ? -1 : 0;
}

/* Below the nearest jail above it that has one; the lock is held. */
static void choose_cgroup(struct order *o)
{
	const char *name = o->jail->name;
	char above[JAIL_NAME_MAX + 1];
	struct jail_error ignored;
	struct state state;
	char *dot;

	snprintf(above, sizeof(above), "%s", name);
	while ((dot = strrchr(above, '.'))) {
		*dot = '\0';
		if (state_peek(o->dir, above, &state, &ignored) ||
		    !*state.cgroup)
			continue;
		cgroup_name(name, state.cgroup, strlen(above), o->state.cgroup,
			    sizeof(o->state.cgroup));
		return;
	}
	cgroup_name(name, NULL, 0, o->state.cgroup, sizeof(o->state.cgroup));
}

/*
 * A file of this name is of one that had it before, and died after the lock
 * was taken.
 */
int do_forget(struct order *o, struct jail_error *err)
{
	return recover(o->dir, o->jail->name, err);
}

int do_note(struct order *o, struct jail_error *err)
{
	if (alias_loopback(o, err))
		return -1;
	if (conf_is(o->conf, TOOL_PARAM_CGROUP, "new")) {
		choose_cgroup(o);
		if (cgroup_check_free(o->state.cgroup, err)) {
			*o->state.cgroup = '\0';
			return -1;
		}
	}
	o->noted = true;
	return state_write(o->dir, o->jail, o->conf, &o->state, err);
}

/* As long as something is left to be undone, it must be written down. */
int undo_note(struct order *o, struct jail_error *err)
{
	if (!o->noted || *o->state.cgroup || o->state.aliases)
		return 0;
	return state_unlink(o->dir, o->jail->name, err);
}

int do_cgroup(struct order *o, struct jail_error *err)
{
	if (!cgroup_make(o->state.cgroup, &o->state.cgroup_id, err))
		return 0;
	/* whatever is there now is somebody else's */
	*o->state.cgroup = '\0';
	return -1;
}

int undo_cgroup(struct order *o, struct jail_error *err)
{
	if (!*o->state.cgroup)
		return 0;
	if (cgroup_remove(o->state.cgroup, o->state.cgroup_id, 1000, err))
		return -1;
	*o->state.cgroup = '\0';
	return 0;
}

int do_record(struct order *o, struct jail_error *err)
{
	return state_write(o->dir, o->jail, o->conf, &o->state, err);
}

int do_persist(struct order *o, struct jail_error *err)
{
	char text[160] = "set";

	field_append(text, sizeof(text), "name", o->jail->name);
	field_append(text, sizeof(text), "persist", "1");
	return ctl_set(text, err);
}

int jail_create(const struct jail_conf *conf, unsigned int flags,
		struct jail_handle **jail, struct jail_error *err)
{
	struct order o = {
		ORDER_INIT, .verbs = CREATE, .flags = flags,
		.conf = (struct jail_conf *)conf,
	};
	int bad;

	if (check_create(conf, flags, err))
		return -1;
	o.jail = handle_new(conf_value(conf, JAIL_PARAM_NAME), err);
	if (!o.jail)
		return -1;
	o.jail->trace = conf->trace;
	bad = order_run(&o, CALLER, err);
	order_close(&o);
	if (bad)
		jail_close(o.jail);
	else
		*jail = o.jail;
	return bad;
}

/* Somebody asks for a jail that is no more: what it left can go. */
static void forget(void)
{
	struct jail_error ignored;
	int dir = state_lock(&ignored);

	if (dir < 0)
		return;
	recover_all(dir, NULL, &ignored);
	close(dir);
}

int handle_open(const char *name, struct jail_handle **jail,
		struct jail_error *err)
{
	struct jail_handle *h;

	if (!is_jid(name) && name_check(name, err))
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

int jail_open(const char *name, struct jail_handle **jail,
	      struct jail_error *err)
{
	int bad = handle_open(name, jail, err);

	if (bad && err->code == JAIL_NO_SUCH)
		forget();
	return bad;
}

void jail_close(struct jail_handle *jail)
{
	if (!jail)
		return;
	if (jail->fd >= 0)
		close(jail->fd);
	free(jail);
}

void jail_trace(struct jail_handle *jail, const struct jail_trace *trace)
{
	jail->trace = *trace;
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
