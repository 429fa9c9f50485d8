/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Refusing, and telling of it. Every refusal goes through jail_deny().
 */
#ifndef _JAIL_AUDIT_H
#define _JAIL_AUDIT_H

#include <linux/in6.h>
#include <linux/sched.h>

#include "jail.h"

/**
 * enum jail_object_type - what an act was aimed at
 * @JAIL_OBJECT_NONE: nothing worth naming
 * @JAIL_OBJECT_PID: a task, by its number in the initial pid namespace
 * @JAIL_OBJECT_IP4: an address and port
 * @JAIL_OBJECT_IP6: an address and port
 * @JAIL_OBJECT_SOCKET: family, type and protocol
 * @JAIL_OBJECT_NUMBER: a command, a reason
 * @JAIL_OBJECT_NAME: a name, cut where it does not fit
 */
enum jail_object_type {
	JAIL_OBJECT_NONE,
	JAIL_OBJECT_PID,
	JAIL_OBJECT_IP4,
	JAIL_OBJECT_IP6,
	JAIL_OBJECT_SOCKET,
	JAIL_OBJECT_NUMBER,
	JAIL_OBJECT_NAME,
};

/**
 * struct jail_object - what an act was aimed at, not formatted
 * @type: which member is good
 * @pid: with JAIL_OBJECT_PID
 * @number: with JAIL_OBJECT_NUMBER
 * @socket: with JAIL_OBJECT_SOCKET: family, type, protocol
 * @address: with JAIL_OBJECT_IP4 and JAIL_OBJECT_IP6
 * @address.ip4: network order
 * @address.ip6: network order
 * @address.port: host order
 * @name: with JAIL_OBJECT_NAME, NUL-terminated
 */
struct jail_object {
	enum jail_object_type type;
	union {
		pid_t pid;
		s64 number;
		int socket[3];
		struct {
			union {
				__be32 ip4;
				struct in6_addr ip6;
			};
			u16 port;
		} address;
		char name[40];
	};
};

/**
 * struct jail_denial - one refusal, as the ring keeps it
 * @seq: counts from 1, over all jails
 * @nr: counts from 1, over those of its jail
 * @time: real time, ns since 1970
 * @jid: the jail's number
 * @err: the errno, negative
 * @op: of enum jail_op
 * @pid: the acting task's, in the initial pid namespace; 0 if it is a stranger
 * @uid: its real uid, in the initial user namespace
 * @comm: its name, copied without a lock
 * @jail: the jail's name
 * @object: what it was aimed at
 */
struct jail_denial {
	u64 seq;
	u64 nr;
	u64 time;
	u64 jid;
	int err;
	unsigned int op;
	pid_t pid;
	uid_t uid;
	char comm[TASK_COMM_LEN];
	char jail[JAIL_NAME_MAX + 1];
	struct jail_object object;
};

int jail_deny(struct jail *jail, unsigned int op, int err,
	      const struct jail_object *object);
int jail_deny_task(struct jail *jail, unsigned int op, int err,
		   const struct task_struct *task);
int jail_deny_name(struct jail *jail, unsigned int op, int err,
		   const char *name);
int jail_deny_number(struct jail *jail, unsigned int op, int err, s64 number);
int jail_deny_ip4(struct jail *jail, unsigned int op, int err, __be32 ip,
		  u16 port);
int jail_deny_ip6(struct jail *jail, unsigned int op, int err,
		  const struct in6_addr *ip, u16 port);
void jail_skip(struct jail *jail);

const char *jail_op_name(unsigned int op, char *buf, size_t size);
void jail_object_format(const struct jail_object *object, char *dst,
			size_t size);
bool audit_ring_read(u64 *seq, struct jail_denial *denial);
int audit_init(void);
#ifdef MODULE
void audit_exit(void);
#endif

#endif /* _JAIL_AUDIT_H */
