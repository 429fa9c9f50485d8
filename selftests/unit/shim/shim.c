// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernel functions for the pure parts, on top of the C library. The address
 * parsers accept what inet_pton() does; where the kernel's own is laxer, the
 * selftests in the guest have the last word.
 */
#include "shim.h"

#undef snprintf
#undef vsnprintf

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

/* One conversion, SPEC, with its argument; the kernel's two are an address. */
static int convert(char *dst, size_t size, const char *spec, va_list *args)
{
	char text[INET6_ADDRSTRLEN];
	int longs = strstr(spec, "ll") ? 2 : strpbrk(spec, "lz") ? 1 : 0;
	int most;

	switch (spec[strlen(spec) - 1]) {
	case 's':
		if (!strchr(spec, '*'))
			return snprintf(dst, size, spec, va_arg(*args, const char *));
		most = va_arg(*args, int);
		return snprintf(dst, size, spec, most, va_arg(*args, const char *));
	case '4':
	case 'c':
		if (!strchr(spec, 'I'))
			return snprintf(dst, size, spec, va_arg(*args, int));
		return snprintf(dst, size, "%s",
				inet_ntop(strchr(spec, '4') ? AF_INET : AF_INET6,
					  va_arg(*args, const void *), text,
					  sizeof(text)));
	}
	if (longs == 2)
		return snprintf(dst, size, spec, va_arg(*args, long long));
	if (longs)
		return snprintf(dst, size, spec, va_arg(*args, long));
	return snprintf(dst, size, spec, va_arg(*args, int));
}

/* How long the conversion is that begins here. */
static size_t conversion(const char *fmt)
{
	size_t n = 1 + strspn(fmt + 1, "-+ #0123456789.*lhz");

	if (!strncmp(fmt, "%pI4", 4))
		return 4;
	return !strncmp(fmt, "%pI6c", 5) ? 5 : n + 1;
}

int shim_vsnprintf(char *dst, size_t size, const char *fmt, va_list list)
{
	char spec[16];
	va_list args;
	size_t n = 0, len;

	va_copy(args, list);
	for (; *fmt; fmt += len) {
		char *at = dst + (n < size ? n : size);
		size_t room = n < size ? size - n : 0;

		if (*fmt == '%' && fmt[1] != '%') {
			len = conversion(fmt);
			strscpy(spec, fmt, len + 1);
			n += convert(at, room, spec, &args);
			continue;
		}
		len = *fmt == '%' ? 2 : 1;
		n += snprintf(at, room, "%c", *fmt);
	}
	va_end(args);
	if (size && !n)
		*dst = '\0';
	return n;
}

int shim_snprintf(char *dst, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = shim_vsnprintf(dst, size, fmt, args);
	va_end(args);
	return n;
}
