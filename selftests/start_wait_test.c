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

TEST(command_leased)
{
	int fd, status;
	pid_t pid;

	create();
	ASSERT_EQ(0, command("cp %s/bin/busybox %s/bin/own && mkdir -p %s/x && mv %s/bin/own %s/x/true",
			     tree, tree, tree, tree, tree));
	EXPECT_EQ(0, command("jailctl exec %s -- /x/true", name));
	fd = lease("/x/true");
	pid = fork();
	if (!pid)
		_exit(command("timeout 60 jailctl exec %s -- /x/true 2>&1 | grep -q 'waited in vain for it to run the command'",
			      name));
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
