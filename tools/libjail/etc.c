// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * path=/: an /etc of the jail's own, made from the host's, without secrets.
 *
 * Mounting something empty over /etc/shadow would not do: when the host's
 * passwd(1) renames a new file over the name, the kernel takes that mount
 * away, and the jail reads the new file. So here is a small read-only tmpfs:
 * directories are bound into it, plain files copied, and what not every user
 * of the host may read is there empty.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "internal.h"

static int mirror(int from, int to, bool top, struct jail_error *err);

static bool is_secret(const char *name, mode_t mode)
{
	size_t len = strlen(name);

	if (!(mode & S_IROTH) || !strncmp(name, "shadow", 6) ||
	    !strncmp(name, "gshadow", 7))
		return true;
	return !strncmp(name, "ssh_host_", 9) && len > 4 &&
	       !strcmp(name + len - 4, "_key");
}

/* Where secrets lie beside what all may read, a level more is mirrored. */
static bool is_mixed(const char *name)
{
	return !strcmp(name, "ssh") || !strcmp(name, "ssl") ||
	       !strcmp(name, "NetworkManager");
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

static int copy_file(int from, int to, const char *name, const struct stat *st)
{
	bool secret = is_secret(name, st->st_mode);
	int in = -1, out, bad;

	out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
	if (out < 0)
		return -1;
	if (!secret)
		in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bad = !secret && (in < 0 || copy_content(in, out, st->st_size) ||
			  fchown(out, st->st_uid, st->st_gid) ||
			  fchmod(out, st->st_mode & 0777));
	close(in);
	close(out);
	return bad ? -1 : 0;
}

static int copy_link(int from, int to, const char *name)
{
	char target[4096];
	ssize_t n = readlinkat(from, name, target, sizeof(target) - 1);

	if (n < 0)
		return -1;
	target[n] = '\0';
	return symlinkat(target, to, name);
}

static int bind(int from, int to, struct jail_error *err)
{
	int tree = open_tree(from, "", AT_EMPTY_PATH | AT_RECURSIVE |
			     OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	int bad;

	if (tree < 0)
		return fail(err, code_of(errno), NULL, "%m");
	bad = mnt_put(tree, to, "it", err);
	close(tree);
	return bad;
}

static int copy_dir(int from, int to, const char *name, bool top,
		    const struct stat *st, struct jail_error *err)
{
	bool closed = (st->st_mode & 0005) != 0005;
	bool mixed = top && is_mixed(name);
	int source, target, bad = -1;

	if (mkdirat(to, name, closed ? 0700 : 0755))
		return fail(err, code_of(errno), NULL, "%m");
	if (closed)
		return 0;
	source = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
			O_CLOEXEC);
	target = openat(to, name, O_PATH | O_DIRECTORY | O_NOFOLLOW |
			O_CLOEXEC);
	if (source < 0 || target < 0)
		fail(err, code_of(errno), NULL, "%m");
	else
		bad = mixed ? mirror(source, target, false, err) :
			      bind(source, target, err);
	close(target);
	close(source);
	return bad;
}

static int copy_entry(int from, int to, const char *name, bool top,
		      struct jail_error *err)
{
	struct stat st;
	int bad = 0;

	/* gone since it was listed */
	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW))
		return 0;
	if (S_ISDIR(st.st_mode))
		return copy_dir(from, to, name, top, &st, err);
	if (S_ISLNK(st.st_mode))
		bad = copy_link(from, to, name);
	else if (S_ISREG(st.st_mode))
		bad = copy_file(from, to, name, &st);
	if (bad)
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}

static int mirror(int from, int to, bool top, struct jail_error *err)
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
		bad = copy_entry(from, to, name, top, err);
		if (bad)
			jail_error_wrap(err, "can't copy %s", name);
	}
	closedir(dir);
	return bad;
}

static int fill(int tree, int from, int place, struct jail_error *err)
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
		bad = mirror(from, mnt, true, err);
	if (!bad && mount_setattr(mnt, "", AT_EMPTY_PATH, &readonly,
				  sizeof(readonly)))
		bad = fail(err, code_of(errno), NULL, "%m");
	close(mnt);
	return bad;
}

int etc_mount(int tree, struct jail_error *err)
{
	int place = mnt_place(tree, "etc", RESOLVE_IN_ROOT, err);
	int from, bad = -1;

	if (place < 0)
		return -1;
	from = openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (from < 0)
		fail(err, code_of(errno), NULL, "%m");
	else
		bad = fill(tree, from, place, err);
	close(from);
	close(place);
	return bad ? jail_error_wrap(err, "the jail's /etc") : 0;
}
