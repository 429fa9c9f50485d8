// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise B5: no input is pushed from inside into the terminal jailctl was
 * started at. Outside, at a terminal of one's own, it arrives. Inside it goes
 * into the jail's own terminal, as it should, or nowhere, where jailctl makes
 * pipes of the host's.
 */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness.h"

/* Pushes x into what may be a terminal: 0, or an errno. */
static int push(int fd)
{
	return fd < 0 || ioctl(fd, TIOCSTI, "x") ? errno : 0;
}

/* Inside or outside: what input can be pushed into. */
static void __attribute__((constructor)) probe(int argc, char **argv)
{
	int result[4];

	if (argc < 2 || strcmp(argv[1], "--push"))
		return;
	for (int fd = 0; fd <= 2; fd++)
		result[fd] = push(fd);
	result[3] = push(open("/dev/tty", O_RDWR));
	/* at once: what was pushed may be echoed in between */
	fprintf(stderr, "fd0=%d fd1=%d fd2=%d tty=%d end\n", result[0],
		result[1], result[2], result[3]);
	_exit(0);
}

/* Newer kernels have it switched off. */
static void legacy_tiocsti(void)
{
	command("echo 1 >/proc/sys/dev/tty/legacy_tiocsti 2>/dev/null");
}

/* As soon as there is any, or none after a moment. */
static int waiting_input(const struct user_terminal *t)
{
	int bytes = -1;

	for (int i = 0; i < 20 && bytes <= 0; i++) {
		usleep(20000);
		ioctl(t->slave, FIONREAD, &bytes);
	}
	return bytes;
}

TEST(push_outside)
{
	struct user_terminal t;
	struct termios raw;
	char self[64];

	legacy_tiocsti();
	snprintf(self, sizeof(self), "/proc/%d/exe", getpid());
	ASSERT_EQ(0, terminal_start(&t, (char *[]){ self, "--push", NULL }));
	EXPECT_TRUE(terminal_shows(&t, "fd0=0 fd1=0 fd2=0 tty=0 end"));
	EXPECT_EQ(0, terminal_status(&t));
	raw = t.modes;
	cfmakeraw(&raw);
	tcsetattr(t.slave, TCSANOW, &raw);
	EXPECT_EQ(4, waiting_input(&t));
	terminal_close(&t);
}

struct push_row {
	const char *name;
	const char *option;
	const char *shown;
};

static const struct push_row pushes[] = {
	{ "own terminal", "-t", "fd0=0 fd1=0 fd2=0 tty=0 end" },
	{ "pipes for it", "-T", "fd0=25 fd1=25 fd2=25 tty=6 end" },
};

TEST_EACH(push_inside, struct push_row, pushes)
{
	char name[32], tree[64], path[80];
	char *argv[] = { "jailctl", "run", (char *)row->option, name, path,
			 "--", "/probe", "--push", NULL };
	struct user_terminal t;
	struct termios raw;

	legacy_tiocsti();
	snprintf(tree, sizeof(tree), "/tmp/tree-%d", getpid());
	ASSERT_EQ(0, busybox_tree(tree));
	snprintf(path, sizeof(path), "path=%s", tree);
	snprintf(name, sizeof(name), "t%d", getpid());
	ASSERT_EQ(0, terminal_start(&t, argv));
	EXPECT_TRUE(terminal_shows(&t, row->shown));
	EXPECT_EQ(0, terminal_status(&t));
	EXPECT_TRUE(terminal_restored(&t));
	raw = t.modes;
	cfmakeraw(&raw);
	tcsetattr(t.slave, TCSANOW, &raw);
	EXPECT_EQ(0, waiting_input(&t));
	terminal_close(&t);
	command("rm -rf %s", tree);
}
