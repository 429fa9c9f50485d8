// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where keepers are found: sockets /run/jail/NAME.console.NUMBER. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "terminal.h"

/* A keeper that is alive answers at once, or a little later. */
enum { REACH_SECONDS = 10 };

void console_file(char *buf, size_t size, const char *name, unsigned int number)
{
	snprintf(buf, size, "%s.console.%u", name, number);
}

/* The number in NAME.console.NUMBER; with name NULL of any jail. */
static unsigned int number_in(const char *file, const char *name)
{
	static const char middle[] = ".console.";
	size_t len = name ? strlen(name) : 0;
	const char *text = name ? file + len : NULL;
	char expected[300];
	unsigned int number;

	/* the last one: it may be part of a name as well */
	for (const char *p = file; !name && (p = strstr(p, middle)); p++)
		text = p;

	if (name && strncmp(file, name, len))
		return 0;
	if (!text || strncmp(text, middle, strlen(middle)))
		return 0;
	number = strtoul(text + strlen(middle), NULL, 10);
	snprintf(expected, sizeof(expected), "%s%u", middle, number);
	return strcmp(text, expected) ? 0 : number;
}

/* By descriptor: a name in /run/jail may be longer than an address. */
static socklen_t address(int dir, const char *file, struct sockaddr_un *addr)
{
	*addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(addr->sun_path, sizeof(addr->sun_path), "/proc/self/fd/%d/%s",
		 dir, file);
	return sizeof(*addr);
}

static int reach(int dir, const char *file, int flags)
{
	static const struct timeval most = { .tv_sec = REACH_SECONDS };
	int sock = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0);
	struct sockaddr_un addr;
	socklen_t len = address(dir, file, &addr);

	if (sock >= 0) {
		setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
		setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
	}
	if (sock >= 0 && connect(sock, (struct sockaddr *)&addr, len)) {
		int saved = errno;

		close(sock);
		errno = saved;
		return -1;
	}
	return sock;
}

int console_reach(int dir, const char *file)
{
	return reach(dir, file, 0);
}

/*
 * A socket whose keeper was killed: nobody listens, nobody ever will. It is
 * not waited for: a keeper may be busy, or wait for a lock that we hold.
 */
static bool stale(int dir, const char *file)
{
	struct stat st;
	int sock;

	if (fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW) ||
	    !S_ISSOCK(st.st_mode))
		return false;
	sock = reach(dir, file, SOCK_NONBLOCK);
	if (sock >= 0)
		close(sock);
	return sock < 0 && errno == ECONNREFUSED;
}

static DIR *open_list(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? NULL : fdopendir(fd);
}

static unsigned int walk(int dir, const char *name, unsigned int after,
			 bool sweep)
{
	DIR *list = open_list(dir);
	unsigned int next = 0, number;
	struct dirent *entry;

	while (list && (entry = readdir(list))) {
		number = number_in(entry->d_name, name);
		if (!number || (!sweep && number <= after))
			continue;
		if (!stale(dir, entry->d_name))
			next = next && next < number ? next : number;
		else if (sweep)
			unlinkat(dir, entry->d_name, 0);
	}
	if (list)
		closedir(list);
	return next;
}

void console_sweep(int dir)
{
	walk(dir, NULL, 0, true);
}

unsigned int console_next(int dir, const char *name, unsigned int after)
{
	return walk(dir, name, after, false);
}

int console_bind(int dir, const char *name, unsigned int *number,
		 struct jail_error *err)
{
	int sock = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	unsigned int last = words_number(dir, name), n;
	struct sockaddr_un addr;
	char file[128];
	int bad = -1;

	while ((n = console_next(dir, name, last)))
		last = n;
	while (sock >= 0 && bad) {
		socklen_t len;

		*number = ++last;
		console_file(file, sizeof(file), name, last);
		len = address(dir, file, &addr);
		bad = bind(sock, (struct sockaddr *)&addr, len);
		if (bad && errno != EADDRINUSE)
			break;
	}
	if (!bad && !listen(sock, 4))
		return sock;
	fail(err, code_of(errno), "make room in /run",
	     "can't make the console's socket in /run/jail: %m");
	if (!bad)
		unlinkat(dir, file, 0);
	if (sock >= 0)
		close(sock);
	return -1;
}
