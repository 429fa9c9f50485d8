// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The jails that are watched: found, looked at when their descriptor says so,
 * told of and forgotten at their end.
 */
#include <inttypes.h>
#include <sys/epoll.h>

#include "internal.h"

struct watched *follow_find(struct jail_watch *watch, uint64_t jid)
{
	struct watched *jail = watch->jails;

	while (jail && jail->jail.jid != jid)
		jail = jail->next;
	return jail;
}

void watched_free(struct watched *jail)
{
	if (jail->jail.fd >= 0)
		close(jail->jail.fd);
	jail_records_free(jail->params);
	free(jail);
}

/* Given at create or set, and thus told of. */
static bool is_told(const char *key)
{
	int id = param_find(key, strlen(key));

	return id >= 0 && id != JAIL_PARAM_NAME &&
	       !param_table[id].public.readonly;
}

/* Parameters that are other than before, or all without before. */
static int read_params(const struct watched *jail,
		       const struct jail_records *now,
		       struct jail_records **params, struct jail_error *err)
{
	size_t size = JAIL_REQUEST_MAX;
	char *text = calloc(1, size);
	const char *key, *value;

	if (!text)
		return fail(err, JAIL_FAILED, NULL, "%m");
	for (size_t i = 0; jail_record_field(now, 0, i, &key, &value); i++) {
		const char *before = jail->params ?
			jail_record_get(jail->params, 0, key) : NULL;

		if (is_told(key) && (!before || strcmp(before, value)))
			field_append(text, size, key, value);
	}
	/* without a field it would be no record */
	if (*text)
		return records_parse(text, params) ? bad_answer(err) : 0;
	free(text);
	*params = NULL;
	return 0;
}

/* Its parameters, as one record; NULL if it is dead by now. */
static int ask_params(const struct jail_handle *jail,
		      struct jail_records **params, struct jail_error *err)
{
	char jid[24], *reply;

	*params = NULL;
	snprintf(jid, sizeof(jid), "%" PRIu64, jail->jid);
	if (ctl_get(jid, &reply, err))
		return err->code == JAIL_NO_SUCH ? 0 : -1;
	if (records_parse(reply, params))
		return bad_answer(err);
	if (!records_join(*params))
		return 0;
	jail_records_free(*params);
	return fail(err, JAIL_FAILED, NULL, "%m");
}

/* What has changed, and remember what is; 1 if it is dead by now. */
static int learn_params(struct watched *jail, struct jail_records **changes,
			struct jail_error *err)
{
	struct jail_records *now;

	*changes = NULL;
	if (ask_params(&jail->jail, &now, err))
		return -1;
	if (!now)
		return 1;
	if (read_params(jail, now, changes, err)) {
		jail_records_free(now);
		return -1;
	}
	jail_records_free(jail->params);
	jail->params = now;
	return 0;
}

static int begin(struct jail_watch *watch, struct watched *jail, bool silent,
		 struct jail_error *err)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = jail };
	struct jail_records *params;
	struct jail_info info;

	if (epoll_ctl(watch->epoll, EPOLL_CTL_ADD, jail->jail.fd, &event))
		return fail(err, JAIL_FAILED, NULL, "can't watch a jail: %m");
	if (jail_info(&jail->jail, &info, err) ||
	    learn_params(jail, &params, err) < 0)
		return -1;
	jail->look = true;
	if (silent) {
		jail->told = info;
		jail->nr = info.denials;
		jail_records_free(params);
		return 0;
	}
	/* The parameters are told as they are; earlier changes are in them. */
	jail->told.changed = info.changed;
	return queue_event(watch, JAIL_EVENT_CREATED, &jail->jail, info.parent,
			   1, params, err);
}

static int follow(struct jail_watch *watch, const char *who, bool silent,
		  struct jail_error *err)
{
	struct watched *jail = calloc(1, sizeof(*jail));

