// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each system call of jailctl, and of the children it makes on the way to a
 * command, fails once: no room, an I/O error, no memory, no descriptors, no
 * power, an interruption. It ends with an error that has a cause, or does what
 * it was asked for; it never hangs, and nothing is left.
 */
#include "fault.h"
#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TEXT_SIZE	(256 * 1024)

static char base[64], name[32], path_param[80];
static char before[TEXT_SIZE], after[TEXT_SIZE];

/* What stands for a place in the tables is told later. */
static const char TOOL[] = "TOOL", NAME[] = "NAME", PATH[] = "PATH";

#define PROBE(what)	"--", "/bin/probe", INSIDE_OPTION, what
#define ARGUMENTS	12

static const char *const create[ARGUMENTS] = { TOOL, "create", NAME, PATH,
					      "interface=lo", "ip4.addr=10.88.0.2" };
static const char *const drop[ARGUMENTS] = { TOOL, "remove", NAME };
static const char *const run[ARGUMENTS] = { TOOL, "run", NAME, PATH,
					    PROBE("tree") };
static const char *const exec[ARGUMENTS] = { TOOL, "exec", NAME, PROBE("tree") };
static const char *const lead[ARGUMENTS] = { TOOL, "exec", "-d", NAME,
					     PROBE("wait") };
static const char *const set[ARGUMENTS] = { TOOL, "set", NAME,
					    "children.max=2" };

static void fill(const char *const *from, const char **argv)
{
	for (int i = 0; i < ARGUMENTS; i++)
		argv[i] = from[i] == TOOL ? tool_path() : from[i] == NAME ? name :
			  from[i] == PATH ? path_param : from[i];
}

static void tool(const char *const *command, struct said *said)
{
	const char *argv[ARGUMENTS];

	fill(command, argv);
	tool_run(argv, said);
}

static void must(const char *const *command)
{
	struct said said;

	tool(command, &said);
	if (said.status)
		test_fail(__FILE__, __LINE__, "%s: status %d, %s", command[1],
			  said.status, said.text);
}

static void prepare(void)
{
	char probe[80];

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* it looks for leaks by calls that would be made to fail */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	snprintf(base, sizeof(base), "/tmp/fault.%d", getpid());
	snprintf(name, sizeof(name), "fault%d", getpid());
	snprintf(path_param, sizeof(path_param), "path=%s", base);
	snprintf(probe, sizeof(probe), "%s/bin/probe", base);
	copy_self(probe);
	/* what the first jail of all makes, and what stays */
	must(create);
	must(drop);
	host_state(before, sizeof(before));
}

/*
 * Whose parent is gone is a child of this test, and stays in its jail until it
 * has been waited for.
 */
static void reap(void)
{
	while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
		;
}

/* The kernel needs a moment for the last of a jail. */
static const char *left(void)
{
	struct timespec pause = { .tv_nsec = 20000000 };
	const char *line = NULL;

	for (int i = 0; i < 150; i++) {
		reap();
		host_state(after, sizeof(after));
		line = first_difference(before, after);
		if (!line)
			break;
		nanosleep(&pause, NULL);
	}
	return line;
}

struct verb_row {
	const char *name;
	const char *const *command;
	const char *const *first[2];	/* before each fault; NULL: nothing */
	const char *const *last;	/* after each that did not fail */
	bool once;			/* @first but once, @last at the end */
	int tasks;			/* then: in the jail in between */
};

static const struct verb_row verbs[] = {
	{ "create", create, { NULL, NULL }, drop, false, 0 },
	{ "run", run, { NULL, NULL }, NULL, false, 0 },
	{ "exec, the first", exec, { create, NULL }, drop, true, 0 },
	{ "exec, one that joins", exec, { create, lead }, drop, true, 2 },
	{ "set", set, { create, NULL }, drop, true, 0 },
	{ "remove", drop, { create, NULL }, NULL, false, 0 },
	{ "remove, with a command", drop, { create, lead }, NULL, false, 0 },
};

/* How many ended which way. */
static struct {
	int injected, errors, done, left;
} tally;

static bool has_cause(const char *text)
{
	const char *told = strstr(text, "jailctl: ");

	/* "jailctl: note: " is not one */
	while (told && !strncmp(told + 9, "note: ", 6))
		told = strstr(told + 9, "jailctl: ");
	return told && strchr(told, '\n') - told > 20;
}

static void complain(const struct verb_row *row, const struct fault *fault,
		     const struct faulted *f, const char *what)
{
	test_fail(__FILE__, __LINE__, "%s: %s of role %d, call %d, %s: %s; status %d, said: %s",
		  row->name, f->hit, fault->role, fault->nth,
		  f->error < 0 ? "a lie" : strerrorname_np(f->error), what,
		  f->said.status, f->said.text);
}

