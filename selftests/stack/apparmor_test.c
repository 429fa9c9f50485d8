// SPDX-License-Identifier: GPL-2.0-or-later
/* Beside AppArmor: a profile that keeps one file from who goes into it. */
#include "beside.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* As in apparmor.profile */
#define INTO	"changeprofile jail_stack"
#define KEPT	"/etc/hostname"

static long act_confine(struct call *c)
{
	(void)c;
	return write_file("/proc/self/attr/current", INTO);
}

static long opens(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : close(fd);
}

static long act_kept(struct call *c)
{
	(void)c;
	return opens(KEPT);
}

static long act_other(struct call *c)
{
	(void)c;
	return opens("/etc/hosts");
}

TEST(apparmor)
{
	struct beside b;

	ASSERT_TRUE(lsm_active("apparmor"));
	beside_start(&b);
	beside_expect_ours(&b);
	beside_expect(&b, 0, act_kept);
	beside_expect(&b, 0, act_confine);
	beside_expect(&b, -EACCES, act_kept);
	beside_expect(&b, 0, act_other);
	beside_expect_ours(&b);
	beside_stop(&b);
}
