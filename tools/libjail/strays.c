// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Sockets that no list of a jail's descriptors shows: on their way through
 * another socket, a thread's own, or kept by an io_uring. The kernel tells which
 * there are on an address, by inode. What nobody else has open is the jail's.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "sockets.h"

/* Every protocol of which a jail may have a socket; some kernels have fewer. */
static const struct {
	const char *file, *name;
} lists[] = {
	{ "/proc/net/tcp", "tcp" },	{ "/proc/net/tcp6", "tcp" },
	{ "/proc/net/udp", "udp" },	{ "/proc/net/udp6", "udp" },
	{ "/proc/net/udplite", "udp" },	{ "/proc/net/udplite6", "udp" },
	{ "/proc/net/icmp", "ping" },	{ "/proc/net/icmp6", "ping" },
	{ "/proc/net/raw", "raw" },	{ "/proc/net/raw6", "raw" },
};

struct stray {
	unsigned long inode;
	unsigned int port;
	const char *name;
};

struct strays {
	struct stray *of;
	size_t count;
};

/* Words of 32 bits, each as this machine has it. */
static bool parse_ip(const char *hex, size_t digits, struct in6_addr *ip)
{
	uint32_t word[4] = { 0 };

	if (digits != 8 && digits != 32)
		return false;
	for (size_t i = 0; i < digits / 8; i++)
		if (sscanf(hex + 8 * i, "%8x", &word[i]) != 1)
			return false;
	*ip = (struct in6_addr){ 0 };
	if (digits == 32) {
		memcpy(ip, word, sizeof(*ip));
	} else {
		memset(ip->s6_addr + 10, 0xff, 2);
		memcpy(ip->s6_addr + 12, word, 4);
	}
	return true;
}

/* What has no inode is nobody's: a connection not accepted yet, or its end. */
static bool parse_line(const char *line, struct in6_addr *ip,
		       struct stray *stray)
{
	char hex[40];

	return sscanf(line, " %*u: %39[0-9A-F]:%x %*s %*x %*s %*s %*x %*u %*u %lu",
		      hex, &stray->port, &stray->inode) == 3 && stray->inode &&
	       parse_ip(hex, strlen(hex), ip);
}

static int add(struct strays *strays, const struct stray *stray)
{
	struct stray *grown = reallocarray(strays->of, strays->count + 1,
					   sizeof(*grown));

	if (!grown)
		return -1;
	strays->of = grown;
	strays->of[strays->count++] = *stray;
	return 0;
}

static int read_list(const char *file, const char *name,
		     const struct losses *losses, struct strays *strays)
{
	FILE *in = fopen(file, "re");
	char line[512];
	int bad = 0;

	if (!in)
		return errno == ENOENT ? 0 : -1;
	while (!bad && fgets(line, sizeof(line), in)) {
		struct stray stray = { .name = name };
		struct in6_addr ip;

		if (parse_line(line, &ip, &stray) && is_lost(losses, &ip))
			bad = add(strays, &stray);
	}
	bad |= ferror(in);
	fclose(in);
	return bad ? -1 : 0;
}

static void forget(struct strays *strays, unsigned long inode)
{
	size_t kept = 0;

	for (size_t i = 0; i < strays->count; i++)
		if (strays->of[i].inode != inode)
			strays->of[kept++] = strays->of[i];
	strays->count = kept;
}

/* What one of the host's threads has open. It may end at any time. */
static void forget_open(struct strays *strays, int thread)
{
	int fd = openat(thread, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char target[64] = "";
		unsigned long inode;

		if (readlinkat(fd, entry->d_name, target,
			       sizeof(target) - 1) > 0 &&
		    sscanf(target, "socket:[%lu]", &inode) == 1)
			forget(strays, inode);
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

/* Each entry of a directory that is a number. */
static void each_number(int at, const char *path, struct strays *strays,
			void (*take)(struct strays *strays, int dir, pid_t id,
				     const struct jail_handle *jail),
			const struct jail_handle *jail)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && strays->count && (entry = readdir(dir))) {
		int one = isdigit((unsigned char)*entry->d_name) ?
			  openat(fd, entry->d_name,
				 O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

		if (one < 0)
			continue;
		take(strays, one, atoi(entry->d_name), jail);
		close(one);
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

/* Asked of each: one whose first thread has ended looks as if it were outside. */
static void take_thread(struct strays *strays, int dir, pid_t id,
			const struct jail_handle *jail)
{
	if (ctl_has(jail, id) == 0)
		forget_open(strays, dir);
}

static void take_process(struct strays *strays, int dir, pid_t id,
			 const struct jail_handle *jail)
{
	(void)id;
	each_number(dir, "task", strays, take_thread, jail);
}

static void forget_known(struct strays *strays, const struct sockets *known)
{
	struct stat st;

	for (size_t i = 0; i < known->count; i++)
		if (!fstat(known->of[i].fd, &st))
			forget(strays, st.st_ino);
}

int sockets_no_strays(const struct jail_handle *jail,
		      const struct losses *losses, const struct sockets *known,
		      struct jail_error *err)
{
	struct strays strays = { 0 };
	int bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(lists) && !bad; i++)
		bad = read_list(lists[i].file, lists[i].name, losses, &strays);
	if (bad)
		fail(err, code_of(errno), NULL,
		     "can't look for the sockets of its processes: %m");
	forget_known(&strays, known);
	if (!bad)
		each_number(AT_FDCWD, "/proc", &strays, take_process, jail);
	if (!bad && strays.count)
		bad = fail(err, JAIL_FAILED,
			   "end the jail's processes first: one of them hides it",
			   "in use: %s, port %u, by a socket that no list of descriptors shows",
			   strays.of[0].name, strays.of[0].port);
	free(strays.of);
	return bad;
}
