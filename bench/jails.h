/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jails to measure in. It speaks to the kernel's files directly, so that a
 * measurement depends on no tool.
 */
#ifndef BENCH_JAILS_H
#define BENCH_JAILS_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "linux/jail.h"
#include "ticks.h"

/* Returns its descriptor, with which it ends. */
static inline int make_jail(const char *request)
{
	int control = open(JAIL_DIR "/control", O_RDWR | O_CLOEXEC);
	char reply[512];
	ssize_t n;
	int jail;

	if (control < 0)
		die("open " JAIL_DIR "/control (is jail.ko loaded and securityfs mounted?)");
	if (write(control, request, strlen(request)) < 0) {
		int error = errno;

		n = read(control, reply, sizeof(reply) - 1);
		reply[n > 0 ? n : 0] = 0;
		fprintf(stderr, "bench: the kernel says: %s", reply);
		errno = error;
		die("make a jail");
	}
	jail = ioctl(control, JAIL_IOC_FD, JAIL_FD_OWN);
	if (jail < 0)
		die("get the jail's descriptor");
	close(control);
	return jail;
}

/* The next one takes the same name: this one must be gone by then. */
static inline void end_jail(int jail)
{
	struct pollfd dead = { .fd = jail, .events = 0 };

	if (ioctl(jail, JAIL_IOC_REMOVE, 0))
		die("remove the jail");
	if (poll(&dead, 1, 10000) != 1 || !(dead.revents & POLLHUP))
		die("see the jail's end within ten seconds");
}

#endif /* BENCH_JAILS_H */
