// SPDX-License-Identifier: LGPL-2.1-or-later
/* From the host's root into the jail's, leaving no way back. */
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include "internal.h"

/* The kernel's first root, of an initramfs that never switched to a disk. */
static bool on_rootfs(void)
{
	struct statfs fs;

	return !statfs("/", &fs) && (fs.f_type == RAMFS_MAGIC ||
				     fs.f_type == TMPFS_MAGIC);
}

/*
 * The first root can't be pivoted away. As every initramfs does for the real
 * root: move the tree over it, so that / and .. end there, and chroot.
 */
static int cover_rootfs(int tree, const struct plan *plan,
			struct jail_error *err)
{
	if (!plan->host_root &&
	    move_mount(tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH))
		return fail(err, JAIL_FAILED, NULL,
			    "can't move the jail's root into place: %m");
	if (fchdir(tree) || chroot("."))
		return fail(err, JAIL_FAILED, NULL,
			    "can't enter the jail's root: %m");
	return chdir("/");
}

int root_enter(int tree, const struct plan *plan, struct jail_error *err)
{
	if (fchdir(tree))
		return fail(err, JAIL_FAILED, NULL,
			    "can't enter the jail's root: %m");
	if (syscall(SYS_pivot_root, ".", ".")) {
		if (errno == EINVAL && on_rootfs())
			return cover_rootfs(tree, plan, err);
		return fail(err, code_of(errno), NULL,
			    "can't make path the root: %m");
	}
	/* the old root now lies on top of the new one: take it off */
	if (umount2(".", MNT_DETACH) || chdir("/"))
		return fail(err, JAIL_FAILED, NULL,
			    "can't leave the host's root: %m");
	return 0;
}
