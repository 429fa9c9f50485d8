// SPDX-License-Identifier: GPL-2.0
/*
 * Text of strangers, shown and quoted, and the sentences that say what is
 * wrong with it.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "param.h"

/**
 * jail_say() - write the sentence that explains an error
 * @reply: where
 * @fmt: as for printf()
 */
void jail_say(struct jail_reply *reply, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reply->text, sizeof(reply->text), fmt, args);
	va_end(args);
}

/**
 * jail_show_text() - copy text of a stranger's so that it can be shown
 * @dst: gets printable ASCII that needs no escapes in quotes, cut where it does
 *	not fit
 * @size: of @dst
 * @src: NUL-terminated
 */
void jail_show_text(char *dst, size_t size, const char *src)
{
	size_t i;

	for (i = 0; i + 1 < size && src[i]; i++)
		dst[i] = src[i] < ' ' || src[i] > '~' || src[i] == '"' ||
			 src[i] == '\\' ? '?' : src[i];
	dst[i] = '\0';
}

/**
 * jail_quote() - write a value as a request would have it
 * @dst: gets the value, in quotes if it needs them
 * @size: of @dst
 * @src: the value
 *
 * Return: bytes written, or -ENOSPC.
 */
int jail_quote(char *dst, size_t size, const char *src)
{
	bool bare = *src && !strpbrk(src, " \t\n\"\\=");
	size_t n = 0;

	if (size < 2 * strlen(src) + 3)
		return -ENOSPC;
	if (!bare)
		dst[n++] = '"';
	for (; *src; src++) {
		if (*src == '"' || *src == '\\')
			dst[n++] = '\\';
		dst[n++] = *src;
	}
	if (!bare)
		dst[n++] = '"';
	dst[n] = '\0';
	return n;
}

/**
 * jail_say_bad() - write the sentence about one value
 * @reply: where
 * @key: the parameter
 * @value: what was given, a stranger's text
 * @what: what is wrong with it
 *
 * Return: -EINVAL.
 */
int jail_say_bad(struct jail_reply *reply, const char *key,
		 const char *value, const char *what)
{
	char shown[80];

	jail_show_text(shown, sizeof(shown), value);
	jail_say(reply, "%s: \"%s\" %s", key, shown, what);
	return -EINVAL;
}
