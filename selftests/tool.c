// SPDX-License-Identifier: GPL-2.0-or-later
#include "tool.h"
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long one that is a member of a cgroup may take. */
enum { HUNG_SECONDS = 30 };

static void __attribute__((noreturn))
become(const char *const *argv, const char *cgroup, int to)
{
	int null = open("/dev/null", O_RDONLY);

	dup2(null, STDIN_FILENO);
	dup2(to, STDOUT_FILENO);
	dup2(to, STDERR_FILENO);
	if (cgroup) {
		int procs = open(cgroup, O_WRONLY | O_CLOEXEC);

		if (write(procs, "0", 1) != 1)
			_exit(254);
		alarm(HUNG_SECONDS);
	}
	execvp(argv[0], (char *const *)argv);
	_exit(255);
}

static pid_t start(const char *const *argv, const char *cgroup, int *out)
{
	int pair[2];
	pid_t pid;

	ASSERT_EQ(0, pipe2(pair, O_CLOEXEC));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		become(argv, cgroup, pair[1]);
	close(pair[1]);
	*out = pair[0];
	return pid;
}

pid_t tool_start(const char *const *argv, int *out)
{
	return start(argv, NULL, out);
}

void tool_end(pid_t pid, int out, struct said *said)
{
	size_t used = 0, room = sizeof(said->text) - 1;
	char rest[512];
	int status = 0;
	ssize_t n;

	/* what does not fit is read all the same, or the writer would wait */
	do {
		n = used < room ? read(out, said->text + used, room - used) :
				  read(out, rest, sizeof(rest));
		if (n > 0 && used < room)
			used += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	said->text[used] = '\0';
	close(out);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	said->status = WIFSIGNALED(status) ? 256 + WTERMSIG(status) :
					     WEXITSTATUS(status);
}

void tool_run(const char *const *argv, struct said *said)
{
	int out;
	pid_t pid = tool_start(argv, &out);

	tool_end(pid, out, said);
}

const char *tool_path(void)
{
	static const char *const argv[] = { "sh", "-c", "command -v jailctl",
					    NULL };
	static char path[256];
	struct said said;

	if (*path)
		return path;
	tool_run(argv, &said);
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(said.text, "\n"),
		 said.text);
	return path;
}

void tool_run_in(const char *cgroup, const char *const *argv, struct said *said)
{
	char procs[256];
	pid_t pid;
	int out;

	snprintf(procs, sizeof(procs), "%s/cgroup.procs", cgroup);
	pid = start(argv, procs, &out);
	tool_end(pid, out, said);
}

/* nftw() hands nothing through. */
static struct {
	char *text;
	size_t size, used;
} state;

static void __attribute__((format(printf, 1, 2))) add(const char *format, ...)
{
	size_t room = state.size - state.used;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(state.text + state.used, room, format, args);
	va_end(args);
	ASSERT_TRUE(n >= 0 && (size_t)n < room);
	state.used += (size_t)n;
}

static int add_entry(const char *path, const struct stat *st, int type,
		     struct FTW *ftw)
{
	(void)type;
	(void)ftw;
	add("%s %o %u:%u %lld %lld.%09ld %lld.%09ld\n", path, st->st_mode,
	    st->st_uid, st->st_gid, (long long)st->st_size,
	    (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
	    (long long)st->st_ctim.tv_sec, st->st_ctim.tv_nsec);
	return 0;
}

void tree_state(const char *dir, char *text, size_t size)
{
	state.text = text;
	state.size = size;
	state.used = 0;
	ASSERT_EQ(0, nftw(dir, add_entry, 16, FTW_PHYS));
}

static int add_name(const char *path, const struct stat *st, int type,
		    struct FTW *ftw)
{
	(void)type;
	(void)ftw;
	add("%s %o\n", path, st->st_mode);
	return 0;
}

static int add_dir(const char *path, const struct stat *st, int type,
		   struct FTW *ftw)
{
	return type == FTW_D ? add_name(path, st, type, ftw) : 0;
}

static void add_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[1024];

	while (file && fgets(line, sizeof(line), file))
		add("%s", line);
	if (file)
		fclose(file);
}

/* The addresses; how they hang together tells what there was before. */
static void add_addresses(void)
{
	FILE *file = fopen("/proc/net/fib_trie", "re");
	char line[1024];

	while (file && fgets(line, sizeof(line), file))
		if (!strstr(line, "+--"))
			add("%s", line + strspn(line, " "));
	if (file)
		fclose(file);
}

/* The names of links: their counters change. */
static void add_links(void)
{
	FILE *file = fopen("/proc/net/dev", "re");
	char line[1024];

	while (file && fgets(line, sizeof(line), file))
		if (strchr(line, ':'))
			add("%.*s\n", (int)strcspn(line, ":"), line);
	if (file)
		fclose(file);
}

void host_state(char *text, size_t size)
{
	state.text = text;
	state.size = size;
	state.used = 0;
	add_file("/proc/self/mountinfo");
	add_file("/sys/kernel/security/jail/jails");
	add_addresses();
	add_file("/proc/net/if_inet6");
	add_links();
	nftw("/run/jail", add_name, 16, FTW_PHYS);
	nftw("/sys/fs/cgroup", add_dir, 16, FTW_PHYS);
	nftw("/dev", add_name, 16, FTW_PHYS);
}

const char *first_difference(const char *before, const char *after)
{
	static char line[2][200];
	size_t at = 0;

	while (before[at] && before[at] == after[at])
		at++;
	if (before[at] == after[at])
		return NULL;
	while (at && before[at - 1] != '\n')
		at--;
	snprintf(line[0], sizeof(line[0]), "%.*s",
		 (int)strcspn(before + at, "\n"), before + at);
	snprintf(line[1], sizeof(line[1]), "%.90s -> %.*s", line[0],
		 (int)strcspn(after + at, "\n"), after + at);
	return line[1];
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int tree_remove(const char *dir)
{
	return nftw(dir, remove_entry, 16, FTW_PHYS | FTW_DEPTH);
}

static void make_parents(const char *path)
{
	char parent[256];

	snprintf(parent, sizeof(parent), "%s", path);
	for (char *slash = strchr(parent + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(parent, 0755);
		*slash = '/';
	}
}

void file_put(const char *path, const char *text, mode_t mode)
{
	FILE *file;

	make_parents(path);
	file = fopen(path, "we");
	ASSERT_TRUE(file);
	fputs(text, file);
	ASSERT_EQ(0, fclose(file));
	ASSERT_EQ(0, chmod(path, mode));
}

void copy_self(const char *path)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), to;
	ssize_t n;

	make_parents(path);
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	ASSERT_TRUE(from >= 0 && to >= 0);
	do {
		n = sendfile(to, from, NULL, 1 << 20);
	} while (n > 0);
	ASSERT_EQ(0, n);
	close(from);
	close(to);
}
