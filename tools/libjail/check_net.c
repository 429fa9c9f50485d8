// SPDX-License-Identifier: LGPL-2.1-or-later
/* What of the host's network shows in jails that share it. */
#include <fcntl.h>

#include "check.h"
#include "procfs.h"
#include "resolver.h"

/* What the kernel loads when a program first asks, which a jail can't make it do. */
void check_autoload(int root, struct jail_check *c)
{
	static const struct { const char *sign, *module, *what; } parts[] = {
		{ "proc/net/if_inet6", "ipv6", "IPv6" },
		{ "proc/net/unix", "unix", "local sockets" },
		{ "proc/net/tls_stat", "tls", "TLS in the kernel" },
		{ "sys/module/tcp_diag", "tcp_diag", "ss" },
		{ "sys/module/udp_diag", "udp_diag", "ss -u" },
		{ "proc/sys/fs/binfmt_misc", "binfmt_misc", "programs of other machines" },
	};
	bool final = host_number(root, "proc/sys/kernel/modules_disabled", 0);
	char missing[256] = "", fix[128] = "modprobe -a";

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		size_t used = strlen(fix);

		if (host_has(root, parts[i].sign))
			continue;
		list_add(missing, sizeof(missing), "%s (%s)", parts[i].module,
			 parts[i].what);
		snprintf(fix + used, sizeof(fix) - used, " %s", parts[i].module);
	}
	if (!*missing)
		fine(c, "what the kernel else loads when a program asks is loaded");
	else if (final)
		finding(c, JAIL_CHECK_WARN, 0,
			"reboot, and load them before kernel.modules_disabled is set",
			"not loaded, and can't be any more, so no jail can use it: %s",
			missing);
	else
		finding(c, JAIL_CHECK_OK, 0, fix,
			"not loaded, which a jail can't have done when it asks: %s",
			missing);
}

/* Sockets on the wildcard. */
struct listener {
	const char *proto;
	unsigned int port;
	unsigned long inode;
	char name[16];
};

struct listeners {
	struct listener of[64];
	size_t count, more, nameless;
};

static void add_listener(struct listeners *all, const char *proto,
			 unsigned int port, unsigned long inode)
{
	if (all->count == ARRAY_SIZE(all->of)) {
		all->more++;
		return;
	}
	all->of[all->count++] = (struct listener){
		.proto = proto, .port = port, .inode = inode,
	};
	all->nameless++;
}

/* The lines of /proc/net/tcp and its like; state is that of who waits. */
static void read_sockets(int root, const char *path, const char *proto,
			 unsigned int waiting, struct listeners *all)
{
	char *text = host_read(root, path), *save, *line;
	unsigned int port, state;
	unsigned long inode;
	char address[33];

	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		if (sscanf(line, " %*d: %32[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*u %*d %lu",
			   address, &port, &state, &inode) == 4 &&
		    state == waiting && !address[strspn(address, "0")])
			add_listener(all, proto, port, inode);
	free(text);
}

/* Whose sockets are named, right now. */
struct naming {
	struct listeners *all;
	int process;
};

static int name_by(int fds, int number, unsigned long inode, void *arg)
{
	const struct naming *n = arg;

	(void)fds;
	(void)number;
	for (size_t i = 0; i < n->all->count; i++) {
		struct listener *l = &n->all->of[i];

		if (l->inode != inode || *l->name)
			continue;
		host_line(n->process, "comm", l->name, sizeof(l->name));
		n->all->nameless--;
	}
	return !n->all->nameless;
}

/* What this caller may not read has no name. */
static int look_at_process(int process, int pid, unsigned long none, void *arg)
{
	struct naming *n = arg;

	(void)pid;
	(void)none;
	n->process = process;
	procfs_sockets(process, name_by, n);
	return !n->all->nameless;
}

/*
 * The kernel tells a socket's owner only by the descriptors of processes: as far
 * as it takes, and only if there is a socket to name.
 */
