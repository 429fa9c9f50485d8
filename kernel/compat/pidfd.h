/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a pidfd is, without the kernel's own tests for it, which are not for
 * modules. Before pidfs it was an anonymous inode's file, of a name that only
 * the kernel gives.
 */
#ifndef _JAIL_COMPAT_PIDFD_H
#define _JAIL_COMPAT_PIDFD_H

#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/string.h>
#include <linux/version.h>
#include <uapi/linux/pidfd.h>

/** compat_pidfd_pid() - the pid that a file stands for; NULL: it is no pidfd */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
static inline struct pid *compat_pidfd_pid(const struct file *file)
{
	if (file_inode(file)->i_sb->s_magic != ANON_INODE_FS_MAGIC ||
	    strcmp(file->f_path.dentry->d_name.name, "[pidfd]"))
		return NULL;
	return file->private_data;
}
#else
static inline struct pid *compat_pidfd_pid(const struct file *file)
{
	if (file_inode(file)->i_sb->s_magic != PID_FS_MAGIC)
		return NULL;
	return file_inode(file)->i_private;
}
#endif

/**
 * compat_pidfd_self() - who is meant by a number that is no descriptor
 * @pidfd: the number
 *
 * Return: current or its process, with a reference; NULL with other numbers.
 */
static inline struct task_struct *compat_pidfd_self(int pidfd)
{
#ifdef PIDFD_SELF_THREAD
	if (pidfd == PIDFD_SELF_THREAD)
		return get_task_struct(current);
	if (pidfd == PIDFD_SELF_THREAD_GROUP)
		return get_pid_task(task_tgid(current), PIDTYPE_TGID);
#endif
	return NULL;
}

#endif /* _JAIL_COMPAT_PIDFD_H */
