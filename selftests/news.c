// SPDX-License-Identifier: GPL-2.0-or-later
#include "news.h"

#include <time.h>

short poll_for(int fd, int msecs)
{
	struct pollfd p = { .fd = fd, .events = NEWS };

	return poll(&p, 1, msecs) < 0 ? -1 : p.revents;
}

/*
 * When the time is over poll() looks once more, so who was not woken has news
 * as well, but late.
 */
short sleep_on(int fd)
{
	time_t end = time(NULL) + NEWS_SECONDS / 2;
	short events = poll_for(fd, NEWS_SECONDS * 1000);

	return time(NULL) < end ? events : 0;
}
