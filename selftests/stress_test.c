// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Everything at once: jails are made, changed, entered and removed, and tasks
 * in them fork, exec, bind and are killed, while others read about all that.
 * Each act ends as it should or with an errno that the others' acts explain;
 * no jail, no task and no door is left.
 *
 *	maker  setter  remover  reader  watcher  enterer ...   from the host
 *	   '------'------'--+-----'--------'        |
 *	                 slot 0, slot 0's child, slot 1, ...   jails
 *	                                            |
 *	                              entered, its children    inside them
 */
#include "legs.h"
#include "net_util.h"
#include "tally.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const slot_ip[] = { A4, B4, A4B };
enum { SLOTS = ARRAY_SIZE(slot_ip) };

static char prefix[32];
/* Of the host; not the test itself, whose session and group those inside share. */
static pid_t victim;
static unsigned int seed;

static int roll(int sides)
{
	return (int)(rand_r(&seed) % (unsigned int)sides);
}

static void rest(int msecs_most)
{
	struct timespec pause = { .tv_nsec = (1 + roll(msecs_most)) * 1000000L };

	nanosleep(&pause, NULL);
}

static long __attribute__((format(printf, 1, 2))) request(const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return jail_request(text, NULL, 0);
}

/* A jail of the pool, or now and then its child. */
static const char *pick(int *slot)
{
	static char name[64];

	*slot = roll(SLOTS);
	snprintf(name, sizeof(name), "%s%d%s", prefix, *slot,
		 roll(4) ? "" : ".c");
	return name;
}

/* ---- from the host */

static void make(void)
{
	int slot;
	const char *name = pick(&slot);

	TALLY(CREATE, request("create name=%s persist=1 children.max=2 ip4.addr=%s",
			      name, slot_ip[slot]),
	      EEXIST, ENOENT, EBUSY);
	rest(4);
}

/* Never without the address that a child has, or it would be refused. */
static void change(void)
{
	int slot;
	const char *name = pick(&slot);
	long err;

	if (roll(2))
		err = request("set name=%s host.hostname=h%d net.bind=%s", name,
			      roll(100), roll(2) ? "any" : "1-65535");
	else
		err = request("set name=%s children.max=%d", name, roll(9));
	TALLY(SET, err, ENOENT, EBUSY);
	rest(2);
}

/* By a request; or by the end of the last descriptor that owns it. */
static void destroy(void)
{
	int slot, fd;
	const char *name = pick(&slot);

	if (roll(2)) {
		TALLY(REMOVE, request("remove name=%s", name), ENOENT);
	} else {
		fd = jail_open(name, JAIL_FD_OWN);
		if (TALLY(REMOVE, fd, ENOENT))
			close(fd);
	}
	rest(60);
}

