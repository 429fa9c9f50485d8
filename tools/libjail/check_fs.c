// SPDX-License-Identifier: LGPL-2.1-or-later
/* File systems a host needs mounted, and the library's place in /run. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "check.h"

void check_securityfs(int root, struct jail_check *c)
{
	if (ctl_mounted(root))
		fine(c, "securityfs is mounted");
	else
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"mount -t securityfs securityfs /sys/kernel/security",
			"securityfs is not mounted");
}

/* What limits need, of the words in cgroup.controllers. */
static void missing_controllers(int root, char *buf, size_t size)
{
	static const char *const wanted[] = { "cpu", "memory", "pids" };
	char have[256], padded[260], word[16];

	host_line(root, "sys/fs/cgroup/cgroup.controllers", have, sizeof(have));
	snprintf(padded, sizeof(padded), " %s ", have);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		snprintf(word, sizeof(word), " %s ", wanted[i]);
		if (!strstr(padded, word))
			list_add(buf, size, "%s", wanted[i]);
	}
}

void check_cgroup(int root, struct jail_check *c)
{
	char missing[64] = "";

	if (host_mounted(root, "cgroup2", "/sys/fs/cgroup")) {
		missing_controllers(root, missing, sizeof(missing));
		if (*missing)
			finding(c, JAIL_CHECK_WARN, 0,
				"boot without cgroup_disable=, and with nothing mounted as cgroup v1",
				"cgroup v2 is there without the controllers %s: jails get no such limits",
				missing);
		else
			fine(c, "cgroup v2 is mounted on /sys/fs/cgroup");
	} else if (host_mounted(root, "cgroup2", "/sys/fs/cgroup/unified")) {
		finding(c, JAIL_CHECK_WARN, 0,
			"boot with systemd.unified_cgroup_hierarchy=1",
			"cgroups are hybrid, their controllers belong to v1: jails get no limits");
	} else {
		finding(c, JAIL_CHECK_FAIL, JAIL_FAILED,
			"mount -t cgroup2 cgroup2 /sys/fs/cgroup, or create jails with cgroup=inherit",
			"no cgroup v2 is mounted: a jail could not have one of its own");
	}
}

void check_state(int root, struct jail_check *c)
{
	static const char path[] = "run/jail";
	int fd = host_open(root, path, O_PATH | O_NOFOLLOW);
	struct stat st;

	if (fd < 0) {
		fine(c, "/run/jail is made by the first jail");
		return;
	}
	if (fstat(fd, &st) || !S_ISDIR(st.st_mode) || st.st_uid ||
	    (st.st_mode & 077))
		finding(c, JAIL_CHECK_FAIL, JAIL_FAILED,
			"look who made it, then remove /run/jail",
			"/run/jail is not a directory of root's alone: state files there can't be trusted");
	else
		fine(c, "/run/jail is root's alone");
	close(fd);
}

void check_room(int root, struct jail_check *c)
{
	enum { LEAST_KIB = 256, LEAST_FILES = 16 };
	int fd = host_open(root, "run", O_PATH | O_DIRECTORY);
	unsigned long kib;
	struct statvfs fs;

	if (fd < 0 || fstatvfs(fd, &fs)) {
		finding(c, JAIL_CHECK_FAIL, JAIL_FAILED, "mount -t tmpfs tmpfs /run",
			"/run: %m");
	} else if (fs.f_flag & ST_RDONLY) {
		finding(c, JAIL_CHECK_FAIL, JAIL_FAILED, "mount -o remount,rw /run",
			"/run is mounted read-only");
	} else {
		kib = fs.f_bavail * (fs.f_frsize / 1024.0);
		if (kib < LEAST_KIB || (fs.f_files && fs.f_ffree < LEAST_FILES))
			finding(c, JAIL_CHECK_FAIL, JAIL_FAILED,
				"make room in /run",
				"/run is full: %lu KiB and %lu files left",
				kib, (unsigned long)fs.f_ffree);
		else
			fine(c, "/run has room: %lu MiB", kib / 1024);
	}
	if (fd >= 0)
		close(fd);
}
