/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Object -> jail, for objects other than tasks, where the kernel has no room
 * in them for us.
 */
#ifndef _JAIL_TAG_H
#define _JAIL_TAG_H

#include "jail.h"

/**
 * enum tag_type - what a pointer points to
 * @TAG_FOWNER: a file; the jail is that of who asked for its signals
 */
enum tag_type {
	TAG_FOWNER,
};

int tag_set(enum tag_type type, const void *object, struct jail *jail);
struct jail *tag_find(enum tag_type type, const void *object);
void tag_drop(enum tag_type type, const void *object);
void tag_flush(void);

#endif /* _JAIL_TAG_H */
