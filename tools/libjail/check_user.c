// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who calls, and what else decides on this host. */
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

/* Jails are root's and have none: it is told for whoever wants one beside them. */
static void no_userns(struct jail_check *c, const char *fix, const char *cause)
{
	finding(c, JAIL_CHECK_OK, 0, fix, "%s; jails do without", cause);
}

void check_userns(int root, struct jail_check *c)
{
	if (!host_has(root, "proc/self/uid_map"))
		no_userns(c, "boot a kernel with CONFIG_USER_NS if others need them",
			  "this kernel has no user namespaces");
	else if (!host_number(root, "proc/sys/user/max_user_namespaces", 1))
		no_userns(c, "sysctl user.max_user_namespaces=10000 if others need them",
			  "user.max_user_namespaces is 0, nobody can make one");
	else if (host_power(root))
		fine(c, "root can make user namespaces; jails do without");
	else if (!host_number(root, "proc/sys/kernel/unprivileged_userns_clone", 1))
		no_userns(c, "sysctl kernel.unprivileged_userns_clone=1 if others need them",
			  "kernel.unprivileged_userns_clone is 0: only root can make user namespaces");
	else if (host_number(root, "proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0))
		no_userns(c, "give a program that needs them an AppArmor profile with \"userns,\"",
			  "AppArmor lets only root and programs with a profile use user namespaces");
	else
		fine(c, "every user can make user namespaces; jails do without");
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
