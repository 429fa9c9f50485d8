// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * After jails that are no more, however they and their makers ended: the order
 * table backwards, by what their state files say.
 */
#include <dirent.h>
#include <fcntl.h>

#include "order.h"

/* A name of the directory that may be a jail's. */
struct left {
	char name[JAIL_NAME_MAX + 1];
};

struct list {
	struct left *left;
	size_t count;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static size_t depth(const char *name)
{
	size_t dots = 0;

	for (; *name; name++)
		dots += *name == '.';
	return dots;
}

/* A jail inside another goes first: so its cgroup does. */
static int deepest_first(const void *a, const void *b)
{
	size_t one = depth(a), other = depth(b);

	return one > other ? -1 : one < other;
}

static bool add(struct list *list, const char *name, size_t len)
{
	struct left *grown;

	if (!len || len > JAIL_NAME_MAX)
		return true;
	grown = reallocarray(list->left, list->count + 1, sizeof(*grown));
	if (!grown)
		return false;
	list->left = grown;
	snprintf(grown[list->count++].name, JAIL_NAME_MAX + 1, "%.*s",
		 (int)len, name);
	return true;
}

/* Ours by its ending; whatever else lies there is left alone. */
static bool add_file(struct list *list, const char *file)
{
	const char *dot = strrchr(file, '.');

	if (!dot || (strcmp(dot, ".conf") && strcmp(dot, ".new")))
		return true;
	return add(list, file, dot - file);
}

static bool list_files(int dir, struct list *list)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *files = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	bool good = files;
	int saved = errno;

	if (!files && fd >= 0)
		close(fd);
	errno = files ? 0 : saved;
	while (good && (entry = readdir(files)))
		good = add_file(list, entry->d_name);
	good &= !errno;
	saved = errno;
	if (files)
		closedir(files);
	errno = saved;
	return good;
}

static bool list_alive(struct list *list)
{
	struct jail_records *jails;
	struct jail_error ignored;
	bool good = true;

	if (jail_read(JAIL_LIST_JAILS, NULL, &jails, &ignored))
		return false;
	for (size_t i = 0; i < jails->count && good; i++) {
		const char *name = jail_record_get(jails, i, "name");

		good = add(list, name, strlen(name));
	}
	jail_records_free(jails);
	/* of no jail there is no list, and qsort() wants one */
	if (list->count)
		qsort(list->left, list->count, sizeof(*list->left), by_name);
	return good;
}

int recover(int dir, const char *name, struct jail_error *err)
{
	struct jail_handle jail = { .fd = -1 };
	struct order o = { ORDER_INIT, .jail = &jail, .noted = true };

	o.dir = dir;
	snprintf(jail.name, sizeof(jail.name), "%s", name);
	/* one that says nothing tells of nothing to undo but itself */
	if (state_peek(dir, name, &o.state, err)) {
		if (errno != ENOENT && errno != EBADMSG)
			return -1;
		o.state = (struct state){ 0 };
	}
	return order_recover(&o, err);
}

static int recover_dead(int dir, const char *wanted, const struct list *files,
			const struct list *alive, struct jail_error *err)
{
	struct jail_error ignored;
	int status = 0;

	for (size_t i = 0; i < files->count; i++) {
		const char *name = files->left[i].name;
		bool asked = wanted && !strcmp(name, wanted);

		if (alive->count && bsearch(name, alive->left, alive->count,
					    sizeof(*alive->left), by_name))
			continue;
		if (recover(dir, name, asked ? err : &ignored) && asked)
			status = -1;
	}
	return status;
}

/*
 * By the kernel's list, since a jail takes those inside it along. Nobody makes
 * a jail with a state file without the lock we are under.
 */
int recover_all(int dir, const char *wanted, struct jail_error *err)
{
	struct list files = { 0 }, alive = { 0 };
	int status = 0;

	console_sweep(dir);
	if (!list_files(dir, &files) || (files.count && !list_alive(&alive))) {
		/* what is left of others may wait */
		if (wanted)
			status = fail(err, JAIL_FAILED,
				      "look into the kernel's log",
				      "can't see which jails are gone: %m");
	} else if (files.count) {
		qsort(files.left, files.count, sizeof(*files.left),
		      deepest_first);
		status = recover_dead(dir, wanted, &files, &alive, err);
	}
	free(files.left);
	free(alive.left);
	return status;
}
