// SPDX-License-Identifier: LGPL-2.1-or-later
/* One error type, filled where it happens and given context on the way up. */
#include <stdarg.h>

#include "internal.h"

int fail(struct jail_error *err, int code, const char *fix,
	 const char *format, ...)
{
	va_list args;

	err->code = code;
	snprintf(err->fix, sizeof(err->fix), "%s", fix ? fix : "");
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

int jail_error_wrap(struct jail_error *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	size_t used;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	used = strlen(text);
	snprintf(text + used, sizeof(text) - used, ": %s", err->text);
	memcpy(err->text, text, sizeof(text));
	return -1;
}

int code_of(int error)
{
	return error == EPERM || error == EACCES ? JAIL_NO_POWER : JAIL_FAILED;
}
