/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The ABI of jails: limits, the jail descriptor, and the tables of
 * parameters, capabilities and operations.
 *
 * The tables are X-macros so that the kernel, the library, the documentation
 * and the tests expand one and the same truth.
 */
#ifndef _UAPI_LINUX_JAIL_H
#define _UAPI_LINUX_JAIL_H

#include <linux/ioctl.h>
#include <linux/types.h>

/** JAIL_ABI_VERSION - grows when a reader of the old ABI would misread the new */
#define JAIL_ABI_VERSION	1

/** JAIL_NAME_MAX - bytes in a jail's full name (dots included), without the NUL */
#define JAIL_NAME_MAX		63
/** JAIL_PATH_MAX - bytes in the informational path parameter, without the NUL */
#define JAIL_PATH_MAX		1023
/** JAIL_HOSTNAME_MAX - bytes in host.hostname, as for sethostname(2) */
#define JAIL_HOSTNAME_MAX	64
/** JAIL_REQUEST_MAX - bytes in one request written to the control file */
#define JAIL_REQUEST_MAX	4095
/** JAIL_DEPTH_MAX - levels of jails below the host */
#define JAIL_DEPTH_MAX		8
/** JAIL_IP_MAX - addresses a jail may have in one family */
#define JAIL_IP_MAX		16
/** JAIL_RULES_MAX - entries of net.bind, and of net.connect */
#define JAIL_RULES_MAX		32
/** JAIL_CHILDREN_MAX - the largest children.max */
#define JAIL_CHILDREN_MAX	9999
/** JAIL_OBJECT_MAX - bytes of an object's description in a denial, with the NUL */
#define JAIL_OBJECT_MAX		64
/** JAIL_RING_SIZE - denials remembered, oldest overwritten first */
#define JAIL_RING_SIZE		1024

/* JAIL_LOOPBACK6 - the first 64 bits of each ip6.loopback; the others: the jid */
#define JAIL_LOOPBACK6		0xfd6a61696c000000ULL

#define JAIL_DIR		"/sys/kernel/security/jail"

#define JAIL_IOC_MAGIC		0xda

/**
 * enum jail_fd_flags - argument of JAIL_IOC_FD
 * @JAIL_FD_OWN: closing the last such descriptor removes the jail
 */
enum jail_fd_flags {
	JAIL_FD_OWN = 1,
};

/**
 * enum jail_state_flags - struct jail_info.flags
 * @JAIL_INFO_DYING: removed, or without a holder; tasks are being killed
 * @JAIL_INFO_PERSIST: lives on without tasks and descriptors
 */
enum jail_state_flags {
	JAIL_INFO_DYING = 1,
	JAIL_INFO_PERSIST = 2,
};

/**
 * struct jail_info - what JAIL_IOC_INFO tells
 * @jid: the jail's number, never used again after its death
 * @parent: the parent's jid, 0 for the host
 * @denials: acts refused since the jail's creation
 * @skipped: entries left out of iterations (readdir of /proc, kill(-1), ...)
 * @tasks: tasks in the jail, its children's not counted
 * @flags: of enum jail_state_flags
 * @attached: tasks that entered it from outside since its creation
 * @changed: set requests it was given since its creation
 */
struct jail_info {
	__u64 jid;
	__u64 parent;
	__u64 denials;
	__u64 skipped;
	__u32 tasks;
	__u32 flags;
	__u64 attached;
	__u64 changed;
};

/*
 * On the control file, after a successful create, open or watch: a new
 * descriptor of that jail. The argument is of enum jail_fd_flags, 0 after
 * watch.
 */
#define JAIL_IOC_FD		_IO(JAIL_IOC_MAGIC, 1)
/* On a jail descriptor: the calling task enters the jail, for good. */
#define JAIL_IOC_ATTACH		_IO(JAIL_IOC_MAGIC, 2)
/* On a jail descriptor: its state; also resets what poll() reported. */
#define JAIL_IOC_INFO		_IOR(JAIL_IOC_MAGIC, 3, struct jail_info)
/* On a jail descriptor: kill its tasks and let it die. */
#define JAIL_IOC_REMOVE		_IO(JAIL_IOC_MAGIC, 4)
/*
 * On a jail descriptor: 1 if the process of that number, the argument, is in
 * the jail or in one inside it, 0 if it is not.
 */
#define JAIL_IOC_HAS		_IO(JAIL_IOC_MAGIC, 5)

/*
 * Parameters: X(ID, name, type, access, sentence)
 *
 * type: STRING, BOOL, NUMBER, MODE (new, inherit, disable), VNET (new,
 * inherit), IP4, IP6, RULES (addresses and ports), PORTS (a range), NAME.
 * access: INIT (at create only), LIVE (create and set), READ (kernel's own).
 */
