// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A start waits for files of the jail's tree, and what is in the tree can be
 * held up by its owner: that jail is given up, and no other waits for it.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "terminal.h"

static char name[32], tree[64], file[128];

static void create(void)
{
	snprintf(name, sizeof(name), "w%d", getpid());
	snprintf(tree, sizeof(tree), "/tmp/wait-%d", getpid());
	ASSERT_EQ(0, busybox_tree(tree));
	ASSERT_EQ(0, command("jailctl create %s path=%s", name, tree));
}

static void clear(void)
{
	EXPECT_EQ(0, command("jailctl remove %s", name));
	EXPECT_EQ(0, command("rm -rf %s", tree));
}

/* A lease on a file of the tree, that is not given back when it is asked for. */
static int lease(const char *path)
{
	int fd;

	snprintf(file, sizeof(file), "%s%s", tree, path);
	signal(SIGIO, SIG_IGN);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	ASSERT_TRUE(fd >= 0);
	ASSERT_EQ(0, fcntl(fd, F_SETLEASE, F_WRLCK));
	return fd;
}

TEST(users_leased)
{
	int fd;

	create();
	EXPECT_EQ(0, command("mkdir -p %s/etc && echo user:x:500:500::/:/bin/sh >%s/etc/passwd",
			     tree, tree));
	EXPECT_EQ(0, command("jailctl exec -u user %s -- true", name));
	fd = lease("/etc/passwd");
	EXPECT_EQ(125, command("timeout 20 jailctl exec -u user %s -- true 2>/dev/null",
			       name));
	close(fd);
	clear();
}

/* Who has the lease is told that somebody waits: SIGIO, also if ignored. */
static bool is_wanted(void)
{
	static const struct timespec most = { .tv_sec = 30 };
	sigset_t io;

	sigemptyset(&io);
	sigaddset(&io, SIGIO);
	return sigtimedwait(&io, NULL, &most) == SIGIO;
}

static void hold_signal(void)
{
	sigset_t io;

	sigemptyset(&io);
	sigaddset(&io, SIGIO);
	sigprocmask(SIG_BLOCK, &io, NULL);
}

#define VAIN	"2>&1 | grep -q 'waited in vain for it to run the command'"

/*
 * How long the start is given does not depend on the kernel: on the others the
 * lease is given back before that, and both go on.
 */
TEST(command_leased)
{
	bool whole = test_share() == 1;
	int fd, status;
	pid_t pid;

	create();
	ASSERT_EQ(0, command("cp %s/bin/busybox %s/bin/own && mkdir -p %s/x && mv %s/bin/own %s/x/true",
			     tree, tree, tree, tree, tree));
	EXPECT_EQ(0, command("jailctl exec %s -- /x/true", name));
	hold_signal();
	fd = lease("/x/true");
	pid = fork();
	if (!pid)
		_exit(command("timeout 60 jailctl exec %s -- /x/true %s", name,
			      whole ? VAIN : ""));
	EXPECT_TRUE(is_wanted());
	if (!whole)
		EXPECT_EQ(0, fcntl(fd, F_SETLEASE, F_UNLCK));
	EXPECT_EQ(0, command("timeout 45 jailctl create %s-2 2>/dev/null",
			     name));
	EXPECT_EQ(0, command("jailctl remove %s-2", name));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, command("grep -q 'name=%s .*tasks=0 ' /sys/kernel/security/jail/jails",
			     name));
	close(fd);
	EXPECT_EQ(0, command("jailctl exec %s -- /x/true", name));
	clear();
}
