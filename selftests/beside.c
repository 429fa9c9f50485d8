// SPDX-License-Identifier: GPL-2.0-or-later
#include "beside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define NOBODY	65534

void beside_start(struct beside *b)
{
	struct agent_options outside = { .uid = NOBODY };
	struct agent_options inside = { .uid = NOBODY, .jail = &b->a };

	ASSERT_JAIL(&b->a, "a", NULL);
	ASSERT_EQ(0, agent_start_with(&b->victim, &outside));
	ASSERT_EQ(0, agent_start_with(&b->out, &outside));
	ASSERT_EQ(0, agent_start_with(&b->own, &inside));
	ASSERT_EQ(0, agent_start_with(&b->in, &inside));
}

void beside_stop(struct beside *b)
{
	agent_stop(&b->in);
	agent_stop(&b->own);
	agent_stop(&b->out);
	agent_stop(&b->victim);
	jail_destroy(&b->a);
}

static long act_look(struct call *c)
{
	return kill((pid_t)c->arg[0], 0) ? -errno : 0;
}

void beside_expect_ours(struct beside *b)
{
	struct watch w;

	watch_start(&w, &b->a);
	EXPECT_RESULT("in", -ESRCH,
		      agent_do(&b->in, act_look, b->victim.pid, 0, 0));
	EXPECT_DENIED(&w, "task.lookup", ESRCH, 1, b->in.pid, NULL);
	EXPECT_RESULT("out", 0,
		      agent_do(&b->out, act_look, b->victim.pid, 0, 0));
}

void beside_expect(struct beside *b, long want, act_fn *act)
{
	struct watch w;

	watch_start(&w, &b->a);
	EXPECT_RESULT("out", want, agent_do(&b->out, act, 0, 0, 0));
	EXPECT_RESULT("in", want, agent_do(&b->in, act, 0, 0, 0));
	EXPECT_QUIET(&w);
}

bool lsm_active(const char *name)
{
	char text[256], *one, *rest = text;
	int fd = open("/sys/kernel/security/lsm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	while ((one = strsep(&rest, ",\n")))
		if (!strcmp(one, name))
			return true;
	return false;
}

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	err = n == (ssize_t)strlen(text) ? 0 : n < 0 ? -errno : -EIO;
	close(fd);
	return err;
}
