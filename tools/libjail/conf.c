// SPDX-License-Identifier: LGPL-2.1-or-later
/* name=value arguments -> struct jail_conf, and what excludes what. */
#include <arpa/inet.h>
#include <limits.h>

#include "internal.h"

int name_check(const char *name, struct jail_error *err)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	static const char fix[] =
		"use letters, digits, _ and -, at most 63, not digits alone; a dot makes a child";
	size_t len = strlen(name);

	if (strchr(name, '='))
		return fail(err, JAIL_USAGE,
			    "give the jail's name first, then its parameters",
			    "no name: \"%.64s\" is a parameter", name);
	/* the kernel's rules are stricter; these keep file names and requests safe */
	if (!len || len > JAIL_NAME_MAX || name[strspn(name, letters)] ||
	    name[0] == '.' || name[0] == '-' || name[len - 1] == '.' ||
	    strstr(name, "..") || !name[strspn(name, "0123456789")])
		return fail(err, JAIL_USAGE, fix,
			    "\"%.64s\" can't be a jail's name", name);
	return 0;
}

bool is_jid(const char *who)
{
	return *who && !who[strspn(who, "0123456789")];
}

int jail_conf_new(const char *name, struct jail_conf **conf,
		  struct jail_error *err)
{
	int id = is_jid(name) ? JAIL_PARAM_JID : JAIL_PARAM_NAME;
	struct jail_conf *c;

	if (id == JAIL_PARAM_NAME && name_check(name, err))
		return -1;
	c = calloc(1, sizeof(*c));
	if (!c)
		return fail(err, JAIL_FAILED, NULL, "%m");
	if (conf_put(c, id, name, err)) {
		jail_conf_free(c);
		return -1;
	}
	*conf = c;
	return 0;
}

void jail_conf_trace(struct jail_conf *conf, const struct jail_trace *trace)
{
	conf->trace = *trace;
}

void jail_conf_free(struct jail_conf *conf)
{
	if (!conf)
		return;
	for (int i = 0; i < PARAM_COUNT; i++)
		free(conf->value[i]);
	free(conf);
}

int conf_copy(const struct jail_conf *conf, struct jail_conf **copy,
	      struct jail_error *err)
{
	struct jail_conf *c = calloc(1, sizeof(*c));

	if (!c)
		return fail(err, JAIL_FAILED, NULL, "%m");
	c->trace = conf->trace;
	memcpy(c->how, conf->how, sizeof(c->how));
	for (int i = 0; i < PARAM_COUNT; i++) {
		if (!conf->value[i] || !conf_put(c, i, conf->value[i], err))
			continue;
		jail_conf_free(c);
		return -1;
	}
	*copy = c;
	return 0;
}

const char *conf_value(const struct jail_conf *conf, int id)
{
	return conf->value[id] ? conf->value[id] : param_table[id].def;
}

const char *jail_conf_get(const struct jail_conf *conf, const char *name)
{
	int id = param_find(name, strlen(name));

	return id < 0 ? NULL : conf_value(conf, id);
}

int conf_put(struct jail_conf *conf, int id, const char *value,
	     struct jail_error *err)
{
	char *copy = NULL;

	if (value) {
		copy = strdup(value);
		if (!copy)
			return fail(err, JAIL_FAILED, NULL, "%m");
	}
	free(conf->value[id]);
	conf->value[id] = copy;
	return 0;
}

static const char *param_name(size_t index, void *arg)
{
	const struct jail_param *p = jail_param(index);

	(void)arg;
	return p ? p->name : NULL;
}

static int unknown(const char *key, struct jail_error *err)
{
	const char *near = NULL;
	char fix[sizeof(err->fix)];
	bool no = !strncmp(key, "no", 2);

	if (no)
		near = jail_nearest(key + 2, param_name, NULL);
	no = near && param_table[param_find(near, strlen(near))].type == TYPE_BOOL;
	if (!no)
		near = jail_nearest(key, param_name, NULL);
	if (near)
		snprintf(fix, sizeof(fix), "did you mean \"%s%s\"?",
			 no ? "no" : "", near);
	else
		snprintf(fix, sizeof(fix),
			 "\"jailctl help parameters\" lists them");
	return fail(err, JAIL_USAGE, fix, "unknown parameter \"%.64s\"", key);
}

/* "persist" and "nopersist", as FreeBSD's jail(8) has them. */
static int find_bool(const char *word, const char **value)
{
	int id = param_find(word, strlen(word));

	*value = "1";
	if (id < 0 && !strncmp(word, "no", 2)) {
		*value = "0";
		id = param_find(word + 2, strlen(word + 2));
	}
	return id >= 0 && param_table[id].type == TYPE_BOOL ? id : -1;
}

