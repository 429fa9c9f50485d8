/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests as bytes, and whether they changed anything. */
#ifndef JAIL_CONTROL_H
#define JAIL_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

int control_open(void);
/* One request of any bytes; the reply. 0 or -errno. */
long control_raw(const void *bytes, size_t length, char *reply, size_t size);
/* One line of text that ends, and not an empty one. */
bool is_sentence(const char *reply);

/**
 * struct state - what the kernel shows of all jails
 */
struct state {
	char jails[16384];
	char counters[16384];
};

void state_take(struct state *state);
#define EXPECT_UNCHANGED(before) state_is(__FILE__, __LINE__, before)
void state_is(const char *file, int line, const struct state *before);

#endif
