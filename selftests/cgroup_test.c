// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A command is born in its jail's cgroup (CLONE_INTO_CGROUP): nobody writes a
 * number to cgroup.procs, so there is no moment outside, nor a wait for all
 * other CPUs, which such a write takes.
 *
 *	test		watches cgroup.procs	sees no write
 *	jailctl exec	clone3 into it
 */
#include "aftermath.h"
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME	"born"
#define GROUP	"/sys/fs/cgroup/jail/" NAME
#define OUTSIDE	"/sys/fs/cgroup/" NAME

/* Whether it was written to since the last time. */
static bool written(int watch)
{
	char events[4096];

	return read(watch, events, sizeof(events)) > 0;
}

static int watch_procs(const char *path)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_LE(0, inotify_add_watch(fd, path, IN_MODIFY));
	return fd;
}

/* A write would be seen. */
TEST(a_write_is_seen)
{
	int watch, procs, status;
	pid_t pid;

	ASSERT_EQ(0, mkdir(OUTSIDE, 0755));
	watch = watch_procs(OUTSIDE "/cgroup.procs");
	pid = fork();
	if (!pid) {
		procs = open(OUTSIDE "/cgroup.procs", O_WRONLY);
		_exit(write(procs, "0", 1) != 1);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_TRUE(written(watch));
	EXPECT_TRUE(!written(watch));
	close(watch);
	EXPECT_EQ(0, rmdir(OUTSIDE));
}

/* The command and its init: who made them may be on his way out. */
static bool has_two(void)
{
	for (int i = 0; i < 250; i++) {
		if (!RUN("sh", "-c", "[ $(wc -l <" GROUP "/cgroup.procs) = 2 ]"))
			return true;
		usleep(20000);
	}
	return false;
}

TEST(born_in_it)
{
	int watch;

	ASSERT_EQ(0, RUN("jailctl", "create", NAME));
	watch = watch_procs(GROUP "/cgroup.procs");
	EXPECT_EQ(0, RUN("jailctl", "exec", "-d", NAME, "--", "sleep", "1000"));
	EXPECT_TRUE(has_two());
	/* and one that joins */
	EXPECT_EQ(0, RUN("jailctl", "exec", NAME, "--", "true"));
	EXPECT_TRUE(!written(watch));
	close(watch);
	EXPECT_EQ(0, RUN("jailctl", "remove", NAME));
}
