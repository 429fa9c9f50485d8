// SPDX-License-Identifier: GPL-2.0-or-later
#include "rivals.h"
#include "aftermath.h"
#include "harness.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_foreseen(const struct rivals *r, int one, int other, int *count)
{
	for (int i = 0; r->ends[i][0] || r->ends[i][1] || !i; i++) {
		if (r->ends[i][0] != one || r->ends[i][1] != other)
			continue;
		count[i]++;
		return true;
	}
	return false;
}

/* Both are waited for as they end: what they leave behind is ours, too. */
static void wait_for_both(pid_t one, pid_t other, int *status)
{
	pid_t wanted[] = { one, other };
	int left = 2, how;

	while (left) {
		pid_t pid = waitpid(-1, &how, __WALL);

		if (pid < 0)
			return;
		for (int i = 0; i < 2; i++) {
			if (pid != wanted[i])
				continue;
			status[i] = WIFEXITED(how) ? WEXITSTATUS(how) :
						     1000 + WTERMSIG(how);
			left--;
		}
	}
}

/* Who is first changes, by up to the time that one of them takes. */
static void play(const struct rivals *r, int round, int *status)
{
	bool swap = round % 2;
	pid_t first, second;

	first = host_start(swap ? r->other : r->one, "/tmp/rival.one");
	usleep(round % 25 * 400);
	second = host_start(swap ? r->one : r->other, "/tmp/rival.other");
	wait_for_both(swap ? second : first, swap ? first : second, status);
}

/* Each time what is the jail's own, and now and then the whole host. */
static bool is_clean(const char *before, int round)
{
	if (!access("/run/jail/rival.conf", F_OK) ||
	    !access("/sys/fs/cgroup/jail/rival", F_OK) ||
	    round % 25 == 24)
		return EXPECT_HOST(before, 2);
	return true;
}

void compete(const struct rivals *r)
{
	int rounds = test_rounds(r->name, r->rounds);
	int status[2] = { -1, -1 }, good = 0, count[12] = { 0 };
	char *before;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	EXPECT_EQ(0, RUN("jailctl", "run", "rival", "--", "true"));
	before = host_now();
	for (int i = 0; i < rounds; i++) {
		if (r->made)
			EXPECT_EQ(OK, RUN("jailctl", "create", "rival"));
		play(r, i, status);
		if (is_foreseen(r, status[0], status[1], count))
			good++;
		else
			test_fail(__FILE__, __LINE__, "round %d: %d and %d",
				  i, status[0], status[1]);
		if (r->left && host_has_jail("rival"))
			EXPECT_EQ(OK, RUN("jailctl", "remove", "rival"));
		if (!is_clean(before, i) || !host_no_children(2))
			break;
	}
	EXPECT_EQ(rounds, good);
	EXPECT_HOST(before, 2);
	for (int i = 0; r->ends[i][0] || r->ends[i][1] || !i; i++)
		test_note("%s: %d and %d: %d rounds", r->name, r->ends[i][0],
			  r->ends[i][1], count[i]);
	free(before);
}
