// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Events: what descriptors of jails, the list of jails and the kernel's memory
 * of denials say, brought into one order. Nothing happens by the clock: an
 * epoll descriptor over all of them says when to look.
 *
 * A jail's counter of denials is read before the denials are, and each record
 * has its number: what is then not there is lost, and told as missed.
 */
#include <inttypes.h>
#include <sys/epoll.h>

#include "internal.h"

/* Of denials, at once: all the kernel remembers, and more. */
#define TEXT_MAX (512 * 1024)
/* As often, before the caller is told that there is nothing for it in them. */
#define ROUNDS 8

/* Read on where it ended; watch->more if that was not all. */
static int read_denials(struct jail_watch *watch, struct jail_error *err)
{
	size_t room = TEXT_MAX - 1 - watch->used;
	ssize_t n;

	watch->more = false;
	while (room) {
		n = read(watch->denials, watch->text + watch->used, room);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(err, JAIL_FAILED, NULL, "denials: %m");
		if (!n)
			return 0;
		watch->used += n;
		room -= n;
	}
	watch->more = true;
	return 0;
}

/* Whether a record is of a jail that is yet to be found in the list. */
static bool is_new(struct jail_watch *watch, uint64_t jid)
{
	if (watch->list < 0 || watch->unknown == jid)
		return false;
	/* If the list has it not, it is dead, and the record is told as it is. */
	watch->unknown = jid;
	watch->list_changed = true;
	return true;
}

static uint64_t number(const struct jail_records *record, const char *key)
{
	return strtoull(jail_record_get(record, 0, key), NULL, 10);
}

/* Takes over the record; 1 if it has to wait for its jail to be found. */
static int take_record(struct jail_watch *watch, struct jail_records *record,
		       struct jail_error *err)
{
	uint64_t jid = number(record, "jid"), nr = number(record, "nr");
	struct watched *jail = follow_find(watch, jid);
	int status = 0;

	if (!jail && is_new(watch, jid))
		status = 1;
	else if (jail && nr > jail->nr)
		status = follow_missed(watch, jail, nr - 1, err);
	/* told already, or of a jail that nobody asked for */
	if (status || (jail ? nr <= jail->nr : watch->list < 0)) {
		jail_records_free(record);
		return status;
	}
	if (jail)
		jail->nr = nr;
	return queue_denial(watch, record, err);
}

static int take_line(struct jail_watch *watch, const char *line, size_t len,
		     struct jail_error *err)
{
	struct jail_records *record;
	char *text = strndup(line, len);

	if (!text)
		return fail(err, JAIL_FAILED, NULL, "%m");
	if (records_parse(text, &record))
		return bad_answer(err);
	return take_record(watch, record, err);
}

/* All lines that are whole, and no further than to a jail not yet found. */
static int take_denials(struct jail_watch *watch, struct jail_error *err)
{
	char *line = watch->text, *end;
	int status = 0;

	watch->text[watch->used] = '\0';
	for (; (end = strchr(line, '\n')); line = end + 1) {
		status = take_line(watch, line, end - line, err);
		if (status)
			break;
	}
	watch->used -= line - watch->text;
	memmove(watch->text, line, watch->used);
	watch->more |= status > 0;
	return status < 0 ? -1 : 0;
}

/* Who has news, as far as the descriptors say. */
static int ask(struct jail_watch *watch, struct jail_error *err)
{
	struct epoll_event events[64];
	int n = epoll_wait(watch->epoll, events, ARRAY_SIZE(events), 0);

	if (n < 0 && errno != EINTR)
		return fail(err, JAIL_FAILED, NULL, "can't watch jails: %m");
	for (int i = 0; i < n; i++) {
		struct watched *jail = events[i].data.ptr;

		if (jail) {
			jail->look = true;
			jail->dead = events[i].events & EPOLLHUP;
		} else {
			watch->list_changed = true;
		}
	}
	return 0;
}

static int look_at_all(struct jail_watch *watch, struct jail_error *err)
{
	struct watched *jail;

	for (jail = watch->jails; jail; jail = jail->next)
		if (jail->look && follow_look(watch, jail, err))
			return -1;
	return 0;
}

