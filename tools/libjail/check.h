/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the checks of a host share. Each looks at the host through one
 * descriptor of its root, so that a test can give it another.
 */
#ifndef _JAIL_CHECK_H
#define _JAIL_CHECK_H

#include "internal.h"

/* Fill a finding; fix may be NULL. code is 0 unless the level is FAIL. */
void finding(struct jail_check *check, enum jail_check_level level, int code,
	     const char *fix, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void fine(struct jail_check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The root's directory @path, without leading slash; -1 with errno. */
int host_open(int root, const char *path, int flags);
/* A file as a string, malloc'd, or NULL. */
char *host_read(int root, const char *path);
/* Its first line into a buffer; false if there is none. */
bool host_line(int root, const char *path, char *buf, size_t size);
/* A number in a file, e.g. a sysctl; @missing if there is none. */
long host_number(int root, const char *path, long missing);
bool host_has(int root, const char *path);
/* Whether a file system of this type is mounted on the absolute @place. */
bool host_mounted(int root, const char *type, const char *place);
/* Whether the caller has CAP_SYS_ADMIN. */
bool host_power(int root);
/* The running kernel's release. */
void host_release(int root, char *buf, size_t size);
bool host_realtime(int root);
/* How the module stands, without a finding of its own. */
bool host_loaded(int root);

/* Append "word" or ", word" as long as there is room; false if there is not. */
bool list_add(char *buf, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The kernel's functions that jails hold, sorted; made from the kernel's tables. */
extern const char *const wanted_symbols[];
extern const size_t wanted_count;
/* Its index, or -1. */
int wanted_find(const char *symbol);

/* The rows, each in the file of its subject. */
typedef void check_look(int root, struct jail_check *check);

/* check_kernel.c */
check_look check_kernel, check_module, check_signed;
/* check_symbols.c */
check_look check_symbols, check_ftrace, check_holders;
/* check_fs.c */
check_look check_securityfs, check_cgroup, check_state, check_room;
/* check_user.c */
check_look check_privilege, check_userns, check_lsm;
/* check_net.c */
check_look check_autoload, check_listeners, check_resolver;
/* missing.c */
check_look check_addresses;

/* One row, of the host at @root. */
bool check_at(int root, size_t index, struct jail_check *check);

#endif /* _JAIL_CHECK_H */
