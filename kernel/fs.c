// SPDX-License-Identifier: GPL-2.0
/*
 * Files that are the machine's, and ways to them past their paths.
 */
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>

#include "audit.h"
#include "hooks.h"

static bool is_machines(const struct super_block *sb)
{
	return sb->s_magic == SYSFS_MAGIC || sb->s_magic == CGROUP_SUPER_MAGIC ||
	       sb->s_magic == CGROUP2_SUPER_MAGIC;
}

/*
 * Writing below /sys: devices, modules' parameters, power; and cgroups, whose
 * files kill and move tasks without asking any hook
 */
int jail_kernfs_fop_open(struct jail *jail, struct inode *inode,
			 struct file *file)
{
	if (!(file->f_mode & FMODE_WRITE) || !is_machines(inode->i_sb))
		return 0;
	return jail_deny_name(jail, JAIL_OP_SYS_SYSFS, -EPERM,
			      file->f_path.dentry->d_name.name);
}

/* open_by_handle_at() reaches any inode of a file system, whatever the root */
int jail_do_handle_open(struct jail *jail, int mountdirfd)
{
	return jail_deny(jail, JAIL_OP_FS_HANDLE, -EPERM, NULL);
}

/*
 * Who holds a lease on a file has all others wait that open or run it, up to
 * /proc/sys/fs/lease-break-time. A jailed root owns the host's files as far as
 * the kernel can tell, and a read-only mount is no hindrance.
 */
int jail_vfs_setlease(struct jail *jail, struct file *file, int type)
{
	if (type == F_UNLCK)
		return 0;
	return jail_deny_name(jail, JAIL_OP_FS_LEASE, -EPERM,
			      file->f_path.dentry->d_name.name);
}
