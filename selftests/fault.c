// SPDX-License-Identifier: GPL-2.0-or-later
#include "fault.h"
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * What may fail, and the likeliest reasons; what is not here can't fail: brk()
 * returns no errno, but the end as it was.
 */
static const struct call {
	const char *name;
	int nr;
	int errors[3];
} calls[] = {
#define CALL(name, ...) { #name, SYS_##name, { __VA_ARGS__ } }
	CALL(openat, EMFILE, EIO, ENOMEM),	CALL(openat2, EMFILE, EIO, ENOMEM),
	CALL(mkdirat, ENOSPC, EIO, EROFS),	CALL(mkdir, ENOSPC, EIO, EROFS),
	CALL(write, ENOSPC, EIO, EINTR),	CALL(read, EIO, EINTR, EIO),
	CALL(pwrite64, ENOSPC, EIO, EINTR),	CALL(pread64, EIO, EINTR, EIO),
	CALL(writev, ENOSPC, EIO, EINTR),	CALL(fsync, EIO, ENOSPC, EINTR),
	CALL(fdatasync, EIO, ENOSPC, EINTR),	CALL(ftruncate, EIO, ENOSPC, EINTR),
	CALL(renameat, ENOSPC, EIO, EROFS),	CALL(rename, ENOSPC, EIO, EROFS),
	CALL(renameat2, ENOSPC, EIO, EROFS),	CALL(unlinkat, EIO, EROFS, EBUSY),
	CALL(unlink, EIO, EROFS, EBUSY),	CALL(rmdir, EBUSY, EIO, EBUSY),
	CALL(symlinkat, ENOSPC, EIO, EROFS),	CALL(mknodat, ENOSPC, EPERM, EIO),
	CALL(getdents64, EIO, ENOMEM, EIO),	CALL(readlinkat, EIO, ENOMEM, EIO),
	CALL(readlink, EIO, ENOMEM, EIO),	CALL(newfstatat, EIO, ENOMEM, EIO),
	CALL(fstat, EIO, ENOMEM, EIO),		CALL(statx, EIO, ENOMEM, EIO),
	CALL(statfs, EIO, ENOMEM, EIO),		CALL(fstatfs, EIO, ENOMEM, EIO),
	CALL(access, EIO, ENOMEM, EIO),		CALL(sendfile, EIO, ENOSPC, EINTR),
	CALL(fchmod, EPERM, EROFS, EIO),	CALL(fchown, EPERM, EROFS, EDQUOT),
	CALL(fchmodat, EPERM, EROFS, EIO),	CALL(fchownat, EPERM, EROFS, EDQUOT),
	CALL(clone3, EAGAIN, ENOMEM, ENOSPC),	CALL(clone, EAGAIN, ENOMEM, ENOSPC),
	CALL(fork, EAGAIN, ENOMEM, EAGAIN),	CALL(vfork, EAGAIN, ENOMEM, EAGAIN),
	CALL(execve, ENOMEM, EIO, EACCES),	CALL(execveat, ENOMEM, EIO, EACCES),
	CALL(fsopen, ENOMEM, EPERM, EMFILE),	CALL(fsconfig, ENOMEM, EPERM, EINVAL),
	CALL(fsmount, ENOMEM, EPERM, EMFILE),	CALL(move_mount, ENOMEM, EPERM, EBUSY),
	CALL(open_tree, ENOMEM, EPERM, EMFILE),	CALL(mount_setattr, ENOMEM, EPERM, EBUSY),
	CALL(mount, ENOMEM, EPERM, EBUSY),	CALL(umount2, EBUSY, EPERM, ENOMEM),
	CALL(pivot_root, EBUSY, EPERM, EINVAL),	CALL(chroot, EIO, EPERM, ENOMEM),
	CALL(chdir, EIO, EACCES, ENOMEM),	CALL(fchdir, EIO, EACCES, ENOMEM),
	CALL(setns, ENOMEM, EPERM, ENOSPC),	CALL(unshare, ENOMEM, EPERM, ENOSPC),
	CALL(sethostname, EPERM, EPERM, EPERM),	CALL(pidfd_open, EMFILE, ENOMEM, ESRCH),
	CALL(pidfd_send_signal, EPERM, ENOMEM, ESRCH),
	CALL(pidfd_getfd, EMFILE, EPERM, ENOMEM), CALL(kill, EPERM, EPERM, ESRCH),
	CALL(socketpair, EMFILE, ENOBUFS, ENOMEM), CALL(socket, EMFILE, ENOBUFS, ENOMEM),
	CALL(pipe2, EMFILE, ENFILE, ENOMEM),	CALL(setsockopt, ENOMEM, ENOBUFS, EPERM),
	CALL(sendmsg, ENOBUFS, EINTR, ENOMEM),	CALL(recvmsg, ENOMEM, EINTR, ENOBUFS),
	CALL(sendto, ENOBUFS, EINTR, ENOMEM),	CALL(recvfrom, ENOMEM, EINTR, ENOBUFS),
	CALL(ioctl, ENOMEM, EPERM, EINTR),	CALL(flock, ENOLCK, EINTR, EINTR),
	CALL(dup2, EMFILE, EINTR, EMFILE),	CALL(dup3, EMFILE, EINTR, EMFILE),
	CALL(dup, EMFILE, EMFILE, EMFILE),	CALL(fcntl, EMFILE, ENOMEM, EINTR),
	CALL(close_range, ENOMEM, EMFILE, ENOMEM), CALL(setsid, EPERM, EPERM, EPERM),
	CALL(keyctl, EDQUOT, ENOMEM, EPERM),	CALL(setgroups, ENOMEM, EPERM, ENOMEM),
	CALL(setresgid, EAGAIN, EPERM, ENOMEM),	CALL(setresuid, EAGAIN, EPERM, ENOMEM),
	CALL(prctl, EPERM, ENOMEM, EINVAL),	CALL(capset, EPERM, ENOMEM, EPERM),
	CALL(capget, EPERM, ENOMEM, EPERM),	CALL(poll, EINTR, ENOMEM, EINTR),
	CALL(ppoll, EINTR, ENOMEM, EINTR),	CALL(wait4, EINTR, EINTR, EINTR),
	CALL(waitid, EINTR, EINTR, EINTR),	CALL(signalfd4, EMFILE, ENOMEM, ENFILE),
	CALL(eventfd2, EMFILE, ENOMEM, ENFILE),	CALL(timerfd_create, EMFILE, ENOMEM, ENFILE),
	CALL(timerfd_settime, ENOMEM, ENOMEM, ENOMEM), CALL(epoll_create1, EMFILE, ENOMEM, ENFILE),
	CALL(epoll_ctl, ENOMEM, ENOSPC, ENOMEM), CALL(epoll_wait, EINTR, EINTR, EINTR),
	CALL(memfd_create, EMFILE, ENOMEM, ENFILE), CALL(mmap, ENOMEM, ENOMEM, EAGAIN),
	CALL(mremap, ENOMEM, ENOMEM, ENOMEM),
	CALL(seccomp, ENOMEM, EPERM, EINVAL),	CALL(prlimit64, EPERM, EPERM, EPERM),
	CALL(inotify_init1, EMFILE, ENOMEM, ENFILE), CALL(setpgid, EPERM, EACCES, ESRCH),
#undef CALL
};

