/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses that come and go with a jail. */
#ifndef _JAIL_ALIAS_H
#define _JAIL_ALIAS_H

#include "order.h"

/* Plan, in o->state, those of a parameter that the machine has not got. */
int alias_survey(struct order *o, int id, const struct addresses *all,
		 struct jail_error *err);
/* Likewise what ::1 means in the jail, which is there by now. */
int alias_loopback(struct order *o, struct jail_error *err);
/* Is it what ::1 means in some jail? */
bool alias_is_loopback(const struct net_address *at);
/* Add those from this one on; take them away, from the end. */
int alias_add(const struct state *state, size_t from, struct jail_error *err);
int alias_remove(struct order *o, size_t from, struct jail_error *err);

#endif /* _JAIL_ALIAS_H */
