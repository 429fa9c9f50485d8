// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a jail can do about jails: see itself and those below, make as many
 * below itself as it may, and never touch its own walls.
 *
 *	host ----+-- jail a --- jail a.child
 *	         +-- jail b
 */
#include "legs.h"
#include "net_util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CONTROL	"jail.control"

/* text: a request; then the reply */
static long act_request(struct call *c)
{
	char request[sizeof(c->text)];

	memcpy(request, c->text, sizeof(request));
	return jail_request(request, c->text, sizeof(c->text));
}

static long request(struct agent *a, const char *verb, const char *name,
		    const char *rest)
{
	struct call c = { .result = 0 };

	snprintf(c.text, sizeof(c.text), "%s name=%s %s", verb, name, rest);
	c.text[strlen(c.text) - !*rest] = '\0';
	return agent_call(a, act_request, &c);
}

/* text: a name; whether it is listed */
static long act_listed(struct call *c)
{
	return jail_listed(c->text);
}

static long listed(struct agent *a, const struct jail *jail)
{
	struct call c = { .result = 0 };

	snprintf(c.text, sizeof(c.text), "%s", jail->name);
	return agent_call(a, act_listed, &c);
}

struct verb_row {
	const char *name;
	const char *verb;
	const char *rest;
};

static const struct verb_row verbs[] = {
	{ "set", "set", "persist=1" },
	{ "set children.max", "set", "children.max=5" },
	{ "open", "open", "" },
	{ "remove", "remove", "" },
};

TEST_EACH(own_jail, struct verb_row, verbs)
{
	struct agent in, out;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", "children.max=2");
	ASSERT_AGENT(&in, &a);
	ASSERT_AGENT(&out, NULL);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EPERM, request(&in, row->verb, a.name,
						row->rest));
	EXPECT_DENIED(&w, CONTROL, EPERM, 1, in.pid, row->verb);
	EXPECT_EQ(0, agent_do(&in, act_nothing, 0, 0, 0));
	EXPECT_RESULT("outside", 0, request(&out, row->verb, a.name,
					    row->rest));
}

/* Others do not exist: no denial, as for any name that is not there. */
TEST_EACH(other_jail, struct verb_row, verbs)
{
	struct cast c;

	cast_start(&c, "children.max=2", NULL);
	EXPECT_RESULT("inside", -ENOENT, request(&c.a1, row->verb, c.b.name,
						 row->rest));
	EXPECT_EQ(1, listed(&c.out, &c.b));
	EXPECT_EQ(0, agent_do(&c.b1, act_nothing, 0, 0, 0));
	EXPECT_RESULT("outside", 0, request(&c.out, row->verb, c.b.name,
					    row->rest));
}

TEST(create_is_off_by_default)
{
	char name[80];
	struct agent in, out;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_AGENT(&out, NULL);
	snprintf(name, sizeof(name), "%s.child", a.name);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EPERM, request(&in, "create", name, ""));
	EXPECT_DENIED(&w, CONTROL, EPERM, 1, in.pid, "create");
	EXPECT_RESULT("outside", 0, request(&out, "create", name, ""));
}

/* As many as children.max, and below oneself only. */
TEST(create_up_to_children_max)
{
	char name[80];
	struct agent in;
	struct jail a;

	ASSERT_JAIL(&a, "a", "children.max=2");
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("on the host's level", -EPERM,
		      request(&in, "create", "tsomebody", ""));
	for (int i = 1; i <= 3; i++) {
		snprintf(name, sizeof(name), "%s.child%d", a.name, i);
		EXPECT_RESULT(name, i <= 2 ? 0 : -EPERM,
			      request(&in, "create", name, "persist=1"));
		EXPECT_EQ(i <= 2, jail_listed(name));
	}
	EXPECT_TRUE(!jail_listed("tsomebody"));
	snprintf(name, sizeof(name), "%s.child1", a.name);
	EXPECT_RESULT("its own child", 0, request(&in, "remove", name, ""));
}

