// SPDX-License-Identifier: GPL-2.0-or-later
#include "jail_api.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool jail_imaginary(void)
{
	return getenv("JAIL_TEST_UNJAILED");
}

int jail_read(const char *file, char *text, size_t size)
{
	char path[128];
	size_t used = 0;
	ssize_t n = 1;
	int fd;

	text[0] = '\0';
	if (jail_imaginary())
		return 0;
	snprintf(path, sizeof(path), "%s/%s", JAIL_DIR, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (n > 0 && used < size - 1) {
		n = read(fd, text + used, size - 1 - used);
		if (n > 0)
			used += n;
	}
	text[used] = '\0';
	n = n < 0 ? -errno : (ssize_t)used;
	close(fd);
	return (int)n;
}

bool jail_builtin(void)
{
	static char text[JAIL_TEXT_MAX];

	jail_read("abi", text, sizeof(text));
	return strstr(text, "backend builtin\n");
}

int jail_control(const char *request)
{
	int fd;
	int err;

	if (jail_imaginary())
		return open("/dev/null", O_RDWR | O_CLOEXEC);
	fd = open(JAIL_DIR "/control", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, request, strlen(request)) >= 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

int jail_request(const char *request, char *reply, size_t size)
{
	int result = 0;
	ssize_t n;
	int fd;

	if (jail_imaginary())
		return 0;
	fd = open(JAIL_DIR "/control", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, request, strlen(request)) < 0)
		result = -errno;
	if (reply) {
		n = read(fd, reply, size - 1);
		reply[n > 0 ? n : 0] = '\0';
	}
	close(fd);
	return result;
}

static int fd_of_control(int control, int flags)
{
	int fd;

	if (control < 0)
		return control;
	if (jail_imaginary())
		return control;
	fd = ioctl(control, JAIL_IOC_FD, flags);
	if (fd < 0)
		fd = -errno;
	close(control);
	return fd;
}

int jail_create(struct jail *jail, const char *name, const char *params,
		int flags)
{
	char request[1024];

	snprintf(jail->name, sizeof(jail->name), "%s", name);
	snprintf(request, sizeof(request), "create name=%s%s%s", name,
		 params ? " " : "", params ? params : "");
	jail->fd = fd_of_control(jail_control(request), flags);
	return jail->fd < 0 ? jail->fd : 0;
}

int jail_make(struct jail *jail, const char *suffix, const char *params)
{
	char name[JAIL_NAME_MAX + 1];

	snprintf(name, sizeof(name), "t%d-%s", getpid(), suffix);
	return jail_create(jail, name, params, JAIL_FD_OWN);
}

int jail_open(const char *name, int flags)
{
	char request[128];

	snprintf(request, sizeof(request), "open name=%s", name);
	return fd_of_control(jail_control(request), flags);
}

int jail_attach(const struct jail *jail)
{
	if (jail_imaginary())
		return 0;
	return ioctl(jail->fd, JAIL_IOC_ATTACH, 0) < 0 ? -errno : 0;
}

int jail_info(const struct jail *jail, struct jail_info *info)
{
	memset(info, 0, sizeof(*info));
	if (jail_imaginary())
		return 0;
	return ioctl(jail->fd, JAIL_IOC_INFO, info) < 0 ? -errno : 0;
}

int jail_remove(const struct jail *jail)
{
	if (jail_imaginary())
		return 0;
	return ioctl(jail->fd, JAIL_IOC_REMOVE, 0) < 0 ? -errno : 0;
}

int jail_wait_dead(const struct jail *jail, int timeout)
{
	struct pollfd p = { .fd = jail->fd, .events = 0 };

	if (jail_imaginary())
		return 0;
	if (poll(&p, 1, timeout) < 0)
		return -errno;
	return p.revents & POLLHUP ? 0 : -ETIMEDOUT;
}

int jail_destroy(struct jail *jail)
{
	int err = jail_remove(jail);

	if (!err)
		err = jail_wait_dead(jail, 20000);
	close(jail->fd);
	jail->fd = -1;
	return err;
}

/* The value of key in a line of key=value words, quotes left in. */
static bool field(const char *line, const char *key, char *value, size_t size)
{
	size_t length = strlen(key);
	const char *p = line;

	for (; p && *p; p = strchr(p, ' ')) {
		p += *p == ' ';
		if (!strncmp(p, key, length) && p[length] == '=') {
			p += length + 1;
			length = *p == '"' ? strcspn(p + 1, "\"\n") + 2
					   : strcspn(p, " \n");
			snprintf(value, size, "%.*s", (int)length, p);
			return true;
		}
	}
	return false;
}

static bool field_is(const char *line, const char *key, const char *want)
{
	char value[256];

	return field(line, key, value, sizeof(value)) && !strcmp(value, want);
}

static unsigned long long field_number(const char *line, const char *key)
{
	char value[64];

	return field(line, key, value, sizeof(value)) ?
		strtoull(value, NULL, 10) : 0;
}

/* Calls each(line, data) for every line of a securityfs file, and sums up. */
static unsigned long long
sum_lines(const char *file,
	  unsigned long long (*each)(const char *line, const void *data),
	  const void *data)
{
	char *text = malloc(JAIL_TEXT_MAX);
	unsigned long long sum = 0;
	char *line, *rest = text;

	if (!text)
		abort();
	jail_read(file, text, JAIL_TEXT_MAX);
	while ((line = strsep(&rest, "\n")))
		sum += each(line, data);
	free(text);
	return sum;
}

struct wanted_count {
	const char *jail;
	const char *op;
};

static unsigned long long count_line(const char *line, const void *data)
{
	const struct wanted_count *want = data;

	if (!field_is(line, "jail", want->jail))
		return 0;
	if (want->op ? !field_is(line, "op", want->op) :
		       field_is(line, "op", "skipped"))
		return 0;
	return field_number(line, "count");
}

unsigned long long jail_count(const struct jail *jail, const char *op)
{
	struct wanted_count want = { .jail = jail->name, .op = op };

	return sum_lines("counters", count_line, &want);
}

unsigned long long jail_total(const struct jail *jail)
{
	return jail_count(jail, NULL);
}

struct wanted_jail {
	const char *name;
	const char *key;
	char *value;
	size_t size;
};

static unsigned long long jails_line(const char *line, const void *data)
{
	const struct wanted_jail *want = data;

	if (!field_is(line, "name", want->name))
		return 0;
	if (want->key)
		return field(line, want->key, want->value, want->size);
	return 1;
}

bool jail_listed(const char *name)
{
	struct wanted_jail want = { .name = name };

	return sum_lines("jails", jails_line, &want) > 0;
}

static unsigned long long left_line(const char *line, const void *prefix)
{
	char name[JAIL_NAME_MAX + 1];

	return field(line, "name", name, sizeof(name)) &&
	       !strncmp(name, prefix, strlen(prefix));
}

int jails_left(const char *prefix)
{
	return (int)sum_lines("jails", left_line, prefix);
}

int jail_field(const char *name, const char *key, char *value, size_t size)
{
	struct wanted_jail want = { name, key, value, size };

	value[0] = '\0';
	return sum_lines("jails", jails_line, &want) ? 0 : -ENOENT;
}

struct wanted_denial {
	unsigned long long mark;
	const char *jail;
	const char *op;
	const char *err;
	pid_t pid;
	const char *object;
};

static unsigned long long denial_line(const char *line, const void *data)
{
	const struct wanted_denial *want = data;
	char object[JAIL_OBJECT_MAX + 8];

	if (field_number(line, "seq") <= want->mark ||
	    !field_is(line, "jail", want->jail) ||
	    !field_is(line, "op", want->op) ||
	    !field_is(line, "errno", want->err))
		return 0;
	if (want->pid && field_number(line, "pid") !=
			 (unsigned long long)want->pid)
		return 0;
	if (want->object && !(field(line, "object", object, sizeof(object)) &&
			      strstr(object, want->object)))
		return 0;
	return 1;
}

int denials_since(unsigned long long mark, const struct jail *jail,
		  const char *op, int err, pid_t pid, const char *object)
{
	struct wanted_denial want = {
		mark, jail->name, op, strerrorname_np(err), pid, object,
	};

	return (int)sum_lines("denials", denial_line, &want);
}

unsigned long long denials_mark(void)
{
	char *text = malloc(JAIL_TEXT_MAX);
	unsigned long long mark = 0;
	char *line, *rest = text;

	if (!text)
		abort();
	jail_read("denials", text, JAIL_TEXT_MAX);
	while ((line = strsep(&rest, "\n")))
		if (field_number(line, "seq") > mark)
			mark = field_number(line, "seq");
	free(text);
	return mark;
}
