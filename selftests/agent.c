// SPDX-License-Identifier: GPL-2.0-or-later
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where an agent finds its pipes, above what tests hand down. */
enum { AGENT_IN = 200, AGENT_OUT = 201 };

static char copy[64];
static volatile sig_atomic_t seen[_NSIG];

int agent_copy_self(void)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to;
	ssize_t n;

	snprintf(copy, sizeof(copy), "/tmp/jail-agent-%d", getpid());
	to = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	if (from < 0 || to < 0)
		return -errno;
	do {
		n = sendfile(to, from, NULL, 1 << 20);
	} while (n > 0);
	close(from);
	close(to);
	return n < 0 ? -errno : 0;
}

void agent_remove_copy(void)
{
	unlink(copy);
}

const char *agent_path(void)
{
	return copy;
}

static long fn_distance(act_fn *fn)
{
	return (long)fn - (long)act_nothing;
}

static act_fn *fn_at(long distance)
{
	return (act_fn *)((long)act_nothing + distance);
}

static bool read_call(int fd, struct call *c)
{
	ssize_t n;

	do {
		n = read(fd, c, sizeof(*c));
	} while (n < 0 && errno == EINTR);
	return n == sizeof(*c);
}

static bool write_call(int fd, const struct call *c)
{
	ssize_t n;

	do {
		n = write(fd, c, sizeof(*c));
	} while (n < 0 && errno == EINTR);
	return n == sizeof(*c);
}

static void count_signal(int signal)
{
	seen[signal]++;
}

static void count_signals(void)
{
	static const int counted[] = {
		SIGUSR1, SIGUSR2, SIGIO, SIGURG, SIGALRM, SIGHUP,
	};
	struct sigaction sa = {
		.sa_handler = count_signal, .sa_flags = SA_RESTART,
	};

	for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
		sigaction(counted[i], &sa, NULL);
	for (int i = SIGRTMIN; i <= SIGRTMAX; i++)
		sigaction(i, &sa, NULL);
}

int agent_seen(int signal)
{
	return seen[signal];
}

void agent_main(void)
{
	struct call c = { .result = 0 };

	signal(SIGPIPE, SIG_IGN);
	count_signals();
	prctl(PR_SET_NAME, "agent");
	do {
		if (!write_call(AGENT_OUT, &c))
			break;
		if (!read_call(AGENT_IN, &c))
			break;
		c.result = fn_at(c.fn)(&c);
	} while (true);
	_exit(0);
}

static long become(const struct agent_options *o)
{
	long err = o->before ? o->before(o->arg) : 0;

	if (err < 0)
		return err;
	if (o->jail)
		err = jail_attach(o->jail);
	if (err)
		return err;
	if (o->uid && (setgroups(0, NULL) || setgid(o->uid) || setuid(o->uid)))
		return -errno;
	return o->after ? o->after(o->arg) : 0;
}

static void __attribute__((noreturn))
agent_child(const struct agent_options *o, const int *to, const int *from)
{
	char *argv[] = { "agent", AGENT_OPTION, NULL };
	struct call c = { .result = 0 };

	dup2(to[0], AGENT_IN);
	dup2(from[1], AGENT_OUT);
	/* A child of @before must not keep the pipes open. */
	close(to[1]);
	close(from[0]);
	setpgid(0, 0);
	c.result = become(o);
	if (!c.result) {
		execv(copy, argv);
		c.result = -errno;
	}
	write_call(AGENT_OUT, &c);
	_exit(1);
}

int agent_begin(struct agent *a, const struct agent_options *o)
{
	int to[2], from[2];

	a->pid = -1;
	if (pipe2(to, O_CLOEXEC) || pipe2(from, O_CLOEXEC))
		return -errno;
	signal(SIGPIPE, SIG_IGN);
	a->pid = fork();
	if (a->pid < 0)
		return -errno;
	if (a->pid == 0)
		agent_child(o, to, from);
	close(to[0]);
	close(from[1]);
	a->to = to[1];
	a->from = from[0];
	return 0;
}

int agent_ready(struct agent *a)
{
	struct call c = { .result = -EPIPE };

	if (read_call(a->from, &c) && !c.result)
		return 0;
	agent_stop(a);
	return (int)c.result;
}

int agent_start_with(struct agent *a, const struct agent_options *o)
{
	int err = agent_begin(a, o);

	return err ? err : agent_ready(a);
}

int agent_start(struct agent *a, const struct jail *jail)
{
	struct agent_options o = { .jail = jail };

	return agent_start_with(a, &o);
}

int agent_stop(struct agent *a)
{
	int status = -1;

	close(a->to);
	close(a->from);
	if (a->pid > 0)
		waitpid(a->pid, &status, 0);
	a->pid = -1;
	return status;
}

bool agent_send(struct agent *a, act_fn *fn, struct call *c)
{
	c->fn = fn_distance(fn);
	return write_call(a->to, c);
}

long agent_call(struct agent *a, act_fn *fn, struct call *c)
{
	if (!agent_send(a, fn, c) || !read_call(a->from, c))
		return -EPIPE;
	return c->result;
}

long agent_do(struct agent *a, act_fn *fn, long arg0, long arg1, long arg2)
{
	struct call c = { .arg = { arg0, arg1, arg2 } };

	return agent_call(a, fn, &c);
}

long act_seen(struct call *c)
{
	return seen[c->arg[0]];
}

long act_getpid(struct call *c)
{
	(void)c;
	return getpid();
}

long act_nothing(struct call *c)
{
	(void)c;
	return 0;
}
