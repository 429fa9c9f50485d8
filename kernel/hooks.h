/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The functions that decide, declared from the two tables.
 */
#ifndef _JAIL_HOOKS_H
#define _JAIL_HOOKS_H

#include <linux/inetdevice.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <net/if_inet6.h>
#include <net/sock.h>

#include "compat/bound.h"
#include "compat/compat.h"
#include "membership.h"

/**
 * enum jail_return - answers of a seam other than "pass" and an errno
 * @JAIL_RETURN_ZERO: the function is not called and returns 0, false or NULL
 * @JAIL_RETURN_TRUE: the function is not called and returns true
 * @JAIL_RETURN_ARG3: the function is not called and returns its third argument
 * @JAIL_RETURN_INSTEAD: another function is called, see SEAM_INSTEAD
 */
enum jail_return {
	JAIL_RETURN_ZERO = 1,
	JAIL_RETURN_TRUE,
	JAIL_RETURN_ARG3,
	JAIL_RETURN_INSTEAD,
};

/* What comes first, by class: the acting task's jail, or nothing. */
#define JAIL_ALONE_SUBJECT	struct jail *jail
#define JAIL_FIRST_SUBJECT	struct jail *jail,
#define JAIL_FIRST_ROUTE4	struct jail *jail,
#define JAIL_FIRST_ROUTE6	struct jail *jail,
#define JAIL_FIRST_TARGET
#define JAIL_FIRST_CONFLICT
#define JAIL_FIRST_REUSE
#define JAIL_FIRST_ANY

#define HOOK_INT0(c, name, s, p) int jail_##name(JAIL_ALONE_##c);
#define HOOK_INT1(c, name, s, p, t1, a1) \
	int jail_##name(JAIL_FIRST_##c t1 a1);
#define HOOK_INT2(c, name, s, p, t1, a1, t2, a2) \
	int jail_##name(JAIL_FIRST_##c t1 a1, t2 a2);
#define HOOK_INT3(c, name, s, p, t1, a1, t2, a2, t3, a3) \
	int jail_##name(JAIL_FIRST_##c t1 a1, t2 a2, t3 a3);
#define HOOK_INT4(c, name, s, p, t1, a1, t2, a2, t3, a3, t4, a4) \
	int jail_##name(JAIL_FIRST_##c t1 a1, t2 a2, t3 a3, t4 a4);
#define HOOK_VOID1(c, name, s, p, t1, a1) \
	void jail_##name(JAIL_FIRST_##c t1 a1);
#define SEAM_INT1	HOOK_INT1
#define SEAM_INT2	HOOK_INT2
#define SEAM_INT3	HOOK_INT3
#define SEAM_INT4	HOOK_INT4
#define SEAM_INT5(c, name, s, p, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5) \
	int jail_##name(JAIL_FIRST_##c t1 a1, t2 a2, t3 a3, t4 a4, t5 a5);
#define SEAM_INT6(c, name, s, p, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6) \
	int jail_##name(JAIL_FIRST_##c t1 a1, t2 a2, t3 a3, t4 a4, t5 a5, t6 a6);
#define SEAM_REVALIDATE(c, name, s, p) \
	int jail_##name(JAIL_FIRST_##c struct dentry *dentry, \
			unsigned int flags);
#define SEAM_INSTEAD	HOOK_INT1
#define SEAM_INSTEAD2	HOOK_INT2
#define SEAM_REPLACE(c, name, s, p)
#include "hooks.def"
#include "seams.def"
#undef HOOK_INT0
#undef HOOK_INT1
#undef HOOK_INT2
#undef HOOK_INT3
#undef HOOK_INT4
#undef HOOK_VOID1
#undef SEAM_INT1
#undef SEAM_INT2
#undef SEAM_INT3
#undef SEAM_INT4
#undef SEAM_INT5
#undef SEAM_INT6
#undef SEAM_REVALIDATE
#undef SEAM_INSTEAD
#undef SEAM_INSTEAD2
#undef SEAM_REPLACE

struct pid *jail_find_vpid(int nr);
struct task_struct *jail_find_task_by_vpid(pid_t nr);
struct task_struct *jail_find_get_task_by_vpid(pid_t nr);
struct task_struct *jail_pidfd_get_task(int pidfd, unsigned int *flags);
int jail_inet_gifconf_instead(struct net_device *dev, char __user *buf,
			      int len, int size);
struct sock *jail___inet_lookup_listener(compat_net *net, COMPAT_HASHINFO_PARAM
					 struct sk_buff *skb, int doff,
					 const __be32 saddr, __be16 sport,
					 const __be32 daddr,
					 const unsigned short hnum,
					 const int dif, const int sdif);
struct sock *jail_inet6_lookup_listener(compat_net *net, COMPAT_HASHINFO_PARAM
					struct sk_buff *skb, int doff,
					const struct in6_addr *saddr,
					const __be16 sport,
					const struct in6_addr *daddr,
					const unsigned short hnum,
					const int dif, const int sdif);
struct sock *jail___udp4_lib_lookup(compat_net *net, __be32 saddr, __be16 sport,
				    __be32 daddr, __be16 dport, int dif,
				    int sdif, COMPAT_UDP_TABLE_PARAM
				    struct sk_buff *skb);
struct sock *jail___udp6_lib_lookup(compat_net *net,
				    const struct in6_addr *saddr, __be16 sport,
				    const struct in6_addr *daddr, __be16 dport,
				    int dif, int sdif, COMPAT_UDP_TABLE_PARAM
				    struct sk_buff *skb);
int jail_tcp4_seq_show(struct seq_file *seq, void *v);
int jail_tcp6_seq_show(struct seq_file *seq, void *v);
int jail_udp4_seq_show(struct seq_file *seq, void *v);
int jail_udp6_seq_show(struct seq_file *seq, void *v);
int jail_inet_csk_get_port_instead(struct sock *sk, unsigned short snum);
bool jail_inet_sk_get_local_port_range_instead(const struct sock *sk, int *low,
					       int *high);
int jail_udp_disconnect(struct sock *sk, int flags);
int jail_udp_v4_get_port_instead(struct sock *sk, unsigned short snum);
int jail_udp_v6_get_port_instead(struct sock *sk, unsigned short snum);
int jail_inet_getname(struct socket *sock, struct sockaddr *uaddr, int peer);
int jail_inet6_getname(struct socket *sock, struct sockaddr *uaddr, int peer);

#endif /* _JAIL_HOOKS_H */
