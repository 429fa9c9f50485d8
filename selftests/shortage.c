// SPDX-License-Identifier: GPL-2.0-or-later
#include "shortage.h"
#include "aftermath.h"
#include "harness.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARGV(...) (const char *const []){ "jailctl", __VA_ARGS__, NULL }
#define COMMAND "--", "sh", "-c", "exit 7"

static const char *const create[] = { "jailctl", "create", SHORT_NAME, NULL };
static const char *const drop[] = { "jailctl", "remove", SHORT_NAME, NULL };

const struct use uses[USES] = {
	[USE_CREATE] = { "create", create, 0, 0, 1 },
	[USE_RUN] = { "run", ARGV("run", SHORT_NAME, COMMAND), 0, 7, 125 },
	[USE_RUN_INHERIT] = { "run in the caller's cgroup",
		ARGV("run", SHORT_NAME, "cgroup=inherit", COMMAND), 0, 7, 125 },
	[USE_EXEC] = { "exec, the first",
		ARGV("exec", SHORT_NAME, COMMAND), 1, 7, 125 },
	[USE_JOIN] = { "exec, one that joins",
		ARGV("exec", SHORT_NAME, COMMAND), 2, 7, 125 },
	[USE_TERMINAL] = { "exec at a terminal",
		ARGV("exec", "-t", "-d", SHORT_NAME, "--", "sleep", "1000"),
		1, 0, 125 },
	[USE_SET] = { "set",
		ARGV("set", SHORT_NAME, "children.max=2"), 1, 0, 1 },
	[USE_REMOVE] = { "remove", drop, 2, 0, 1 },
};

void kernel_put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		test_fail(__FILE__, __LINE__, "%s > %s: %s", text, path,
			  strerror(errno));
	if (fd >= 0)
		close(fd);
}

void shortage_must(const char *const *argv, int want)
{
	struct said said;

	tool_run(argv, &said);
	if (said.status != want)
		test_fail(__FILE__, __LINE__, "%s: status %d, said: %s",
			  argv[1], said.status, said.text);
}

void shortage_make_ready(const struct use *use)
{
	if (use->made > 0)
		shortage_must(create, 0);
	if (use->made > 1)
		shortage_must(ARGV("exec", "-d", SHORT_NAME, "--", "sleep",
				   "1000"), 0);
}

void shortage_remove(void)
{
	struct said said;

	tool_run(drop, &said);
	/* 5: the jail itself is gone, and what was left of it now is, too */
	if (said.status && said.status != 5)
		test_fail(__FILE__, __LINE__, "remove: status %d, said: %s",
			  said.status, said.text);
}

void shortage_prepare(void)
{
	shortage_must(create, 0);
	shortage_must(drop, 0);
	ASSERT_EQ(0, mkdir(SHORT_AROUND, 0755));
}

/* It goes only if nobody is in it: so no process is left either. */
void shortage_finish(void)
{
	int bad = -1;

	for (int i = 0; i < 150 && bad; i++) {
		bad = rmdir(SHORT_AROUND);
		if (bad)
			usleep(20000);
	}
	EXPECT_EQ(0, bad);
}

static int count_tasks(void)
{
	FILE *file = fopen(SHORT_JAILS "/" SHORT_NAME "/cgroup.procs", "re");
	int count = 0, c;

	while (file && (c = getc(file)) != EOF)
		count += c == '\n';
	if (file)
		fclose(file);
	return count;
}

/* A killed one is counted until somebody has waited for it. */
static bool tasks_become(int wanted)
{
	for (int i = 0; i < 150 && count_tasks() != wanted; i++)
		usleep(20000);
	return count_tasks() == wanted;
}

static bool says_one_of(const char *text, const char *const *words)
{
	for (int i = 0; i < 3 && words[i]; i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

static enum outcome judge(const struct use *use, const struct shortage *s,
			  const struct said *said)
{
	const char *told = strstr(said->text, "jailctl: ");
	const char *fix = strstr(said->text, "\n  fix: ");

	if (said->status == use->want)
		return WORKED;
	if (s->kills && (said->status == 256 + SIGKILL ||
			 said->status == 128 + SIGKILL))
		return KILLED;
	return said->status == use->refused && told && fix &&
	       says_one_of(told, s->causes) &&
	       says_one_of(fix, s->fixes) ? REFUSED : WRONG;
}

/* The same once more, now that there is enough. */
static void try_again(const struct use *use)
{
	struct said said;

	tool_run_in(SHORT_AROUND, use->argv, &said);
	if (said.status != use->want)
		test_fail(__FILE__, __LINE__, "%s, again: status %d, said: %s",
			  use->name, said.status, said.text);
}

enum outcome shortage_use(const struct use *use, const struct shortage *s,
			  int amount)
{
	char *before = host_now(), *here;
	enum outcome outcome;
	struct said said;
	int tasks;

	shortage_make_ready(use);
	s->begin(amount);
	here = host_now();
	tasks = count_tasks();
	tool_run_in(SHORT_AROUND, use->argv, &said);
	outcome = judge(use, s, &said);
	if (outcome == WRONG || (outcome == REFUSED && !EXPECT_HOST(here, 3)))
		test_fail(__FILE__, __LINE__, "%s, amount %d: status %d, said: %s",
			  use->name, amount, said.status, said.text);
	if (outcome == REFUSED && !s->kills && !tasks_become(tasks))
		test_fail(__FILE__, __LINE__, "%s, amount %d: tasks: %d, not %d",
			  use->name, amount, count_tasks(), tasks);
	s->end();
	if (outcome == REFUSED)
		try_again(use);
	shortage_remove();
	EXPECT_HOST(before, 3);
	free(before);
	free(here);
	return outcome;
}
