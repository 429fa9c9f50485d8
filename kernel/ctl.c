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

#include "audit.h"
#include "ctl.h"
#include "membership.h"
#include "registry.h"
#include "request.h"

/* The longest reply is that of get: all parameters, quoted. */
#define REPLY_SIZE	4096

/**
 * struct control - an open control file
 * @lock: one request at a time
 * @used: a request was written
 * @opener: the opener's jail, with a reference; NULL for the host
 * @jail: what the request made or found, held; or NULL
 * @reply: what read() gives
 */
struct control {
	struct mutex lock; /* guards all below */
	bool used;
	struct jail *opener;
	struct jail *jail;
	char reply[REPLY_SIZE];
};

/**
 * struct context - a request on its way
 * @file: the control file
 * @control: its state
 * @subject: the writer's jail, NULL for the host
 * @conf: the parameters of the request
 * @why: the sentence, if it fails
 */
struct context {
	struct file *file;
	struct control *control;
	struct jail *subject;
	struct jail_conf conf;
	struct jail_reply why;
};

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

static int refuse(struct context *ctx, const char *verb)
{
	jail_say(&ctx->why, "%s: needs CAP_SYS_ADMIN, and in a jail children.max as well",
		 verb);
	if (ctx->subject && ctl_has_power(ctx->file))
		return jail_deny_name(ctx->subject, JAIL_OP_JAIL_CONTROL,
				      -EPERM, verb);
	return -EPERM;
}

/* The jail a request names, as far as its writer sees it. registry_lock. */
static struct jail *find_target(struct context *ctx)
{
	struct jail *jail = NULL;

	if (jail_given(&ctx->conf, JAIL_PARAM_NAME)) {
		jail = registry_find_name(ctx->conf.name);
	} else if (jail_given(&ctx->conf, JAIL_PARAM_JID)) {
		jail = registry_find_jid(ctx->conf.jid);
	} else {
		jail_say(&ctx->why, "name: is missing");
		return ERR_PTR(-EINVAL);
	}
	if (jail && (!ctx->subject || jail_within(jail, ctx->subject)))
		return jail;
	if (jail_given(&ctx->conf, JAIL_PARAM_NAME))
		jail_say(&ctx->why, "name: there is no jail \"%s\"",
			 ctx->conf.name);
	else
		jail_say(&ctx->why, "jid: there is no jail %llu",
			 ctx->conf.jid);
	return ERR_PTR(-ENOENT);
}

/* Likewise, and the writer has power over it. registry_lock. */
static struct jail *find_managed(struct context *ctx, const char *verb)
{
	struct jail *jail = find_target(ctx);

	if (IS_ERR(jail))
		return jail;
	if (!ctl_has_power(ctx->file) || jail == ctx->subject)
		return ERR_PTR(refuse(ctx, verb));
	return jail;
}

static void reply_jid(struct context *ctx, const struct jail *jail)
{
	snprintf(ctx->control->reply, REPLY_SIZE, "jid=%llu\n", jail->jid);
}

/* Only what names a jail, and for set what may change while it lives. */
static int check_keys(struct context *ctx, const char *verb, bool live)
{
	const u32 names = 1U << JAIL_PARAM_NAME | 1U << JAIL_PARAM_JID;
	unsigned int id;

	if ((ctx->conf.given & names) == names) {
		jail_say(&ctx->why, "name and jid: one of them is enough");
		return -EINVAL;
	}
	for (id = 0; id < JAIL_PARAM_COUNT; id++) {
		if (!jail_given(&ctx->conf, id) || names & (1U << id))
			continue;
		if (live && !strcmp(jail_params[id].access, "LIVE"))
			continue;
		jail_say(&ctx->why, live ? "%s: can't be changed in a jail that is there" :
					   "%s: goes with create or set only",
			 jail_params[id].name);
		return -EINVAL;
	}
	return 0;
}

static int do_create(struct context *ctx)
{
	int err;

	err = jail_param_check(&ctx->conf, &ctx->why);
	if (err)
		return err;
	if (!ctl_has_power(ctx->file) ||
	    (ctx->subject && !ctx->subject->conf.children_max))
		return refuse(ctx, "create");
	err = registry_create(ctx->subject, &ctx->conf, &ctx->control->jail,
			      &ctx->why);
	if (!err)
		reply_jid(ctx, ctx->control->jail);
	return err;
}

