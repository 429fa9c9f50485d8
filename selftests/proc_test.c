// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promises A1 and A2: /proc neither lists nor opens a task of outside.
 *
 *	host ----+-- out, victim
 *	         +-- jail a -- a1, a2
 *	         +-- jail b -- b1
 */
#include "acts_proc.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOKUP	"proc.lookup"

struct path_row {
	const char *name;
	act_fn *act;
	const char *path;
};

static const struct path_row paths[] = {
	{ "open PID",		act_proc_open,	   "/proc/%d" },
	{ "open PID/status",	act_proc_open,	   "/proc/%d/status" },
	{ "open PID/fd",	act_proc_open,	   "/proc/%d/fd" },
	{ "open PID/root",	act_proc_open,	   "/proc/%d/root" },
	{ "open PID/ns/net",	act_proc_open,	   "/proc/%d/ns/net" },
	{ "open PID/task",	act_proc_open,	   "/proc/%d/task" },
	{ "O_PATH of PID",	act_proc_opath,	   "/proc/%d" },
	{ "O_PATH of PID/stat", act_proc_opath,	   "/proc/%d/stat" },
	{ "stat PID",		act_proc_stat,	   "/proc/%d" },
	{ "stat PID/cmdline",	act_proc_stat,	   "/proc/%d/cmdline" },
	{ "stat PID/net/tcp",	act_proc_stat,	   "/proc/%d/net/tcp" },
	{ "access PID",		act_proc_access,   "/proc/%d" },
	{ "access PID/mem",	act_proc_access,   "/proc/%d/mem" },
	{ "readlink PID/exe",	act_proc_readlink, "/proc/%d/exe" },
	{ "readlink PID/cwd",	act_proc_readlink, "/proc/%d/cwd" },
	{ "chdir PID",		act_proc_chdir,	   "/proc/%d" },
	{ "chdir PID/task",	act_proc_chdir,	   "/proc/%d/task" },
};

static long on_path(struct agent *actor, act_fn *act, const char *path,
		    const struct agent *target)
{
	struct call c = { .arg = { target->pid } };

	snprintf(c.text, sizeof(c.text), "%s", path);
	return agent_call(actor, act, &c);
}

static void hidden(struct agent *actor, const struct jail *jail,
		   const struct path_row *row, const struct agent *target)
{
	struct watch w;

	watch_start(&w, jail);
	EXPECT_RESULT("inside", -ENOENT,
		      on_path(actor, row->act, row->path, target));
	EXPECT_DENIED(&w, LOOKUP, ENOENT, 1, actor->pid, NULL);
}

TEST_EACH(proc, struct path_row, paths)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_RESULT("outside", 0,
		      on_path(&c.out, row->act, row->path, &c.victim));
	/* The host has just looked: the dentry is there. */
	hidden(&c.a1, &c.a, row, &c.victim);
	/* Nobody has: it is not. */
	hidden(&c.a1, &c.a, row, &c.b1);
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside, its own", 0,
		      on_path(&c.a1, row->act, row->path, &c.a2));
	EXPECT_RESULT("the host, into the jail", 0,
		      on_path(&c.out, row->act, row->path, &c.a2));
	EXPECT_RESULT("the host, after the jail looked", 0,
		      on_path(&c.out, row->act, row->path, &c.victim));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/*
 * Programs look at their own entry when they start; a process that was only
 * forked has one that nobody has ever looked at.
 */
TEST(proc_never_looked_at)
{
	struct agent in, fresh = { 0 };
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&in, &a);
	fresh.pid = fork();
	if (fresh.pid == 0)
		for (;;)
			pause();
	ASSERT_LE(1, fresh.pid);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -ENOENT,
		      on_path(&in, act_proc_stat, "/proc/%d", &fresh));
	EXPECT_DENIED(&w, LOOKUP, ENOENT, 1, in.pid, NULL);
	EXPECT_EQ(0, kill(fresh.pid, SIGKILL));
	EXPECT_EQ(fresh.pid, waitpid(fresh.pid, NULL, 0));
}

