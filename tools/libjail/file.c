// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whole files in and out, interruptions and short counts taken care of. */
#include <fcntl.h>

#include "internal.h"

char *read_all(int fd)
{
	size_t size = 4096, used = 0;
	char *text = malloc(size);
	ssize_t n;

	while (text) {
		n = read(fd, text + used, size - used - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		used += n;
		if (size - used < 2) {
			char *grown = reallocarray(text, 2, size);

			if (!grown) {
				free(text);
				return NULL;
			}
			text = grown;
			size *= 2;
		}
	}
	if (!text)
		return NULL;
	if (n < 0) {
		free(text);
		return NULL;
	}
	text[used] = '\0';
	return text;
}

char *read_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;
	int saved;

	if (fd < 0)
		return NULL;
	text = read_all(fd);
	saved = errno;
	close(fd);
	errno = saved;
	return text;
}

int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		len -= n;
	}
	return 0;
}