#define JAIL_PARAMS(X) \
	X(JID,		"jid",		 NUMBER, READ, \
	  "the jail's number, given by the kernel") \
	X(NAME,		"name",		 NAME,	 INIT, \
	  "the jail's name; a dot makes a child: web.cgi is a child of web") \
	X(PARENT,	"parent",	 NUMBER, READ, \
	  "the parent's jid, 0 for the host") \
	X(PATH,		"path",		 STRING, INIT, \
	  "the directory that is the jail's root; kept for tools to read") \
	X(PERSIST,	"persist",	 BOOL,	 LIVE, \
	  "whether the jail lives on without tasks") \
	X(HOSTNAME,	"host.hostname", STRING, LIVE, \
	  "the jail's host name; kept for tools to read") \
	X(VNET,		"vnet",		 VNET,	 INIT, \
	  "inherit: the machine's network stack; new: one of its own") \
	X(IP4,		"ip4",		 MODE,	 INIT, \
	  "new: only ip4.addr; inherit: every address; disable: no IPv4") \
	X(IP4_ADDR,	"ip4.addr",	 IP4,	 LIVE, \
	  "the jail's IPv4 addresses, with commas between") \
	X(IP4_SADDRSEL,	"ip4.saddrsel",	 BOOL,	 INIT, \
	  "whether an unbound source is by the route, or always the first IPv4 address") \
	X(IP4_LOOPBACK,	"ip4.loopback",	 IP4,	 READ, \
	  "what 127.0.0.1 means inside, a 127.x.y.z of its own") \
	X(IP6,		"ip6",		 MODE,	 INIT, \
	  "new: only ip6.addr; inherit: every address; disable: no IPv6") \
	X(IP6_ADDR,	"ip6.addr",	 IP6,	 LIVE, \
	  "the jail's IPv6 addresses, with commas between") \
	X(IP6_SADDRSEL,	"ip6.saddrsel",	 BOOL,	 INIT, \
	  "whether an unbound source is by the route, or always the first IPv6 address") \
	X(IP6_LOOPBACK,	"ip6.loopback",	 IP6,	 READ, \
	  "what ::1 means inside, an address of its own on lo") \
	X(NET_BIND,	"net.bind",	 RULES,	 LIVE, \
	  "ports it may have, of which of its addresses; any: all, none: none") \
	X(NET_CONNECT,	"net.connect",	 RULES,	 LIVE, \
	  "where it may send: addresses, prefixes, ports; any, none") \
	X(NET_EPHEMERAL, "net.ephemeral", PORTS, LIVE, \
	  "its share of the ports that the kernel picks; any: all of them") \
	X(CHILDREN_MAX,	"children.max",	 NUMBER, LIVE, \
	  "how many jails may be made inside this one") \
	X(CHILDREN_CUR,	"children.cur",	 NUMBER, READ, \
	  "how many jails there are inside this one") \
	X(TASKS,	"tasks",	 NUMBER, READ, \
	  "tasks in the jail") \
	X(DYING,	"dying",	 BOOL,	 READ, \
	  "whether the jail is on its way out")

/*
 * Operations: X(ID, name, promise, sentence)
 *
 * The name is what counters, the ring and the audit log show.
 */
#define JAIL_OPS(X) \
	X(TASK_LOOKUP,	 "task.lookup",	  "A3 A6", "a pid outside was looked up") \
	X(TASK_SIGNAL,	 "task.signal",	  "A3 A4", "a signal to a task outside") \
	X(TASK_SIGIO,	 "task.sigio",	  "A4",	   "a file's owner signal to a task outside") \
	X(TASK_PTRACE,	 "task.ptrace",	  "A5",	   "tracing or reading a task outside") \
	X(TASK_MEMORY,	 "task.memory",	  "A5",	   "a /proc/PID/mem of outside was used") \
	X(PROC_LOOKUP,	 "proc.lookup",	  "A2",	   "/proc/PID of a task outside") \
	X(TASK_FORK,	 "task.fork",	  "A8",	   "a fork in a dying jail") \
	X(TASK_ENTER,	 "task.enter",	  "B7",	   "running the entering tool's own binary") \
	X(NET_BIND,	 "net.bind",	  "D1 D2", "binding to an address that is not the jail's") \
	X(NET_PORT,	 "net.port",	  "D5",	   "taking a port that it may not have") \
	X(NET_CONNECT,	 "net.connect",	  "D5",	   "sending to where it may not") \
	X(NET_SOURCE,	 "net.source",	  "D3",	   "sending from an address it does not have") \
	X(NET_FAMILY,	 "net.family",	  "D8",	   "a socket of a family that is off") \
	X(NET_PROTOCOL,	 "net.protocol",  "D8",	   "a socket of a protocol that is off") \
	X(NET_SOCKET_AF, "net.socket_af", "C",	   "a socket of a family jails don't have") \
	X(NET_NETLINK,	 "net.netlink",	  "A7",	   "asking netlink about the machine's network") \
	X(NET_FILE,	 "net.file",	  "A7",	   "reading of the machine's network in /proc") \
	X(SYS_BPF,	 "sys.bpf",	  "C",	   "bpf(2)") \
	X(SYS_PERF,	 "sys.perf",	  "C",	   "perf_event_open(2)") \
	X(SYS_URING,	 "sys.io_uring",  "C",	   "io_uring with credentials registered before") \
	X(SYS_LOCKDOWN,	 "sys.lockdown",  "C",	   "a kernel interface that lockdown knows") \
	X(SYS_MODULE,	 "sys.module_request", "C", "having the kernel load a module") \
	X(SYS_SYSCTL,	 "sys.sysctl",	  "C",	   "writing below /proc/sys") \
	X(SYS_PROC,	 "sys.proc",	  "C",	   "writing a file of the machine's in /proc") \
	X(SYS_SYSFS,	 "sys.sysfs",	  "C",	   "writing below /sys") \
	X(FS_HANDLE,	 "fs.handle",	  "B8",	   "open_by_handle_at(2)") \
	X(FS_LEASE,	 "fs.lease",	  "C",	   "a lease, which makes who opens the file wait") \
	X(USER_NS,	 "userns.create", "C",	   "making a user namespace") \
	X(JAIL_CONTROL,	 "jail.control",  "C",	   "managing a jail from inside")

