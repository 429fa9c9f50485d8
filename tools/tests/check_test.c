// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a host needs: a tree of files stands for a host where all is well, one
 * of them is changed, and the row that looks at it must say so. Root's.
 */
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "check.h"
#include "tap.h"

static char top[] = "/tmp/unit-host.XXXXXX";
static int root;

struct file {
	const char *path;
	const char *text;	/* NULL: not there */
};

#define SYM "sys/kernel/tracing/enabled_functions"
#define ABI "sys/kernel/security/jail/abi"
#define JAILS "sys/kernel/security/jail/jails"
#define MOUNTS "securityfs /sys/kernel/security securityfs rw 0 0\n" \
	"cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"
#define SOCKETS "  sl  local_address rem_address   st tx_queue rx_queue and so on\n"
#define TCP(address, state, inode) "   0: " address ":0016 00000000:0000 " \
	state " 00000000:00000000 00:00000000 00000000     0        0 " inode " 1\n"

/* A host where all is well and the module is loaded. */
static const struct file well[] = {
	{ "proc/sys/kernel/osrelease", "6.12.9-cloud-amd64\n" },
	{ "proc/sys/kernel/version", "#1 SMP Debian\n" },
	{ "proc/sys/kernel/arch", "x86_64\n" },
	{ "proc/self/status", "Name:\tx\nCapEff:\t000001ffffffffff\n" },
	{ "proc/self/uid_map", "         0          0 4294967295\n" },
	{ "proc/self/mounts", MOUNTS },
	{ "proc/self/attr/current", "unconfined\n" },
	{ ABI, "version 1\nbackend module\narmed 1\nhook a b\nseam c d\n" },
	{ JAILS, "jid=1 name=web ip4.addr=127.0.0.1\n" },
	{ "sys/kernel/security/lsm", "lockdown,capability,yama,apparmor" },
	{ "sys/kernel/security/lockdown", "[none] integrity confidentiality\n" },
	{ "sys/kernel/tracing/enabled_functions", "" },
	{ "sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n" },
	{ "proc/sys/kernel/ftrace_enabled", "1\n" },
	{ "proc/sys/user/max_user_namespaces", "1000\n" },
	{ "proc/net/if_inet6", "" }, { "proc/net/unix", "" },
	{ "proc/net/tls_stat", "" }, { "sys/module/tcp_diag/x", "" },
	{ "sys/module/udp_diag/x", "" }, { "proc/sys/fs/binfmt_misc/x", "" },
	{ "proc/net/tcp", SOCKETS TCP("0100007F", "0A", "11")
	  TCP("00000000", "01", "12") },
	{ "proc/77/comm", "sshd\n" }, { "proc/77/fd/x", "" },
	{ "etc/resolv.conf", "nameserver 127.0.0.53\nnameserver 10.0.0.1\n" },
	{ "run/x", "" },
};

/* Without the module, besides what is changed. */
#define NO_MODULE { ABI, NULL }
#define DEP "lib/modules/6.12.9-cloud-amd64/"