static int find_assignment(const char *assignment, const char **value,
			   char *how)
{
	const char *equals = strchr(assignment, '=');
	int id;

	if (!equals)
		return find_bool(assignment, value);
	*value = equals + 1;
	*how = equals > assignment && strchr("+-", equals[-1]) ? equals[-1] : 0;
	id = param_find(assignment, equals - assignment - !!*how);
	/* only a list can be added to */
	return id >= 0 && *how && param_table[id].type != TYPE_IP4 &&
	       param_table[id].type != TYPE_IP6 ? -1 : id;
}

static int complain_missing(const char *assignment, struct jail_error *err)
{
	char key[65];

	snprintf(key, sizeof(key), "%.*s", (int)strcspn(assignment, "="),
		 assignment);
	if (!strchr(assignment, '=') && param_find(key, strlen(key)) >= 0)
		return fail(err, JAIL_USAGE, "write it as name=value",
			    "%s: the value is missing", key);
	return unknown(key, err);
}

int jail_conf_set(struct jail_conf *conf, const char *assignment,
		  struct jail_error *err)
{
	const char *value = "";
	char how = 0;
	int id = find_assignment(assignment, &value, &how);

	if (id < 0)
		return complain_missing(assignment, err);
	if (param_table[id].public.readonly)
		return fail(err, JAIL_USAGE, "leave it out",
			    "%s: is the kernel's own, it can't be set",
			    param_table[id].public.name);
	if (id == JAIL_PARAM_NAME)
		return fail(err, JAIL_USAGE,
			    "leave it out: the name comes before the parameters, and stays",
			    "name: the jail is \"%s\" already",
			    conf->value[id]);
	if (conf->value[id])
		return fail(err, JAIL_USAGE, "give it once",
			    "%s: given twice", param_table[id].public.name);
	if (param_check_value(id, value, err) ||
	    conf_put(conf, id, value, err))
		return -1;
	conf->how[id] = how;
	return 0;
}

bool conf_is(const struct jail_conf *conf, int id, const char *value)
{
	const char *v = conf_value(conf, id);

	return v && !strcmp(v, value);
}

/* An address goes with "new", and "new" with an address; neither is "disable". */
static int check_family(struct jail_conf *conf, int mode, int addr,
			struct jail_error *err)
{
	const char *mode_name = param_table[mode].public.name;
	const char *addr_name = param_table[addr].public.name;
	const char *value = conf_value(conf, mode);
	char fix[sizeof(err->fix)];

	if (!value || conf_is(conf, JAIL_PARAM_VNET, "new"))
		return 0;
	if (!strcmp(value, "new") && !conf_value(conf, addr)) {
		snprintf(fix, sizeof(fix), "give %s=%s as well, or %s=inherit for every address",
			 addr_name, param_table[addr].public.values, mode_name);
		return fail(err, JAIL_USAGE, fix, "%s=new needs an address",
			    mode_name);
	}
	if (strcmp(value, "new") && conf_value(conf, addr))
		return fail(err, JAIL_USAGE, "drop one of the two",
			    "%s needs %s=new, but %s=%s is given", addr_name,
			    mode_name, mode_name, value);
	return 0;
}

/* Where an address that the machine has not got is to go. */
static int check_places(const struct jail_conf *conf, int id,
			struct jail_error *err)
{
	const char *value = conf_value(conf, id);
	const char *name = param_table[id].public.name;
	char ip[INET6_ADDRSTRLEN], fix[sizeof(err->fix)];
	struct addresses all;

	if (!value || *conf_value(conf, TOOL_PARAM_INTERFACE))
		return 0;
	if (addresses_parse(id, value, &all, err))
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		const struct address *a = &all.of[i];

		if (a->prefix < 0 || *a->interface)
			continue;
		address_text(a, ip, sizeof(ip));
		snprintf(fix, sizeof(fix), "give %s=\"eth0|%s/%d\", or %s=%s if the machine has it",
			 name, ip, a->prefix, name, ip);
		return fail(err, JAIL_USAGE, fix,
			    "%s: \"%s/%d\" has a prefix, but no interface",
			    name, ip, a->prefix);
	}
	return 0;
}

static int check_interface(const struct jail_conf *conf, struct jail_error *err)
{
	const char *name = conf_value(conf, TOOL_PARAM_INTERFACE);

	if (*name && !conf_value(conf, JAIL_PARAM_IP4_ADDR) &&
	    !conf_value(conf, JAIL_PARAM_IP6_ADDR))
		return fail(err, JAIL_USAGE,
			    "give ip4.addr or ip6.addr, or leave it out",
			    "interface=%s: there is no address to add to it",
			    name);
	return check_places(conf, JAIL_PARAM_IP4_ADDR, err) ||
	       check_places(conf, JAIL_PARAM_IP6_ADDR, err) ? -1 : 0;
}

