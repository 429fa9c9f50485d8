// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The jail's process 1, from the host's side. The program is in this library
 * and is executed from a sealed memfd: /proc/1/exe leads to no file of the
 * host's, and to nothing that could be written (CVE-2019-5736).
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/capability.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "init/init.h"
#include "terminal.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif

/* Heavily loaded machines are slow; a traced init never tells. */
enum { REPORT_MS = 20000 };

static int seal(int fd)
{
	/* to be executable for ever: kernels that know of it have it sealed */
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_EXEC) && errno != EINVAL)
		return -1;
	return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW |
		     F_SEAL_SHRINK | F_SEAL_SEAL);
}

int init_open(struct jail_error *err)
{
	unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create("jail-init", flags | MFD_EXEC);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("jail-init", flags);
	if (fd >= 0 && !fchmod(fd, 0555) &&
	    !write_all(fd, (const char *)init_program, init_program_size) &&
	    !seal(fd))
		return fd;
	fail(err, code_of(errno),
	     "set the sysctl vm.memfd_noexec to 0 or 1, or create the jail with noinit",
	     "can't make the jail's init: %m");
	if (fd >= 0)
		close(fd);
	return -1;
}

/* It signals processes of other users, and that is all it may. */
static int limit(void)
{
	static const cap_value_t kill_cap = CAP_KILL;
	cap_t caps = cap_init();
	int bad = !caps;

	for (cap_value_t cap = 0; !bad && cap <= cap_max_bits(); cap++)
		if (cap != CAP_KILL && cap_drop_bound(cap) && errno != EINVAL)
			bad = 1;
	bad = bad || cap_set_flag(caps, CAP_PERMITTED, 1, &kill_cap, CAP_SET) ||
	      cap_set_flag(caps, CAP_EFFECTIVE, 1, &kill_cap, CAP_SET) ||
	      cap_set_proc(caps) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	cap_free(caps);
	return bad;
}

/* Nothing but the report: init outlives whoever reads the command's output. */
static int keep_report(int report)
{
	/* dup2() to itself would leave it close-on-exec */
	int bad = report == INIT_REPORT_FD ?
		  fcntl(report, F_SETFD, 0) :
		  dup2(report, INIT_REPORT_FD) < 0;

	for (int fd = 0; fd < INIT_REPORT_FD; fd++)
		close(fd);
	return bad;
}

int init_run(int exe, int report, pid_t command, bool tty,
	     struct jail_error *err)
{
	char number[16];
	char *argv[] = { "jail-init", number, tty ? "tty" : NULL, NULL };
	char *env[] = { NULL };
	sigset_t all;

	snprintf(number, sizeof(number), "%d", command);
	sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) || limit())
		return fail(err, code_of(errno), NULL,
			    "can't limit the jail's init: %m");
	if (!keep_report(report))
		fexecve(exe, argv, env);
	return fail(err, JAIL_FAILED, "create the jail with noinit",
		    "can't run the jail's init: %m");
}

static int parse(const struct init_report *report, int *status,
		 struct jail_error *err)
{
	if (WIFEXITED(report->status))
		*status = WEXITSTATUS(report->status);
	else if (WIFSIGNALED(report->status) && WTERMSIG(report->status) < NSIG)
		*status = 128 + WTERMSIG(report->status);
	else
		return fail(err, JAIL_FAILED, NULL,
			    "the jail's init says nonsense of the command's end");
	return 0;
}

int init_status(int sock, int *status, bool *last, bool *killed,
		struct jail_error *err)
{
	struct pollfd told = { .fd = sock, .events = POLLIN };
	struct init_report report;
	ssize_t n = -1;

	*last = *killed = false;
	while (poll(&told, 1, REPORT_MS) < 0 && errno == EINTR)
		;
	if (told.revents)
		n = recv(sock, &report, sizeof(report), MSG_DONTWAIT);
	if (!n || (n < 0 && told.revents && errno == ECONNRESET)) {
		/* process 1 was killed, and the kernel took all with it */
		*status = 128 + SIGKILL;
		*last = *killed = true;
		return 0;
	}
	if (n != sizeof(report))
		return fail(err, JAIL_FAILED, NULL,
			    "the jail's init does not say how the command ended");
	*last = report.last;
	return parse(&report, status, err);
}
