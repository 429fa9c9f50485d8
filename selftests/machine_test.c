// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise C, where the act needs something to act on: a file system of the
 * machine's, the audit log, a suspended machine; and what the kernel does
 * with the power of who mounted a file system stays possible.
 */
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/quota.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define DIR_HERE	"/tmp/jail-machine"
#define DISK		DIR_HERE "/disk"

static long result(long r)
{
	return r < 0 ? -errno : 0;
}

/* In a mount namespace of the test's: an empty tmpfs. */
static void make_place(void)
{
	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	ASSERT_TRUE(!mkdir(DIR_HERE, 0755) || errno == EEXIST);
	ASSERT_EQ(0, mount("none", DIR_HERE, "tmpfs", 0, NULL));
}

/* And in it a file system with quotas and a disk of its own. */
static void make_disk(void)
{
	make_place();
	ASSERT_EQ(0, mkdir(DISK, 0755));
	ASSERT_EQ(0, system("cd " DIR_HERE " && truncate -s 1M image &&"
			    " mke2fs -F image >/dev/null 2>&1 &&"
			    " { modprobe loop; mount -o loop image disk; }"));
}

static long on_disk(long (*act)(int fd))
{
	int fd = open(DISK, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long r;

	if (fd < 0)
		return -errno;
	r = act(fd);
	close(fd);
	return r;
}

static long freeze(int fd)
{
	if (ioctl(fd, FIFREEZE, 0))
		return -errno;
	return result(ioctl(fd, FITHAW, 0));
}

static long act_freeze(struct call *c)
{
	(void)c;
	return on_disk(freeze);
}

/* No quota is on there: the kernel asks for the power first. */
static long set_quota(int fd)
{
	struct dqblk limits = { .dqb_bhardlimit = 1, .dqb_valid = QIF_BLIMITS };

	return result(syscall(SYS_quotactl_fd, fd, QCMD(Q_SETQUOTA, USRQUOTA),
			      4242, &limits));
}

static long act_quotactl(struct call *c)
{
	(void)c;
	return on_disk(set_quota);
}

/* DISK is a mount, but its parent is no place below it. */
static long act_pivot_root(struct call *c)
{
	(void)c;
	return result(syscall(SYS_pivot_root, DISK, DIR_HERE));
}

static long act_wake_alarm(struct call *c)
{
	int fd = timerfd_create(CLOCK_REALTIME_ALARM, TFD_CLOEXEC);

	(void)c;
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/**
 * struct machine_row - an act of the machine's root
 * @outside: what it gets outside, where success would be too much
 */
struct machine_row {
	const char *name;
	act_fn *act;
	const char *op;
	int outside;
};

static const struct machine_row refused[] = {
	{ "FIFREEZE", act_freeze, "cap.sys_admin", 0 },
	{ "quotactl", act_quotactl, "cap.sys_admin", ESRCH },
	{ "pivot_root", act_pivot_root, "cap.sys_admin", EINVAL },
	{ "alarm that wakes the machine", act_wake_alarm, "cap.wake_alarm",
	  0 },
};

TEST_EACH(machine, struct machine_row, refused)
{
	struct agent out, in;
	struct jail a;
	struct watch w;

	make_disk();
	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("outside", -row->outside,
		      agent_do(&out, row->act, 0, 0, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EPERM, agent_do(&in, row->act, 0, 0, 0));
	EXPECT_DENIED(&w, row->op, EPERM, 1, in.pid, NULL);
}

/* Sends arg1 down the audit socket arg0; what the kernel acknowledges. */
static long act_audit(struct call *c)
{
	struct {
		struct nlmsghdr head;
		char text[16];
	} out = {
		.head = {
			.nlmsg_len = sizeof(out),
			.nlmsg_type = (__u16)c->arg[1],
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
		.text = "op=test",
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[2048];
	} in;
	int fd = (int)c->arg[0];

	if (send(fd, &out, sizeof(out), 0) < 0)
		return -errno;
	do {
		if (recv(fd, &in, sizeof(in), 0) < 0)
			return -errno;
	} while (in.head.nlmsg_type != NLMSG_ERROR);
	return in.error.error;
}

struct audit_row {
	const char *name;
	int type;
	const char *op;
};

static const struct audit_row audits[] = {
	{ "a user's message", AUDIT_USER, "cap.audit_write" },
	{ "the state", AUDIT_GET, "cap.audit_control" },
	{ "a rule list", AUDIT_LIST_RULES, "cap.audit_control" },
};

/*
 * Jails can't open such a socket, so it was opened before. With the
 * machine's network stack even that is refused, see netlink_test.
 */
TEST_EACH(machine_audit, struct audit_row, audits)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
	struct agent_options own = { .before = net_own_stack };
	struct agent out, in;
	struct jail a;
	struct watch w;

	ASSERT_LE(0, fd);
	ASSERT_JAIL(&a, "a", "vnet=new");
	ASSERT_AGENT(&out, NULL);
	own.jail = &a;
	ASSERT_EQ(0, agent_start_with(&in, &own));
	EXPECT_RESULT("outside", 0,
		      agent_do(&out, act_audit, fd, row->type, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EPERM,
		      agent_do(&in, act_audit, fd, row->type, 0));
	EXPECT_DENIED(&w, row->op, EPERM, 1, in.pid, NULL);
}

/* Whether the kernel kept the flag that holds off a suspend. */
static long act_epoll_wakeup(struct call *c)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLWAKEUP };
	unsigned int events = 0;
	char path[64], line[128];
	int p[2], fd = epoll_create1(EPOLL_CLOEXEC);
	FILE *f;

	(void)c;
	if (fd < 0 || pipe2(p, O_CLOEXEC) ||
	    epoll_ctl(fd, EPOLL_CTL_ADD, p[0], &event))
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "re");
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f))
		sscanf(line, "tfd: %*d events: %x", &events);
	fclose(f);
	close(fd);
	close(p[0]);
	close(p[1]);
	return (events & EPOLLWAKEUP) != 0;
}

