// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kernel and its module: is this one known, will it load, will it arm. */
#include <dirent.h>
#include <fcntl.h>

#include "check.h"

/* The series every promise is tested on. */
static const char *const tested[] = { "6.1", "6.12", "7.2" };
static const char oldest[] = "6.1";

void host_release(int root, char *buf, size_t size)
{
	if (!host_line(root, "proc/sys/kernel/osrelease", buf, size))
		snprintf(buf, size, "0");
}

bool host_realtime(int root)
{
	char release[65], version[128];

	host_release(root, release, sizeof(release));
	host_line(root, "proc/sys/kernel/version", version, sizeof(version));
	return strstr(release, "-rt") || strstr(version, "PREEMPT_RT");
}

static bool is_series(const char *release, const char *series)
{
	size_t len = strlen(series);

	return !strncmp(release, series, len) &&
	       (!release[len] || strchr(".-+", release[len]));
}

static bool too_old(const char *release)
{
	unsigned int major = 0, minor = 0, least_major = 0, least_minor = 0;

	sscanf(release, "%u.%u", &major, &minor);
	sscanf(oldest, "%u.%u", &least_major, &least_minor);
	return major < least_major ||
	       (major == least_major && minor < least_minor);
}

void check_kernel(int root, struct jail_check *c)
{
	char release[65], machine[32], known[64] = "";
	bool is_tested = false;

	host_release(root, release, sizeof(release));
	host_line(root, "proc/sys/kernel/arch", machine, sizeof(machine));
	for (size_t i = 0; i < ARRAY_SIZE(tested); i++) {
		is_tested |= is_series(release, tested[i]);
		list_add(known, sizeof(known), "%s", tested[i]);
	}
	if (too_old(release))
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"boot a kernel of one of the series 6.1, 6.12, 7.2",
			"Linux %s is too old", release);
	else if (host_realtime(root))
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"boot a kernel that is not a realtime one",
			"Linux %s is a realtime kernel", release);
	else if (*machine && strcmp(machine, "x86_64"))
		finding(c, JAIL_CHECK_WARN, 0, "try it on a test machine",
			"Linux %s on %s: jails are tested on x86_64 alone",
			release, machine);
	else if (!is_tested)
		finding(c, JAIL_CHECK_WARN, 0,
			"boot one of these, or try it on a test machine",
			"Linux %s is not of a series that jails are tested on (%s)",
			release, known);
	else
		fine(c, "Linux %s", release);
}

bool host_loaded(int root)
{
	struct jail_kernel kernel;
	char line[8];

	return !ctl_kernel(root, &kernel, &(struct jail_error){ 0 }) ||
	       host_line(root, "sys/module/jail/initstate", line, sizeof(line));
}

static bool is_module(const char *file)
{
	return !strcmp(file, "jail.ko") || !strncmp(file, "jail.ko.", 8);
}

/* Where below lib/modules/RELEASE jail.ko lies; only where modules of others go. */
static bool find_module(int root, const char *release, char *path, size_t size)
{
	static const char *const places[] = { "/updates", "/updates/dkms",
					      "/extra", "" };
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(places) && !found; i++) {
		struct dirent *entry;
		DIR *dir;
		int fd;

		snprintf(path, size, "lib/modules/%s%s", release, places[i]);
		fd = host_open(root, path, O_RDONLY | O_DIRECTORY);
		dir = fd < 0 ? NULL : fdopendir(fd);
		while (dir && !found && (entry = readdir(dir)))
			found = is_module(entry->d_name);
		if (found)
			snprintf(path, size, "/lib/modules/%s%s/%s", release,
				 places[i], entry->d_name);
		if (dir)
			closedir(dir);
	}
	return found;
}

/* Whether modprobe(8) would find it. */
static bool in_index(int root, const char *release)
{
	char path[128];
	char *text;
	bool found;

	snprintf(path, sizeof(path), "lib/modules/%s/modules.dep", release);
	text = host_read(root, path);
	found = text && strstr(text, "/jail.ko");
	free(text);
	return found;
}

/* Some other kernel that has one. */
static bool find_other(int root, char *release, size_t size)
{
	int fd = host_open(root, "lib/modules", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	char path[256];
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = entry->d_name[0] != '.' &&
			find_module(root, entry->d_name, path, sizeof(path));
	if (found)
		snprintf(release, size, "%.60s", entry->d_name);
	if (dir)
		closedir(dir);
	return found;
}

static void not_loaded(int root, struct jail_check *c)
{
	char release[65], other[65], path[256];

	host_release(root, release, sizeof(release));
	if (find_module(root, release, path, sizeof(path)))
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			in_index(root, release) ? "modprobe jail" :
			"depmod; modprobe jail",
			"%s is not loaded", path);
	else if (find_other(root, other, sizeof(other)))
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"make module && make install, then modprobe jail",
			"there is a jail.ko for Linux %s, but this is %s",
			other, release);
	else
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"make && make install, then modprobe jail",
			"there is no jail.ko for this kernel, %s", release);
}

void check_module(int root, struct jail_check *c)
{
	struct jail_kernel kernel;
	struct jail_error err;

	if (ctl_kernel(root, &kernel, &err)) {
		if (host_loaded(root))
			finding(c, JAIL_CHECK_SKIP, 0, NULL,
				"jail.ko is loaded; more is told when securityfs can be read");
		else if (host_realtime(root))
			finding(c, JAIL_CHECK_SKIP, 0, NULL,
				"jail.ko is not for this kernel");
		else
			not_loaded(root, c);
	} else if (kernel.version != JAIL_ABI_VERSION) {
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"install module and tool of the same release",
			"the kernel's ABI is version %u, this tool needs %d",
			kernel.version, JAIL_ABI_VERSION);
	} else {
		fine(c, "ABI version %u, as %s, %u hooks and %u seams, %s",
		     kernel.version, kernel.backend, kernel.hooks, kernel.seams,
		     kernel.armed ? "armed" : "not armed (no jail yet)");
	}
}

/* Of what is in brackets in "none [integrity] confidentiality". */
static bool locked_down(int root)
{
	char *text = ctl_file(root, "lockdown");
	bool locked = text && strchr(text, '[') && !strstr(text, "[none]");

	free(text);
	return locked;
}

void check_signed(int root, struct jail_check *c)
{
	static const char enforced[] = "sys/module/module/parameters/sig_enforce";
	static const char fix[] =
		"sign jail.ko with a key that is enrolled: mokutil --import";
	char line[8];

	if (host_loaded(root))
		fine(c, "jail.ko was let in");
	else if (host_number(root, "proc/sys/kernel/modules_disabled", 0))
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"reboot, and load jail before kernel.modules_disabled is set",
			"kernel.modules_disabled is 1: no module can be loaded any more");
	else if (locked_down(root))
		finding(c, JAIL_CHECK_WARN, 0, fix,
			"the kernel is locked down: it takes signed modules alone");
	else if (host_line(root, enforced, line, sizeof(line)) && *line == 'Y')
		finding(c, JAIL_CHECK_WARN, 0, fix,
			"the kernel takes signed modules alone (sig_enforce)");
	else
		fine(c, "modules need no signature");
}