/* After the denials: what their counters had before is lost or told. */
static int settle(struct jail_watch *watch, struct jail_error *err)
{
	struct watched *jail, *next;

	for (jail = watch->jails; jail; jail = next) {
		next = jail->next;
		if (!jail->look)
			continue;
		jail->look = false;
		if (follow_missed(watch, jail, jail->told.denials, err) ||
		    (jail->dead && follow_end(watch, jail, err)))
			return -1;
	}
	return 0;
}

static int collect(struct jail_watch *watch, struct jail_error *err)
{
	if (ask(watch, err) ||
	    (watch->list_changed && follow_list(watch, false, err)) ||
	    look_at_all(watch, err) || read_denials(watch, err) ||
	    take_denials(watch, err))
		return -1;
	return watch->more ? 0 : settle(watch, err);
}

/* What was denied until now is of no interest; it comes before all counters. */
static int skip_denials(struct jail_watch *watch, struct jail_error *err)
{
	char *line;

	watch->denials = ctl_list(JAIL_LIST_DENIALS, err);
	if (watch->denials < 0)
		return -1;
	if (read_denials(watch, err))
		return -1;
	watch->text[watch->used] = '\0';
	line = strrchr(watch->text, '\n');
	line = line ? line + 1 : watch->text;
	watch->used -= line - watch->text;
	memmove(watch->text, line, watch->used);
	return 0;
}

static int begin(struct jail_watch *watch, const char *name,
		 struct jail_error *err)
{
	struct epoll_event event = { .events = EPOLLPRI };

	watch->epoll = epoll_create1(EPOLL_CLOEXEC);
	watch->text = malloc(TEXT_MAX);
	if (watch->epoll < 0 || !watch->text)
		return fail(err, JAIL_FAILED, NULL, "can't watch jails: %m");
	if (skip_denials(watch, err))
		return -1;
	if (name)
		return follow_one(watch, name, err);
	watch->list = ctl_list(JAIL_LIST_JAILS, err);
	if (watch->list < 0)
		return -1;
	if (epoll_ctl(watch->epoll, EPOLL_CTL_ADD, watch->list, &event))
		return fail(err, JAIL_FAILED, NULL,
			    "can't watch the list of jails: %m");
	return follow_list(watch, true, err);
}

int jail_watch_new(const char *name, struct jail_watch **watch,
		   struct jail_error *err)
{
	struct jail_watch *w;

	if (name && !is_jid(name) && name_check(name, err))
		return -1;
	w = calloc(1, sizeof(*w));
	if (!w)
		return fail(err, JAIL_FAILED, NULL, "%m");
	w->epoll = -1;
	w->list = -1;
	w->denials = -1;
	w->last = &w->first;
	if (begin(w, name, err)) {
		jail_watch_free(w);
		return -1;
	}
	*watch = w;
	return 0;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void jail_watch_free(struct jail_watch *watch)
{
	if (!watch)
		return;
	while (watch->jails) {
		struct watched *jail = watch->jails;

		watch->jails = jail->next;
		watched_free(jail);
	}
	while (watch->first) {
		struct queued *queued = watch->first;

		watch->first = queued->next;
		queued_free(queued);
	}
	queued_free(watch->handed);
	close_if_open(watch->epoll);
	close_if_open(watch->list);
	close_if_open(watch->denials);
	free(watch->text);
	free(watch);
}

int jail_watch_fd(const struct jail_watch *watch)
{
	return watch->epoll;
}

int jail_watch_next(struct jail_watch *watch, struct jail_event *event,
		    struct jail_error *err)
{
	struct queued *queued;
	int rounds = 0;

	queued_free(watch->handed);
	watch->handed = NULL;
	do {
		if (!watch->first && collect(watch, err))
			return -1;
	} while (!watch->first && watch->more && ++rounds < ROUNDS);
	queued = watch->first;
	if (!queued)
		return 0;
	watch->first = queued->next;
	if (!watch->first)
		watch->last = &watch->first;
	watch->handed = queued;
	*event = queued->event;
	return 1;
}
