// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The jail's /dev: a fresh tmpfs with the few devices every program may have.
 * It is filled while it is mounted nowhere, by descriptor, so that nothing in
 * the jail's own tree (a /dev that is a link, a /dev/null that is one) is ever
 * followed or written to.
 */
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "internal.h"

static const struct {
	const char *name;
	unsigned int major, minor;
} nodes[] = {
	{ "null", 1, 3 }, { "zero", 1, 5 }, { "full", 1, 7 },
	{ "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

static const struct {
	const char *name, *target;
} links[] = {
	{ "fd", "/proc/self/fd" },
	{ "stdin", "/proc/self/fd/0" },
	{ "stdout", "/proc/self/fd/1" },
	{ "stderr", "/proc/self/fd/2" },
	{ "ptmx", "pts/ptmx" },
};

/* For every user, whatever the umask is. */
static int make_node(int dev, const char *name, dev_t number)
{
	if (mknodat(dev, name, S_IFCHR | 0666, number))
		return -1;
	return fchmodat(dev, name, 0666, 0);
}

static int fill(int dev, struct jail_error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++)
		if (make_node(dev, nodes[i].name,
			      makedev(nodes[i].major, nodes[i].minor)))
			return fail(err, code_of(errno), NULL,
				    "can't make the jail's /dev/%s: %m",
				    nodes[i].name);
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		if (symlinkat(links[i].target, dev, links[i].name))
			return fail(err, code_of(errno), NULL,
				    "can't make the jail's /dev/%s: %m",
				    links[i].name);
	if (mkdirat(dev, "pts", 0755) || mkdirat(dev, "shm", 0755))
		return fail(err, code_of(errno), NULL,
			    "can't make directories in the jail's /dev: %m");
	return 0;
}

static int mount_in(int dev, const char *name, const char *type,
		    const struct mnt_option *options, unsigned int attr,
		    struct jail_error *err)
{
	int mnt = mnt_new(type, options, attr, err), bad;

	if (mnt < 0)
		return -1;
	bad = mnt_mount(mnt, dev, name, RESOLVE_BENEATH, err);
	close(mnt);
	return bad;
}

/* A devpts of its own: no terminal of the host's, none for the host to open. */
static int mount_inner(int dev, struct jail_error *err)
{
	static const struct mnt_option pts[] = {
		{ "ptmxmode", "0666" }, { "mode", "0620" }, { "gid", "5" },
		{ 0 },
	};
	static const struct mnt_option shm[] = { { "mode", "1777" }, { 0 } };

	if (mount_in(dev, "pts", "devpts", pts,
		     MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, err))
		return -1;
	return mount_in(dev, "shm", "tmpfs", shm,
			MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, err);
}

int dev_mount(int tree, struct jail_error *err)
{
	static const struct mnt_option options[] = {
		{ "mode", "0755" }, { "size", "1m" }, { "nr_inodes", "256" },
		{ 0 },
	};
	int dev = mnt_new("tmpfs", options,
			  MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, err);
	int bad = -1;

	if (dev < 0)
		return -1;
	if (!fill(dev, err) &&
	    !mnt_mount(dev, tree, "dev", RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
		       err))
		bad = mount_inner(dev, err);
	close(dev);
	return bad;
}
