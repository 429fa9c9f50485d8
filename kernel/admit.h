/* SPDX-License-Identifier: GPL-2.0 */
/*
 * May a jail of these parameters be made, and where?
 */
#ifndef _JAIL_ADMIT_H
#define _JAIL_ADMIT_H

#include "jail.h"

int admit(const struct jail *subject, struct jail_conf *conf,
	  struct jail **parent, struct jail_reply *reply);
int admit_limits(const struct jail *jail, const struct jail *parent,
		 const struct jail_conf *conf, struct jail_reply *reply);
int admit_addresses(const struct jail *jail, const struct jail_conf *conf,
		    struct jail_reply *reply);

#endif /* _JAIL_ADMIT_H */
