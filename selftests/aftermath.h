/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jailctl killed, or several at once: what it leaves on the host. */
#ifndef JAIL_AFTERMATH_H
#define JAIL_AFTERMATH_H

#include <stdbool.h>
#include <sys/types.h>

/* What host_state() says now; to be freed. */
char *host_now(void);
/* Compare with an earlier one, giving it that many seconds to come about. */
#define EXPECT_HOST(before, seconds) \
	host_is(__FILE__, __LINE__, before, seconds)
bool host_is(const char *file, int line, const char *before, int seconds);

/* Whether a jail is in the kernel's list. */
bool host_has_jail(const char *name);

/* A program with its output thrown away or, if it isn't NULL, into @said. */
pid_t host_start(char *const *argv, const char *said);
/* Its end: the exit status, 128 + signal. */
int host_wait(pid_t pid);
int host_run(char *const *argv);
#define RUN(...) host_run((char *const []){ __VA_ARGS__, NULL })
#define START(...) host_start((char *const []){ __VA_ARGS__, NULL }, NULL)

/* Wait that all processes below this one, a subreaper, are gone; false: not. */
bool host_no_children(int seconds);

#endif