/* ---- the program's side */

/**
 * struct shared - between the program before its exec and the test
 * @listener: its descriptor, there
 * @go: the test has it too
 */
struct shared {
	volatile int listener;
	volatile int go;
};

/* Whatever may fail is asked for, the rest costs nothing. */
static int install_filter(void)
{
	static struct sock_filter code[ARRAY_SIZE(calls) + 3] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };
	size_t n = ARRAY_SIZE(calls);

	_Static_assert(ARRAY_SIZE(calls) < 255, "as far as a jump goes");
	for (size_t i = 0; i < n; i++)
		code[i + 1] = (struct sock_filter)
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].nr,
				 (__u8)(n - i), 0);
	code[n + 1] = (struct sock_filter)
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n + 2] = (struct sock_filter)
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			    SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

static void __attribute__((noreturn))
become(const char *const *argv, const int *out, struct shared *shared)
{
	int null = open("/dev/null", O_RDONLY);

	dup2(null, STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	dup2(out[1], STDERR_FILENO);
	close(null);
	shared->listener = install_filter();
	while (!shared->go)
		sched_yield();
	execv(argv[0], (char *const *)argv);
	_exit(255);
}

/* ---- the test's side */

/**
 * struct watching - one run
 * @fault: what is to fail
 * @result: what came of it
 * @pid: by role, 0 beyond the last
 * @left: it runs something else now
 * @begun: the program itself has begun
 * @nth: how many that count were seen
 */
struct watching {
	const struct fault *fault;
	struct faulted *result;
	pid_t pid[FAULT_ROLES];
	bool left[FAULT_ROLES];
	bool begun;
	int nth;
};

/* A sanitizer's own allocations are its own, and it does not forgive. */
static bool is_exempt(int nr)
{
	return getenv("JAIL_TEST_SANITIZED") &&
	       (nr == SYS_mmap || nr == SYS_mremap);
}

static const struct call *find_call(int nr)
{
	if (is_exempt(nr))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (calls[i].nr == nr)
			return &calls[i];
	return NULL;
}

static int role_of(struct watching *w, pid_t pid)
{
	int i;

	for (i = 0; i < FAULT_ROLES - 1 && w->pid[i] && w->pid[i] != pid; i++)
		;
	w->pid[i] = pid;
	return i;
}

/* Whether this is the call; also counts it. */
static const struct call *is_it(struct watching *w, int role,
				const struct seccomp_data *data)
{
	const struct call *call = find_call(data->nr);

	if (!w->begun)
		w->begun = data->nr == SYS_openat && data->args[2] == O_RDWR;
	if (!w->begun || w->left[role] || !call)
		return NULL;
	w->result->calls[role]++;
	if (w->fault->role != role || w->result->hit ||
	    (w->fault->call && strcmp(w->fault->call, call->name)))
		return NULL;
	return ++w->nth == w->fault->nth ? call : NULL;
}

static void answer(struct watching *w, const struct seccomp_notif *asked,
		   struct seccomp_notif_resp *told)
{
	int role = role_of(w, (pid_t)asked->pid);
	const struct call *call = is_it(w, role, &asked->data);
	int error = w->fault->error;

	told->id = asked->id;
	told->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	if (call) {
		if (!error)
			error = call->errors[w->fault->which];
		w->result->hit = call->name;
		w->result->error = error;
		told->flags = 0;
		told->error = error == FAULT_LIE ? 0 : -error;
	} else if (w->begun && (asked->data.nr == SYS_execve ||
				asked->data.nr == SYS_execveat)) {
		w->left[role] = true;
	}
}

static void read_more(int out, struct said *said, size_t *used)
{
	size_t room = sizeof(said->text) - 1 - *used;
	char rest[256];
	ssize_t n = room ? read(out, said->text + *used, room) :
			   read(out, rest, sizeof(rest));

	if (n > 0 && room)
		*used += (size_t)n;
	said->text[*used] = '\0';
}

enum { HUNG_MS = 20000, LAST_MS = 3000 };

/*
 * Answers until the program ended, false if it does not; and then until all
 * it began did: without an answer their calls would fail.
 */
static bool attend(struct watching *w, int listener, int out, int pidfd,
		   int *status)
{
	struct pollfd fds[] = {
		{ .fd = listener, .events = POLLIN },
		{ .fd = out, .events = POLLIN },
		{ .fd = pidfd, .events = POLLIN },
	};
	size_t used = 0;

	while (poll(fds, ARRAY_SIZE(fds), fds[2].fd >= 0 ? HUNG_MS :
					  fds[0].fd >= 0 ? LAST_MS : 0) > 0) {
		struct seccomp_notif asked = { 0 };
		struct seccomp_notif_resp told = { 0 };

		if (fds[0].revents & POLLIN &&
		    !ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked)) {
			answer(w, &asked, &told);
			ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &told);
		} else if (fds[1].revents & POLLIN) {
			read_more(out, &w->result->said, &used);
		} else if (fds[2].revents) {
			waitpid(w->pid[0], status, 0);
			fds[2].fd = -1;
		}
		if (fds[1].revents & (POLLHUP | POLLERR) &&
		    !(fds[1].revents & POLLIN))
			fds[1].fd = -1;
		if (fds[0].revents & (POLLHUP | POLLERR))
			fds[0].fd = -1;
	}
	return fds[2].fd < 0;
}

