// SPDX-License-Identifier: GPL-2.0-or-later
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

static void pause_a_bit(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}

bool soon(bool (*is)(const void *arg), const void *arg)
{
	time_t end = time(NULL) + TERMINAL_SECONDS;

	do {
		if (is(arg))
			return true;
		pause_a_bit();
	} while (time(NULL) < end);
	return false;
}

int terminal_start(struct user_terminal *t, char *const argv[])
{
	const struct winsize size = { .ws_row = 33, .ws_col = 101 };

	*t = (struct user_terminal){ .pid = -1 };
	if (openpty(&t->master, &t->slave, NULL, NULL, &size))
		return -errno;
	fcntl(t->master, F_SETFD, FD_CLOEXEC);
	fcntl(t->slave, F_SETFD, FD_CLOEXEC);
	tcgetattr(t->slave, &t->modes);
	t->pid = fork();
	if (t->pid)
		return t->pid < 0 ? -errno : 0;
	setsid();
	ioctl(t->slave, TIOCSCTTY, 0);
	for (int fd = 0; fd <= 2; fd++)
		dup2(t->slave, fd);
	execvp(argv[0], argv);
	_exit(127);
}

void terminal_type(struct user_terminal *t, const char *text)
{
	EXPECT_EQ(strlen(text), write(t->master, text, strlen(text)));
}

/* What is shown until then is forgotten, up to the end of the text. */
static bool found(struct user_terminal *t, const char *text)
{
	char *at = strstr(t->seen, text);
	size_t end;

	if (!at)
		return false;
	end = at - t->seen + strlen(text);
	memmove(t->seen, t->seen + end, t->used - end + 1);
	t->used -= end;
	return true;
}

bool terminal_shows(struct user_terminal *t, const char *text)
{
	struct pollfd more = { .fd = t->master, .events = POLLIN };
	time_t end = time(NULL) + TERMINAL_SECONDS;
	ssize_t n;

	while (!found(t, text)) {
		if (time(NULL) >= end) {
			test_note("shown instead of \"%s\": \"%s\"", text,
				  t->seen);
			return false;
		}
		if (poll(&more, 1, 200) <= 0)
			continue;
		if (t->used > sizeof(t->seen) / 2)
			t->used = 0;
		n = read(t->master, t->seen + t->used,
			 sizeof(t->seen) / 2 - 1);
		for (ssize_t i = 0; i < n; i++)
			if (!t->seen[t->used + i])
				t->seen[t->used + i] = '?';
		t->used += n > 0 ? n : 0;
		t->seen[t->used] = '\0';
	}
	return true;
}

static bool is_restored(const void *arg)
{
	const struct user_terminal *t = arg;
	struct termios now;

	return !tcgetattr(t->slave, &now) &&
	       now.c_iflag == t->modes.c_iflag &&
	       now.c_oflag == t->modes.c_oflag &&
	       now.c_cflag == t->modes.c_cflag &&
	       now.c_lflag == t->modes.c_lflag &&
	       !memcmp(now.c_cc, t->modes.c_cc, sizeof(now.c_cc));
}

static bool is_raw(const void *arg)
{
	const struct user_terminal *t = arg;
	struct termios now;

	return !tcgetattr(t->slave, &now) &&
	       !(now.c_lflag & (ICANON | ECHO | ISIG)) &&
	       !(now.c_oflag & OPOST);
}

bool terminal_restored(struct user_terminal *t)
{
	return soon(is_restored, t);
}

bool terminal_raw(struct user_terminal *t)
{
	return soon(is_raw, t);
}

void terminal_resize(struct user_terminal *t, int rows, int columns)
{
	const struct winsize size = { .ws_row = rows, .ws_col = columns };

	EXPECT_EQ(0, ioctl(t->master, TIOCSWINSZ, &size));
}

/* What it still writes is read, or it could not end. */
int terminal_status(struct user_terminal *t)
{
	struct pollfd more = { .fd = t->master, .events = POLLIN };
	char text[4096];
	int status;

	for (int i = 0; i < TERMINAL_SECONDS * 50; i++) {
		if (waitpid(t->pid, &status, WNOHANG) == t->pid) {
			t->pid = -1;
			return WIFEXITED(status) ? WEXITSTATUS(status) :
			       128 + WTERMSIG(status);
		}
		if (poll(&more, 1, 20) > 0 &&
		    read(t->master, text, sizeof(text)) < 0)
			pause_a_bit();
	}
	return -ETIMEDOUT;
}

void terminal_close(struct user_terminal *t)
{
	close(t->slave);
	close(t->master);
	t->slave = t->master = -1;
}

int command(const char *format, ...)
{
	char text[1024];
	va_list args;
	int status;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	status = system(text);
	if (status < 0)
		return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int busybox_tree(const char *tree)
{
	int bad = command("mkdir -p %s/bin %s/tmp && cp $(readlink -f /bin/sh) %s/bin/busybox && cp /proc/%d/exe %s/probe && chmod 755 %s/probe",
			  tree, tree, tree, getpid(), tree, tree);

	return bad ? bad :
	       command("for a in sh ls cat dd tty stty sleep kill true id ps; do ln -sf busybox %s/bin/$a; done",
		       tree);
}
