// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the sanitized jailctl brings along. A report ends it by a signal, which
 * the kernel writes to its log (kernel.print-fatal-signals): a child has given
 * up its caller's stderr, and the test at hand may expect a failure anyway.
 *
 * JAILCTL_MISTAKE=heap|shift|leak makes one on purpose, so that it can be seen
 * that it would be seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	return "abort_on_error=1:detect_leaks=1";
}

const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static void __attribute__((constructor)) make_mistake(void)
{
	const char *which = getenv("JAILCTL_MISTAKE");
	size_t len = which ? strlen(which) : 0;
	char *volatile heap = len ? malloc(len) : NULL;
	volatile int bits = (int)len + 32;

	if (!len)
		return;
	if (!strcmp(which, "heap"))
		heap[len] = 'x';
	if (!strcmp(which, "shift"))
		printf("%d\n", 1 << bits);
	if (strcmp(which, "leak"))
		free(heap);
	heap = NULL;
}
