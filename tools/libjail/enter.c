// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The child's own steps, from clone to exec. Everything that can fail for a
 * reason of the host's comes before the jail is entered; afterwards there is
 * only giving up rights, and exec.
 */
#include <fcntl.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "order.h"

enum { JAIL_SLOT = 3, SOCK_SLOT = 4, FIRST_UNKNOWN = 5 };

void untraceable(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/*
 * Who prepares ends with who asked for it, whatever it is held up by; who has
 * been let go on does not.
 */
void end_with_caller(bool with)
{
	prctl(PR_SET_PDEATHSIG, with ? SIGKILL : 0, 0, 0, 0);
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
static int take_slots(int *jail_fd, int *sock, const struct stdio *io)
{
	int jail = fcntl(*jail_fd, F_DUPFD_CLOEXEC, FIRST_UNKNOWN);
	int talk = fcntl(*sock, F_DUPFD_CLOEXEC, FIRST_UNKNOWN);

	if (jail < 0 || talk < 0)
		return -1;
	close(*jail_fd);
	close(*sock);
	if (stdio_take(io) || dup3(talk, SOCK_SLOT, O_CLOEXEC) < 0 ||
	    dup3(jail, JAIL_SLOT, O_CLOEXEC) < 0)
		return -1;
	*sock = SOCK_SLOT;
	*jail_fd = JAIL_SLOT;
	/* what the caller had open is the host's, known or not */
	return close_range(FIRST_UNKNOWN, ~0U, 0);
}

int do_clean(struct order *o, struct jail_error *err)
{
	untraceable();
	/* the parent of one that joins ends at once, as it should */
	end_with_caller(o->verbs != JOIN);
	default_signals();
	umask(022);
	if (take_slots(&o->jail->fd, &o->child_sock, &o->io))
		return fail(err, JAIL_FAILED, NULL,
			    "can't arrange the descriptors: %m");
	return 0;
}

/*
 * A session of its own: no signal of a process group shared with the host, no
 * controlling terminal to push input into; nor the keys of whoever called us.
 */
int do_session(struct order *o, struct jail_error *err)
{
	(void)o;
	if (setsid() < 0)
		return fail(err, JAIL_FAILED, NULL, "setsid: %m");
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 &&
	    errno != ENOSYS)
		return fail(err, JAIL_FAILED, NULL, "keyring: %m");
	return 0;
}

int do_chdir(struct order *o, struct jail_error *err)
{
	if (chdir("/"))
		return fail(err, JAIL_FAILED, NULL, "%m");
	return stdio_null(&o->io, err);
}

int do_user(struct order *o, struct jail_error *err)
{
	if (user_find(o->command->user, &o->user, err))
		return -1;
	o->env = env_make(&o->user, o->command->env);
	return o->env ? 0 : fail(err, JAIL_FAILED, NULL, "%m");
}

/* From here on two processes: this one becomes init, its child the command. */
int do_init(struct order *o, struct jail_error *err)
{
	int pair[2];

	o->exe = init_open(err);
	if (o->exe < 0)
		return -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return fail(err, JAIL_FAILED, NULL, "%m");
	o->pid = ns_clone(0, SIGCHLD, -1);
	if (o->pid < 0)
		return fail(err, code_of(errno), NULL, "%m");
	o->report = pair[o->pid > 0];
	close(pair[o->pid == 0]);
	if (o->pid) {
		end_with_caller(false);
		become_init(o);
	}
	close(o->exe);
	/* the one that was begun is init's */
	return do_session(o, err);
}

int do_terminal(struct order *o, struct jail_error *err)
{
	if (!o->command->tty)
		return 0;
	o->master = pty_take(o->command, &o->user, err);
	return o->master < 0 ? -1 : 0;
}

static int say_ready(struct order *o)
{
	int bad = report_ready(o->child_sock, o->report, o->master);

	/* they are the caller's alone */
	if (o->report >= 0)
		close(o->report);
	if (o->master >= 0)
		close(o->master);
	return bad;
}

int do_wait(struct order *o, struct jail_error *err)
{
	struct report report;

	if (say_ready(o) ||
	    report_receive(o->child_sock, &report, NULL) != 1 ||
	    report.kind != REPORT_GO)
		return fail(err, JAIL_FAILED, NULL, "the caller is gone");
	end_with_caller(false);
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

int do_attach(struct order *o, struct jail_error *err)
{
	/* as long as we may look; all zero is no file */
	(void)!stat("/proc/self/exe", &o->self);
	if (ctl_attach(o->jail->fd, err))
		return -1;
	close(o->jail->fd);
	return 0;
}

int do_enter(struct order *o, struct jail_error *err)
{
	return do_attach(o, err);
}

int do_serve(struct order *o, struct jail_error *err)
{
	return init_run(o->exe, o->report, o->pid, o->command->tty, err);
}

int do_caps(struct order *o, struct jail_error *err)
{
	(void)o;
	return cap_limit(err);
}

int do_become(struct order *o, struct jail_error *err)
{
	const struct user *user = &o->user;

	if (setgroups(user->ngroups, user->groups) ||
	    setresgid(user->gid, user->gid, user->gid) ||
	    setresuid(user->uid, user->uid, user->uid))
		return fail(err, JAIL_FAILED, NULL, "user %u: %m", user->uid);
	return 0;
}

int do_nnp(struct order *o, struct jail_error *err)
{
	(void)o;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return fail(err, JAIL_FAILED, NULL, "%m");
	return 0;
}

static int no_exec(const struct order *o, struct jail_error *err)
{
	const char *command = o->command->argv[0];
	bool missing = errno == ENOENT || errno == ENOTDIR;
	char fix[sizeof(err->fix)];

	if (errno == EACCES && is_self(command, &o->self))
		return fail(err, JAIL_NO_EXEC,
			    "run it on the host; jails are not managed from inside",
			    "\"%.256s\": it is the program that enters the jail, which no jail may run",
			    command);
	snprintf(fix, sizeof(fix),
		 missing ? "give a command (and its interpreter) that is there inside path=%.160s" :
			   "look at the file's mode and format, inside path=%.160s",
		 o->plan.path);
	return fail(err, missing ? JAIL_NO_COMMAND : JAIL_NO_EXEC, fix,
		    "\"%.256s\": %m", command);
}

/* The search for the command is in the jail's PATH, by the jail's power. */
int do_exec(struct order *o, struct jail_error *err)
{
	environ = o->env;
	if (report_send(o->child_sock, REPORT_EXEC, NULL))
		return fail(err, JAIL_FAILED, NULL, "the caller is gone");
	execvp(o->command->argv[0], o->command->argv);
	return no_exec(o, err);
}
