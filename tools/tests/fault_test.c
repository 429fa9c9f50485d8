// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a start says when a system call of it fails: a seccomp filter makes it
 * fail, the message and its fix must be there, and the next start be well.
 */
/* LINK: -Wl,--wrap=ctl_attach -Wl,--wrap=ctl_get -Wl,--wrap=report_send */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "order.h"
#include "started.h"

static int start(void)
{
	return shell("true", NULL);
}

/* Init fails after its child said that it is ready, and before it may go on. */
static bool is_late;

__typeof__(report_send) __real_report_send, __wrap_report_send;

int __wrap_report_send(int sock, enum report_kind kind,
		       const struct jail_error *why)
{
	if (is_late && (kind == REPORT_GO || kind == REPORT_ERROR))
		usleep(kind == REPORT_GO ? 600000 : 200000);
	return __real_report_send(sock, kind, why);
}

static int late(void)
{
	is_late = true;
	return start();
}

static int watch(void)
{
	struct jail_watch *news;

	return jail_watch_new(NULL, &news, &err);
}

static int logged(void)
{
	const struct jail_command command = {
		.argv = (char *const []){ "true", NULL },
		.detach = true, .log = "/tmp/unit-fault/log",
	};
	struct jail_process *process;

	return jail_exec(&jail, &command, &process, &err);
}

static const struct row {
	const char *jail;	/* what the kernel says of it */
	int call, error;
	const char *text;	/* part of the message */
	int (*act)(void);	/* instead of a start */
	const char *tool;	/* a parameter of the tool's, or NULL */
} rows[] = {
	{ "path=/", SYS_setsid, EPERM, "setsid: Operation not permitted", NULL, NULL },
	{ "path=/", SYS_keyctl, EDQUOT, "keyring: Disk quota exceeded", NULL, NULL },
	{ "path=/", SYS_setgroups, EPERM, "user 0: Operation not permitted", NULL, NULL },
	{ "path=/", SYS_capset, EPERM, "can't drop capabilities: Operation not permitted",
	  NULL, "noinit" },
	{ "path=/", SYS_capset, EPERM, "can't limit the jail's init: Operation not", NULL, NULL },
	{ "path=/", SYS_capset, EPERM, "can't limit the jail's init: Operation not", late, NULL },
	{ "path=/", SYS_memfd_create, EACCES, "can't make the jail's init: Permission",
	  NULL, NULL },
	{ "path=/", SYS_execveat, EACCES, "can't run the jail's init: Permission", NULL, NULL },
	{ "path=/", SYS_open_tree, EPERM, "path \"/\": Operation not permitted", NULL, NULL },
	{ "path=/", SYS_fsopen, ENODEV, "can't make a tmpfs: No such device", NULL, NULL },
	{ "path=/", SYS_move_mount, ENOSPC,
	  "can't mount the jail's root: can't mount it: No space", NULL, NULL },
	{ "path=/", SYS_mkdirat, ENOSPC, "the jail's /etc: can't copy ", NULL, NULL },
	{ "path=/", SYS_pidfd_open, EMFILE, "can't watch the command: Too many", NULL, NULL },
	{ "path=/", SYS_signalfd4, EMFILE,
	  "outputs: can't watch signals: Too many open files", NULL, NULL },
	{ "path=/", SYS_waitid, ECHILD, "can't wait for the command: No child", NULL,
	  "noinit" },
	{ "path=/", SYS_flock, EIO, "can't lock /run/jail: Input/output error", NULL, NULL },
	{ "path=/", SYS_mkdir, EROFS, "can't make /run/jail: Read-only", NULL, NULL },
	{ "path=/", SYS_clone3, EAGAIN, "Resource temporarily unavailable", NULL, NULL },
	{ "path=/", SYS_socketpair, EMFILE, "Too many open files", NULL, NULL },
	{ "path=/tmp/unit-fault", SYS_mkdirat, ENOSPC,
	  "can't make directories in the jail's /dev: No space", NULL, NULL },
	{ "path=/tmp/unit-fault", SYS_pivot_root, EINVAL,
	  "can't enter the jail's root: can't make path the root: Invalid", NULL, NULL },
	{ "path=/", SYS_mount_setattr, EINVAL,
	  "can't cut the mounts off from the host's: Invalid argument", NULL, NULL },
	{ "path=/", SYS_epoll_create1, EMFILE, "can't watch jails: Too many", watch, NULL },
	{ "path=/", SYS_pipe2, EMFILE, "can't write a log: Too many open files", logged, NULL },
};

/* From here on the calls fail, in all that this process starts. */
static bool forbid(const struct row *row)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ, row->call, 1, 0),
		BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET, SECCOMP_RET_ERRNO | row->error),
	};
	struct sock_fprog program = { .len = ARRAY_SIZE(code), .filter = code };

	return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* In a process of its own, since the filter stays. */
static void try(const struct row *row)
{
	int pair[2], status = 0;
	pid_t pid;

	made(row->jail, row->tool ? row->tool : "");
	if (pipe(pair))
		return ok(false, "a pipe");
	pid = fork();
	if (!pid) {
		status = !forbid(row) ? -2 : row->act ? row->act() : start();
		(void)!write(pair[1], &err, sizeof(err));
		_exit(status == -1 ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	memset(&err, 0, sizeof(err));
	(void)!read(pair[0], &err, sizeof(err));
	close(pair[0]);
	close(pair[1]);
	ok(!status && strstr(err.text, row->text) && *err.fix, "%s: %s [%s]",
	   row->text, err.text, err.fix);
}

/* What takes a kernel to go wrong, asked directly. */
static void direct(void)
{
	struct order o = { ORDER_INIT, .first = 0x7fffffff };
	struct jail_info info;

	ok(jail_info(&jail, &info, &err) && *err.fix &&
	   strstr(err.text, "can't ask for the jail's state: Inappropriate ioctl"),
	   "%s [%s]", err.text, err.fix);
	ok(do_lead(&o, &err) && *err.fix &&
	   strstr(err.text, "can't look at the child: No such"),
	   "%s [%s]", err.text, err.fix);
	waiting_for(&jail, &err);
	ok(*err.fix && strstr(err.text, "still waiting for 0 of its tasks to end"),
	   "%s [%s]", err.text, err.fix);
}

int main(void)
{
	puts("TAP version 13");
	if (geteuid()) {
		skip("faults", "needs root");
		return end();
	}
	(void)!system("mkdir -p /tmp/unit-fault/proc /tmp/unit-fault/dev");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		try(&rows[i]);
	direct();
	made("path=/", "");
	ok(!shell("true", NULL), "without a fault it starts");
	unlink("/run/jail/unit-test.conf");
	(void)!system("rm -rf /tmp/unit-fault");
	return end();
}
