// SPDX-License-Identifier: GPL-2.0
/*
 * /proc: what is not there for a jail, and what of the machine's it may not
 * write.
 *
 * An entry that others have cached is judged anew each time it is walked.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/namei.h>
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>

#include "audit.h"
#include "compat/proc_inode.h"
#include "hooks.h"
#ifdef MODULE
#include "proc.h"
#endif

static struct pid *pid_of_name(const char *name, struct super_block *sb)
{
	unsigned int nr = 0;

	for (; *name >= '0' && *name <= '9' && nr < 100000000; name++)
		nr = nr * 10 + (*name - '0');
	return *name ? NULL : find_pid_ns(nr, proc_pid_ns(sb));
}

static noinline bool hides_other(const struct jail *jail, struct pid *pid)
{
	struct task_struct *task;

	guard(rcu)();
	task = pid_task(pid, PIDTYPE_PID);
	return task && !jail_sees_task(jail, task);
}

/*
 * Is a pid hidden from a jail? RCU read side, or preemption off. What a task
 * looks at most is itself.
 */
static __always_inline bool hides(const struct jail *jail, struct pid *pid)
{
	return unlikely(pid && pid != task_tgid(current)) &&
	       hides_other(jail, pid);
}

static noinline int deny_proc(struct jail *jail, struct pid *pid)
{
	guard(rcu)();
	return jail_deny_task(jail, JAIL_OP_PROC_LOOKUP, -ENOENT,
			      pid_task(pid, PIDTYPE_PID));
}

/* readdir */
int jail_proc_fill_cache(struct jail *jail, struct file *file,
			 struct dir_context *ctx, const char *name,
			 unsigned int len, void *instantiate,
			 struct task_struct *task)
{
	if (!task || jail_sees_task(jail, task))
		return 0;
	jail_skip(jail);
	return JAIL_RETURN_TRUE;
}

/* A name that is not cached */
int jail_proc_pid_lookup(struct jail *jail, struct dentry *dentry)
{
	struct pid *pid;

	guard(rcu)();
	pid = pid_of_name(dentry->d_name.name, dentry->d_sb);
	return hides(jail, pid) ? deny_proc(jail, pid) : 0;
}

/*
 * In an RCU walk the answer is to ask again with a reference: one act is one
 * denial. Preemption is off.
 */
static __always_inline int judge(struct jail *jail, struct pid *pid, bool again)
{
	if (likely(!hides(jail, pid)))
		return 0;
	return again ? -ECHILD : deny_proc(jail, pid);
}

/*
 * A name that is cached, maybe by somebody who may see it: -ENOENT and not 0,
 * which would take the entry away from everybody.
 */
int jail_pid_revalidate(struct jail *jail, struct dentry *dentry,
			unsigned int flags)
{
	struct inode *inode;
	int err = 0;

	preempt_disable_notrace();
	inode = d_inode_rcu(dentry);
	if (inode)
		err = judge(jail, compat_proc_pid(inode), flags & LOOKUP_RCU);
	preempt_enable_notrace();
	return err;
}

/* The directory of a process, also through an old descriptor of it */
int jail_proc_pid_permission(struct jail *jail, compat_idmap *idmap,
			     struct inode *inode, int mask)
{
	int err;

	preempt_disable_notrace();
	err = judge(jail, compat_proc_pid(inode), mask & MAY_NOT_BLOCK);
	preempt_enable_notrace();
	return err;
}

/* A name in a directory of a process's that was opened before */
int jail_proc_pident_lookup(struct jail *jail, struct inode *dir)
{
	struct pid *pid;

	guard(rcu)();
	pid = compat_proc_pid(dir);
	return hides(jail, pid) ? deny_proc(jail, pid) : 0;
}

/* /proc/PID/mem that was opened outside and passed in */
int jail_mem_rw(struct jail *jail, struct file *file)
{
	struct pid *pid;

	guard(rcu)();
	pid = compat_proc_pid(file_inode(file));
	if (!hides(jail, pid))
		return 0;
	return jail_deny_task(jail, JAIL_OP_TASK_MEMORY, -EPERM,
			      pid_task(pid, PIDTYPE_PID));
}

/*
 * Writing below /proc/sys. The kernel judges by the effective uid there, or by
 * rules of each namespace's: whatever it would say, here it is refused.
 */
int jail_proc_sys_permission(struct jail *jail, compat_idmap *idmap,
			     struct inode *inode, int mask)
{
	struct dentry *alias = NULL;
	char name[24] = "";

	if (!(mask & MAY_WRITE) || S_ISDIR(inode->i_mode) ||
	    !(inode->i_mode & 0222))
		return 0;
	if (mask & MAY_NOT_BLOCK)
		return -ECHILD;
	spin_lock(&inode->i_lock);
	if (!hlist_empty(&inode->i_dentry)) {
		alias = compat_alias(inode->i_dentry.first);
		strscpy(name, alias->d_name.name, sizeof(name));
	}
	spin_unlock(&inode->i_lock);
	return jail_deny_name(jail, JAIL_OP_SYS_SYSCTL, -EPERM, name);
}

/* What programs read of /proc/net, with others' rows left out: netview.c */
static const char *const net_files[] = {
	"arp", "dev", "icmp", "icmp6", "if_inet6", "ipv6_route", "netlink",
	"packet", "raw", "raw6", "route", "tcp", "tcp6", "udp", "udp6",
	"udplite", "udplite6", "unix",
};

/*
 * Is this one of the other files of /proc/net? The open file holds its
 * directories, and no other directory of a task's has files of this kind.
 */
static bool tells_of_net(const struct dentry *dentry)
{
	const struct dentry *dir = dentry->d_parent;

	if (compat_proc_pid(d_inode(dir)))
		return match_string(net_files, ARRAY_SIZE(net_files),
				    dentry->d_name.name) < 0;
	for (; !IS_ROOT(dir); dir = dir->d_parent)
		if (compat_proc_pid(d_inode(dir)))
			return true;
	return false;
}

/*
 * Files of the machine's: to be written, sysrq-trigger, irq/, acpi/, ...; to be
 * read, of the network stack that it shares with a jail
 */
int jail_proc_reg_open(struct jail *jail, struct inode *inode, struct file *file)
{
	const struct dentry *dentry = file->f_path.dentry;

	if (file->f_mode & FMODE_WRITE)
		return jail_deny_name(jail, JAIL_OP_SYS_PROC, -EPERM,
				      dentry->d_name.name);
	if (!jail->conf.vnet && tells_of_net(dentry))
		return jail_deny_name(jail, JAIL_OP_NET_FILE, -EACCES,
				      dentry->d_name.name);
	return 0;
}

#ifdef MODULE
/**
 * proc_init() - is procfs built as compat/proc_inode.h says?
 *
 * Context: may sleep; /proc must be mounted, as every loader of modules needs.
 * Return: 0 or a negative errno.
 */
int proc_init(void)
{
	struct path path;
	int err;

	err = kern_path("/proc/self", LOOKUP_FOLLOW, &path);
	if (err) {
		pr_err("jail: /proc/self can't be looked at (error %d): mount /proc first\n",
		       err);
		return err;
	}
	if (path.dentry->d_sb->s_magic != PROC_SUPER_MAGIC ||
	    compat_proc_pid(d_inode(path.dentry)) != task_tgid(current)) {
		pr_err("jail: this kernel's struct proc_inode is not the one known: not loading\n");
		err = -EINVAL;
	}
	path_put(&path);
	return err;
}
#endif