/* Isolation that was asked for and can't be had stops everything. */
static int check_pairs(struct jail_conf *conf, struct jail_error *err)
{
	const char *path = conf_value(conf, JAIL_PARAM_PATH);

	for (int i = 0; i < PARAM_COUNT; i++)
		if (conf->how[i])
			return fail(err, JAIL_USAGE, "write it with = alone",
				    "%s%c=: goes with set only",
				    param_table[i].public.name, conf->how[i]);
	if (conf_is(conf, TOOL_PARAM_UTS, "inherit") &&
	    conf_value(conf, JAIL_PARAM_HOSTNAME))
		return fail(err, JAIL_USAGE, "drop one of the two",
			    "host.hostname needs uts=new, but uts=inherit is given");
	if (conf_is(conf, TOOL_PARAM_MNT, "inherit") && strcmp(path, "/"))
		return fail(err, JAIL_USAGE, "drop one of the two",
			    "path=%s needs mnt=new, but mnt=inherit is given",
			    path);
	if (conf_is(conf, JAIL_PARAM_VNET, "new") &&
	    (conf_value(conf, JAIL_PARAM_IP4_ADDR) ||
	     conf_value(conf, JAIL_PARAM_IP6_ADDR)))
		return fail(err, JAIL_USAGE,
			    "drop vnet=new, or give the address to an interface inside",
			    "ip4.addr and ip6.addr need vnet=inherit, but vnet=new is given");
	if (check_family(conf, JAIL_PARAM_IP4, JAIL_PARAM_IP4_ADDR, err) ||
	    check_family(conf, JAIL_PARAM_IP6, JAIL_PARAM_IP6_ADDR, err))
		return -1;
	return check_interface(conf, err);
}

/*
 * The canonical path is what is kept: a symbolic link that changes later must
 * not change where the jail's root is.
 */
static int check_path(struct jail_conf *conf, struct jail_error *err)
{
	const char *path = conf_value(conf, JAIL_PARAM_PATH);
	char real[PATH_MAX];

	if (!*path)
		return fail(err, JAIL_USAGE,
			    "make the directory, or give another path=",
			    "path \"\": is empty");
	if (path_resolve(path, real, err))
		return -1;
	if (strlen(real) > JAIL_PATH_MAX)
		return fail(err, JAIL_USAGE, "use a shorter path",
			    "path \"%.64s...\": %s", real,
			    strerror(ENAMETOOLONG));
	return conf_put(conf, JAIL_PARAM_PATH, real, err);
}

int jail_conf_check(struct jail_conf *conf, struct jail_error *err)
{
	if (conf->value[JAIL_PARAM_JID])
		return name_check(conf->value[JAIL_PARAM_JID], err);
	if (!conf->value[JAIL_PARAM_PATH] && nest_path(conf, err))
		return -1;
	if (check_path(conf, err) || check_pairs(conf, err))
		return -1;
	if (conf_is(conf, TOOL_PARAM_UTS, "new") &&
	    !conf->value[JAIL_PARAM_HOSTNAME])
		return conf_put(conf, JAIL_PARAM_HOSTNAME,
				conf_value(conf, JAIL_PARAM_NAME), err);
	return 0;
}

/* The kernel knows addresses, not where they are. */
static int kernel_value(const struct jail_conf *conf, int id, char *buf,
			size_t size, struct jail_error *err)
{
	enum param_type type = param_table[id].type;
	struct addresses all;
	bool fits;

	if (type != TYPE_IP4 && type != TYPE_IP6) {
		fits = (size_t)snprintf(buf, size, "%s",
					conf->value[id]) < size;
	} else {
		if (addresses_parse(id, conf->value[id], &all, err))
			return -1;
		fits = addresses_format(&all, buf, size);
	}
	return fits ? 0 : fail(err, JAIL_USAGE, "use shorter values",
			       "%s: is too long", param_table[id].public.name);
}

int conf_request(const struct jail_conf *conf, const char *verb, char *buf,
		 size_t size, struct jail_error *err)
{
	bool creating = !strcmp(verb, "create");
	char value[JAIL_REQUEST_MAX + 1];

	snprintf(buf, size, "%s", verb);
	for (int i = 0; i < JAIL_PARAM_COUNT; i++) {
		/* to persist is the last step of all, see jail_create() */
		if (!conf->value[i] || (creating && i == JAIL_PARAM_PERSIST))
			continue;
		if (kernel_value(conf, i, value, sizeof(value), err))
			return -1;
		if (!field_append(buf, size, param_table[i].public.name, value))
			return fail(err, JAIL_USAGE, "use shorter values",
				    "the parameters are too long together");
	}
	return 0;
}
