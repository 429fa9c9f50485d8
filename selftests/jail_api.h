/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's interface as the tests use it: securityfs and ioctl, no
 * library in between. Functions that can fail return minus an errno.
 *
 * With JAIL_TEST_UNJAILED in the environment jails are imaginary: nothing is
 * created and attaching does nothing, so that a test of a refusal must fail.
 * This is how the tests themselves are tested.
 */
#ifndef JAIL_API_H
#define JAIL_API_H

#include <linux/jail.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define JAIL_TEXT_MAX	(256 * 1024)

/**
 * struct jail - a jail that a test made
 * @name: its full name
 * @fd: its descriptor, close-on-exec; closing it removes the jail
 */
struct jail {
	char name[JAIL_NAME_MAX + 1];
	int fd;
};

bool jail_imaginary(void);
/* Is the jail part of this kernel, so that hooks are always armed? */
bool jail_builtin(void);

/* One request on a descriptor of its own; the reply is optional. */
int jail_request(const char *request, char *reply, size_t size);
/* Likewise, but the descriptor stays open; -errno if the write failed. */
int jail_control(const char *request);
/* A jail with a name of this process's own: "t123-" and suffix. */
int jail_make(struct jail *jail, const char *suffix, const char *params);
/* A jail with exactly that name; flags as for JAIL_IOC_FD. */
int jail_create(struct jail *jail, const char *name, const char *params,
		int flags);
int jail_open(const char *name, int flags);
int jail_attach(const struct jail *jail);
int jail_info(const struct jail *jail, struct jail_info *info);
int jail_remove(const struct jail *jail);
/* Removes, and waits until the name is free again; -ETIMEDOUT. */
int jail_destroy(struct jail *jail);
/* Waits until the jail is dead, milliseconds. */
int jail_wait_dead(const struct jail *jail, int timeout);
bool jail_listed(const char *name);
/* How many jails there are whose name begins so. */
int jails_left(const char *prefix);
/* The value of `key=` in the jail's line of `jails`; -ENOENT. */
int jail_field(const char *name, const char *key, char *value, size_t size);

/* A whole file of securityfs; -errno or its length. text gets a NUL. */
int jail_read(const char *file, char *text, size_t size);

/* Counters, as the host sees them; 0 if there's no such line. */
unsigned long long jail_count(const struct jail *jail, const char *op);
/* All refusals of the jail, "skipped" left out. */
unsigned long long jail_total(const struct jail *jail);

/* The newest denial's sequence number; 0 without any. */
unsigned long long denials_mark(void);
/*
 * How many records since mark name this jail, operation, errno and process
 * (0: any). object: a part of the object's text, or NULL.
 */
int denials_since(unsigned long long mark, const struct jail *jail,
		  const char *op, int err, pid_t pid, const char *object);

#endif
