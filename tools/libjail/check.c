// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a host needs: the table, and how one looks at a host. */
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>

#include "check.h"

/*
 * In the order in which things are to be mended: a row whose cause is an
 * earlier one's is skipped, so that nothing is told twice.
 */
static const struct {
	const char *name;
	check_look *look;
} checks[] = {
	{ "kernel", check_kernel },
	{ "privilege", check_privilege },
	{ "securityfs", check_securityfs },
	{ "signed", check_signed },
	{ "symbols", check_symbols },
	{ "ftrace", check_ftrace },
	{ "module", check_module },
	{ "holders", check_holders },
	{ "state", check_state },
	{ "room", check_room },
	{ "cgroup", check_cgroup },
	{ "userns", check_userns },
	{ "lsm", check_lsm },
	{ "autoload", check_autoload },
	{ "addresses", check_addresses },
	{ "listeners", check_listeners },
	{ "resolver", check_resolver },
};

bool check_at(int root, size_t index, struct jail_check *check)
{
	if (index >= ARRAY_SIZE(checks))
		return false;
	*check = (struct jail_check){ .name = checks[index].name };
	checks[index].look(root, check);
	return true;
}

bool jail_check_host(size_t index, struct jail_check *check)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool more = check_at(root, index, check);

	if (root >= 0)
		close(root);
	return more;
}

void finding(struct jail_check *check, enum jail_check_level level, int code,
	     const char *fix, const char *format, ...)
{
	va_list args;

	check->level = level;
	check->code = code;
	snprintf(check->fix, sizeof(check->fix), "%s", fix ? fix : "");
	va_start(args, format);
	vsnprintf(check->cause, sizeof(check->cause), format, args);
	va_end(args);
}

void fine(struct jail_check *check, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(check->cause, sizeof(check->cause), format, args);
	va_end(args);
}

int host_open(int root, const char *path, int flags)
{
	/* a FIFO must not hold us up; openat2() takes no other flag with O_PATH */
	if (!(flags & O_PATH))
		flags |= O_NONBLOCK;
	return open_resolve(root, path, flags, RESOLVE_IN_ROOT);
}

char *host_read(int root, const char *path)
{
	int fd = host_open(root, path, O_RDONLY);
	char *text;

	if (fd < 0)
		return NULL;
	text = read_all(fd);
	close(fd);
	return text;
}

bool host_line(int root, const char *path, char *buf, size_t size)
{
	char *text = host_read(root, path);

	*buf = '\0';
	if (text)
		snprintf(buf, size, "%.*s", (int)strcspn(text, "\n"), text);
	free(text);
	return *buf;
}

long host_number(int root, const char *path, long missing)
{
	char text[32];

	return host_line(root, path, text, sizeof(text)) ? atol(text) : missing;
}

bool host_has(int root, const char *path)
{
	int fd = host_open(root, path, O_PATH);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool host_mounted(int root, const char *type, const char *place)
{
	char *text = host_read(root, "proc/self/mounts"), *save, *line;
	char at[128], fs[32];
	bool found = false;

	for (line = text ? strtok_r(text, "\n", &save) : NULL; line && !found;
	     line = strtok_r(NULL, "\n", &save))
		found = sscanf(line, "%*s %127s %31s", at, fs) == 2 &&
			!strcmp(at, place) && !strcmp(fs, type);
	free(text);
	return found;
}

bool list_add(char *buf, size_t size, const char *format, ...)
{
	size_t used = strlen(buf);
	va_list args;
	int n;

	n = snprintf(buf + used, size - used, "%s", used ? ", " : "");
	if (n < 0 || used + n >= size)
		goto full;
	va_start(args, format);
	n += vsnprintf(buf + used + n, size - used - n, format, args);
	va_end(args);
	if (used + n < size)
		return true;
full:
	buf[used] = '\0';
	return false;
}
