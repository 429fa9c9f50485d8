// SPDX-License-Identifier: LGPL-2.1-or-later
/* The process whose namespaces are the jail's: is it still the same one? */
#include <inttypes.h>
#include <poll.h>
#include <sys/pidfd.h>

#include "internal.h"

/* Field 22 of /proc/PID/stat; the name in field 2 may hold anything. */
static int start_time(pid_t pid, unsigned long long *start)
{
	char path[32], *text, *p;
	int found = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	text = read_file(path);
	if (!text)
		return -1;
	p = strrchr(text, ')');
	if (p)
		found = sscanf(p + 1,
			       " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
			       start);
	free(text);
	return found == 1 ? 0 : -1;
}

int leader_of(pid_t pid, struct leader *leader)
{
	leader->pid = pid;
	return start_time(pid, &leader->start);
}

/* Readable at its end, also while nobody has waited for it. */
static bool ended(int pidfd, int milliseconds)
{
	struct pollfd end = { .fd = pidfd, .events = POLLIN };

	return poll(&end, 1, milliseconds) > 0;
}

bool leader_alive(int pidfd)
{
	return !ended(pidfd, 0);
}

/*
 * A process on its way out gives its namespaces up a moment before its pidfd
 * tells; so after a failure to join it is given that moment.
 */
bool leader_ends(int pidfd)
{
	return ended(pidfd, 500);
}

int leader_open(const struct leader *leader)
{
	unsigned long long start;
	int pidfd;

	if (leader->pid <= 0)
		return -1;
	pidfd = pidfd_open(leader->pid, 0);
	if (pidfd < 0)
		return -1;
	/*
	 * The number was pinned first: if what it names now started when the
	 * leader did, it is the leader, and so is the pidfd.
	 */
	if (!start_time(leader->pid, &start) && start == leader->start &&
	    leader_alive(pidfd))
		return pidfd;
	close(pidfd);
	return -1;
}
