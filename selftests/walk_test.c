// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The SIGKILL walk: jailctl, or its child, is killed before and after every
 * step of every verb, as its order table has them. Then "list" shows what is
 * there, "remove" clears it, and the host is as before.
 *
 *	test                      jailctl (built to stop)      its child
 *	 |-- verb, step, when ------->|
 *	 |                            |--- clone -------------->|
 *	 |<-------- "I have stopped there" ---------------------|
 *	 |-- SIGKILL ---------------->x    (or to the child) -->x
 *	 |-- "go on" ------------------------------------------>| as it can
 *	 |-- jailctl list, jailctl remove
 */
#include "aftermath.h"
#include "harness.h"
#include "../tools/libjail/walk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE "/tmp/walk.page"
#define TOLD "/tmp/walk.told"
#define STEPS_MAX 128

static struct walk *page;
static char *before;

/* What a verb is tried with: all steps of its table apply. */
struct verb {
	const char *name;
	bool made, led;		/* the jail, its first command: there already */
	char *const *argv;
};

#define ARGV(...) (char *const []){ "./jailctl-walk", __VA_ARGS__, NULL }
#define SLEEP "sleep", "1000"
/* Every condition of the table is true; vnet=new where that is needed. */
#define PARAMS "walk", "no_new_privs=1"
#define ADDRESSES "interface=lo", "ip4.addr=10.88.0.2/24", "ip6.addr=fd88::2"
#define STEP_OF_VNET "loopback"

static const struct verb create_verb = {
	"create", false, false, ARGV("create", PARAMS, ADDRESSES),
};

static const struct verb start_verb = {
	"start", true, false, ARGV("exec", "walk", "--", SLEEP),
};

static const struct verb exec_verb = {
	"exec", true, true, ARGV("exec", "walk", "--", SLEEP),
};

static const struct verb set_verb = {
	"set", true, true, ARGV("set", "walk", "host.hostname=new",
				   "ip4.addr=lo|10.89.0.3/24"),
};

static const struct verb remove_verb = {
	"remove", true, true, ARGV("remove", "walk"),
};

/* A step of the table, and the process that does it. */
struct step {
	char verb[16], process[16], name[24];
};

static int read_steps(const char *verb, struct step *steps)
{
	FILE *in = popen("JAIL_WALK_LIST=1 ./jailctl-walk", "r");
	struct step step;
	int n = 0;

	while (in && fscanf(in, "%15s %15s %23s", step.verb, step.process,
			    step.name) == 3)
		if (!strcmp(step.verb, verb) && n < STEPS_MAX)
			steps[n++] = step;
	if (in)
		pclose(in);
	return n;
}

