/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the tool: jailctl is run, what it says is kept, and the host is
 * compared with what it was before.
 */
#ifndef JAIL_TOOL_H
#define JAIL_TOOL_H

#include <stddef.h>
#include <sys/types.h>

/**
 * struct said - how a run of a program ended
 * @status: its exit status, or 256 + the signal that ended it
 * @text: what it wrote to stdout and stderr, the beginning of it
 */
struct said {
	int status;
	char text[4096];
};

/* Start a program; its output is to be read from *out. */
pid_t tool_start(const char *const *argv, int *out);
/* Read its output to the end and wait for it. */
void tool_end(pid_t pid, int out, struct said *said);
void tool_run(const char *const *argv, struct said *said);
/* Where jailctl is. */
const char *tool_path(void);
/* The same as a member of a cgroup; SIGALRM ends what hangs. */
void tool_run_in(const char *cgroup, const char *const *argv,
		 struct said *said);

/*
 * Everything below a directory, a line each: names, modes, owners, sizes and
 * the times of content and inode. Two that are equal: nobody touched it.
 */
void tree_state(const char *dir, char *text, size_t size);
/*
 * Mounts, jails, addresses, links, cgroups, /run/jail and /dev: what a start may
 * leave behind.
 */
void host_state(char *text, size_t size);
/* The first line in which two texts differ, for a message. */
const char *first_difference(const char *before, const char *after);

int tree_remove(const char *dir);
/* Make a file, also one with directories above it, from a text. */
void file_put(const char *path, const char *text, mode_t mode);
/* A copy of this program. */
void copy_self(const char *path);

/* inside.c: what a copy of this program does in a jail; argv[2] says what. */
#define INSIDE_OPTION	"--inside"
/* A key of the caller's session. */
#define INSIDE_KEY	"jail-test-key"
int inside_main(const char *what);
/*
 * Take hold of what a process runs, unless it is the file @but; write
 * OVERWRITTEN to it as soon as it can be. How many files were got hold of.
 */
#define OVERWRITTEN	"#!overwritten"
int overwrite_exe(pid_t pid, ino_t but);

#endif
