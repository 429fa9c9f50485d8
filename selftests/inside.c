// SPDX-License-Identifier: GPL-2.0-or-later
/* What tests of the tool run in a jail: it says what it finds there. */
#include "harness.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const places[] = { "/", "/dev", "/proc", "/etc", "/bin" };

/* Names that are nowhere in the tree; also from directories moved out of it. */
static void look_for_outside(void)
{
	static const char *const names[] = {
		"canary", "../canary", "../out/canary", "../../out/canary",
		"../../../out/canary", "pts/canary", "shm/canary",
	};

	for (size_t i = 0; i < ARRAY_SIZE(places) * ARRAY_SIZE(names); i++) {
		const char *place = places[i / ARRAY_SIZE(names)];
		const char *name = names[i % ARRAY_SIZE(names)];
		int dir = open(place, O_PATH | O_DIRECTORY | O_CLOEXEC);

		if (dir >= 0 && !faccessat(dir, name, F_OK, 0))
			printf("outside is reached by %s/%s ", place, name);
		close(dir);
	}
}

/* File systems in the order they were mounted, the root left out. */
static void print_mounts(void)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[1024], type[32];
	int n = 0;

	while (file && fgets(line, sizeof(line), file)) {
		const char *rest = strstr(line, " - ");

		if (n++ && rest && sscanf(rest, " - %31s", type) == 1)
			printf(" %s", type);
	}
}

/* One line: the tree's mark, who we are, what is mounted. */
static int tell_tree(void)
{
	char marker[16] = "";
	int fd = open("/marker", O_RDONLY | O_CLOEXEC);

	if (read(fd, marker, sizeof(marker) - 1) < 0)
		printf("no marker ");
	look_for_outside();
	printf("%s uid=%d", marker, getuid());
	print_mounts();
	printf("\n");
	return 0;
}

/* One line: open descriptors, and where we are. */
static int tell_descriptors(void)
{
	char where[256] = "nowhere";
	char self[32];

	for (int fd = 0; fd < 1 << 16; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("%d ", fd);
	if (!getcwd(where, sizeof(where)))
		snprintf(where, sizeof(where), "%s", strerror(errno));
	snprintf(self, sizeof(self), "%s", access("..", X_OK) ? "" : " ..");
	printf("in %s%s\n", where, self);
	return 0;
}

/* Hold on to its file, and write as soon as nobody runs it. */
int overwrite_exe(pid_t pid, ino_t but)
{
	struct timespec pause = { .tv_nsec = 1000000 };
	char path[64];
	struct stat st;
	int held, fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	held = open(path, O_PATH | O_CLOEXEC);
	if (held < 0)
		return 0;
	if (fstat(held, &st) || st.st_ino == but) {
		close(held);
		return 0;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", held);
	for (int i = 0; fd < 0 && i < 2000; i++) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		nanosleep(&pause, NULL);
	}
	if (fd >= 0 && write(fd, OVERWRITTEN, sizeof(OVERWRITTEN)) > 0)
		pwrite(fd, OVERWRITTEN, sizeof(OVERWRITTEN), 0);
	close(fd);
	close(held);
	return 1;
}

static volatile sig_atomic_t asked_to_stop;

static void stop(int signal)
{
	asked_to_stop = signal;
}

/* The pid that the next process here will have, or nearly. */
static pid_t last_pid(void)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

/*
 * The attack on who enters: each process that is about to be. Says in a file
 * how often it looked and how many files it got hold of.
 */
static int overwrite_who_enters(void)
{
	unsigned long looks = 0, caught = 0;
	struct stat own;
	FILE *file;

	signal(SIGTERM, stop);
	if (stat("/proc/self/exe", &own))
		return 1;
	while (!asked_to_stop) {
		pid_t pid = last_pid();

		for (int i = 0; i < 200 && !asked_to_stop; i++) {
			caught += overwrite_exe(pid + 1 + i % 4, own.st_ino);
			looks++;
		}
	}
	file = fopen("/told", "we");
	if (!file)
		return 1;
	fprintf(file, "%lu looks, %lu caught\n", looks, caught);
	return fclose(file) ? 1 : 0;
}

/* Whether the test's key is in one of our keyrings. */
static int tell_key(void)
{
	long key = syscall(SYS_request_key, "user", INSIDE_KEY, NULL, 0);

	printf("%s\n", key < 0 ? strerrorname_np(errno) : "a key");
	return 0;
}

static int do_nothing(void)
{
	return 0;
}

static int do_wait(void)
{
	return pause();
}

int inside_main(const char *what)
{
	static const struct {
		const char *what;
		int (*tell)(void);
	} all[] = {
		{ "tree", tell_tree },
		{ "descriptors", tell_descriptors },
		{ "overwrite", overwrite_who_enters },
		{ "key", tell_key },
		{ "nothing", do_nothing },
		{ "wait", do_wait },
	};

	for (size_t i = 0; what && i < ARRAY_SIZE(all); i++)
		if (!strcmp(what, all[i].what))
			return all[i].tell();
	return 1;
}
