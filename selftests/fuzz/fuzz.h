/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fuzzing targets share: a property that does not hold ends the
 * program, which libFuzzer reports with the input.
 */
#ifndef JAIL_FUZZ_H
#define JAIL_FUZZ_H

#include "request.h"

#include <stdlib.h>

#define MUST(property) do {						\
	if (!(property)) {						\
		fprintf(stderr, "%s:%d: does not hold: %s\n",		\
			__FILE__, __LINE__, #property);			\
		abort();						\
	}								\
} while (0)

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* What a sentence must be: there, terminated, printable ASCII, one line. */
static inline void must_be_sentence(const struct jail_reply *reply)
{
	size_t i, n = strnlen(reply->text, sizeof(reply->text));

	MUST(n > 0 && n < sizeof(reply->text));
	for (i = 0; i < n; i++)
		MUST(reply->text[i] >= ' ' && reply->text[i] <= '~');
}

/* A reply in which any byte left unwritten is seen. */
static inline void poison(struct jail_reply *reply)
{
	memset(reply, 0xa5, sizeof(*reply));
}

#endif /* JAIL_FUZZ_H */
