/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a descriptor of jails tells by poll(): news, or an end. */
#ifndef JAIL_NEWS_H
#define JAIL_NEWS_H

#include <poll.h>

#define NEWS		(POLLIN | POLLPRI)
/* So long anything may take to be told; emulated machines are slow. */
#define NEWS_SECONDS	20

/* The events of that descriptor within that time, 0 for none, or -1. */
short poll_for(int fd, int msecs);
/* Sleeps until it is woken: the events, or 0 if it never was. */
short sleep_on(int fd);

#endif
