// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The jail's root: a private clone of the tree at path, furnished, entered and
 * looked at. All in the child's own mount namespace: whatever fails, the
 * child's end undoes it.
 */
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "internal.h"

/* Nothing mounted here shall show outside, nor the other way round. */
static int make_private(struct jail_error *err)
{
	struct mount_attr attr = { .propagation = MS_PRIVATE };

	if (mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &attr, sizeof(attr)))
		return fail(err, code_of(errno), NULL,
			    "can't make the mounts private: %m");
	return 0;
}

/* The directory that was checked outside, and no other that took its name. */
static int open_base(const struct plan *plan, struct jail_error *err)
{
	int fd = open_resolve(AT_FDCWD, plan->path, O_PATH | O_DIRECTORY,
			      RESOLVE_NO_SYMLINKS);
	struct stat st;

	if (fd < 0)
		return fail(err, JAIL_FAILED,
			    "make the directory, or create the jail again",
			    "path \"%s\": %m", plan->path);
	if (fstat(fd, &st) || st.st_dev != plan->dev || st.st_ino != plan->ino) {
		close(fd);
		return fail(err, JAIL_FAILED, "try again",
			    "path \"%s\": was replaced meanwhile", plan->path);
	}
	return fd;
}

/*
 * No devices but those of the jail's own /dev; the host's root read-only, all
 * of it. Set while the clone is mounted nowhere: there is no moment without.
 */
static int clone_tree(int base, const struct plan *plan,
		      struct jail_error *err)
{
	struct mount_attr attr = {
		.attr_set = MOUNT_ATTR_NODEV |
			    (plan->host_root ? MOUNT_ATTR_RDONLY : 0),
	};
	int tree = open_tree(base, "", AT_EMPTY_PATH | AT_RECURSIVE |
			     OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);

	if (tree < 0)
		return fail(err, code_of(errno), NULL, "path \"%s\": %m",
			    plan->path);
	if (mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr,
			  sizeof(attr))) {
		fail(err, code_of(errno), NULL,
		     "path \"%s\": can't limit the mounts: %m", plan->path);
		close(tree);
		return -1;
	}
	return tree;
}

/* A proc of the jail's own pid namespace, or a second of the host's. */
static int proc_mount(int tree, struct jail_error *err)
{
	int proc = mnt_new("proc", NULL, MOUNT_ATTR_NOSUID |
			   MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, err);
	int place = -1, bad = -1;

	if (proc < 0)
		return -1;
	place = mnt_place(tree, "proc", RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
			  err);
	if (place >= 0)
		bad = mnt_put(proc, place, "the jail's /proc", err);
	close(place);
	close(proc);
	return bad;
}

/*
 * A tree without /proc and /dev gets the directories. mkdir follows no link;
 * what is there and no directory makes mnt_place() fail.
 */
static void make_places(int tree)
{
	(void)!mkdirat(tree, "proc", 0555);
	(void)!mkdirat(tree, "dev", 0755);
}

static int furnish(int tree, const struct plan *plan, struct jail_error *err)
{
	if (plan->host_root) {
		if (hostroot_fill(tree, err))
			return -1;
	} else {
		make_places(tree);
	}
	if (dev_mount(tree, err))
		return -1;
	return proc_mount(tree, err);
}

int root_setup(const struct plan *plan, struct jail_error *err)
{
	int base, tree, bad = -1;

	if (make_private(err))
		return -1;
	base = open_base(plan, err);
	if (base < 0)
		return -1;
	tree = clone_tree(base, plan, err);
	if (tree >= 0 && !mnt_put(tree, base, "the jail's root", err) &&
	    !furnish(tree, plan, err) && !root_enter(tree, plan, err))
		bad = root_verify(plan, tree, err);
	close(tree);
	close(base);
	return bad;
}
