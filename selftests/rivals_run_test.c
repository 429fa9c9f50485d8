// SPDX-License-Identifier: GPL-2.0-or-later
/* Two jailctl that run a command in one jail, or one that removes it. */
#include "harness.h"
#include "rivals.h"

static const struct rivals run_run = {
	.name = "run against run", .rounds = 250,
	.one = JAILCTL("run", "rival", "--", "true"),
	.other = JAILCTL("run", "rival", "--", "true"),
	.ends = { { OK, OK }, { OK, NAME_BUSY }, { NAME_BUSY, OK } },
};

/* The command runs and is killed, or ends by then; or is not begun any more. */
static const struct rivals exec_remove = {
	.name = "exec against remove", .rounds = 250, .made = true,
	.one = JAILCTL("exec", "rival", "--", "sleep", "0.02"),
	.other = JAILCTL("remove", "rival"),
	.ends = { { OK, OK }, { KILLED, OK }, { NO_SUCH, OK } },
};

TEST_TIMED(two_run, 240) { compete(&run_run); }
TEST_TIMED(exec_and_remove, 240) { compete(&exec_remove); }
