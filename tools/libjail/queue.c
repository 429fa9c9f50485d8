// SPDX-License-Identifier: LGPL-2.1-or-later
/* Events that wait to be handed out, in the order in which they were learnt. */
#include <inttypes.h>
#include <time.h>

#include "internal.h"

void queued_free(struct queued *queued)
{
	if (!queued)
		return;
	jail_records_free(queued->record);
	free(queued);
}

static struct queued *queue(struct jail_watch *watch,
			    struct jail_records *record, struct jail_error *err)
{
	struct queued *queued = calloc(1, sizeof(*queued));

	if (!queued) {
		jail_records_free(record);
		fail(err, JAIL_FAILED, NULL, "%m");
		return NULL;
	}
	queued->record = record;
	queued->event.record = record;
	queued->event.name = queued->name;
	queued->event.count = 1;
	*watch->last = queued;
	watch->last = &queued->next;
	return queued;
}

int queue_event(struct jail_watch *watch, enum jail_event_kind kind,
		const struct jail_handle *jail, uint64_t parent, uint64_t count,
		struct jail_records *record, struct jail_error *err)
{
	struct queued *queued = queue(watch, record, err);

	if (!queued)
		return -1;
	queued->event.kind = kind;
	queued->event.jid = jail->jid;
	queued->event.parent = parent;
	queued->event.count = count;
	clock_gettime(CLOCK_REALTIME, &queued->event.time);
	snprintf(queued->name, sizeof(queued->name), "%s", jail->name);
	return 0;
}

/* "SECONDS.NANOSECONDS", always nine digits of them */
static void take_time(const char *text, struct timespec *time)
{
	long long seconds = 0;

	sscanf(text, "%lld.%9ld", &seconds, &time->tv_nsec);
	time->tv_sec = seconds;
}

int queue_denial(struct jail_watch *watch, struct jail_records *record,
		 struct jail_error *err)
{
	struct queued *queued = queue(watch, record, err);

	if (!queued)
		return -1;
	queued->event.kind = JAIL_EVENT_DENIED;
	queued->event.jid = strtoull(jail_record_get(record, 0, "jid"), NULL,
				     10);
	take_time(jail_record_get(record, 0, "time"), &queued->event.time);
	snprintf(queued->name, sizeof(queued->name), "%s",
		 jail_record_get(record, 0, "jail"));
	return 0;
}
