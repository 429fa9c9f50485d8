/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whose entry of /proc an inode is. The structure is procfs's own and the same
 * in all supported kernels; proc_init() compares one with the truth and
 * refuses to load if it ever is not.
 */
#ifndef _JAIL_COMPAT_PROC_INODE_H
#define _JAIL_COMPAT_PROC_INODE_H

#include <linux/fs.h>

struct compat_proc_inode {
	struct pid *pid;
	unsigned int fd;
	void *op;
	void *pde;
	void *sysctl;
	const void *sysctl_entry;
	struct hlist_node sibling_inodes;
	const void *ns_ops;
	struct inode vfs_inode;
};

/** compat_proc_pid() - the pid of an entry below /proc/PID; NULL elsewhere */
static __always_inline struct pid *compat_proc_pid(const struct inode *inode)
{
	return READ_ONCE(container_of(inode, struct compat_proc_inode,
				      vfs_inode)->pid);
}

#endif /* _JAIL_COMPAT_PROC_INODE_H */
