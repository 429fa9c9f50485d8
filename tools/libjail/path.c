// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A path as it was given -> the canonical one, a descriptor for each step.
 * A symbolic link is followed only if it is root's or ours: whoever else owns
 * it could lead it to a directory of the host's, before or after any look.
 */
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "internal.h"

#define LINKS_MAX 40

/**
 * struct walk - on the way along a path
 * @dir: how far it has come, O_PATH
 * @links: how many it has followed
 * @rest: what is still to be walked
 */
struct walk {
	int dir;
	int links;
	char rest[2 * PATH_MAX];
};

static int no_way(const char *path, int error, struct jail_error *err)
{
	return fail(err, JAIL_USAGE, "make the directory, or give another path=",
		    "path \"%s\": %s", path, strerror(error));
}

static int step_to(struct walk *walk, int fd)
{
	if (walk->dir >= 0)
		close(walk->dir);
	walk->dir = fd;
	return fd < 0 ? -1 : 0;
}

/* Put a link's target before the rest. */
static int take_target(struct walk *walk, const char *target, size_t len)
{
	size_t rest = strlen(walk->rest);

	if (++walk->links > LINKS_MAX) {
		errno = ELOOP;
		return -1;
	}
	if (!len || len + 1 + rest >= sizeof(walk->rest)) {
		errno = len ? ENAMETOOLONG : ENOENT;
		return -1;
	}
	memmove(walk->rest + len + 1, walk->rest, rest + 1);
	memcpy(walk->rest, target, len);
	walk->rest[len] = '/';
	return *target == '/' ? step_to(walk, open("/", O_PATH | O_CLOEXEC)) : 0;
}

static int follow(struct walk *walk, int link, const struct stat *st,
		  const char *path, struct jail_error *err)
{
	char target[PATH_MAX];
	ssize_t len;

	if (st->st_uid && st->st_uid != geteuid())
		return fail(err, JAIL_USAGE, "give the path it stands for",
			    "path \"%s\": a symbolic link in it belongs to user %u, who could lead it elsewhere",
			    path, st->st_uid);
	len = readlinkat(link, "", target, sizeof(target));
	if (len < 0 || take_target(walk, target, len))
		return no_way(path, errno, err);
	return 0;
}

/* Cut the first name off the rest; NULL at the end. */
static char *next_name(struct walk *walk, char *name, size_t size)
{
	const char *rest = walk->rest + strspn(walk->rest, "/");
	size_t len = strcspn(rest, "/");

	if (!len)
		return NULL;
	snprintf(name, size, "%.*s", (int)len, rest);
	memmove(walk->rest, rest + len, strlen(rest + len) + 1);
	return name;
}

static int walk_along(struct walk *walk, const char *path,
		      struct jail_error *err)
{
	char name[NAME_MAX + 2];
	struct stat st;
	int bad = 0;

	while (!bad && next_name(walk, name, sizeof(name))) {
		int fd = openat(walk->dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

		if (fd < 0 || fstat(fd, &st)) {
			bad = no_way(path, errno, err);
		} else if (!S_ISLNK(st.st_mode)) {
			step_to(walk, fd);
			continue;
		} else {
			bad = follow(walk, fd, &st, path, err);
		}
		if (fd >= 0)
			close(fd);
	}
	return bad;
}

/* What the kernel calls it, if that is a way to it. */
static int name_of(int fd, char *real, const char *path, struct jail_error *err)
{
	struct stat here, there;
	char self[32];
	ssize_t len;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	len = readlink(self, real, PATH_MAX - 1);
	if (len < 0)
		return no_way(path, errno, err);
	real[len] = '\0';
	if (fstat(fd, &here) || lstat(real, &there))
		return no_way(path, errno, err);
	if (!S_ISDIR(here.st_mode))
		return no_way(path, ENOTDIR, err);
	if (here.st_dev != there.st_dev || here.st_ino != there.st_ino)
		return no_way(path, ENOENT, err);
	return 0;
}

int path_resolve(const char *path, char *real, struct jail_error *err)
{
	struct walk walk = { .dir = -1 };
	int bad = 0;

	if (strlen(path) >= PATH_MAX)
		return no_way(path, ENAMETOOLONG, err);
	snprintf(walk.rest, sizeof(walk.rest), "%s", path);
	if (step_to(&walk, open(*path == '/' ? "/" : ".", O_PATH | O_CLOEXEC)))
		return no_way(path, errno, err);
	bad = walk_along(&walk, path, err);
	if (!bad)
		bad = name_of(walk.dir, real, path, err);
	close(walk.dir);
	return bad;
}
