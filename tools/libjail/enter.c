// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The child, from clone to exec. Everything that can fail for a reason of the
 * host's comes before the jail is entered; afterwards there is only giving up
 * rights, and exec.
 */
#include <fcntl.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "internal.h"

enum { JAIL_SLOT = 3, SOCK_SLOT = 4, FIRST_UNKNOWN = 5 };

void untraceable(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static void default_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Up and out of the way first, since either may sit in the other's slot. */
static int take_slots(int *jail_fd, int *sock)
{
	int jail = fcntl(*jail_fd, F_DUPFD_CLOEXEC, FIRST_UNKNOWN);
	int talk = fcntl(*sock, F_DUPFD_CLOEXEC, FIRST_UNKNOWN);

	close(*jail_fd);
	close(*sock);
	if (dup3(talk, SOCK_SLOT, O_CLOEXEC) < 0 ||
	    (jail >= 0 && dup3(jail, JAIL_SLOT, O_CLOEXEC) < 0))
		return -1;
	*sock = SOCK_SLOT;
	*jail_fd = JAIL_SLOT;
	/* what the caller had open is the host's, known or not */
	return close_range(FIRST_UNKNOWN, ~0U, 0);
}

static int stdio_null(bool all)
{
	for (int fd = 0; fd <= 2; fd++) {
		int null;

		if (!all && fcntl(fd, F_GETFD) >= 0)
			continue;
		null = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (null < 0)
			return -1;
		if (null == fd)
			fcntl(fd, F_SETFD, 0);
		else if (dup2(null, fd) < 0 || close(null))
			return -1;
	}
	return 0;
}

/* A directory of the host's as standard input would be a way out. */
static int check_stdio(struct jail_error *err)
{
	for (int fd = 0; fd <= 2; fd++) {
		struct stat st;

		if (fstat(fd, &st))
			return fail(err, JAIL_FAILED, NULL,
				    "descriptor %d: %m", fd);
		if (S_ISDIR(st.st_mode))
			return fail(err, JAIL_FAILED,
				    "redirect it from or to a file, a pipe or a terminal",
				    "descriptor %d is a directory of the host",
				    fd);
	}
	return 0;
}

int enter_prepare(int *jail_fd, int *sock, bool detach,
		  struct jail_error *err)
{
	untraceable();
	default_signals();
	umask(022);
	if (take_slots(jail_fd, sock) || stdio_null(detach))
		return fail(err, JAIL_FAILED, NULL,
			    "can't arrange the descriptors: %m");
	if (check_stdio(err))
		return -1;
	/*
	 * A session of its own: no signal of a process group shared with the
	 * host, no controlling terminal to push input into.
	 */
	if (setsid() < 0)
		return fail(err, JAIL_FAILED, NULL, "can't make a session: %m");
	/* nor the keys of whoever called us */
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 &&
	    errno != ENOSYS)
		return fail(err, JAIL_FAILED, NULL,
			    "can't make a session keyring: %m");
	return 0;
}

static int furnish(const struct plan *plan, struct jail_error *err)
{
	if (plan->own_root && root_setup(plan, err))
		return -1;
	return ns_setup(plan, err);
}

static int become(const struct user *user, struct jail_error *err)
{
	if (setgroups(user->ngroups, user->groups) ||
	    setresgid(user->gid, user->gid, user->gid) ||
	    setresuid(user->uid, user->uid, user->uid))
		return fail(err, JAIL_FAILED, NULL, "can't become user %u: %m",
			    user->uid);
	return 0;
}

static int wait_go(int sock, struct jail_error *err)
{
	struct report report;

	if (report_send(sock, REPORT_READY, 0, NULL) ||
	    report_receive(sock, &report) != 1 || report.kind != REPORT_GO)
		return fail(err, JAIL_FAILED, NULL, "the caller is gone");
	return 0;
}

static bool is_file(const char *path, const struct stat *self)
{
	struct stat st;

	return !stat(path, &st) && st.st_dev == self->st_dev &&
	       st.st_ino == self->st_ino;
}

/* Whether the command, searched as execvp() does, is the tool's own binary. */
static bool is_self(const char *command, const struct stat *self)
{
	const char *path = getenv("PATH");
	char file[512];

	if (strchr(command, '/'))
		return is_file(command, self);
	while (path && *path) {
		int len = strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/%s", len, path, command);
		if (is_file(file, self))
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

static int no_exec(const char *command, const struct plan *plan,
		   const struct stat *self, struct jail_error *err)
{
	bool missing = errno == ENOENT || errno == ENOTDIR;
	char fix[sizeof(err->fix)];

	if (errno == EACCES && is_self(command, self))
		return fail(err, JAIL_NO_EXEC,
			    "run it on the host; jails are not managed from inside",
			    "can't run \"%.256s\": it is the program that enters the jail, which no jail may run",
			    command);
	snprintf(fix, sizeof(fix),
		 missing ? "give a command (and its interpreter) that is there inside path=%.160s" :
			   "look at the file's mode and format, inside path=%.160s",
		 plan->path);
	return fail(err, missing ? JAIL_NO_COMMAND : JAIL_NO_EXEC, fix,
		    "can't run \"%.256s\": %m", command);
}

/* The point of no return. */
static int attach_and_exec(int jail_fd, const struct plan *plan,
			   const struct jail_command *command,
			   const struct user *user, char **env,
			   struct jail_error *err)
{
	struct stat self = { 0 };

	/* as long as we may look; all zero is no file */
	(void)!stat("/proc/self/exe", &self);
	if (ctl_attach(jail_fd, err))
		return -1;
	close(jail_fd);
	if (cap_limit(err) || become(user, err))
		return -1;
	if (plan->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return fail(err, JAIL_FAILED, NULL, "no_new_privs: %m");
	/* the search for the command is in the jail's PATH, by the jail's power */
	environ = env;
	execvp(command->argv[0], command->argv);
	return no_exec(command->argv[0], plan, &self, err);
}

int enter(int jail_fd, int sock, const struct plan *plan,
	  const struct jail_command *command, bool setup,
	  struct jail_error *err)
{
	struct user user;
	char **env;

	if (enter_prepare(&jail_fd, &sock, command->detach, err) ||
	    (setup && furnish(plan, err)))
		goto failed;
	if (chdir("/")) {
		fail(err, JAIL_FAILED, NULL, "can't go to /: %m");
		goto failed;
	}
	if (user_find(command->user, &user, err))
		goto failed;
	env = env_make(&user, command->env);
	if (!env) {
		fail(err, JAIL_FAILED, NULL, "%m");
		goto failed;
	}
	if (!wait_go(sock, err))
		attach_and_exec(jail_fd, plan, command, &user, env, err);
failed:
	report_send(sock, REPORT_ERROR, 0, err);
	return -1;
}
