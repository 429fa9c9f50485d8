// SPDX-License-Identifier: GPL-2.0-or-later
/* Beside Smack: a label whose tasks may not read a file of another. */
#include "beside.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define SMACKFS	"/sys/fs/smackfs/"
#define INTO	"JailStack"
#define KEPT	"JailKept"
#define FILE_OF_KEPT	"/tmp/stack-smack"

/* All may do all with each other, but that. */
static const char *const rules[] = {
	"_ " KEPT " rwxat", "_ " INTO " rwxat", INTO " _ rwxat",
};

static long act_confine(struct call *c)
{
	(void)c;
	return write_file("/proc/self/attr/current", INTO);
}

static long act_kept(struct call *c)
{
	int fd = open(FILE_OF_KEPT, O_RDONLY | O_CLOEXEC);

	(void)c;
	return fd < 0 ? -errno : close(fd);
}

static void make_file(void)
{
	int fd = open(FILE_OF_KEPT, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, fsetxattr(fd, "security.SMACK64", KEPT, strlen(KEPT), 0));
	close(fd);
}

TEST(smack)
{
	struct beside b;

	ASSERT_TRUE(lsm_active("smack"));
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		ASSERT_EQ(0, write_file(SMACKFS "load2", rules[i]));
	make_file();
	/* Our children may put themselves there without a capability. */
	ASSERT_EQ(0, write_file(SMACKFS "relabel-self", INTO));
	beside_start(&b);
	beside_expect_ours(&b);
	beside_expect(&b, 0, act_kept);
	beside_expect(&b, 0, act_confine);
	beside_expect(&b, -EACCES, act_kept);
	beside_expect_ours(&b);
	beside_stop(&b);
	unlink(FILE_OF_KEPT);
}
