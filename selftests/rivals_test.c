// SPDX-License-Identifier: GPL-2.0-or-later
/* Two jailctl that make the same jail, or one that makes and one that removes. */
#include "harness.h"
#include "rivals.h"

static const struct rivals create_create = {
	.name = "create against create", .rounds = 250, .left = true,
	.one = JAILCTL("create", "rival"),
	.other = JAILCTL("create", "rival"),
	.ends = { { OK, NAME_BUSY }, { NAME_BUSY, OK } },
};

/* remove comes before or after; create may find the name still taken. */
static const struct rivals create_remove = {
	.name = "create against remove", .rounds = 250, .made = true,
	.left = true,
	.one = JAILCTL("create", "rival"),
	.other = JAILCTL("remove", "rival"),
	.ends = { { OK, OK }, { NAME_BUSY, OK } },
};

TEST_TIMED(two_create, 240) { compete(&create_create); }
TEST_TIMED(create_and_remove, 240) { compete(&create_remove); }
