/* SPDX-License-Identifier: GPL-2.0-or-later */
/* shim.h has it all. */
#include "../shim.h"
