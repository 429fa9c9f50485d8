// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The list of jails: it tells by poll() when it has changed, to nobody about
 * what the reader does not see, and is whole however it is read.
 *
 *	host ----+-- jail a --- jail a.child
 *	         +-- jail b
 */
#include "legs.h"
#include "news.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int open_list(void)
{
	return open(JAIL_DIR "/jails", O_RDONLY | O_CLOEXEC);
}

/* From the beginning, to the end: what was there is told. */
static void read_list(int fd)
{
	char text[4096];

	lseek(fd, 0, SEEK_SET);
	while (read(fd, text, sizeof(text)) > 0)
		;
}

static int make_child(struct jail *child, const struct jail *of,
		      const char *suffix)
{
	char name[80];

	snprintf(name, sizeof(name), "%s.%s", of->name, suffix);
	return jail_create(child, name, NULL, JAIL_FD_OWN);
}

/* Made, dying, dead: the list is other than it was. */
TEST(list_tells_of_a_life)
{
	struct agent in;
	struct jail a;
	int fd = open_list();

	ASSERT_LE(0, fd);
	EXPECT_EQ(0, poll_for(fd, 0));
	ASSERT_JAIL(&a, "a", NULL);
	EXPECT_EQ(NEWS, poll_for(fd, 0));
	read_list(fd);
	EXPECT_EQ(0, poll_for(fd, 0));
	ASSERT_AGENT(&in, &a);
	EXPECT_EQ(0, poll_for(fd, 0));
	ASSERT_EQ(0, jail_remove(&a));
	EXPECT_EQ(NEWS, poll_for(fd, 0));
	ASSERT_EQ(0, jail_wait_dead(&a, NEWS_SECONDS * 1000));
	read_list(fd);
	EXPECT_EQ(0, poll_for(fd, 0));
	close(fd);
}

TEST(list_wakes_a_sleeper)
{
	struct timespec pause = { .tv_nsec = 200000000 };
	int fd = open_list();
	struct jail a;
	pid_t pid;

	ASSERT_LE(0, fd);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		nanosleep(&pause, NULL);
		_exit(-jail_make(&a, "a", NULL));
	}
	EXPECT_EQ(NEWS, sleep_on(fd));
	waitpid(pid, NULL, 0);
	close(fd);
}

static long act_open_list(struct call *c)
{
	(void)c;
	return open_list();
}

static long act_poll(struct call *c)
{
	return poll_for((int)c->arg[0], 0);
}

/* A reader in a jail hears of its own and those below. */
TEST(list_is_the_readers)
{
	struct jail child, other;
	struct cast c;
	long in_a, in_b;

	cast_start(&c, NULL, NULL);
	in_a = agent_do(&c.a1, act_open_list, 0, 0, 0);
	in_b = agent_do(&c.b1, act_open_list, 0, 0, 0);
	ASSERT_LE(0, in_a);
	ASSERT_LE(0, in_b);
	ASSERT_JAIL(&other, "other", NULL);
	ASSERT_EQ(0, jail_destroy(&other));
	EXPECT_EQ(0, agent_do(&c.a1, act_poll, in_a, 0, 0));
	EXPECT_EQ(0, agent_do(&c.b1, act_poll, in_b, 0, 0));
	ASSERT_EQ(0, make_child(&child, &c.a, "child"));
	EXPECT_EQ(NEWS, agent_do(&c.a1, act_poll, in_a, 0, 0));
	EXPECT_EQ(0, agent_do(&c.b1, act_poll, in_b, 0, 0));
	cast_stop(&c);
}

/* The host's list, handed into a jail, does not tell of the host there. */
TEST(list_that_was_passed_is_mute)
{
	struct agent in, out;
	struct jail a, other;
	int fd = open_list();

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, fcntl(fd, F_SETFD, 0));
	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_AGENT(&out, NULL);
	ASSERT_JAIL(&other, "other", NULL);
	EXPECT_EQ(POLLERR, agent_do(&in, act_poll, fd, 0, 0));
	EXPECT_EQ(NEWS, agent_do(&out, act_poll, fd, 0, 0));
	close(fd);
}

/* How often a jail has its line in a text. */
static int lines_of(const char *text, const char *name)
{
	char want[96];
	int count = 0;

	snprintf(want, sizeof(want), " name=%s ", name);
	while ((text = strstr(text, want))) {
		count++;
		text++;
	}
	return count;
}

/* Longer than what one read() gives; the first go before the rest is read. */
TEST(list_in_pieces_has_each_once)
{
	enum { JAILS = 60, GONE = 10 };
	static char text[JAIL_TEXT_MAX];
	struct jail jails[JAILS];
	char suffix[16];
	int fd = open_list();
	size_t used;
	ssize_t n;

	ASSERT_LE(0, fd);
	for (int i = 0; i < JAILS; i++) {
		snprintf(suffix, sizeof(suffix), "%d", i);
		ASSERT_JAIL(&jails[i], suffix, "host.hostname=one.of.many");
	}
	n = read(fd, text, sizeof(text) - 1);
	ASSERT_LT(0, n);
	EXPECT_EQ(0, lines_of(text, jails[JAILS - 1].name));
	for (int i = 0; i < GONE; i++)
		ASSERT_EQ(0, jail_destroy(&jails[i]));
	for (used = n; n > 0; used += n)
		n = read(fd, text + used, sizeof(text) - 1 - used);
	for (int i = GONE; i < JAILS; i++)
		if (lines_of(text, jails[i].name) != 1)
			test_fail(__FILE__, __LINE__, "%s: %d lines",
				  jails[i].name, lines_of(text, jails[i].name));
	close(fd);
}
