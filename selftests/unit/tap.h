/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TAP for unit tests in one process: every row of a table is a test.
 */
#ifndef JAIL_UNIT_TAP_H
#define JAIL_UNIT_TAP_H

#include <stdbool.h>
#include <stdio.h>

static int tap_count;
static int tap_failed;

/**
 * tap_result() - one line of TAP
 * @ok: did the test pass?
 * @group: what is tested
 * @name: which row; unprintable bytes are not for here
 */
static inline void tap_result(bool ok, const char *group, const char *name)
{
	tap_failed += !ok;
	printf("%sok %d - unit: %s: %s\n", ok ? "" : "not ", ++tap_count,
	       group, name);
}

/* The plan may stand at the end. Returns the exit status. */
static inline int tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif /* JAIL_UNIT_TAP_H */
