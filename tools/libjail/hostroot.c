// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * path=/: the host's root, read-only. What a program must be able to write is
 * a fresh tmpfs, what it must not read is an empty one.
 */
#include <linux/openat2.h>
#include <sys/mount.h>

#include "internal.h"

static const struct cover {
	const char *path, *mode;
	unsigned int attr;
} covers[] = {
	{ "tmp",     "1777", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV },
	{ "run",     "0755", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV },
	{ "var/tmp", "1777", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV },
	{ "root",    "0700", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV },
	{ "home",    "0755", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV },
	{ "sys",     "0555", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV },
};

/*
 * The tree is the host's own: its links (/home -> /var/home) are followed, as
 * far as they stay in the tree. What the host has not got needs no cover.
 */
static int cover(int tree, const struct cover *c, struct jail_error *err)
{
	struct mnt_option options[] = { { "mode", c->mode }, { 0 } };
	int place = mnt_place(tree, c->path, RESOLVE_IN_ROOT, err);
	int mnt, bad = -1;

	if (place < 0)
		return errno == ENOENT ? 0 : -1;
	mnt = mnt_new("tmpfs", options, c->attr, err);
	if (mnt >= 0 && !mnt_put(mnt, place, c->path, err))
		bad = mnt_check(mnt, tree, c->path, RESOLVE_IN_ROOT, err);
	close(mnt);
	close(place);
	return bad;
}

int hostroot_fill(int tree, const char *resolver, struct jail_error *err)
{
	if (etc_mount(tree, resolver, err))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(covers); i++)
		if (cover(tree, &covers[i], err))
			return -1;
	return 0;
}
