// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets on a network stack that jails and host share: which families and
 * protocols there are, and which addresses may be bound.
 *
 * A wildcard means the jail's own addresses, and where a port is taken what
 * stands for all of them is written in its place (bound.h); localhost means the
 * jail's loopback. With that, every bound socket of a jail has an address that is
 * the jail's, and whose side a socket is on can be read from it.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/netlink.h>
#include <net/inet_connection_sock.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/transp_v6.h>

#include "audit.h"
#include "bound.h"
#include "hooks.h"
#include "port.h"
#include "reach.h"

static noinline int deny_socket(struct jail *jail, unsigned int op, int err,
				int family, int type, int protocol)
{
	struct jail_object object = {
		.type = JAIL_OBJECT_SOCKET,
		.socket = { family, type, protocol },
	};

	return jail_deny(jail, op, err, &object);
}

static noinline int deny_bind4(struct jail *jail, __be32 ip, __be16 port)
{
	return jail_deny_ip4(jail, JAIL_OP_NET_BIND, -EADDRNOTAVAIL, ip,
			     ntohs(port));
}

static noinline int deny_bind6(struct jail *jail, const struct in6_addr *ip,
			       __be16 port)
{
	return jail_deny_ip6(jail, JAIL_OP_NET_BIND, -EADDRNOTAVAIL, ip,
			     ntohs(port));
}

/* TCP, UDP, and echo requests; raw sockets are a matter of capabilities. */
static bool has_protocol(int type, int protocol)
{
	switch (type) {
	case SOCK_STREAM:
		return protocol == IPPROTO_IP || protocol == IPPROTO_TCP;
	case SOCK_DGRAM:
		return protocol == IPPROTO_IP || protocol == IPPROTO_UDP ||
		       protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
	case SOCK_RAW:
		return true;
	default:
		return false;
	}
}

static int check_inet(struct jail *jail, enum jail_ip_mode mode, int family,
		      int type, int protocol)
{
	if (mode == JAIL_IP_DISABLE)
		return deny_socket(jail, JAIL_OP_NET_FAMILY, -EAFNOSUPPORT,
				   family, type, protocol);
	if (!has_protocol(type, protocol))
		return deny_socket(jail, JAIL_OP_NET_PROTOCOL,
				   -EPROTONOSUPPORT, family, type, protocol);
	return 0;
}

/*
 * What a program asks its own network stack. A stack that is shared, and what
 * is not of a stack at all, also tells of others. Socket diagnostics are
 * refused when they are asked, by netlink.c: who may have the socket but no
 * answer reads /proc/net without a word.
 */
static bool has_netlink(const struct jail *jail, int protocol)
{
	switch (protocol) {
	case NETLINK_ROUTE:
	case NETLINK_SOCK_DIAG:
		return true;
	case NETLINK_AUDIT:
	case NETLINK_CONNECTOR:
		return false;
	case NETLINK_KOBJECT_UEVENT:
		/* The machine's devices are told to the first of owners. */
		return current->nsproxy->net_ns->user_ns != &init_user_ns;
	default:
		return jail->conf.vnet;
	}
}

static noinline int check_socket(struct jail *jail, int family, int type,
				 int protocol)
{
	switch (family) {
	case AF_UNIX:
	/* Needs a capability, and that is refused by its own name. */
	case AF_PACKET:
		return 0;
	case AF_INET:
		return jail->conf.vnet ? 0 :
			check_inet(jail, jail->conf.ip4_mode, family, type,
				   protocol);
	case AF_INET6:
		return jail->conf.vnet ? 0 :
			check_inet(jail, jail->conf.ip6_mode, family, type,
				   protocol);
	case AF_NETLINK:
		/* This errno is how login programs learn to go on without. */
		if (!has_netlink(jail, protocol))
			return deny_socket(jail, JAIL_OP_NET_SOCKET_AF,
					   -EPROTONOSUPPORT, family, type,
					   protocol);
		return 0;
	default:
		return deny_socket(jail, JAIL_OP_NET_SOCKET_AF, -EAFNOSUPPORT,
				   family, type, protocol);
	}
}

int jail_socket_create(struct jail *jail, int family, int type, int protocol,
		       int kern)
{
	/* The most common socket first. */
	if (family == AF_INET && jail->conf.ip4_mode != JAIL_IP_DISABLE &&
	    type == SOCK_STREAM && !protocol)
		return 0;
	return kern ? 0 : check_socket(jail, family, type, protocol);
}

