// SPDX-License-Identifier: GPL-2.0-or-later
#include "acts_lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/ioprio.h>
#include <linux/kcmp.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TARGET	((pid_t)c->arg[0])

static long result(long r)
{
	return r < 0 ? -errno : 0;
}

long act_attach(struct call *c)
{
	pid_t pid = (pid_t)c->arg[0];

	if (ptrace(PTRACE_ATTACH, pid, NULL, NULL))
		return -errno;
	if (waitpid(pid, NULL, __WALL) != pid)
		return -errno;
	return ptrace(PTRACE_DETACH, pid, NULL, NULL) ? -errno : 0;
}

long act_getpgid(struct call *c)
{
	return result(getpgid(TARGET));
}

long act_getsid(struct call *c)
{
	return result(getsid(TARGET));
}

static long renice(int which, struct call *c)
{
	return result(syscall(SYS_setpriority, which, c->arg[0], c->arg[1]));
}

long act_getpriority(struct call *c)
{
	return result(syscall(SYS_getpriority, PRIO_PROCESS, TARGET));
}

/* Nicer each time, which needs no capability. */
long act_renice(struct call *c)
{
	static int step;

	c->arg[1] = ++step;
	return renice(PRIO_PROCESS, c);
}

long act_renice_user(struct call *c)
{
	return renice(PRIO_USER, c);
}

long act_renice_group(struct call *c)
{
	return renice(PRIO_PGRP, c);
}

long act_own_nice(struct call *c)
{
	(void)c;
	return 20 - syscall(SYS_getpriority, PRIO_PROCESS, 0);
}

long act_ioprio_get(struct call *c)
{
	return result(syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, TARGET));
}

static long ioprio_set(int who, struct call *c)
{
	return result(syscall(SYS_ioprio_set, who, c->arg[0],
			      IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, c->arg[1])));
}

long act_ioprio_set(struct call *c)
{
	static int step;

	c->arg[1] = 5 + step++ % 3;
	return ioprio_set(IOPRIO_WHO_PROCESS, c);
}

long act_ioprio_set_user(struct call *c)
{
	return ioprio_set(IOPRIO_WHO_USER, c);
}

long act_ioprio_set_group(struct call *c)
{
	return ioprio_set(IOPRIO_WHO_PGRP, c);
}

/* The best of the group's, which is the smallest level. */
long act_ioprio_get_group(struct call *c)
{
	long value = syscall(SYS_ioprio_get, IOPRIO_WHO_PGRP, TARGET);

	return value < 0 ? -errno : (long)IOPRIO_PRIO_DATA(value);
}

long act_own_ioprio(struct call *c)
{
	(void)c;
	return syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0);
}

long act_sched_getscheduler(struct call *c)
{
	return result(sched_getscheduler(TARGET));
}

/* By turns the two policies that need no capability. */
long act_sched_setscheduler(struct call *c)
{
	static int step;
	struct sched_param param = { .sched_priority = 0 };
	int policy = step++ % 2 ? SCHED_OTHER : SCHED_BATCH;

	return result(sched_setscheduler(TARGET, policy, &param));
}

long act_own_policy(struct call *c)
{
	(void)c;
	return sched_getscheduler(0);
}

long act_sched_getparam(struct call *c)
{
	struct sched_param param;

	return result(sched_getparam(TARGET, &param));
}

long act_sched_setparam(struct call *c)
{
	struct sched_param param = { .sched_priority = 0 };

	return result(sched_setparam(TARGET, &param));
}

/* struct sched_attr, which libc doesn't have. */
struct attr {
	unsigned int size;
	unsigned int policy;
	unsigned long long flags;
	int nice;
	unsigned int priority;
	unsigned long long runtime, deadline, period;
};

long act_sched_getattr(struct call *c)
{
	struct attr attr;

	return result(syscall(SYS_sched_getattr, TARGET, &attr,
			      sizeof(attr), 0));
}