	if (!jail)
		return fail(err, JAIL_FAILED, NULL, "%m");
	jail->jail.fd = -1;
	if (ctl_watch(who, &jail->jail, err)) {
		watched_free(jail);
		return -1;
	}
	jail->next = watch->jails;
	watch->jails = jail;
	return begin(watch, jail, silent, err);
}

int follow_one(struct jail_watch *watch, const char *who,
	       struct jail_error *err)
{
	return follow(watch, who, true, err);
}

static uint64_t number(const struct jail_records *records, size_t i,
		       const char *key)
{
	return strtoull(jail_record_get(records, i, key), NULL, 10);
}

/* It was made and is gone, between the list and now. */
static int was_short(struct jail_watch *watch,
		     const struct jail_records *list, size_t i,
		     struct jail_error *err)
{
	struct jail_handle jail = { .fd = -1, .jid = number(list, i, "jid") };

	snprintf(jail.name, sizeof(jail.name), "%s",
		 jail_record_get(list, i, "name"));
	return queue_event(watch, JAIL_EVENT_CREATED, &jail,
			   number(list, i, "parent"), 1, NULL, err) ||
	       queue_event(watch, JAIL_EVENT_DIED, &jail, 0, 1, NULL, err);
}

static int follow_row(struct jail_watch *watch, const struct jail_records *list,
		      size_t i, bool silent, struct jail_error *err)
{
	if (follow_find(watch, number(list, i, "jid")))
		return 0;
	if (!follow(watch, jail_record_get(list, i, "jid"), silent, err))
		return 0;
	if (err->code != JAIL_NO_SUCH)
		return -1;
	return silent ? 0 : was_short(watch, list, i, err);
}

int follow_list(struct jail_watch *watch, bool silent, struct jail_error *err)
{
	struct jail_records *list;
	char *text;
	int status = 0;

	watch->list_changed = false;
	if (lseek(watch->list, 0, SEEK_SET) < 0)
		return fail(err, JAIL_FAILED, NULL, "the list of jails: %m");
	text = read_all(watch->list);
	if (!text)
		return fail(err, JAIL_FAILED, NULL, "the list of jails: %m");
	if (records_parse(text, &list))
		return bad_answer(err);
	for (size_t i = 0; i < list->count && !status; i++)
		status = follow_row(watch, list, i, silent, err);
	jail_records_free(list);
	return status;
}

int follow_look(struct jail_watch *watch, struct watched *jail,
		struct jail_error *err)
{
	struct jail_info before = jail->told, *now = &jail->told;
	struct jail_records *changes;
	int gone;

	if (jail_info(&jail->jail, now, err))
		return -1;
	if (now->attached != before.attached &&
	    queue_event(watch, JAIL_EVENT_ATTACHED, &jail->jail, 0,
			now->attached - before.attached, NULL, err))
		return -1;
	if (now->changed == before.changed)
		return 0;
	gone = learn_params(jail, &changes, err);
	if (gone < 0)
		return -1;
	/* Set to what they were, or told already when the jail was found. */
	if (!gone && !changes)
		return 0;
	return queue_event(watch, JAIL_EVENT_CHANGED, &jail->jail, 0,
			   now->changed - before.changed, changes, err);
}

int follow_missed(struct jail_watch *watch, struct watched *jail,
		  uint64_t until, struct jail_error *err)
{
	uint64_t missed = until > jail->nr ? until - jail->nr : 0;

	if (!missed)
		return 0;
	jail->nr = until;
	return queue_event(watch, JAIL_EVENT_MISSED, &jail->jail, 0, missed,
			   NULL, err);
}

int follow_end(struct jail_watch *watch, struct watched *jail,
	       struct jail_error *err)
{
	struct watched **at = &watch->jails;
	int status = queue_event(watch, JAIL_EVENT_DIED, &jail->jail, 0, 1,
				 NULL, err);

	while (*at != jail)
		at = &(*at)->next;
	*at = jail->next;
	/* A child of the caller's may still have it open. */
	epoll_ctl(watch->epoll, EPOLL_CTL_DEL, jail->jail.fd, NULL);
	watched_free(jail);
	return status;
}
