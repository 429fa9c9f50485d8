// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A jail inside another: it never gets what that one has not. The kernel sees
 * to it for what it enforces; the root and the namespaces are made here, by a
 * host that could make any.
 */
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>

#include "internal.h"

/* The jail a dotted name is to be made in; false for one on the host. */
static bool name_above(const struct jail_conf *conf, char *above, size_t size)
{
	char *dot;

	snprintf(above, size, "%s", conf_value(conf, JAIL_PARAM_NAME));
	dot = strrchr(above, '.');
	if (dot)
		*dot = '\0';
	return dot;
}

int nest_path(struct jail_conf *conf, struct jail_error *err)
{
	char above[JAIL_NAME_MAX + 1];
	struct jail_records *records;
	struct jail_error ignored;
	const char *path = "/";
	int bad;

	/* where there is no such jail the kernel will say so */
	if (!name_above(conf, above, sizeof(above)) ||
	    jail_fields(above, NULL, &records, &ignored))
		return conf_put(conf, JAIL_PARAM_PATH, path, err);
	if (*jail_record_get(records, 0, "path"))
		path = jail_record_get(records, 0, "path");
	bad = conf_put(conf, JAIL_PARAM_PATH, path, err);
	jail_records_free(records);
	return bad;
}

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Up from a directory until it is top, or the root, which is above itself. */
static bool climbs_to(int dir, const struct stat *top)
{
	struct stat here, before = { 0 };
	int fd = openat(dir, ".", O_PATH | O_DIRECTORY | O_CLOEXEC), up;
	bool found = false;

	while (fd >= 0 && !fstat(fd, &here) && !same(&here, &before)) {
		found = same(&here, top);
		if (found)
			break;
		before = here;
		up = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		close(fd);
		fd = up;
	}
	if (fd >= 0)
		close(fd);
	return found;
}

static bool is_below(const char *path, const char *top)
{
	int dir = open_resolve(AT_FDCWD, path, O_PATH | O_DIRECTORY,
			       RESOLVE_NO_SYMLINKS);
	int up = open_resolve(AT_FDCWD, top, O_PATH | O_DIRECTORY,
			      RESOLVE_NO_SYMLINKS);
	struct stat st;
	bool below = dir >= 0 && up >= 0 && !fstat(up, &st) &&
		     climbs_to(dir, &st);

	if (dir >= 0)
		close(dir);
	if (up >= 0)
		close(up);
	return below;
}

/* A parent that has the host's root has it read-only, and parts of it covered. */
static int check_path(const char *path, const char *top, bool covered,
		      struct jail_error *err)
{
	char fix[sizeof(err->fix)];

	if (covered && strcmp(path, "/"))
		return fail(err, JAIL_USAGE,
			    "leave path= out, or give the parent a tree of its own",
			    "path=%s: the parent may only read the host's root, the child could write there",
			    path);
	if (covered || is_below(path, top))
		return 0;
	snprintf(fix, sizeof(fix), "leave path= out, or give one below %.128s",
		 top);
	return fail(err, JAIL_USAGE, fix,
		    "path=%s: is not within the parent's root", path);
}

static int check_namespaces(struct jail_conf *conf, const struct jail_conf *up,
			    struct jail_error *err)
{
	for (int i = TOOL_PARAM_FIRST; i < PARAM_COUNT; i++)
		if (param_table[i].type == TYPE_NS &&
		    conf_is(conf, i, "inherit") && conf_is(up, i, "new"))
			return fail(err, JAIL_USAGE,
				    "leave it out, or create the parent so",
				    "%s=inherit: the child would have the host's, which the parent has not",
				    param_table[i].public.name);
	if (!conf_is(up, TOOL_PARAM_NNP, "1") || conf_is(conf, TOOL_PARAM_NNP, "1"))
		return 0;
	if (!conf->value[TOOL_PARAM_NNP])
		return conf_put(conf, TOOL_PARAM_NNP, "1", err);
	return fail(err, JAIL_USAGE, "leave it out",
		    "no_new_privs=0: the parent has no_new_privs=1");
}

static int check_below(int dir, struct jail_conf *conf, const char *above,
		       struct jail_conf *up, struct jail_error *err)
{
	const char *path = conf_value(conf, JAIL_PARAM_PATH), *top;
	struct jail_handle *jail;
	struct jail_records *records;
	struct jail_error ignored;
	struct state state;
	bool known, covered;
	int bad;

	/* where there is no such jail the kernel will say so */
	if (handle_open(above, &jail, &ignored))
		return 0;
	known = !state_read(dir, jail, up, &state, &ignored);
	jail_close(jail);
	if (jail_fields(above, NULL, &records, &ignored))
		return 0;
	top = jail_record_get(records, 0, "path");
	top = *top ? top : "/";
	covered = !strcmp(top, "/") && known &&
		  conf_is(up, TOOL_PARAM_MNT, "new");
	bad = check_path(path ? path : "/", top, covered, err);
	jail_records_free(records);
	/* of a jail that jailctl did not make nobody knows the namespaces */
	return bad || !known ? bad : check_namespaces(conf, up, err);
}

int nest_check(int dir, struct jail_conf *conf, struct jail_error *err)
{
	char above[JAIL_NAME_MAX + 1];
	struct jail_conf *up;
	int bad;

	if (!name_above(conf, above, sizeof(above)))
		return 0;
	if (jail_conf_new(above, &up, err))
		return -1;
	bad = check_below(dir, conf, above, up, err);
	jail_conf_free(up);
	return bad;
}
