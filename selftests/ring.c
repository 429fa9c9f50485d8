// SPDX-License-Identifier: GPL-2.0-or-later
#include "ring.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

long ring_open(struct ring *ring)
{
	memset(ring, 0, sizeof(*ring));
	ring->fd = (int)syscall(SYS_io_uring_setup, 1, &ring->params);
	if (ring->fd < 0)
		return -errno;
	ring->queue = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			   ring->fd, IORING_OFF_SQ_RING);
	ring->sqes = mmap(NULL, sizeof(*ring->sqes), PROT_READ | PROT_WRITE,
			  MAP_SHARED, ring->fd, IORING_OFF_SQES);
	if (ring->queue == MAP_FAILED || ring->sqes == MAP_FAILED)
		return -errno;
	return 0;
}

static unsigned int *at(const struct ring *ring, unsigned int offset)
{
	return (unsigned int *)(ring->queue + offset);
}

long ring_submit(struct ring *ring, const struct io_uring_sqe *sqe)
{
	struct io_uring_cqe *cqe;
	unsigned int *tail = at(ring, ring->params.sq_off.tail);

	*ring->sqes = *sqe;
	*at(ring, ring->params.sq_off.array) = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring->fd, 1, 1,
		    IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return -errno;
	cqe = (struct io_uring_cqe *)(ring->queue + ring->params.cq_off.cqes);
	return cqe->res;
}

long ring_once(const struct io_uring_sqe *sqe)
{
	struct ring ring;
	long result = ring_open(&ring);

	if (result)
		return result;
	result = ring_submit(&ring, sqe);
	close(ring.fd);
	return result;
}
