/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest io_uring there is.
 */
#ifndef JAIL_RING_H
#define JAIL_RING_H

#include <linux/io_uring.h>

/**
 * struct ring - one submission and its completion
 * @fd: the ring
 * @params: where the kernel says things are
 * @queue: both rings
 * @sqes: the submissions
 */
struct ring {
	int fd;
	struct io_uring_params params;
	char *queue;
	struct io_uring_sqe *sqes;
};

/* 0 or -errno */
long ring_open(struct ring *ring);
/* Has one request carried out; what the completion says. */
long ring_submit(struct ring *ring, const struct io_uring_sqe *sqe);
/* By a ring of its own. */
long ring_once(const struct io_uring_sqe *sqe);

#endif