/* What is changed, which row must say it, and how. */
static const struct row {
	const char *name;
	struct file change[3];
	enum jail_check_level level;
	int code;
	const char *cause, *fix;
} rows[] = {
	{ "kernel", { { "proc/sys/kernel/osrelease", "6.1.0-56-amd64" } },
	  JAIL_CHECK_OK, 0, "Linux 6.1.0-56-amd64", "" },
	{ "kernel", { { "proc/sys/kernel/osrelease", "7.2.13+deb14-amd64" } },
	  JAIL_CHECK_OK, 0, "Linux 7.2.13", "" },
	{ "kernel", { { "proc/sys/kernel/osrelease", "6.18.1" } },
	  JAIL_CHECK_WARN, 0, "not of a series", "boot one" },
	{ "kernel", { { "proc/sys/kernel/osrelease", "5.10.0" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "5.10.0 is too old", "6.12" },
	{ "kernel", { { "proc/sys/kernel/osrelease", "6.1.0-56-rt-amd64" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "realtime", "not a realtime" },
	{ "kernel", { { "proc/sys/kernel/version", "#1 SMP PREEMPT_RT" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "realtime", "not a realtime" },
	{ "kernel", { { "proc/sys/kernel/arch", "aarch64" } },
	  JAIL_CHECK_WARN, 0, "on aarch64: jails are tested", "test machine" },

	{ "privilege", { { "proc/self/status", "Name:\tx\nCapEff:\t0\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_POWER, "without CAP_SYS_ADMIN", "as root" },
	{ "privilege", { { "proc/self/status", "x\nCapEff:\t000001ffffffff7f\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_POWER, "without CAP_SETUID", "as root" },
	{ "privilege", { { "proc/self/uid_map", "0 100000 65536\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_POWER, "a user namespace", "of the host" },

	{ "securityfs", { { "proc/self/mounts", "x / ext4 rw 0 0\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "not mounted", "mount -t securityfs" },

	{ "module", { { ABI, "version 99\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "version 99", "same release" },
	{ "module", { { ABI, "version 1\nbackend module\narmed 0\n" } },
	  JAIL_CHECK_OK, 0, "not armed", "" },
	/* no securityfs: that is told once */
	{ "module", { NO_MODULE, { "sys/module/jail/initstate", "live\n" } },
	  JAIL_CHECK_SKIP, 0, "is loaded", "" },
	{ "module", { NO_MODULE, { "proc/sys/kernel/version", "PREEMPT_RT" } },
	  JAIL_CHECK_SKIP, 0, "not for this kernel", "" },
	{ "module", { NO_MODULE },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "no jail.ko", "make install" },
	{ "module", { NO_MODULE, { "lib/modules/6.1.0/updates/jail.ko", "" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "a jail.ko for Linux 6.1.0", "make" },
	{ "module", { NO_MODULE, { DEP "updates/dkms/jail.ko.xz", "" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "jail.ko.xz is not loaded", "depmod;" },
	{ "module", { NO_MODULE, { DEP "updates/jail.ko", "" },
		      { DEP "modules.dep", "updates/jail.ko:\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "updates/jail.ko is not loaded", "modprobe" },

	{ "module", { NO_MODULE, { DEP "jail.ko", "" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
	  "/lib/modules/6.12.9-cloud-amd64/jail.ko is not loaded", "depmod;" },

	{ "signed", { NO_MODULE }, JAIL_CHECK_OK, 0, "no signature", "" },
	{ "signed", { NO_MODULE, { "proc/sys/kernel/modules_disabled", "1\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "no module can be loaded", "reboot" },
	{ "signed", { NO_MODULE, { "sys/kernel/security/lockdown",
				   "none [integrity] confidentiality\n" } },
	  JAIL_CHECK_WARN, 0, "locked down", "mokutil" },
	{ "signed", { NO_MODULE, { "sys/module/module/parameters/sig_enforce", "Y\n" } },
	  JAIL_CHECK_WARN, 0, "sig_enforce", "mokutil" },

	{ "symbols", { NO_MODULE, { "proc/kallsyms", NULL } },
	  JAIL_CHECK_WARN, 0, "unknown", "CONFIG_KALLSYMS" },
	{ "symbols", { NO_MODULE, { "proc/kallsyms", "0 T schedule\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "lacks functions that jails hold: __", "boot" },
	{ "symbols", { NO_MODULE, { "proc/kallsyms", "all" } },
	  JAIL_CHECK_OK, 0, "are there", "" },
	{ "symbols", { NO_MODULE, { "proc/kallsyms", "all but find_vpid" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "hold: find_vpid", "boot" },
	{ "symbols", { NO_MODULE, { "proc/kallsyms", "all and find_vpid" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "two functions of one name: find_vpid", "boot" },

	{ "ftrace", { { "proc/sys/kernel/ftrace_enabled", "0\n" } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "ftrace_enabled is 0", "sysctl" },
	{ "ftrace", { { "proc/sys/kernel/ftrace_enabled", NULL } },
	  JAIL_CHECK_FAIL, JAIL_NO_KERNEL, "no function tracer", "CONFIG" },

	{ "holders", { NO_MODULE }, JAIL_CHECK_OK, 0, "nobody else", "" },
	{ "holders", { NO_MODULE, { SYM,
		       "find_vpid (1)    I     \ttramp: 0xffff (klp_ftrace_handler+0x0/0x10)\n" } },
	  JAIL_CHECK_FAIL, JAIL_FAILED,
	  "held by others, so that no jail can be made: find_vpid by klp_ftrace_handler",
	  "livepatch" },
	{ "holders", { NO_MODULE, { SYM,
		       "find_vpid (1)           \ttramp: 0x1 (function_trace_call+0x0/0x9)\n" } },
	  JAIL_CHECK_OK, 0, "tracers", "" },
	{ "holders", { { ABI, "version 1\narmed 0\n" },
		       { SYM,
		       "find_vpid (1)    I     \ttramp: 0xffff (on_subject+0x0/0x10 [jail])\n" } },
	  JAIL_CHECK_OK, 0, "nobody else", "" },
	{ "holders", { NO_MODULE, { "sys/kernel/livepatch/fix7/vmlinux/find_vpid,1/x", "" } },
	  JAIL_CHECK_FAIL, JAIL_FAILED, "find_vpid by live patch fix7", "livepatch" },
	{ "holders", { NO_MODULE, { "sys/kernel/livepatch/fix8/vmlinux/schedule,1/x", "" } },
	  JAIL_CHECK_OK, 0, "nobody else", "" },
	{ "holders", { NO_MODULE, { SYM, NULL } },
	  JAIL_CHECK_SKIP, 0, "no live patch", "tracefs" },

	{ "state", { { "run/jail", "" } },
	  JAIL_CHECK_FAIL, JAIL_FAILED, "not a directory of root's", "remove" },

	{ "cgroup", { { "proc/self/mounts", "cgroup2 /sys/fs/cgroup/unified cgroup2 rw\n" } },
	  JAIL_CHECK_WARN, 0, "cgroups are hybrid", "unified_cgroup_hierarchy" },
	{ "cgroup", { { "proc/self/mounts", "cgroup /sys/fs/cgroup cgroup rw\n" } },
	  JAIL_CHECK_FAIL, JAIL_FAILED, "no cgroup v2", "mount -t cgroup2" },
	{ "cgroup", { { "sys/fs/cgroup/cgroup.controllers", "cpuset io pids\n" } },
	  JAIL_CHECK_WARN, 0, "controllers cpu, memory", "cgroup_disable" },

	{ "userns", { { "proc/self/uid_map", NULL } },
	  JAIL_CHECK_OK, 0, "no user namespaces; jails do without", "CONFIG_USER_NS" },
	{ "userns", { { "proc/sys/user/max_user_namespaces", "0\n" } },
	  JAIL_CHECK_OK, 0, "max_user_namespaces is 0", "sysctl" },
	{ "userns", { { "proc/self/status", "x\nCapEff:\t0\n" } },
	  JAIL_CHECK_OK, 0, "every user", "" },
	{ "userns", { { "proc/self/status", "x\nCapEff:\t0\n" },
		      { "proc/sys/kernel/unprivileged_userns_clone", "0" } },
	  JAIL_CHECK_OK, 0, "only root", "sysctl" },
	{ "userns", { { "proc/self/status", "x\nCapEff:\t0\n" },
		      { "proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1" } },
	  JAIL_CHECK_OK, 0, "AppArmor lets only root", "userns," },
	{ "userns", { { "proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1" } },
	  JAIL_CHECK_OK, 0, "root can", "" },

	{ "lsm", { { "sys/kernel/security/lsm", "capability,selinux" } },
	  JAIL_CHECK_WARN, 0, "no label of their own from the active ones of: capability,selinux",
	  "audit log" },
	{ "lsm", { { "proc/self/attr/current", "/usr/bin/x (enforce)\n" } },
	  JAIL_CHECK_WARN, 0, "confined itself, as \"/usr/bin/x", "unconfined" },
	{ "lsm", { { "sys/kernel/security/lsm", NULL } },
	  JAIL_CHECK_SKIP, 0, "securityfs", "" },

	{ "autoload", { { "proc/net/tls_stat", NULL } },
	  JAIL_CHECK_OK, 0, "can't have done when it asks: tls (TLS",
	  "modprobe -a tls" },
	{ "autoload", { { "proc/net/tls_stat", NULL },
			{ "proc/sys/kernel/modules_disabled", "1" } },
	  JAIL_CHECK_WARN, 0, "so no jail can use it: tls", "reboot" },

	{ "addresses", { { JAILS, "jid=1 name=web ip4.addr=127.0.0.1,240.0.0.1\n"
			   "jid=2 name=db ip4.addr=240.0.0.2\n" } },
	  JAIL_CHECK_WARN, 0, "has not: 240.0.0.1 of web, 240.0.0.2 of db$",
	  "ip addr add" },
	{ "addresses", { { "run/jail/old.conf", "jid=9 alias=2|240.0.0.3/24\n" },
			 { "run/jail/web.conf", "jid=1 alias=2|240.0.0.4/24\n" } },
	  JAIL_CHECK_WARN, 0, "left addresses: 240.0.0.3 of old$", "" },
	{ "addresses", { { JAILS, NULL } },
	  JAIL_CHECK_SKIP, 0, "securityfs", "" },

	{ "listeners", { { "proc/net/tcp", SOCKETS TCP("00000000", "0A", "42") } },
	  JAIL_CHECK_WARN, 0, "tcp 22 (sshd)", "ListenAddress" },
	{ "listeners", { { "proc/net/tcp", SOCKETS TCP("00000000", "0A", "42")
			   TCP("00000000", "0A", "42") } },
	  JAIL_CHECK_WARN, 0, ": tcp 22 (sshd)$", "" },
	{ "listeners", { { "proc/net/tcp6",
			   SOCKETS TCP("00000000000000000000000000000000", "0A", "43") } },
	  JAIL_CHECK_WARN, 0, ": tcp 22$", "" },
	{ "listeners", { { "proc/net/udp", SOCKETS TCP("00000000", "07", "42") } },
	  JAIL_CHECK_WARN, 0, "udp 22 (sshd)", "" },

	{ "resolver", { { "etc/resolv.conf", "nameserver 127.0.0.53\n" } },
	  JAIL_CHECK_WARN, 0, "127.0.0.53, is on the host's loopback", "own address" },
	{ "resolver", { { "etc/resolv.conf", "nameserver ::1\n" },
			{ "run/systemd/resolve/resolv.conf", "nameserver 10.0.0.1\n" } },
	  JAIL_CHECK_OK, 0, "behind ::1", "" },
	{ "resolver", { { "etc/resolv.conf", "nameserver 127.0.1.1\n" },
			{ "run/NetworkManager/no-stub-resolv.conf", "nameserver 10.0.0.1\n" } },
	  JAIL_CHECK_OK, 0, "behind 127.0.1.1", "" },
	{ "resolver", { { "etc/resolv.conf", NULL } },
	  JAIL_CHECK_WARN, 0, "names no nameserver", "nameserver ADDRESS" },
};

static void make_dirs(const char *path)
{
	char copy[256];

	snprintf(copy, sizeof(copy), "%s", path);
	for (char *slash = strchr(copy, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdirat(root, copy, 0755);
		*slash = '/';
	}
}

/* All that jails want, less or more one. */
static void put_symbols(int fd, const char *text)
{
	bool but = strstr(text, "but"), twice = strstr(text, "and");

	for (size_t i = 0; i < wanted_count; i++) {
		bool one = !strcmp(wanted_symbols[i], "find_vpid");

		if (!(one && but))
			dprintf(fd, "0 T %s\n0 t %s\t[other]\n",
				wanted_symbols[i], wanted_symbols[i]);
		if (one && twice)
			dprintf(fd, "0 t %s\n", wanted_symbols[i]);
	}
}

static void put(const struct file *file)
{
	int fd;

	make_dirs(file->path);
	fd = openat(root, file->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (!strncmp(file->text, "all", 3))
		put_symbols(fd, file->text);
	else
		dprintf(fd, "%s", file->text);
	close(fd);
}

static int drop_one(const char *path, const struct stat *st, int flag,
		    struct FTW *ftw)
{
	(void)st;
	(void)flag;
	return ftw->level ? remove(path) : 0;
}

static void make_well(void)
{
	nftw(top, drop_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	for (size_t i = 0; i < ARRAY_SIZE(well); i++)
		put(&well[i]);
	(void)!symlinkat("socket:[42]", root, "proc/77/fd/3");
}

static struct jail_check look(const char *name)
{
	struct jail_check c;

	for (size_t i = 0; check_at(root, i, &c); i++)
		if (!strcmp(c.name, name))
			return c;
	return (struct jail_check){ .name = "no such row", .level = -1 };
}

/* A "$" ends the text that is looked for. */
static bool found(const char *text, const char *part)
{
	size_t len = strlen(part), have = strlen(text);

	if (len && part[len - 1] == '$')
		return have >= len - 1 &&
		       !strncmp(text + have - (len - 1), part, len - 1);
	return strstr(text, part);
}

static void try(const struct row *row)
{
	struct jail_check c;

	make_well();
	for (size_t i = 0; i < ARRAY_SIZE(row->change) && row->change[i].path; i++) {
		if (row->change[i].text)
			put(&row->change[i]);
		else
			unlinkat(root, row->change[i].path, 0);
	}
	c = look(row->name);
	ok(c.level == row->level && c.code == row->code &&
	   found(c.cause, row->cause) && found(c.fix, row->fix) &&
	   (c.level < JAIL_CHECK_WARN || *c.fix),
	   "%s: %d %s [%s]", row->name, c.level, c.cause, c.fix);
}

/* Each row has a case here for well and one for not, so far as it can be bad. */
static void all_well(void)
{
	struct jail_check c;

	make_well();
	for (size_t i = 0; check_at(root, i, &c); i++) {
		/* see full_run(); and what jails do without */
		bool bad = !strcmp(c.name, "room") || !strcmp(c.name, "userns");

		ok(c.level == JAIL_CHECK_OK && !c.code && *c.cause && !*c.fix,
		   "%s: %s %s", c.name, c.cause, c.fix);
		for (size_t j = 0; j < ARRAY_SIZE(rows); j++)
			bad |= rows[j].level > JAIL_CHECK_SKIP &&
			       !strcmp(rows[j].name, c.name);
		ok(bad, "%s: can be otherwise", c.name);
	}
}

static void state_modes(void)
{
	struct jail_check c;

	make_well();
	mkdirat(root, "run/jail", 0755);
	c = look("state");
	ok(c.level == JAIL_CHECK_FAIL, "/run/jail open to others: %s", c.cause);
	(void)!fchmodat(root, "run/jail", 0700, 0);
	c = look("state");
	ok(c.level == JAIL_CHECK_OK, "/run/jail of root's: %s", c.cause);
	(void)!fchownat(root, "run/jail", 65534, 0, 0);
	c = look("state");
	ok(c.level == JAIL_CHECK_FAIL, "/run/jail of nobody's: %s", c.cause);
	unlinkat(root, "run/jail", AT_REMOVEDIR);
	(void)!symlinkat("x", root, "run/jail");
	c = look("state");
	ok(c.level == JAIL_CHECK_FAIL, "/run/jail a link: %s", c.cause);
}

static void full_run(void)
{
	char path[64];
	struct jail_check c;

	make_well();
	snprintf(path, sizeof(path), "%s/run", top);
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", path, "tmpfs", 0, "size=16k"))
		return ok(false, "a small /run: %m");
	close(root);
	root = open(top, O_PATH | O_DIRECTORY | O_CLOEXEC);
	c = look("room");
	ok(c.level == JAIL_CHECK_FAIL && c.code == JAIL_FAILED &&
	   strstr(c.cause, "is full") && *c.fix, "room: %s", c.cause);
	mount(NULL, path, NULL, MS_REMOUNT | MS_RDONLY, "size=9m");
	c = look("room");
	ok(c.level == JAIL_CHECK_FAIL && strstr(c.cause, "read-only") && *c.fix,
	   "room: %s", c.cause);
	umount(path);
	nftw(top, drop_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	c = look("room");
	ok(c.level == JAIL_CHECK_FAIL && *c.fix, "room: %s", c.cause);
}

int main(void)
{
	puts("TAP version 13");
	if (geteuid()) {
		skip("a host", "needs root");
		return end();
	}
	if (!mkdtemp(top))
		return 1;
	root = open(top, O_PATH | O_DIRECTORY | O_CLOEXEC);
	all_well();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		try(&rows[i]);
	state_modes();
	full_run();
	rmdir(top);
	return end();
}
