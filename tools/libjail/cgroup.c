// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A jail's cgroup: a directory of cgroup2, "jail/web", those of jails inside
 * it below ("jail/web/cgi"). Opened by descriptor, known again by its id, and
 * what is not ours is neither entered nor removed.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "internal.h"

#define BASE "jail"

/* The number of a cgroup is its inode's; the kernel never gives it again. */
static int id_of(int fd, uint64_t *id)
{
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	*id = st.st_ino;
	return 0;
}

static int open_mount(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;

	if (fd >= 0 && !fstatfs(fd, &fs) &&
	    (uint32_t)fs.f_type == CGROUP2_SUPER_MAGIC)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Mounted anywhere else; a place with a space in it is not looked for. */
static int search_mount(void)
{
	char *text = read_file("/proc/self/mountinfo"), *save, *line;
	int fd = -1;

	for (line = text ? strtok_r(text, "\n", &save) : NULL; line && fd < 0;
	     line = strtok_r(NULL, "\n", &save)) {
		char place[4096];

		if (strstr(line, " - cgroup2 ") &&
		    sscanf(line, "%*s %*s %*s %*s %4095s", place) == 1)
			fd = open_mount(place);
	}
	free(text);
	return fd;
}

static int open_root(struct jail_error *err)
{
	static const char *const usual[] = {
		"/sys/fs/cgroup", "/sys/fs/cgroup/unified",
	};
	int fd = -1;

	for (size_t i = 0; i < ARRAY_SIZE(usual) && fd < 0; i++)
		fd = open_mount(usual[i]);
	if (fd < 0)
		fd = search_mount();
	if (fd < 0) {
		fail(err, JAIL_FAILED,
		     "mount -t cgroup2 cgroup2 /sys/fs/cgroup, or create the jail with cgroup=inherit",
		     "no cgroup2 file system is mounted");
		errno = ENODEV;
	}
	return fd;
}

static int open_below(int root, const char *path)
{
	return open_resolve(root, path, O_RDONLY | O_DIRECTORY,
			    RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			    RESOLVE_NO_XDEV);
}

/* The directory of all jails is made by the first one, and stays. */
static int open_or_make(int root, const char *path, struct jail_error *err)
{
	int fd;

	if (!strcmp(path, BASE) && mkdirat(root, BASE, 0755) &&
	    errno != EEXIST)
		return fail(err, code_of(errno), "run it as root",
			    "can't make the cgroup /" BASE ": %m");
	fd = open_below(root, path);
	if (fd < 0)
		fail(err, code_of(errno), NULL, "cgroup /%s: %m", path);
	return fd;
}

/* The directory above the last component, and that component; or errno. */
static int open_parent(const char *path, const char **last,
		       struct jail_error *err)
{
	char parent[JAIL_NAME_MAX + 16];
	const char *slash = strrchr(path, '/');
	int root, fd, saved;

	if (!slash)
		return fail(err, JAIL_FAILED, NULL,
			    "\"%.64s\" can't be a jail's cgroup", path);
	root = open_root(err);
	if (root < 0)
		return -1;
	*last = slash + 1;
	snprintf(parent, sizeof(parent), "%.*s", (int)(*last - path - 1), path);
	fd = open_or_make(root, parent, err);
	saved = errno;
	close(root);
	errno = saved;
	return fd;
}

static int taken(const char *path, struct jail_error *err)
{
	char fix[sizeof(err->fix)];

	snprintf(fix, sizeof(fix),
		 "rmdir /sys/fs/cgroup/%s if nothing needs it, or choose another name",
		 path);
	return fail(err, JAIL_NAME_BUSY, fix,
		    "the cgroup /%s is there already, and not this jail's",
		    path);
}

int cgroup_check_free(const char *path, struct jail_error *err)
{
	const char *last;
	int parent = open_parent(path, &last, err), bad;

	if (parent < 0)
		return -1;
	bad = faccessat(parent, last, F_OK, AT_SYMLINK_NOFOLLOW);
	close(parent);
	return bad ? 0 : taken(path, err);
}

int cgroup_make(const char *path, uint64_t *id, struct jail_error *err)
{
	const char *last;
	int parent = open_parent(path, &last, err), fd = -1, bad = -1;

	if (parent < 0)
		return -1;
	if (!mkdirat(parent, last, 0755)) {
		fd = open_below(parent, last);
		bad = fd < 0 || id_of(fd, id);
		if (bad)
			unlinkat(parent, last, AT_REMOVEDIR);
	}
	if (bad && errno == EEXIST)
		taken(path, err);
	else if (bad)
		fail(err, code_of(errno), NULL, "can't make the cgroup /%s: %m",
		     path);
	if (fd >= 0)
		close(fd);
	close(parent);
	return bad ? -1 : 0;
}

int cgroup_open(const char *path, uint64_t id, struct jail_error *err)
{
	int root = open_root(err), fd;
	uint64_t found = 0;

	if (root < 0)
		return -1;
	fd = open_below(root, path);
	close(root);
	if (fd >= 0 && !id_of(fd, &found) && found == id)
		return fd;
	fail(err, JAIL_FAILED,
	     "\"jailctl remove\" the jail and \"jailctl create\" it again",
	     "the jail's cgroup /%s %s", path,
	     fd < 0 ? strerror(errno) : "was replaced by another one");
	if (fd >= 0)
		close(fd);
	return -1;
}

int cgroup_kill(int cgroup)
{
	int fd = openat(cgroup, "cgroup.kill", O_WRONLY | O_CLOEXEC);
	int bad = fd < 0 || write_all(fd, "1", 1);

	/* removed meanwhile, and so nobody is in it */
	if (bad && (errno == ENOENT || errno == ENODEV))
		bad = 0;
	if (fd >= 0)
		close(fd);
	return bad ? -1 : 0;
}

/* Whether no task is in it or below, waiting for that so long. */
static bool emptied(int cgroup, int wait_ms)
{
	int fd = openat(cgroup, "cgroup.events", O_RDONLY | O_CLOEXEC);
	struct pollfd change = { .fd = fd, .events = POLLPRI };
	bool empty = false;
	char *text;

	for (int left = wait_ms; fd >= 0 && !empty; left -= 20) {
		text = read_all(fd);
		empty = text && strstr(text, "populated 0");
		free(text);
		if (empty || left <= 0)
			break;
		poll(&change, 1, 20);
		lseek(fd, 0, SEEK_SET);
	}
	if (fd >= 0)
		close(fd);
	return empty;
}

/* Whether the directory is the one with that id; with 0 any is; -1 errno. */
static int is_that(int fd, uint64_t id)
{
	uint64_t found;

	if (id_of(fd, &found))
		return -1;
	return !id || found == id;
}

static int remove_from(int parent, const char *last, const char *path,
		       uint64_t id, int wait_ms, struct jail_error *err)
{
	int fd = open_below(parent, last);
	int ours = fd < 0 ? -1 : is_that(fd, id);
	int saved;

	/* killed from it at a guess, with no id, is nobody */
	if (ours > 0 && id && !cgroup_kill(fd))
		emptied(fd, wait_ms);
	if (ours > 0)
		ours = unlinkat(parent, last, AT_REMOVEDIR);
	saved = errno;
	if (fd >= 0)
		close(fd);
	/* it is gone, or what is there is another's */
	if (!ours || saved == ENOENT)
		return 0;
	errno = saved;
	return fail(err, errno == EBUSY ? JAIL_NAME_BUSY : code_of(errno),
		    "see with \"cat cgroup.procs\" there what runs in it, end it, and \"jailctl remove\" the jail again",
		    "can't remove the cgroup /%s: %m", path);
}

int cgroup_remove(const char *path, uint64_t id, int wait_ms,
		  struct jail_error *err)
{
	const char *last;
	int parent = open_parent(path, &last, err), status;

	/* without the one above it there is not this one either */
	if (parent < 0)
		return errno == ENOENT ? 0 : -1;
	status = remove_from(parent, last, path, id, wait_ms, err);
	close(parent);
	return status;
}

void cgroup_name(const char *name, const char *parent, size_t parent_len,
		 char *path, size_t size)
{
	if (!parent)
		snprintf(path, size, BASE "/%s", name);
	else
		snprintf(path, size, "%s/%s", parent, name + parent_len + 1);
}
