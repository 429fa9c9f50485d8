// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a host needs: each thing with the cause and the fix. */
#include <linux/magic.h>
#include <stdarg.h>
#include <sys/capability.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

#include "internal.h"

__attribute__((format(printf, 5, 6)))
static void find(struct jail_check *check, enum jail_check_level level,
		 int code, const char *fix, const char *format, ...)
{
	va_list args;

	check->level = level;
	check->code = code;
	snprintf(check->fix, sizeof(check->fix), "%s", fix ? fix : "");
	va_start(args, format);
	vsnprintf(check->cause, sizeof(check->cause), format, args);
	va_end(args);
}

static void check_kernel(struct jail_check *c)
{
	struct utsname uts;
	unsigned int major = 0, minor = 0;

	uname(&uts);
	sscanf(uts.release, "%u.%u", &major, &minor);
	if (major < 6 || (major == 6 && minor < 1))
		find(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
		     "boot a kernel of 6.1 or later",
		     "Linux %s is too old", uts.release);
	else if (strstr(uts.release, "-rt") || strstr(uts.version, "PREEMPT_RT"))
		find(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
		     "boot a kernel that is not a realtime one",
		     "Linux %s is a realtime kernel", uts.release);
	else
		find(c, JAIL_CHECK_OK, 0, NULL, "Linux %s", uts.release);
}

static void check_root(struct jail_check *c)
{
	cap_t caps = cap_get_proc();
	cap_flag_value_t has = CAP_CLEAR;

	if (caps)
		cap_get_flag(caps, CAP_SYS_ADMIN, CAP_EFFECTIVE, &has);
	cap_free(caps);
	if (has == CAP_SET)
		find(c, JAIL_CHECK_OK, 0, NULL, "CAP_SYS_ADMIN is there");
	else
		find(c, JAIL_CHECK_FAIL, JAIL_NO_POWER, "run it as root",
		     "no CAP_SYS_ADMIN: jails can't be made or entered");
}

static void check_securityfs(struct jail_check *c)
{
	if (ctl_mounted())
		find(c, JAIL_CHECK_OK, 0, NULL, "securityfs is mounted");
	else
		find(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
		     "mount -t securityfs securityfs /sys/kernel/security",
		     "securityfs is not mounted");
}

static void check_module(struct jail_check *c)
{
	struct jail_kernel kernel;
	struct jail_error err;

	if (jail_kernel_read(&kernel, &err))
		find(c, JAIL_CHECK_FAIL, err.code, err.fix, "%s", err.text);
	else if (kernel.version != JAIL_ABI_VERSION)
		find(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
		     "install module and tool of the same release",
		     "the kernel's ABI is version %u, this tool needs %d",
		     kernel.version, JAIL_ABI_VERSION);
	else
		find(c, JAIL_CHECK_OK, 0, NULL,
		     "ABI version %u, as %s, %u hooks and %u seams, %s",
		     kernel.version, kernel.backend, kernel.hooks, kernel.seams,
		     kernel.armed ? "armed" : "not armed (no jail yet)");
}

static void check_cgroup(struct jail_check *c)
{
	struct statfs fs;

	if (!statfs("/sys/fs/cgroup", &fs) &&
	    (uint32_t)fs.f_type == CGROUP2_SUPER_MAGIC)
		find(c, JAIL_CHECK_OK, 0, NULL,
		     "cgroup v2 is mounted on /sys/fs/cgroup");
	else
		find(c, JAIL_CHECK_WARN, 0,
		     "mount -t cgroup2 cgroup2 /sys/fs/cgroup",
		     "no cgroup v2 on /sys/fs/cgroup: jails work, without limits");
}

static const struct {
	const char *name;
	void (*look)(struct jail_check *check);
} checks[] = {
	{ "kernel", check_kernel },
	{ "privilege", check_root },
	{ "securityfs", check_securityfs },
	{ "module", check_module },
	{ "cgroup", check_cgroup },
};

bool jail_check_host(size_t index, struct jail_check *check)
{
	if (index >= ARRAY_SIZE(checks))
		return false;
	*check = (struct jail_check){ .name = checks[index].name };
	checks[index].look(check);
	return true;
}
