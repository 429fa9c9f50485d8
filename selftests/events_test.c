// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A descriptor of a jail tells what happens to it, by poll(); to whoever sees
 * the jail, if it is one that only watches.
 *
 *	host ----+-- jail a --- jail a.child
 *	         +-- jail b
 */
#include "acts_signal.h"
#include "legs.h"
#include "news.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A descriptor that only tells, of any jail that the caller sees. */
static int watch(const char *name)
{
	char request[128];
	int control, fd;

	snprintf(request, sizeof(request), "watch name=%s", name);
	control = jail_control(request);
	if (control < 0)
		return control;
	fd = ioctl(control, JAIL_IOC_FD, 0);
	if (fd < 0)
		fd = -errno;
	close(control);
	return fd;
}

static int make_child(struct jail *child, const struct jail *of,
		      const char *suffix)
{
	char name[80];

	snprintf(name, sizeof(name), "%s.%s", of->name, suffix);
	return jail_create(child, name, NULL, JAIL_FD_OWN);
}

static void cause_denial(struct cast *c)
{
	EXPECT_EQ(-ESRCH, agent_do(&c->a1, act_kill, c->victim.pid, 0, 0));
}

static void cause_attach(struct cast *c)
{
	struct agent in;

	ASSERT_AGENT(&in, &c->a);
}

static void cause_change(struct cast *c)
{
	char request[128];

	snprintf(request, sizeof(request), "set name=%s host.hostname=new",
		 c->a.name);
	EXPECT_EQ(0, jail_request(request, NULL, 0));
}

struct news_row {
	const char *name;
	void (*cause)(struct cast *c);
	unsigned int denials;
	unsigned int attached;
	unsigned int changed;
};

static const struct news_row news[] = {
	{ "a denial", cause_denial, .denials = 1 },
	{ "an attach", cause_attach, .attached = 1 },
	{ "a set", cause_change, .changed = 1 },
};

/* Told once, to each descriptor, and not on those of another jail. */
TEST_EACH(descriptor_tells_of, struct news_row, news)
{
	struct jail_info before, after;
	struct cast c;
	int eye;

	cast_start(&c, NULL, NULL);
	eye = watch(c.a.name);
	ASSERT_LE(0, eye);
	ASSERT_EQ(0, jail_info(&c.a, &before));
	EXPECT_EQ(0, poll_for(c.a.fd, 0));
	EXPECT_EQ(0, poll_for(eye, 0));
	ASSERT_EQ(0, jail_info(&c.b, &after));
	row->cause(&c);
	EXPECT_EQ(NEWS, poll_for(c.a.fd, 0));
	EXPECT_EQ(NEWS, poll_for(eye, 0));
	EXPECT_EQ(0, poll_for(c.b.fd, 0));
	ASSERT_EQ(0, jail_info(&c.a, &after));
	EXPECT_EQ(0, poll_for(c.a.fd, 0));
	EXPECT_EQ(NEWS, poll_for(eye, 0));
	EXPECT_EQ(row->denials, after.denials - before.denials);
	EXPECT_EQ(row->attached, after.attached - before.attached);
	EXPECT_EQ(row->changed, after.changed - before.changed);
	close(eye);
	cast_stop(&c);
}

/* A set that fails changes nothing, an attach that is refused is none. */
TEST(descriptor_is_quiet_about_failures)
{
	struct jail_info info;
	char request[128];
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_EQ(0, jail_info(&a, &info));
	snprintf(request, sizeof(request), "set name=%s path=/new", a.name);
	EXPECT_EQ(-EINVAL, jail_request(request, NULL, 0));
	EXPECT_EQ(0, poll_for(a.fd, 0));
	ASSERT_EQ(0, jail_info(&a, &info));
	EXPECT_EQ(0, info.attached);
	EXPECT_EQ(0, info.changed);
}

/* After a moment somebody else does it; meanwhile the test waits. */
static pid_t later(struct cast *c, void (*cause)(struct cast *c))
{
	struct timespec pause = { .tv_nsec = 200000000 };
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (pid)
		return pid;
	nanosleep(&pause, NULL);
	cause(c);
	_exit(0);
}