/* Confines an IPv4 address, in place; take_port() sees to a wildcard. */
static __always_inline int confine4(struct jail *jail, __be32 *ip, __be16 port)
{
	if (jail->conf.ip4_mode == JAIL_IP_INHERIT)
		return 0;
	if (jail->conf.ip4_mode == JAIL_IP_DISABLE)
		return deny_bind4(jail, *ip, port);
	if (*ip == htonl(INADDR_LOOPBACK))
		*ip = jail->conf.ip4_loopback;
	guard(rcu)();
	return !*ip || jail_owns_ip4(jail, *ip) ? 0 :
		deny_bind4(jail, *ip, port);
}

/* The wildcard of a socket for both families, of which none is lost silently. */
static noinline int confine_dual(struct jail *jail, const struct in6_addr *ip,
				 __be16 port)
{
	enum jail_ip_mode ip4 = jail->conf.ip4_mode;
	enum jail_ip_mode ip6 = jail->conf.ip6_mode;
	const struct jail_own *own;

	if (ip4 == JAIL_IP_INHERIT && ip6 == JAIL_IP_INHERIT)
		return 0;
	/* take6() makes it one for IPv6 alone. */
	if (ip4 == JAIL_IP_DISABLE && ip6 == JAIL_IP_INHERIT)
		return 0;
	/* What has all of one family and some of the other is nothing's. */
	if (ip4 == JAIL_IP_INHERIT || ip6 == JAIL_IP_INHERIT)
		return deny_bind6(jail, ip, port);
	guard(rcu)();
	own = jail_own(jail);
	return own->ip4.count + own->ip6.count ? 0 :
		deny_bind6(jail, ip, port);
}

static int confine6(struct jail *jail, const struct sock *sk,
		    struct in6_addr *ip, __be16 port)
{
	if (ipv6_addr_v4mapped(ip))
		return confine4(jail, &ip->s6_addr32[3], port);
	if (ipv6_addr_any(ip) && !ipv6_only_sock(sk))
		return confine_dual(jail, ip, port);
	if (jail->conf.ip6_mode == JAIL_IP_INHERIT)
		return 0;
	if (jail->conf.ip6_mode == JAIL_IP_DISABLE)
		return deny_bind6(jail, ip, port);
	if (ipv6_addr_loopback(ip))
		*ip = jail->conf.ip6_loopback;
	guard(rcu)();
	return ipv6_addr_any(ip) || jail_owns_ip6(jail, ip) ? 0 :
		deny_bind6(jail, ip, port);
}

static int bind4(struct jail *jail, struct sockaddr_in *in, int len)
{
	/* What the protocol refuses itself is no denial of ours. */
	if (len < (int)sizeof(*in))
		return 0;
	if (in->sin_family == AF_UNSPEC &&
	    in->sin_addr.s_addr == htonl(INADDR_ANY))
		in->sin_family = AF_INET;
	if (in->sin_family != AF_INET)
		return 0;
	return confine4(jail, &in->sin_addr.s_addr, in->sin_port);
}

static int bind6(struct jail *jail, const struct sock *sk,
		 struct sockaddr_in6 *in, int len)
{
	if (len < SIN6_LEN_RFC2133 || in->sin6_family != AF_INET6)
		return 0;
	return confine6(jail, sk, &in->sin6_addr, in->sin6_port);
}

/* The address is the kernel's own copy; it is judged by the socket's family. */
int jail_socket_bind(struct jail *jail, struct socket *sock,
		     struct sockaddr *address, int addrlen)
{
	const struct sock *sk = sock->sk;

	if (sk->sk_family == AF_INET)
		return bind4(jail, (struct sockaddr_in *)address, addrlen);
	if (sk->sk_family == AF_INET6)
		return bind6(jail, sk, (struct sockaddr_in6 *)address, addrlen);
	return 0;
}

/* In a bucket already: bound elsewhere, before it came here. */
static bool has_port(const struct sock *sk)
{
	return inet_sk(sk)->inet_num;
}

/* All of the jail's addresses. With a port asked for, disconnect() keeps it. */
static void take_all(struct jail *jail, struct sock *sk, unsigned short port)
{
	bind_to_all(sk, jail->wildcard);
	if (port)
		sk->sk_userlocks |= SOCK_BINDADDR_LOCK;
}

static int take4(struct jail *jail, struct sock *sk, unsigned short port)
{
	__be32 ip = htonl(INADDR_ANY);
	int err = confine4(jail, &ip, 0);

	if (err || jail->conf.ip4_mode == JAIL_IP_INHERIT)
		return err;
	if (has_port(sk))
		return deny_bind4(jail, ip, 0);
	take_all(jail, sk, port);
	return 0;
}

