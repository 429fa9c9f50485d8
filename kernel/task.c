// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks: birth, exec and end of a member; signals and tracing across the
 * wall. What merely looks a task up is in lookup.c.
 */
#include <linux/binfmts.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/user_namespace.h>

#include "audit.h"
#include "hooks.h"

/* Does current hold a capability over the whole machine? */
static bool has_power(int cap)
{
	const struct cred *cred = current_cred();

	return cred->user_ns == &init_user_ns &&
	       cap_raised(cred->cap_effective, cap);
}

/*
 * May current act on a task? From inside: on what it sees. From the host, or
 * from a jail above: only with the power for it, so that a user who happens
 * to have a jailed task's uid gets nowhere. For that it counts where the task
 * is, not where it is seen: one on its way in has the jail's uid already, and
 * whoever stopped it would stop who waits for it.
 *
 * RCU read side; returns the jail whose refusal it is, or NULL.
 */
static struct jail *refuses(struct task_struct *task, int cap)
{
	struct jail *jail, *target;
	struct member *member;

	if (task == current)
		return NULL;
	jail = jail_current();
	if (jail && !jail_sees_task(jail, task))
		return jail;
	if (same_thread_group(task, current))
		return NULL;
	member = membership_find(task);
	target = member ? member->jail : NULL;
	if (!target || target == jail || has_power(cap))
		return NULL;
	return target;
}

/* A new task is in its parent's jail. */
#ifdef MODULE
int jail_copy_namespaces(struct jail *jail, compat_clone_flags flags,
			 struct task_struct *task)
#else
int jail_task_alloc(struct jail *jail, struct task_struct *task)
#endif
{
	int err = membership_inherit(task);

	if (err == -EPERM)
		return jail_deny(jail, JAIL_OP_TASK_FORK, err, NULL);
	return err;
}

/* Its memory goes: in softirq, and current is a stranger. */
void jail_task_free(struct task_struct *task)
{
	membership_leave(task);
}

int jail_task_kill(struct task_struct *p, struct kernel_siginfo *info, int sig,
		   const struct cred *cred)
{
	struct jail *jail;

	/* With a cred the sender is not current but who stored it. */
	if (cred || p == current || !in_task())
		return 0;
	guard(rcu)();
	jail = refuses(p, CAP_KILL);
	if (!jail)
		return 0;
	/*
	 * -EPERM, also where the target must not exist: what gets here came
	 * past the look-ups, and kill(-1) overlooks only this errno.
	 */
	return jail_deny_task(jail, JAIL_OP_TASK_SIGNAL, -EPERM, p);
}

int jail_ptrace_access_check(struct task_struct *child, unsigned int mode)
{
	struct jail *jail;

	guard(rcu)();
	jail = refuses(child, CAP_SYS_PTRACE);
	if (!jail)
		return 0;
	if (mode & PTRACE_MODE_NOAUDIT) {
		jail_skip(jail);
		return -EPERM;
	}
	return jail_deny_task(jail, JAIL_OP_TASK_PTRACE, -EPERM, child);
}

/* Current offers itself to its parent: both must be on one side. */
int jail_ptrace_traceme(struct task_struct *parent)
{
	struct jail *jail = jail_current();
	struct member *member;

	if (jail && !jail_sees_task(jail, parent))
		return jail_deny_task(jail, JAIL_OP_TASK_PTRACE, -EPERM,
				      parent);
	guard(rcu)();
	member = membership_find(parent);
	if (!member || membership_sees(member->jail, current))
		return 0;
	/* A jailed tracer is its current's parent, and would see out. */
	if (jail_within(jail, member->jail))
		return 0;
	return jail_deny_task(member->jail, JAIL_OP_TASK_PTRACE, -EPERM,
			      current);
}

/*
 * The program that brought a task in must not be run again from inside by way
 * of /proc/self/exe: afterwards the jail could open and overwrite it
 * (CVE-2019-5736).
 */
int jail_bprm_check_security(struct jail *jail, struct linux_binprm *bprm)
{
	const struct file *exe;
	bool same;

	if (!jail_current_entering() || !current->mm)
		return 0;
	rcu_read_lock();
	exe = rcu_dereference(current->mm->exe_file);
	same = exe && path_equal(&exe->f_path, &bprm->file->f_path);
	rcu_read_unlock();
	if (!same)
		return 0;
	return jail_deny_name(jail, JAIL_OP_TASK_ENTER, -EACCES,
			      bprm->filename);
}

void jail_bprm_committed_creds(struct jail *jail,
			       const struct linux_binprm *bprm)
{
	membership_exec();
}

/*
 * The owner of a file gets its signals for ever after, and at their delivery
 * current is a stranger. So nobody is made owner of whom the asking task does
 * not see; a group with one such member is no owner either.
 */
int jail_f_setown(struct jail *jail, struct file *file, struct pid *pid,
		  enum pid_type type)
{
	struct task_struct *task, *hidden = NULL;

	if (!pid)
		return 0;
	guard(rcu)();
	do_each_pid_task(pid, type, task) {
		if (!jail_sees_task(jail, task))
			hidden = task;
	} while_each_pid_task(pid, type, task);
	if (!hidden)
		return 0;
	jail_deny_task(jail, JAIL_OP_TASK_SIGIO, -EPERM, hidden);
	return JAIL_RETURN_ZERO;
}

/*
 * mq_notify: the message queue signals without asking anybody, so its signals
 * are told by their code. The sender's act, sending a message, has succeeded.
 */
int jail_do_send_sig_info(struct jail *jail, int sig,
			  struct kernel_siginfo *info, struct task_struct *p)
{
	bool special = (unsigned long)info <= (unsigned long)SEND_SIG_PRIV;

	if (!in_task() || special || info->si_code != SI_MESGQ ||
	    jail_sees_task(jail, p))
		return 0;
	jail_deny_task(jail, JAIL_OP_TASK_SIGNAL, -EPERM, p);
	return JAIL_RETURN_ZERO;
}
