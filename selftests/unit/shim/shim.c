// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernel functions for the pure parts, on top of the C library. The address
 * parsers accept what inet_pton() does; where the kernel's own is laxer, the
 * selftests in the guest have the last word.
 */
#define JAIL_SHIM_ITSELF
#include "shim.h"

static int pton(int family, const char *src, int len, u8 *dst, size_t size,
		int delim, const char **end)
{
	char text[INET6_ADDRSTRLEN];
	size_t n = len < 0 ? strlen(src) : (size_t)len;
	const char *stop = delim < 0 ? NULL : memchr(src, delim, n);
	u8 parsed[sizeof(struct in6_addr)];

	if (stop)
		n = stop - src;
	if (n >= sizeof(text))
		return 0;
	memcpy(text, src, n);
	text[n] = '\0';
	if (inet_pton(family, text, parsed) != 1)
		return 0;
	memcpy(dst, parsed, size);
	if (end)
		*end = src + n;
	return 1;
}

int in4_pton(const char *src, int len, u8 *dst, int delim, const char **end)
{
	return pton(AF_INET, src, len, dst, 4, delim, end);
}

int in6_pton(const char *src, int len, u8 *dst, int delim, const char **end)
{
	return pton(AF_INET6, src, len, dst, 16, delim, end);
}

int shim_snprintf(char *dst, size_t size, const char *fmt, ...)
{
	char text[INET6_ADDRSTRLEN];
	va_list args;
	int family = 0, n;

	if (!strcmp(fmt, "%pI4"))
		family = AF_INET;
	else if (!strcmp(fmt, "%pI6c"))
		family = AF_INET6;
	va_start(args, fmt);
	if (family)
		n = snprintf(dst, size, "%s", inet_ntop(family, va_arg(args, const void *),
							text, sizeof(text)));
	else
		n = vsnprintf(dst, size, fmt, args);
	va_end(args);
	return n;
}
