// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each allocation of an act fails once, the first, the second, and so on until
 * the act needs no more. Each time it works all the same, or says that there is
 * no memory and has changed nothing; it never does what is refused. Then the
 * same works, and at the end nothing is lost.
 *
 *	ready --> the n-th allocation fails --> act --> as before? --> act again
 *	  '------------------------- n + 1 -----------------------------'
 */
#include "../legs.h"
#include "../net_util.h"
#include "injection.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A walk that does not end is one, too. */
enum { STEPS_MAX = 20000 };

#define LIMITS	"net.bind=1-65535 net.connect=any net.ephemeral=40000-41000"

/* The jail of a walk, who is in it, and one who is not. */
static struct jail jail;
static struct agent in;
static pid_t victim;
static char name[64];

static long say(const char *format)
{
	char text[256];

	snprintf(text, sizeof(text), format, name);
	return jail_request(text, NULL, 0);
}

/* ---- what has to be there */

static void with_nothing(void)
{
	ASSERT_EQ(0, jails_left(name));
}

#define LINGER	"/sys/module/jail/parameters/linger_ms"

static void set_linger(const char *msecs)
{
	FILE *file = jail_builtin() ? NULL : fopen(LINGER, "we");

	if (file) {
		fputs(msecs, file);
		EXPECT_EQ(0, fclose(file));
	}
}

/* No hook is armed: the next jail is the first. */
static void with_no_hooks(void)
{
	static char text[JAIL_TEXT_MAX];
	struct timespec pause = { .tv_nsec = 5000000 };

	set_linger("0");
	do {
		nanosleep(&pause, NULL);
		jail_read("abi", text, sizeof(text));
	} while (!jail_builtin() && !strstr(text, "armed 0\n"));
}

static void with_jail(void)
{
	if (jail.fd >= 0)
		return;
	ASSERT_EQ(0, say("create name=%s persist=1 " WIDE_A " " LIMITS));
	jail.fd = jail_open(name, 0);
	ASSERT_LE(0, jail.fd);
}

/* Nobody is counted but him: whoever ended is for a while. */
static void with_member(void)
{
	struct timespec pause = { .tv_nsec = 5000000 };
	struct jail_info info = { .tasks = 0 };

	if (jail.fd < 0) {
		with_jail();
		ASSERT_AGENT(&in, &jail);
	}
	for (int i = 0; i < 4000 && info.tasks != 1; i++) {
		nanosleep(&pause, NULL);
		ASSERT_EQ(0, jail_info(&jail, &info));
	}
	ASSERT_EQ(1, info.tasks);
}

/* ---- acts of the host: 0, or minus an errno */

static long create(void)
{
	return say("create name=%s persist=1 " WIDE_A " " LIMITS);
}

static long drop(void)
{
	return say("remove name=%s");
}

static long open_one(void)
{
	int fd = jail_open(name, 0);

	return fd < 0 ? fd : close(fd);
}

static long set(void)
{
	return say("set name=%s host.hostname=new ip4.addr=" A4
		   " net.bind=any net.ephemeral=40000-40500");
}

static const char *const files[] = { "jails", "counters", "denials", "abi" };
static char whole[ARRAY_SIZE(files)][JAIL_TEXT_MAX];

static void with_texts(void)
{
	with_jail();
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		ASSERT_LE(0, jail_read(files[i], whole[i], JAIL_TEXT_MAX));
}

/* Whole, or an error. */
static long read_all(void)
{
	static char text[JAIL_TEXT_MAX];
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(files) && err >= 0; i++) {
		err = jail_read(files[i], text, sizeof(text));
		if (err >= 0 && strcmp(whole[i], text))
			err = -EBADMSG;
	}
	return err < 0 ? err : 0;
}

static long attach(void)
{
	return jail_attach(&jail);
}

/* ---- by somebody inside, where arg0 fails; arg1: it did */

static long act_fork(struct call *c)
{
	pid_t pid;

	injection_arm((int)c->arg[0]);
	pid = fork();
	if (!pid)
		_exit(0);
	c->result = pid < 0 ? -errno : 0;
	c->arg[1] = injection_disarm();
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return c->result;
}