static int take_listener(pid_t pid, int pidfd, struct shared *shared)
{
	struct timespec pause = { .tv_nsec = 100000 };
	int listener;

	while (shared->listener == -1 && !kill(pid, 0))
		nanosleep(&pause, NULL);
	listener = (int)syscall(SYS_pidfd_getfd, pidfd, shared->listener, 0);
	shared->go = 1;
	return listener;
}

void fault_run(const char *const *argv, const struct fault *fault,
	       struct faulted *faulted)
{
	struct watching w = { .fault = fault, .result = faulted };
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cpu_set_t one;
	int out[2], pidfd, listener, status = 0;
	bool ended;

	ASSERT_TRUE(shared != MAP_FAILED);
	/* question and answer in turn: a second CPU would only have to be woken */
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	sched_setaffinity(0, sizeof(one), &one);
	*faulted = (struct faulted){ 0 };
	shared->listener = -1;
	ASSERT_EQ(0, pipe2(out, O_CLOEXEC));
	w.pid[0] = fork();
	ASSERT_LE(0, w.pid[0]);
	if (!w.pid[0])
		become(argv, out, shared);
	close(out[1]);
	pidfd = (int)syscall(SYS_pidfd_open, w.pid[0], 0);
	listener = take_listener(w.pid[0], pidfd, shared);
	ASSERT_LE(0, listener);
	ended = attend(&w, listener, out[0], pidfd, &status);
	/* whoever else waits for an answer must not wait for ever */
	for (int i = 0; !ended && i < FAULT_ROLES && w.pid[i]; i++)
		kill(w.pid[i], SIGKILL);
	close(listener);
	if (!ended)
		waitpid(w.pid[0], &status, 0);
	faulted->said.status = !ended ? -1 :
		WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
	close(out[0]);
	close(pidfd);
	munmap(shared, sizeof(*shared));
}
