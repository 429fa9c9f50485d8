// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A denial is in the audit log as well: read as auditd's companions read it,
 * from the netlink group.
 */
#include "acts_signal.h"
#include "legs.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MSECS	10000

static int open_log(void)
{
	struct sockaddr_nl group = {
		.nl_family = AF_NETLINK,
		.nl_groups = 1 << (AUDIT_NLGRP_READLOG - 1),
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, bind(fd, (struct sockaddr *)&group, sizeof(group)));
	return fd;
}

/* The next record of this type that has all the words. */
static bool find_record(int fd, unsigned int type, const char *const *words)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char space[8192];
	struct nlmsghdr *header = (struct nlmsghdr *)space;
	ssize_t n;

	while (poll(&p, 1, WAIT_MSECS) == 1) {
		const char *const *word = words;

		n = recv(fd, space, sizeof(space) - 1, 0);
		if (n < (ssize_t)sizeof(*header))
			continue;
		space[n] = '\0';
		if (header->nlmsg_type != type)
			continue;
		while (*word && strstr(NLMSG_DATA(header), *word))
			word++;
		if (!*word)
			return true;
	}
	return false;
}

TEST(audit_record_of_a_denial)
{
	char jail[80], pid[32], object[32];
	const char *words[] = {
		"lsm=jail ", jail, " op=task.lookup ", " errno=-3 ", pid,
		"comm=\"agent\"", object, NULL,
	};
	struct cast c;
	int fd;

	cast_start(&c, NULL, NULL);
	fd = open_log();
	snprintf(jail, sizeof(jail), " jail=%s ", c.a.name);
	snprintf(pid, sizeof(pid), " pid=%d ", c.a1.pid);
	snprintf(object, sizeof(object), "obj=\"pid %d\"", c.victim.pid);
	EXPECT_EQ(0, agent_do(&c.out, act_kill, c.victim.pid, 0, 0));
	EXPECT_EQ(0, agent_do(&c.a1, act_kill, c.a2.pid, 0, 0));
	EXPECT_EQ(-ESRCH, agent_do(&c.a1, act_kill, c.victim.pid, 0, 0));
	EXPECT_TRUE(find_record(fd, AUDIT_AVC, words));
	close(fd);
	cast_stop(&c);
}

/* The records of one jail are numbered without a gap, whoever else has some. */
TEST(denials_are_numbered)
{
	unsigned long long nr, want = 1;
	static char text[JAIL_TEXT_MAX];
	char *line, *rest = text;
	char jail[80];
	struct cast c;

	cast_start(&c, NULL, NULL);
	for (int i = 0; i < 5; i++) {
		agent_do(&c.a1, act_kill, c.victim.pid, 0, 0);
		agent_do(&c.b1, act_kill, c.victim.pid, 0, 0);
	}
	ASSERT_LT(0, jail_read("denials", text, sizeof(text)));
	snprintf(jail, sizeof(jail), " jail=%s ", c.a.name);
	while ((line = strsep(&rest, "\n"))) {
		if (!strstr(line, jail))
			continue;
		ASSERT_EQ(1, sscanf(line, "seq=%*u nr=%llu ", &nr));
		EXPECT_EQ(want, nr);
		want++;
	}
	EXPECT_EQ(6, want);
	cast_stop(&c);
}
