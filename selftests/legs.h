/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cast of most tests, and the three legs of a promise.
 *
 *	host ----+-- out, victim
 *	         +-- jail a -- a1, a2
 *	         +-- jail b -- b1
 *
 * Nobody is in a namespace of its own; all are root with all capabilities.
 *
 * Leg 1: out acts on victim: works.
 * Leg 2: a1 acts on victim, and on b1: the promised errno, counted once each,
 *	  recorded once each.
 * Leg 3: a1 acts on a2: works, nothing counted.
 * Leg 4: out acts on a2: works, the host sees in.
 */
#ifndef JAIL_LEGS_H
#define JAIL_LEGS_H

#include "agent.h"
#include "harness.h"

struct cast {
	struct jail a, b;
	struct agent out, victim, a1, a2, b1;
};

void cast_start(struct cast *c, const char *params_a, const char *params_b);
void cast_stop(struct cast *c);

/**
 * struct pid_row - an act on another task, named by arg[0]
 * @name: for the TAP line
 * @act: the act
 * @err: what the jailed caller gets
 * @op: the operation that is counted and recorded
 * @probe: asked of the target before and after: changed if the act worked
 * @arg: the act's arg[1]
 * @recorded: the errno of the record, where the kernel makes another of it
 * @asks: the act also asks for a capability that it can do without
 */
struct pid_row {
	const char *name;
	act_fn *act;
	int err;
	const char *op;
	act_fn *probe;
	long arg;
	long probe_arg;
	int recorded;
	bool asks;
};

void legs_on_pid(const struct pid_row *row);

/**
 * struct heirs - who inherits a descriptor of a task in the jail, and of one
 *		  outside
 *
 *	host ----+-- out, victim
 *	         +-- jail a -- in, own
 *
 * The test opens both; out and in start afterwards and have them.
 */
struct heirs {
	struct jail a;
	struct agent victim, own, out, in;
	int of_victim, of_own;
};

/* opener makes a descriptor of a task; how is handed to it. */
void heirs_start(struct heirs *h, int (*opener)(pid_t pid, const void *how),
		 const void *how);
/* An opener. */
int heirs_pidfd(pid_t pid, const void *unused);

/**
 * struct watch - a jail's counters at some moment
 */
struct watch {
	const struct jail *jail;
	unsigned long long total;
	unsigned long long skipped;
	unsigned long long mark;
};

void watch_start(struct watch *w, const struct jail *jail);

/* Since watch_start exactly count refusals: all of this op, all recorded. */
#define EXPECT_DENIED(w, op, err, count, pid, object) \
	watch_denied(__FILE__, __LINE__, w, op, err, count, pid, object)
void watch_denied(const char *file, int line, const struct watch *w,
		  const char *op, int err, unsigned long long count,
		  pid_t pid, const char *object);

/* Likewise, but other operations may have been refused as well. */
#define EXPECT_DENIED_AMONG(w, op, err, count) \
	watch_denied_among(__FILE__, __LINE__, w, op, err, count)
void watch_denied_among(const char *file, int line, const struct watch *w,
			const char *op, int err, unsigned long long count);

/* Since watch_start nothing was refused. */
#define EXPECT_QUIET(w)	watch_quiet(__FILE__, __LINE__, w)
void watch_quiet(const char *file, int line, const struct watch *w);

/* Something was left out of an iteration. */
#define EXPECT_SKIPPED(w) \
	EXPECT_TRUE(jail_count((w)->jail, "skipped") > (w)->skipped)

/* start or fail the test */
#define ASSERT_AGENT(agent, jail) \
	ASSERT_EQ(0, agent_start(agent, jail))
#define ASSERT_JAIL(jail, suffix, params) \
	ASSERT_EQ(0, jail_make(jail, suffix, params))

#endif
