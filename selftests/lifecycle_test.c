// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A jail's life: made, held by tasks and descriptors or persistent, removed
 * with all that is in it, its name free again.
 */
#include "acts_signal.h"
#include "legs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Whether the jail is gone from the list within 20 s. */
static bool gone(const char *name)
{
	struct timespec pause = { .tv_nsec = 5000000 };

	for (int i = 0; i < 4000; i++) {
		if (!jail_listed(name))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

/* How it ended: the signal. It is killed without our closing its pipes. */
static int wait_killed(struct agent *a)
{
	int status = 0;

	waitpid(a->pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : -status;
}

static void name_of(char *name, size_t size, const char *suffix)
{
	snprintf(name, size, "t%d-%s", getpid(), suffix);
}

TEST(create_and_destroy)
{
	char name[64], text[64];
	struct jail_info info;
	struct jail a;

	name_of(name, sizeof(name), "a");
	EXPECT_TRUE(!jail_listed(name));
	ASSERT_EQ(0, jail_create(&a, name, "path=/srv", 0));
	EXPECT_TRUE(jail_listed(name));
	EXPECT_EQ(0, jail_field(name, "state", text, sizeof(text)));
	EXPECT_EQ(0, strcmp(text, "idle"));
	EXPECT_EQ(0, jail_field(name, "path", text, sizeof(text)));
	EXPECT_EQ(0, strcmp(text, "/srv"));
	ASSERT_EQ(0, jail_info(&a, &info));
	EXPECT_LT(0, info.jid);
	EXPECT_EQ(0, info.parent);
	EXPECT_EQ(0, info.tasks);
	EXPECT_EQ(0, info.flags);
	EXPECT_EQ(0, jail_destroy(&a));
	EXPECT_TRUE(!jail_listed(name));
}

TEST(numbers_are_never_used_again)
{
	struct jail_info first, second;
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_EQ(0, jail_info(&a, &first));
	ASSERT_EQ(0, jail_destroy(&a));
	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_EQ(0, jail_info(&a, &second));
	EXPECT_LT(first.jid, second.jid);
}

TEST(name_is_taken_until_the_end)
{
	struct jail a, again;
	struct agent in;

	ASSERT_JAIL(&a, "a", NULL);
	EXPECT_EQ(-EEXIST, jail_make(&again, "a", NULL));
	ASSERT_AGENT(&in, &a);
	EXPECT_EQ(-EEXIST, jail_make(&again, "a", NULL));
	ASSERT_EQ(0, jail_remove(&a));
	/* it may have died by now; state_d of remove_test has one that can't */
	EXPECT_EQ(SIGKILL, wait_killed(&in));
	ASSERT_EQ(0, jail_destroy(&a));
	EXPECT_EQ(0, jail_make(&again, "a", NULL));
}

/* Where nobody is, there is nothing to wait for. */
TEST(name_of_an_empty_jail_is_free_at_once)
{
	char create[128], create_child[128], remove[128];
	struct jail a;

	ASSERT_JAIL(&a, "a", "persist=1 children.max=1");
	snprintf(create, sizeof(create), "create name=%s persist=1 children.max=1", a.name);
	snprintf(create_child, sizeof(create_child), "create name=%s.child persist=1", a.name);
	snprintf(remove, sizeof(remove), "remove name=%s", a.name);
	for (int i = 0; i < 200; i++) {
		ASSERT_EQ(0, jail_request(create_child, NULL, 0));
		ASSERT_EQ(0, jail_request(remove, NULL, 0));
		ASSERT_EQ(-ENOENT, jail_request(remove, NULL, 0));
		ASSERT_EQ(0, jail_request(create, NULL, 0));
	}
	EXPECT_EQ(0, jail_request(remove, NULL, 0));
}

/* Without descriptor or persist it lives as long as its last task. */
TEST(last_task_ends_it)
{
	struct agent one, two;
	char name[64];
	struct jail a;

	name_of(name, sizeof(name), "a");
	ASSERT_EQ(0, jail_create(&a, name, NULL, 0));
	ASSERT_AGENT(&one, &a);
	ASSERT_AGENT(&two, &a);
	close(a.fd);
	agent_stop(&one);
	EXPECT_TRUE(jail_listed(name));
	EXPECT_EQ(0, agent_do(&two, act_nothing, 0, 0, 0));
	agent_stop(&two);
	EXPECT_TRUE(gone(name));
}

TEST(last_descriptor_ends_it)
{
	char name[64];
	struct jail a;
	int other;

	name_of(name, sizeof(name), "a");
	ASSERT_EQ(0, jail_create(&a, name, NULL, 0));
	other = jail_open(name, 0);
	ASSERT_LE(0, other);
	close(a.fd);
	EXPECT_TRUE(jail_listed(name));
	close(other);
	EXPECT_TRUE(gone(name));
}

TEST(persist)
{
	char name[64], request[128];
	struct jail_info info;
	struct jail a;

	name_of(name, sizeof(name), "a");
	ASSERT_EQ(0, jail_create(&a, name, "persist=1", 0));
	ASSERT_EQ(0, jail_info(&a, &info));
	EXPECT_EQ(JAIL_INFO_PERSIST, info.flags);
	close(a.fd);
	EXPECT_TRUE(jail_listed(name));
	snprintf(request, sizeof(request), "set name=%s persist=0", name);
	EXPECT_EQ(0, jail_request(request, NULL, 0));
	EXPECT_TRUE(gone(name));
	EXPECT_EQ(-ENOENT, jail_request(request, NULL, 0));
}

TEST(own_descriptor_kills)
{
	struct agent in;
	char name[64];
	struct jail a;

	name_of(name, sizeof(name), "a");
	ASSERT_EQ(0, jail_create(&a, name, NULL, JAIL_FD_OWN));
	ASSERT_AGENT(&in, &a);
	close(a.fd);
	EXPECT_EQ(SIGKILL, wait_killed(&in));
	EXPECT_TRUE(gone(name));
}

TEST(remove_kills_all)
{
	struct agent in[4], out;
	struct jail_info info;
	struct jail a;

	ASSERT_JAIL(&a, "a", "persist=1");
	ASSERT_AGENT(&out, NULL);
	for (int i = 0; i < 4; i++)
		ASSERT_AGENT(&in[i], &a);
	ASSERT_EQ(0, jail_info(&a, &info));
	EXPECT_EQ(4, info.tasks);
	ASSERT_EQ(0, jail_remove(&a));
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(SIGKILL, wait_killed(&in[i]));
	EXPECT_EQ(0, jail_wait_dead(&a, 20000));
	EXPECT_EQ(0, agent_do(&out, act_nothing, 0, 0, 0));
	EXPECT_TRUE(!jail_listed(a.name));
	EXPECT_EQ(0, jail_info(&a, &info));
	EXPECT_EQ(JAIL_INFO_DYING, info.flags & JAIL_INFO_DYING);
}

TEST(remove_by_request)
{
	char request[128];
	struct agent in;
	struct jail a;

	ASSERT_JAIL(&a, "a", "persist=1");
	ASSERT_AGENT(&in, &a);
	snprintf(request, sizeof(request), "remove name=%s", a.name);
	ASSERT_EQ(0, jail_request(request, NULL, 0));
	EXPECT_EQ(SIGKILL, wait_killed(&in));
	EXPECT_TRUE(gone(a.name));
	EXPECT_EQ(-ENOENT, jail_request(request, NULL, 0));
}

/* A dead jail lets nobody in. */
TEST(no_attach_to_the_dead)
{
	struct agent in;
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_EQ(0, jail_remove(&a));
	ASSERT_EQ(0, jail_wait_dead(&a, 20000));
	EXPECT_EQ(-ESRCH, agent_start(&in, &a));
}

static long act_fork_forever(struct call *c)
{
	(void)c;
	signal(SIGCHLD, SIG_IGN);
	while (fork() >= 0 || sched_yield() == 0)
		;
	return 0;
}

/* At most that many processes at once, or the machine is no more. */
static long limit_processes(void *unused)
{
	struct rlimit limit = { .rlim_cur = 64, .rlim_max = 64 };

	(void)unused;
	return setrlimit(RLIMIT_NPROC, &limit) ? -errno : 0;
}

/* All of a storm of forks dies, and nobody else. */
TEST_TIMED(remove_under_a_fork_storm, 120)
{
	struct agent_options o = { .before = limit_processes, .uid = 4243 };
	struct call c = { .result = 0 };
	struct jail_info info;
	struct agent storm;
	struct jail a;
	int most = 0;

	ASSERT_JAIL(&a, "a", "persist=1");
	o.jail = &a;
	ASSERT_EQ(0, agent_start_with(&storm, &o));
	agent_send(&storm, act_fork_forever, &c);
	while (most < 32) {
		ASSERT_EQ(0, jail_info(&a, &info));
		if ((int)info.tasks > most)
			most = info.tasks;
	}
	ASSERT_EQ(0, jail_remove(&a));
	EXPECT_EQ(SIGKILL, wait_killed(&storm));
	EXPECT_EQ(0, jail_wait_dead(&a, 60000));
	EXPECT_TRUE(!jail_listed(a.name));
}

/*
 *	host --- a --- a.b --- a.b.c
 * What happens to a happens to all below.
 */
TEST(remove_takes_the_children)
{
	struct jail a, b, c;
	struct agent in_a, in_c;
	struct jail_info info_a, info_b;
	char name[80];

	ASSERT_JAIL(&a, "a", "persist=1");
	snprintf(name, sizeof(name), "%s.b", a.name);
	ASSERT_EQ(0, jail_create(&b, name, "persist=1", 0));
	snprintf(name, sizeof(name), "%s.b.c", a.name);
	ASSERT_EQ(0, jail_create(&c, name, "persist=1", 0));
	ASSERT_AGENT(&in_a, &a);
	ASSERT_AGENT(&in_c, &c);
	ASSERT_EQ(0, jail_info(&a, &info_a));
	ASSERT_EQ(0, jail_info(&b, &info_b));
	EXPECT_EQ(info_a.jid, info_b.parent);
	ASSERT_EQ(0, jail_remove(&a));
	EXPECT_EQ(SIGKILL, wait_killed(&in_a));
	EXPECT_EQ(SIGKILL, wait_killed(&in_c));
	EXPECT_EQ(0, jail_wait_dead(&a, 20000));
	EXPECT_TRUE(!jail_listed(b.name));
	EXPECT_TRUE(!jail_listed(c.name));
}

TEST(a_child_needs_its_parent)
{
	char name[80];
	struct jail a;

	name_of(name, sizeof(name), "nobody.b");
	EXPECT_EQ(-ENOENT, jail_create(&a, name, NULL, 0));
}

static short poll_now(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLPRI };

	return poll(&p, 1, 0) < 0 ? -1 : p.revents;
}

/* A denial makes the descriptor readable, asking for the state resets it. */
TEST(poll_tells_of_denials)
{
	struct agent in, victim;
	struct jail_info info;
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_AGENT(&in, &a);
	ASSERT_AGENT(&victim, NULL);
	ASSERT_EQ(0, jail_info(&a, &info));
	EXPECT_EQ(0, poll_now(a.fd));
	EXPECT_EQ(-ESRCH, agent_do(&in, act_kill, victim.pid, 0, 0));
	EXPECT_EQ(POLLIN | POLLPRI, poll_now(a.fd) & (POLLIN | POLLPRI));
	ASSERT_EQ(0, jail_info(&a, &info));
	EXPECT_EQ(1, info.denials);
	EXPECT_EQ(0, poll_now(a.fd));
}

TEST(fdinfo_names_the_jail)
{
	char path[64], text[512], want[96];
	struct jail_info info;
	struct jail a;
	ssize_t n;
	int fd;

	ASSERT_JAIL(&a, "a", NULL);
	ASSERT_EQ(0, jail_info(&a, &info));
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", a.fd);
	fd = open(path, O_RDONLY);
	ASSERT_LE(0, fd);
	n = read(fd, text, sizeof(text) - 1);
	ASSERT_LT(0, n);
	text[n] = '\0';
	snprintf(want, sizeof(want), "jail:\t%s\n", a.name);
	EXPECT_TRUE(strstr(text, want));
	snprintf(want, sizeof(want), "jid:\t%llu\n", info.jid);
	EXPECT_TRUE(strstr(text, want));
}

/* The descriptor isn't handed on by accident. */
TEST(descriptor_is_close_on_exec)
{
	struct jail a;

	ASSERT_JAIL(&a, "a", NULL);
	EXPECT_EQ(FD_CLOEXEC, fcntl(a.fd, F_GETFD));
}

TEST(module_stays_while_a_jail_lives)
{
	struct jail a;

	if (jail_builtin())
		test_skip("there is no module to unload");
	ASSERT_JAIL(&a, "a", NULL);
	EXPECT_EQ(-1, syscall(SYS_delete_module, "jail", O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
	EXPECT_TRUE(jail_listed(a.name));
}
