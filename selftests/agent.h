/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Agents: processes that do what a test asks for, from where they are.
 *
 *	test --- pipes --- agent outside
 *	     \-- pipes --- agent inside jail a
 *
 * An agent is this same program, executed from a copy (the file that entered
 * a jail is refused there), so a function of the program can be named by its
 * distance from a known one. Agents count the signals they get.
 */
#ifndef JAIL_AGENT_H
#define JAIL_AGENT_H

#include "jail_api.h"

#include <sys/types.h>

#define AGENT_OPTION	"--agent"
/* argv[2]: a pid; exits with 1 if it does not exist */
#define AGENT_LOOK	"--look"

/**
 * struct call - one act: asked for, done, answered
 * @fn: the function, as a distance
 * @result: what it returned
 * @arg: its arguments, which it may change
 * @text: likewise
 */
struct call {
	long fn;
	long result;
	long arg[6];
	char text[512];
};

/* An act returns 0 or more, or minus an errno. */
typedef long act_fn(struct call *c);

struct agent {
	pid_t pid;
	int to;
	int from;
};

/**
 * struct agent_options - how an agent comes to life
 * @jail: where it enters, or NULL
 * @uid: user and group it becomes after entering
 * @before: called before entering, may return minus an errno
 * @after: called between entering and exec, likewise
 * @arg: for them
 */
struct agent_options {
	const struct jail *jail;
	uid_t uid;
	long (*before)(void *arg);
	long (*after)(void *arg);
	void *arg;
};

/* 0, or minus the errno of attaching, exec or @before. */
int agent_start(struct agent *a, const struct jail *jail);
int agent_start_with(struct agent *a, const struct agent_options *o);
/* The same in two steps: forked; and running the program. */
int agent_begin(struct agent *a, const struct agent_options *o);
int agent_ready(struct agent *a);
/* Ends the agent and waits for it; its wait status. */
int agent_stop(struct agent *a);

/* -EPIPE if the agent is gone. */
long agent_call(struct agent *a, act_fn *fn, struct call *c);
/* Only asks; the answer, if any, is left to agent_stop(). */
bool agent_send(struct agent *a, act_fn *fn, struct call *c);
long agent_do(struct agent *a, act_fn *fn, long arg0, long arg1, long arg2);

/* In the agent's process: how often a signal arrived. */
int agent_seen(int signal);
/* Acts: arg0 is a signal; how often it arrived. Its own pid. Nothing. */
long act_seen(struct call *c);
long act_getpid(struct call *c);
long act_nothing(struct call *c);

/* For the harness. */
void __attribute__((noreturn)) agent_main(void);
int agent_copy_self(void);
void agent_remove_copy(void);
const char *agent_path(void);

#endif
