// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise C: io_uring works in a jail, but acts with no credentials other than
 * the caller's: a personality of before is refused. A8: who works for a jailed
 * task's ring is in the jail.
 */
#include "legs.h"
#include "ring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Does nothing as somebody. */
static long ring_nop(struct ring *ring, int personality)
{
	struct io_uring_sqe sqe = {
		.opcode = IORING_OP_NOP, .personality = (__u16)personality,
	};

	return ring_submit(ring, &sqe);
}

/* Opens arg0's entry in /proc, by the hand of a worker if arg1. */
static long act_open(struct call *c)
{
	struct io_uring_sqe sqe = {
		.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD,
		.flags = c->arg[1] ? IOSQE_ASYNC : 0,
		.open_flags = O_RDONLY | O_CLOEXEC,
	};
	char path[64];
	struct ring ring;
	long result = ring_open(&ring);

	if (result)
		return result;
	snprintf(path, sizeof(path), "/proc/%ld/status", c->arg[0]);
	sqe.addr = (unsigned long)path;
	result = ring_submit(&ring, &sqe);
	close(ring.fd);
	return result < 0 ? result : close((int)result);
}

/* arg0: whether under a personality that is the caller's no more */
static long act_nop(struct call *c)
{
	int personality = 0;
	struct ring ring;
	long result = ring_open(&ring);

	if (result)
		return result;
	if (c->arg[0]) {
		personality = (int)syscall(SYS_io_uring_register, ring.fd,
					   IORING_REGISTER_PERSONALITY, NULL, 0);
		if (personality < 0 || setegid(4242))
			return -errno;
	}
	result = ring_nop(&ring, personality);
	close(ring.fd);
	return result;
}

TEST(uring_personality)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_RESULT("outside", 0, agent_do(&c.out, act_nop, 1, 0, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -EPERM, agent_do(&c.a1, act_nop, 1, 0, 0));
	EXPECT_DENIED(&w, "sys.io_uring", EPERM, 1, c.a1.pid, NULL);
	watch_start(&w, &c.a);
	EXPECT_RESULT("as itself", 0, agent_do(&c.a2, act_nop, 0, 0, 0));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

struct worker_row {
	const char *name;
	bool async;
};

static const struct worker_row workers[] = {
	{ "by the caller", false },
	{ "by a worker", true },
};

TEST_EACH(uring_open, struct worker_row, workers)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_RESULT("outside", 0,
		      agent_do(&c.out, act_open, c.victim.pid, row->async, 0));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -ENOENT,
		      agent_do(&c.a1, act_open, c.victim.pid, row->async, 0));
	EXPECT_DENIED(&w, "proc.lookup", ENOENT, 1, 0, NULL);
	watch_start(&w, &c.a);
	EXPECT_RESULT("its own", 0,
		      agent_do(&c.a1, act_open, c.a2.pid, row->async, 0));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}
