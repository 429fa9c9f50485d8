// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a command while a jail exists, outside or inside it; or alone, in the
 * same tree of processes but without a jail.
 *
 * The kernel's own threads come and go, and each is a thousand instructions to
 * who lists /proc: sleeping processes make their number the same each time.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jails.h"

/* Processes in /proc while the command runs. */
#define PROCESSES	120

/*
 * The benchmark's address is its own: inside it is the jail's, and outside the
 * jail has another.
 */
static const char inside_request[] =
	"create name=hookbench ip4.addr=10.99.0.1 ip6.addr=fd99::1";
static const char outside_request[] =
	"create name=hookbench ip4.addr=10.99.0.2 ip6.addr=fd99::2";

static int count_processes(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int n = 0;

	if (!proc)
		die("list /proc");
	while ((entry = readdir(proc)))
		n += !!isdigit((unsigned char)*entry->d_name);
	closedir(proc);
	return n;
}

/* Returns how many sleepers it made; one place is for the command. */
static int fill_up(pid_t *sleepers)
{
	int i, n = PROCESSES - 1 - count_processes();

	for (i = 0; i < n; i++) {
		sleepers[i] = fork();
		if (sleepers[i] < 0)
			die("fork");
		if (!sleepers[i])
			for (;;)
				pause();
	}
	return i;
}

static void wake_up(const pid_t *sleepers, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		kill(sleepers[i], SIGKILL);
		waitpid(sleepers[i], NULL, 0);
	}
}

int main(int argc, char **argv)
{
	pid_t sleepers[PROCESSES];
	int alone, inside, jail, n, status;
	pid_t pid;

	if (argc < 3 || (strcmp(argv[1], "alone") && strcmp(argv[1], "outside") &&
			 strcmp(argv[1], "inside"))) {
		fputs("usage: withjail alone|outside|inside COMMAND [ARGUMENT...]\n", stderr);
		return 125;
	}
	alone = !strcmp(argv[1], "alone");
	inside = !strcmp(argv[1], "inside");
	n = fill_up(sleepers);
	jail = alone ? -1 : make_jail(inside ? inside_request : outside_request);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		if (inside && ioctl(jail, JAIL_IOC_ATTACH, 0))
			die("enter the jail");
		/* Where things lie in memory decides how much fork() copies. */
		personality(ADDR_NO_RANDOMIZE);
		execvp(argv[2], argv + 2);
		die("run the command");
	}
	if (waitpid(pid, &status, 0) != pid)
		die("wait for the command");
	wake_up(sleepers, n);
	if (!alone)
		end_jail(jail);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
