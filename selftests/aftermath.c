// SPDX-License-Identifier: GPL-2.0-or-later
#include "aftermath.h"
#include "harness.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define JAILS "/sys/kernel/security/jail/jails"

enum { STATE_SIZE = 256 << 10 };

char *host_now(void)
{
	char *text = malloc(STATE_SIZE);

	if (text)
		host_state(text, STATE_SIZE);
	return text;
}

bool host_is(const char *file, int line, const char *before, int seconds)
{
	char *after = NULL;
	bool same = false;

	for (int i = 0; i <= seconds * 50 && !same; i++) {
		if (i)
			usleep(20000);
		free(after);
		after = host_now();
		same = after && !strcmp(before, after);
	}
	if (!same) {
		test_fail(file, line, "the host is not as before");
		if (after)
			test_note("%s", first_difference(before, after));
	}
	free(after);
	return same;
}

bool host_has_jail(const char *name)
{
	FILE *in = fopen(JAILS, "r");
	char line[2048], field[96];
	bool found = false;

	snprintf(field, sizeof(field), " name=%s ", name);
	while (in && fgets(line, sizeof(line), in))
		if (strstr(line, field))
			found = true;
	if (in)
		fclose(in);
	return found;
}

pid_t host_start(char *const *argv, const char *said)
{
	pid_t pid = fork();
	int in, out;

	if (pid)
		return pid;
	in = open("/dev/null", O_RDWR);
	out = said ? open(said, O_WRONLY | O_CREAT | O_TRUNC, 0600) : in;
	if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
	    dup2(out, 2) < 0)
		_exit(98);
	execvp(argv[0], argv);
	_exit(99);
}

int host_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

int host_run(char *const *argv)
{
	return host_wait(host_start(argv, NULL));
}

bool host_no_children(int seconds)
{
	for (int i = 0; i <= seconds * 100; i++) {
		pid_t pid = waitpid(-1, NULL, WNOHANG | __WALL);

		if (pid < 0 && errno == ECHILD)
			return true;
		if (!pid)
			usleep(10000);
	}
	return false;
}
