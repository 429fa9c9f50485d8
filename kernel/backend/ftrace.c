// SPDX-License-Identifier: GPL-2.0
/*
 * The module backend: ftrace calls us at the entry of every hooked function.
 * Here is which functions these are, and when they are hooked; what is done
 * there is in enter.c.
 */
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/workqueue.h>

#include "backend/backend.h"
#include "backend/ftrace.h"
#include "backend/slots.h"
#include "hooks.h"
#include "registry.h"

/* Also how often to look whether the last zombie is gone. */
#define LINGER_MIN_MS	10U

static unsigned int linger_ms = 5000;
module_param(linger_ms, uint, 0644);
MODULE_PARM_DESC(linger_ms, "how long hooks stay armed after the last jail (ms)");

#ifdef JAIL_TEST
static char *mutant = "";
module_param(mutant, charp, 0444);
MODULE_PARM_DESC(mutant, "a row that is not armed, to see its test fail");
#define IS_MUTANT(hook)	(!strcmp((hook)->name, mutant))
#else
#define IS_MUTANT(hook)	false
#endif

/* What comes first, by class, see hooks.h. */
#define PASS_ALONE_SUBJECT	jail
#define PASS_FIRST_SUBJECT	jail,
#define PASS_FIRST_ROUTE4	jail,
#define PASS_FIRST_ROUTE6	jail,
#define PASS_FIRST_TARGET
#define PASS_FIRST_CONFLICT
#define PASS_FIRST_REUSE
#define PASS_FIRST_ANY

/*
 * From each row, a function that unpacks the arguments and does as it is told:
 * call_NAME().
 */
#define CALL(name, expr) \
	static void call_##name(struct ftrace_regs *regs, struct jail *jail, \
				unsigned long parent_ip) \
	{ \
		int verdict = expr; \
		if (unlikely(verdict)) \
			answer(regs, verdict, NULL); \
	}
/* What stands for a function may call it. */
#define CALL_INSTEAD(name, expr) \
	static void call_##name(struct ftrace_regs *regs, struct jail *jail, \
				unsigned long parent_ip) \
	{ \
		int verdict; \
		if (unlikely(is_ours(parent_ip))) \
			return; \
		verdict = expr; \
		if (unlikely(verdict)) \
			answer(regs, verdict, jail_##name##_instead); \
	}
#define HOOK_INT0(c, name, s, p) CALL(name, jail_##name(PASS_ALONE_##c))
#define HOOK_INT1(c, name, s, p, t1, a1) \
	CALL(name, jail_##name(PASS_FIRST_##c ARG(t1, 0)))
#define HOOK_INT2(c, name, s, p, t1, a1, t2, a2) \
	CALL(name, jail_##name(PASS_FIRST_##c ARG(t1, 0), ARG(t2, 1)))
#define HOOK_INT3(c, name, s, p, t1, a1, t2, a2, t3, a3) \
	CALL(name, jail_##name(PASS_FIRST_##c ARG(t1, 0), ARG(t2, 1), \
			       ARG(t3, 2)))
#define HOOK_INT4(c, name, s, p, t1, a1, t2, a2, t3, a3, t4, a4) \
	CALL(name, jail_##name(PASS_FIRST_##c ARG(t1, 0), ARG(t2, 1), \
			       ARG(t3, 2), ARG(t4, 3)))
#define HOOK_VOID1(c, name, s, p, t1, a1) \
	CALL(name, (jail_##name(PASS_FIRST_##c ARG(t1, 0)), 0))
#define SEAM_INT1	HOOK_INT1
#define SEAM_INT2	HOOK_INT2
#define SEAM_INT3	HOOK_INT3
#define SEAM_INT4	HOOK_INT4
#define SEAM_INT5(c, name, s, p, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5) \
	CALL(name, jail_##name(PASS_FIRST_##c ARG(t1, 0), ARG(t2, 1), \
			       ARG(t3, 2), ARG(t4, 3), ARG(t5, 4)))
#define SEAM_INT6(c, name, s, p, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6) \
	CALL(name, jail_##name(PASS_FIRST_##c ARG(t1, 0), ARG(t2, 1), \
			       ARG(t3, 2), ARG(t4, 3), ARG(t5, 4), ARG(t6, 5)))
#define SEAM_REVALIDATE(c, name, s, p) \
	CALL(name, jail_##name(PASS_FIRST_##c \
			       ARG(struct dentry *, COMPAT_REVALIDATE_DENTRY), \
			       ARG(unsigned int, COMPAT_REVALIDATE_DENTRY + 1)))
