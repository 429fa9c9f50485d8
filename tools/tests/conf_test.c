// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameters: {arguments, what is wrong with them}. */
#include "tap.h"

struct row {
	const char *args;	/* separated by spaces */
	const char *error;	/* part of the text, NULL: is fine */
	const char *fix;	/* part of the fix */
};

static const struct row rows[] = {
	{ "path=/", NULL, NULL },
	{ "path=/ ip4.addr=10.0.0.2 persist=1", NULL, NULL },
	{ "persist", NULL, NULL },
	{ "nopersist", NULL, NULL },
	{ "no_new_privs", NULL, NULL },
	{ "nono_new_privs", NULL, NULL },
	{ "vnet=new host.hostname=a.example", NULL, NULL },
	{ "pid=inherit mnt=inherit", NULL, NULL },
	{ "pth=/", "unknown parameter \"pth\"", "\"path\"" },
	{ "ip4.adr=10.0.0.2", "unknown parameter", "\"ip4.addr\"" },
	{ "hostname=x", "unknown parameter", "host.hostname" },
	{ "zzzzzzzzzzzzzzzzzzz=1", "unknown parameter", "help parameters" },
	{ "=x", "unknown parameter \"\"", "help parameters" },
	{ "path", "path: the value is missing", "name=value" },
	{ "persist=2", "\"2\" is neither 0 nor 1", "persist=0|1" },
	{ "mnt=old", "\"old\" is neither new nor inherit", "mnt=" },
	{ "vnet=disable", "is neither new nor inherit", "vnet=" },
	{ "mnt=new|inherit", "is neither new nor inherit", "mnt=" },
	{ "ip4=", "\"\" is none of new, inherit, disable", "ip4=" },
	{ "children.max=-1", "\"-1\" is not a number", "children.max=4" },
	{ "children.max=", "\"\" is not a number", "digits" },
	{ "children.max=4k", "\"4k\" is not a number", "digits" },
	{ "children.max=99999999999", "is too large a number", "digits" },
	{ "ip4.addr=", "\"\" is no address", "ip4.addr=IPv4" },
	{ "ip4.addr=10.0.0.2/24", "has a prefix, but no interface",
	  "ip4.addr=\"eth0|10.0.0.2/24\"" },
	{ "ip4.addr=em0|10.0.0.2/24", NULL, NULL },
	{ "ip4.addr=em0|10.0.0.2/255.255.255.0", NULL, NULL },
	{ "ip4.addr=em0|10.0.0.2/255.0.255.0", "a prefix that is not 1 to 32",
	  "eth0|10.0.0.2/24" },
	{ "ip4.addr=em0|10.0.0.2/0", "a prefix that is not 1 to 32", "eth0|" },
	{ "ip4.addr=em0|10.0.0.2/33", "a prefix that is not 1 to 32", "eth0|" },
	{ "ip4.addr=em0|10.0.0.2/", "a prefix that is not 1 to 32", "eth0|" },
	{ "ip6.addr=em0|fd00::2/129", "not 1 to 128", "eth0|fd00::2/64" },
	{ "ip6.addr=em0|fd00::2/128", NULL, NULL },
	{ "ip4.addr=|10.0.0.2", "names no interface before", "eth0|" },
	{ "ip4.addr=e/0|10.0.0.2", "names no interface before", "eth0|" },
	{ "ip4.addr=interfaceoftoomany|10.0.0.2", "names no interface", "eth0|" },
	{ "ip4.addr=em0|", "\"em0|\" is no address", "eth0|" },
	{ "ip4.addr=em0|10.0.0.0/24", "its network's own", "eth0|" },
	{ "ip4.addr=em0|10.0.0.255/24", "broadcast address", "eth0|" },
	{ "ip4.addr=em0|10.0.0.0/31", NULL, NULL },
	{ "ip4.addr=10.0.0.2,", "\"\" is no address", "eth0|" },
	{ "ip4.addr=10.0.0.2,10.0.0.2", "\"10.0.0.2\" is given twice", "once" },
	{ "ip4.addr=10.0.0.2 interface=em0", NULL, NULL },
	{ "ip4.addr=10.0.0.2/24 interface=em0", NULL, NULL },
	{ "interface=em0", "interface=em0: there is no address", "ip4.addr" },
	{ "interface=", "is not an interface's name", "ip link" },
	{ "interface=e:0", "is not an interface's name", "ip link" },
	{ "ip4.addr=10.0.0.300", "is not an IPv4 address", "ip4.addr=IPv4" },
	{ "ip4.addr=fd00::2", "of the other family", "ip6.addr=fd00::2" },
	{ "ip6.addr=fd00::2/64", "has a prefix", "ip6.addr=\"eth0|fd00::2/64\"" },
	{ "ip6.addr=fe80::1%eth0", "has a scope", "global" },
	{ "ip6.addr=10.0.0.2", "of the other family", "ip4.addr=10.0.0.2" },
	{ "host.hostname=", "is empty", "letters" },
	{ "host.hostname=a\tb", "control character", "host.hostname" },
	{ "host.hostname=a/b", "has a \"/\" in it", "letters" },
	{ "host.hostname=b\xc3\xbc", "not ASCII", "letters" },
	{ "host.hostname=-a", "a dot or a -", "letters" },
	{ "host.hostname=a..b", "a dot or a -", "letters" },
	{ "host.hostname=a.", "a dot or a -", "letters" },
	{ "host.hostname=01234567890123456789012345678901234567890123456789012345678901234",
	  "longer than 64", "letters" },
	{ "host.hostname=A-b_9.example", NULL, NULL },
	{ "nopersit", "unknown parameter \"nopersit\"", "\"nopersist\"" },
	{ "nojid", "unknown parameter", "" },
	{ "host.hostname=a\nb", "control character", "host.hostname" },
	{ "path=/ path=/tmp", "path: given twice", "once" },
	{ "jid=7", "jid: is the kernel's own", "leave it out" },
	{ "name=x", "name: the jail is \"web\" already", "leave it out" },
	{ "uts=inherit host.hostname=x", "host.hostname needs uts=new", "drop" },
	{ "mnt=inherit path=/tmp", "path=/tmp needs mnt=new", "drop" },
	{ "vnet=new ip4.addr=10.0.0.2", "need vnet=inherit", "drop vnet=new" },
	{ "ip4=new", "ip4=new needs an address", "ip4.addr=IPv4 address" },
	{ "ip6=new", "ip6=new needs an address", "ip6=inherit for every" },
	{ "ip4=new ip4.addr=10.0.0.2 ip6=disable", NULL, NULL },
	{ "ip4=inherit ip4.addr=10.0.0.2",
	  "ip4.addr needs ip4=new, but ip4=inherit is given", "drop one" },
	{ "path=/nonexistent", "\"/nonexistent\": No such file", "make the" },
	{ "path=/etc/passwd", "Not a directory", "make the directory" },
	{ "path=", "is empty", "make the directory" },
};

