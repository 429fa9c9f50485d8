// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Promise B7: from entering to its first exec a process is the host's to all
 * in the jail; and what brought it in is not run again from inside.
 *
 *	host ----+-- out
 *	         +-- jail a -- a1, guest (half way in)
 */
#include "acts_lookup.h"
#include "acts_proc.h"
#include "acts_signal.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Where a guest stops between entering and exec. */
static struct gate {
	int reached[2];
	int open[2];
} gate;

static long wait_at_gate(void *unused)
{
	char byte = 'x';

	(void)unused;
	if (write(gate.reached[1], &byte, 1) != 1 ||
	    read(gate.open[0], &byte, 1) != 1)
		return -EPIPE;
	return 0;
}

static void start_guest_with(struct agent *guest, const struct jail *jail,
			     long (*after)(void *))
{
	struct agent_options o = { .jail = jail, .after = after };
	char byte;

	ASSERT_EQ(0, pipe2(gate.reached, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(gate.open, O_CLOEXEC));
	ASSERT_EQ(0, agent_begin(guest, &o));
	ASSERT_EQ(1, read(gate.reached[0], &byte, 1));
}

static void start_guest(struct agent *guest, const struct jail *jail)
{
	start_guest_with(guest, jail, wait_at_gate);
}

static void let_in(struct agent *guest)
{
	ASSERT_EQ(1, write(gate.open[1], "x", 1));
	ASSERT_EQ(0, agent_ready(guest));
}

static long on_path(struct agent *actor, act_fn *act, const char *path,
		    const struct agent *target)
{
	struct call c = { .arg = { target->pid } };

	snprintf(c.text, sizeof(c.text), "%s", path);
	return agent_call(actor, act, &c);
}

static long act_overwrite(struct call *c)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/exe", c->arg[0]);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	/* Some kernels let a running program be opened. */
	if (fd < 0)
		return errno == ETXTBSY ? 0 : -errno;
	close(fd);
	return 0;
}

struct half_row {
	const char *name;
	act_fn *act;
	const char *path;
	int err;
	const char *op;
};

static const struct half_row half[] = {
	{ "open its directory", act_proc_open, "/proc/%d", ENOENT,
	  "proc.lookup" },
	{ "open its files", act_proc_open, "/proc/%d/fd", ENOENT,
	  "proc.lookup" },
	{ "stat its root", act_proc_stat, "/proc/%d/root", ENOENT,
	  "proc.lookup" },
	{ "read its exe", act_proc_readlink, "/proc/%d/exe", ENOENT,
	  "proc.lookup" },
	{ "write its exe", act_overwrite, "", ENOENT, "proc.lookup" },
	{ "kill", act_kill, "", ESRCH, "task.lookup" },
	{ "attach", act_attach, "", ESRCH, "task.lookup" },
	{ "pidfd_open", act_pidfd_open, "", ESRCH, "task.lookup" },
};

TEST_EACH(half_way_in, struct half_row, half)
{
	struct agent a1, guest;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&a1, &a);
	start_guest(&guest, &a);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -row->err,
		      on_path(&a1, row->act, row->path, &guest));
	EXPECT_DENIED(&w, row->op, row->err, 1, a1.pid, NULL);
	watch_start(&w, &a);
	EXPECT_RESULT("listed", -ENOENT,
		      on_path(&a1, act_proc_listed, "", &guest));
	EXPECT_QUIET(&w);
	let_in(&guest);
	EXPECT_EQ(0, on_path(&a1, act_proc_listed, "", &guest));
	EXPECT_RESULT("after exec", 0,
		      on_path(&a1, row->act, row->path, &guest));
	EXPECT_QUIET(&w);
}

static long become_user_and_wait(void *unused)
{
	(void)unused;
	if (setgid(4242) || setuid(4242))
		return -errno;
	return wait_at_gate(NULL);
}

/*
 * To the host's users it is jailed already: it has the jail's uid by now, and
 * who stopped it would stop jailctl, which waits for it.
 */
TEST(half_way_in_for_a_host_user)
{
	struct agent_options o = { .uid = 4242 };
	struct agent user, twin, guest;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_EQ(0, agent_start_with(&user, &o));
	ASSERT_EQ(0, agent_start_with(&twin, &o));
	start_guest_with(&guest, &a, become_user_and_wait);
	EXPECT_RESULT("user to user", 0,
		      agent_do(&user, act_kill, twin.pid, SIGURG, 0));
	watch_start(&w, &a);
	EXPECT_RESULT("user to guest", -EPERM,
		      agent_do(&user, act_kill, guest.pid, SIGURG, 0));
	EXPECT_DENIED(&w, "task.signal", EPERM, 1, user.pid, NULL);
	watch_start(&w, &a);
	EXPECT_EQ(0, kill(guest.pid, SIGURG));
	EXPECT_QUIET(&w);
	let_in(&guest);
}

