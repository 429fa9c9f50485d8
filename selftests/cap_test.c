// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise C: a jailed root has every capability it can have, and is still not
 * the machine's root.
 */
#include "acts_cap.h"
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * struct cap_row - an act of the machine's root
 * @outside: what it gets outside, where success would be too much
 * @err: what it gets inside, if that isn't EPERM
 * @text: for the act
 */
struct cap_row {
	const char *name;
	act_fn *act;
	const char *op;
	int outside;
	int err;
	const char *text;
};

static const struct cap_row refused[] = {
	{ "mount", act_mount, "cap.sys_admin", 0, 0, NULL },
	{ "umount", act_umount, "cap.sys_admin", 0, 0, NULL },
	{ "fsopen", act_fsopen, "cap.sys_admin", 0, 0, NULL },
	{ "sethostname", act_sethostname, "cap.sys_admin", 0, 0, NULL },
	{ "swapon", act_swapon, "cap.sys_admin", ENOENT, 0, NULL },
	{ "trusted xattr", act_trusted_xattr, "cap.sys_admin", 0, 0, NULL },
	{ "fanotify", act_fanotify, "cap.sys_admin", 0, 0, NULL },
	{ "uts namespace", act_utsns, "cap.sys_admin", 0, 0, NULL },
	{ "mknod", act_mknod, "cap.mknod", 0, 0, NULL },
	{ "settime", act_settime, "cap.sys_time", 0, 0, NULL },
	{ "reboot", act_reboot, "cap.sys_boot", 0, 0, NULL },
	{ "kexec", act_kexec, "cap.sys_boot", 0, 0, NULL },
	{ "init_module", act_init_module, "cap.sys_module", ENOEXEC, 0, NULL },
	{ "finit_module", act_finit_module, "cap.sys_module", EBADF, 0, NULL },
	{ "delete_module", act_delete_module, "cap.sys_module", ENOENT, 0,
	  NULL },
	{ "acct", act_acct, "cap.sys_pacct", 0, 0, NULL },
	{ "iopl", act_iopl, "cap.sys_rawio", 0, 0, NULL },
	{ "ioperm", act_ioperm, "cap.sys_rawio", 0, 0, NULL },
	{ "add address", act_add_address, "cap.net_admin", 0, 0, NULL },
	{ "nice", act_nice, "cap.sys_nice", 0, EACCES, NULL },
	{ "realtime", act_realtime, "cap.sys_nice", 0, 0, NULL },
	{ "raise limit", act_raise_limit, "cap.sys_resource", 0, 0, NULL },
	{ "mlock", act_mlock, "cap.ipc_lock", 0, 0, NULL },
	{ "chattr", act_chattr, "cap.linux_immutable", 0, 0, NULL },
	{ "file capabilities", act_file_caps, "cap.setfcap", 0, 0, NULL },
	{ "lease", act_lease, "fs.lease", 0, 0, CAP_FILE },
	{ "lease of its own", act_lease, "fs.lease", 0, 0, "/etc/passwd" },
	{ "dmesg", act_dmesg, "cap.syslog", 0, 0, NULL },
	{ "vhangup", act_vhangup, "cap.sys_tty_config", 0, 0, NULL },
	{ "pid of choice", act_clone_tid, "cap.checkpoint_restore", 0, 0,
	  NULL },
	{ "open_by_handle_at", act_handle, "fs.handle", 0, 0, NULL },
	{ "bpf", act_bpf, "sys.bpf", 0, 0, NULL },
	{ "tracefs", act_tracefs, "sys.lockdown", 0, 0, NULL },
	{ "user namespace", act_userns, "userns.create", 0, 0, NULL },
	{ "sysctl", act_open_write, "sys.sysctl", 0, 0,
	  "/proc/sys/vm/swappiness" },
	{ "sysctl with another's fsuid", act_open_write_fsuid, "sys.sysctl", 0,
	  0, "/proc/sys/vm/swappiness" },
	{ "core_pattern", act_open_write, "sys.sysctl", 0, 0,
	  "/proc/sys/kernel/core_pattern" },
	{ "sysrq-trigger", act_open_write, "sys.proc", 0, 0,
	  "/proc/sysrq-trigger" },
	{ "sysfs", act_open_write, "sys.sysfs", 0, 0,
	  "/sys/module/printk/parameters/time" },
	{ "cgroup", act_cgroup_write, "sys.sysfs", 0, 0, NULL },
};

static int make_dir(const char *path, const char *type)
{
	if (mkdir(path, 0700) && errno != EEXIST)
		return -errno;
	return mount("none", path, type, 0, NULL) ? -errno : 0;
}