/* A thread's directory, below its process and by itself. */
TEST(proc_task_tid)
{
	struct cast c;
	struct watch w;
	char path[64];

	cast_start(&c, NULL, NULL);
	snprintf(path, sizeof(path), "/proc/%d/task/%%d/status", c.victim.pid);
	EXPECT_RESULT("outside", 0,
		      on_path(&c.out, act_proc_open, path, &c.victim));
	watch_start(&w, &c.a);
	EXPECT_RESULT("inside", -ENOENT,
		      on_path(&c.a1, act_proc_open, path, &c.victim));
	/* In its own process it looks for a thread of another. */
	EXPECT_RESULT("below its own", -ENOENT,
		      on_path(&c.a1, act_proc_open, "/proc/self/task/%d",
			      &c.victim));
	EXPECT_LE(1, jail_count(&c.a, LOOKUP));
	watch_start(&w, &c.a);
	snprintf(path, sizeof(path), "/proc/%d/task/%%d/status", c.a2.pid);
	EXPECT_RESULT("inside, its own", 0,
		      on_path(&c.a1, act_proc_open, path, &c.a2));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

static long listed(struct agent *actor, const struct agent *whom)
{
	struct call c = { .arg = { whom->pid } };

	return agent_call(actor, act_proc_listed, &c);
}

TEST(proc_readdir)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	EXPECT_EQ(0, listed(&c.out, &c.victim));
	EXPECT_EQ(0, listed(&c.out, &c.a1));
	EXPECT_EQ(0, on_path(&c.out, act_proc_stat, "/proc/%d/status",
			     &c.victim));

	watch_start(&w, &c.a);
	EXPECT_RESULT("the host's", -ENOENT, listed(&c.a1, &c.victim));
	EXPECT_RESULT("a sibling's", -ENOENT, listed(&c.a1, &c.b1));
	EXPECT_EQ(0, listed(&c.a1, &c.a1));
	EXPECT_EQ(0, listed(&c.a1, &c.a2));
	EXPECT_EQ(2, agent_do(&c.a1, act_proc_count, 0, 0, 0));
	EXPECT_EQ(1, agent_do(&c.b1, act_proc_count, 0, 0, 0));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
	EXPECT_EQ(0, listed(&c.out, &c.victim));
	cast_stop(&c);
}

#define PROC_DIR	"/tmp/jail-proc"

struct mount_row {
	const char *name;
	const char *options;
	bool bind;
};

static const struct mount_row mounts[] = {
	{ "mounted anew", "", false },
	{ "bound", NULL, true },
	{ "bound from one mounted anew", "", true },
	{ "mounted with hidepid", "hidepid=1", false },
};

/* In a mount namespace of the test's: a proc at PROC_DIR. */
static void mount_proc(const struct mount_row *row)
{
	const char *from = row->options ? PROC_DIR : "/proc";

	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	ASSERT_TRUE(!mkdir(PROC_DIR, 0755) || errno == EEXIST);
	if (row->options)
		ASSERT_EQ(0, mount("proc", PROC_DIR, "proc", 0, row->options));
	if (row->bind)
		ASSERT_EQ(0, mount(from, PROC_DIR, NULL, MS_BIND, NULL));
}

/* Whoever mounted it, wherever it came from: what one reader sees of it. */
TEST_EACH(proc_of_another_mount, struct mount_row, mounts)
{
	struct call of_victim = { .text = PROC_DIR };
	struct call of_own = { .text = PROC_DIR };
	struct cast c;
	struct watch w;

	mount_proc(row);
	cast_start(&c, NULL, NULL);
	of_victim.arg[0] = c.victim.pid;
	of_own.arg[0] = c.a2.pid;
	EXPECT_EQ(0, agent_call(&c.out, act_proc_listed, &of_victim));
	EXPECT_EQ(0, on_path(&c.out, act_proc_open, PROC_DIR "/%d/stat",
			     &c.victim));
	watch_start(&w, &c.a);
	EXPECT_RESULT("listed", -ENOENT,
		      agent_call(&c.a1, act_proc_listed, &of_victim));
	EXPECT_QUIET(&w);
	EXPECT_SKIPPED(&w);
	EXPECT_RESULT("opened", -ENOENT,
		      on_path(&c.a1, act_proc_open, PROC_DIR "/%d/stat",
			      &c.victim));
	EXPECT_DENIED(&w, LOOKUP, ENOENT, 1, c.a1.pid, NULL);
	watch_start(&w, &c.a);
	EXPECT_EQ(0, agent_call(&c.a1, act_proc_listed, &of_own));
	EXPECT_EQ(0, on_path(&c.a1, act_proc_open, PROC_DIR "/%d/stat",
			     &c.a2));
	EXPECT_QUIET(&w);
	cast_stop(&c);
}

