// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Text that a jail chose (a command's name, a path) as output: it must not
 * drive the terminal, nor break what reads us.
 */
#include <ctype.h>

#include "cli.h"

size_t utf8_length(const char *text)
{
	static const struct { unsigned char mask, lead, least; } form[] = {
		{ 0x80, 0x00, 0x00 }, { 0xe0, 0xc0, 0xc2 },
		{ 0xf0, 0xe0, 0xe0 }, { 0xf8, 0xf0, 0xf0 },
	};
	const unsigned char *p = (const unsigned char *)text;
	unsigned long code;
	size_t len = 0;

	while (len < 4 && (*p & form[len].mask) != form[len].lead)
		len++;
	if (len == 4 || *p < form[len].least)
		return 0;
	code = *p & (unsigned char)~form[len].mask;
	for (size_t i = 1; i <= len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	/* the long way to write a shorter one, half of a pair, beyond the end */
	if ((len == 2 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) ||
	    (len == 3 && (code < 0x10000 || code > 0x10ffff)))
		return 0;
	return len + 1;
}

/* Bytes that may be printed as they are: a character that is no control. */
static size_t printable(const char *text)
{
	size_t len = utf8_length(text);

	/* U+0080 to U+009F are terminals' commands as well */
	if ((len == 1 && iscntrl((unsigned char)*text)) ||
	    (len == 2 && !memcmp(text, "\xc2", 1) &&
	     (unsigned char)text[1] < 0xa0))
		return 0;
	return len;
}

char *safe_text(const char *text)
{
	char *safe = malloc(strlen(text) + 1), *out = safe;

	while (safe && *text) {
		size_t len = printable(text);

		memcpy(out, len ? text : "?", len ? len : 1);
		out += len ? len : 1;
		text += len ? len : 1;
	}
	if (safe)
		*out = '\0';
	return safe;
}

size_t text_width(const char *text)
{
	size_t width = 0;

	for (; *text; width++)
		text += utf8_length(text) ? utf8_length(text) : 1;
	return width;
}

void print_safe(FILE *out, const char *text, int width)
{
	char *safe = safe_text(text);

	if (!safe)
		return;
	width -= (int)text_width(safe);
	fprintf(out, "%s%*s", safe, width > 0 ? width : 0, "");
	free(safe);
}
