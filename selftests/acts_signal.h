/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Acts of an agent: ways to signal. arg0: the target, arg1: the signal. */
#ifndef JAIL_ACTS_SIGNAL_H
#define JAIL_ACTS_SIGNAL_H

#include "agent.h"

long act_kill(struct call *c);
long act_kill_group(struct call *c);
long act_tkill(struct call *c);
long act_tgkill(struct call *c);
long act_sigqueue(struct call *c);
long act_tgsigqueue(struct call *c);
long act_pidfd_open(struct call *c);
/* arg0: an inherited pidfd */
long act_pidfd_send_signal(struct call *c);

#endif
