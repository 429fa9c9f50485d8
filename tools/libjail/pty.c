// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A terminal of the jail's own. It is opened inside, so that /dev/pts/N means
 * the same to all in the jail, and before the jail is entered, so that its
 * master is the host's. In a jail that runs, /dev is the jail's to change:
 * what is opened is looked at before it is believed.
 */
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "terminal.h"

/* The group that /etc/group calls tty everywhere; devpts has it as well. */
enum { TTY_GROUP = 5 };

static bool is_ptmx(int fd)
{
	struct statfs fs;
	struct stat st;

	return !fstatfs(fd, &fs) && fs.f_type == DEVPTS_SUPER_MAGIC &&
	       !fstat(fd, &st) && S_ISCHR(st.st_mode) &&
	       st.st_rdev == makedev(5, 2);
}

static int open_master(struct jail_error *err)
{
	/* not blocking: what is there instead may be a FIFO */
	int fd = open_resolve(AT_FDCWD, "/dev/pts/ptmx",
			      O_RDWR | O_NOCTTY | O_NONBLOCK,
			      RESOLVE_NO_SYMLINKS);

	if (fd < 0)
		return fail(err, JAIL_NO_START, "use -T, or mnt=new",
			    "can't open a terminal of the jail's: /dev/pts/ptmx: %m");
	if (is_ptmx(fd))
		return fd;
	close(fd);
	return fail(err, JAIL_NO_START, "use -T",
		    "the jail's /dev/pts/ptmx is not a terminal's");
}

/* By the master, not by a name that could be another's. */
static int open_slave(int master, const struct jail_command *command,
		      const struct user *user)
{
	const struct winsize size = {
		.ws_row = command->rows, .ws_col = command->columns,
	};
	int unlock = 0, fd;

	if (ioctl(master, TIOCSPTLCK, &unlock) ||
	    (size.ws_row && ioctl(master, TIOCSWINSZ, &size)))
		return -1;
	fd = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0 && (fchown(fd, user->uid, TTY_GROUP) || fchmod(fd, 0620))) {
		close(fd);
		return -1;
	}
	return fd;
}

int pty_take(const struct jail_command *command, const struct user *user,
	     struct jail_error *err)
{
	int master = open_master(err);
	int slave, bad;

	if (master < 0)
		return -1;
	slave = open_slave(master, command, user);
	bad = slave < 0 || ioctl(slave, TIOCSCTTY, 0);
	for (int fd = 0; fd <= 2 && !bad; fd++)
		bad = dup2(slave, fd) < 0;
	if (bad)
		fail(err, JAIL_NO_START, "use -T",
		     "can't take the jail's terminal: %m");
	if (slave >= 0)
		close(slave);
	if (!bad)
		return master;
	close(master);
	return -1;
}