/* Does the wildcard of a socket of IPv6 mean all the host's addresses? */
static bool is_inherited(const struct jail *jail, const struct sock *sk)
{
	/* A mapped one is of IPv4, whatever the socket's family. */
	if (ipv6_addr_v4mapped(&sk->sk_v6_rcv_saddr))
		return jail->conf.ip4_mode == JAIL_IP_INHERIT;
	return jail->conf.ip6_mode == JAIL_IP_INHERIT;
}

static int take6(struct jail *jail, struct sock *sk, unsigned short port)
{
	struct in6_addr ip = sk->sk_v6_rcv_saddr;
	enum jail_ip_mode ip4 = jail->conf.ip4_mode;
	bool some6 = jail->conf.ip6_mode != JAIL_IP_INHERIT;
	bool some4 = ip4 != JAIL_IP_INHERIT;
	int err;

	/*
	 * What sends and was not bound gets its answers: where one family is the
	 * host's and the other is not, those of IPv6 alone.
	 */
	if (!has_port(sk) &&
	    (ip4 == JAIL_IP_DISABLE ||
	     (sk->sk_type == SOCK_DGRAM && !port && some4 != some6 &&
	      !ipv6_addr_v4mapped(&ip))))
		sk->sk_ipv6only = true;
	err = confine6(jail, sk, &ip, 0);
	if (err || is_inherited(jail, sk))
		return err;
	if (has_port(sk))
		return deny_bind6(jail, &sk->sk_v6_rcv_saddr, 0);
	/* A mapped wildcard is known by both fields: it has no other. */
	inet6_sk(sk)->saddr = in6addr_any;
	take_all(jail, sk, port);
	return 0;
}

/*
 * One that was bound before it came here, or before the jail's addresses changed.
 * What it has can't be turned any more, as localhost could.
 */
static int keep_bound(struct jail *jail, const struct sock *sk)
{
	struct in6_addr ip6 = sk->sk_v6_rcv_saddr;
	__be32 ip = sk->sk_rcv_saddr;
	int err;

	if (bound_to_all(sk))
		return ip == jail->wildcard ? 0 : deny_bind4(jail, ip, 0);
	if (!bound_to_ip6(sk)) {
		err = confine4(jail, &ip, 0);
		return err || ip == sk->sk_rcv_saddr ? err :
			deny_bind4(jail, sk->sk_rcv_saddr, 0);
	}
	err = confine6(jail, sk, &ip6, 0);
	return err || ipv6_addr_equal(&ip6, &sk->sk_v6_rcv_saddr) ? err :
		deny_bind6(jail, &sk->sk_v6_rcv_saddr, 0);
}

/*
 * A socket takes its port, and is locked. What has the wildcard now was bound to
 * it, never bound (listen(), sendto()), or changed since jail_socket_bind()
 * looked.
 */
static int take_port(struct jail *jail, struct sock *sk, unsigned short port)
{
	int err = 0;

	if (unlikely(bound_to_any(sk)))
		err = sk->sk_family == AF_INET6 ? take6(jail, sk, port) :
						  take4(jail, sk, port);
	else if (unlikely(has_port(sk)))
		err = keep_bound(jail, sk);
	if (err || likely(!reach_limited(jail)))
		return err;
	return reach_bind(jail, sk, port);
}

int jail_inet_csk_get_port(struct jail *jail, struct sock *sk,
			   unsigned short snum)
{
	int err = take_port(jail, sk, snum);

	if (err || likely(snum || !reach_limited(jail)))
		return err;
	return JAIL_RETURN_INSTEAD;
}

int jail_inet_csk_get_port_instead(struct sock *sk, unsigned short snum)
{
	struct jail_ports share = reach_share(jail_current());

	return share.first ? ephemeral_take(sk, &share) :
			     inet_csk_get_port(sk, snum);
}

/* Whoever asks for a port: also the host, for one of a jail's. */
static int take_udp(struct sock *sk, unsigned short port)
{
	struct jail *jail = jail_current();
	int err = jail ? take_port(jail, sk, port) : 0;

	if (err || !port || bound_to_any(sk))
		return err;
	return JAIL_RETURN_INSTEAD;
}

int jail_udp_v4_get_port(struct sock *sk, unsigned short snum)
{
	return take_udp(sk, snum);
}

int jail_udp_v6_get_port(struct sock *sk, unsigned short snum)
{
	return take_udp(sk, snum);
}

int jail_udp_v4_get_port_instead(struct sock *sk, unsigned short snum)
{
	return udp_take(sk, snum);
}

int jail_udp_v6_get_port_instead(struct sock *sk, unsigned short snum)
{
	return udp_take(sk, snum);
}
