// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The jail's root, step by step: a private clone of the tree at path,
 * furnished, entered and looked at. All in the child's own mount namespace:
 * whatever fails, the child's end undoes it.
 */
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "order.h"

/* Nothing mounted here shall show outside, nor the other way round. */
int do_private(struct order *o, struct jail_error *err)
{
	struct mount_attr attr = { .propagation = MS_PRIVATE };

	(void)o;
	if (mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &attr, sizeof(attr)))
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}

/* The directory that was checked outside, and no other that took its name. */
int do_base(struct order *o, struct jail_error *err)
{
	const struct plan *plan = &o->plan;
	struct stat st;

	o->base = open_resolve(AT_FDCWD, plan->path, O_PATH | O_DIRECTORY,
			       RESOLVE_NO_SYMLINKS);
	if (o->base < 0)
		return fail(err, JAIL_FAILED,
			    "make the directory, or create the jail again",
			    "path \"%s\": %m", plan->path);
	if (fstat(o->base, &st) || st.st_dev != plan->dev ||
	    st.st_ino != plan->ino)
		return fail(err, JAIL_FAILED, "try again",
			    "path \"%s\": was replaced meanwhile", plan->path);
	return 0;
}

/*
 * No devices but those of the jail's own /dev; the host's root read-only, all
 * of it. Set while the clone is mounted nowhere: there is no moment without.
 */
int do_tree(struct order *o, struct jail_error *err)
{
	struct mount_attr attr = {
		.attr_set = MOUNT_ATTR_NODEV |
			    (o->plan.host_root ? MOUNT_ATTR_RDONLY : 0),
	};

	o->tree = open_tree(o->base, "", AT_EMPTY_PATH | AT_RECURSIVE |
			    OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (o->tree < 0)
		return fail(err, code_of(errno), NULL, "path \"%s\": %m",
			    o->plan.path);
	if (mount_setattr(o->tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr,
			  sizeof(attr)))
		return fail(err, code_of(errno), NULL,
			    "path \"%s\": can't limit the mounts: %m",
			    o->plan.path);
	return 0;
}

/*
 * A tree without /proc and /dev gets the directories. mkdir follows no link;
 * what is there and no directory makes mnt_place() fail.
 */
int do_mount(struct order *o, struct jail_error *err)
{
	if (mnt_put(o->tree, o->base, "it", err))
		return -1;
	if (!o->plan.host_root) {
		(void)!mkdirat(o->tree, "proc", 0555);
		(void)!mkdirat(o->tree, "dev", 0755);
	}
	return 0;
}

int do_covers(struct order *o, struct jail_error *err)
{
	return hostroot_fill(o->tree, o->resolver, err);
}

int do_dev(struct order *o, struct jail_error *err)
{
	return dev_mount(o->tree, err);
}

/* A proc of the jail's own pid namespace, or a second of the host's. */
int do_proc(struct order *o, struct jail_error *err)
{
	int proc = mnt_new("proc", NULL, MOUNT_ATTR_NOSUID |
			   MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, err);
	int bad;

	if (proc < 0)
		return -1;
	bad = mnt_mount(proc, o->tree, "proc",
			RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS, err);
	close(proc);
	return bad;
}

int do_pivot(struct order *o, struct jail_error *err)
{
	return root_enter(o->tree, &o->plan, err);
}

int do_verify(struct order *o, struct jail_error *err)
{
	int bad = root_verify(&o->plan, o->tree, err);

	close(o->tree);
	close(o->base);
	return bad;
}
