// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The form of a parameter's value, by its type. Pure code. Whether the value
 * fits is for the kernel to say, so that there is one truth; here is caught
 * what can be said better, or what the kernel never gets to see.
 */
#include <ctype.h>

#include "internal.h"

/* Whether value is one of "a|b|c". */
static bool one_of(const char *value, const char *choices)
{
	size_t len = strlen(value);

	while (*choices) {
		size_t n = strcspn(choices, "|");

		if (n == len && !memcmp(choices, value, n))
			return true;
		choices += n + (choices[n] == '|');
	}
	return false;
}

/* "a|b" -> "is neither a nor b", "a|b|c" -> "is none of a, b, c". */
static void none_of(char *buf, size_t size, const char *choices)
{
	const char *bar = strchr(choices, '|');
	size_t used;

	if (!strchr(bar + 1, '|')) {
		snprintf(buf, size, "is neither %.*s nor %s",
			 (int)(bar - choices), choices, bar + 1);
		return;
	}
	used = snprintf(buf, size, "is none of ");
	for (; *choices && used + 3 < size; choices++) {
		buf[used++] = *choices == '|' ? ',' : *choices;
		if (*choices == '|')
			buf[used++] = ' ';
	}
	buf[used] = '\0';
}

static int bad(const struct jail_param *p, const char *value,
	       const char *what, const char *fix, struct jail_error *err)
{
	char usual[sizeof(err->fix)];

	snprintf(usual, sizeof(usual), "give %s=%s", p->name, p->values);
	return fail(err, JAIL_USAGE, fix ? fix : usual, "%s: \"%.64s\" %s",
		    p->name, value, what);
}

/* A control character could end a line of a list or of a terminal's text. */
static int check_text(const struct jail_param *p, const char *value,
		      struct jail_error *err)
{
	char fix[sizeof(err->fix)];
	const char *c = value;

	while (*c && !iscntrl((unsigned char)*c))
		c++;
	if (!*c)
		return 0;
	snprintf(fix, sizeof(fix), "give %s=%s", p->name, p->values);
	return fail(err, JAIL_USAGE, fix,
		    "%s: the value has a control character in it", p->name);
}

static int check_choice(const struct jail_param *p, const char *value,
			struct jail_error *err)
{
	char what[96];

	if (one_of(value, p->values))
		return 0;
	none_of(what, sizeof(what), p->values);
	return bad(p, value, what, NULL, err);
}

static int check_number(const struct jail_param *p, const char *value,
			struct jail_error *err)
{
	static const char digits[] = "0123456789";
	char fix[sizeof(err->fix)];

	snprintf(fix, sizeof(fix), "give digits alone, such as %s=4", p->name);
	if (!*value || value[strspn(value, digits)])
		return bad(p, value, "is not a number", fix, err);
	if (strlen(value) > 10)
		return bad(p, value, "is too large a number", fix, err);
	return 0;
}

/* The kernel reads the rest; of this it could not tell what was meant. */
static int check_limit(const struct param *param, const char *value,
		       struct jail_error *err)
{
	const struct jail_param *p = &param->public;
	char fix[sizeof(err->fix)];

	if (*value)
		return 0;
	snprintf(fix, sizeof(fix), param->type == TYPE_PORTS ?
		 "give %s=any to take the limit away" :
		 "give %s=any to take the limit away, none to allow nothing",
		 p->name);
	return bad(p, value, "is empty", fix, err);
}

static int check_interface(const struct jail_param *p, const char *value,
			   struct jail_error *err)
{
	if (interface_is_name(value))
		return 0;
	return bad(p, value, "is not an interface's name",
		   "\"ip link\" shows the interfaces there are", err);
}

static int check_addresses(int id, const char *value, struct jail_error *err)
{
	struct addresses all;

	return addresses_parse(id, value, &all, err);
}

/* What sethostname(2) takes and resolvers understand. */
static int check_hostname(const struct jail_param *p, const char *value,
			  struct jail_error *err)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	static const char fix[] =
		"give letters, digits, _, - and dots between, such as www.example";
	size_t len = strlen(value), bare = strspn(value, letters);
	char what[48];

	if (!len)
		return bad(p, value, "is empty", fix, err);
	if (len > JAIL_HOSTNAME_MAX)
		return bad(p, value, "is longer than 64 bytes", fix, err);
	if (bare < len) {
		snprintf(what, sizeof(what),
			 isgraph((unsigned char)value[bare]) ?
			 "has a \"%c\" in it" :
			 value[bare] == ' ' ? "has a blank in it" :
			 "has a byte that is not ASCII in it", value[bare]);
		return bad(p, value, what, fix, err);
	}
	if (value[0] == '.' || value[0] == '-' || value[len - 1] == '.' ||
	    value[len - 1] == '-' || strstr(value, ".."))
		return bad(p, value, "has a dot or a - where none can be", fix,
			   err);
	return 0;
}

int param_check_value(int id, const char *value, struct jail_error *err)
{
	const struct jail_param *p = &param_table[id].public;

	if (check_text(p, value, err))
		return -1;
	switch (param_table[id].type) {
	case TYPE_BOOL:
	case TYPE_MODE:
	case TYPE_VNET:
	case TYPE_NS:
	case TYPE_RESOLVER:
		return check_choice(p, value, err);
	case TYPE_NUMBER:
		return check_number(p, value, err);
	case TYPE_IP4:
	case TYPE_IP6:
		return check_addresses(id, value, err);
	case TYPE_INTERFACE:
		return check_interface(p, value, err);
	case TYPE_RULES:
	case TYPE_PORTS:
		return check_limit(&param_table[id], value, err);
	case TYPE_STRING:
	case TYPE_NAME:
		break;
	}
	return id == JAIL_PARAM_HOSTNAME ? check_hostname(p, value, err) : 0;
}