/* In a mount namespace of the test's, so that nothing is left. */
static void make_place(void)
{
	int fd;

	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	ASSERT_EQ(0, make_dir(CAP_DIR, "tmpfs"));
	ASSERT_EQ(0, make_dir(CAP_MOUNT, "tmpfs"));
	ASSERT_EQ(0, make_dir(CAP_TRACE, "tracefs"));
	ASSERT_EQ(0, make_dir(CAP_CGROUP, "cgroup2"));
	ASSERT_EQ(0, mkdir(CAP_PLACE, 0700));
	fd = open(CAP_FILE, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, fchown(fd, CAP_USER, CAP_USER));
	close(fd);
}

static long act_on(struct agent *actor, const struct cap_row *row)
{
	struct call c = { .result = 0 };

	if (row->text)
		snprintf(c.text, sizeof(c.text), "%s", row->text);
	return agent_call(actor, row->act, &c);
}

TEST_EACH(cap, struct cap_row, refused)
{
	struct agent out, in;
	struct jail a;
	struct watch w;

	make_place();
	ASSERT_JAIL(&a, "a", "ip4=inherit ip6=inherit");
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("outside", -row->outside, act_on(&out, row));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -(row->err ? row->err : EPERM),
		      act_on(&in, row));
	/* Some ask for a second capability when refused the first. */
	EXPECT_DENIED_AMONG(&w, row->op, EPERM, 1);
}

static const struct cap_row allowed[] = {
	{ "chown", act_chown, NULL, 0, 0, NULL },
	{ "any file", act_read_anything, NULL, 0, 0, NULL },
	{ "setuid", act_setuid, NULL, 0, 0, NULL },
	{ "chroot", act_chroot, NULL, 0, 0, NULL },
	{ "give up a lease", act_unlease, NULL, 0, 0, NULL },
};

TEST_EACH(cap_allowed, struct cap_row, allowed)
{
	struct agent out, in;
	struct jail a;
	struct watch w;

	make_place();
	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("outside", 0, act_on(&out, row));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0, act_on(&in, row));
	EXPECT_QUIET(&w);
}

/* Only with a network stack of its own are such families let be. */
TEST(module_request)
{
	struct agent_options own = { .before = net_own_stack };
	struct agent out, in;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", "vnet=new");
	ASSERT_AGENT(&out, NULL);
	own.jail = &a;
	ASSERT_EQ(0, agent_start_with(&in, &own));
	EXPECT_RESULT("outside", -EPROTONOSUPPORT,
		      agent_do(&out, act_module_request, 0, 0, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EPROTONOSUPPORT,
		      agent_do(&in, act_module_request, 0, 0, 0));
	EXPECT_DENIED(&w, "sys.module_request", EPERM, 1, in.pid, NULL);
}

TEST(cap_allowed_ports_below_1024)
{
	struct bind_call b = { AF_INET, SOCK_STREAM, A4, 80, 0 };
	struct agent in;
	struct jail a;
	struct watch w;

	ASSERT_EQ(0, net_setup());
	ASSERT_JAIL(&a, "a", PARAMS_A);
	ASSERT_AGENT(&in, &a);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", 0, net_bind(&in, &b, NULL, NULL, 0));
	EXPECT_QUIET(&w);
}

/* Into a namespace of the host's by a descriptor that came in. */
TEST(cap_setns)
{
	int fd = open("/proc/self/ns/uts", O_RDONLY);
	struct agent out, in;
	struct jail a;
	struct watch w;

	ASSERT_LE(0, fd);
	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("outside", 0, agent_do(&out, act_setns_fd, fd, 0, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EPERM, agent_do(&in, act_setns_fd, fd, 0, 0));
	EXPECT_DENIED(&w, "cap.sys_admin", EPERM, 1, in.pid, NULL);
}

/* Who has no power anyway is refused by the kernel: no denial of ours. */
TEST(cap_of_a_user_is_no_denial)
{
	struct agent_options o = { .uid = CAP_USER };
	struct agent in;
	struct jail a;
	struct watch w;

	make_place();
	ASSERT_JAIL(&a, "a", NULL);
	o.jail = &a;
	ASSERT_EQ(0, agent_start_with(&in, &o));
	watch_start(&w, &a);
	EXPECT_RESULT("mount", -EPERM, agent_do(&in, act_mount, 0, 0, 0));
	EXPECT_RESULT("time", -EPERM, agent_do(&in, act_settime, 0, 0, 0));
	EXPECT_QUIET(&w);
}
