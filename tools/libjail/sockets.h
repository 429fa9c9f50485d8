/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sockets that a jail's processes have on addresses of the machine. */
#ifndef _JAIL_SOCKETS_H
#define _JAIL_SOCKETS_H

#include <netinet/in.h>

#include "net.h"

/* Addresses that a jail loses, of both families. */
struct losses {
	struct address of[2 * JAIL_IP_MAX];
	size_t count;
};

/* A socket on one of them; the descriptor is a duplicate of ours. */
struct held {
	int fd;
	int protocol;
	int state;		/* of TCP, else 0 */
	pid_t pid;		/* of one of its holders */
	uint64_t cookie;	/* the kernel's number of it */
	char comm[16];
	struct sockaddr_in6 at;	/* an address of IPv4 is a mapped one */
};

struct sockets {
	struct held *of;
	size_t count;
	unsigned char listens[65536 / 8];	/* ports of TCP, of any address */
};

/* Those that a jail's processes have open. */
int sockets_find(const struct jail_handle *jail, const struct losses *losses,
		 struct sockets *sockets, struct jail_error *err);
void sockets_free(struct sockets *sockets);
/* As "tcp 10.0.0.2:80 (nginx, 123)" and so on, as far as they fit. */
void sockets_list(const struct sockets *sockets, char *buf, size_t size);
bool is_lost(const struct losses *losses, const struct in6_addr *ip);

/* strays.c: -1 if there are others on them than the known and other people's */
int sockets_no_strays(const struct jail_handle *jail,
		      const struct losses *losses, const struct sockets *known,
		      struct jail_error *err);

/* shut.c: none of these is of use any more after it */
int sockets_shut(const struct sockets *sockets, const struct losses *losses,
		 size_t *shut, struct jail_error *err);

#endif /* _JAIL_SOCKETS_H */
