// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a user should be told of a configuration that is otherwise fine. */
#include "internal.h"

static enum jail_note note_root(const struct jail_conf *conf, char *buf,
				size_t size)
{
	if (!conf_is(conf, JAIL_PARAM_PATH, "/"))
		return JAIL_NOTE_NONE;
	if (conf_is(conf, TOOL_PARAM_MNT, "inherit")) {
		snprintf(buf, size, "mnt=inherit: the jail has the host's own files, writable; only path= makes a root of its own");
		return JAIL_NOTE_WARNING;
	}
	snprintf(buf, size, "path=/: the jail's root is the host's, read-only; /tmp, /run and /var/tmp are its own; /root, /home and secrets in /etc are empty");
	return JAIL_NOTE_PLAIN;
}

enum jail_note jail_conf_note(const struct jail_conf *conf, size_t index,
			      char *buf, size_t size)
{
	enum jail_note root = note_root(conf, buf, size);
	size_t n = 0;

	if (root && n++ == index)
		return root;
	return JAIL_NOTE_NONE;
}
