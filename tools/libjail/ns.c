// SPDX-License-Identifier: LGPL-2.1-or-later
/* Namespaces: made with clone3, joined all at once, furnished. */
#include <fcntl.h>
#include <net/if.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/single_threaded.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "order.h"

static const struct {
	int param;
	uint64_t flag;
} table[] = {
	{ TOOL_PARAM_MNT, CLONE_NEWNS },
	{ TOOL_PARAM_PID, CLONE_NEWPID },
	{ TOOL_PARAM_IPC, CLONE_NEWIPC },
	{ TOOL_PARAM_UTS, CLONE_NEWUTS },
	{ TOOL_PARAM_CGROUP, CLONE_NEWCGROUP },
	{ JAIL_PARAM_VNET, CLONE_NEWNET },
};

uint64_t ns_flags(const struct jail_conf *conf)
{
	uint64_t flags = 0;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *value = conf_value(conf, table[i].param);

		if (value && !strcmp(value, "new"))
			flags |= table[i].flag;
	}
	return flags;
}

static pid_t clone_now(struct clone_args *args)
{
	return syscall(SYS_clone3, args, sizeof(*args));
}

/*
 * In a program of several threads another one may hold the allocator's lock,
 * which nobody would release in our child. fork() sees to that, and what it
 * makes then makes the child, which is still ours.
 */
static pid_t clone_from_fork(struct clone_args *args)
{
	struct { pid_t pid; int error; } made = { -1, EAGAIN };
	int pair[2];
	pid_t middle;

	if (pipe2(pair, O_CLOEXEC))
		return -1;
	args->flags |= CLONE_PARENT;
	args->exit_signal = 0;
	middle = fork();
	if (!middle) {
		made.pid = clone_now(args);
		if (!made.pid)
			return 0;
		made.error = errno;
		(void)!write(pair[1], &made, sizeof(made));
		_exit(0);
	}
	if (middle < 0)
		made.error = errno;
	close(pair[1]);
	while (middle > 0 && read(pair[0], &made, sizeof(made)) < 0 &&
	       errno == EINTR)
		;
	close(pair[0]);
	while (middle > 0 && waitpid(middle, NULL, 0) < 0 && errno == EINTR)
		;
	errno = made.error;
	return made.pid;
}

/*
 * A child that shares nothing with us: no CLONE_VM, CLONE_FILES or CLONE_FS,
 * or the kernel would not let it into a jail. Like fork, it returns twice.
 */
pid_t ns_clone(uint64_t flags, int exit_signal, int cgroup)
{
	struct clone_args args = {
		.flags = flags | (cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
		.exit_signal = exit_signal,
		.cgroup = cgroup >= 0 ? cgroup : 0,
	};

	if (__libc_single_threaded || flags & CLONE_PARENT)
		return clone_now(&args);
	return clone_from_fork(&args);
}

/* All or none: there is no moment in half of them. */
int do_join(struct order *o, struct jail_error *err)
{
	if (o->plan.ns && setns(o->leader, o->plan.ns))
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}

/*
 * Its root is the cgroup of who makes it: of the jail by now, the caller's if
 * clone3 had made it.
 */
int do_cgroupns(struct order *o, struct jail_error *err)
{
	(void)o;
	if (unshare(CLONE_NEWCGROUP))
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}

int do_hostname(struct order *o, struct jail_error *err)
{
	const char *name = o->plan.hostname;

	if (sethostname(name, strlen(name)))
		return fail(err, JAIL_FAILED, NULL, "host.hostname=%s: %m",
			    name);
	return 0;
}

int do_loopback(struct order *o, struct jail_error *err)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int bad = fd < 0 || ioctl(fd, SIOCSIFFLAGS, &ifr);

	(void)o;
	if (bad)
		fail(err, JAIL_FAILED, NULL, "vnet=new: lo: %m");
	if (fd >= 0)
		close(fd);
	return bad ? -1 : 0;
}

/* In a child, since there is no way back from another's namespace. */
int ns_set_hostname(int pidfd, const char *name, struct jail_error *err)
{
	pid_t pid = ns_clone(0, SIGCHLD, -1);
	int status = 1;

	if (!pid)
		_exit(setns(pidfd, CLONE_NEWUTS) ||
		      sethostname(name, strlen(name)));
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	if (pid < 0 || status)
		return fail(err, JAIL_FAILED, NULL,
			    "host.hostname: can't set it inside the running jail");
	return 0;
}