#define SEAM_INSTEAD(c, name, s, p, t1, a1) \
	CALL_INSTEAD(name, jail_##name(PASS_FIRST_##c ARG(t1, 0)))
#define SEAM_INSTEAD2(c, name, s, p, t1, a1, t2, a2) \
	CALL_INSTEAD(name, jail_##name(PASS_FIRST_##c ARG(t1, 0), ARG(t2, 1)))
#define SEAM_REPLACE(c, name, s, p)
#include "hooks.def"
#include "seams.def"
#undef HOOK_INT0
#undef HOOK_INT1
#undef HOOK_INT2
#undef HOOK_INT3
#undef HOOK_INT4
#undef HOOK_VOID1
#undef SEAM_INT5
#undef SEAM_INT6
#undef SEAM_REVALIDATE
#undef SEAM_INSTEAD
#undef SEAM_INSTEAD2
#undef SEAM_REPLACE

/* And an element of the table. */
#define ROW(c, n, s, k, ...) \
	{ .class = c, .name = #n, .symbol = #s, .kind = k, __VA_ARGS__ },
#define HOOK(c, n, s, ...)	ROW(c, n, s, "hook", .call = call_##n)
#define HOOK_INT0	HOOK
#define HOOK_INT1	HOOK
#define HOOK_INT2	HOOK
#define HOOK_INT3	HOOK
#define HOOK_INT4	HOOK
#define HOOK_VOID1	HOOK
#undef SEAM_INT1
#undef SEAM_INT2
#undef SEAM_INT3
#undef SEAM_INT4
#define SEAM(c, n, s, ...)	ROW(c, n, s, "seam", .call = call_##n)
#define SEAM_INT1	SEAM
#define SEAM_INT2	SEAM
#define SEAM_INT3	SEAM
#define SEAM_INT4	SEAM
#define SEAM_INT5	SEAM
#define SEAM_INT6	SEAM
#define SEAM_REVALIDATE	SEAM
#define SEAM_INSTEAD	SEAM
#define SEAM_INSTEAD2	SEAM
#define SEAM_REPLACE(c, n, s, p) ROW(c, n, s, "seam", .replace = jail_##n)

static struct hook hooks[] = {
#include "hooks.def"
#include "seams.def"
};

static bool armed;

static int set_filters(void)
{
	struct hook *hook;
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		hook = &hooks[i];
		if (IS_MUTANT(hook))
			continue;
		err = ftrace_set_filter_ip(&class_ops[hook->class], hook->ip,
					   0, 0);
		if (err) {
			pr_err("jail: this kernel can't trace %s (%s %s, error %d): not loading\n",
			       hook->symbol, hook->kind, hook->name, err);
			return err;
		}
	}
	return 0;
}

static void free_filters(void)
{
	unsigned int i;

	for (i = 0; i < HOOK_CLASSES; i++)
		ftrace_free_filter(&class_ops[i]);
}

static int disarm_classes(unsigned int count)
{
	int err = 0;

	while (count--)
		err = unregister_ftrace_function(&class_ops[count]) ?: err;
	return err;
}

static void say_unarmed(struct jail_reply *reply, int err)
{
	if (err == -EBUSY)
		jail_say(reply, "the hooks can't be armed (EBUSY): kernel.ftrace_enabled is 0, or a live patch holds a function");
	else
		jail_say(reply, "the hooks can't be armed (error %d)", -err);
}

/**
 * backend_arm() - have the hooks called, all or none
 * @reply: gets the sentence that says why not
 *
 * Context: may sleep; registry_lock. Takes a tenth of a second.
 * Return: 0 or a negative errno.
 */
int backend_arm(struct jail_reply *reply)
{
	unsigned int i;
	int err;

	if (armed)
		return 0;
	for (i = 0; i < HOOK_CLASSES; i++) {
		err = register_ftrace_function(&class_ops[i]);
		if (!err)
			continue;
		disarm_classes(i);
		say_unarmed(reply, err);
		return err;
	}
	armed = true;
	return 0;
}

static void disarm(void)
{
	if (!disarm_classes(HOOK_CLASSES))
		armed = false;
}

static void disarm_if_idle(struct work_struct *work)
{
	guard(mutex)(&registry_lock);
	if (!armed || !list_empty(&registry_jails))
		return;
	/* Zombies of a buried jail; an end unheard of would be forgotten. */
	if (!membership_empty()) {
		backend_disarm_later();
		return;
	}
	disarm();
}

static DECLARE_DELAYED_WORK(disarm_work, disarm_if_idle);

/**
 * backend_disarm_later() - the last jail is gone
 *
 * Arming is dear, so the hooks stay for a while.
 */
void backend_disarm_later(void)
{
	mod_delayed_work(system_unbound_wq, &disarm_work,
			 msecs_to_jiffies(max(linger_ms, LINGER_MIN_MS)));
}

/**
 * backend_show() - say what is hooked
 * @m: the abi file
 */
void backend_show(struct seq_file *m)
{
	unsigned int i;

	seq_puts(m, "backend module\n");
	seq_printf(m, "armed %d\n", READ_ONCE(armed));
	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		seq_printf(m, "%s %s %s\n", hooks[i].kind, hooks[i].name,
			   hooks[i].symbol);
}

/** backend_init() - find the functions, arm nothing; may sleep */
int backend_init(void)
{
	int err;

	err = symbols_resolve(hooks, ARRAY_SIZE(hooks));
	if (err)
		return err;
	err = slots_fill(hooks, ARRAY_SIZE(hooks));
	if (err)
		return err;
	err = set_filters();
	if (err)
		free_filters();
	return err;
}

/** backend_exit() - disarm and wait until nobody runs in our functions */
void backend_exit(void)
{
	cancel_delayed_work_sync(&disarm_work);
	if (armed)
		disarm();
	if (armed) {
		/* After ftrace_kill(): who may still come, nobody knows. */
		pr_emerg("jail: ftrace did not let go; the module stays for ever\n");
		for (;;)
			schedule_timeout_uninterruptible(MAX_SCHEDULE_TIMEOUT);
	}
	/*
	 * Who was sent to a stub or replacement has left it after this: tasks,
	 * and softirqs, which may be above an idle one.
	 */
	synchronize_rcu_tasks();
	synchronize_rcu();
	free_filters();
}
