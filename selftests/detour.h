/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways to an address that bind() and connect() alone are not.
 */
#ifndef JAIL_DETOUR_H
#define JAIL_DETOUR_H

#include "agent.h"

#define DETOUR_PORT	7600
#define DETOUR_HOST_PORT 7601
#define DETOUR_BEFORE	100	/* the descriptor of a socket made before */

/**
 * enum door - by which the kernel is entered
 */
enum door { CALL, INT80, RING };

/**
 * enum detour_option - what is set on the socket first
 */
enum detour_option {
	NONE, FREEBIND4, FREEBIND6, DEVICE, LATE_PORT, REUSEPORT,
	GROUP_INTERFACE, TRANSPARENT4, TRANSPARENT6, REPAIR,
};

/**
 * struct detour - a way to an address
 * @foreign: that is not the jail's
 * @own: what of its own is asked for the same way, NULL: what is seen instead
 * @seen: as the name of what was asked for with @foreign, if that is let through
 * @since: the first kernel that has this door, as major * 100 + minor
 */
struct detour {
	const char *name;
	enum door door;
	enum detour_option option;
	int family;
	int type;
	const char *foreign;
	const char *own;
	const char *seen;
	int since;
};

/*
 * who binds to an address, or connects to it; by the socket of before. 0 or
 * -errno, and, if name is given, the socket's name, 64 bytes.
 */
long detour_take(struct agent *who, const struct detour *row, const char *ip,
		 bool connects, bool before, char *name);
int set_int(int fd, int level, int name, int value);

#endif
