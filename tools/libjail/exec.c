// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Starting a command: the caller's steps. The first one gets fresh namespaces
 * and becomes the leader, whose namespaces later ones join:
 *
 *	caller          child (fresh)             joiner -> child (CLONE_PARENT)
 *	  |-- clone3 ---->|                         |-- setns, clone3 -->|
 *	  |               | root, hostname          '-- ends             |
 *	  |<--- READY ----|                                  <-- READY --|
 *	  | state file    |                                              |
 *	  |----- GO ----->| attach, caps, exec               ---- GO --->|
 *	  |<-- (closed) --'  success                                     '
 *
 * With an init the fresh child forks before READY: itself becomes process 1,
 * what is said here is said by its child, and the caller learns from the
 * kernel which process that is.
 */
#include <linux/sched.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include "order.h"
#include "process.h"

/* The kernel's parameters and the tool's, as they are now. */
int do_load(struct order *o, struct jail_error *err)
{
	static const int wanted[] = { JAIL_PARAM_PATH, JAIL_PARAM_HOSTNAME,
				      JAIL_PARAM_VNET, JAIL_PARAM_IP4,
				      JAIL_PARAM_IP6 };
	struct jail_records *records;
	int status = 0;

	if (jail_fields(o->jail->name, NULL, &records, err))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(wanted) && !status; i++) {
		const char *key = param_table[wanted[i]].public.name;
		const char *value = jail_record_get(records, 0, key);

		if (*value)
			status = conf_put(o->conf, wanted[i], value, err);
	}
	jail_records_free(records);
	return status ? -1 :
			state_read(o->dir, o->jail, o->conf, &o->state, err);
}

int do_plan(struct order *o, struct jail_error *err)
{
	return plan_make(o->conf, &o->plan, err);
}

int do_place(struct order *o, struct jail_error *err)
{
	o->cgroup = cgroup_open(o->state.cgroup, o->state.cgroup_id, err);
	return o->cgroup < 0 ? -1 : 0;
}

/* From here on it is known which of the two this is. */
int do_leader(struct order *o, struct jail_error *err)
{
	(void)err;
	o->leader = leader_open(&o->state.leader);
	o->verbs = o->leader < 0 ? START : JOIN;
	return 0;
}

int do_stdio(struct order *o, struct jail_error *err)
{
	o->signals = process_signals(err);
	return o->signals < 0 ? -1 : stdio_make(o->command, &o->io, err);
}

int do_talk(struct order *o, struct jail_error *err)
{
	if (report_pair(&o->sock, &o->child_sock))
		return fail(err, JAIL_FAILED, NULL, "%m");
	return 0;
}

/* Its steps, in their order; they return only on failure. */
static void __attribute__((noreturn)) become_child(struct order *o)
{
	struct jail_error err = { 0 };

	order_run(o, CHILD, &err);
	report_send(o->child_sock, REPORT_ERROR, &err);
	_exit(JAIL_NO_START);
}

void become_init(struct order *o)
{
	struct jail_error err = { 0 };

	order_run(o, INIT, &err);
	report_send(o->child_sock, REPORT_ERROR, &err);
	_exit(JAIL_NO_START);
}

static void __attribute__((noreturn)) become_joiner(struct order *o)
{
	struct jail_error err = { 0 };

	untraceable();
	end_with_caller(true);
	if (order_run(o, JOINER, &err))
		report_send(o->child_sock, REPORT_ERROR, &err);
	_exit(0);
}

/* In the leader's namespaces: the pid namespace counts only for our child. */
int do_fork(struct order *o, struct jail_error *err)
{
	pid_t pid = ns_clone(CLONE_PARENT, 0, -1);

	if (pid < 0)
		return fail(err, code_of(errno), NULL, "%m");
	if (!pid)
		become_child(o);
	walk_made(CHILD, pid);
	if (report_child(o->child_sock, pid))
		return fail(err, JAIL_FAILED, NULL, "the caller is gone");
	return 0;
}

