// SPDX-License-Identifier: GPL-2.0-or-later
/* Beside SELinux: a type whose tasks may not change how they are scheduled. */
#include "beside.h"

#include <errno.h>
#include <sys/resource.h>

/* As in selinux.conf */
#define INTO	"jail_u:jail_r:confined"

static long act_confine(struct call *c)
{
	(void)c;
	return write_file("/proc/self/attr/current", INTO);
}

static long act_nice(struct call *c)
{
	(void)c;
	return setpriority(PRIO_PROCESS, 0, 5) ? -errno : 0;
}

TEST(selinux)
{
	struct beside b;

	ASSERT_TRUE(lsm_active("selinux"));
	beside_start(&b);
	beside_expect_ours(&b);
	beside_expect(&b, 0, act_nice);
	beside_expect(&b, 0, act_confine);
	beside_expect(&b, -EACCES, act_nice);
	beside_expect_ours(&b);
	beside_stop(&b);
}