/* The kernel drops it without a word, so that programs go on. */
TEST(machine_block_suspend)
{
	struct agent out, in;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_EQ(1, agent_do(&out, act_epoll_wakeup, 0, 0, 0));
	watch_start(&w, &a);
	EXPECT_EQ(0, agent_do(&in, act_epoll_wakeup, 0, 0, 0));
	EXPECT_DENIED(&w, "cap.block_suspend", EPERM, 1, in.pid, NULL);
}

#define OPAQUE	"trusted.overlay.opaque"

static void make_overlay(void)
{
	make_place();
	ASSERT_EQ(0, system("cd " DIR_HERE " && mkdir -p lower/d/old upper work"
			    " over && { modprobe overlay; true; }"));
	ASSERT_EQ(0, mount("none", DIR_HERE "/over", "overlay", 0,
			   "lowerdir=" DIR_HERE "/lower,upperdir=" DIR_HERE
			   "/upper,workdir=" DIR_HERE "/work"));
}

/* A directory in place of one below, which overlayfs marks as opaque. */
static long act_opaque(struct call *c)
{
	(void)c;
	if (rmdir(DIR_HERE "/over/d/old") || rmdir(DIR_HERE "/over/d"))
		return -errno;
	return result(mkdir(DIR_HERE "/over/d", 0755));
}

/* Likewise, by who could have a worker do something else meanwhile. */
static long act_opaque_with_ring(struct call *c)
{
	struct io_uring_params params = { .flags = 0 };

	if (syscall(SYS_io_uring_setup, 1, &params) < 0)
		return -errno;
	return act_opaque(c);
}

/* Marks one by hand. */
static long act_mark(struct call *c)
{
	(void)c;
	return result(setxattr(DIR_HERE "/upper/d", OPAQUE, "y", 1, 0));
}

static bool is_opaque(void)
{
	char value;

	return getxattr(DIR_HERE "/upper/d", OPAQUE, &value, 1) == 1 &&
	       value == 'y';
}

/*
 * What overlayfs needs done with its mounter's power is done for a jail too;
 * the same by the jail's own hand is not.
 */
TEST(machine_overlay)
{
	struct agent in;
	struct jail a;
	struct watch w;

	make_overlay();
	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&in, &a);
	watch_start(&w, &a);
	EXPECT_RESULT("by overlayfs", 0, agent_do(&in, act_opaque, 0, 0, 0));
	EXPECT_TRUE(is_opaque());
	EXPECT_QUIET(&w);

	ASSERT_EQ(0, removexattr(DIR_HERE "/upper/d", OPAQUE));
	EXPECT_RESULT("by hand", -EPERM, agent_do(&in, act_mark, 0, 0, 0));
	EXPECT_DENIED(&w, "cap.sys_admin", EPERM, 1, in.pid, NULL);
	EXPECT_TRUE(!is_opaque());
}

/* Whoever has a ring is not believed to act for the kernel alone. */
TEST(machine_overlay_with_ring)
{
	struct agent out, in;
	struct jail a;
	struct watch w;

	make_overlay();
	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EPERM,
		      agent_do(&in, act_opaque_with_ring, 0, 0, 0));
	EXPECT_LE(1, jail_total(&a) - w.total);
	EXPECT_RESULT("outside", 0,
		      agent_do(&out, act_opaque_with_ring, 0, 0, 0));
}
