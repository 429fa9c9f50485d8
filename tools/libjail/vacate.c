// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a living jail still has open on addresses that it loses. While it is in
 * use an address stays, unless whoever takes it says that its sockets may go.
 */
#include <netinet/tcp.h>

#include "order.h"

/* Each round can only find what was on its way in when the last one looked. */
enum { ROUNDS = 16 };

static int in_use(const struct sockets *sockets, const char *fix,
		  struct jail_error *err)
{
	char list[sizeof(err->text) / 2];

	sockets_list(sockets, list, sizeof(list));
	return fail(err, JAIL_FAILED, fix, "in use: %s", list);
}

static int expect_none(struct order *o, struct jail_error *err)
{
	struct sockets sockets;
	int bad = 0;

	if (sockets_find(o->jail, &o->losses, &sockets, err))
		return -1;
	if (sockets.count)
		bad = in_use(&sockets,
			     "end these first, or have the sockets closed with --force",
			     err);
	else
		bad = sockets_no_strays(o->jail, &o->losses, &sockets, err);
	sockets_free(&sockets);
	return bad;
}

int do_unused(struct order *o, struct jail_error *err)
{
	return o->force ? 0 : expect_none(o, err);
}

/* A stream that is closed can neither listen nor connect from there. */
static bool is_over(const struct held *held, const uint64_t *done, size_t count)
{
	if (held->protocol == IPPROTO_TCP && held->state == TCP_CLOSE)
		return true;
	for (size_t i = 0; i < count; i++)
		if (done[i] == held->cookie)
			return true;
	return false;
}

static void drop_done(struct sockets *sockets, const uint64_t *done,
		      size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < sockets->count; i++)
		if (is_over(&sockets->of[i], done, count))
			close(sockets->of[i].fd);
		else
			sockets->of[kept++] = sockets->of[i];
	sockets->count = kept;
}

static int note_done(const struct sockets *sockets, uint64_t **done,
		     size_t *count, struct jail_error *err)
{
	uint64_t *grown = reallocarray(*done, *count + sockets->count + 1,
				       sizeof(*grown));

	if (!grown)
		return fail(err, JAIL_FAILED, NULL, "%m");
	*done = grown;
	for (size_t i = 0; i < sockets->count; i++)
		grown[(*count)++] = sockets->of[i].cookie;
	return 0;
}

/* 0: none is left, 1: look again */
static int shut_round(struct order *o, uint64_t **done, size_t *count,
		      struct jail_error *err)
{
	struct sockets sockets;
	size_t shut = 0;
	int bad;

	if (sockets_find(o->jail, &o->losses, &sockets, err))
		return -1;
	drop_done(&sockets, *done, *count);
	bad = sockets_shut(&sockets, &o->losses, &shut, err) ||
	      note_done(&sockets, done, count, err) ? -1 : 0;
	if (!bad && sockets.count + shut)
		bad = 1;
	sockets_free(&sockets);
	return bad;
}

/* Those that are known are of no use any more; whose others are can't be told. */
static int expect_no_strays(struct order *o, struct jail_error *err)
{
	struct sockets sockets;
	int bad;

	if (sockets_find(o->jail, &o->losses, &sockets, err))
		return -1;
	bad = sockets_no_strays(o->jail, &o->losses, &sockets, err);
	sockets_free(&sockets);
	return bad;
}

static int shut_all(struct order *o, struct jail_error *err)
{
	uint64_t *done = NULL;
	size_t count = 0;
	int more = 1;

	for (int i = 0; i < ROUNDS && more == 1; i++)
		more = shut_round(o, &done, &count, err);
	free(done);
	if (more == 1)
		fail(err, JAIL_FAILED, "end the processes that have them",
		     "sockets on them come faster than they are closed");
	return more ? -1 : expect_no_strays(o, err);
}

int do_vacate(struct order *o, struct jail_error *err)
{
	return o->force ? shut_all(o, err) : expect_none(o, err);
}
