/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Acts of an agent: system calls that take another task's pid, in arg0. */
#ifndef JAIL_ACTS_LOOKUP_H
#define JAIL_ACTS_LOOKUP_H

#include "agent.h"

/* Traces it, and lets it go again. */
long act_attach(struct call *c);
long act_getpgid(struct call *c);
long act_getsid(struct call *c);
long act_getpriority(struct call *c);
long act_renice(struct call *c);
long act_ioprio_get(struct call *c);
long act_ioprio_set(struct call *c);
long act_sched_getscheduler(struct call *c);
long act_sched_setscheduler(struct call *c);
long act_sched_getparam(struct call *c);
long act_sched_setparam(struct call *c);
long act_sched_getattr(struct call *c);
long act_sched_setattr(struct call *c);
long act_sched_getaffinity(struct call *c);
long act_sched_setaffinity(struct call *c);
long act_sched_rr_get_interval(struct call *c);
long act_prlimit_get(struct call *c);
long act_prlimit_set(struct call *c);
long act_get_robust_list(struct call *c);
long act_move_pages(struct call *c);
long act_migrate_pages(struct call *c);
long act_capget(struct call *c);
long act_clock_gettime(struct call *c);
long act_kcmp(struct call *c);
long act_setown(struct call *c);
long act_setown_ex(struct call *c);
long act_perf_event_open(struct call *c);
/* arg0: a user; arg1: the niceness or the io priority's level */
long act_renice_user(struct call *c);
long act_ioprio_set_user(struct call *c);
/* arg0: a process group */
long act_renice_group(struct call *c);
/* arg0: an inherited pidfd */
long act_setns(struct call *c);
long act_process_madvise(struct call *c);
long act_pidfd_getfd(struct call *c);

/* The caller's own: niceness, io priority, policy, open files limit. */
long act_own_nice(struct call *c);
long act_ioprio_set_group(struct call *c);
long act_ioprio_get_group(struct call *c);
long act_own_ioprio(struct call *c);
long act_own_policy(struct call *c);
long act_own_nofile(struct call *c);

#endif
