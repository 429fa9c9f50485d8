// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the kernel does not know of a jail: the tool's parameters, who leads
 * its namespaces, and what else was made for it. One small file a jail,
 * /run/jail/NAME.conf, replaced as a whole, written before the thing it tells
 * of is made: so what a crash leaves can be undone by it, see recover.c. A
 * file whose jid isn't the living jail's is another jail's: it is ignored.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "internal.h"

#define STATE_DIR "/run/jail"

static void state_name(char *buf, size_t size, const char *name,
		       const char *suffix)
{
	snprintf(buf, size, "%s%s", name, suffix);
}

/* Root's own and nobody else's, or someone could choose our parameters. */
static int check_owner(int fd, mode_t type, struct jail_error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail(err, JAIL_FAILED, NULL, STATE_DIR ": %m");
	if ((st.st_mode & S_IFMT) != type || st.st_uid != geteuid() ||
	    (st.st_mode & 077))
		return fail(err, JAIL_FAILED,
			    "look who made it, then remove " STATE_DIR,
			    STATE_DIR ": is not ours alone");
	return 0;
}

int state_dir(struct jail_error *err)
{
	int dir;

	if (mkdir(STATE_DIR, 0700) && errno != EEXIST)
		return geteuid() ? no_power(STATE_DIR, err) : fail(err, code_of(errno), "run it as root",
			    "can't make " STATE_DIR ": %m");
	dir = open(STATE_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return geteuid() ? no_power(STATE_DIR, err) :
		       fail(err, code_of(errno), "run it as root",
			    STATE_DIR ": %m");
	if (check_owner(dir, S_IFDIR, err)) {
		close(dir);
		return -1;
	}
	return dir;
}

int state_lock(struct jail_error *err)
{
	int dir = state_dir(err);

	if (dir < 0)
		return -1;
	while (flock(dir, LOCK_EX)) {
		if (errno == EINTR)
			continue;
		fail(err, JAIL_FAILED, NULL, "can't lock " STATE_DIR ": %m");
		close(dir);
		return -1;
	}
	return dir;
}

static void append_number(char *buf, size_t size, const char *key,
			  unsigned long long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", value);
	field_append(buf, size, key, text);
}

/* INDEX|ADDRESS/PREFIX, with commas between; empty: none. */
static void append_aliases(char *buf, size_t size, const struct state *state)
{
	char text[ARRAY_SIZE(state->alias) * (INET6_ADDRSTRLEN + 16)] = "";
	size_t used = 0;

	for (size_t i = 0; i < state->aliases; i++) {
		const struct net_address *a = &state->alias[i];
		char ip[INET6_ADDRSTRLEN];

		inet_ntop(a->family, a->ip, ip, sizeof(ip));
		used += snprintf(text + used, sizeof(text) - used,
				 "%s%d|%s/%d", used ? "," : "", a->index, ip,
				 a->prefix);
	}
	append_number(buf, size, "alias.net", state->net);
	field_append(buf, size, "alias", text);
}

static void format(char *buf, size_t size, const struct jail_handle *jail,
		   const struct jail_conf *conf, const struct state *state)
{
	*buf = '\0';
	append_number(buf, size, "jid", jail->jid);
	append_number(buf, size, "leader", state->leader.pid);
	append_number(buf, size, "leader.start", state->leader.start);
	field_append(buf, size, "cgroup.path", state->cgroup);
	append_number(buf, size, "cgroup.id", state->cgroup_id);
	append_aliases(buf, size, state);
	for (int i = TOOL_PARAM_FIRST; i < PARAM_COUNT; i++)
		field_append(buf, size, param_table[i].public.name,
			     conf_value(conf, i));
}

/* To the disk before the name changes, so that no half of it is ever seen. */
static int write_new(int dir, const char *temp, const char *final,
		     const char *text)
{
	int fd = openat(dir, temp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
			O_CLOEXEC, 0600);
	int bad;

	if (fd < 0)
		return -1;
	bad = write_all(fd, text, strlen(text)) || write_all(fd, "\n", 1) ||
	      fsync(fd);
	bad |= close(fd);
	return bad || renameat(dir, temp, dir, final);
}

int state_write(int dir, const struct jail_handle *jail,
		const struct jail_conf *conf, const struct state *state,
		struct jail_error *err)
{
	char temp[JAIL_NAME_MAX + 16], final[JAIL_NAME_MAX + 16];
	char text[4096];

	state_name(temp, sizeof(temp), jail->name, ".new");
	state_name(final, sizeof(final), jail->name, ".conf");
	format(text, sizeof(text), jail, conf, state);
	if (!write_new(dir, temp, final, text))
		return 0;
	fail(err, code_of(errno),
	     errno == ENOSPC || errno == EDQUOT ? "make room in /run" : NULL,
	     "can't write " STATE_DIR "/%s: %m", final);
	unlinkat(dir, temp, 0);
	return -1;
}

static char *read_state(int dir, const char *final, struct jail_error *err)
{
	int fd = openat(dir, final, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
			O_CLOEXEC);
	char *text = NULL;

	if (fd < 0 && (errno == ENOENT || errno == ELOOP)) {
		int saved = errno == ENOENT ? ENOENT : EBADMSG;

		fail(err, JAIL_FAILED,
		     "\"jailctl remove\" it and \"jailctl create\" it again",
		     "this jail was not made by jailctl: no " STATE_DIR "/%s",
		     final);
		errno = saved;
		return NULL;
	}
	errno = fd < 0 ? errno : 0;
	if (fd >= 0 && !check_owner(fd, S_IFREG, err)) {
		text = read_all(fd);
		if (!text)
			fail(err, JAIL_FAILED, "look into the kernel's log",
			     "can't read " STATE_DIR "/%s: %m", final);
	} else if (fd < 0) {
		fail(err, JAIL_FAILED, "look into the kernel's log",
		     "can't read " STATE_DIR "/%s: %m", final);
	}
	if (!errno)
		errno = EBADMSG;
	if (fd >= 0)
		close(fd);
	return text;
}

/*
 * NULL with errno: ENOENT if there is no file, EBADMSG if it is no state of
 * ours, else why it can't be read now.
 */
static struct jail_records *load(int dir, const char *name,
				 struct jail_error *err)
{
	char final[JAIL_NAME_MAX + 16];
	struct jail_records *records = NULL;
	char *text;

	state_name(final, sizeof(final), name, ".conf");
	text = read_state(dir, final, err);
	if (!text)
		return NULL;
	errno = EBADMSG;
	if (!records_parse(text, &records) && records->count == 1)
		return records;
	fail(err, JAIL_FAILED,
	     "\"jailctl remove\" the jail and \"jailctl create\" it again",
	     STATE_DIR "/%s: can't be understood", final);
	jail_records_free(records);
	return NULL;
}

static unsigned long long number(const struct jail_records *records,
				 const char *key)
{
	return strtoull(jail_record_get(records, 0, key), NULL, 10);
}

static int take(const struct jail_records *records, struct jail_conf *conf,
		struct jail_error *err)
{
	for (int i = TOOL_PARAM_FIRST; i < PARAM_COUNT; i++) {
		const char *name = param_table[i].public.name;
		const char *value = jail_record_get(records, 0, name);

		/* what is missing has its default: the tightest there is */
		if (!*value)
			continue;
		if (param_check_value(i, value, err) ||
		    conf_put(conf, i, value, err))
			return -1;
	}
	return 0;
}

static bool parse_alias(const char *text, struct net_address *a)
{
	char ip[INET6_ADDRSTRLEN];

	if (sscanf(text, "%d|%45[0-9a-fA-F.:]/%d", &a->index, ip,
		   &a->prefix) != 3)
		return false;
	a->family = strchr(ip, ':') ? AF_INET6 : AF_INET;
	return inet_pton(a->family, ip, a->ip) == 1;
}

static void parse_aliases(const char *text, struct state *state)
{
	while (*text && state->aliases < ARRAY_SIZE(state->alias)) {
		if (parse_alias(text, &state->alias[state->aliases]))
			state->aliases++;
		text += strcspn(text, ",");
		text += *text == ',';
	}
}

static void parse(const struct jail_records *records, struct state *state)
{
	*state = (struct state){
		.jid = number(records, "jid"),
		.leader.pid = number(records, "leader"),
		.leader.start = number(records, "leader.start"),
		.cgroup_id = number(records, "cgroup.id"),
		.net = number(records, "alias.net"),
	};
	snprintf(state->cgroup, sizeof(state->cgroup), "%s",
		 jail_record_get(records, 0, "cgroup.path"));
	parse_aliases(jail_record_get(records, 0, "alias"), state);
}

int state_read(int dir, const struct jail_handle *jail, struct jail_conf *conf,
	       struct state *state, struct jail_error *err)
{
	struct jail_records *records = load(dir, jail->name, err);
	int status;

	if (!records)
		return -1;
	parse(records, state);
	if (state->jid != jail->jid)
		status = fail(err, JAIL_FAILED,
			      "\"jailctl remove\" it and \"jailctl create\" it again",
			      "this jail was not made by jailctl: " STATE_DIR
			      "/%s.conf is of another one", jail->name);
	else
		status = take(records, conf, err);
	jail_records_free(records);
	return status;
}

int state_peek(int dir, const char *name, struct state *state,
	       struct jail_error *err)
{
	struct jail_records *records = load(dir, name, err);

	if (!records)
		return -1;
	parse(records, state);
	jail_records_free(records);
	return 0;
}

int state_unlink(int dir, const char *name, struct jail_error *err)
{
	char file[JAIL_NAME_MAX + 16];

	/* a temporary one may be left of a write that did not end */
	state_name(file, sizeof(file), name, ".new");
	unlinkat(dir, file, 0);
	/* first, since it is found by the other */
	state_name(file, sizeof(file), name, WORDS_SUFFIX);
	if (unlinkat(dir, file, 0) && errno != ENOENT)
		return fail(err, code_of(errno), NULL,
			    "can't remove " STATE_DIR "/%s: %m", file);
	state_name(file, sizeof(file), name, ".conf");
	if (unlinkat(dir, file, 0) && errno != ENOENT)
		return fail(err, code_of(errno), NULL,
			    "can't remove " STATE_DIR "/%s: %m", file);
	return 0;
}