static void open_page(void)
{
	int fd = open(PAGE, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ASSERT_TRUE(fd >= 0 && !ftruncate(fd, 4096));
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_TRUE(page != MAP_FAILED);
	close(fd);
	setenv("JAIL_WALK", PAGE, 1);
}

static bool set_up(const struct verb *verb, const struct step *step)
{
	bool net = !strcmp(step->name, STEP_OF_VNET);

	if (verb->made && net && RUN("jailctl", "create", PARAMS, "vnet=new"))
		return false;
	if (verb->made && !net && RUN("jailctl", "create", PARAMS, ADDRESSES))
		return false;
	/* a session that nobody saw the end of leaves something as well */
	if (!strcmp(verb->name, "remove") &&
	    (RUN("jailctl", "exec", "-d", "-t", "walk", "--", "true") ||
	     RUN("timeout", "30", "sh", "-c",
		 "until [ -e /run/jail/walk.last ]; do usleep 10000; done")))
		return false;
	return !verb->led || !RUN("jailctl", "exec", "-d", "walk", "--", SLEEP);
}

/* Nothing of ours comes after a successful exec: the new name tells. */
static bool is_named(pid_t pid, const char *name)
{
	char path[40], comm[17] = "";
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	in = fopen(path, "r");
	if (in && !fgets(comm, sizeof(comm), in))
		*comm = '\0';
	if (in)
		fclose(in);
	comm[strcspn(comm, "\n")] = '\0';
	return pid && !strcmp(comm, name);
}

static bool became_command(void)
{
	return is_named(page->pid.child, "sleep");
}

static bool has_come(const struct step *step)
{
	if (!strcmp(step->name, "exec") && !strcmp(page->when, "after"))
		return became_command();
	if (!strcmp(step->name, "serve") && !strcmp(page->when, "after"))
		return is_named(page->pid.init, "jail-init");
	return page->reached;
}

/* The number is told by who made the process, perhaps a moment later. */
static pid_t number_of(const struct step *step)
{
	volatile int *pid = !strcmp(step->process, "joiner") ?
			    &page->pid.joiner :
			    !strcmp(step->process, "init") ?
			    &page->pid.init : &page->pid.child;

	for (int i = 0; i < 5000 && !*pid; i++)
		usleep(1000);
	return *pid;
}

/*
 * Its child was killed, so it ends too; but the joiner is not needed any more
 * once it has forked, and then the command runs. False: it ended in silence,
 * as it may if the command has run.
 */
static bool let_end(pid_t jailctl)
{
	int status;

	for (int i = 0; i < 5000; i++) {
		if (waitpid(jailctl, &status, WNOHANG))
			return !status ||
			       !RUN("grep", "-q", "^  fix: ", TOLD);
		if (became_command())
			break;
		usleep(1000);
	}
	kill(jailctl, SIGKILL);
	host_wait(jailctl);
	return true;
}

/* Kill the caller there, or whose step it is. 1: that came about. */
static int kill_at(const struct verb *verb, const struct step *step,
		   const char *when, bool caller)
{
	pid_t jailctl, victim;
	bool ran = !strcmp(step->name, "exec") && !strcmp(when, "after");
	int killed = 0;

	memset(page, 0, sizeof(*page));
	strcpy(page->verb, verb->name);
	strcpy(page->step, step->name);
	strcpy(page->when, when);
	jailctl = host_start(verb->argv, TOLD);
	for (int i = 0; i < 5000 && !has_come(step); i++)
		usleep(1000);
	if (has_come(step)) {
		victim = caller ? jailctl : number_of(step);
		killed = victim > 0 && !kill(victim, SIGKILL);
	}
	if (caller)
		host_wait(jailctl);
	page->go_on = 1;
	if (!caller && !let_end(jailctl) && !ran)
		test_fail(__FILE__, __LINE__, "%s: no word when %s was killed %s %s",
			  verb->name, step->process, when, step->name);
	return killed;
}

static bool lists_walk(void)
{
	char line[512];
	bool found = false;
	FILE *in;

	host_wait(host_start((char *const []){ "jailctl", "list", NULL },
			     "/tmp/walk.said"));
	in = fopen("/tmp/walk.said", "r");
	while (in && fgets(line, sizeof(line), in))
		if (strstr(line, " walk "))
			found = true;
	if (in)
		fclose(in);
	return found;
}

/* The same in both: who dies meanwhile is looked for again. */
static bool list_is_right(void)
{
	for (int i = 0; i < 200; i++) {
		bool listed, there;

		listed = lists_walk();
		there = host_has_jail("walk");
		if (listed == there)
			return true;
		usleep(10000);
	}
	return false;
}

static void show(const char *path)
{
	FILE *in = fopen(path, "r");
	char line[512];

	while (in && fgets(line, sizeof(line), in))
		test_note("%.*s", (int)strcspn(line, "\n"), line);
	if (in)
		fclose(in);
}

/*
 * What jailctl left behind is our child now, and its jail's process 1 can't
 * end before we have waited for it, as a machine's init does all the time.
 */
static int wait_for_all_and(pid_t wanted)
{
	int status;
	pid_t pid;

	do {
		pid = waitpid(-1, &status, __WALL);
	} while (pid > 0 && pid != wanted);
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool is_cleared(void)
{
	int status = wait_for_all_and(host_start((char *const []){
		"jailctl", "remove", "walk", NULL }, "/tmp/walk.said"));
	bool empty = host_no_children(5);

	/* 5: there is none, which clears what it left */
	if (status == 0 || status == 5)
		return EXPECT_HOST(before, 0) && empty;
	show("/tmp/walk.said");
	return false;
}

static int walk_step(const struct verb *verb, const struct step *step,
		     bool caller)
{
	static const char *const times[] = { "before", "after" };
	int kills = 0;

	for (int i = 0; i < 2; i++) {
		int killed = set_up(verb, step) ?
			     kill_at(verb, step, times[i], caller) : 0;
		bool good = killed && list_is_right();

		bool cleared = is_cleared();

		if (!cleared || !good)
			test_fail(__FILE__, __LINE__, "%s: %s killed %s %s%s%s",
				  verb->name, caller ? "jailctl" : step->process,
				  times[i], step->name,
				  killed ? "" : ": it never came by",
				  cleared ? "" : ": not cleared");
		kills += killed;
	}
	return kills;
}

static void walk_verb(const struct verb *verb)
{
	struct step table[STEPS_MAX];
	int count, steps = 0, kills = 0, others = 0, steps_of_others = 0;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* what the first jail makes and nobody takes away: two directories */
	EXPECT_EQ(0, RUN("jailctl", "create", PARAMS));
	EXPECT_EQ(0, RUN("jailctl", "remove", "walk"));
	before = host_now();
	open_page();
	count = read_steps(verb->name, table);
	ASSERT_LT(0, count);
	for (int i = test_offset(test_share()); i < count;
	     i += test_share()) {
		steps++;
		kills += walk_step(verb, &table[i], true);
		if (!strcmp(table[i].process, "caller"))
			continue;
		steps_of_others++;
		others += walk_step(verb, &table[i], false);
	}
	test_note("%s: %d of %d steps on this kernel, jailctl killed %d times, its children %d times",
		  verb->name, steps, count, kills, others);
	EXPECT_EQ(2 * steps, kills);
	EXPECT_EQ(2 * steps_of_others, others);
	unlink(PAGE);
}

/* A second for one kill on a slow and busy machine. */
#define VERB_TEST(name, seconds) \
	TEST_TIMED(every_step_of_##name, seconds) { walk_verb(&name##_verb); }

VERB_TEST(create, 60)
VERB_TEST(start, 240)
VERB_TEST(exec, 180)
VERB_TEST(set, 60)
VERB_TEST(remove, 60)

/* The switch that stops it is in the build for this test alone. */
TEST(not_in_the_tool)
{
	EXPECT_EQ(0, RUN("grep", "-q", "JAIL_WALK", "./jailctl-walk"));
	EXPECT_EQ(1, RUN("sh", "-c",
			 "grep -q JAIL_WALK $(command -v jailctl)"));
}
