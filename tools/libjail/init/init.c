// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Process 1 of a jail that has none of its own:
 *
 *	jailctl <-- report -- init (1) -- parent of --> the command, orphans
 *
 * It waits for whatever ends inside, passes signals on to the command, tells
 * how the command ended, and lives on until nobody else is there. Arguments:
 * the command's number, and "tty" if it has a terminal of its own. Whoever
 * executes it has blocked all signals, so that none is lost.
 *
 * No libc: a few KB, executed from a sealed memfd.
 */
#include <linux/errno.h>
#include <linux/prctl.h>
#include <linux/signal.h>
#include <linux/time_types.h>
#include <linux/wait.h>

#include "init.h"
#include "sys.h"

#define BIT(sig) (1UL << ((sig) - 1))
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { LOOK_AGAIN_NS = 250000000 };

static const struct {
	int signal;
	int group;	/* as from a terminal, to the whole process group */
} passed_on[] = {
	{ SIGTERM, 0 }, { SIGHUP, 0 }, { SIGUSR1, 0 }, { SIGUSR2, 0 },
	{ SIGINT, 1 }, { SIGQUIT, 1 }, { SIGCONT, 1 }, { SIGWINCH, 1 },
};

struct state {
	int command;	/* its pid; 0 once it has ended */
	int tty;	/* the terminal itself signals the group */
	int children;	/* whether there are any */
};

ENTRY;

static int send_signal(int pid, int sig)
{
	return sys4(__NR_kill, pid, sig, 0, 0);
}

/* Those that joined are nobody's children here, but they are here. */
static int alone(void)
{
	return send_signal(-1, 0) == -ESRCH;
}

static void command_ended(struct state *state, int status)
{
	struct init_report report = { .status = status, .last = alone() };

	state->command = 0;
	sys4(__NR_write, INIT_REPORT_FD, (long)&report, sizeof(report), 0);
	sys4(__NR_close, INIT_REPORT_FD, 0, 0, 0);
}

static void reap(struct state *state)
{
	int ended = 0, status = 0;
	long pid;

	/* the command is told of last: what ended with it is gone by then */
	while ((pid = sys4(__NR_wait4, -1, (long)&status, WNOHANG | __WALL,
			   0)) > 0) {
		if (pid == state->command)
			ended = status | 1 << 16;
	}
	state->children = pid != -ECHILD;
	if (ended)
		command_ended(state, ended & 0xffff);
}

/* To the command; to all there are when it has left some behind. */
static void pass_on(const struct state *state, int sig)
{
	for (unsigned int i = 0; i < COUNT(passed_on); i++) {
		if (passed_on[i].signal != sig)
			continue;
		if (!state->command && sig == SIGTERM)
			send_signal(-1, sig);
		if (!state->command)
			continue;
		if (passed_on[i].group && !state->tty)
			send_signal(-state->command, sig);
		else
			send_signal(state->command, sig);
	}
}

static int next_signal(const struct state *state)
{
	/* the end of one that joined is told to its parent outside, not to us */
	const struct __kernel_timespec soon = { .tv_nsec = LOOK_AGAIN_NS };
	unsigned long set = BIT(SIGCHLD);

	for (unsigned int i = 0; i < COUNT(passed_on); i++)
		set |= BIT(passed_on[i].signal);
	return sys4(__NR_rt_sigtimedwait, (long)&set, 0,
		    state->children ? 0 : (long)&soon, sizeof(set));
}

static int number(const char *text)
{
	int value = 0;

	while (*text >= '0' && *text <= '9')
		value = value * 10 + *text++ - '0';
	return value;
}

static void call_it(const char *name)
{
	sys4(__NR_prctl, PR_SET_NAME, (long)name, 0, 0);
}

/* One that joins meanwhile would be killed by our end; see INIT_LEAVES. */
static void end_if_alone(void)
{
	if (!alone())
		return;
	call_it(INIT_LEAVES);
	if (alone())
		sys4(__NR_exit_group, 0, 0, 0, 0);
	call_it(INIT_NAME);
}

__attribute__((noreturn, used)) void start(const long *stack)
{
	const char *const *argv = (const char *const *)(stack + 1);
	struct state state = { .tty = stack[0] > 2 };

	if (stack[0] > 1)
		state.command = number(argv[1]);
	call_it(INIT_NAME);
	for (;;) {
		reap(&state);
		if (!state.command && !state.children)
			end_if_alone();
		pass_on(&state, next_signal(&state));
	}
}
