// SPDX-License-Identifier: LGPL-2.1-or-later
/* Not what was asked, but what is there: nothing is believed. */
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include "internal.h"

/* path=/: where the jail may write. */
static const char *const writable[] = {
	"/proc", "/dev", "/dev/pts", "/dev/shm", "/tmp", "/run", "/var/tmp",
};

static bool has_type(const char *path, uint32_t magic)
{
	struct statfs fs;

	return !statfs(path, &fs) && (uint32_t)fs.f_type == magic;
}

static uint64_t path_mnt_id(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	uint64_t id = fd < 0 ? 0 : mnt_id(fd);

	close(fd);
	return id;
}

static bool may_write(const char *place)
{
	for (size_t i = 0; i < ARRAY_SIZE(writable); i++)
		if (!strcmp(place, writable[i]))
			return true;
	return false;
}

/* Every mount, since one that stayed writable is enough. */
static int verify_readonly(struct jail_error *err)
{
	char *text = read_file("/proc/self/mountinfo"), *save, *line;
	char place[4096], options[16];
	int bad = 0;

	if (!text)
		return fail(err, JAIL_FAILED, NULL, "can't read the mounts: %m");
	for (line = strtok_r(text, "\n", &save); line && !bad;
	     line = strtok_r(NULL, "\n", &save)) {
		if (sscanf(line, "%*d %*d %*s %*s %4095s %2s", place,
			   options) != 2)
			bad = fail(err, JAIL_FAILED, NULL,
				   "can't understand the list of mounts");
		else if (strcmp(options, "ro") && !may_write(place))
			bad = fail(err, JAIL_FAILED, NULL,
				   "path=/: %.256s is not read-only after all",
				   place);
	}
	free(text);
	return bad;
}

int root_verify(const struct plan *plan, int tree, struct jail_error *err)
{
	uint64_t id = mnt_id(tree);

	if (!id || path_mnt_id("/") != id || path_mnt_id("/..") != id)
		return fail(err, JAIL_FAILED, NULL,
			    "path \"%s\": is not the root after all",
			    plan->path);
	if (!has_type("/proc", PROC_SUPER_MAGIC) ||
	    !has_type("/dev", TMPFS_MAGIC) ||
	    !has_type("/dev/pts", DEVPTS_SUPER_MAGIC))
		return fail(err, JAIL_FAILED,
			    "look who changes the tree while the jail is started",
			    "the jail's /proc and /dev are not what was mounted");
	return plan->host_root ? verify_readonly(err) : 0;
}
