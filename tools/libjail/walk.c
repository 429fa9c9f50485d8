// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * For the test that ends jailctl before and after every step, only in a build
 * of its own (make walk). JAIL_WALK names the page where the test says at
 * which step to stop; JAIL_WALK_LIST prints the steps there are.
 */
#ifdef JAIL_WALK
#include <fcntl.h>
#include <sys/mman.h>

#include "order.h"
#include "walk.h"

static struct walk *walk;

static const struct {
	unsigned int verbs;
	const char *name;
} names[] = {
	{ CREATE, "create" }, { START, "start" }, { JOIN, "exec" },
	{ SET, "set" }, { KILL | GONE | RECOVER, "remove" },
};

/* VERB PROCESS STEP, one a line. */
static void list(void)
{
	static const char *const process[] = { "caller", "joiner", "child",
						 "init" };
	static const struct {
		unsigned int verbs;
		enum where where;
		const char *name;
	} rows[] = {
#define STEP(v, w, n, wh, u, a) { .verbs = v, .where = w, .name = #n },
#include "order.def"
#undef STEP
	};

	for (size_t n = 0; n < ARRAY_SIZE(names); n++)
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			if (rows[i].verbs & names[n].verbs)
				printf("%s %s %s\n", names[n].name,
				       process[rows[i].where], rows[i].name);
}

static void __attribute__((constructor)) begin(void)
{
	const char *file = getenv("JAIL_WALK");
	int fd;

	if (getenv("JAIL_WALK_LIST")) {
		list();
		exit(0);
	}
	if (!file)
		return;
	fd = open(file, O_RDWR | O_CLOEXEC);
	walk = mmap(NULL, sizeof(*walk), PROT_READ | PROT_WRITE, MAP_SHARED,
		    fd, 0);
	if (fd < 0 || walk == MAP_FAILED)
		_exit(99);
	close(fd);
}

void walk_made(enum where where, pid_t pid)
{
	if (!walk)
		return;
	if (where == JOINER)
		walk->pid.joiner = pid;
	else if (where == INIT)
		walk->pid.init = pid;
	else
		walk->pid.child = pid;
}

void walk_stop(unsigned int verbs, const char *step, const char *when)
{
	bool here = walk && !walk->reached && !strcmp(walk->step, step) &&
		    !strcmp(walk->when, when);

	for (size_t i = 0; here && i < ARRAY_SIZE(names); i++) {
		if (!(verbs & names[i].verbs) ||
		    strcmp(walk->verb, names[i].name))
			continue;
		walk->reached = 1;
		while (!walk->go_on)
			usleep(200);
	}
}
#endif
