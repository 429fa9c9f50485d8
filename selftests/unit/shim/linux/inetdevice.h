/* SPDX-License-Identifier: GPL-2.0-or-later */
/* object.h has it all. */
#include "../object.h"
