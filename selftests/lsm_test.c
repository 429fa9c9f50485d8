// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The jail as one of the kernel's security modules, where it is built in: it is
 * in their list, and tells a task by the name of its jail.
 */
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the C library's headers. */
#define NR_LSM_GET_SELF_ATTR	459
#define NR_LSM_LIST_MODULES	461
#define ATTR_CURRENT		100
#define ID_JAIL			114

struct context {
	__u64 id;
	__u64 flags;
	__u64 len;
	__u64 ctx_len;
	char ctx[];
};

static void need_builtin(void)
{
	if (!jail_builtin())
		test_skip("a module is not in the kernel's list");
}

/* The calling task's context of ours in text; -ENOENT: the others have some */
static long act_self_attr(struct call *c)
{
	static _Alignas(8) char all[4096];
	__u32 size = sizeof(all);
	const struct context *context;
	size_t at = 0;
	long n = syscall(NR_LSM_GET_SELF_ATTR, ATTR_CURRENT, all, &size, 0);

	if (n < 0)
		return errno == EOPNOTSUPP ? -ENOENT : -errno;
	for (; n > 0; n--, at += context->len) {
		context = (const struct context *)(all + at);
		if (context->id != ID_JAIL)
			continue;
		snprintf(c->text, sizeof(c->text), "%.*s",
			 (int)context->ctx_len, context->ctx);
		return 0;
	}
	return -ENOENT;
}

/* What is in /proc/PID/attr/jail of arg[0], in text */
static long act_attr_of(struct call *c)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/attr/jail", c->arg[0]);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, c->text, sizeof(c->text) - 1);
	if (n < 0)
		n = -errno;
	else
		c->text[n] = '\0';
	close(fd);
	return n < 0 ? n : 0;
}

TEST(listed)
{
	__u64 ids[32];
	__u32 size = sizeof(ids);
	int count, found = 0;

	need_builtin();
	count = syscall(NR_LSM_LIST_MODULES, ids, &size, 0);
	ASSERT_LT(0, count);
	for (int i = 0; i < count; i++)
		found += ids[i] == ID_JAIL;
	EXPECT_EQ(1, found);
}

TEST(tells_its_own_jail)
{
	struct call c = {};
	struct cast cast;

	need_builtin();
	cast_start(&cast, NULL, NULL);
	EXPECT_RESULT("outside", -ENOENT,
		      agent_call(&cast.out, act_self_attr, &c));
	EXPECT_RESULT("inside", 0, agent_call(&cast.a1, act_self_attr, &c));
	EXPECT_EQ(0, strcmp(c.text, cast.a.name));
	cast_stop(&cast);
}

/* Who looks at whom: the name, nothing, or no such file */
static long look(struct agent *who, const struct agent *at, char *text)
{
	struct call c = { .arg = { at->pid } };
	long result = agent_call(who, act_attr_of, &c);

	strcpy(text, c.text);
	return result;
}

TEST(tells_others_jail)
{
	char text[sizeof(((struct call *)0)->text)];
	struct cast cast;

	need_builtin();
	cast_start(&cast, NULL, NULL);
	EXPECT_RESULT("the host", 0, look(&cast.out, &cast.a1, text));
	EXPECT_EQ(0, strcmp(text, cast.a.name));
	EXPECT_RESULT("the host", 0, look(&cast.out, &cast.victim, text));
	EXPECT_EQ(0, strlen(text));
	EXPECT_RESULT("a neighbour", 0, look(&cast.a1, &cast.a2, text));
	EXPECT_EQ(0, strcmp(text, cast.a.name));
	EXPECT_RESULT("a stranger", -ENOENT, look(&cast.b1, &cast.a1, text));
	cast_stop(&cast);
}
