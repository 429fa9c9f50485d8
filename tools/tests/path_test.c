// SPDX-License-Identifier: GPL-2.0-or-later
/* path=: what a path resolves to, and whose links are followed. Needs root. */
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tap.h"

static const struct {
	const char *path, *real;	/* real: NULL if there is none */
	const char *error, *fix;
} rows[] = {
	{ "/", "/", NULL, NULL },
	{ "//usr/./lib/..", "/usr", NULL, NULL },
	{ "/..", "/", NULL, NULL },
	{ "dir", "@/dir", NULL, NULL },
	{ "./dir/../dir//", "@/dir", NULL, NULL },
	{ "ours", "@/dir", NULL, NULL },
	{ "ours/sub", "@/dir/sub", NULL, NULL },
	{ "absolute", "/usr", NULL, NULL },
	{ "chain", "@/dir", NULL, NULL },
	{ "theirs", NULL, "belongs to user 1000", "stands for" },
	{ "theirs/sub", NULL, "belongs to user 1000", "stands for" },
	{ "by_way", NULL, "belongs to user 1000", "stands for" },
	{ "loop", NULL, "Too many levels", "another path" },
	{ "nowhere", NULL, "No such file", "make the directory" },
	{ "missing/..", NULL, "No such file", "make the directory" },
	{ "file", NULL, "Not a directory", "make the directory" },
	{ "file/..", NULL, "Not a directory", "make the directory" },
	{ "file/", NULL, "Not a directory", "make the directory" },
};

static char base[] = "/tmp/path-test-XXXXXX";

static bool make_tree(void)
{
	FILE *file;

	if (!mkdtemp(base) || chdir(base) || mkdir("dir", 0755) ||
	    mkdir("dir/sub", 0755))
		return false;
	file = fopen("file", "w");
	return file && !fclose(file) && !symlink("dir", "ours") &&
	       !symlink("/usr/lib/..", "absolute") &&
	       !symlink("./ours/.", "chain") && !symlink("dir", "theirs") &&
	       !lchown("theirs", 1000, 1000) && !symlink("theirs", "by_way") &&
	       !symlink("loop", "loop") && !symlink("missing", "nowhere");
}

static void try(size_t i)
{
	struct jail_error err = { 0 };
	char real[PATH_MAX], want[PATH_MAX];
	const char *text = rows[i].real;
	int bad = path_resolve(rows[i].path, real, &err);

	if (text) {
		snprintf(want, sizeof(want), "%s%s", *text == '@' ? base : "",
			 text + (*text == '@'));
		ok(!bad && !strcmp(real, want), "%s is %s %s", rows[i].path,
		   text, err.text);
		return;
	}
	ok(bad && err.code == JAIL_USAGE && strstr(err.text, rows[i].error) &&
	   strstr(err.fix, rows[i].fix), "%s: %s", rows[i].path, err.text);
}

static void long_path(void)
{
	static char text[2 * PATH_MAX];
	struct jail_error err = { 0 };
	char real[PATH_MAX];

	memset(text, '/', PATH_MAX);
	ok(path_resolve(text, real, &err), "too long: %.80s", err.text);
	memset(text, 'a', PATH_MAX - 1);
	text[PATH_MAX - 1] = '\0';
	ok(path_resolve(text, real, &err), "a name too long");
}

int main(void)
{
	char command[64];

	puts("TAP version 13");
	ok(make_tree(), "a tree to walk in");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		try(i);
	long_path();
	snprintf(command, sizeof(command), "rm -r %s", base);
	ok(!chdir("/") && !system(command), "it is gone again");
	return end();
}