/* What is left after an error must be told, and go by a remove. */
static void clean_up(const struct verb_row *row, const struct fault *fault,
		     const struct faulted *f)
{
	const char *line = left();
	struct said said;

	if (!line)
		return;
	tally.left++;
	test_note("%s: %s of role %d, call %d, %s leaves %s; said: %s",
		  row->name, f->hit, fault->role, fault->nth,
		  strerrorname_np(f->error), line, f->said.text);
	if (!f->said.status && !has_cause(f->said.text))
		complain(row, fault, f, "leaves something, and says nothing");
	tool(drop, &said);
	line = left();
	if (line)
		complain(row, fault, f, line);
}

static void judge(const struct verb_row *row, const struct fault *fault,
		  const struct faulted *f, const char *reference)
{
	tally.injected++;
	if (!f->said.status)
		tally.done++;
	else
		tally.errors++;
	if (f->said.status < 0)
		complain(row, fault, f, "it hangs");
	else if (f->said.status >= 256)
		complain(row, fault, f, "it dies");
	else if (f->said.status && !has_cause(f->said.text))
		complain(row, fault, f, "it does not say why");
	else if (!f->said.status && strcmp(f->said.text, reference) &&
		 !has_cause(f->said.text))
		complain(row, fault, f, "it does something else");
}

static void begin(const struct verb_row *row)
{
	for (int i = 0; i < 2; i++)
		if (row->first[i])
			must(row->first[i]);
}

/* The jail's own processes, as the kernel counts them. */
static int count_tasks(void)
{
	static char jails[16384];
	const char *line;
	FILE *f = fopen("/sys/kernel/security/jail/jails", "re");
	size_t n = f ? fread(jails, 1, sizeof(jails) - 1, f) : 0;

	if (f)
		fclose(f);
	jails[n] = '\0';
	line = strstr(jails, name);
	line = line ? strstr(line, "tasks=") : NULL;
	return line ? atoi(line + 6) : -1;
}

/* Of the command none is left; the one before has its own. */
static void settle(const struct verb_row *row, const struct fault *fault,
		   const struct faulted *f)
{
	struct timespec pause = { .tv_nsec = 20000000 };

	for (int i = 0; count_tasks() != row->tasks; i++) {
		reap();
		if (i == 150) {
			complain(row, fault, f, "a process is left");
			break;
		}
		nanosleep(&pause, NULL);
	}
}

static void inject(const struct verb_row *row, const struct fault *fault,
		   const char *reference)
{
	const char *argv[ARGUMENTS];
	struct faulted f;

	if (!row->once)
		begin(row);
	fill(row->command, argv);
	fault_run(argv, fault, &f);
	if (f.hit)
		judge(row, fault, &f, reference);
	if (row->once) {
		settle(row, fault, &f);
		return;
	}
	if (row->last && !f.said.status)
		must(row->last);
	clean_up(row, fault, &f);
}

/* One in so many; a long run has them all. */
static int stride(void)
{
	const char *text = getenv("JAIL_TEST_STRIDE");
	int n = text ? atoi(text) : 0;

	return n > 0 ? n : 8 * test_share();
}

TEST_EACH_TIMED(each_call_fails, struct verb_row, verbs, 120)
{
	struct fault none = { 0 };
	struct faulted quiet;
	const char *argv[ARGUMENTS];

	prepare();
	begin(row);
	fill(row->command, argv);
	fault_run(argv, &none, &quiet);
	EXPECT_EQ(0, quiet.said.status);
	if (!row->once && row->last)
		must(row->last);
	if (row->once)
		settle(row, &none, &quiet);
	for (int role = 0; role < FAULT_ROLES; role++)
		for (int nth = 1 + test_offset(stride()); nth <= quiet.calls[role];
		     nth += stride())
			inject(row, &(struct fault){
					.role = role, .nth = nth,
					.which = nth / stride() % 3,
				}, quiet.said.text);
	test_note("calls: %d, %d and %d", quiet.calls[0], quiet.calls[1],
		  quiet.calls[2]);
	test_note("faults: %d, told %d, without harm %d; %d left work for remove",
		  tally.injected, tally.errors, tally.done, tally.left);
	if (row->once) {
		must(row->command);
		must(row->last);
	}
	EXPECT_EQ(NULL, left());
	EXPECT_LE((quiet.calls[0] / stride() - 1) * 9 / 10, tally.injected);
	tree_remove(base);
}

