/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which addresses of the machine a jail is shown.
 */
#ifndef _JAIL_NETADDR_H
#define _JAIL_NETADDR_H

#include <linux/inetdevice.h>
#include <net/if_inet6.h>

#include "jail.h"

bool netaddr_shown4(const struct jail *jail, const struct in_ifaddr *ifa);
bool netaddr_shown6(const struct jail *jail, const struct inet6_ifaddr *ifa);

#endif /* _JAIL_NETADDR_H */