/*
 * Capabilities against the initial user namespace: X(NUMBER, name, rule)
 *
 * ALLOW: what the hooks on objects confine already. DENY: refused, counted and
 * recorded as operation cap.NAME. QUIET: refused, but the kernel asks for it
 * on the way to something else that is allowed, so it is only counted as
 * skipped. A number that is not here is refused too.
 */
#define JAIL_CAPS(X) \
	X(0,  chown,		  ALLOW) \
	X(1,  dac_override,	  ALLOW) \
	X(2,  dac_read_search,	  ALLOW) \
	X(3,  fowner,		  ALLOW) \
	X(4,  fsetid,		  ALLOW) \
	X(5,  kill,		  ALLOW) \
	X(6,  setgid,		  ALLOW) \
	X(7,  setuid,		  ALLOW) \
	X(8,  setpcap,		  ALLOW) \
	X(9,  linux_immutable,	  DENY) \
	X(10, net_bind_service,	  ALLOW) \
	X(11, net_broadcast,	  DENY) \
	X(12, net_admin,	  DENY) \
	X(13, net_raw,		  DENY) \
	X(14, ipc_lock,		  DENY) \
	X(15, ipc_owner,	  ALLOW) \
	X(16, sys_module,	  DENY) \
	X(17, sys_rawio,	  DENY) \
	X(18, sys_chroot,	  ALLOW) \
	X(19, sys_ptrace,	  ALLOW) \
	X(20, sys_pacct,	  DENY) \
	X(21, sys_admin,	  DENY) \
	X(22, sys_boot,		  DENY) \
	X(23, sys_nice,		  DENY) \
	X(24, sys_resource,	  DENY) \
	X(25, sys_time,		  DENY) \
	X(26, sys_tty_config,	  DENY) \
	X(27, mknod,		  DENY) \
	X(28, lease,		  DENY) \
	X(29, audit_write,	  DENY) \
	X(30, audit_control,	  DENY) \
	X(31, setfcap,		  DENY) \
	X(32, mac_override,	  DENY) \
	X(33, mac_admin,	  DENY) \
	X(34, syslog,		  DENY) \
	X(35, wake_alarm,	  DENY) \
	X(36, block_suspend,	  DENY) \
	X(37, audit_read,	  DENY) \
	X(38, perfmon,		  DENY) \
	X(39, bpf,		  DENY) \
	X(40, checkpoint_restore, DENY)

/**
 * enum jail_op - operations that can be refused
 * @JAIL_OP_CAP: the first of 64, one for each capability number
 */
enum jail_op {
#define JAIL_OP_ID(id, name, promise, sentence) JAIL_OP_##id,
	JAIL_OPS(JAIL_OP_ID)
#undef JAIL_OP_ID
	JAIL_OP_CAP,
	JAIL_OP_COUNT = JAIL_OP_CAP + 64,
};

/** enum jail_param_id - parameters, in the order of JAIL_PARAMS */
enum jail_param_id {
#define JAIL_PARAM_ID(id, name, type, access, sentence) JAIL_PARAM_##id,
	JAIL_PARAMS(JAIL_PARAM_ID)
#undef JAIL_PARAM_ID
	JAIL_PARAM_COUNT,
};

#endif /* _UAPI_LINUX_JAIL_H */
