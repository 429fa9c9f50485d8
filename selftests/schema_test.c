// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What jailctl prints with --json is what Documentation/schema/jailctl.json
 * says, whatever bytes jails and their processes choose.
 */
#include "acts_signal.h"
#include "legs.h"
#include "schema/schema.h"
#include "tool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char text[JAIL_TEXT_MAX];

/* A shell's command, its output; the exit status. */
static int run(const char *command)
{
	FILE *pipe = popen(command, "r");
	size_t used;

	ASSERT_TRUE(pipe);
	used = fread(text, 1, sizeof(text) - 1, pipe);
	text[used] = '\0';
	return WEXITSTATUS(pclose(pipe));
}

static void check_text(const char *definition, const char *json, size_t length)
{
	char why[512] = "";

	if (!schema_check(definition, json, length, why, sizeof(why)))
		test_fail(__FILE__, __LINE__, "%s: %s", definition, why);
}

/* Every line is a value. */
static int check_lines(const char *definition, char *lines)
{
	char *line;
	int count = 0;

	while ((line = strsep(&lines, "\n"))) {
		if (!*line)
			continue;
		check_text(definition, line, strlen(line));
		count++;
	}
	return count;
}

struct bad_row {
	const char *name;
	const char *definition;
	const char *text;
};

#define VERSION	"\"jailctl\":\"0.1\",\"kernel_abi\":1"
#define ATTACHED "\"time\":\"2026-11-22T07:00:00.000000001Z\",\"jid\":1,\"name\":\"a\""

/* The check itself: each of these is refused. */
static const struct bad_row bad[] = {
	{ "nothing", "version", "" },
	{ "no JSON", "version", "{" },
	{ "two values", "list", "[][]" },
	{ "no UTF-8", "name", "\"\xff\"" },
	{ "an array for an object", "version", "[]" },
	{ "a key too few", "version", "{" VERSION ",\"abi\":1}" },
	{ "a key too many", "version",
	  "{" VERSION ",\"abi\":1,\"backend\":null,\"more\":1}" },
	{ "a text for a number", "version",
	  "{" VERSION ",\"abi\":\"1\",\"backend\":null}" },
	{ "a number out of range", "version",
	  "{" VERSION ",\"abi\":0,\"backend\":null}" },
	{ "a value that is none", "version",
	  "{" VERSION ",\"abi\":1,\"backend\":\"magic\"}" },
	{ "a text of another form", "name", "\"a b\"" },
	{ "a text too long", "object",
	  "\"12345678901234567890123456789012345678901234567890123456789012345\"" },
	{ "an item", "list", "[1]" },
	{ "an event of no kind", "event",
	  "{" ATTACHED ",\"event\":\"dreamt\",\"count\":1}" },
	{ "an event without its count", "event",
	  "{" ATTACHED ",\"event\":\"attached\"}" },
	{ "no definition", "nothing", "1" },
};

TEST_EACH(schema_refuses, struct bad_row, bad)
{
	char why[512] = "";

	EXPECT_TRUE(!schema_check(row->definition, row->text, strlen(row->text),
				  why, sizeof(why)));
	EXPECT_TRUE(*why);
	check_text("version", "{" VERSION ",\"abi\":1,\"backend\":null}",
		   strlen("{" VERSION ",\"abi\":1,\"backend\":null}"));
	check_text("event", "{" ATTACHED ",\"event\":\"attached\",\"count\":1}",
		   strlen("{" ATTACHED ",\"event\":\"attached\",\"count\":1}"));
}

/* What a stranger's text can have: all that the kernel takes. */
struct odd_row {
	const char *name;
	const char *comm;
	const char *params;
};

static const struct odd_row odd[] = {
	{ "plain", "plain", "path=/srv host.hostname=plain" },
	{ "quotes", "a\"b", "path=\"/a\\\"b\" host.hostname=\"\\\"\"" },
	{ "a backslash at the end", "x\\", "path=\"/x\\\\\" host.hostname=\"\\\\\"" },
	{ "blanks", " a b ", "path=\"/ a  b \"" },
	{ "braces", "},{\"a\":1", "path=\"/},{\"" },
	{ "control characters", "\001\033[31m\n\177", "host.hostname=\"a=b\"" },
	{ "UTF-8", "caf\303\251", "path=/caf\303\251/\342\202\254/\360\237\220\247" },
	{ "eight-bit controls", "\302\233m", "path=\"/\302\233m\"" },
	{ "no UTF-8", "\377\376", "path=/\377\376\300\200\355\240\200\364\220\200\200x\303" },
	{ "a network of its own", "net", "vnet=new" },
	{ "addresses", "ip", "ip4.addr=10.77.0.2,10.77.0.3 ip6.addr=fd77::2 children.max=3" },
	{ "all addresses", "all", "ip4=inherit ip6=inherit persist=1" },
};

