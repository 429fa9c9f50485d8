// SPDX-License-Identifier: LGPL-2.1-or-later
/* Mounts by descriptor: made, placed, and looked at afterwards. */
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "internal.h"

/* EAGAIN is a rename elsewhere at that moment, or a lease: that one stays. */
enum { RESOLVE_TRIES = 100 };

int open_resolve(int dir, const char *path, uint64_t flags, uint64_t resolve)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC,
		.mode = flags & O_CREAT ? 0600 : 0,
		.resolve = resolve | RESOLVE_NO_MAGICLINKS,
	};
	int tries = RESOLVE_TRIES, fd;

	do {
		fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
	} while (fd < 0 &&
		 (errno == EINTR || (errno == EAGAIN && --tries)));
	return fd;
}

uint64_t mnt_id(int fd)
{
	struct statx stx;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &stx) ||
	    !(stx.stx_mask & STATX_MNT_ID))
		return 0;
	return stx.stx_mnt_id;
}

static int configure(int fs, const struct mnt_option *options)
{
	for (; options && options->key; options++) {
		int command = options->value ? FSCONFIG_SET_STRING :
					       FSCONFIG_SET_FLAG;

		if (fsconfig(fs, command, options->key, options->value, 0))
			return -1;
	}
	return fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
}

int mnt_new(const char *type, const struct mnt_option *options,
	    unsigned int attr, struct jail_error *err)
{
	int fs = fsopen(type, FSOPEN_CLOEXEC);
	int mnt = -1;

	if (fs >= 0 && !configure(fs, options))
		mnt = fsmount(fs, FSMOUNT_CLOEXEC, attr);
	if (mnt < 0)
		fail(err, code_of(errno), NULL, "can't make a %s: %m", type);
	if (fs >= 0)
		close(fs);
	return mnt;
}

static void no_place(int tree, const char *path, struct jail_error *err)
{
	int saved = errno;
	struct stat st;

	if (!fstatat(tree, path, &st, AT_SYMLINK_NOFOLLOW) &&
	    S_ISLNK(st.st_mode))
		fail(err, JAIL_FAILED, "make it a plain directory",
		     "the jail's /%s is a symbolic link", path);
	else
		fail(err, JAIL_FAILED, "make the directory",
		     "the jail's /%s: %s", path, strerror(saved));
	errno = saved;
}

/*
 * A directory of the tree as a place to mount on. The tree may belong to
 * someone hostile: resolve says that nothing may lead out of it. Only with
 * RESOLVE_IN_ROOT are links followed, as seen from inside.
 */
int mnt_place(int tree, const char *path, uint64_t resolve,
	      struct jail_error *err)
{
	uint64_t follow = resolve & RESOLVE_IN_ROOT ? 0 : O_NOFOLLOW;
	int fd = open_resolve(tree, path, O_PATH | O_DIRECTORY | follow,
			      resolve);

	if (fd < 0)
		no_place(tree, path, err);
	return fd;
}

int mnt_put(int mnt, int place, const char *what, struct jail_error *err)
{
	if (move_mount(mnt, "", place, "",
		       MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH))
		return fail(err, code_of(errno), NULL, "can't mount %s: %m",
			    what);
	return 0;
}

int mnt_check(int mnt, int tree, const char *path, uint64_t resolve,
	      struct jail_error *err)
{
	uint64_t follow = resolve & RESOLVE_IN_ROOT ? 0 : O_NOFOLLOW;
	int fd = open_resolve(tree, path, O_PATH | O_DIRECTORY | follow,
			      resolve);
	uint64_t id = fd < 0 ? 0 : mnt_id(fd);

	if (fd >= 0)
		close(fd);
	if (!id || id != mnt_id(mnt))
		return fail(err, JAIL_FAILED,
			    "look who changes the tree while the jail is started",
			    "the jail's /%s is not what was mounted there",
			    path);
	return 0;
}

int mnt_mount(int mnt, int tree, const char *path, uint64_t resolve,
	      struct jail_error *err)
{
	int place = mnt_place(tree, path, resolve, err), bad;

	if (place < 0)
		return -1;
	bad = mnt_put(mnt, place, path, err) ||
	      mnt_check(mnt, tree, path, resolve, err);
	close(place);
	return bad ? -1 : 0;
}
