// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Addresses that a jail has and the machine has not, any more; and those that the
 * machine has of a jail that is gone.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "check.h"

/* Whoever is held to no address can bind to each that the machine has. */
static bool is_missing(const char *ip)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in in = { .sin_family = AF_INET };
	bool six = inet_pton(AF_INET6, ip, &in6.sin6_addr) == 1;
	bool missing;
	int fd;

	if (!six && inet_pton(AF_INET, ip, &in.sin_addr) != 1)
		return false;
	fd = socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	missing = six ? bind(fd, (struct sockaddr *)&in6, sizeof(in6)) :
			bind(fd, (struct sockaddr *)&in, sizeof(in));
	missing = missing && errno == EADDRNOTAVAIL;
	close(fd);
	return missing;
}

size_t jail_missing(const struct jail_records *records, size_t index,
		    const char *key, char *buf, size_t size)
{
	const char *list = jail_record_get(records, index, key);
	size_t count = 0;

	if (size)
		*buf = '\0';
	while (*list) {
		size_t len = strcspn(list, ",");
		char ip[INET6_ADDRSTRLEN];

		snprintf(ip, sizeof(ip), "%.*s", (int)len, list);
		if (is_missing(ip)) {
			count++;
			if (size)
				list_add(buf, size, "%s", ip);
		}
		list += len + (list[len] == ',');
	}
	return count;
}

static const char *const keys[] = { "ip4.addr", "ip6.addr", "ip6.loopback" };

static void list_missing(const struct jail_records *jails, char *buf,
			 size_t size)
{
	char some[256];

	for (size_t i = 0; i < jails->count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(keys); j++)
			if (jail_missing(jails, i, keys[j], some, sizeof(some)))
				list_add(buf, size, "%s of %s", some,
					 jail_record_get(jails, i, "name"));
}

static struct jail_records *read_jails(int root)
{
	char *text = ctl_file(root, "jail/jails");
	struct jail_records *jails;

	return text && !records_parse(text, &jails) ? jails : NULL;
}

static bool has_jid(const struct jail_records *jails, uint64_t jid)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)jid);
	for (size_t i = 0; i < jails->count; i++)
		if (!strcmp(jail_record_get(jails, i, "jid"), text))
			return true;
	return false;
}

/* Looked at again: it may have been made since the others were listed. */
static bool is_gone(int root, const struct jail_records *jails, uint64_t jid)
{
	struct jail_records *now;
	bool gone = !has_jid(jails, jid);

	if (!gone)
		return false;
	now = read_jails(root);
	gone = now && !has_jid(now, jid);
	jail_records_free(now);
	return gone;
}

static void list_aliases(const char *name, const struct state *state, char *buf,
			 size_t size)
{
	char ip[INET6_ADDRSTRLEN];

	for (size_t i = 0; i < state->aliases; i++) {
		const struct net_address *at = &state->alias[i];

		inet_ntop(at->family, at->ip, ip, sizeof(ip));
		list_add(buf, size, "%s of %s", ip, name);
	}
}

static void look_at_state(int root, int dir, const char *file,
			  const struct jail_records *jails, char *buf,
			  size_t size)
{
	const char *dot = strrchr(file, '.');
	char name[JAIL_NAME_MAX + 1];
	struct jail_error ignored;
	struct state state;

	if (!dot || strcmp(dot, ".conf") || dot - file > JAIL_NAME_MAX)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)(dot - file), file);
	if (!state_peek(dir, name, &state, &ignored) && state.aliases &&
	    is_gone(root, jails, state.jid))
		list_aliases(name, &state, buf, size);
}

/* By the state files, which are root's to read. */
static void list_left(int root, const struct jail_records *jails, char *buf,
		      size_t size)
{
	int fd = host_open(root, "run/jail", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		look_at_state(root, fd, entry->d_name, jails, buf, size);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

void check_addresses(int root, struct jail_check *c)
{
	struct jail_records *jails = read_jails(root);
	char missing[400] = "", left[400] = "";

	if (!jails) {
		finding(c, JAIL_CHECK_SKIP, 0, NULL,
			"what addresses jails have is told when securityfs can be read");
		return;
	}
	list_missing(jails, missing, sizeof(missing));
	list_left(root, jails, left, sizeof(left));
	jail_records_free(jails);
	if (*missing)
		finding(c, JAIL_CHECK_WARN, 0,
			"\"ip addr add\" them again, or take them from the jails with \"jailctl set\"",
			"jails have addresses that this machine has not: %s",
			missing);
	else if (*left)
		finding(c, JAIL_CHECK_WARN, 0,
			"the next \"jailctl\" that changes something takes them away, or \"remove\" with that name",
			"jails that ended by themselves left addresses: %s",
			left);
	else
		fine(c, "this machine has the addresses that its jails have, and no others of theirs");
}
