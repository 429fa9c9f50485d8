/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who competes with whom for a port.
 */
#ifndef _JAIL_PORT_H
#define _JAIL_PORT_H

#include <net/sock.h>

bool port_is_rival(const struct sock *sk, const struct sock *sk2);

int udp_take(struct sock *sk, unsigned short port);

#endif /* _JAIL_PORT_H */
