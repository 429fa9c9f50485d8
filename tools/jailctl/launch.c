// SPDX-License-Identifier: GPL-2.0-or-later
/* The common part of run and exec. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "cli.h"

/* At a terminal; what the keeper ends is not ours to end. */
static int launch_console(struct jail_handle *jail, const char *name,
			  const struct jail_command *command, bool *own,
			  int *status, struct jail_error *err)
{
	unsigned int flags = *own ? JAIL_CONSOLE_OWN : 0;
	struct jail_console *console;
	bool left = command->detach;
	int bad = 0;

	if (jail_console_start(jail, command, flags, &console, err))
		return -1;
	if (!left)
		bad = spectate(console, name, &left, status, err);
	jail_console_close(console);
	*own = *own && !left;
	return bad;
}

/*
 * A shell has what it starts with & ignore some of those that are passed on:
 * they are not to be lost because the command is just being started.
 */
static void hold_ignored(void)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	struct sigaction now;
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (!sigaction(signals[i], NULL, &now) &&
		    now.sa_handler == SIG_IGN)
			sigaddset(&held, signals[i]);
	sigprocmask(SIG_BLOCK, &held, NULL);
}

/* As if it had been given to us: the jail's own takes its place. */
static int no_input(struct jail_error *err)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int bad = fd < 0 || dup2(fd, STDIN_FILENO) < 0;

	if (fd >= 0)
		close(fd);
	if (bad)
		*err = (struct jail_error){
			.code = JAIL_FAILED,
			.text = "--no-input: can't open the host's /dev/null",
			.fix = "make it the device 1:3",
		};
	return bad ? -1 : 0;
}

/* Its status alone would not tell that the command is not to blame. */
static void tell_killed(struct jail_handle *jail, const char *name, bool swept)
{
	struct jail_error ignored;
	struct jail_info info;

	if (!jail_info(jail, &info, &ignored) && info.flags & JAIL_INFO_DYING)
		fprintf(stderr, "jailctl: %s: the jail was removed, and the command killed with it\n  fix: make the jail anew, and run it again\n",
			name);
	else if (swept)
		fprintf(stderr, "jailctl: %s: process 1 of the jail ended, and the command was killed with it\n  fix: run it again; with noinit, process 1 is the first command\n",
			name);
}

int launch(struct jail_handle *jail, const char *name, char **argv,
	   const struct launch_options *options, bool *own, int *status,
	   struct jail_error *err)
{
	struct jail_command command = {
		.argv = argv,
		.env = (char *const *)options->env,
		.user = options->user,
		.detach = options->detach,
		.log = options->log,
		.relay = true,
	};
	struct jail_process *process;
	int bad;

	*status = 0;
	if (options->no_input && no_input(err))
		return -1;
	if (options->tty || (!options->no_tty && !options->detach &&
			     isatty(0) && isatty(1)))
		return launch_console(jail, name, &command, own, status, err);
	if (!options->detach)
		hold_ignored();
	if (jail_exec(jail, &command, &process, err))
		return -1;
	bad = options->detach ? 0 :
	      jail_process_wait(process, true, status, err);
	if (!bad && *status == 128 + SIGKILL)
		tell_killed(jail, name, jail_process_swept(process));
	jail_process_free(process);
	return bad;
}

/* 1 could be the command's own status; 125 says that it was us. */
int launch_failed(const struct verb *verb, const char *name,
		  const struct jail_error *err)
{
	int code = complain(verb, name, err);

	return code == JAIL_FAILED ? JAIL_NO_START : code;
}