static int do_set(struct context *ctx)
{
	struct jail *jail;
	int err;

	err = check_keys(ctx, "set", true);
	if (err)
		return err;
	guard(mutex)(&registry_lock);
	jail = find_managed(ctx, "set");
	if (IS_ERR(jail))
		return PTR_ERR(jail);
	err = registry_set(jail, &ctx->conf, &ctx->why);
	if (!err)
		reply_jid(ctx, jail);
	return err;
}

static int do_get(struct context *ctx)
{
	char *reply = ctx->control->reply;
	struct jail *jail;
	unsigned int id;
	int err, n, len;

	err = check_keys(ctx, "get", false);
	if (err)
		return err;
	guard(mutex)(&registry_lock);
	jail = find_target(ctx);
	if (IS_ERR(jail))
		return PTR_ERR(jail);
	n = scnprintf(reply, REPLY_SIZE,
		      "jid=%llu\nparent=%llu\ntasks=%d\ndying=%d\nchildren.cur=%u\n",
		      jail->jid, jail_parent(jail) ? jail_parent(jail)->jid : 0,
		      atomic_read(&jail->tasks), jail->dying, jail->inside);
	for (id = 0; id < JAIL_PARAM_COUNT; id++) {
		int start = n;

		n += scnprintf(reply + n, REPLY_SIZE - n, "%s=",
			       jail_params[id].name);
		len = jail_param_format(&jail->conf, id, reply + n,
					REPLY_SIZE - n - 1);
		if (len <= 0) {
			n = start;
			continue;
		}
		n += len;
		reply[n++] = '\n';
	}
	reply[n] = '\0';
	return 0;
}

static int do_open(struct context *ctx)
{
	struct jail *jail;
	int err;

	err = check_keys(ctx, "open", false);
	if (err)
		return err;
	guard(mutex)(&registry_lock);
	jail = find_managed(ctx, "open");
	if (IS_ERR(jail))
		return PTR_ERR(jail);
	registry_hold(jail, false);
	ctx->control->jail = jail;
	reply_jid(ctx, jail);
	return 0;
}

static int do_remove(struct context *ctx)
{
	struct jail *jail;
	int err;

	err = check_keys(ctx, "remove", false);
	if (err)
		return err;
	guard(mutex)(&registry_lock);
	jail = find_managed(ctx, "remove");
	if (IS_ERR(jail))
		return PTR_ERR(jail);
	registry_remove(jail);
	reply_jid(ctx, jail);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(struct context *ctx);
} verbs[] = {
	{ "create", do_create },
	{ "set", do_set },
	{ "get", do_get },
	{ "open", do_open },
	{ "remove", do_remove },
};

static int run_request(struct context *ctx, char *text, size_t len)
{
	struct jail_request request;
	unsigned int i;
	char shown[32];
	int err;

	err = jail_request_parse(&request, text, len, &ctx->why);
	if (err)
		return err;
	for (i = 0; i < request.count; i++) {
		err = jail_param_set(&ctx->conf, request.pairs[i].key,
				     request.pairs[i].value, &ctx->why);
		if (err)
			return err;
	}
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, request.verb))
			return verbs[i].run(ctx);
	jail_show_text(shown, sizeof(shown), request.verb);
	jail_say(&ctx->why, "%s: unknown verb, there are create, set, get, open and remove", shown);
	return -EINVAL;
}

/* Both ends must be in the same place: a descriptor passed on is no power. */
static int check_place(struct context *ctx)
{
	if (ctx->control->opener == ctx->subject && !jail_current_entering())
		return 0;
	jail_say(&ctx->why, "the descriptor was opened in another jail");
	return -EPERM;
}

static int handle(struct file *file, char *text, size_t len)
{
	struct control *control = file->private_data;
	struct context *ctx;
	int err;

	ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	if (!ctx)
		return -ENOMEM;
	ctx->file = file;
	ctx->control = control;
	ctx->subject = jail_current();
	err = check_place(ctx);
	if (!err)
		err = run_request(ctx, text, len);
	if (err)
		snprintf(control->reply, REPLY_SIZE, "%s\n", ctx->why.text);
	kfree(ctx);
	return err;
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
	err = handle(file, text, len);
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
	if (control->opener != jail_current() || !ctl_has_power(file))
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

	if (control->jail)
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