/* A child has no address that its parent has not. */
TEST(create_gives_nothing_new)
{
	char name[80];
	struct agent in;
	struct jail a;

	ASSERT_JAIL(&a, "a", "ip4.addr=10.77.0.2 children.max=9");
	ASSERT_AGENT(&in, &a);
	snprintf(name, sizeof(name), "%s.child", a.name);
	EXPECT_RESULT("another address", -EINVAL,
		      request(&in, "create", name, "ip4.addr=10.77.0.9"));
	EXPECT_RESULT("another family", -EINVAL,
		      request(&in, "create", name, "ip6.addr=fd77::9"));
	EXPECT_RESULT("another stack", -EINVAL,
		      request(&in, "create", name, "vnet=new"));
	EXPECT_TRUE(!jail_listed(name));
	EXPECT_RESULT("its own", 0,
		      request(&in, "create", name, "ip4.addr=10.77.0.2"));
}

/* What the host makes below a jail with a stack of its own has no other. */
TEST(create_gives_nothing_of_the_machines_stack)
{
	struct agent_options own = { .before = net_own_stack };
	struct agent out, in;
	char name[80];
	struct jail a;

	ASSERT_JAIL(&a, "a", "vnet=new children.max=9");
	ASSERT_AGENT(&out, NULL);
	own.jail = &a;
	ASSERT_EQ(0, agent_start_with(&in, &own));
	snprintf(name, sizeof(name), "%s.child", a.name);
	EXPECT_RESULT("IPv4", -EINVAL,
		      request(&out, "create", name, "ip4=inherit ip6=disable"));
	EXPECT_RESULT("IPv6", -EINVAL,
		      request(&out, "create", name, "ip4=disable ip6=inherit"));
	EXPECT_RESULT("an address", -EINVAL,
		      request(&out, "create", name, "ip4.addr=10.77.0.2"));
	EXPECT_TRUE(!jail_listed(name));
	EXPECT_RESULT("neither", 0,
		      request(&out, "create", name,
			      "ip4=disable ip6=disable persist=1"));
	EXPECT_RESULT("away", 0, request(&out, "remove", name, ""));
	EXPECT_RESULT("another of its own", 0,
		      request(&out, "create", name, "vnet=new persist=1"));
	EXPECT_RESULT("away", 0, request(&out, "remove", name, ""));
	EXPECT_RESULT("from within", 0,
		      request(&in, "create", name, "ip4=inherit ip6=inherit"));
}

TEST(list_shows_what_is_below)
{
	struct agent in_a, in_child, in_b;
	struct jail a, b, child;
	char name[80];

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_JAIL(&b, "b", NULL);
	snprintf(name, sizeof(name), "%s.child", a.name);
	ASSERT_EQ(0, jail_create(&child, name, NULL, JAIL_FD_OWN));
	ASSERT_AGENT(&in_a, &a);
	ASSERT_AGENT(&in_b, &b);
	ASSERT_AGENT(&in_child, &child);
	EXPECT_EQ(1, listed(&in_a, &a));
	EXPECT_EQ(1, listed(&in_a, &child));
	EXPECT_EQ(0, listed(&in_a, &b));
	EXPECT_EQ(0, listed(&in_child, &a));
	EXPECT_EQ(1, listed(&in_child, &child));
	EXPECT_EQ(1, listed(&in_b, &b));
	EXPECT_EQ(0, listed(&in_b, &child));
}

/* Its parent is the host for it, also by number. */
TEST(get_does_not_tell_of_the_parent)
{
	struct call c = { .result = 0 };
	struct jail a, child, grandchild;
	struct agent in;
	char name[80];

	ASSERT_JAIL(&a, "a", NULL);
	snprintf(name, sizeof(name), "%s.b", a.name);
	ASSERT_EQ(0, jail_create(&child, name, NULL, JAIL_FD_OWN));
	snprintf(name, sizeof(name), "%s.b.c", a.name);
	ASSERT_EQ(0, jail_create(&grandchild, name, NULL, JAIL_FD_OWN));
	ASSERT_AGENT(&in, &child);
	snprintf(c.text, sizeof(c.text), "get name=%s", child.name);
	ASSERT_EQ(0, agent_call(&in, act_request, &c));
	EXPECT_TRUE(strstr(c.text, "\nparent=0\n"));
	snprintf(c.text, sizeof(c.text), "get name=%s", grandchild.name);
	ASSERT_EQ(0, agent_call(&in, act_request, &c));
	EXPECT_TRUE(strstr(c.text, "\nparent=") && !strstr(c.text, "\nparent=0\n"));
}

