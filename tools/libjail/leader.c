// SPDX-License-Identifier: LGPL-2.1-or-later
/* The process whose namespaces are the jail's: is it still the same one? */
#include <inttypes.h>
#include <poll.h>
#include <sys/pidfd.h>

#include "init/init.h"
#include "internal.h"

/* Of the kernel's PF_: has not executed anything since it was forked. */
enum { FORKED_ONLY = 0x40 };

/* A file of /proc/PID, malloc'd, or NULL. */
static char *read_of(pid_t pid, const char *file)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return read_file(path);
}

/* Fields 9 and 22 of /proc/PID/stat; the name in field 2 may hold anything. */
static int read_stat(pid_t pid, unsigned int *flags, unsigned long long *start)
{
	char *text = read_of(pid, "stat"), *p;
	int found = 0;

	if (!text)
		return -1;
	p = strrchr(text, ')');
	if (p)
		found = sscanf(p + 1,
			       " %*c %*d %*d %*d %*d %*d %u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
			       flags, start);
	free(text);
	return found == 2 ? 0 : -1;
}

static int start_time(pid_t pid, unsigned long long *start)
{
	unsigned int flags;

	return read_stat(pid, &flags, start);
}

static bool only_forked(pid_t pid)
{
	unsigned long long start;
	unsigned int flags;

	return !read_stat(pid, &flags, &start) && flags & FORKED_ONLY;
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

/* Exec closes what is to be closed a moment before the kernel says that it ran. */
bool never_ran(pid_t pid, int pidfd)
{
	for (int i = 0; i < 1000 && only_forked(pid); i++)
		if (ended(pidfd, 1))
			break;
	return only_forked(pid);
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

static bool is_leaving(pid_t pid)
{
	char *name = read_of(pid, "comm");
	bool leaving = name && !strcmp(name, INIT_LEAVES "\n");

	free(name);
	return leaving;
}

bool leader_stays(const struct leader *leader, int pidfd)
{
	/* bounded: what it is called is not trusted */
	for (int i = 0; i < 100 && is_leaving(leader->pid); i++)
		if (ended(pidfd, 5))
			break;
	return leader_alive(pidfd);
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
