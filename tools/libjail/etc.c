// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * path=/: an /etc of the jail's own, made from the host's, without secrets.
 *
 * Mounting something empty over /etc/shadow would not do: when the host's
 * passwd(1) renames a new file over the name, the kernel takes that mount
 * away, and the jail reads the new file. Nor would binding the directories
 * that have no secret: one may be put there later. So here is a small
 * read-only tmpfs with a copy of what every user of the host may read; all
 * else is there and empty, and what comes later is not there.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "internal.h"

/* Deeper, directories are empty; what is linked to and longer is left out. */
enum { DEPTH_MAX = 16, LINKED_MAX = 64 << 10 };

static int mirror(int tree, int from, int to, int depth,
		  struct jail_error *err);

static bool is_secret(const char *name, mode_t mode)
{
	size_t len = strlen(name);

	if (!(mode & S_IROTH) || !strncmp(name, "shadow", 6) ||
	    !strncmp(name, "gshadow", 7))
		return true;
	return !strncmp(name, "ssh_host_", 9) && len > 4 &&
	       !strcmp(name + len - 4, "_key");
}

static int copy_content(int from, int to, off_t size)
{
	while (size > 0) {
		ssize_t n = sendfile(to, from, NULL, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			break;
		size -= n;
	}
	return 0;
}

/* Made by root, with the umask of do_clean(): as most are, and then there is no more. */
static int own(int out, const struct stat *st)
{
	if ((st->st_uid || st->st_gid) && fchown(out, st->st_uid, st->st_gid))
		return -1;
	return st->st_mode & 022 ? fchmod(out, st->st_mode & 0777) : 0;
}

/* Looked at when open: the name may be another file's by then. */
static int copy_file(int from, int to, const char *name)
{
	int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
			O_CLOEXEC);
	int out = -1, bad = -1;
	bool empty = true;
	struct stat st;

	if (in < 0)
		return errno == ENOENT ? 0 : -1;
	if (!fstat(in, &st)) {
		empty = !S_ISREG(st.st_mode) || is_secret(name, st.st_mode);
		out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			     empty ? 0 : st.st_mode & 0777);
	}
	if (out >= 0)
		bad = !empty && (copy_content(in, out, st.st_size) ||
				 own(out, &st));
	if (out >= 0)
		close(out);
	close(in);
	return bad ? -1 : 0;
}

/* A link's target in /run, which is empty in the jail; else NULL. */
static const char *in_run(const char *target)
{
	if (*target == '/')
		target++;
	while (!strncmp(target, "../", 3))
		target += 3;
	if (!strncmp(target, "var/run/", 8))
		target += 4;
	return strncmp(target, "run/", 4) ? NULL : target;
}

/*
 * /etc/resolv.conf and the like: what a service keeps in /run for everybody,
 * as it is now. 1: it is nothing to copy.
 */
