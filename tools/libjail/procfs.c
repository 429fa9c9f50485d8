// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Processes, threads and the sockets that they have open, by the directories of
 * /proc. All of that may end at any time; what has is left out.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>

#include "procfs.h"

struct visit {
	procfs_take *take;
	void *arg;
};

bool procfs_gone(int error)
{
	return error == ENOENT || error == ESRCH || error == EBADF;
}

static DIR *open_dir(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

static int read_numbers(DIR *dir,
			int (*take)(int dir, const char *name,
				    const struct visit *visit),
			const struct visit *visit)
{
	struct dirent *entry;
	int status = 0;

	while (!status) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			return errno && !procfs_gone(errno) ? -1 : 0;
		if (isdigit((unsigned char)*entry->d_name))
			status = take(dirfd(dir), entry->d_name, visit);
	}
	return status;
}

/* The names of a directory that are numbers. */
static int each_number(int at, const char *path,
		       int (*take)(int dir, const char *name,
				   const struct visit *visit),
		       const struct visit *visit)
{
	DIR *dir = open_dir(at, path);
	int status, error;

	if (!dir)
		return procfs_gone(errno) ? 0 : -1;
	status = read_numbers(dir, take, visit);
	error = errno;
	closedir(dir);
	errno = error;
	return status;
}

/* The directory keeps to the process, whoever gets its number next. */
static int take_dir(int dir, const char *name, const struct visit *visit)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status, error;

	if (fd < 0)
		return procfs_gone(errno) ? 0 : -1;
	status = visit->take(fd, atoi(name), 0, visit->arg);
	error = errno;
	close(fd);
	errno = error;
	return status;
}

int procfs_each(int at, const char *path, procfs_take *take, void *arg)
{
	return each_number(at, path, take_dir, &(struct visit){ take, arg });
}

static int take_socket(int dir, const char *name, const struct visit *visit)
{
	char target[64] = "";
	unsigned long inode;

	if (readlinkat(dir, name, target, sizeof(target) - 1) < 0)
		return procfs_gone(errno) ? 0 : -1;
	if (sscanf(target, "socket:[%lu]", &inode) != 1)
		return 0;
	return visit->take(dir, atoi(name), inode, visit->arg);
}

int procfs_sockets(int process, procfs_take *take, void *arg)
{
	return each_number(process, "fd", take_socket,
			   &(struct visit){ take, arg });
}
