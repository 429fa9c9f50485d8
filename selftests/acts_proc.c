// SPDX-License-Identifier: GPL-2.0-or-later
#include "acts_proc.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* text with the first %d replaced */
static const char *path_of(const struct call *c)
{
	static char path[PATH_MAX];
	const char *d = strstr(c->text, "%d");

	if (!d)
		return c->text;
	snprintf(path, sizeof(path), "%.*s%ld%s", (int)(d - c->text), c->text,
		 c->arg[0], d + 2);
	return path;
}

static long opened(int fd)
{
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

long act_proc_open(struct call *c)
{
	return opened(open(path_of(c), O_RDONLY | O_CLOEXEC));
}

long act_proc_opath(struct call *c)
{
	return opened(open(path_of(c), O_PATH | O_CLOEXEC));
}

long act_proc_stat(struct call *c)
{
	struct stat st;

	return stat(path_of(c), &st) ? -errno : 0;
}

long act_proc_access(struct call *c)
{
	return access(path_of(c), F_OK) ? -errno : 0;
}

long act_proc_readlink(struct call *c)
{
	char target[PATH_MAX];

	return readlink(path_of(c), target, sizeof(target)) < 0 ? -errno : 0;
}

long act_proc_chdir(struct call *c)
{
	long r = chdir(path_of(c)) ? -errno : 0;

	if (!r && chdir("/"))
		return -errno;
	return r;
}

long act_proc_listed(struct call *c)
{
	DIR *dir = opendir(c->text[0] ? c->text : "/proc");
	long result = -ENOENT;
	struct dirent *d;

	if (!dir)
		return -errno;
	while ((d = readdir(dir)))
		if (atol(d->d_name) == c->arg[0])
			result = 0;
	closedir(dir);
	return result;
}

long act_proc_count(struct call *c)
{
	DIR *dir = opendir(c->text[0] ? c->text : "/proc");
	long count = 0;
	struct dirent *d;

	if (!dir)
		return -errno;
	while ((d = readdir(dir)))
		count += isdigit((unsigned char)d->d_name[0]) != 0;
	closedir(dir);
	return count;
}
