// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a command at a terminal said last while nobody was attached, and how it
 * ended: /run/jail/NAME.last, one a jail, of the session that ended last. It is
 * there until somebody has seen it, and goes with the jail's state file.
 */
#include <fcntl.h>

#include "terminal.h"

/* Before the text: session=NUMBER status=STATUS, and a newline. */
#define HEAD "session=%u status=%d\n"

enum { HEAD_MAX = 64 };

static void words_name(char *buf, size_t size, const char *name)
{
	snprintf(buf, size, "%s" WORDS_SUFFIX, name);
}

/* Whoever removes the jail, or makes the next one of that name, has the lock. */
static bool is_there(int dir, const struct jail_handle *jail)
{
	struct jail_error ignored;
	struct state state;

	return !state_peek(dir, jail->name, &state, &ignored) &&
	       state.jid == jail->jid;
}

static int put(int dir, const char *file, const struct words *words)
{
	char head[HEAD_MAX];
	int len = snprintf(head, sizeof(head), HEAD, words->number,
			   words->status);
	int fd = openat(dir, file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
			O_NONBLOCK | O_CLOEXEC, 0600);
	int bad = fd < 0 || write_all(fd, head, len) ||
		  write_all(fd, words->text, words->len);

	if (fd >= 0)
		close(fd);
	return bad ? -1 : 0;
}

void words_keep(const struct jail_handle *jail, const struct words *words)
{
	char file[JAIL_NAME_MAX + 16];
	struct jail_error ignored;
	int dir = state_lock(&ignored);

	if (dir < 0)
		return;
	words_name(file, sizeof(file), jail->name);
	if (is_there(dir, jail) && put(dir, file, words))
		unlinkat(dir, file, 0);
	close(dir);
}

/* False for what was not written to its end by one that was killed. */
static bool parse(const char *text, size_t len, struct words *words)
{
	const char *end = memchr(text, '\n', len);

	if (!end || sscanf(text, HEAD, &words->number, &words->status) != 2)
		return false;
	words->len = len - (end + 1 - text);
	if (words->len > sizeof(words->text))
		return false;
	memcpy(words->text, end + 1, words->len);
	return true;
}

static bool read_words(int dir, const char *file, struct words *words)
{
	char text[HEAD_MAX + CONSOLE_TAIL + 1];
	int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
			O_CLOEXEC);
	size_t used = 0;
	ssize_t n = 1;

	if (fd < 0)
		return false;
	while (n > 0 && used < sizeof(text) - 1) {
		n = read(fd, text + used, sizeof(text) - 1 - used);
		used += n > 0 ? n : 0;
	}
	close(fd);
	text[used] = '\0';
	return !n && parse(text, used, words);
}

unsigned int words_number(int dir, const char *name)
{
	char file[JAIL_NAME_MAX + 16];
	struct words words;

	words_name(file, sizeof(file), name);
	return read_words(dir, file, &words) ? words.number : 0;
}

bool words_take(const char *name, unsigned int number, struct words *words)
{
	char file[JAIL_NAME_MAX + 16];
	struct jail_error ignored;
	int dir = state_lock(&ignored);
	bool found;

	if (dir < 0)
		return false;
	words_name(file, sizeof(file), name);
	found = read_words(dir, file, words) &&
		(!number || number == words->number);
	if (found)
		unlinkat(dir, file, 0);
	close(dir);
	return found;
}
