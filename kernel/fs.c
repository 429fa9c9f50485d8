// SPDX-License-Identifier: GPL-2.0
/*
 * Files that are the machine's, and ways to them past their paths.
 */
#include <linux/fs.h>
#include <linux/magic.h>

#include "audit.h"
#include "hooks.h"

/* Writing below /sys: devices, modules' parameters, power */
int jail_kernfs_fop_open(struct jail *jail, struct inode *inode,
			 struct file *file)
{
	if (!(file->f_mode & FMODE_WRITE) ||
	    inode->i_sb->s_magic != SYSFS_MAGIC)
		return 0;
	return jail_deny_name(jail, JAIL_OP_SYS_SYSFS, -EPERM,
			      file->f_path.dentry->d_name.name);
}

/* open_by_handle_at() reaches any inode of a file system, whatever the root */
int jail_do_handle_open(struct jail *jail, int mountdirfd)
{
	return jail_deny(jail, JAIL_OP_FS_HANDLE, -EPERM, NULL);
}
