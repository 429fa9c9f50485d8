// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise E, for a terminal: the command runs in the hands of its keeper before
 * jailctl begins to pass on what is typed and shown. What fails from then on takes
 * a jail that is the command's alone along, and leaves any other's command running,
 * for the console to find.
 */
#include "fault.h"
#include "harness.h"
#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char name[32], tree[64], path[80];

static void make_tree(void)
{
	snprintf(name, sizeof(name), "relay%d", getpid());
	snprintf(tree, sizeof(tree), "/tmp/relay-%d", getpid());
	snprintf(path, sizeof(path), "path=%s", tree);
	ASSERT_EQ(0, busybox_tree(tree));
}

/* At a terminal that nobody sees: the relay's first call fails. */
static void fails(const char *const *argv)
{
	const struct fault fault = {
		.nth = 1, .error = EMFILE, .call = "signalfd4",
	};
	struct faulted faulted;

	/* who looks for leaks is not to be looked at as well */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	fault_run(argv, &fault, &faulted);
	EXPECT_EQ(125, faulted.said.status);
	EXPECT_TRUE(faulted.hit && !strcmp(faulted.hit, "signalfd4"));
	EXPECT_TRUE(strstr(faulted.said.text, "can't relay the terminal: "));
	EXPECT_TRUE(strstr(faulted.said.text, "started goes on"));
}

/* Attached as exec is to what it has just started. */
TEST(relay_fails_for_another_jails)
{
	const char *const faulty[] = { tool_path(), "console", name, NULL };
	char *const console[] = { "jailctl", "console", name, NULL };
	struct user_terminal t;

	make_tree();
	ASSERT_EQ(0, command("jailctl create %s %s", name, path));
	ASSERT_EQ(0, command("jailctl exec -d -t %s -- sh -c 'read x; exit $x'",
			     name));
	fails(faulty);
	ASSERT_EQ(0, terminal_start(&t, console));
	EXPECT_TRUE(terminal_raw(&t));
	terminal_type(&t, "7\r");
	EXPECT_EQ(7, terminal_status(&t));
	terminal_close(&t);
	EXPECT_EQ(0, command("jailctl remove %s", name));
	command("rm -rf %s", tree);
}

TEST(relay_fails_for_its_own)
{
	const char *const faulty[] = {
		tool_path(), "run", "-t", name, path, "--", "sh", "-c",
		"read x", NULL
	};

	make_tree();
	fails(faulty);
	EXPECT_EQ(5, command("jailctl list %s 2>/dev/null", name));
	command("rm -rf %s", tree);
}