static long act_denied(struct call *c)
{
	prctl(PR_SET_NAME, c->text);
	return act_kill(c);
}

/* Something is denied to a process of that name. */
static void deny(const struct jail *a, const char *comm)
{
	struct call c = { .result = 0 };
	struct agent in;

	ASSERT_AGENT(&in, a);
	c.arg[0] = 1;
	snprintf(c.text, sizeof(c.text), "%s", comm);
	EXPECT_EQ(-ESRCH, agent_call(&in, act_denied, &c));
	agent_stop(&in);
}

static void check_run(const char *definition, const char *verb,
		      const char *name)
{
	char command[256];

	snprintf(command, sizeof(command), "jailctl %s --json %s", verb, name);
	EXPECT_EQ(0, run(command));
	check_text(definition, text, strlen(text));
}

TEST_EACH(lists_of, struct odd_row, odd)
{
	bool own_net = strstr(row->params, "vnet=new");
	struct jail a, child;
	char name[80];

	ASSERT_JAIL(&a, "a", row->params);
	snprintf(name, sizeof(name), "%s.child", a.name);
	ASSERT_EQ(0, jail_create(&child, name, own_net ? "vnet=new" : NULL,
				 JAIL_FD_OWN));
	if (!own_net) {
		deny(&a, row->comm);
		EXPECT_EQ(1, jail_total(&a));
	}
	check_run("list", "list", "");
	check_run("show", "show", a.name);
	check_run("denials", "denials", a.name);
	EXPECT_EQ(!own_net, !!strstr(text, "\"comm\""));
}

/* Read on until there is such a line, for 20 s at most. */
static bool read_until(int fd, const char *words)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t used = strlen(text);
	ssize_t n;

	while (!strstr(text, words)) {
		if (poll(&p, 1, 20000) != 1)
			return false;
		n = read(fd, text + used, sizeof(text) - 1 - used);
		if (n <= 0)
			return false;
		used += n;
		text[used] = '\0';
	}
	return true;
}

/* It is there when it tells of one of the jails that come and go. */
static void wait_for_events(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct jail marker;

	do {
		ASSERT_JAIL(&marker, "marker", NULL);
		ASSERT_EQ(0, jail_destroy(&marker));
	} while (!poll(&p, 1, 100));
}

/* From before the jail to after it, with each kind of event. */
TEST_EACH(events_of, struct odd_row, odd)
{
	static const char *const argv[] = { "jailctl", "events", NULL };
	bool own_net = strstr(row->params, "vnet=new");
	char request[128], words[128];
	int fd, status = -1;
	struct jail a;
	pid_t pid;

	pid = tool_start(argv, &fd);
	wait_for_events(fd);
	ASSERT_JAIL(&a, "a", row->params);
	/* One that is gone before it is looked at would not be told of. */
	text[0] = '\0';
	snprintf(words, sizeof(words), "\"name\":\"%s\",\"parent\"", a.name);
	EXPECT_TRUE(read_until(fd, words));
	if (!own_net)
		deny(&a, row->comm);
	snprintf(request, sizeof(request),
		 "set name=%s children.max=7 host.hostname=\"\\\"\377\"", a.name);
	EXPECT_EQ(0, jail_request(request, NULL, 0));
	ASSERT_EQ(0, jail_destroy(&a));
	snprintf(words, sizeof(words), "\"name\":\"%s\"}", a.name);
	EXPECT_TRUE(read_until(fd, words));
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	EXPECT_EQ(0, status);
	EXPECT_EQ(!own_net, !!strstr(text, "\"comm\""));
	EXPECT_LE(own_net ? 3 : 4, check_lines("event", text));
}

/* What jailctl itself made has its parameters as well. */
TEST(what_jailctl_made)
{
	char name[64], command[256];

	snprintf(name, sizeof(name), "t%d-made", getpid());
	snprintf(command, sizeof(command),
		 "jailctl create %s 2>/dev/null && jailctl exec %s -- true",
		 name, name);
	EXPECT_EQ(0, run(command));
	check_run("list", "list", "");
	check_run("show", "show", name);
	EXPECT_TRUE(strstr(text, "\"mnt\""));
	snprintf(command, sizeof(command), "jailctl remove %s", name);
	EXPECT_EQ(0, run(command));
}

TEST(the_host)
{
	run("jailctl check --json");
	check_text("check", text, strlen(text));
	EXPECT_EQ(0, run("jailctl version --json"));
	check_text("version", text, strlen(text));
	EXPECT_EQ(0, run("jailctl list --json"));
	check_text("list", text, strlen(text));
}
