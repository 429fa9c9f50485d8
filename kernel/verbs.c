// SPDX-License-Identifier: GPL-2.0
/*
 * The requests: make, change, show, find and remove jails, for those who may.
 */
#include <linux/slab.h>

#include "audit.h"
#include "ctl.h"
#include "membership.h"
#include "registry.h"
#include "request.h"
#include "verbs.h"

struct context;

/**
 * struct verb - a kind of request
 * @name: its first word
 * @live: takes parameters besides those that name a jail, if they are live
 * @run: does it; 0 or a negative errno
 */
struct verb {
	const char *name;
	bool live;
	int (*run)(struct context *ctx);
};

/**
 * struct context - a request on its way
 * @verb: which kind
 * @file: the control file
 * @control: its state
 * @subject: the writer's jail, NULL for the host
 * @conf: the parameters of the request
 * @why: the sentence, if it fails
 */
struct context {
	const struct verb *verb;
	struct file *file;
	struct control *control;
	struct jail *subject;
	struct jail_conf conf;
	struct jail_reply why;
};

static int refuse(struct context *ctx)
{
	const char *verb = ctx->verb->name;

	jail_say(&ctx->why, "%s: needs CAP_SYS_ADMIN, and in a jail children.max as well",
		 verb);
	if (ctx->subject && ctl_has_power(ctx->file))
		return jail_deny_name(ctx->subject, JAIL_OP_JAIL_CONTROL,
				      -EPERM, verb);
	return -EPERM;
}

/* The jail of the keys that name one, as far as the writer sees it. */
static struct jail *find_named(struct context *ctx)
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

/* Only what names a jail, and for set what may change while it lives. */
static int check_keys(struct context *ctx)
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
		if (ctx->verb->live && !strcmp(jail_params[id].access, "LIVE"))
			continue;
		jail_say(&ctx->why, ctx->verb->live ?
			 "%s: can't be changed in a jail that is there" :
			 "%s: goes with create or set only",
			 jail_params[id].name);
		return -EINVAL;
	}
	return 0;
}

/* The jail a request is about. registry_lock. */
static struct jail *find_target(struct context *ctx)
{
	int err = check_keys(ctx);

	return err ? ERR_PTR(err) : find_named(ctx);
}

/* Likewise, and the writer has power over it. */
static struct jail *find_managed(struct context *ctx)
{
	struct jail *jail = find_target(ctx);

	if (IS_ERR(jail))
		return jail;
	if (!ctl_has_power(ctx->file) || jail == ctx->subject)
		return ERR_PTR(refuse(ctx));
	return jail;
}

static void reply_jid(struct context *ctx, const struct jail *jail)
{
	snprintf(ctx->control->reply, REPLY_SIZE, "jid=%llu\n", jail->jid);
}

static int do_create(struct context *ctx)
{
	int err;

	err = jail_param_check(&ctx->conf, &ctx->why);
	if (err)
		return err;
	if (!ctl_has_power(ctx->file) ||
	    (ctx->subject && !ctx->subject->conf.children_max))
		return refuse(ctx);
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

	guard(mutex)(&registry_lock);
	jail = find_managed(ctx);
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
	int n, len;

	guard(mutex)(&registry_lock);
	jail = find_target(ctx);
	if (IS_ERR(jail))
		return PTR_ERR(jail);
	n = scnprintf(reply, REPLY_SIZE,
		      "jid=%llu\nparent=%llu\ntasks=%d\ndying=%d\nchildren.cur=%u\n",
		      jail->jid, jail_parent_jid(jail, ctx->subject),
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

	guard(mutex)(&registry_lock);
	jail = find_managed(ctx);
	if (IS_ERR(jail))
		return PTR_ERR(jail);
	registry_hold(jail, false);
	ctx->control->jail = jail;
	reply_jid(ctx, jail);
	return 0;
}

/* Whoever sees a jail may watch it; that does not keep it alive. */
static int do_watch(struct context *ctx)
{
	struct jail *jail;

	guard(mutex)(&registry_lock);
	jail = find_target(ctx);
	if (IS_ERR(jail))
		return PTR_ERR(jail);
	ctx->control->jail = jail_get(jail);
	ctx->control->watch = true;
	reply_jid(ctx, jail);
	return 0;
}

static int do_remove(struct context *ctx)
{
	struct jail *jail;

	guard(mutex)(&registry_lock);
	jail = find_managed(ctx);
	if (IS_ERR(jail))
		return PTR_ERR(jail);
	/* In this order: nothing may be left of an empty jail afterwards. */
	reply_jid(ctx, jail);
	registry_remove(jail);
	return 0;
}

static const struct verb verbs[] = {
	{ "create", .run = do_create },
	{ "set", .live = true, .run = do_set },
	{ "get", .run = do_get },
	{ "open", .run = do_open },
	{ "watch", .run = do_watch },
	{ "remove", .run = do_remove },
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
		if (!strcmp(verbs[i].name, request.verb)) {
			ctx->verb = &verbs[i];
			return verbs[i].run(ctx);
		}
	jail_show_text(shown, sizeof(shown), request.verb);
	jail_say(&ctx->why,
		 "%s: unknown verb, there are create, set, get, open, watch and remove",
		 shown);
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

/**
 * verbs_run() - carry out a request
 * @file: the control file
 * @control: its state; the caller holds its lock
 * @text: the request; taken apart in place
 * @len: of @text
 *
 * Context: may sleep.
 * Return: 0 or a negative errno; the reply says more.
 */
int verbs_run(struct file *file, struct control *control, char *text,
	      size_t len)
{
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
