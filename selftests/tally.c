// SPDX-License-Identifier: GPL-2.0-or-later
#include "tally.h"
#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static const char *const names[] = {
#define NAME(id, name) #name,
	TALLY_KINDS(NAME)
#undef NAME
};

/**
 * struct shared - what all of the test's processes share
 * @stop: that they should end
 * @worked: acts, by kind
 * @lost: those that somebody else's act was in the way of
 */
static struct shared {
	volatile bool stop;
	unsigned long worked[TALLY_COUNT];
	unsigned long lost[TALLY_COUNT];
} *shared;

void tally_start(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_TRUE(shared != MAP_FAILED);
}

static void add(unsigned long *counter)
{
	__atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

bool tally(const char *file, int line, enum tally_kind kind, long result,
	   const int *explained)
{
	if (result >= 0) {
		add(&shared->worked[kind]);
		return true;
	}
	for (; *explained; explained++)
		if (result == -*explained) {
			add(&shared->lost[kind]);
			return false;
		}
	test_fail(file, line, "%s: %s", names[kind],
		  strerrorname_np((int)-result));
	/* the first failure is the one to look at */
	tally_stop();
	test_stop();
}

void tally_stop(void)
{
	shared->stop = true;
}

bool tally_stopped(void)
{
	return shared->stop;
}

bool tally_has_each(void)
{
	for (int i = 0; i < TALLY_COUNT; i++)
		if (!__atomic_load_n(&shared->worked[i], __ATOMIC_RELAXED))
			return false;
	return true;
}

void tally_say(long seconds)
{
	char text[512];
	int n = 0;

	for (int i = 0; i < TALLY_COUNT; i++)
		n += snprintf(text + n, sizeof(text) - n, "%s%s %lu (%lu)",
			      i ? ", " : "", names[i], shared->worked[i],
			      shared->lost[i]);
	test_note("in %ld s, in brackets what came too late: %s", seconds, text);
}