static int copy_linked(int tree, int to, const char *name, const char *path)
{
	int in = open_resolve(tree, path, O_RDONLY | O_NONBLOCK,
			      RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
	int out, bad;
	struct stat st;

	if (in < 0)
		return 1;
	if (fstat(in, &st) || !S_ISREG(st.st_mode) || st.st_nlink != 1 ||
	    is_secret(name, st.st_mode) || st.st_size > LINKED_MAX) {
		close(in);
		return 1;
	}
	out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
	bad = out < 0 || copy_content(in, out, st.st_size) || fchmod(out, 0644);
	if (out >= 0)
		close(out);
	close(in);
	return bad ? -1 : 0;
}

static int copy_link(int tree, int from, int to, const char *name)
{
	char target[4096];
	ssize_t n = readlinkat(from, name, target, sizeof(target) - 1);
	const char *linked;
	int status = 1;

	if (n < 0)
		return errno == ENOENT ? 0 : -1;
	target[n] = '\0';
	linked = in_run(target);
	if (linked)
		status = copy_linked(tree, to, name, linked);
	return status > 0 ? symlinkat(target, to, name) : status;
}

static int copy_dir(int tree, int from, int to, const char *name, int depth,
		    struct jail_error *err)
{
	int source = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
			    O_CLOEXEC);
	int target = -1, bad = -1;
	struct stat st;
	bool closed;

	if (source < 0 && errno == ENOENT)
		return 0;
	if (source >= 0 && !fstat(source, &st)) {
		closed = (st.st_mode & 0005) != 0005 || depth == DEPTH_MAX;
		bad = mkdirat(to, name, closed ? 0700 : 0755);
		if (!bad && !closed)
			target = openat(to, name, O_PATH | O_DIRECTORY |
					O_NOFOLLOW | O_CLOEXEC);
		bad = bad || (!closed && target < 0);
	}
	if (bad)
		fail(err, code_of(errno), NULL, "%m");
	else if (target >= 0)
		bad = mirror(tree, source, target, depth + 1, err);
	if (target >= 0)
		close(target);
	if (source >= 0)
		close(source);
	return bad ? -1 : 0;
}

/* Not every file system tells; gone since it was listed: of no type. */
static int type_of(int from, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (fstatat(from, entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return DT_UNKNOWN;
	return IFTODT(st.st_mode);
}

static int copy_entry(int tree, int from, int to, const struct dirent *entry,
		      int depth, struct jail_error *err)
{
	const char *name = entry->d_name;
	int type = type_of(from, entry), bad = 0;

	if (type == DT_DIR)
		return copy_dir(tree, from, to, name, depth, err);
	if (type == DT_LNK)
		bad = copy_link(tree, from, to, name);
	else if (type == DT_REG)
		bad = copy_file(from, to, name);
	if (bad)
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}

static int mirror(int tree, int from, int to, int depth,
		  struct jail_error *err)
{
	int list = dup(from), bad = 0;
	DIR *dir = list < 0 ? NULL : fdopendir(list);
	struct dirent *entry;

	if (!dir)
		return fail(err, JAIL_FAILED, NULL, "%m");
	while (!bad && (entry = readdir(dir))) {
		const char *name = entry->d_name;

		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		bad = copy_entry(tree, from, to, entry, depth, err);
		if (bad)
			jail_error_wrap(err, "can't copy %s", name);
	}
	closedir(dir);
	return bad;
}

static int fill(int tree, int from, int place, const char *resolver,
		struct jail_error *err)
{
	static const struct mnt_option options[] = { { "mode", "0755" }, { 0 } };
	struct mount_attr readonly = { .attr_set = MOUNT_ATTR_RDONLY };
	int mnt = mnt_new("tmpfs", options, MOUNT_ATTR_NOSUID |
			  MOUNT_ATTR_NODEV, err);
	int bad = -1;

	if (mnt < 0)
		return -1;
	if (!mnt_put(mnt, place, "the jail's /etc", err) &&
	    !mnt_check(mnt, tree, "etc", RESOLVE_IN_ROOT, err))
		bad = mirror(tree, from, mnt, 1, err);
	if (!bad && resolver)
		bad = resolver_replace(mnt, resolver, err);
	if (!bad && mount_setattr(mnt, "", AT_EMPTY_PATH, &readonly,
				  sizeof(readonly)))
		bad = fail(err, code_of(errno), NULL, "%m");
	close(mnt);
	return bad;
}

int etc_mount(int tree, const char *resolver, struct jail_error *err)
{
	int place = mnt_place(tree, "etc", RESOLVE_IN_ROOT, err);
	int from, bad = -1;

	if (place < 0)
		return -1;
	from = openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (from < 0)
		fail(err, code_of(errno), NULL, "%m");
	else
		bad = fill(tree, from, place, resolver, err);
	close(from);
	close(place);
	return bad ? jail_error_wrap(err, "the jail's /etc") : 0;
}
