/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The grammar of the control file: VERB key=value key="va lue" ...
 * Pure code, also compiled in userspace for unit tests and fuzzing.
 */
#ifndef _JAIL_REQUEST_H
#define _JAIL_REQUEST_H

#include "param.h"

/** JAIL_REQUEST_PAIRS - the most key=value pairs one request may have */
#define JAIL_REQUEST_PAIRS	32

/**
 * struct jail_pair - one key=value
 * @key: NUL-terminated, points into the request's text
 * @value: likewise, quotes and backslashes already undone
 */
struct jail_pair {
	char *key;
	char *value;
};

/**
 * struct jail_request - a request taken apart
 * @verb: its first word
 * @count: how many pairs follow
 * @pairs: them
 */
struct jail_request {
	char *verb;
	unsigned int count;
	struct jail_pair pairs[JAIL_REQUEST_PAIRS];
};

int jail_request_parse(struct jail_request *request, char *text, size_t len,
		       struct jail_reply *reply);

#endif /* _JAIL_REQUEST_H */
