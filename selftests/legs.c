// SPDX-License-Identifier: GPL-2.0-or-later
#include "legs.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

void cast_start(struct cast *c, const char *params_a, const char *params_b)
{
	ASSERT_JAIL(&c->a, "a", params_a);
	ASSERT_JAIL(&c->b, "b", params_b);
	ASSERT_AGENT(&c->out, NULL);
	ASSERT_AGENT(&c->victim, NULL);
	ASSERT_AGENT(&c->a1, &c->a);
	ASSERT_AGENT(&c->a2, &c->a);
	ASSERT_AGENT(&c->b1, &c->b);
}

void cast_stop(struct cast *c)
{
	agent_stop(&c->out);
	agent_stop(&c->victim);
	agent_stop(&c->a1);
	agent_stop(&c->a2);
	agent_stop(&c->b1);
}

void heirs_start(struct heirs *h, int (*opener)(pid_t pid, const void *how),
		 const void *how)
{
	ASSERT_JAIL(&h->a, "a", NULL);
	ASSERT_AGENT(&h->victim, NULL);
	ASSERT_AGENT(&h->own, &h->a);
	h->of_victim = opener(h->victim.pid, how);
	h->of_own = opener(h->own.pid, how);
	ASSERT_AGENT(&h->out, NULL);
	ASSERT_AGENT(&h->in, &h->a);
}

int heirs_pidfd(pid_t pid, const void *unused)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	(void)unused;
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, fcntl(fd, F_SETFD, 0));
	return fd;
}

void watch_start(struct watch *w, const struct jail *jail)
{
	w->jail = jail;
	w->total = jail_total(jail);
	w->skipped = jail_count(jail, "skipped");
	w->mark = denials_mark();
}

/* What was refused since, for the reader of a failure. */
static void explain(const struct watch *w)
{
	static char text[JAIL_TEXT_MAX];
	const char *line = text;

	jail_read("denials", text, sizeof(text));
	while (line && *line) {
		unsigned long long seq = 0;
		const char *end = line;

		while (*end && *end != '\n')
			end++;
		sscanf(line, "seq=%llu", &seq);
		if (seq > w->mark)
			test_note("  %.*s", (int)(end - line), line);
		line = *end ? end + 1 : NULL;
	}
}

void watch_denied(const char *file, int line, const struct watch *w,
		  const char *op, int err, unsigned long long count,
		  pid_t pid, const char *object)
{
	unsigned long long total = jail_total(w->jail) - w->total;
	unsigned long long records =
		denials_since(w->mark, w->jail, op, err, pid, object);

	if (total == count && records == count)
		return;
	test_fail(file, line, "%s: wanted %llu, %llu counted, %llu recorded",
		  op, count, total, records);
	explain(w);
}

void watch_denied_among(const char *file, int line, const struct watch *w,
			const char *op, int err, unsigned long long count)
{
	unsigned long long counted = jail_count(w->jail, op);
	unsigned long long records =
		denials_since(w->mark, w->jail, op, err, 0, NULL);

	if (counted == count && records == count)
		return;
	test_fail(file, line, "%s: wanted %llu, %llu counted, %llu recorded",
		  op, count, counted, records);
	explain(w);
}

void watch_quiet(const char *file, int line, const struct watch *w)
{
	unsigned long long total = jail_total(w->jail) - w->total;

	if (!total)
		return;
	test_fail(file, line, "%llu refusals where none should be", total);
	explain(w);
}

static long probe(const struct pid_row *row, struct agent *target)
{
	return row->probe ? agent_do(target, row->probe, row->probe_arg, 0, 0)
			  : 0;
}

/* The act works, and what it changes is changed. */
static void works(const struct pid_row *row, const char *who,
		  struct agent *actor, struct agent *target)
{
	long before = probe(row, target);

	EXPECT_RESULT(who, 0, agent_do(actor, row->act, target->pid,
				       row->arg, 0));
	if (row->probe)
		EXPECT_NE(before, probe(row, target));
}

static void refused(const struct pid_row *row, const struct jail *jail,
		    const char *who, struct agent *actor,
		    struct agent *target)
{
	long before = probe(row, target);
	struct watch w;

	watch_start(&w, jail);
	EXPECT_RESULT(who, -row->err, agent_do(actor, row->act, target->pid,
					       row->arg, 0));
	EXPECT_DENIED(&w, row->op, row->recorded ? row->recorded : row->err, 1,
		      actor->pid, NULL);
	EXPECT_EQ(before, probe(row, target));
}

void legs_on_pid(const struct pid_row *row)
{
	struct cast c;
	struct watch w;

	cast_start(&c, NULL, NULL);
	works(row, "outside", &c.out, &c.victim);
	refused(row, &c.a, "inside, to the host", &c.a1, &c.victim);
	refused(row, &c.a, "inside, to a sibling", &c.a1, &c.b1);
	watch_start(&w, &c.a);
	works(row, "inside, to its own", &c.a1, &c.a2);
	works(row, "the host, into the jail", &c.out, &c.a2);
	if (!row->asks)
		EXPECT_QUIET(&w);
	cast_stop(&c);
}
