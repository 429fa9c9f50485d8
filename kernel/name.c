// SPDX-License-Identifier: GPL-2.0
/*
 * What a jail may be called.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "param.h"

/* Names that a directory of a jail's could not have in the cgroup tree. */
static const char *const cgroup_prefixes[] = {
	"cgroup.", "cpu.", "cpuset.", "io.", "memory.", "pids.", "hugetlb.",
	"rdma.", "misc.", "irq.", "perf_event.", "net_cls.", "net_prio.",
	"devices.", "freezer.", "blkio.", "cpuacct.", "debug.", "dmem.",
};

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool is_reserved(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cgroup_prefixes); i++)
		if (!strncmp(name, cgroup_prefixes[i],
			     strlen(cgroup_prefixes[i])))
			return true;
	return !strcmp(name, "tasks") || !strcmp(name, "notify_on_release") ||
	       !strcmp(name, "release_agent");
}

/**
 * jail_name_check() - is this a name a jail may have?
 * @name: NUL-terminated
 * @reply: gets the sentence that says why not
 *
 * Return: 0, -EINVAL or -ENAMETOOLONG.
 */
int jail_name_check(const char *name, struct jail_reply *reply)
{
	unsigned int depth = 1;
	bool digits = true;
	const char *p;

	if (strlen(name) > JAIL_NAME_MAX) {
		jail_say(reply, "name: longer than %u bytes", JAIL_NAME_MAX);
		return -ENAMETOOLONG;
	}
	for (p = name; *p; p++) {
		if (*p == '.') {
			if (p == name || p[-1] == '.' || !p[1])
				return jail_say_bad(reply, "name", name,
					       "has an empty part");
			depth++;
		} else if (!is_name_char(*p)) {
			return jail_say_bad(reply, "name", name,
				       "has characters other than A-Z a-z 0-9 _ - and dots");
		}
		if (*p < '0' || *p > '9')
			digits = false;
	}
	if (digits)
		return jail_say_bad(reply, "name", name,
			       "is a number, which would be taken for a jid");
	if (*name == '-')
		return jail_say_bad(reply, "name", name, "begins with a dash");
	if (depth > JAIL_DEPTH_MAX) {
		jail_say(reply, "name: jails nest at most %u deep",
			 JAIL_DEPTH_MAX);
		return -EINVAL;
	}
	if (is_reserved(name))
		return jail_say_bad(reply, "name", name,
			       "is reserved, it is a cgroup file's");
	return 0;
}