static int apply(const char *args, struct jail_conf *conf,
		 struct jail_error *err)
{
	char *copy = strdup(args), *save, *word;
	int bad = 0;

	for (word = strtok_r(copy, " ", &save); word && !bad;
	     word = strtok_r(NULL, " ", &save))
		bad = jail_conf_set(conf, word, err);
	free(copy);
	return bad ? bad : jail_conf_check(conf, err);
}

static void try(const struct row *row)
{
	struct jail_error err = { 0 };
	struct jail_conf *conf;
	int bad;

	if (jail_conf_new("web", &conf, &err)) {
		ok(false, "web is a name");
		return;
	}
	bad = apply(row->args, conf, &err);
	if (!row->error)
		ok(!bad, "%s: fine %s", row->args, err.text);
	else
		ok(bad && err.code == JAIL_USAGE &&
		   strstr(err.text, row->error) && strstr(err.fix, row->fix),
		   "%.20s: \"%.40s\" fix \"%s\"", strchr(row->args, '\n') ?
		   "newline" : row->args, err.text, err.fix);
	jail_conf_free(conf);
}

static void names(void)
{
	static const char *const good[] = { "a", "web-1", "web.cgi", "A_b9" };
	static const char *const bad[] = {
		"", ".", "..", "a=b", "a/b", "a b", ".a", "a.", "a..b", "12", "-x",
		"a\nb", "\xc3\xa9",
		"0123456789012345678901234567890123456789012345678901234567890123a",
	};
	struct jail_error err;
	int wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		wrong += name_check(good[i], &err) != 0;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		wrong += name_check(bad[i], &err) == 0;
	ok(!wrong, "names that are and that are not");
}

static void defaults(void)
{
	struct jail_error err;
	struct jail_conf *conf;

	jail_conf_new("web", &conf, &err);
	jail_conf_set(conf, "path=/usr/../tmp/.", &err);
	ok(!jail_conf_check(conf, &err), "a path that is not canonical");
	ok(!strcmp(jail_conf_get(conf, "path"), "/tmp"), "is made so");
	ok(!strcmp(jail_conf_get(conf, "host.hostname"), "web"),
	   "the host name is the jail's");
	ok(!strcmp(jail_conf_get(conf, "mnt"), "new") &&
	   !strcmp(jail_conf_get(conf, "pid"), "new") &&
	   !jail_conf_get(conf, "vnet"), "namespaces are new, vnet is left");
	jail_conf_free(conf);
}

static const char *word(size_t i, void *arg)
{
	static const char *const words[] = { "list", "show", "remove", NULL };

	(void)arg;
	return words[i];
}

static void nearest(void)
{
	const char *near = jail_nearest("lsit", word, NULL);

	ok(near && !strcmp(near, "list"), "lsit is near list");
	ok(!jail_nearest("xyz", word, NULL), "xyz is near nothing");
	ok(!jail_nearest("", word, NULL), "nothing is near nothing");
}

int main(void)
{
	puts("TAP version 13");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		try(&rows[i]);
	names();
	defaults();
	nearest();
	return end();
}