/* Acts through an inherited descriptor in arg1: text is the rest. */
static long act_openat(struct call *c)
{
	int fd = openat((int)c->arg[1], c->text, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static long act_fchdir(struct call *c)
{
	if (fchdir((int)c->arg[1]))
		return -errno;
	return chdir("/") ? -errno : 0;
}

static long through(struct agent *actor, act_fn *act, int fd, const char *rest)
{
	struct call c = { .arg = { 0, fd } };

	snprintf(c.text, sizeof(c.text), "%s", rest);
	return agent_call(actor, act, &c);
}

struct old_row {
	const char *name;
	int flags;
	act_fn *act;
	const char *rest;
	const char *dir;
};

static int open_dir(pid_t pid, const void *how)
{
	const struct old_row *row = how;
	char path[64];
	int fd;

	if (row->dir)
		snprintf(path, sizeof(path), "/proc/%d/%s/%d", pid, row->dir,
			 pid);
	else
		snprintf(path, sizeof(path), "/proc/%d", pid);
	fd = open(path, row->flags | O_DIRECTORY);
	ASSERT_LE(0, fd);
	return fd;
}

static const struct old_row olds[] = {
	{ "openat status", O_RDONLY, act_openat, "status", NULL },
	{ "openat fd", O_RDONLY, act_openat, "fd", NULL },
	{ "openat a thread's", O_RDONLY, act_openat, "task", NULL },
	{ "openat by O_PATH", O_PATH, act_openat, "status", NULL },
	{ "fchdir", O_RDONLY, act_fchdir, "", NULL },
	{ "openat below a thread's", O_RDONLY, act_openat, "oom_score_adj",
	  "task" },
};

/* A directory that was opened before the opener's child entered the jail. */
TEST_EACH(proc_by_old_fd, struct old_row, olds)
{
	struct heirs h;
	struct watch w;

	heirs_start(&h, open_dir, row);

	/* What nobody has looked at is looked up, what somebody has is cached. */
	for (int i = 0; i < 2; i++) {
		watch_start(&w, &h.a);
		EXPECT_RESULT("inside", -ENOENT,
			      through(&h.in, row->act, h.of_victim, row->rest));
		EXPECT_DENIED(&w, LOOKUP, ENOENT, 1, h.in.pid, NULL);
		EXPECT_RESULT("outside", 0,
			      through(&h.out, row->act, h.of_victim, row->rest));
	}
	watch_start(&w, &h.a);
	EXPECT_RESULT("inside, its own", 0,
		      through(&h.in, row->act, h.of_own, row->rest));
	EXPECT_QUIET(&w);
	EXPECT_RESULT("outside, afterwards", 0,
		      through(&h.out, row->act, h.of_victim, row->rest));
}

/* What is in /proc/self is the reader's own, whoever mounted it. */
TEST(proc_self)
{
	struct agent in;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&in, &a);
	watch_start(&w, &a);
	EXPECT_EQ(0, on_path(&in, act_proc_open, "/proc/self/status", &in));
	EXPECT_EQ(0, on_path(&in, act_proc_open, "/proc/thread-self/stat",
			     &in));
	EXPECT_EQ(0, on_path(&in, act_proc_open, "/proc/%d/fd", &in));
	EXPECT_EQ(0, on_path(&in, act_proc_readlink, "/proc/self/exe", &in));
	EXPECT_EQ(0, on_path(&in, act_proc_open, "/proc/meminfo", &in));
	EXPECT_QUIET(&w);
}

/* A number that no task has is refused to nobody: no denial. */
TEST(proc_of_nobody)
{
	struct agent in, gone = { .pid = 4000000 };
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&in, &a);
	watch_start(&w, &a);
	EXPECT_RESULT("no such task", -ENOENT,
		      on_path(&in, act_proc_open, "/proc/%d", &gone));
	EXPECT_QUIET(&w);
}
