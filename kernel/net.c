// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets on a network stack that jails and host share: which families and
 * protocols there are, which addresses may be bound, and who competes with
 * whom for a port.
 *
 * A wildcard means the jail's own addresses, so it is rewritten in place
 * before the protocol sees it. With that, every bound socket of a jail has one
 * of the jail's addresses, and whose side a socket is on can be read from it.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/netlink.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/transp_v6.h>

#include "address.h"
#include "audit.h"
#include "hooks.h"

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

/* Confines an IPv4 address, in place. */
static __always_inline int confine4(struct jail *jail, __be32 *ip, __be16 port)
{
	/* Without an address of the jail's this is 0: the next line sees. */
	if (*ip == jail->conf.ip4 && *ip)
		return 0;
	if (jail->conf.ip4_mode == JAIL_IP_INHERIT)
		return 0;
	if (jail->conf.ip4_mode == JAIL_IP_DISABLE || *ip)
		return deny_bind4(jail, *ip, port);
	*ip = jail->conf.ip4;
	return 0;
}

/*
 * The wildcard of a socket for both families. One address can't stand for one
 * of each, and a family is never lost silently.
 */
static noinline int confine_dual(struct jail *jail, struct in6_addr *ip,
				 __be16 port)
{
	enum jail_ip_mode ip4 = jail->conf.ip4_mode;
	enum jail_ip_mode ip6 = jail->conf.ip6_mode;

	if (ip4 == JAIL_IP_INHERIT && ip6 == JAIL_IP_INHERIT)
		return 0;
	/* take6() makes it one for IPv6 alone. */
	if (ip4 == JAIL_IP_DISABLE && ip6 == JAIL_IP_INHERIT)
		return 0;
	if (ip4 == JAIL_IP_DISABLE && ip6 == JAIL_IP_NEW) {
		*ip = jail->conf.ip6;
		return 0;
	}
	if (ip4 == JAIL_IP_NEW && ip6 == JAIL_IP_DISABLE) {
		ipv6_addr_set_v4mapped(jail->conf.ip4, ip);
		return 0;
	}
	return deny_bind6(jail, ip, port);
}

static int confine6(struct jail *jail, const struct sock *sk,
		    struct in6_addr *ip, __be16 port)
{
	if (ipv6_addr_v4mapped(ip))
		return confine4(jail, &ip->s6_addr32[3], port);
	if (ipv6_addr_any(ip) && !ipv6_only_sock(sk))
		return confine_dual(jail, ip, port);
	switch (jail->conf.ip6_mode) {
	case JAIL_IP_INHERIT:
		return 0;
	case JAIL_IP_NEW:
		if (ipv6_addr_any(ip))
			*ip = jail->conf.ip6;
		if (ipv6_addr_equal(ip, &jail->conf.ip6))
			return 0;
		fallthrough;
	default:
		return deny_bind6(jail, ip, port);
	}
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

/* Bound to no address, or not at all */
static bool has_wildcard(const struct sock *sk)
{
	if (sk->sk_family == AF_INET6 &&
	    !ipv6_addr_v4mapped(&sk->sk_v6_rcv_saddr))
		return ipv6_addr_any(&sk->sk_v6_rcv_saddr);
	return sk->sk_rcv_saddr == htonl(INADDR_ANY);
}

/* In a bucket already: bound elsewhere, before it came here. */
static bool has_port(const struct sock *sk)
{
	return inet_sk(sk)->inet_num;
}

static int take4(struct jail *jail, struct sock *sk)
{
	__be32 ip = htonl(INADDR_ANY);
	int err = confine4(jail, &ip, 0);

	if (err || !ip)
		return err;
	if (has_port(sk))
		return deny_bind4(jail, htonl(INADDR_ANY), 0);
	inet_sk(sk)->inet_saddr = ip;
	inet_sk(sk)->inet_rcv_saddr = ip;
	return 0;
}

static int take6(struct jail *jail, struct sock *sk)
{
	struct in6_addr ip = sk->sk_v6_rcv_saddr;
	__be32 ip4 = LOOPBACK4_IPV6;
	int err;

	if (jail->conf.ip4_mode == JAIL_IP_DISABLE && !has_port(sk))
		sk->sk_ipv6only = true;
	/* To send, not to receive; it has no address for both families. */
	if (sk->sk_type == SOCK_DGRAM && !ipv6_only_sock(sk))
		return 0;
	err = confine6(jail, sk, &ip, 0);
	if (err || ipv6_addr_equal(&ip, &sk->sk_v6_rcv_saddr))
		return err;
	if (has_port(sk))
		return deny_bind6(jail, &sk->sk_v6_rcv_saddr, 0);
	if (ipv6_addr_v4mapped(&ip))
		ip4 = ip.s6_addr32[3];
	inet_sk(sk)->inet_saddr = ip4;
	inet_sk(sk)->inet_rcv_saddr = ip4;
	sk->sk_v6_rcv_saddr = ip;
	inet6_sk(sk)->saddr = ip;
	return 0;
}

/*
 * A socket takes its port, and is locked. What still has the wildcard now was
 * never bound (listen(), sendto()), or was changed since jail_socket_bind()
 * looked.
 */
static int take_port(struct jail *jail, struct sock *sk)
{
	if (likely(!has_wildcard(sk)))
		return 0;
	return sk->sk_family == AF_INET6 ? take6(jail, sk) : take4(jail, sk);
}

int jail_inet_csk_get_port(struct jail *jail, struct sock *sk)
{
	return take_port(jail, sk);
}

int jail_udp_v4_get_port(struct jail *jail, struct sock *sk)
{
	return take_port(jail, sk);
}

int jail_udp_v6_get_port(struct jail *jail, struct sock *sk)
{
	return take_port(jail, sk);
}

/* The jail whose address a socket is bound to; NULL: the host's side. */
static const struct jail *side(const struct sock *sk)
{
	u64 net = sock_net(sk)->net_cookie;

	if (has_wildcard(sk))
		return NULL;
	if (sk->sk_family == AF_INET6 &&
	    !ipv6_addr_v4mapped(&sk->sk_v6_rcv_saddr))
		return address_owner6(net, &sk->sk_v6_rcv_saddr);
	return address_owner4(net, sk->sk_rcv_saddr);
}

/*
 * A wildcard of one side does not mean the addresses of another. Who binds is
 * current: on the host it is on the host's side, whatever address it asks for,
 * so that nobody there gets past another's wildcard by way of a jail's address.
 */
static bool other_side(const struct sock *sk, const struct sock *sk2)
{
	const struct jail *binder;

	if (!has_wildcard(sk) && !has_wildcard(sk2))
		return false;
	guard(rcu)();
	binder = jail_current() ? side(sk) : NULL;
	return binder != side(sk2);
}

int jail_inet_bind_conflict(const struct sock *sk, struct sock *sk2)
{
	return other_side(sk, sk2) ? JAIL_RETURN_ZERO : 0;
}

int jail_inet_rcv_saddr_equal(const struct sock *sk, const struct sock *sk2,
			      bool match_wildcard)
{
	return match_wildcard && other_side(sk, sk2) ? JAIL_RETURN_ZERO : 0;
}