static void scan_proc(void)
{
	DIR *dir = opendir("/proc");
	char path[300], line[64];

	for (struct dirent *d; dir && (d = readdir(dir));) {
		snprintf(path, sizeof(path), "/proc/%s/stat", d->d_name);
		int fd = open(path, O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			continue;
		/* it may have ended by now */
		if (read(fd, line, sizeof(line)) < 0)
			line[0] = '\0';
		close(fd);
	}
	if (dir)
		closedir(dir);
}

static void look(void)
{
	static const char *const files[] = { "jails", "counters", "denials", "abi" };
	static char text[JAIL_TEXT_MAX];

	TALLY(READ, jail_read(files[roll(ARRAY_SIZE(files))], text, sizeof(text)));
	if (!roll(8))
		scan_proc();
}

static long fd_of(int control)
{
	int fd = ioctl(control, JAIL_IOC_FD, 0);

	return fd < 0 ? -errno : fd;
}

static void watch(void)
{
	struct pollfd p = { .events = POLLIN | POLLPRI };
	char text[96];
	struct jail_info info;
	int slot, control;

	snprintf(text, sizeof(text), "watch name=%s", pick(&slot));
	control = jail_control(text);
	if (!TALLY(WATCH, control, ENOENT))
		return;
	p.fd = (int)fd_of(control);
	TALLY(WATCH, p.fd);
	poll(&p, 1, roll(20));
	TALLY(READ, ioctl(p.fd, JAIL_IOC_INFO, &info) ? -errno : 0);
	close(p.fd);
	close(control);
}

/* ---- inside: an agent, whose answers are counted by who sent it in */

/* A child that another program runs in: it finds no process of the host. */
static long act_exec(struct call *c)
{
	char number[16];
	int status;
	pid_t pid = fork();

	if (!pid) {
		snprintf(number, sizeof(number), "%ld", c->arg[0]);
		execl(c->text, "look", AGENT_LOOK, number, NULL);
		_exit(errno);
	}
	if (pid < 0)
		return -errno;
	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	/* a signal: the jail's end, and in a moment ours */
	return WIFEXITED(status) && WEXITSTATUS(status) != 1 ? -ENOTRECOVERABLE : 0;
}

static pid_t fork_and_wait(void)
{
	pid_t pid = fork();

	if (!pid)
		pause();
	return pid < 0 ? -errno : pid;
}

static long act_kill(struct call *c)
{
	pid_t pid = fork_and_wait();

	if (pid < 0)
		return pid;
	if (!kill((pid_t)c->arg[0], 0) || errno != ESRCH)
		return -ENOTRECOVERABLE;
	if (kill(pid, SIGKILL))
		return -errno;
	return waitpid(pid, NULL, 0) == pid ? 0 : -errno;
}

/* Its own address, all of its own, and never the host's. */
static void bind_some(struct agent *in, int slot)
{
	struct bind_call b = {
		AF_INET, roll(2) ? SOCK_STREAM : SOCK_DGRAM, slot_ip[slot], 0, 0,
	};

	TALLY(BIND, net_bind(in, &b, NULL, NULL, 0), EPIPE);
	b.ip = "0.0.0.0";
	TALLY(BIND, net_bind(in, &b, NULL, NULL, 0), EPIPE);
	b.ip = HOST4;
	if (net_bind(in, &b, NULL, NULL, 0) >= 0)
		TALLY(BIND, -ENOTRECOVERABLE);
}

/* A dying jail has no forks, and kills who was there. */
static void have_done(struct agent *in, int slot)
{
	struct call c = { .arg = { victim } };

	bind_some(in, slot);
	TALLY(KILL, agent_call(in, act_kill, &c), EPIPE, EPERM);
	snprintf(c.text, sizeof(c.text), "%s", agent_path());
	if (TALLY(EXEC, agent_call(in, act_exec, &c), EPIPE, EPERM))
		TALLY(FORK, 0);
}

/* On its way in, before it has a program of its own. */
static long fork_on_the_way(void *unused)
{
	pid_t pid = fork();

	(void)unused;
	if (!pid)
		_exit(0);
	return pid < 0 && errno != EPERM ? -errno : 0;
}

/* It ends by itself, with its jail, or by the host's hand while it is busy. */
static void send_in(void)
{
	struct agent_options o = { .after = roll(2) ? fork_on_the_way : NULL };
	struct call c = { .arg = { victim } };
	struct agent in;
	struct jail jail;
	int slot;

	jail.fd = jail_open(pick(&slot), 0);
	o.jail = &jail;
	if (!TALLY(ATTACH, jail.fd < 0 ? jail.fd : agent_start_with(&in, &o),
		   ENOENT, ESRCH, EPIPE)) {
		if (jail.fd >= 0)
			close(jail.fd);
		rest(4);
		return;
	}
	for (int rounds = 1 + roll(3); rounds; rounds--)
		have_done(&in, slot);
	if (!roll(3) && agent_send(&in, act_kill, &c))
		TALLY(KILL, kill(in.pid, SIGKILL) ? -errno : 0);
	agent_stop(&in);
	close(jail.fd);
	/* the children of who was killed */
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

/* ---- the test */

static void (*const hands[])(void) = {
	make, change, destroy, look, watch, send_in, send_in, send_in,
};

static pid_t start(size_t hand)
{
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (pid)
		return pid;
	seed = (unsigned int)time(NULL) * 64 + hand;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	while (!tally_stopped())
		hands[hand]();
	_exit(0);
}

/* JAIL_TEST_STRESS in the environment; otherwise few. */
static long seconds(void)
{
	const char *text = getenv("JAIL_TEST_STRESS");
	int n = text ? atoi(text) : 0;

	if (n > 0)
		return n;
	return test_share() > 1 ? 4 : 8;
}

/* So long, and on a machine that is slow until each act was done once. */
static void wait_for_all(void)
{
	struct timespec pause = { .tv_nsec = 50000000 };
	time_t end = time(NULL) + seconds();

	while (!tally_stopped() && time(NULL) < end + 60 &&
	       (time(NULL) < end || !tally_has_each()))
		nanosleep(&pause, NULL);
	tally_stop();
}

static void remove_all(void)
{
	for (int i = 0; i < SLOTS; i++)
		request("remove name=%s%d", prefix, i);
}

TEST_TIMED(everything_at_once, 120)
{
	pid_t pid[ARRAY_SIZE(hands)];
	int status;

	snprintf(prefix, sizeof(prefix), "t%d-", getpid());
	tally_start();
	ASSERT_EQ(0, net_setup_wide());
	victim = fork_and_wait();
	ASSERT_LE(0, victim);
	for (size_t i = 0; i < ARRAY_SIZE(hands); i++)
		pid[i] = start(i);
	wait_for_all();
	for (size_t i = 0; i < ARRAY_SIZE(hands); i++) {
		ASSERT_EQ(pid[i], waitpid(pid[i], &status, 0));
		EXPECT_EQ(0, status);
	}
	EXPECT_EQ(0, kill(victim, SIGKILL));
	remove_all();
	tally_say(seconds());
	EXPECT_TRUE(tally_has_each());
}
