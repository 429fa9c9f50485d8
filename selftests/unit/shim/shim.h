/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few kernel names that the pure parts of kernel/ use, for a program.
 * Forced in front of those files by the Makefile; their own includes find
 * nearly empty headers in this directory.
 */
#ifndef JAIL_SHIM_H
#define JAIL_SHIM_H

#include <arpa/inet.h>
#include <errno.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int32_t s32;
typedef long long s64;

#define S64_MAX		INT64_MAX
#define U32_MAX		UINT32_MAX
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define __printf(f, a)	__attribute__((format(printf, f, a)))
#define fallthrough	__attribute__((fallthrough))

int in4_pton(const char *src, int len, u8 *dst, int delim, const char **end);
int in6_pton(const char *src, int len, u8 *dst, int delim, const char **end);

static inline bool ipv4_is_multicast(__be32 ip)
{
	return IN_MULTICAST(ntohl(ip));
}

static inline bool ipv4_is_loopback(__be32 ip)
{
	return ntohl(ip) >> 24 == 127;
}

static inline bool ipv6_addr_any(const struct in6_addr *ip)
{
	return IN6_IS_ADDR_UNSPECIFIED(ip);
}

static inline bool ipv6_addr_loopback(const struct in6_addr *ip)
{
	return IN6_IS_ADDR_LOOPBACK(ip);
}

static inline bool ipv6_addr_is_multicast(const struct in6_addr *ip)
{
	return IN6_IS_ADDR_MULTICAST(ip);
}

static inline bool ipv6_addr_equal(const struct in6_addr *a,
				   const struct in6_addr *b)
{
	return IN6_ARE_ADDR_EQUAL(a, b);
}

static inline bool ipv6_addr_v4mapped(const struct in6_addr *ip)
{
	return IN6_IS_ADDR_V4MAPPED(ip);
}

static inline ssize_t strscpy(char *dst, const char *src, size_t size)
{
	size_t n = strnlen(src, size);

	if (!size)
		return -E2BIG;
	memcpy(dst, src, n < size ? n : size - 1);
	dst[n < size ? n : size - 1] = '\0';
	return n < size ? (ssize_t)n : -E2BIG;
}

/* These know the kernel's formats %pI4 and %pI6c. */
__printf(3, 4) int shim_snprintf(char *dst, size_t size, const char *fmt, ...);
int shim_vsnprintf(char *dst, size_t size, const char *fmt, va_list list);

#define snprintf	shim_snprintf
#define vsnprintf	shim_vsnprintf

#endif /* JAIL_SHIM_H */