/* arg0: whose binary to empty and write over. */
static long act_spoil(struct call *c)
{
	char path[64];
	long r;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/exe", c->arg[0]);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = write(fd, "spoilt", 6) == 6 ? 0 : -errno;
	close(fd);
	return r;
}

/* FNV-1a of a whole file. */
static unsigned long long hash_of(const char *path)
{
	unsigned long long hash = 0xcbf29ce484222325;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char block[4096];
	ssize_t n;

	ASSERT_LE(0, fd);
	while ((n = read(fd, block, sizeof(block))) > 0)
		for (ssize_t i = 0; i < n; i++)
			hash = (hash ^ block[i]) * 0x100000001b3;
	ASSERT_EQ(0, n);
	close(fd);
	return hash;
}

/*
 * The binary of who is half way in, which is a file of the host's that the
 * jail's root could write if it got hold of it.
 */
TEST(half_way_in_binary_is_safe)
{
	unsigned long long before = hash_of("/proc/self/exe");
	struct agent a1, guest;
	struct jail a;
	struct watch w;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&a1, &a);
	start_guest(&guest, &a);
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -ENOENT,
		      agent_do(&a1, act_spoil, guest.pid, 0, 0));
	EXPECT_DENIED(&w, "proc.lookup", ENOENT, 1, a1.pid, NULL);
	EXPECT_EQ(before, hash_of("/proc/self/exe"));
	let_in(&guest);
	EXPECT_EQ(before, hash_of("/proc/self/exe"));
}

/* The host sees and may trace it all the time, and it counts as a task. */
TEST(half_way_in_for_the_host)
{
	struct agent out, guest;
	struct jail_info info;
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	start_guest(&guest, &a);
	ASSERT_EQ(0, jail_info(&a, &info));
	EXPECT_EQ(1, info.tasks);
	EXPECT_EQ(0, on_path(&out, act_proc_open, "/proc/%d/fd", &guest));
	EXPECT_EQ(0, agent_do(&out, act_attach, guest.pid, 0, 0));
	let_in(&guest);
	EXPECT_EQ(0, agent_do(&guest, act_nothing, 0, 0, 0));
}

/* It is bound by the jail's rules from entering on. */
static pid_t outsider;

static long kill_outsider(void *unused)
{
	(void)unused;
	return kill(outsider, 0) ? -errno : 0;
}

TEST(half_way_in_is_bound_already)
{
	struct agent_options o = { .after = kill_outsider };
	struct agent guest, out;
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&out, NULL);
	outsider = out.pid;
	ASSERT_EQ(0, agent_start_with(&guest, &o));
	o.jail = &a;
	EXPECT_EQ(-ESRCH, agent_start_with(&guest, &o));
	EXPECT_EQ(1, jail_count(&a, "task.lookup"));
}

/* Runs the file it is running itself; only an errno comes back. */
static long exec_path(void *path)
{
	char *argv[] = { "self", "-l", NULL };
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	execv(path, argv);
	return -errno;
}

static char own_path[256];

struct self_row {
	const char *name;
	char *path;
};

static const struct self_row selves[] = {
	{ "/proc/self/exe", "/proc/self/exe" },
	{ "its path", own_path },
};

/* How exec_path() ended: 0 if it ran. */
static int run_self(const struct jail *jail, char *path)
{
	struct agent_options o = {
		.jail = jail, .after = exec_path, .arg = path,
	};
	struct agent a;
	int result;

	ASSERT_EQ(0, agent_begin(&a, &o));
	result = agent_ready(&a);
	/* It ran, and said nothing to us. */
	return result == -EPIPE ? 0 : result;
}

TEST_EACH(no_exec_of_what_entered, struct self_row, selves)
{
	struct jail a;
	struct watch w;

	ASSERT_LT(0, readlink("/proc/self/exe", own_path,
			      sizeof(own_path) - 1));
	ASSERT_JAIL(&a, "a", NULL);
	EXPECT_RESULT("outside", 0, run_self(NULL, row->path));
	watch_start(&w, &a);
	EXPECT_RESULT("inside", -EACCES, run_self(&a, row->path));
	EXPECT_DENIED(&w, "task.enter", EACCES, 1, 0, NULL);
}
