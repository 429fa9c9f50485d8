// SPDX-License-Identifier: LGPL-2.1-or-later
/* Addresses that a jail has and the machine has not, any more. */
#include <arpa/inet.h>
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

void check_addresses(int root, struct jail_check *c)
{
	char *text = ctl_file(root, "jail/jails"), list[400] = "";
	struct jail_records *jails;

	if (!text || records_parse(text, &jails)) {
		finding(c, JAIL_CHECK_SKIP, 0, NULL,
			"what addresses jails have is told when securityfs can be read");
		return;
	}
	list_missing(jails, list, sizeof(list));
	jail_records_free(jails);
	if (*list)
		finding(c, JAIL_CHECK_WARN, 0,
			"\"ip addr add\" them again, or take them from the jails with \"jailctl set\"",
			"jails have addresses that this machine has not: %s",
			list);
	else
		fine(c, "this machine has the addresses that its jails have");
}
