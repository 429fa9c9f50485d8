// SPDX-License-Identifier: LGPL-2.1-or-later
/* One error type, filled where it happens and given context on the way up. */
#include <stdarg.h>

#include "internal.h"

/* For failures whose cause is not the caller's: what errno suggests. */
static const char *usual_fix(int error)
{
	static const struct { int error; const char *fix; } table[] = {
		{ ENOMEM, "free some memory, or give the caller's cgroup more" },
		{ EAGAIN, "end some processes, or allow more (ulimit -u, pids.max)" },
		{ EMFILE, "close some files, or allow more (ulimit -n)" },
		{ ENFILE, "close some files, or allow more (sysctl fs.file-max)" },
		{ ENOSPC, "make room there" },
		{ EDQUOT, "make room there, or raise the quota" },
		{ EROFS, "mount it writable" },
		{ EPERM, "run it as root on the host" },
		{ EACCES, "run it as root on the host" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].error == error)
			return table[i].fix;
	return "look into the kernel's log (dmesg)";
}

int fail(struct jail_error *err, int code, const char *fix,
	 const char *format, ...)
{
	int error = errno;
	va_list args;

	err->code = code;
	snprintf(err->fix, sizeof(err->fix), "%s", fix ? fix : usual_fix(error));
	errno = error;	/* for %m */
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

int no_power(const char *what, struct jail_error *err)
{
	if (geteuid())
		return fail(err, JAIL_NO_POWER, "run it as root on the host",
			    "needs root");
	return fail(err, JAIL_NO_POWER, "run it as root, outside of any jail",
		    "%s: %m", what);
}

int code_of(int error)
{
	return error == EPERM || error == EACCES ? JAIL_NO_POWER : JAIL_FAILED;
}
