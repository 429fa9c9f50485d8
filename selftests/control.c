// SPDX-License-Identifier: GPL-2.0-or-later
#include "control.h"
#include "harness.h"
#include "jail_api.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int control_open(void)
{
	return open(JAIL_DIR "/control", O_RDWR | O_CLOEXEC);
}

/* One request of any bytes; the reply. 0 or -errno. */
long control_raw(const void *bytes, size_t length, char *reply, size_t size)
{
	int fd = control_open();
	long result;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, bytes, length);
	result = n < 0 ? -errno : n == (ssize_t)length ? 0 : -EIO;
	n = read(fd, reply, size - 1);
	reply[n > 0 ? n : 0] = '\0';
	close(fd);
	return result;
}

/* One line of text that ends, and not an empty one. */
bool is_sentence(const char *reply)
{
	size_t length = strlen(reply);

	if (length < 2 || reply[length - 1] != '\n')
		return false;
	for (size_t i = 0; i + 1 < length; i++)
		if ((unsigned char)reply[i] < ' ' || reply[i] == 0x7f)
			return false;
	return true;
}

void state_take(struct state *state)
{
	ASSERT_LE(0, jail_read("jails", state->jails, sizeof(state->jails)));
	ASSERT_LE(0, jail_read("counters", state->counters,
			       sizeof(state->counters)));
}

void state_is(const char *file, int line, const struct state *before)
{
	static struct state after;

	state_take(&after);
	if (strcmp(before->jails, after.jails))
		test_fail(file, line, "other jails: %s", after.jails);
	if (strcmp(before->counters, after.counters))
		test_fail(file, line, "other counters: %s", after.counters);
}

