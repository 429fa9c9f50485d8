// SPDX-License-Identifier: GPL-2.0-or-later
#include "acts_cap.h"
#include "net_util.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define UNUSED(c)	((void)(c))

static long result(long r)
{
	return r < 0 ? -errno : 0;
}

static long opened(int fd)
{
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* What leaves a process changed happens in a child. */
static long in_child(long (*act)(void))
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit((int)-act());
	if (waitpid(pid, &status, 0) != pid)
		return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EPIPE;
}

long act_mount(struct call *c)
{
	UNUSED(c);
	if (mount("none", CAP_PLACE, "tmpfs", 0, NULL))
		return -errno;
	return result(umount(CAP_PLACE));
}

long act_umount(struct call *c)
{
	UNUSED(c);
	if (umount(CAP_MOUNT))
		return -errno;
	return result(mount("none", CAP_MOUNT, "tmpfs", 0, NULL));
}

long act_fsopen(struct call *c)
{
	UNUSED(c);
	return opened((int)syscall(SYS_fsopen, "tmpfs", 1));
}

long act_mknod(struct call *c)
{
	UNUSED(c);
	if (mknod(CAP_DIR "/null", S_IFCHR | 0600, makedev(1, 3)))
		return -errno;
	return result(unlink(CAP_DIR "/null"));
}

long act_sethostname(struct call *c)
{
	char name[65];

	UNUSED(c);
	gethostname(name, sizeof(name));
	return result(sethostname(name, strlen(name)));
}

long act_settime(struct call *c)
{
	struct timespec now;

	UNUSED(c);
	clock_gettime(CLOCK_REALTIME, &now);
	return result(clock_settime(CLOCK_REALTIME, &now));
}

long act_reboot(struct call *c)
{
	UNUSED(c);
	return result(reboot(RB_DISABLE_CAD));
}

long act_init_module(struct call *c)
{
	static char image[64];

	UNUSED(c);
	return result(syscall(SYS_init_module, image, sizeof(image), ""));
}

long act_finit_module(struct call *c)
{
	UNUSED(c);
	return result(syscall(SYS_finit_module, -1, "", 0));
}

long act_delete_module(struct call *c)
{
	UNUSED(c);
	return result(syscall(SYS_delete_module, "nobody", O_NONBLOCK));
}

long act_swapon(struct call *c)
{
	UNUSED(c);
	return result(swapon(CAP_DIR "/nobody", 0));
}

long act_acct(struct call *c)
{
	UNUSED(c);
	return result(acct(NULL));
}

long act_iopl(struct call *c)
{
	UNUSED(c);
	return result(iopl(3));
}

long act_ioperm(struct call *c)
{
	UNUSED(c);
	return result(ioperm(0x80, 1, 1));
}

/* Of nothing: unloads what is not there. */
long act_kexec(struct call *c)
{
	UNUSED(c);
	return result(syscall(SYS_kexec_load, 0, 0, NULL, 0));
}

long act_add_address(struct call *c)
{
	int err = net_add_address("10.77.9.9");

	UNUSED(c);
	return err == -EEXIST ? 0 : err;
}

long act_nice(struct call *c)
{
	UNUSED(c);
	return result(setpriority(PRIO_PROCESS, 0, -5));
}

long act_realtime(struct call *c)
{
	struct sched_param param = { .sched_priority = 1 };

	UNUSED(c);
	if (sched_setscheduler(0, SCHED_FIFO, &param))
		return -errno;
	param.sched_priority = 0;
	return result(sched_setscheduler(0, SCHED_OTHER, &param));
}

long act_raise_limit(struct call *c)
{
	struct rlimit low = { 100, 100 }, high = { 200, 200 };

	UNUSED(c);
	setrlimit(RLIMIT_SIGPENDING, &low);
	return result(setrlimit(RLIMIT_SIGPENDING, &high));
}

long act_mlock(struct call *c)
{
	static char page[4096] __attribute__((aligned(4096)));
	struct rlimit none = { 0, 0 };

	UNUSED(c);
	setrlimit(RLIMIT_MEMLOCK, &none);
	return result(mlock(page, sizeof(page)));
}

long act_chattr(struct call *c)
{
	int fd = open(CAP_FILE, O_RDONLY | O_CLOEXEC);
	int flags = FS_IMMUTABLE_FL;
	long r;

	UNUSED(c);
	if (fd < 0)
		return -errno;
	r = result(ioctl(fd, FS_IOC_SETFLAGS, &flags));
	flags = 0;
	if (!r)
		ioctl(fd, FS_IOC_SETFLAGS, &flags);
	close(fd);
	return r;
}

long act_file_caps(struct call *c)
{
	struct vfs_cap_data caps = {
		.magic_etc = VFS_CAP_REVISION_2,
		.data[0].permitted = 1 << CAP_NET_RAW,
	};

	UNUSED(c);
	return result(setxattr(CAP_FILE, "security.capability", &caps,
			       XATTR_CAPS_SZ_2, 0));
}