TEST_EACH(sleeper_is_woken_by, struct news_row, news)
{
	struct jail_info info;
	struct cast c;
	pid_t pid;

	cast_start(&c, NULL, NULL);
	ASSERT_EQ(0, jail_info(&c.a, &info));
	pid = later(&c, row->cause);
	EXPECT_EQ(NEWS, sleep_on(c.a.fd));
	waitpid(pid, NULL, 0);
	cast_stop(&c);
}

static void cause_death(struct cast *c)
{
	jail_remove(&c->a);
}

TEST(sleeper_is_woken_by_death)
{
	struct cast c;
	pid_t pid;
	int eye;

	cast_start(&c, NULL, NULL);
	eye = watch(c.a.name);
	ASSERT_LE(0, eye);
	pid = later(&c, cause_death);
	EXPECT_EQ(POLLHUP, sleep_on(eye) & POLLHUP);
	waitpid(pid, NULL, 0);
	EXPECT_TRUE(!jail_listed(c.a.name));
}

/* It tells, and that is all: the jail lives and dies as if it weren't there. */
TEST(watching_does_not_hold)
{
	struct jail_info info;
	char name[64];
	struct jail a;
	int eye;

	snprintf(name, sizeof(name), "t%d-a", getpid());
	ASSERT_EQ(0, jail_create(&a, name, NULL, 0));
	eye = watch(name);
	ASSERT_LE(0, eye);
	EXPECT_EQ(-1, ioctl(eye, JAIL_IOC_ATTACH, 0));
	EXPECT_EQ(EBADF, errno);
	EXPECT_EQ(-1, ioctl(eye, JAIL_IOC_REMOVE, 0));
	EXPECT_EQ(EBADF, errno);
	EXPECT_TRUE(jail_listed(name));
	close(a.fd);
	EXPECT_EQ(POLLHUP, sleep_on(eye) & POLLHUP);
	EXPECT_TRUE(!jail_listed(name));
	EXPECT_EQ(0, ioctl(eye, JAIL_IOC_INFO, &info));
	EXPECT_EQ(JAIL_INFO_DYING, info.flags);
	EXPECT_EQ(-ENOENT, watch(name));
}

TEST(watch_takes_no_flags)
{
	char request[128];
	struct jail a;
	int control;

	ASSERT_JAIL(&a, "a", NULL);
	snprintf(request, sizeof(request), "watch name=%s", a.name);
	control = jail_control(request);
	ASSERT_LE(0, control);
	EXPECT_EQ(-1, ioctl(control, JAIL_IOC_FD, JAIL_FD_OWN));
	EXPECT_EQ(EINVAL, errno);
	close(control);
	EXPECT_TRUE(jail_listed(a.name));
}

/* arg0: whether the parent is told; text: a name. What the watch says. */
static long act_watch(struct call *c)
{
	struct jail_info info;
	int fd = watch(c->text);

	if (fd < 0)
		return fd;
	if (ioctl(fd, JAIL_IOC_INFO, &info))
		return -errno;
	close(fd);
	c->arg[0] = (long)info.jid;
	c->arg[1] = (long)info.parent;
	return 0;
}

static long watch_from(struct agent *who, const struct jail *jail,
		       struct call *c)
{
	snprintf(c->text, sizeof(c->text), "%s", jail->name);
	return agent_call(who, act_watch, c);
}

/* Whoever sees a jail may watch it, without any power over it. */
TEST(watch_what_is_seen)
{
	struct agent_options stranger = { .uid = 4242 };
	struct agent in_a, nobody;
	struct call c = { .result = 0 };
	struct jail a, b, child;
	struct jail_info info;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_JAIL(&b, "b", NULL);
	ASSERT_EQ(0, make_child(&child, &a, "child"));
	ASSERT_EQ(0, jail_info(&a, &info));
	ASSERT_AGENT(&in_a, &child);
	ASSERT_EQ(0, agent_start_with(&nobody, &stranger));
	EXPECT_RESULT("nobody, of b", 0, watch_from(&nobody, &b, &c));
	EXPECT_RESULT("inside, of its own", 0, watch_from(&in_a, &child, &c));
	EXPECT_EQ(0, c.arg[1]);
	EXPECT_RESULT("inside, of its parent", -ENOENT,
		      watch_from(&in_a, &a, &c));
	EXPECT_RESULT("inside, of b", -ENOENT, watch_from(&in_a, &b, &c));
	EXPECT_RESULT("outside, of the child", 0,
		      watch_from(&nobody, &child, &c));
	EXPECT_EQ(info.jid, c.arg[1]);
}
