/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The test network: addresses on lo that everything may be sent to.
 *
 *	lo:  HOST4 HOST6 (the host's)  A4 A6 (jail a's)  B4 B6 (jail b's)
 */
#ifndef JAIL_NET_UTIL_H
#define JAIL_NET_UTIL_H

#include "agent.h"

#include <sys/socket.h>

#define HOST4	"10.77.0.1"
#define A4	"10.77.0.2"
#define B4	"10.77.0.3"
#define HOST6	"fd77::1"
#define A6	"fd77::2"
#define B6	"fd77::3"
#define MAPPED	"::ffff:"

#define PARAMS_A	"ip4.addr=" A4 " ip6.addr=" A6
#define PARAMS_B	"ip4.addr=" B4 " ip6.addr=" B6
/* A jail with two in each family. */
#define A4B	"10.77.0.12"
#define A6B	"fd77::12"
#define WIDE_A	"ip4.addr=" A4 "," A4B " ip6.addr=" A6 "," A6B

/* Adds the addresses; -errno. With imaginary jails in a stack of its own. */
int net_setup(void);
/* Those of WIDE_A too. */
int net_setup_wide(void);
/* For agent_options.before: the same in a stack of its own, as vnet=new needs. */
long net_own_stack(void *unused);
/* RTM_NEWADDR of an address on lo; -errno. Also what a jail tries. */
int net_add_address(const char *ip);
int net_drop_address(const char *ip);
/* An address in either family, in numbers; its length. And back. */
socklen_t net_parse(const char *ip, int port, struct sockaddr_storage *ss);
void net_print(const struct sockaddr_storage *ss, char *ip, size_t size);
/* Waits that long. */
bool net_readable(int fd, int msecs);

/**
 * enum bind_flags - how act_bind() binds, or'ed
 */
enum bind_flags {
	BIND_REUSE = 1,		/* SO_REUSEADDR */
	BIND_V6ONLY = 2,
	BIND_KEEP = 4,		/* leaves the socket open, TCP listening */
	BIND_FREE = 16,		/* IP_FREEBIND */
	BIND_REUSEPORT = 32,	/* SO_REUSEPORT */
	BIND_UNSPEC = 8,	/* AF_UNSPEC as the address's family */
};

/**
 * struct bind_call - act_bind() as one would write it
 */
struct bind_call {
	int family;
	int type;
	const char *ip;
	int port;
	int flags;
};

/*
 * Binds; on success fd (if kept) and, if name is given, the address that
 * getsockname() shows. 0 or -errno.
 */
long net_bind(struct agent *who, const struct bind_call *b, int *fd,
	      char *name, size_t size);

/* Acts. arg0, arg1, arg2: socket()'s. */
long act_socket(struct call *c);
long act_bind(struct call *c);
/* arg0: a descriptor */
long act_close(struct call *c);
/* arg0: a listener or UDP socket; arg1: what it answers, or expects: a byte */
long act_serve_tcp(struct call *c);
long act_receive_udp(struct call *c);
/* arg0: a UDP socket: how many datagrams wait */
long act_pending_udp(struct call *c);

/* In how many lines of a file in /proc/net a pattern stands; -errno */
long net_lines(struct agent *who, const char *file, const char *pattern);

/* From the caller: connects, or sends; the byte that came back, -errno. */
int net_connect(const char *ip, int port);
int net_read_byte(int fd);
int net_send(const char *ip, int port, char what);

/* argv[1] of any test: to ports where nobody listens, until it is killed */
#define TRAFFIC_OPTION	"--traffic"
_Noreturn void net_traffic(void);

#endif