long act_trusted_xattr(struct call *c)
{
	UNUSED(c);
	return result(setxattr(CAP_FILE, "trusted.jail", "x", 1, 0));
}

static long set_lease(const char *path, int type)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	long r;

	if (fd < 0)
		return -errno;
	r = result(fcntl(fd, F_SETLEASE, type));
	close(fd);
	return r;
}

long act_lease(struct call *c)
{
	return set_lease(c->text, F_RDLCK);
}

/* To give up what one has not is another error, and none of ours. */
long act_unlease(struct call *c)
{
	UNUSED(c);
	return set_lease("/etc/passwd", F_UNLCK) == -EAGAIN ? 0 : -EINVAL;
}

long act_dmesg(struct call *c)
{
	char text[64];

	UNUSED(c);
	return result(klogctl(3, text, sizeof(text)));
}

long act_vhangup(struct call *c)
{
	UNUSED(c);
	return result(vhangup());
}

long act_fanotify(struct call *c)
{
	UNUSED(c);
	return opened(fanotify_init(FAN_CLASS_NOTIF | FAN_CLOEXEC, O_RDONLY));
}

long act_handle(struct call *c)
{
	char space[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	struct file_handle *handle = (struct file_handle *)space;
	int dir = open(CAP_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int mount_id, fd;
	long r;

	UNUSED(c);
	handle->handle_bytes = MAX_HANDLE_SZ;
	if (name_to_handle_at(AT_FDCWD, CAP_FILE, handle, &mount_id, 0))
		return -ENOTSUP;
	fd = open_by_handle_at(dir, handle, O_RDONLY | O_CLOEXEC);
	r = opened(fd);
	close(dir);
	return r;
}

/* The kernel's own type information is always there. */
long act_bpf(struct call *c)
{
	union bpf_attr attr = { .enable_stats.type = BPF_STATS_RUN_TIME };

	UNUSED(c);
	return opened(syscall(SYS_bpf, BPF_ENABLE_STATS, &attr, sizeof(attr)));
}

long act_tracefs(struct call *c)
{
	UNUSED(c);
	return opened(open(CAP_TRACE "/trace", O_RDONLY | O_CLOEXEC));
}

static long new_userns(void)
{
	return result(unshare(CLONE_NEWUSER));
}

long act_userns(struct call *c)
{
	UNUSED(c);
	return in_child(new_userns);
}

static long new_utsns(void)
{
	return result(unshare(CLONE_NEWUTS));
}

long act_utsns(struct call *c)
{
	UNUSED(c);
	return in_child(new_utsns);
}

/* A child with a number of one's choice, that nobody is likely to have. */
long act_clone_tid(struct call *c)
{
	pid_t tid = 31999;
	struct clone_args args = {
		.exit_signal = SIGCHLD,
		.set_tid = (__u64)(unsigned long)&tid, .set_tid_size = 1,
	};
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	UNUSED(c);
	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(0);
	return waitpid((pid_t)pid, NULL, 0) == tid ? 0 : -ECHILD;
}

/* A netlink family that nobody has has a module looked for. */
long act_module_request(struct call *c)
{
	UNUSED(c);
	return opened(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 30));
}

long act_open_write(struct call *c)
{
	return opened(open(c->text, O_WRONLY | O_CLOEXEC));
}

static const char *write_path;

/* As root, but for files another: what the kernel judges by differs. */
static long open_as_another(void)
{
	syscall(SYS_setfsgid, CAP_USER);
	syscall(SYS_setfsuid, CAP_USER);
	return opened(open(write_path, O_WRONLY | O_CLOEXEC));
}

long act_open_write_fsuid(struct call *c)
{
	write_path = c->text;
	return in_child(open_as_another);
}

/* What is written there moves any task, or kills it. */
long act_cgroup_write(struct call *c)
{
	UNUSED(c);
	return opened(open(CAP_CGROUP "/cgroup.procs", O_WRONLY | O_CLOEXEC));
}

long act_setns_fd(struct call *c)
{
	return result(setns((int)c->arg[0], 0));
}

long act_chown(struct call *c)
{
	int fd = open(CAP_DIR "/mine", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	long r;

	UNUSED(c);
	if (fd < 0)
		return -errno;
	r = result(fchown(fd, CAP_USER, CAP_USER));
	close(fd);
	unlink(CAP_DIR "/mine");
	return r;
}

long act_read_anything(struct call *c)
{
	UNUSED(c);
	return opened(open(CAP_FILE, O_RDWR | O_CLOEXEC));
}

static long become_user(void)
{
	if (setgid(CAP_USER))
		return -errno;
	return result(setuid(CAP_USER));
}

long act_setuid(struct call *c)
{
	UNUSED(c);
	return in_child(become_user);
}

static long new_root(void)
{
	return result(chroot(CAP_DIR));
}

long act_chroot(struct call *c)
{
	UNUSED(c);
	return in_child(new_root);
}