/* The name inside can't be set: then nothing is, as "show" has it. */
TEST(set_is_all_or_nothing)
{
	static const char *const both[ARGUMENTS] = {
		TOOL, "set", NAME, "children.max=2", "host.hostname=other",
	};
	static const char *const show[ARGUMENTS] = { TOOL, "show", NAME };
	struct fault fault = { .nth = 1, .error = EAGAIN, .call = "clone3" };
	const char *argv[ARGUMENTS];
	struct said shown, after;
	struct faulted f;

	prepare();
	must(create);
	must(lead);
	tool(show, &shown);
	fill(both, argv);
	fault_run(argv, &fault, &f);
	EXPECT_TRUE(f.hit && f.said.status && has_cause(f.said.text));
	tool(show, &after);
	EXPECT_EQ(NULL, first_difference(shown.text, after.text));
	must(both);
	tool(show, &after);
	EXPECT_TRUE(strstr(after.text, "other"));
	must(drop);
	EXPECT_EQ(NULL, left());
	tree_remove(base);
}

/*
 * One address comes and another goes; whatever of it can't be done, the jail has
 * what it had, and so has the interface; the first two calls on each kernel.
 */
static const char *const steps[] = {
	"sendmsg", "write", "renameat", "ioctl", "getdents64", "readlinkat",
	"pidfd_open",
};

static void fail_readdress(const char *call, int stride, const char *shown)
{
	static const char *const other[ARGUMENTS] = {
		TOOL, "set", NAME, "ip4.addr=lo|10.89.0.3/24",
	};
	static const char *const back[ARGUMENTS] = {
		TOOL, "set", NAME, "ip4.addr=lo|10.88.0.2/32",
	};
	static const char *const show[ARGUMENTS] = { TOOL, "show", NAME };
	struct fault fault = { .call = call };
	const char *argv[ARGUMENTS], *line;
	struct said said;
	struct faulted f = { .hit = call };

	fill(other, argv);
	for (fault.nth = 1; f.hit && fault.nth <= 8; fault.nth += stride) {
		fault_run(argv, &fault, &f);
		if (!f.said.status) {
			must(back);
			continue;
		}
		EXPECT_TRUE(has_cause(f.said.text));
		EXPECT_TRUE(strcmp(call, "pidfd_open") ||
			    strstr(f.said.text, "can't look for the sockets of its processes: "));
		line = left();
		if (line)
			test_fail(__FILE__, __LINE__, "%s %d: %s: %s", call,
				  fault.nth, line, f.said.text);
		tool(show, &said);
		EXPECT_EQ(NULL, first_difference(shown, said.text));
	}
}

TEST(addresses_are_all_or_nothing)
{
	static const char *const show[ARGUMENTS] = { TOOL, "show", NAME };
	struct said shown;

	prepare();
	must(create);
	must(lead);
	tool(show, &shown);
	host_state(before, sizeof(before));
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		fail_readdress(steps[i], i < 2 ? 1 : test_share(), shown.text);
	must(drop);
	tree_remove(base);
}

struct lie_row {
	const char *name;
	const char *call;
	int from;	/* the first of these calls that is a lie */
	bool tree;	/* a tree's jail, not path=/ */
};

static const struct lie_row lies[] = {
	/* the first cuts off from the host's mounts, which share nothing here */
	{ "read-only, or without devices", "mount_setattr", 2, false },
	{ "mounted", "move_mount", 1, false },
	{ "the root", "pivot_root", 1, false },
	{ "the host's root, away", "umount2", 1, false },
	/* where nothing has to be read-only */
	{ "the root, a tree", "pivot_root", 1, true },
	{ "the host's root, away from a tree", "umount2", 1, true },
};

/*
 * What was asked of the kernel is looked at afterwards: a call that says it
 * succeeded and did nothing does not lead to a jail that is open.
 */
TEST_EACH(each_mount_is_verified, struct lie_row, lies)
{
	static const char *const whole[ARGUMENTS] = {
		TOOL, "run", NAME, "path=/", "--", "/bin/true",
	};
	const char *argv[ARGUMENTS];
	struct faulted f;
	int told = 0;

	prepare();
	fill(row->tree ? run : whole, argv);
	for (int nth = row->from; nth < 40; nth++) {
		struct fault lie = { .role = 1, .nth = nth,
				     .error = FAULT_LIE, .call = row->call };

		fault_run(argv, &lie, &f);
		if (!f.hit)
			break;
		told++;
		if (f.said.status != 125 || !has_cause(f.said.text))
			test_fail(__FILE__, __LINE__, "%s %d is a lie: status %d, said: %s",
				  f.hit, nth, f.said.status, f.said.text);
	}
	test_note("%d lies", told);
	EXPECT_LT(0, told);
	EXPECT_EQ(0, f.said.status);
	EXPECT_EQ(NULL, left());
	tree_remove(base);
}