static void name_listeners(int root, struct listeners *all)
{
	int fd = host_open(root, "proc", O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return;
	procfs_each(fd, ".", look_at_process, &(struct naming){ .all = all });
	close(fd);
}

/* One of both families, and of several processes, is told once. */
static bool told_before(const struct listeners *all, size_t at)
{
	const struct listener *l = &all->of[at];

	for (size_t i = 0; i < at; i++)
		if (all->of[i].port == l->port &&
		    !strcmp(all->of[i].proto, l->proto) &&
		    !strcmp(all->of[i].name, l->name))
			return true;
	return false;
}

static void list_listeners(const struct listeners *all, char *buf, size_t size)
{
	size_t more = all->more;

	for (size_t i = 0; i < all->count; i++) {
		const struct listener *l = &all->of[i];

		if (!told_before(all, i) &&
		    !list_add(buf, size, *l->name ? "%s %u (%s)" : "%s %u",
			      l->proto, l->port, l->name))
			more++;
	}
	if (more)
		snprintf(buf + strlen(buf), size - strlen(buf), " and %zu more",
			 more);
}

void check_listeners(int root, struct jail_check *c)
{
	enum { LISTEN = 0x0a, UNCONNECTED = 0x07 };
	struct listeners all = { .count = 0 };
	char list[400] = "";

	read_sockets(root, "proc/net/tcp", "tcp", LISTEN, &all);
	read_sockets(root, "proc/net/tcp6", "tcp", LISTEN, &all);
	read_sockets(root, "proc/net/udp", "udp", UNCONNECTED, &all);
	read_sockets(root, "proc/net/udp6", "udp", UNCONNECTED, &all);
	if (!all.count) {
		fine(c, "nobody on the host answers on every address");
		return;
	}
	name_listeners(root, &all);
	list_listeners(&all, list, sizeof(list) - 24);
	finding(c, JAIL_CHECK_WARN, 0,
		"bind them to the host's own address (sshd: ListenAddress, nginx: listen ADDRESS:80)",
		"these of the host answer on a jail's address too where the jail itself does not: %s",
		list);
}

static bool is_loopback(const char *address)
{
	return !strncmp(address, "127.", 4) || !strcmp(address, "::1");
}

/* The first nameserver and whether there is one that is not on loopback. */
static bool read_resolver(int root, const char *path, char *stub, size_t size,
			  bool *real)
{
	char *text = host_read(root, path), *save, *line;
	char address[64];

	*stub = '\0';
	*real = false;
	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (sscanf(line, " nameserver %63s", address) != 1)
			continue;
		if (is_loopback(address))
			snprintf(stub, size, "%s", address);
		else
			*real = true;
	}
	free(text);
	return *stub || *real;
}

void check_resolver(int root, struct jail_check *c)
{
	char stub[64], ignored[64];
	bool real, better = false;

	if (!read_resolver(root, "etc/resolv.conf", stub, sizeof(stub), &real)) {
		finding(c, JAIL_CHECK_WARN, 0,
			"write \"nameserver ADDRESS\" into the jail's /etc/resolv.conf",
			"/etc/resolv.conf names no nameserver: a jail with this file asks 127.0.0.1");
		return;
	}
	if (real) {
		fine(c, "/etc/resolv.conf names a nameserver that jails can reach");
		return;
	}
	for (size_t i = 0; !better && resolver_upstream[i]; i++)
		read_resolver(root, resolver_upstream[i] + 1, ignored,
			      sizeof(ignored), &better);
	if (better)
		fine(c, "jails ask the nameservers behind %s, which is on the host's loopback",
		     stub);
	else
		finding(c, JAIL_CHECK_WARN, 0,
			"write a nameserver's own address into the jail's /etc/resolv.conf",
			"the only nameserver, %s, is on the host's loopback, which a jail does not have",
			stub);
}