/* Denials and counters of others aren't shown either. */
static long act_lines_of(struct call *c)
{
	struct jail jail = { .fd = -1 };

	snprintf(jail.name, sizeof(jail.name), "%.63s", c->text);
	c->arg[0] = (long)jail_total(&jail);
	c->arg[1] = denials_since(0, &jail, CONTROL, EPERM, 0, NULL);
	return 0;
}

TEST(denials_show_what_is_below)
{
	struct call of_a = { .result = 0 }, of_b = { .result = 0 };
	struct cast c;

	cast_start(&c, NULL, NULL);
	EXPECT_EQ(-EPERM, request(&c.a1, "remove", c.a.name, ""));
	EXPECT_EQ(-EPERM, request(&c.b1, "remove", c.b.name, ""));
	snprintf(of_a.text, sizeof(of_a.text), "%s", c.a.name);
	snprintf(of_b.text, sizeof(of_b.text), "%s", c.b.name);
	ASSERT_EQ(0, agent_call(&c.a2, act_lines_of, &of_a));
	ASSERT_EQ(0, agent_call(&c.a2, act_lines_of, &of_b));
	EXPECT_EQ(1, of_a.arg[0]);
	EXPECT_EQ(1, of_a.arg[1]);
	EXPECT_EQ(0, of_b.arg[0]);
	EXPECT_EQ(0, of_b.arg[1]);
}

/* Descriptors that came in give no power. */
static long act_attach_fd(struct call *c)
{
	return ioctl((int)c->arg[0], JAIL_IOC_ATTACH, 0) ? -errno : 0;
}

static long act_remove_fd(struct call *c)
{
	return ioctl((int)c->arg[0], JAIL_IOC_REMOVE, 0) ? -errno : 0;
}

static long act_write_control(struct call *c)
{
	return write((int)c->arg[0], c->text, strlen(c->text)) < 0 ? -errno : 0;
}

static int inheritable(int fd)
{
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, fcntl(fd, F_SETFD, 0));
	return fd;
}

struct fd_row {
	const char *name;
	act_fn *act;
};

static const struct fd_row by_fd[] = {
	{ "attach", act_attach_fd },
	{ "remove", act_remove_fd },
};

TEST_EACH(inherited_jail_descriptor, struct fd_row, by_fd)
{
	struct jail a, b;
	struct agent in, out;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_JAIL(&b, "b", NULL);
	inheritable(a.fd);
	inheritable(b.fd);
	ASSERT_AGENT(&in, &a);
	ASSERT_AGENT(&out, NULL);
	watch_start(&w, &a);
	EXPECT_RESULT("another jail", -EPERM,
		      agent_do(&in, row->act, b.fd, 0, 0));
	EXPECT_RESULT("its own", -EPERM, agent_do(&in, row->act, a.fd, 0, 0));
	EXPECT_DENIED(&w, CONTROL, EPERM, 2, in.pid, row->name);
	EXPECT_RESULT("outside", 0, agent_do(&out, row->act, b.fd, 0, 0));
}

TEST(inherited_control)
{
	struct call c = { .text = "create name=tnobody" };
	struct agent in;
	struct jail a;

	ASSERT_JAIL(&a, "a", "children.max=1");
	c.arg[0] = inheritable(open(JAIL_DIR "/control", O_RDWR));
	ASSERT_AGENT(&in, &a);
	EXPECT_RESULT("inside", -EPERM, agent_call(&in, act_write_control, &c));
	EXPECT_TRUE(!jail_listed("tnobody"));
}
