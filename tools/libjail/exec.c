// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Starting a command. The first one gets fresh namespaces and becomes the
 * leader, whose namespaces later ones join:
 *
 *	caller          child (fresh)             joiner -> child (CLONE_PARENT)
 *	  |-- clone3 ---->|                         |-- setns, clone3 -->|
 *	  |               | root, hostname          |                    |
 *	  |<--- READY ----|                         '-- PID --> caller   |
 *	  | state file    |                                  <-- READY --|
 *	  |----- GO ----->| attach, caps, exec               ---- GO --->|
 *	  |<-- (closed) --'  success                                     '
 */
#include <linux/sched.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "internal.h"
#include "process.h"

struct launch {
	const struct jail_handle *jail;
	const struct jail_command *command;
	struct jail_conf *conf;
	struct plan plan;
	int dir;		/* of state files, locked */
	int leader;		/* pidfd to join, or -1 */
	int sock;		/* ours */
	int child_sock;
};

static void __attribute__((noreturn))
child(const struct launch *l, bool setup)
{
	struct jail_error err = { 0 };

	enter(l->jail->fd, l->child_sock, &l->plan, l->command, setup, &err);
	_exit(JAIL_NO_START);
}

/* In the leader's namespaces: the pid namespace counts only for our child. */
static void __attribute__((noreturn)) joiner(const struct launch *l)
{
	struct jail_error err = { 0 };
	pid_t pid = -1;

	untraceable();
	if (!ns_join(l->leader, l->plan.ns, &err)) {
		pid = ns_clone(CLONE_PARENT, 0);
		if (!pid)
			child(l, false);
		if (pid < 0)
			fail(&err, code_of(errno), NULL, "can't fork: %m");
	}
	report_send(l->child_sock, pid < 0 ? REPORT_ERROR : REPORT_PID, pid,
		    &err);
	_exit(pid < 0);
}

static pid_t launch_child(const struct launch *l)
{
	bool fresh = l->leader < 0;
	pid_t pid = ns_clone(fresh ? l->plan.ns : 0, SIGCHLD);

	if (!pid) {
		if (fresh)
			child(l, true);
		joiner(l);
	}
	return pid;
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

static int ended_early(struct jail_error *err)
{
	return fail(err, JAIL_NO_START, "look into the kernel's log",
		    "the child ended before it could run the command");
}

/* Let the child go on once it is written down whose namespaces these are. */
static int release(const struct launch *l, pid_t pid, struct jail_error *err)
{
	struct leader leader;
	struct report report;
	int result;

	if (l->leader < 0) {
		if (leader_of(pid, &leader))
			return fail(err, JAIL_FAILED, NULL,
				    "can't look at the child: %m");
		if (state_write(l->dir, l->jail, l->conf, &leader, err))
			return -1;
	}
	if (report_send(l->sock, REPORT_GO, 0, NULL))
		return fail(err, JAIL_NO_START, NULL, "the child is gone");
	result = report_receive(l->sock, &report);
	if (!result)
		return 0;
	if (result < 0)
		return ended_early(err);
	*err = report.err;
	return -1;
}

/* How far the child has come. */
struct progress {
	pid_t pid;		/* 0 as long as the joiner has not told it */
	bool ready, failed;
};

/* Joiner and child report in either order. */
static void follow(const struct launch *l, struct progress *progress,
		   struct jail_error *err)
{
	struct report report;

	while (!progress->pid || !(progress->ready || progress->failed)) {
		if (report_receive(l->sock, &report) != 1)
			break;
		if (report.kind == REPORT_PID)
			progress->pid = report.pid;
		else if (report.kind == REPORT_READY)
			progress->ready = true;
		if (report.kind != REPORT_ERROR)
			continue;
		progress->failed = true;
		*err = report.err;
	}
	if (!progress->ready && !progress->failed)
		ended_early(err);
}

/* Follow the child to its exec; *pid becomes the command's. */
static int attend(const struct launch *l, pid_t *pid, struct jail_error *err)
{
	bool joining = l->leader >= 0;
	struct progress progress = { .pid = joining ? 0 : *pid };

	follow(l, &progress, err);
	if (joining)
		reap(*pid);
	*pid = progress.pid;
	if (*pid && progress.ready && !progress.failed &&
	    !release(l, *pid, err))
		return 0;
	/* whatever went wrong, no child is left over */
	if (*pid) {
		kill(*pid, SIGKILL);
		reap(*pid);
	}
	return -1;
}

static int start(struct launch *l, struct jail_process **process,
		 struct jail_error *err)
{
	pid_t pid;
	int pair[2], status;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return fail(err, JAIL_FAILED, NULL, "%m");
	l->sock = pair[0];
	l->child_sock = pair[1];
	pid = launch_child(l);
	status = pid < 0 ? fail(err, code_of(errno), NULL,
				"can't make the namespaces: %m") : 0;
	close(l->child_sock);
	if (!status)
		status = attend(l, &pid, err);
	close(l->sock);
	return status ? -1 : process_new(pid, process, err);
}

/* The kernel's parameters and the tool's, as they are now. */
static int load(struct launch *l, struct leader *leader,
		struct jail_error *err)
{
	static const int wanted[] = { JAIL_PARAM_PATH, JAIL_PARAM_HOSTNAME,
				      JAIL_PARAM_VNET };
	struct jail_records *records;
	int status = 0;

	if (jail_conf_new(l->jail->name, &l->conf, err) ||
	    jail_fields(l->jail->name, NULL, &records, err))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(wanted) && !status; i++) {
		const char *key = param_table[wanted[i]].public.name;
		const char *value = jail_record_get(records, 0, key);

		if (*value)
			status = conf_put(l->conf, wanted[i], value, err);
	}
	jail_records_free(records);
	return status ? -1 : state_read(l->dir, l->jail, l->conf, leader, err);
}

/* If the leader ends while it is being joined, a fresh start is in order. */
static int start_or_join(struct launch *l, const struct leader *leader,
			 struct jail_process **process, struct jail_error *err)
{
	bool again;
	int status;

	do {
		l->leader = leader_open(leader);
		status = start(l, process, err);
		again = status && l->leader >= 0 && leader_ends(l->leader);
		if (l->leader >= 0)
			close(l->leader);
	} while (again);
	return status;
}

int jail_exec(struct jail_handle *jail, const struct jail_command *command,
	      struct jail_process **process, struct jail_error *err)
{
	struct launch l = { .jail = jail, .command = command, .leader = -1 };
	struct leader leader;
	int status = -1;

	if (!command->argv || !command->argv[0])
		return fail(err, JAIL_USAGE, "give one after --",
			    "no command");
	/* held until the command runs: two starts at once would both lead */
	l.dir = state_lock(err);
	if (l.dir < 0)
		return -1;
	if (!load(&l, &leader, err) && !plan_make(l.conf, &l.plan, err))
		status = start_or_join(&l, &leader, process, err);
	close(l.dir);
	jail_conf_free(l.conf);
	return status;
}
