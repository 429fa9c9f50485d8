/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libjail: jails from a program.
 *
 * Conventions. Every function that can fail returns 0, or -1 with @err filled;
 * @err is never NULL. Nothing is printed, nothing ends the process, there are
 * no globals: a handle is used by one thread at a time, different handles by
 * as many as you like. Strings handed out belong to the object they came from.
 */
#ifndef _JAIL_H
#define _JAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include <linux/jail.h>

#ifdef __cplusplus
extern "C" {
#endif

/** LIBJAIL_VERSION - of this library and of jailctl */
#define LIBJAIL_VERSION "0.1"

/**
 * enum jail_code - what kind of failure; also jailctl's exit codes
 * @JAIL_FAILED: none of the others
 * @JAIL_USAGE: a wrong verb, key or value
 * @JAIL_NO_KERNEL: no module, or one of another ABI
 * @JAIL_NO_POWER: the caller lacks the privilege
 * @JAIL_NO_SUCH: no jail of that name
 * @JAIL_NAME_BUSY: the name is taken, or its last jail is still dying
 * @JAIL_NO_START: the jail is there, the command could not be started in it
 * @JAIL_NO_EXEC: the command was found and can't be executed
 * @JAIL_NO_COMMAND: the command was not found
 */
enum jail_code {
	JAIL_FAILED = 1,
	JAIL_USAGE = 2,
	JAIL_NO_KERNEL = 3,
	JAIL_NO_POWER = 4,
	JAIL_NO_SUCH = 5,
	JAIL_NAME_BUSY = 6,
	JAIL_NO_START = 125,
	JAIL_NO_EXEC = 126,
	JAIL_NO_COMMAND = 127,
};

/**
 * struct jail_error - one failure, in the user's words
 * @code: of enum jail_code
 * @text: the cause, outermost context first, no newline
 * @fix: what to do about it, or empty
 */
struct jail_error {
	int code;
	char text[768];
	char fix[256];
};

/**
 * jail_error_wrap - put a context in front of an error's text
 * @err: an error already filled
 * @format: printf format of the context; ": " is added
 *
 * Return: always -1, so that a caller can `return jail_error_wrap(...)`.
 */
int jail_error_wrap(struct jail_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- parameters ------------------------------------------------------- */

/**
 * struct jail_param - one parameter a jail can have
 * @name: as in name=value
 * @values: what the value looks like, e.g. "new|inherit"
 * @about: one sentence
 * @tool: enforced by this library alone (a namespace, ...), unknown to the kernel
 * @readonly: the kernel's own
 * @live: may be changed on a living jail
 */
struct jail_param {
	const char *name;
	const char *values;
	const char *about;
	bool tool;
	bool readonly;
	bool live;
};

/**
 * jail_param - the parameters known
 * @index: from 0
 *
 * Return: the parameter, static; NULL when there are no more.
 */
const struct jail_param *jail_param(size_t index);

/**
 * jail_nearest - the candidate that looks most like a mistyped word
 * @word: what was typed
 * @candidate: called with 0, 1, ... and @arg, returns a word or NULL at the end
 * @arg: handed to @candidate
 *
 * Return: one of the candidates, or NULL if none is near.
 */
const char *jail_nearest(const char *word,
			 const char *(*candidate)(size_t index, void *arg),
			 void *arg);

/** struct jail_conf - what a jail shall be: a name and parameters; opaque */
struct jail_conf;

/**
 * jail_conf_new - an empty configuration
 * @name: the jail's name; for jail_set() also its number
 * @conf: gets the configuration; free it with jail_conf_free()
 * @err: JAIL_USAGE when @name can't be one
 */
int jail_conf_new(const char *name, struct jail_conf **conf,
		  struct jail_error *err);

/** jail_conf_free - release a configuration; NULL is allowed */
void jail_conf_free(struct jail_conf *conf);

/**
 * struct jail_trace - who is told of each step before it is done, and of what is
 * undone after a failure
 * @told: called in the caller's process and thread, with words that complete
 *	"can't ...", and who does it: "caller", "joiner", "child", "init"
 * @arg: handed to it
 */
struct jail_trace {
	void (*told)(void *arg, const char *process, const char *about,
		     bool undone);
	void *arg;
};

/** jail_conf_trace - have create and set tell; the former's handle tells on */
void jail_conf_trace(struct jail_conf *conf, const struct jail_trace *trace);

/**
 * jail_conf_set - set one parameter
 * @conf: the configuration
 * @assignment: "name=value"; for yes/no parameters also "name" and "noname"
 * @err: JAIL_USAGE for an unknown parameter (naming the nearest), a value of
 *	the wrong form, or a parameter given twice
 */
int jail_conf_set(struct jail_conf *conf, const char *assignment,
		  struct jail_error *err);

/**
 * jail_conf_get - a parameter's value
 * @conf: the configuration
 * @name: the parameter
 *
 * Return: the value, given or default; NULL if neither. Lives until the next
 * jail_conf_set() or jail_conf_free().
 */
const char *jail_conf_get(const struct jail_conf *conf, const char *name);

/**
 * jail_conf_check - whether a jail could be made so
 * @conf: the configuration; its path is made canonical
 * @err: JAIL_USAGE for parameters that exclude one another (both named) and
 *	for a path that is no directory
 */
int jail_conf_check(struct jail_conf *conf, struct jail_error *err);

/**
 * enum jail_note - how grave a note is
 * @JAIL_NOTE_NONE: there is none
 * @JAIL_NOTE_PLAIN: what a default means
 * @JAIL_NOTE_WARNING: what may not be meant
 */
enum jail_note {
	JAIL_NOTE_NONE,
	JAIL_NOTE_PLAIN,
	JAIL_NOTE_WARNING,
};

/**
 * jail_conf_note - what a user should be told of a configuration
 * @conf: a checked configuration
 * @index: from 0
 * @buf: gets one line without newline
 * @size: of @buf, in bytes
 *
 * Return: its gravity, or JAIL_NOTE_NONE (0) when there are no more notes.
 */
enum jail_note jail_conf_note(const struct jail_conf *conf, size_t index,
			      char *buf, size_t size);

/* ---- jails ------------------------------------------------------------ */

/** struct jail_handle - a descriptor of one jail, never of its successor; opaque */
struct jail_handle;

/**
 * enum jail_create_flags - argument of jail_create()
 * @JAIL_CREATE_OWN: the jail ends when the handle is closed, however the
 *	process ends
 */
enum jail_create_flags {
	JAIL_CREATE_OWN = 1,
};

/**
 * jail_create - make a jail
 * @conf: a configuration that passed jail_conf_check()
 * @flags: of enum jail_create_flags; without OWN the jail persists
 * @jail: gets the handle; jail_close() it
 * @err: any code; on failure no jail is left
 */
int jail_create(const struct jail_conf *conf, unsigned int flags,
		struct jail_handle **jail, struct jail_error *err);

/**
 * jail_open - a handle of an existing jail
 * @name: the jail's name, or its number in digits
 * @jail: gets the handle; jail_close() it
 * @err: JAIL_NO_SUCH, JAIL_NO_POWER, JAIL_NO_KERNEL, JAIL_FAILED
 */
int jail_open(const char *name, struct jail_handle **jail,
	      struct jail_error *err);

/** jail_close - give a handle back; NULL is allowed */
void jail_close(struct jail_handle *jail);

/** jail_fd - the jail's descriptor, to poll(); stays the handle's own */
int jail_fd(const struct jail_handle *jail);

/** jail_name - the jail's name, also if it was opened by its number */
const char *jail_name(const struct jail_handle *jail);

/** jail_jid - the jail's number, unique as long as the kernel module is loaded */
uint64_t jail_jid(const struct jail_handle *jail);

/** jail_trace - have all that is done by this handle tell */
void jail_trace(struct jail_handle *jail, const struct jail_trace *trace);

/**
 * jail_info - state and counters of a jail
 * @jail: the jail
 * @info: gets them
 * @err: JAIL_FAILED
 */
int jail_info(struct jail_handle *jail, struct jail_info *info,
	      struct jail_error *err);

/**
 * enum jail_set_flags - what jail_set() may do besides
 * @JAIL_SET_FORCE: close the sockets of the jail's on addresses that it loses
 */
enum jail_set_flags {
	JAIL_SET_FORCE = 1,
};

/**
 * jail_set - change parameters of a living jail
 * @conf: the jail's name or number, and the parameters to change, all live ones;
 *	"ip4.addr+=" and "-=" of jail_conf_set() are what is added and taken
 * @flags: of enum jail_set_flags, 0 for none
 * @err: JAIL_USAGE, JAIL_NO_SUCH, JAIL_NO_POWER; then nothing is changed.
 *	JAIL_USAGE also for persist=0 where nothing runs, which would end the jail.
 *	JAIL_FAILED if a socket is in use on an address that would go, and tells
 *	which; what JAIL_SET_FORCE has closed stays closed whatever fails later
 */
int jail_set(const struct jail_conf *conf, unsigned int flags,
	     struct jail_error *err);

/**
 * jail_kill - have the kernel end a jail: all its tasks are killed
 * @jail: the jail
 * @err: JAIL_NO_POWER, JAIL_FAILED
 *
 * Returns at once; jail_wait_gone() tells when it is over.
 */
int jail_kill(struct jail_handle *jail, struct jail_error *err);

/**
 * jail_wait_gone - wait until a killed jail is dead and its name free
 * @jail: the jail
 * @timeout: in milliseconds
 * @err: JAIL_FAILED; after @timeout it says what is being waited for
 *
 * Removes the library's own record of the jail when it is gone.
 *
 * Return: 0 gone, 1 not yet after @timeout, -1 on failure.
 */
int jail_wait_gone(struct jail_handle *jail, int timeout,
		   struct jail_error *err);

/* ---- commands --------------------------------------------------------- */

/**
 * struct jail_command - what to run in a jail
 * @argv: the command and its arguments, ends with NULL; looked up in the
 *	jail's own PATH
 * @env: NAME=VALUE strings added to the small environment made for the
 *	command, ends with NULL; or NULL
 * @user: a number, or a name in the jail's own /etc/passwd; NULL is root
 * @detach: standard input and outputs are /dev/null
 * @log: with @detach, a file of the host's that the outputs are appended to,
 *	made if need be, by a path without symbolic links; or NULL
 * @tty: standard input and outputs are a terminal of the jail's own; see
 *	jail_console_start() for one that can be left and found again
 * @relay: sockets, and pipes without a name, are replaced as files are; see below
 * @rows: the terminal's size in characters, 0 if unknown
 * @columns: likewise
 *
 * Without @detach and @tty the command gets pipes in the place of the caller's
 * 0, 1 and 2, and jail_process_wait() passes on what goes through; /dev/null is
 * the jail's own. A directory is refused. What is written to @log is passed on by
 * a process that ends when nobody can write any more.
 *
 * Sockets, and pipes without a name, are handed in as they are, since who has
 * their other end may want to use it before jail_process_wait(). But who has an
 * end of a pipe can open the other one, and take what others write to it, or put
 * in what others read; and a socket is one of the caller's network namespace. So
 * set @relay wherever the other ends are not the caller's own, or are used by
 * another process or thread of its than the one that waits. With it a socket that
 * listens is refused, and one of datagrams loses where each of them ends.
 */
struct jail_command {
	char *const *argv;
	char *const *env;
	const char *user;
	bool detach;
	const char *log;
	bool tty;
	bool relay;
	unsigned short rows, columns;
};

/** struct jail_process - a command running in a jail; opaque */
struct jail_process;

/**
 * jail_exec - run a command in a jail
 * @jail: the jail
 * @command: what to run
 * @process: gets the process; jail_process_free() it
 * @err: any code. When the function returns 0 the command has been executed.
 *
 * The first command gets the namespaces the jail was configured with; as long
 * as it lives, further commands join it in these. The command is in a session
 * of its own, its directory is /, it has no descriptors but 0, 1 and 2, and no
 * capabilities but those a jail's root may have.
 *
 * With pid=new process 1 is a small init, which is the first command's parent
 * and lives until nothing else is left in the pid namespace; unless the jail
 * was made with init=0, then the first command is process 1. Process 1 is a
 * child of the caller, and so are all commands but the first one below init:
 * a program that lives long waits for its children, or ignores SIGCHLD.
 *
 * In a program of several threads the child is made by way of fork(3), so that
 * no lock of another thread's is held in it for ever; handlers of
 * pthread_atfork(3) run.
 */
int jail_exec(struct jail_handle *jail, const struct jail_command *command,
	      struct jail_process **process, struct jail_error *err);

/**
 * jail_process_free - forget a process; it goes on running. NULL is allowed
 *
 * Its terminal, if it has one, is hung up.
 */
void jail_process_free(struct jail_process *process);

/** jail_process_pid - the process's number as the caller sees it */
pid_t jail_process_pid(const struct jail_process *process);

/**
 * jail_process_swept - whether it was killed because process 1 of its jail ended
 *
 * @process: one that was waited for
 */
bool jail_process_swept(const struct jail_process *process);

/**
 * jail_process_terminal - the master of the process's terminal, not blocking;
 * stays the process's own. -1 if it has none.
 */
int jail_process_terminal(const struct jail_process *process);

/**
 * jail_process_wait - wait for the end, passing signals on meanwhile
 * @process: a process
 * @forward: whether SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT
 *	and SIGWINCH sent to the caller are passed on. INT and QUIT go to the
 *	command's process group, as a terminal's would. One that would end an
 *	ordinary process also ends a process 1 that does not handle it.
 * @status: gets the exit status, 128 + signal if one ended it
 * @err: JAIL_FAILED
 */
int jail_process_wait(struct jail_process *process, bool forward, int *status,
		      struct jail_error *err);

/* ---- terminals -------------------------------------------------------- */

/** struct jail_console - somebody at a terminal of a jail's; opaque */
struct jail_console;

/**
 * enum jail_console_flags - argument of jail_console_start()
 * @JAIL_CONSOLE_OWN: the jail ends with the command
 */
enum jail_console_flags {
	JAIL_CONSOLE_OWN = 1,
};

/**
 * enum jail_console_end - why jail_console_relay() returned
 * @JAIL_CONSOLE_ENDED: the command has ended
 * @JAIL_CONSOLE_DETACHED: the user pressed ^] three times, or closed the input
 * @JAIL_CONSOLE_HANGUP: SIGHUP
 * @JAIL_CONSOLE_TAKEN: somebody else has attached to the session
 * @JAIL_CONSOLE_LOST: the keeper was killed, and the command hung up
 */
enum jail_console_end {
	JAIL_CONSOLE_ENDED,
	JAIL_CONSOLE_DETACHED,
	JAIL_CONSOLE_HANGUP,
	JAIL_CONSOLE_TAKEN,
	JAIL_CONSOLE_LOST,
};

/**
 * jail_console_start - run a command at a terminal of the jail's own
 * @jail: the jail; with @flags OWN a handle that owns it
 * @command: what to run; tty is implied, the size is the caller's terminal's.
 *	With detach nobody is attached at first: the console is to be closed
 * @flags: of enum jail_console_flags
 * @console: gets a console attached to it; jail_console_close() it
 * @err: any code, as of jail_exec()
 *
 * Forks a keeper, a process of the host's that is the command's parent, and
 * keeps the terminal when nobody is attached. As with fork(2), in a program of
 * several threads none may hold the allocator's locks.
 */
int jail_console_start(struct jail_handle *jail,
		       const struct jail_command *command, unsigned int flags,
		       struct jail_console **console, struct jail_error *err);

/**
 * jail_console_open - attach to a command at a terminal; who was is detached
 * @name: the jail
 * @number: which session, 0 for the newest
 * @console: gets the console; jail_console_close() it
 * @err: JAIL_NO_SUCH, JAIL_NO_POWER, JAIL_NO_KERNEL, JAIL_FAILED
 *
 * Where none lives and one has ended with nobody attached, the console is what it
 * said last, 16 KB at most, and its status: of the one that ended last, once, and
 * as long as the jail is there. Of a jail that ends with its command nothing is kept.
 */
int jail_console_open(const char *name, unsigned int number,
		      struct jail_console **console, struct jail_error *err);

/**
 * jail_console_next - the sessions of a jail
 * @name: the jail
 * @after: 0, or a session's number
 *
 * Return: the next session's number, 0 if there is none.
 */
unsigned int jail_console_next(const char *name, unsigned int after);

/** jail_console_number - the session's number */
unsigned int jail_console_number(const struct jail_console *console);

/**
 * jail_console_relay - be the terminal: 0 and 1 are passed on, both ways
 * @console: a console
 * @end: gets why it returned
 * @status: gets the exit status if the command has ended, as of
 *	jail_process_wait()
 * @err: JAIL_FAILED
 *
 * If 0 is a terminal it is in raw mode meanwhile, and as before afterwards.
 * SIGTERM, SIGINT, SIGQUIT, SIGUSR1 and SIGUSR2 are passed on to the command;
 * SIGHUP detaches; SIGWINCH, SIGTSTP and SIGCONT do what they should.
 */
int jail_console_relay(struct jail_console *console,
		       enum jail_console_end *end, int *status,
		       struct jail_error *err);

/** jail_console_close - detach; the command goes on. NULL is allowed */
void jail_console_close(struct jail_console *console);

/* ---- lists ------------------------------------------------------------ */

/**
 * enum jail_list - what jail_read() reads, one record each
 * @JAIL_LIST_JAILS: jid, name, state, parent, tasks, denials, path, ...
 * @JAIL_LIST_DENIALS: seq, time, jid, jail, op, errno, pid, uid, comm, object
 * @JAIL_LIST_COUNTERS: jid, jail, op, count
 */
enum jail_list {
	JAIL_LIST_JAILS,
	JAIL_LIST_DENIALS,
	JAIL_LIST_COUNTERS,
};

/** struct jail_records - records of key=value fields; opaque */
struct jail_records;

/**
 * jail_read - read a list from the kernel
 * @list: which
 * @name: only records of the jail of this name, or with this number in digits;
 *	NULL for all that the caller sees
 * @records: gets them; jail_records_free()
 * @err: JAIL_NO_KERNEL, JAIL_NO_POWER, JAIL_FAILED. No record is no error.
 */
int jail_read(enum jail_list list, const char *name,
	      struct jail_records **records, struct jail_error *err);

/**
 * jail_get - all parameters of one jail, the tool's included, as one record
 * @name: the jail's name, or its number in digits
 * @records: gets one record; jail_records_free()
 * @err: JAIL_NO_SUCH, JAIL_NO_KERNEL, JAIL_NO_POWER, JAIL_FAILED
 */
int jail_get(const char *name, struct jail_records **records,
	     struct jail_error *err);

/** jail_records_free - release records; NULL is allowed */
void jail_records_free(struct jail_records *records);

/** jail_records_count - how many records */
size_t jail_records_count(const struct jail_records *records);

/**
 * jail_record_get - a field of a record
 * @records: the records
 * @index: which record, from 0
 * @key: which field
 *
 * Return: the value, or "" if the record has none.
 */
const char *jail_record_get(const struct jail_records *records, size_t index,
			    const char *key);

/**
 * jail_missing - the addresses of a jail that this machine has not, any more
 * @records: of jail_read() or jail_get()
 * @index: which record, from 0
 * @key: "ip4.addr", "ip6.addr" or "ip6.loopback"
 * @buf: gets them with commas between, as many as there is room for
 * @size: of @buf, in bytes
 *
 * Asked of the caller's network stack; a jail on another has none of its own here.
 *
 * Return: how many.
 */
size_t jail_missing(const struct jail_records *records, size_t index,
		    const char *key, char *buf, size_t size);

/**
 * jail_record_field - the fields of a record, in the kernel's order
 * @records: the records
 * @index: which record, from 0
 * @field: which field, from 0
 * @key: gets the key
 * @value: gets the value
 *
 * Return: true, or false when there are no more fields.
 */
bool jail_record_field(const struct jail_records *records, size_t index,
		       size_t field, const char **key, const char **value);

/* ---- events ----------------------------------------------------------- */

/**
 * enum jail_event_kind - what happened
 * @JAIL_EVENT_CREATED: a jail was made; @record: its parameters
 * @JAIL_EVENT_ATTACHED: tasks entered a jail from outside; @count: how many
 * @JAIL_EVENT_DENIED: something was refused; @record: as of JAIL_LIST_DENIALS
 * @JAIL_EVENT_CHANGED: parameters were set; @count: how often, @record: those
 *	that are other than they were
 * @JAIL_EVENT_MISSED: denials that could not be told, since newer ones had
 *	taken their place in the kernel's memory; @count: how many
 * @JAIL_EVENT_DIED: a jail is dead
 */
enum jail_event_kind {
	JAIL_EVENT_CREATED,
	JAIL_EVENT_ATTACHED,
	JAIL_EVENT_DENIED,
	JAIL_EVENT_CHANGED,
	JAIL_EVENT_MISSED,
	JAIL_EVENT_DIED,
};

/**
 * struct jail_event - something that happened to a jail
 * @kind: what
 * @jid: the jail's number
 * @name: its name
 * @parent: its parent's number, 0 for the host; of JAIL_EVENT_CREATED only
 * @time: real time; of a denial when it happened, else when it was learnt of
 * @count: how often; 1 where it is not said
 * @record: one record, or NULL
 */
struct jail_event {
	enum jail_event_kind kind;
	uint64_t jid;
	const char *name;
	uint64_t parent;
	struct timespec time;
	uint64_t count;
	const struct jail_records *record;
};

/** struct jail_watch - somebody who is told of jails; opaque */
struct jail_watch;

/**
 * jail_watch_new - be told of what happens from now on
 * @name: one jail, by name or number; NULL for all that the caller sees,
 *	those not made yet included
 * @watch: gets the watch; jail_watch_free()
 * @err: JAIL_NO_SUCH, JAIL_NO_KERNEL, JAIL_FAILED
 *
 * Needs no privilege, and keeps no jail alive. Takes a descriptor for each
 * jail. A jail that is made and gone before jail_watch_next() gets to know of
 * it is only told of if something was denied to it.
 */
int jail_watch_new(const char *name, struct jail_watch **watch,
		   struct jail_error *err);

/** jail_watch_free - stop; NULL is allowed */
void jail_watch_free(struct jail_watch *watch);

/**
 * jail_watch_fd - a descriptor to poll() for POLLIN; stays the watch's own
 *
 * When it is readable call jail_watch_next() until that returns 0.
 */
int jail_watch_fd(const struct jail_watch *watch);

/**
 * jail_watch_next - the next event, without waiting for one
 * @watch: the watch
 * @event: gets it; what it points to is good until the next call
 * @err: JAIL_FAILED; then the watch is of no further use
 *
 * The events of one jail come in this order: created, all others, died, after
 * which there are none.
 *
 * Return: 1 an event, 0 none for now, -1 on failure.
 */
int jail_watch_next(struct jail_watch *watch, struct jail_event *event,
		    struct jail_error *err);

/* ---- the host --------------------------------------------------------- */

/**
 * struct jail_kernel - what the kernel's side says of itself
 * @version: its ABI
 * @backend: "module" or "builtin"
 * @armed: whether its hooks are on (they are once a jail was made)
 * @hooks: how many LSM hooks it has, @seams: how many other functions
 * @params: how many parameters it knows, @ops: how many operations
 */
struct jail_kernel {
	unsigned int version;
	char backend[16];
	bool armed;
	unsigned int hooks, seams, params, ops;
};

/**
 * jail_kernel_read - ask the kernel's side about itself
 * @kernel: gets the answer
 * @err: JAIL_NO_KERNEL when it isn't there, JAIL_FAILED
 */
int jail_kernel_read(struct jail_kernel *kernel, struct jail_error *err);

/**
 * enum jail_check_level - of a finding, the worse the larger
 * @JAIL_CHECK_OK: as it should be
 * @JAIL_CHECK_SKIP: can't be told before something else is mended
 * @JAIL_CHECK_WARN: jails work, with less
 * @JAIL_CHECK_FAIL: jails can't be made or entered
 */
enum jail_check_level {
	JAIL_CHECK_OK,
	JAIL_CHECK_SKIP,
	JAIL_CHECK_WARN,
	JAIL_CHECK_FAIL,
};

/**
 * struct jail_check - one thing a host needs
 * @name: which
 * @level: how it stands
 * @code: of enum jail_code, what it would make a start fail with; 0 unless
 *	@level is FAIL
 * @cause: what was found
 * @fix: what to do, or empty
 */
struct jail_check {
	const char *name;
	enum jail_check_level level;
	int code;
	char cause[512];
	char fix[256];
};

/**
 * jail_check_host - look at one thing this host needs
 * @index: from 0; in the order in which things are to be mended, so that the
 *	first failure is the worst
 * @check: gets the finding
 *
 * Return: true, or false when there are no more.
 */
bool jail_check_host(size_t index, struct jail_check *check);

#ifdef __cplusplus
}
#endif

#endif /* _JAIL_H */
