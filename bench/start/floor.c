// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The least that makes a jail-like place of namespaces: floor TREE COMMAND…
 * A child in a cgroup and namespaces of its own, a private clone of the tree as
 * its root, /proc, /dev and /dev/pts, no capabilities; nothing is checked,
 * recorded or told. What jailctl takes longer is what it does beyond that.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define CGROUP	"/sys/fs/cgroup/floor"

static void must(int bad, const char *what)
{
	if (!bad)
		return;
	fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
	_exit(1);
}

static void mount_all(const char *tree)
{
	static const struct {
		const char *name;
		int minor;
	} nodes[] = {
		{ "dev/null", 3 }, { "dev/zero", 5 }, { "dev/full", 7 },
		{ "dev/random", 8 }, { "dev/urandom", 9 },
	};

	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
	must(mount(tree, tree, NULL, MS_BIND | MS_REC, NULL), "bind");
	must(chdir(tree), "chdir");
	must(mount("dev", "dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755"), "dev");
	for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
		must(mknod(nodes[i].name, S_IFCHR | 0666, makedev(1, nodes[i].minor)),
		     "mknod");
	must(mkdir("dev/pts", 0755) || mkdir("dev/shm", 0755), "mkdir");
	must(mount("pts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
		   "newinstance,ptmxmode=0666"), "devpts");
	must(mount("shm", "dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, NULL), "shm");
	must(mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL),
	     "proc");
	must((int)syscall(SYS_pivot_root, ".", "."), "pivot_root");
	must(umount2(".", MNT_DETACH) || chdir("/"), "umount");
}

static void drop_all(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = { 0 };

	for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
		must(prctl(PR_CAPBSET_DROP, cap, 0, 0, 0), "bounding set");
	must((int)syscall(SYS_capset, &header, none), "capset");
}

int main(int argc, char **argv)
{
	struct clone_args args = {
		.flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS |
			 CLONE_NEWCGROUP | CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
	};
	int status, cgroup;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "usage: floor TREE COMMAND...\n");
		return 2;
	}
	must(mkdir(CGROUP, 0755), "cgroup");
	cgroup = open(CGROUP, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	args.cgroup = (__u64)cgroup;
	pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	must(pid < 0, "clone3");
	if (!pid) {
		mount_all(argv[1]);
		must(setsid() < 0, "setsid");
		drop_all();
		execv(argv[2], argv + 2);
		must(1, argv[2]);
	}
	must(waitpid(pid, &status, 0) != pid, "wait");
	must(rmdir(CGROUP), "rmdir");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
