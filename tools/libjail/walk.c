// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * For the test that ends jailctl before and after every step; only in a build
 * of its own (make walk). JAIL_WALK=FILE names a page shared with the test,
 * which says where to stop and hears when that is so. JAIL_WALK_LIST prints
 * the order table: the test takes its steps from there.
 */
#ifdef JAIL_WALK
#include <fcntl.h>
#include <sys/mman.h>

#include "order.h"

struct walk_page {
	char verb[16], step[24], when[8];
	/* how many times this place is passed by before it counts */
	volatile int reached;
	volatile int go_on;
	volatile int child;
};

static struct walk_page *page;

static const char *verb_name(unsigned int verbs)
{
	return verbs & CREATE ? "create" : verbs & START ? "start" :
	       verbs & JOIN ? "exec" : verbs & SET ? "set" : "remove";
}

static void __attribute__((constructor)) walk_open(void)
{
	const char *file = getenv("JAIL_WALK");
	int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED,
		    fd, 0);
	if (page == MAP_FAILED)
		_exit(99);
	close(fd);
}

void walk_child(pid_t pid)
{
	if (page)
		page->child = pid;
}

/* The command may be START or JOIN as long as that is not known. */
static bool is_verb(unsigned int verbs, const char *name)
{
	for (unsigned int verb = 1; verb <= RECOVER; verb <<= 1)
		if (verbs & verb && !strcmp(verb_name(verb), name))
			return true;
	return false;
}

void walk_stop(unsigned int verbs, enum where where, const char *step,
	       const char *when)
{
	(void)where;
	if (!page || page->reached || strcmp(page->step, step) ||
	    strcmp(page->when, when) || !is_verb(verbs, page->verb))
		return;
	page->reached = 1;
	while (!page->go_on)
		usleep(200);
}
#endif
