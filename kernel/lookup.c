// SPDX-License-Identifier: GPL-2.0
/*
 * What makes a task not exist: the look-ups of a pid by its number, and the
 * places that walk over all tasks.
 *
 * A look-up that finds something outside is a denial; leaving a task out of a
 * walk is not.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rculist.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "audit.h"
#ifdef MODULE
#include "compat/pidfd.h"
#endif
#include "hooks.h"

/*
 * Is a pid not to exist for a jail? It is visible if any task on it is: as its
 * process, thread, process group or session. A pid without tasks is not hidden:
 * fork makes one for its own pidfd before the child is on it.
 *
 * RCU read side.
 */
static bool hides_pid(const struct jail *jail, struct pid *pid)
{
	struct task_struct *task;
	bool someone = false;
	int type;

	for (type = PIDTYPE_PID; type < PIDTYPE_MAX; type++) {
		hlist_for_each_entry_rcu(task, &pid->tasks[type],
					 pid_links[type]) {
			if (jail_sees_task(jail, task))
				return false;
			someone = true;
		}
	}
	return someone;
}

static noinline int deny_lookup(struct jail *jail, struct pid *pid)
{
	struct jail_object object = {
		.type = JAIL_OBJECT_PID,
		.pid = pid_nr(pid),
	};

	return jail_deny(jail, JAIL_OP_TASK_LOOKUP, -ESRCH, &object);
}

#ifdef MODULE
static noinline struct pid *pid_if_seen(struct pid *pid)
{
	struct jail *jail = jail_current();

	if (!jail || !hides_pid(jail, pid))
		return pid;
	deny_lookup(jail, pid);
	return NULL;
}

/*
 * In place of the kernel's own; its callers hold RCU. What a task asks for
 * most is itself, so that is decided before all else.
 */
struct pid *jail_find_vpid(int nr)
{
	struct pid *pid = find_pid_ns(nr, task_active_pid_ns(current));

	return likely(!pid || pid == task_tgid(current)) ? pid :
							   pid_if_seen(pid);
}

static noinline struct task_struct *task_if_seen(struct task_struct *task,
						 struct pid *pid)
{
	struct jail *jail = jail_current();

	if (!jail || jail_sees_task(jail, task))
		return task;
	deny_lookup(jail, pid);
	return NULL;
}

/* Only the thread of this number, and not who leads a group of it. */
struct task_struct *jail_find_task_by_vpid(pid_t nr)
{
	struct pid *pid = find_pid_ns(nr, task_active_pid_ns(current));
	struct task_struct *task = pid_task(pid, PIDTYPE_PID);

	return likely(!task || task == current) ? task :
							   task_if_seen(task, pid);
}

struct task_struct *jail_find_get_task_by_vpid(pid_t nr)
{
	struct task_struct *task;

	guard(rcu)();
	task = jail_find_task_by_vpid(nr);
	if (task)
		get_task_struct(task);
	return task;
}

/*
 * Whom an inherited pidfd names, in place of the kernel's own: what is asked
 * about is the file that is then used, whatever the number means by then to
 * another thread.
 */
struct task_struct *jail_pidfd_get_task(int pidfd, unsigned int *flags)
{
	struct task_struct *task = compat_pidfd_self(pidfd);
	struct file *file __free(fput) = task ? NULL : fget(pidfd);
	struct pid *pid = file ? compat_pidfd_pid(file) : NULL;

	*flags = file ? file->f_flags : 0;
	if (task)
		return task;
	if (!pid)
		return ERR_PTR(-EBADF);
	task = get_pid_task(pid, PIDTYPE_TGID);
	if (task && task_if_seen(task, pid))
		return task;
	if (task)
		put_task_struct(task);
	/* Gone, which is no denial, or denied just now. */
	return ERR_PTR(-ESRCH);
}

#else /* Built in: what the kernel found. Most often one finds oneself. */
int jail_pid_lookup(struct jail *jail, struct pid *pid)
{
	if (likely(pid == task_tgid(current)) || !hides_pid(jail, pid))
		return 0;
	return deny_lookup(jail, pid);
}

int jail_task_lookup(struct jail *jail, struct task_struct *p)
{
	if (likely(jail_sees_task(jail, p)))
		return 0;
	return jail_deny_task(jail, JAIL_OP_TASK_LOOKUP, -ESRCH, p);
}
#endif

/* pidfd_open(); fork comes here too, with a pid that has no task yet. */
int jail_pidfd_prepare(struct jail *jail, struct pid *pid)
{
	if (!pid || pid == task_tgid(current))
		return 0;
	guard(rcu)();
	return hides_pid(jail, pid) ? deny_lookup(jail, pid) : 0;
}

/* Parents wait for and tracers know their own, wherever those are. */
static bool is_own_child(struct task_struct *task)
{
	return rcu_dereference_sched(task->real_parent)->signal ==
		       current->signal ||
	       rcu_dereference_sched(task->parent)->signal == current->signal;
}

static noinline int number_of_other(struct jail *jail, struct task_struct *task)
{
	int ret = 0;

	if (!in_task())
		return 0;
	preempt_disable_notrace();
	if (!membership_sees(jail, task) && !is_own_child(task)) {
		jail_skip(jail);
		ret = JAIL_RETURN_ZERO;
	}
	preempt_enable_notrace();
	return ret;
}

/*
 * The number of somebody else's task, which is what kill(-1), PRIO_USER and
 * getppid() ask for: 0, as for a task of another pid namespace.
 */
int jail_task_pid_nr_ns(struct jail *jail, struct task_struct *task)
{
	return likely(task == current) ? 0 : number_of_other(jail, task);
}

static bool skips(struct jail *jail, const struct task_struct *task)
{
	if (jail_sees_task(jail, task))
		return false;
	jail_skip(jail);
	return true;
}

/* One of a group's: the error so far, its third argument, stays. */
int jail_set_one_prio(struct jail *jail, struct task_struct *p)
{
	return skips(jail, p) ? JAIL_RETURN_ARG3 : 0;
}

int jail_set_task_ioprio(struct jail *jail, struct task_struct *task)
{
	return skips(jail, task) ? JAIL_RETURN_ZERO : 0;
}

/* The kernel leaves out who answers with an error. */
int jail_task_getioprio(struct jail *jail, struct task_struct *p)
{
	return skips(jail, p) ? -ESRCH : 0;
}
