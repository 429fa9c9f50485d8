// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a dying jail waits for, in words: its tasks, by the cgroup's list. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "internal.h"

/* What was found, and the first few names of those in state D. */
struct stuck {
	unsigned int count;
	char names[160];
};

/* A task chose its name: no command to a terminal comes through with it. */
static void add_name(struct stuck *stuck, long pid, const char *name, int len)
{
	size_t used = strlen(stuck->names);

	if (used + 40 >= sizeof(stuck->names))
		return;
	used += snprintf(stuck->names + used, sizeof(stuck->names) - used,
			 "%s%ld ", used ? ", " : "", pid);
	snprintf(stuck->names + used, sizeof(stuck->names) - used, "%.*s", len,
		 name);
	for (char *c = stuck->names + used; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
}

/* "pid (comm) D ...": the name may hold anything, so from the last bracket. */
static void look_at(long pid, struct stuck *stuck)
{
	char path[48], *text, *open, *close;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	text = read_file(path);
	open = text ? strchr(text, '(') : NULL;
	close = text ? strrchr(text, ')') : NULL;
	if (open && close && close > open && !strncmp(close, ") D", 3)) {
		stuck->count++;
		add_name(stuck, pid, open + 1, (int)(close - open - 1));
	}
	free(text);
}

static void look_at_tasks(int cgroup, struct stuck *stuck)
{
	int fd = openat(cgroup, "cgroup.threads", O_RDONLY | O_CLOEXEC);
	char *text = fd < 0 ? NULL : read_all(fd), *save, *line;

	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		look_at(atol(line), stuck);
	free(text);
	if (fd >= 0)
		close(fd);
}

/* Jails inside this one have their cgroups below: not deeper than they nest. */
static void look_below(int cgroup, int depth, struct stuck *stuck)
{
	int list = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = list < 0 ? NULL : fdopendir(list);
	struct dirent *entry;

	look_at_tasks(cgroup, stuck);
	while (dir && depth && (entry = readdir(dir))) {
		int fd;

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		fd = openat(list, entry->d_name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue;
		look_below(fd, depth - 1, stuck);
		close(fd);
	}
	if (dir)
		closedir(dir);
}

static void look(const struct jail_handle *jail, struct stuck *stuck)
{
	struct jail_error ignored;
	struct state state;
	int dir = state_dir(&ignored), cgroup = -1;

	if (dir >= 0 && !state_peek(dir, jail->name, &state, &ignored) &&
	    state.cgroup_id)
		cgroup = cgroup_open(state.cgroup, state.cgroup_id, &ignored);
	if (cgroup >= 0) {
		look_below(cgroup, JAIL_DEPTH_MAX, stuck);
		close(cgroup);
	}
	if (dir >= 0)
		close(dir);
}

/* The kernel's count, of the jail and of those inside it. */
static unsigned int count_tasks(const char *name)
{
	size_t len = strlen(name);
	struct jail_records *jails;
	struct jail_error ignored;
	unsigned int tasks = 0;

	if (jail_read(JAIL_LIST_JAILS, NULL, &jails, &ignored))
		return 0;
	for (size_t i = 0; i < jail_records_count(jails); i++) {
		const char *its = jail_record_get(jails, i, "name");

		if (!strncmp(its, name, len) && (!its[len] || its[len] == '.'))
			tasks += atoi(jail_record_get(jails, i, "tasks"));
	}
	jail_records_free(jails);
	return tasks;
}

void waiting_for(const struct jail_handle *jail, struct jail_error *err)
{
	unsigned int tasks = count_tasks(jail->name);
	struct stuck stuck = { 0 };

	look(jail, &stuck);
	if (!stuck.count)
		fail(err, JAIL_FAILED,
		     "look at them with ps; \"jailctl remove\" it again to wait on",
		     "still waiting for %u of its tasks to end", tasks);
	else
		fail(err, JAIL_FAILED,
		     "one in state D ends when what it waits for in the kernel does; \"jailctl remove\" it again to wait on",
		     "still waiting for %u of its tasks to end, %u of them in state D: %s",
		     tasks, stuck.count, stuck.names);
}