static int no_clone(const struct order *o, struct jail_error *err)
{
	int error = errno;
	char fix[sizeof(err->fix)] = "";

	if (o->cgroup < 0 || (error != EBUSY && error != EOPNOTSUPP))
		return fail(err, code_of(error), NULL, "%m");
	snprintf(fix, sizeof(fix),
		 "see /sys/fs/cgroup/%s: cgroup.subtree_control must be empty and cgroup.type be domain",
		 o->state.cgroup);
	return fail(err, JAIL_FAILED, fix, "the cgroup /%s takes no tasks: %s",
		    o->state.cgroup,
		    error == EBUSY ? "controllers are on for those below it" :
				     "it is threaded, or one above it is");
}

int do_child(struct order *o, struct jail_error *err)
{
	bool fresh = o->verbs == START;
	/* a cgroup namespace is made later: see do_cgroupns() */
	uint64_t flags = fresh ? o->plan.ns & ~(uint64_t)CLONE_NEWCGROUP : 0;

	o->first = ns_clone(flags, SIGCHLD, o->cgroup);
	if (o->first < 0) {
		o->first = 0;
		return no_clone(o, err);
	}
	if (!o->first && fresh)
		become_child(o);
	if (!o->first)
		become_joiner(o);
	walk_made(fresh ? CHILD : JOINER, o->first);
	o->pid = fresh ? o->first : 0;
	close(o->child_sock);
	o->child_sock = -1;
	stdio_given(&o->io);
	return 0;
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

static void end_child(pid_t *pid)
{
	if (*pid) {
		kill(*pid, SIGKILL);
		reap(*pid);
	}
	*pid = 0;
}

/* Whatever went wrong, no child is left over; an init takes all along. */
int undo_child(struct order *o, struct jail_error *err)
{
	(void)err;
	if (o->verbs == JOIN)
		end_child(&o->pid);
	end_child(&o->first);
	o->pid = 0;
	return 0;
}

/* Of report_receive(): -1 with EAGAIN when the time is over. */
static int ended_early(int result, const char *waited, struct jail_error *err)
{
	if (result < 0 && errno == EAGAIN)
		return fail(err, JAIL_NO_START,
			    "look who stops it, or holds a lease on its files",
			    "waited in vain for it to %s", waited);
	return fail(err, JAIL_NO_START,
		    "look into the kernel's log (dmesg) who killed it: it may need more memory (memory.max)",
		    "it ended before it could run the command");
}

/* The child's own words have their context already. */
static int hear(struct order *o, const struct report *report,
		struct jail_error *err)
{
	if (report->kind != REPORT_ERROR)
		return 0;
	*err = report->err;
	o->told = true;
	return -1;
}

static void take(struct order *o, const struct report *report,
		 const struct sender *sender)
{
	if (report->kind == REPORT_CHILD)
		o->pid = report->child;
	else if (sender->pid != o->first)
		o->pid = sender->pid;
	if (report->kind != REPORT_READY)
		return;
	o->report = sender->init;
	o->master = sender->master;
	if (o->report >= 0)
		walk_made(INIT, o->first);
	walk_made(CHILD, o->pid);
}

/*
 * Joiner and child speak in either order. The joiner's word is needed for the
 * child's sake: one that is killed before it can speak is ours to wait for, and
 * as long as nobody does, the pid namespace's end waits too.
 */
static int hear_ready(struct order *o, struct jail_error *err)
{
	bool child = o->verbs != JOIN, ready = false;
	struct sender sender;
	struct report report;
	int result;

	while (!child || !ready) {
		result = order_receive(o, &report, &sender);
		if (result != 1)
			return ended_early(result, "make ready", err);
		take(o, &report, &sender);
		if (hear(o, &report, err))
			return -1;
		child |= report.kind == REPORT_CHILD;
		ready |= report.kind == REPORT_READY;
	}
	/* while it waits for us: below an init it is not ours to keep */
	o->pidfd = pidfd_open(o->pid, 0);
	return o->pidfd < 0 ? fail(err, JAIL_FAILED, NULL,
				   "can't watch the command: %m") : 0;
}

int do_ready(struct order *o, struct jail_error *err)
{
	int bad = hear_ready(o, err);

	/* a joiner has done all it is there for, or failed */
	if (o->verbs != JOIN)
		return bad;
	reap(o->first);
	o->first = 0;
	if (!bad && !leader_stays(&o->state.leader, o->leader))
		return fail(err, JAIL_NO_START, "try again",
			    "process 1 of the jail has just ended");
	return bad;
}

/* Written before the child runs the command: who comes later must find it. */
int do_lead(struct order *o, struct jail_error *err)
{
	if (leader_of(o->first, &o->state.leader))
		return fail(err, JAIL_FAILED, NULL,
			    "can't look at the child: %m");
	return state_write(o->dir, o->jail, o->conf, &o->state, err);
}

int undo_lead(struct order *o, struct jail_error *err)
{
	o->state.leader = (struct leader){ 0 };
	return state_write(o->dir, o->jail, o->conf, &o->state, err);
}

/* Silence is success, since exec closes the child's end; but so does death. */
int do_started(struct order *o, struct jail_error *err)
{
	struct report report;
	bool tried = false;
	int result;

	while ((result = order_receive(o, &report, NULL)) == 1 &&
	       report.kind == REPORT_EXEC)
		tried = true;
	if (result < 0)
		return ended_early(result, "run the command", err);
	if (result)
		return hear(o, &report, err);
	return tried && !never_ran(o->pid, o->pidfd) ? 0 :
	       fail(err, JAIL_NO_START,
		    "look who killed it: with noinit all ends with the first command, and the kernel's log tells of those that took too much memory",
		    "it was killed before it could run the command");
}

/* A child that is gone has left word why, or was killed. */
int do_go(struct order *o, struct jail_error *err)
{
	return report_send(o->sock, REPORT_GO, NULL) ? do_started(o, err) : 0;
}

int do_watch(struct order *o, struct jail_error *err)
{
	struct jail_process parts = {
		.pid = o->pid, .pidfd = o->pidfd, .report = o->report, .master = o->master,
		.init = o->report >= 0 ? o->first : 0, .io = o->io,
		.leader = o->leader, .signals = o->signals,
	};

	/* they are the process's from here on, also if that can't be had */
	o->pidfd = o->report = o->master = o->leader = o->signals = -1;
	o->io = (struct stdio)STDIO_INIT;
	if (process_new(&parts, &o->process, err)) {
		/* it is killed and waited for */
		o->first = o->pid = 0;
		return -1;
	}
	return 0;
}

static bool is_dying(struct jail_handle *jail)
{
	struct jail_error ignored;
	struct jail_info info;

	return !jail_info(jail, &info, &ignored) &&
	       info.flags & JAIL_INFO_DYING;
}

/* Whatever went wrong then went wrong for this reason. */
static int say_if_dying(struct jail_handle *jail, struct jail_error *err)
{
	if (is_dying(jail))
		fail(err, JAIL_NO_SUCH,
		     "\"jailctl list\" shows the jails there are",
		     "the jail is being removed");
	return -1;
}

/*
 * Once. If the leader ends while it is being joined, what failed is undone,
 * and a fresh start is in order.
 */
static int start(struct order *o, bool *again, struct jail_error *err)
{
	int bad = order_run(o, CALLER, err);

	*again = bad && o->leader >= 0 && leader_ends(o->leader) &&
		 !is_dying(o->jail);
	order_close(o);
	return bad;
}

int jail_exec(struct jail_handle *jail, const struct jail_command *command,
	      struct jail_process **process, struct jail_error *err)
{
	bool again = true;
	int bad = -1;

	if (!command->argv || !command->argv[0])
		return fail(err, JAIL_USAGE, "give one after --",
			    "no command");
	while (again) {
		struct order o = {
			ORDER_INIT, .verbs = START | JOIN, .jail = jail,
			.command = command,
		};

		if (jail_conf_new(jail->name, &o.conf, err))
			return -1;
		bad = start(&o, &again, err);
		jail_conf_free(o.conf);
		*process = o.process;
	}
	return bad ? say_if_dying(jail, err) : 0;
}
