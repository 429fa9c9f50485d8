// SPDX-License-Identifier: GPL-2.0
/*
 * A descriptor of a jail: no race over names or numbers. It attaches, tells
 * of denials and death, and can be what a jail lives by.
 */
#include <linux/anon_inodes.h>
#include <linux/fdtable.h>
#include <linux/fs_struct.h>
#include <linux/io_uring_types.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "audit.h"
#include "ctl.h"
#include "membership.h"
#include "registry.h"

/**
 * struct news - what happened to a jail so far
 * @denials: as in struct jail_info
 * @attached: likewise
 * @changed: likewise
 */
struct news {
	u64 denials;
	u64 attached;
	u64 changed;
};

/**
 * struct handle - an open descriptor of a jail
 * @jail: which, with a reference; held as well unless @watch
 * @own: its end is to be the jail's
 * @watch: it only tells, and does not keep the jail alive
 * @told: what was read, so that poll() reports later news only
 */
struct handle {
	struct jail *jail;
	bool own;
	bool watch;
	struct news told;
};

static struct news news_of(const struct jail *jail)
{
	return (struct news){
		.denials = atomic64_read(&jail->denials),
		.attached = atomic64_read(&jail->attached),
		.changed = atomic64_read(&jail->changed),
	};
}

/* Is there another process in current's address space (vfork, CLONE_VM)? */
static bool shares_mm(void)
{
	struct task_struct *group, *task;

	/* Readers of /proc raise this count as well, so look closer. */
	if (atomic_read(&current->mm->mm_users) == 1)
		return false;
	guard(rcu)();
	for_each_task(group, task)
		if (!same_thread_group(task, current) &&
		    READ_ONCE(task->mm) == current->mm)
			return true;
	return false;
}

/* What is shared would be a door: its other user is not in the jail. */
static bool shares_something(void)
{
	/* Only current itself could change its own. */
	const struct sighand_struct *sighand =
		rcu_dereference_protected(current->sighand, true);

	if (!thread_group_empty(current) || get_nr_threads(current) != 1)
		return true;
	if (current->io_uring)
		return true;
	return shares_mm() || atomic_read(&current->files->count) != 1 ||
	       current->fs->users != 1 ||
	       refcount_read(&sighand->count) != 1;
}

static long attach(struct file *file, struct jail *jail)
{
	struct jail *subject = jail_current();

	if (subject && (jail == subject || !jail_within(jail, subject)))
		return jail_deny_name(subject, JAIL_OP_JAIL_CONTROL, -EPERM,
				      "attach");
	if (!ctl_has_power(file) || jail_current_entering())
		return -EPERM;
	/* A worker of io_uring would take the ring's owner's place. */
	if (!current->mm || current->flags & (PF_KTHREAD | PF_IO_WORKER) ||
	    shares_something())
		return -EBUSY;
	return registry_attach(jail);
}

static long info(struct handle *handle, struct jail_info __user *to)
{
	struct jail *jail = handle->jail;
	struct news news = news_of(jail);
	struct jail_info info = {
		.jid = jail->jid,
		.parent = jail_parent_jid(jail, jail_current()),
		.denials = news.denials,
		.skipped = atomic64_read(&jail->skipped),
		.tasks = atomic_read(&jail->tasks),
		.attached = news.attached,
		.changed = news.changed,
	};

	if (READ_ONCE(jail->dying))
		info.flags |= JAIL_INFO_DYING;
	if (READ_ONCE(jail->conf.persist))
		info.flags |= JAIL_INFO_PERSIST;
	if (copy_to_user(to, &info, sizeof(info)))
		return -EFAULT;
	handle->told = news;
	return 0;
}

static long remove(struct file *file, struct jail *jail)
{
	struct jail *subject = jail_current();

	if (subject && (jail == subject || !jail_within(jail, subject)))
		return jail_deny_name(subject, JAIL_OP_JAIL_CONTROL, -EPERM,
				      "remove");
	if (!ctl_has_power(file))
		return -EPERM;
	guard(mutex)(&registry_lock);
	registry_remove(jail);
	return 0;
}

