/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TAP for the unit tests: ok(truth, name), end(). One file, one program. */
#ifndef _TAP_H
#define _TAP_H

#include <stdarg.h>

#include "internal.h"

static int tap_count, tap_failed;

static void __attribute__((format(printf, 2, 3), unused))
ok(bool truth, const char *format, ...)
{
	va_list args;

	printf("%sok %d - ", truth ? "" : "not ", ++tap_count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	tap_failed += !truth;
}

static void __attribute__((unused)) skip(const char *name, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_count, name, why);
}

static int end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed > 0;
}

#endif /* _TAP_H */
