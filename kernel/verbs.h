/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What can be written to the control file, and what it leaves there.
 */
#ifndef _JAIL_VERBS_H
#define _JAIL_VERBS_H

#include <linux/fs.h>
#include <linux/mutex.h>

#include "jail.h"

/* The longest reply is that of get: all parameters, quoted. */
#define REPLY_SIZE	8192

/**
 * struct control - an open control file
 * @lock: one request at a time
 * @used: a request was written
 * @opener: the opener's jail, with a reference; NULL for the host
 * @jail: what the request made or found, with a reference; or NULL
 * @watch: it was found to watch it, and is not held
 * @reply: what read() gives
 */
struct control {
	struct mutex lock; /* guards all below */
	bool used;
	struct jail *opener;
	struct jail *jail;
	bool watch;
	char reply[REPLY_SIZE];
};

int verbs_run(struct file *file, struct control *control, char *text,
	      size_t len);

#endif /* _JAIL_VERBS_H */
