// SPDX-License-Identifier: LGPL-2.1-or-later
/* The caller's own terminal: raw while it is another's, and its size. */
#include <sys/ioctl.h>

#include "terminal.h"

bool term_background(int fd)
{
	pid_t group = tcgetpgrp(fd);

	return group >= 0 && group != getpgrp();
}

int term_raw(struct term *term, int fd)
{
	struct termios raw;

	if (!isatty(fd))
		return 0;
	term->fd = fd;
	/* raw already, but who was stopped meanwhile can't rely on it */
	if (!term->raw && tcgetattr(fd, &term->saved))
		return -1;
	raw = term->saved;
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSANOW, &raw))
		return -1;
	term->raw = true;
	return 0;
}

void term_restore(struct term *term)
{
	if (!term->raw)
		return;
	term->raw = false;
	/* in the background its modes are the shell's, and we would be stopped */
	if (term_background(term->fd))
		return;
	/* what was typed for the jail is no command for a shell outside */
	tcflush(term->fd, TCIFLUSH);
	tcsetattr(term->fd, TCSANOW, &term->saved);
}

bool term_size(struct winsize *size)
{
	for (int fd = 0; fd <= 2; fd++)
		if (!ioctl(fd, TIOCGWINSZ, size))
			return true;
	return false;
}

void term_resize(int master, bool again)
{
	struct winsize size;

	if (!term_size(&size) || !size.ws_row)
		return;
	if (again) {
		/* the same size is no change and nobody would be told */
		size.ws_row++;
		ioctl(master, TIOCSWINSZ, &size);
		size.ws_row--;
	}
	ioctl(master, TIOCSWINSZ, &size);
}