long act_sched_setattr(struct call *c)
{
	static int step;
	struct attr attr = {
		.size = sizeof(attr),
		.policy = step++ % 2 ? SCHED_OTHER : SCHED_BATCH,
	};

	return result(syscall(SYS_sched_setattr, TARGET, &attr, 0));
}

long act_sched_getaffinity(struct call *c)
{
	cpu_set_t set;

	return result(sched_getaffinity(TARGET, sizeof(set), &set));
}

long act_sched_setaffinity(struct call *c)
{
	cpu_set_t set;

	sched_getaffinity(0, sizeof(set), &set);
	return result(sched_setaffinity(TARGET, sizeof(set), &set));
}

long act_sched_rr_get_interval(struct call *c)
{
	struct timespec t;

	return result(sched_rr_get_interval(TARGET, &t));
}

long act_prlimit_get(struct call *c)
{
	struct rlimit limit;

	return result(prlimit(TARGET, RLIMIT_NOFILE, NULL, &limit));
}

long act_prlimit_set(struct call *c)
{
	static int step;
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = 300 - step++;
	return result(prlimit(TARGET, RLIMIT_NOFILE, &limit, NULL));
}

long act_own_nofile(struct call *c)
{
	struct rlimit limit;

	(void)c;
	getrlimit(RLIMIT_NOFILE, &limit);
	return (long)limit.rlim_cur;
}

long act_get_robust_list(struct call *c)
{
	size_t length;
	void *head;

	return result(syscall(SYS_get_robust_list, TARGET, &head, &length));
}

long act_move_pages(struct call *c)
{
	void *page = &page;
	int status;

	return result(syscall(SYS_move_pages, TARGET, 1, &page, NULL,
			      &status, 0));
}

long act_migrate_pages(struct call *c)
{
	unsigned long from = 1, to = 1;

	return result(syscall(SYS_migrate_pages, TARGET, 2, &from, &to));
}

long act_capget(struct call *c)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3, .pid = TARGET,
	};
	struct __user_cap_data_struct data[2];

	return result(syscall(SYS_capget, &header, data));
}

/* The clock of a process: ~pid << 3 and the kind of clock. */
long act_clock_gettime(struct call *c)
{
	clockid_t clock = (~(unsigned int)TARGET << 3) | 2;
	struct timespec t;

	return result(syscall(SYS_clock_gettime, clock, &t));
}

long act_kcmp(struct call *c)
{
	return result(syscall(SYS_kcmp, getpid(), TARGET, KCMP_VM, 0, 0));
}

static long with_pipe(long (*f)(int fd, pid_t pid), pid_t pid)
{
	int fds[2];
	long r;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	r = f(fds[0], pid);
	close(fds[0]);
	close(fds[1]);
	return r;
}

static long setown(int fd, pid_t pid)
{
	return result(fcntl(fd, F_SETOWN, pid));
}

long act_setown(struct call *c)
{
	return with_pipe(setown, TARGET);
}

static long setown_ex(int fd, pid_t pid)
{
	struct f_owner_ex owner = { .type = F_OWNER_TID, .pid = pid };

	return result(fcntl(fd, F_SETOWN_EX, &owner));
}

long act_setown_ex(struct call *c)
{
	return with_pipe(setown_ex, TARGET);
}

long act_perf_event_open(struct call *c)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof(attr),
		.config = PERF_COUNT_SW_TASK_CLOCK,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, TARGET, -1, -1, 0);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

long act_setns(struct call *c)
{
	return result(setns((int)c->arg[0], CLONE_NEWUTS));
}

long act_process_madvise(struct call *c)
{
	static char page[8192] __attribute__((aligned(4096)));
	struct iovec where = { .iov_base = page, .iov_len = 4096 };

	return result(syscall(SYS_process_madvise, c->arg[0], &where, 1,
			      MADV_COLD, 0));
}

long act_pidfd_getfd(struct call *c)
{
	int fd = (int)syscall(SYS_pidfd_getfd, c->arg[0], c->arg[1], 0);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}