/* A number is as the caller sees it; what it does not see is not there. */
static long has(const struct jail *jail, pid_t nr)
{
	const struct task_struct *task;

	guard(rcu)();
	task = pid_task(find_vpid(nr), PIDTYPE_PID);
	if (!task)
		return -ESRCH;
	return membership_sees(jail, task);
}

static long jailfd_ioctl(struct file *file, unsigned int cmd,
			 unsigned long arg)
{
	struct handle *handle = file->private_data;

	if (handle->watch && cmd != JAIL_IOC_INFO)
		return -EBADF;
	switch (cmd) {
	case JAIL_IOC_ATTACH:
		return arg ? -EINVAL : attach(file, handle->jail);
	case JAIL_IOC_INFO:
		return info(handle, (struct jail_info __user *)arg);
	case JAIL_IOC_REMOVE:
		return arg ? -EINVAL : remove(file, handle->jail);
	case JAIL_IOC_HAS:
		return has(handle->jail, arg);
	default:
		return -ENOTTY;
	}
}

static __poll_t jailfd_poll(struct file *file, poll_table *wait)
{
	struct handle *handle = file->private_data;
	struct jail *jail = handle->jail;
	__poll_t events = 0;
	struct news news;

	poll_wait(file, &jail->wait, wait);
	news = news_of(jail);
	if (memcmp(&news, &handle->told, sizeof(news)))
		events |= EPOLLIN | EPOLLRDNORM | EPOLLPRI;
	if (READ_ONCE(jail->dead))
		events |= EPOLLHUP;
	return events;
}

static void jailfd_show(struct seq_file *m, struct file *file)
{
	struct handle *handle = file->private_data;

	seq_printf(m, "jid:\t%llu\njail:\t%s\nown:\t%d\n", handle->jail->jid,
		   handle->jail->conf.name, handle->own);
}

static void let_go(struct handle *handle)
{
	if (handle->watch)
		jail_put(handle->jail);
	else
		registry_release(handle->jail, handle->own);
	kfree(handle);
}

static int jailfd_release(struct inode *inode, struct file *file)
{
	let_go(file->private_data);
	return 0;
}

static const struct file_operations jailfd_fops = {
	.owner = THIS_MODULE,
	.release = jailfd_release,
	.unlocked_ioctl = jailfd_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.poll = jailfd_poll,
	.show_fdinfo = jailfd_show,
	.llseek = noop_llseek,
};

static int make(struct handle *handle)
{
	handle->told = news_of(handle->jail);
	return anon_inode_getfd("[jail]", &jailfd_fops, handle,
				O_RDWR | O_CLOEXEC);
}

/**
 * jailfd_make() - a new descriptor of a jail, in current's table
 * @jail: which; the caller holds it
 * @flags: of enum jail_fd_flags
 *
 * Context: may sleep.
 * Return: the descriptor, or a negative errno.
 */
int jailfd_make(struct jail *jail, unsigned int flags)
{
	struct handle *handle = kzalloc(sizeof(*handle), GFP_KERNEL_ACCOUNT);
	int fd;

	if (!handle)
		return -ENOMEM;
	handle->jail = jail;
	handle->own = flags & JAIL_FD_OWN;
	scoped_guard(mutex, &registry_lock)
		registry_hold(jail, handle->own);
	fd = make(handle);
	if (fd < 0) {
		/* Not owning: a descriptor that never was ends nothing. */
		scoped_guard(mutex, &registry_lock)
			if (handle->own)
				jail->owners--;
		handle->own = false;
		let_go(handle);
	}
	return fd;
}

/**
 * jailfd_watch() - a descriptor that only tells, and does not hold the jail
 * @jail: which; the caller has a reference
 *
 * Context: may sleep.
 * Return: the descriptor, or a negative errno.
 */
int jailfd_watch(struct jail *jail)
{
	struct handle *handle = kzalloc(sizeof(*handle), GFP_KERNEL_ACCOUNT);
	int fd;

	if (!handle)
		return -ENOMEM;
	handle->jail = jail_get(jail);
	handle->watch = true;
	fd = make(handle);
	if (fd < 0)
		let_go(handle);
	return fd;
}
