// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Sockets that no list of a jail's descriptors shows: on their way through
 * another socket, a thread's own, or kept by an io_uring. The kernel tells which
 * there are on an address, by inode. What nobody else has open is the jail's.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "procfs.h"
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

/* What the host's threads have open is not the jail's. */
struct outside {
	struct strays *strays;
	const struct jail_handle *jail;
};

static int forget_socket(int fds, int number, unsigned long inode, void *arg)
{
	(void)fds;
	(void)number;
	forget(arg, inode);
	return 0;
}

/* Asked of each: one whose first thread has ended looks as if it were outside. */
static int take_thread(int dir, int id, unsigned long none, void *arg)
{
	const struct outside *o = arg;

	(void)none;
	if (ctl_has(o->jail, id) == 0)
		procfs_sockets(dir, forget_socket, o->strays);
	return 0;
}

static int take_process(int dir, int id, unsigned long none, void *arg)
{
	const struct outside *o = arg;

	(void)id;
	(void)none;
	procfs_each(dir, "task", take_thread, arg);
	/* until none is left to be explained */
	return !o->strays->count;
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
	struct outside outside = { &strays, jail };
	int bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(lists) && !bad; i++)
		bad = read_list(lists[i].file, lists[i].name, losses, &strays);
	if (bad)
		fail(err, code_of(errno), NULL,
		     "can't look for the sockets of its processes: %m");
	forget_known(&strays, known);
	if (!bad && strays.count)
		procfs_each(AT_FDCWD, "/proc", take_process, &outside);
	if (!bad && strays.count)
		bad = fail(err, JAIL_FAILED,
			   "end the jail's processes first: one of them hides it",
			   "in use: %s, port %u, by a socket that no list of descriptors shows",
			   strays.of[0].name, strays.of[0].port);
	free(strays.of);
	return bad;
}
