// SPDX-License-Identifier: GPL-2.0
/*
 * The control file: one request in, one reply out, on one descriptor.
 *
 * Everybody may open it, since the files of securityfs have one mode for all;
 * who may do what is decided here, for the opener and the writer both.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "ctl.h"
#include "membership.h"
#include "registry.h"
#include "verbs.h"

static bool cred_has_power(const struct cred *cred)
{
	return cred->user_ns == &init_user_ns &&
	       cap_raised(cred->cap_effective, CAP_SYS_ADMIN);
}

/**
 * ctl_has_power() - may the opener and current both manage jails?
 * @file: what was opened
 *
 * For a jailed root this is not yet enough: it must also be about a jail
 * below its own, which the caller sees to.
 */
bool ctl_has_power(const struct file *file)
{
	return cred_has_power(file->f_cred) && cred_has_power(current_cred());
}

static ssize_t control_write(struct file *file, const char __user *buf,
			     size_t len, loff_t *ppos)
{
	struct control *control = file->private_data;
	char *text;
	int err;

	guard(mutex)(&control->lock);
	if (control->used)
		return -EBUSY;
	control->used = true;
	if (len > JAIL_REQUEST_MAX) {
		snprintf(control->reply, REPLY_SIZE,
			 "the request is longer than %u bytes\n",
			 JAIL_REQUEST_MAX);
		return -EFBIG;
	}
	text = memdup_user_nul(buf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = verbs_run(file, control, text, len);
	kfree(text);
	return err ? err : len;
}

static ssize_t control_read(struct file *file, char __user *buf, size_t len,
			    loff_t *ppos)
{
	struct control *control = file->private_data;

	guard(mutex)(&control->lock);
	return simple_read_from_buffer(buf, len, ppos, control->reply,
				       strlen(control->reply));
}

static long control_ioctl(struct file *file, unsigned int cmd,
			  unsigned long arg)
{
	struct control *control = file->private_data;

	if (cmd != JAIL_IOC_FD)
		return -ENOTTY;
	if (arg & ~(unsigned long)JAIL_FD_OWN)
		return -EINVAL;
	guard(mutex)(&control->lock);
	if (!control->jail)
		return -EINVAL;
	if (control->opener != jail_current())
		return -EPERM;
	if (control->watch)
		return arg ? -EINVAL : jailfd_watch(control->jail);
	if (!ctl_has_power(file))
		return -EPERM;
	return jailfd_make(control->jail, arg);
}

static int control_open(struct inode *inode, struct file *file)
{
	struct control *control = kzalloc(sizeof(*control),
					  GFP_KERNEL_ACCOUNT);

	if (!control)
		return -ENOMEM;
	mutex_init(&control->lock);
	control->opener = jail_current();
	if (control->opener)
		jail_get(control->opener);
	file->private_data = control;
	return 0;
}

static int control_release(struct inode *inode, struct file *file)
{
	struct control *control = file->private_data;

	if (control->watch)
		jail_put(control->jail);
	else if (control->jail)
		registry_release(control->jail, false);
	jail_put(control->opener);
	kfree(control);
	return 0;
}

const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.open = control_open,
	.release = control_release,
	.read = control_read,
	.write = control_write,
	.unlocked_ioctl = control_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = default_llseek,
};
