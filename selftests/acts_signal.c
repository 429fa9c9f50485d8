// SPDX-License-Identifier: GPL-2.0-or-later
#include "acts_signal.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long result(long r)
{
	return r < 0 ? -errno : 0;
}

static siginfo_t queued(int signal)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = signal;
	info.si_code = SI_QUEUE;
	info.si_pid = getpid();
	return info;
}

long act_kill(struct call *c)
{
	return result(kill((pid_t)c->arg[0], (int)c->arg[1]));
}

long act_kill_group(struct call *c)
{
	return result(kill(-(pid_t)c->arg[0], (int)c->arg[1]));
}

long act_tkill(struct call *c)
{
	return result(syscall(SYS_tkill, c->arg[0], c->arg[1]));
}

long act_tgkill(struct call *c)
{
	return result(syscall(SYS_tgkill, c->arg[0], c->arg[0], c->arg[1]));
}

long act_sigqueue(struct call *c)
{
	siginfo_t info = queued((int)c->arg[1]);

	return result(syscall(SYS_rt_sigqueueinfo, c->arg[0], c->arg[1],
			      &info));
}

long act_tgsigqueue(struct call *c)
{
	siginfo_t info = queued((int)c->arg[1]);

	return result(syscall(SYS_rt_tgsigqueueinfo, c->arg[0], c->arg[0],
			      c->arg[1], &info));
}

long act_pidfd_open(struct call *c)
{
	int fd = (int)syscall(SYS_pidfd_open, c->arg[0], 0);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

long act_pidfd_send_signal(struct call *c)
{
	return result(syscall(SYS_pidfd_send_signal, c->arg[0], c->arg[1],
			      NULL, 0));
}
