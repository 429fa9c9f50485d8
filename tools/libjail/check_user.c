// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who calls, what ids jails could have, and what else decides on this host. */
#include <linux/capability.h>

#include "check.h"

/* What making and entering jails takes; the rest follows from being root. */
static const struct {
	int number;
	const char *name;
} powers[] = {
	{ CAP_SYS_ADMIN, "SYS_ADMIN" }, { CAP_SETUID, "SETUID" },
	{ CAP_SETGID, "SETGID" }, { CAP_SETPCAP, "SETPCAP" },
	{ CAP_DAC_READ_SEARCH, "DAC_READ_SEARCH" },
	{ CAP_SYS_PTRACE, "SYS_PTRACE" }, { CAP_KILL, "KILL" },
};

static unsigned long long effective(int root)
{
	char *text = host_read(root, "proc/self/status");
	const char *line = text ? strstr(text, "\nCapEff:") : NULL;
	unsigned long long caps = 0;

	if (line)
		sscanf(line, "\nCapEff: %llx", &caps);
	free(text);
	return caps;
}

static bool has(unsigned long long caps, int number)
{
	return caps >> number & 1;
}

bool host_power(int root)
{
	return has(effective(root), CAP_SYS_ADMIN);
}

void check_privilege(int root, struct jail_check *c)
{
	unsigned long long caps = effective(root);
	unsigned int first, outside, count;
	char missing[160] = "", line[64];

	for (size_t i = 0; i < ARRAY_SIZE(powers); i++)
		if (!has(caps, powers[i].number))
			list_add(missing, sizeof(missing), "CAP_%s", powers[i].name);
	host_line(root, "proc/self/uid_map", line, sizeof(line));
	if (*missing)
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_POWER, "run it as root",
			"jails can't be made or entered without %s", missing);
	else if (sscanf(line, "%u %u %u", &first, &outside, &count) == 3 &&
		 (outside || count != 4294967295U))
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_POWER,
			"run it as root of the host, outside of any container",
			"this root is one of a user namespace: its capabilities do not reach the kernel");
	else
		fine(c, "CAP_SYS_ADMIN and all else that it takes");
}

/*
 * Root is not held up by the last two, but whoever runs a browser's sandbox, or
 * would make jails without root, is.
 */
void check_userns(int root, struct jail_check *c)
{
	bool root_calls = host_power(root);

	if (!host_has(root, "proc/self/uid_map"))
		finding(c, JAIL_CHECK_WARN, 0, "boot a kernel with CONFIG_USER_NS",
			"this kernel has no user namespaces: no ids of their own for jails");
	else if (!host_number(root, "proc/sys/user/max_user_namespaces", 1))
		finding(c, JAIL_CHECK_WARN, 0, "sysctl user.max_user_namespaces=10000",
			"user.max_user_namespaces is 0: no ids of their own for jails");
	else if (root_calls)
		fine(c, "root can make user namespaces");
	else if (!host_number(root, "proc/sys/kernel/unprivileged_userns_clone", 1))
		finding(c, JAIL_CHECK_WARN, 0,
			"sysctl kernel.unprivileged_userns_clone=1, or use root",
			"kernel.unprivileged_userns_clone is 0: only root can make user namespaces");
	else if (host_number(root, "proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0))
		finding(c, JAIL_CHECK_WARN, 0,
			"use root, give the program an AppArmor profile with \"userns,\", or sysctl kernel.apparmor_restrict_unprivileged_userns=0",
			"AppArmor lets only root and programs with a profile use user namespaces");
	else
		fine(c, "every user can make user namespaces");
}

struct range {
	char who[33];
	unsigned long first, count;
};

/* The largest range of root's or jail's own; whose it collides with. */
static bool read_ranges(int root, const char *path, struct range *ours,
			char *other, size_t size)
{
	char *text = host_read(root, path), *save, *line;
	struct range r;
	bool found = false;

	*other = '\0';
	for (int pass = 0; pass < 2 && text; pass++) {
		char *copy = strdup(text);

		for (line = copy ? strtok_r(copy, "\n", &save) : NULL; line;
		     line = strtok_r(NULL, "\n", &save)) {
			bool mine;

			if (sscanf(line, "%32[^:]:%lu:%lu", r.who, &r.first,
				   &r.count) != 3)
				continue;
			mine = !strcmp(r.who, "root") || !strcmp(r.who, "0") ||
			       !strcmp(r.who, "jail");
			if (!pass && mine && (!found || r.count > ours->count)) {
				*ours = r;
				found = true;
			} else if (pass && found && !mine &&
				   r.first < ours->first + ours->count &&
				   ours->first < r.first + r.count) {
				snprintf(other, size, "%s", r.who);
			}
		}
		free(copy);
	}
	free(text);
	return found;
}

void check_subids(int root, struct jail_check *c)
{
	static const char *const files[] = { "etc/subuid", "etc/subgid" };
	enum { LEAST = 65536 };
	struct range ours;
	char other[33];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		if (!read_ranges(root, files[i], &ours, other, sizeof(other)) ||
		    ours.count < LEAST) {
			finding(c, JAIL_CHECK_WARN, 0,
				"usermod --add-subuids 1000000-1065535 --add-subgids 1000000-1065535 root, if nobody has these",
				"/%s gives root no range of %d ids: jails can't have ids of their own",
				files[i], LEAST);
			return;
		}
		if (*other) {
			finding(c, JAIL_CHECK_WARN, 0,
				"give each user a range of its own there",
				"/%s: the range of %s overlaps that of %s",
				files[i], ours.who, other);
			return;
		}
	}
	fine(c, "root has ranges in /etc/subuid and /etc/subgid");
}

void check_lsm(int root, struct jail_check *c)
{
	char label[128], *list = ctl_file(root, "lsm");

	host_line(root, "proc/self/attr/current", label, sizeof(label));
	if (!list)
		finding(c, JAIL_CHECK_SKIP, 0, NULL,
			"which others decide is told when securityfs can be read");
	else if (*label && !strstr(label, "unconfined"))
		finding(c, JAIL_CHECK_WARN, 0,
			"run jailctl unconfined, or allow it what is refused in the audit log",
			"this program is confined itself, as \"%s\"", label);
	else if (strstr(list, "selinux") || strstr(list, "smack"))
		finding(c, JAIL_CHECK_WARN, 0,
			"look for its denials in the audit log when something fails inside",
			"jails get no label of their own from the active ones of: %s", list);
	else
		fine(c, "others that decide too: %s", list);
	free(list);
}
