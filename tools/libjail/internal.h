/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of libjail share; nothing here is exported. */
#ifndef _JAIL_INTERNAL_H
#define _JAIL_INTERNAL_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jail.h"
#include "address.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* ---- error.c */

/* Fill an error; without fix it is what errno suggests; %m works. Always -1. */
int fail(struct jail_error *err, int code, const char *fix,
	 const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Who is not root is told so; another lacks a capability, or is in a jail. */
int no_power(const char *what, struct jail_error *err);
/* JAIL_NO_POWER for EPERM and EACCES, else JAIL_FAILED. */
int code_of(int error);

/* ---- fields.c: key=value text, pure */

struct field {
	const char *key;
	const char *value;
};

struct record {
	struct field *field;
	size_t count;
};

struct jail_records {
	char *text;
	struct record *record;
	size_t count;
};

/* Append " key=value", quoted if need be; false when it does not fit. */
bool field_append(char *buf, size_t size, const char *key, const char *value);
/* Takes over @text (also on failure); -1 for bad syntax or no memory. */
int records_parse(char *text, struct jail_records **records);
/* Drop the records whose field @key is not @value. */
void records_filter(struct jail_records *records, const char *key,
		    const char *value);
/* Make all records one, e.g. for a reply of one field a line. */
int records_join(struct jail_records *records);

/* ---- param.c: the table of parameters, pure */

enum param_type {
	TYPE_STRING, TYPE_BOOL, TYPE_NUMBER, TYPE_MODE, TYPE_VNET, TYPE_IP4,
	TYPE_IP6, TYPE_RULES, TYPE_PORTS, TYPE_NAME, TYPE_NS, TYPE_INTERFACE,
	TYPE_RESOLVER,
};

/* Parameters of the tool alone: X(ID, name, type, default, sentence) */
#define TOOL_PARAMS(X) \
	X(MNT,	"mnt",	  NS,	"new", "mount namespace: own root, /proc and /dev") \
	X(PID,	"pid",	  NS,	"new", "process numbers of its own") \
	X(IPC,	"ipc",	  NS,	"new", "System V and POSIX IPC of its own") \
	X(UTS,	"uts",	  NS,	"new", "a host name of its own") \
	X(CGROUP, "cgroup", NS,	"new", "a cgroup of its own, and no sight of others") \
	X(INTERFACE, "interface", INTERFACE, "", \
	  "where new addresses go that name no interface themselves") \
	X(RESOLVER, "resolver", RESOLVER, "host", \
	  "host: the host's name servers that it can reach; keep: as its resolv.conf says") \
	X(INIT,	"init",	  BOOL,	"1", \
	  "whether process 1 is a small init; with noinit it is the first command") \
	X(NNP,	"no_new_privs", BOOL, "0", \
	  "whether setuid and file capabilities are without effect")

enum tool_param_id {
	TOOL_PARAM_FIRST = JAIL_PARAM_COUNT,
	TOOL_PARAM_BEFORE = TOOL_PARAM_FIRST - 1,
#define TOOL_PARAM_ID(id, name, type, def, about) TOOL_PARAM_##id,
	TOOL_PARAMS(TOOL_PARAM_ID)
#undef TOOL_PARAM_ID
	PARAM_COUNT,
};

struct param {
	struct jail_param public;
	enum param_type type;
	const char *def;
};

extern const struct param param_table[PARAM_COUNT];

/* The parameter of that name, or -1. */
int param_find(const char *name, size_t len);
/* form.c: whether a value has the form of the parameter's type. */
int param_check_value(int id, const char *value, struct jail_error *err);

/* ---- conf.c */

struct jail_conf {
	char *value[PARAM_COUNT];
	struct jail_trace trace;
	char how[PARAM_COUNT];	/* '+' or '-' before the "="; else 0 */
};

int conf_copy(const struct jail_conf *conf, struct jail_conf **copy,
	      struct jail_error *err);
const char *conf_value(const struct jail_conf *conf, int id);
/* Replace a value; NULL unsets. */
int conf_put(struct jail_conf *conf, int id, const char *value,
	     struct jail_error *err);
bool conf_is(const struct jail_conf *conf, int id, const char *value);
/* VERB and the kernel's share of the parameters. */
int conf_request(const struct jail_conf *conf, const char *verb, char *buf,
		 size_t size, struct jail_error *err);
int name_check(const char *name, struct jail_error *err);
/* Whether a jail is meant by its number: a name is never digits alone. */
bool is_jid(const char *who);

/* ---- path.c */

/* The canonical path of a directory into PATH_MAX bytes; see there. */
int path_resolve(const char *path, char *real, struct jail_error *err);

/* ---- nest.c: a jail inside another gets no more than that one has */

/* The path of one for which none was given: its parent's; "/" on the host. */
int nest_path(struct jail_conf *conf, struct jail_error *err);
/* dir: of the state files, with the lock held. */
int nest_check(int dir, struct jail_conf *conf, struct jail_error *err);

/* ---- ctl.c: the only file that knows securityfs */

struct jail_handle {
	int fd;
	uint64_t jid;
	char name[JAIL_NAME_MAX + 1];
	struct jail_trace trace;
};

int ctl_create(const char *request, unsigned int flags,
	       struct jail_handle *jail, struct jail_error *err);
/* who: a name or a jid; fills the handle's name if it is a jid. */
int ctl_open(const char *who, struct jail_handle *jail,
	     struct jail_error *err);
/* Likewise, but only to be told of it: the jail is not held. */
int ctl_watch(const char *who, struct jail_handle *jail,
	      struct jail_error *err);
/* An open list; -1. */
int ctl_list(enum jail_list list, struct jail_error *err);
int ctl_set(const char *request, struct jail_error *err);
/* 1: a process is in the jail, or in one inside it; 0: it is not; -1 errno */
int ctl_has(const struct jail_handle *jail, pid_t pid);
/* The reply, malloc'd: one field a line. */
int ctl_get(const char *who, char **text, struct jail_error *err);
int bad_answer(struct jail_error *err);
int ctl_attach(int fd, struct jail_error *err);
int ctl_remove(int fd, struct jail_error *err);
/* Of the host at root: whether securityfs is mounted, and a file of it. */
bool ctl_mounted(int root);
char *ctl_file(int root, const char *name);
/* What the kernel's side says of itself; root -1 is our own. */
int ctl_kernel(int root, struct jail_kernel *kernel, struct jail_error *err);
/* Whether the kernel has jails, of an ABI we know. */
int ctl_ready(struct jail_error *err);

/* ---- file.c */

/* The whole of a descriptor as a string, malloc'd; NULL with errno. */
char *read_all(int fd);
char *read_file(const char *path);
int write_all(int fd, const char *text, size_t len);

/* ---- jail.c */

/* As jail_open(), for who has the lock. */
int handle_open(const char *name, struct jail_handle **jail,
		struct jail_error *err);

/* ---- state.c: /run/jail/NAME.conf */

struct leader {
	pid_t pid;
	unsigned long long start;	/* clock ticks since boot */
};

/* What was made for a jail, or is about to be, outside of the kernel's jail. */
struct state {
	uint64_t jid;
	struct leader leader;
	char cgroup[JAIL_NAME_MAX + 16];	/* empty: none */
	uint64_t cgroup_id;			/* 0: about to be made */
	uint64_t net;				/* namespace of the aliases */
	struct net_address alias[2 * JAIL_IP_MAX + 1];
	size_t aliases;
};

/* The directory of state files, made if need be; locked: for who writes. */
int state_dir(struct jail_error *err);
int state_lock(struct jail_error *err);
int state_write(int dir, const struct jail_handle *jail,
		const struct jail_conf *conf, const struct state *state,
		struct jail_error *err);
/* Fills the tool's parameters into conf; JAIL_FAILED if there is no record. */
int state_read(int dir, const struct jail_handle *jail, struct jail_conf *conf,
	       struct state *state, struct jail_error *err);
/*
 * Whatever the name's record says, of whichever jail. With errno: ENOENT if
 * there is none, EBADMSG if it is not of ours, else it can't be read now.
 */
int state_peek(int dir, const char *name, struct state *state,
	       struct jail_error *err);
/* With what a command of the jail's said last. */
#define WORDS_SUFFIX ".last"
int state_unlink(int dir, const char *name, struct jail_error *err);

/* ---- recover.c */

/* Undo what a state file says, of a jail that is no more; dir is locked. */
int recover(int dir, const char *name, struct jail_error *err);
/*
 * Undo what jails left that the kernel has not got any more; dir is locked.
 * Fails only if that of @name could not be undone.
 */
int recover_all(int dir, const char *name, struct jail_error *err);

/* ---- cgroup.c */

/* "jail/NAME", or below the cgroup of the jail that the name begins with. */
void cgroup_name(const char *name, const char *parent, size_t parent_len,
		 char *path, size_t size);
int cgroup_check_free(const char *path, struct jail_error *err);
int cgroup_make(const char *path, uint64_t *id, struct jail_error *err);
int cgroup_open(const char *path, uint64_t id, struct jail_error *err);
int cgroup_kill(int cgroup);
/* Only the one of that id; with 0 only if it is empty. */
int cgroup_remove(const char *path, uint64_t id, int wait_ms,
		  struct jail_error *err);

/* ---- end.c */

/* 0 the kernel has not got it any more, 1 it still has after @timeout ms */
int wait_unlisted(const struct jail_handle *jail, int timeout,
		  struct jail_error *err);

/* ---- waiting.c */

/* Fill @err with what a dying jail still waits for. */
void waiting_for(const struct jail_handle *jail, struct jail_error *err);

/* ---- live.c */

/* All that is known of a jail: the kernel's fields, then those of conf. */
int jail_fields(const char *name, const struct jail_conf *conf,
		struct jail_records **records, struct jail_error *err);

/* ---- watch.c, follow.c, queue.c: events */

/* An event that is yet to be handed out. */
struct queued {
	struct queued *next;
	struct jail_event event;
	char name[JAIL_NAME_MAX + 1];
	struct jail_records *record;
};

/* A jail that is watched. */
struct watched {
	struct watched *next;
	struct jail_handle jail;
	struct jail_info told;		/* counters that events were made of */
	uint64_t nr;			/* of its last denial that was told */
	struct jail_records *params;	/* as they were told */
	bool look;			/* its counters may have changed */
	bool dead;
};

struct jail_watch {
	int epoll;
	int list;			/* -1 if one jail is watched */
	int denials;
	bool list_changed;
	bool more;			/* denials were left for the next time */
	uint64_t unknown;		/* the last jid not found in the list */
	char *text;			/* a part of denials that was read */
	size_t used;
	struct watched *jails;
	struct queued *first, **last, *handed;
};

/* queue.c: both take over the record, also on failure */
int queue_event(struct jail_watch *watch, enum jail_event_kind kind,
		const struct jail_handle *jail, uint64_t parent, uint64_t count,
		struct jail_records *record, struct jail_error *err);
int queue_denial(struct jail_watch *watch, struct jail_records *record,
		 struct jail_error *err);
void queued_free(struct queued *queued);
/* follow.c */
struct watched *follow_find(struct jail_watch *watch, uint64_t jid);
/* The jails of the list that are not watched yet; silent: tell nothing of it. */
int follow_list(struct jail_watch *watch, bool silent, struct jail_error *err);
int follow_one(struct jail_watch *watch, const char *who,
	       struct jail_error *err);
/* What its counters say of attaches and changes. */
int follow_look(struct jail_watch *watch, struct watched *jail,
		struct jail_error *err);
/* Denials up to this one that were not told are lost. */
int follow_missed(struct jail_watch *watch, struct watched *jail,
		  uint64_t until, struct jail_error *err);
/* Tell of the end, and forget it. */
int follow_end(struct jail_watch *watch, struct watched *jail,
	       struct jail_error *err);
void watched_free(struct watched *jail);

/* ---- leader.c */

int leader_of(pid_t pid, struct leader *leader);
bool leader_alive(int pidfd);
bool leader_ends(int pidfd);
/* Asked by who has a process of his among its: it will not end for want of one. */
bool leader_stays(const struct leader *leader, int pidfd);
/* Whether one that was about to execute a program died before, or never came to it. */
bool never_ran(pid_t pid, int pidfd);
/* A pidfd of the leader if it is still that process, else -1. */
int leader_open(const struct leader *leader);

/* ---- tree of a start: everything below runs in the child */

/* How a command is to be started, all known before the child is made. */
struct plan {
	uint64_t ns;		/* CLONE_NEW* flags the jail is to have */
	bool own_root;		/* mnt=new */
	bool host_root;		/* own_root with path=/ */
	bool no_new_privs;
	bool init;		/* process 1 is not the command */
	char path[JAIL_PATH_MAX + 1];
	dev_t dev;		/* of path, as checked outside */
	ino_t ino;
	char hostname[JAIL_HOSTNAME_MAX + 1];
};

/* plan.c */
int plan_make(const struct jail_conf *conf, struct plan *plan,
	      struct jail_error *err);
/* ns.c */
uint64_t ns_flags(const struct jail_conf *conf);
pid_t ns_clone(uint64_t flags, int exit_signal, int cgroup);
int ns_set_hostname(int pidfd, const char *name, struct jail_error *err);

/* pivot.c, dev.c, hostroot.c, etc.c, mnt.c */
int root_enter(int tree, const struct plan *plan, struct jail_error *err);
int root_verify(const struct plan *plan, int tree, struct jail_error *err);
int dev_mount(int tree, struct jail_error *err);
/* resolver: the text of /etc/resolv.conf; NULL: as the host's is */
int hostroot_fill(int tree, const char *resolver, struct jail_error *err);
int etc_mount(int tree, const char *resolver, struct jail_error *err);
/* resolver.c: in a directory of ours alone */
int resolver_replace(int etc, const char *text, struct jail_error *err);

struct mnt_option {
	const char *key;
	const char *value;	/* NULL: a flag */
};

/* A new file system, mounted nowhere yet; options end with key NULL. */
int mnt_new(const char *type, const struct mnt_option *options,
	    unsigned int attr, struct jail_error *err);
/* Open a directory of the tree as a place to mount on; see mnt.c. */
int mnt_place(int tree, const char *path, uint64_t resolve,
	      struct jail_error *err);
/* Mount on a place that is held. */
int mnt_put(int mnt, int place, const char *what, struct jail_error *err);
/* By its name, is that what is there now? */
int mnt_check(int mnt, int tree, const char *path, uint64_t resolve,
	      struct jail_error *err);
/* Find the place, mount on it, and check: the three above. */
int mnt_mount(int mnt, int tree, const char *path, uint64_t resolve,
	      struct jail_error *err);
uint64_t mnt_id(int fd);
int open_resolve(int dir, const char *path, uint64_t flags, uint64_t resolve);

/* user.c */
struct user {
	uid_t uid;
	gid_t gid;
	gid_t groups[64];
	int ngroups;
	char name[64];
	char home[256];
	char shell[256];
};

/* From the /etc/passwd and /etc/group of the current root. */
int user_find(const char *who, struct user *user, struct jail_error *err);
/* env.c: the environment of the command, malloc'd, ends with NULL */
char **env_make(const struct user *user, char *const *extra);
/* cap.c */
int cap_limit(struct jail_error *err);
/* Nobody may trace us or look into our /proc/PID, until exec. */
void untraceable(void);
void end_with_caller(bool with);

/* report.c: what child and parent say to one another over a socketpair */
enum report_kind {
	REPORT_CHILD, REPORT_READY, REPORT_GO, REPORT_EXEC, REPORT_ERROR,
	REPORT_STEP,
};

struct report {
	enum report_kind kind;
	unsigned int step;	/* STEP: its row */
	pid_t child;		/* CHILD: the joiner's, in the caller's numbers */
	bool init, terminal;	/* READY: what comes along with it */
	struct jail_error err;
};

/* Who sent a report, in our own numbers, and what came along; -1: nothing. */
struct sender {
	pid_t pid;
	int init;		/* where init tells how the command ended */
	int master;		/* of the command's terminal */
};

/* The caller's end and the child's. */
int report_pair(int *sock, int *child_sock);
int report_send(int sock, enum report_kind kind, const struct jail_error *err);
int report_child(int sock, pid_t child);
int report_step(int sock, unsigned int step);
/* What is -1 is not sent. */
int report_ready(int sock, int init, int master);
/*
 * 1 a report, 0 the other side is gone, -1 errno. The caller learns from the
 * kernel who sent it.
 */
int report_receive(int sock, struct report *report, struct sender *sender);

#endif /* _JAIL_INTERNAL_H */
