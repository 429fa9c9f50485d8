/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All the ways to send something to an address.
 */
#ifndef JAIL_SENDING_H
#define JAIL_SENDING_H

#include "agent.h"

/* The descriptor of a socket that a task had when it entered. */
#define SEND_BEFORE	100

/**
 * enum way - how something is sent
 * @RING: connect by io_uring
 * @WORKER: likewise, and by a worker's hand
 * @PIECES: two bytes of one datagram, one by one
 * @ASK: with the source asked for in a control message, if there is one
 */
enum way {
	CONNECT,
	RING,
	WORKER,
	FASTOPEN,
	SENDTO,
	SENDMMSG,
	PIECES,
	ASK,
};

/**
 * struct sending - a byte, or two, to be sent
 * @family: of the socket
 * @type: of the socket
 * @way: how
 * @to: whom
 * @port: where
 * @ask: the source to ask for, or NULL
 * @before: by the socket SEND_BEFORE
 */
struct sending {
	int family;
	int type;
	enum way way;
	const char *to;
	int port;
	const char *ask;
	bool before;
};

/* 1, or -errno */
long net_send_by(struct agent *who, const struct sending *s);

#endif