static long act_bind_one(struct call *c)
{
	struct sockaddr_storage ss;
	socklen_t length = net_parse(c->text, 0, &ss);
	int fd = socket(ss.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	injection_arm((int)c->arg[0]);
	c->result = bind(fd, (struct sockaddr *)&ss, length) ? -errno : 0;
	c->arg[1] = injection_disarm();
	close(fd);
	return c->result;
}

static long act_look(struct call *c)
{
	injection_arm((int)c->arg[0]);
	c->result = kill((pid_t)c->arg[2], 0) ? -errno : 0;
	c->arg[1] = injection_disarm();
	return c->result;
}

/* ---- the walks */

enum by { HOST, CHILD };

/**
 * struct walk - an act, allocation by allocation
 * @name: of the act
 * @ready: sees to what has to be there
 * @act: the act, of the host
 * @inside: or of somebody inside
 * @by: whether a child does it, since there is no way back
 * @ends: the jail is made or ended by it
 * @stride: one step in so many, where each takes long; 0: all
 * @text: an argument
 * @want: what it returns with enough memory
 * @errors: and what else without, 0-terminated
 */
struct walk {
	const char *name;
	void (*ready)(void);
	long (*act)(void);
	act_fn *inside;
	enum by by;
	bool ends;
	int stride;
	const char *text;
	long want;
	int errors[4];
};

#define BIND_ERRORS	{ ENOMEM, ENOBUFS, EADDRINUSE }

static const struct walk walks[] = {
	{ "create", with_nothing, create, .errors = { ENOMEM }, .ends = true },
	{ "create, the first", with_no_hooks, create, .errors = { ENOMEM },
	  .ends = true, .stride = 37 },
	{ "open", with_jail, open_one, .errors = { ENOMEM } },
	{ "set", with_jail, set, .errors = { ENOMEM } },
	{ "read", with_texts, read_all, .errors = { ENOMEM } },
	{ "attach", with_jail, attach, .by = CHILD, .errors = { ENOMEM } },
	{ "remove", with_jail, drop, .errors = { ENOMEM }, .ends = true },
	{ "fork", with_member, .inside = act_fork, .errors = { ENOMEM, EAGAIN } },
	{ "bind", with_member, .inside = act_bind_one, .text = A4,
	  .errors = BIND_ERRORS },
	{ "bind of IPv6", with_member, .inside = act_bind_one, .text = A6,
	  .errors = BIND_ERRORS },
	{ "bind to all", with_member, .inside = act_bind_one, .text = "0.0.0.0",
	  .errors = BIND_ERRORS },
	{ "bind to the host's", with_member, .inside = act_bind_one,
	  .text = HOST4, .want = -EADDRNOTAVAIL },
	{ "signal to the host", with_member, .inside = act_look, .want = -ESRCH },
};

static long by_child(const struct walk *w, int n, bool *failed)
{
	bool *told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid;

	ASSERT_TRUE(told != MAP_FAILED);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		injection_arm(n);
		status = (int)-w->act();
		*told = injection_disarm();
		_exit(status);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	*failed = *told;
	munmap(told, sizeof(*told));
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static long once(const struct walk *w, int n, bool *failed)
{
	struct call c = { .arg = { n, 0, victim } };
	long result;

	if (w->by == CHILD)
		return by_child(w, n, failed);
	if (w->inside) {
		snprintf(c.text, sizeof(c.text), "%s", w->text ? w->text : "");
		result = agent_call(&in, w->inside, &c);
		*failed = c.arg[1];
		return result;
	}
	injection_arm(n);
	result = w->act();
	*failed = injection_disarm();
	return result;
}

static int descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

/* A task that ended is counted until the kernel has forgotten it. */
static void expect_as_before(const struct walk *w, const char *before, int n)
{
	static char now[JAIL_TEXT_MAX];
	struct timespec pause = { .tv_nsec = 10000000 };

	for (int i = 0; i < 2000; i++) {
		jail_read("jails", now, sizeof(now));
		if (!strcmp(before, now))
			return;
		nanosleep(&pause, NULL);
	}
	test_fail(__FILE__, __LINE__, "%s, allocation %d: before %s, now %s",
		  w->name, n, before, now);
}

static bool is_error(const struct walk *w, long result)
{
	for (int i = 0; i < 4 && w->errors[i]; i++)
		if (result == -w->errors[i])
			return true;
	return false;
}

static void clean_up(void)
{
	struct timespec pause = { .tv_nsec = 5000000 };

	if (jail.fd >= 0)
		close(jail.fd);
	jail.fd = -1;
	drop();
	for (int i = 0; i < 4000 && jails_left(name); i++)
		nanosleep(&pause, NULL);
	ASSERT_EQ(0, jails_left(name));
}

/* Whether an allocation failed, which is whether there is a next step. */
static bool step(const struct walk *w, int n, int *refused)
{
	static char before[JAIL_TEXT_MAX];
	bool failed = false;
	long result;
	int open;

	w->ready();
	jail_read("jails", before, sizeof(before));
	open = descriptors();
	result = once(w, n, &failed);
	if (result != w->want && !(failed && is_error(w, result)))
		test_fail(__FILE__, __LINE__, "%s, allocation %d: %ld", w->name,
			  n, result);
	EXPECT_EQ(open, descriptors());
	if (result < 0)
		expect_as_before(w, before, n);
	*refused += failed && result != w->want;
	if (w->ends)
		clean_up();
	return failed;
}

TEST(what_was_lost_before_is_not_ours)
{
	injection_setup();
	leaks_forget();
}

TEST_EACH_TIMED(without_memory, struct walk, walks, 300)
{
	int stride = row->stride ? row->stride : 1, n = 1, steps = 1, refused = 0;

	snprintf(name, sizeof(name), "t%d-walk", getpid());
	jail.fd = -1;
	injection_setup();
	ASSERT_EQ(0, net_setup_wide());
	victim = fork();
	ASSERT_LE(0, victim);
	if (!victim)
		pause();
	for (; step(row, n, &refused) && n < STEPS_MAX; steps++)
		n += stride;
	EXPECT_LT(n, STEPS_MAX);
	set_linger("5000");
	if (row->inside)
		agent_stop(&in);
	clean_up();
	test_note("%s: %d allocations failed, it did without %d of them",
		  row->name, steps - 1, steps - 1 - refused);
}

/* Last of all. */
TEST_TIMED(nothing_is_lost, 120)
{
	static char text[65536];

	if (leaks_find(text, sizeof(text)))
		test_fail(__FILE__, __LINE__, "%.800s", text);
}
