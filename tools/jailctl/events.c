// SPDX-License-Identifier: GPL-2.0-or-later
#include <json-c/json.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli.h"

static const char *const kind_name[] = {
	[JAIL_EVENT_CREATED] = "created",
	[JAIL_EVENT_ATTACHED] = "attached",
	[JAIL_EVENT_DENIED] = "denied",
	[JAIL_EVENT_CHANGED] = "changed",
	[JAIL_EVENT_MISSED] = "missed",
	[JAIL_EVENT_DIED] = "died",
};

static void add_denial(struct json_object *object,
		       const struct jail_event *event)
{
	struct json_object *all = json_record(event->record, 0), *value;

	for (size_t i = 0; denial_keys[i]; i++)
		if (json_object_object_get_ex(all, denial_keys[i], &value))
			json_object_object_add(object, denial_keys[i],
					       json_object_get(value));
	json_object_put(all);
}

static void add_parameters(struct json_object *object,
			   const struct jail_event *event)
{
	json_object_object_add(object, "parameters", event->record ?
			       json_record(event->record, 0) :
			       json_object_new_object());
}

static void print_json(const struct jail_event *event)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "time", json_time(&event->time));
	json_object_object_add(object, "event",
			       json_object_new_string(kind_name[event->kind]));
	json_object_object_add(object, "jid",
			       json_object_new_int64(event->jid));
	json_object_object_add(object, "name", json_text(event->name));
	if (event->kind == JAIL_EVENT_CREATED)
		json_object_object_add(object, "parent",
				       json_object_new_int64(event->parent));
	if (event->kind == JAIL_EVENT_ATTACHED ||
	    event->kind == JAIL_EVENT_CHANGED ||
	    event->kind == JAIL_EVENT_MISSED)
		json_object_object_add(object, "count",
				       json_object_new_int64(event->count));
	if (event->kind == JAIL_EVENT_CREATED ||
	    event->kind == JAIL_EVENT_CHANGED)
		add_parameters(object, event);
	if (event->kind == JAIL_EVENT_DENIED)
		add_denial(object, event);
	json_print_line(object);
}

static void print_fields(const struct jail_records *record)
{
	const char *key, *value;

	for (size_t i = 0; jail_record_field(record, 0, i, &key, &value); i++) {
		printf(" %s=", key);
		print_safe(stdout, value, 0);
	}
}

/* Who entered is not known: they may be gone by now. */
static void print_count(const struct jail_event *event)
{
	const char *of = event->kind == JAIL_EVENT_ATTACHED ? "task" :
			 event->kind == JAIL_EVENT_MISSED ? "denial" : NULL;

	if (of || event->count != 1)
		printf(" %llu", (unsigned long long)event->count);
	if (of)
		printf(" %s%s", of, event->count == 1 ? "" : "s");
}

static void print_text(const struct jail_event *event)
{
	char buf[32];

	printf("%s %s%s%s (%llu) %s", local_time(buf, event->time.tv_sec),
	       colour(stdout, BOLD), event->name,
	       colour(stdout, PLAIN), (unsigned long long)event->jid,
	       kind_name[event->kind]);
	print_count(event);
	if (event->kind == JAIL_EVENT_DENIED) {
		putchar(' ');
		print_denial(event->record, 0);
	} else if (event->record) {
		print_fields(event->record);
	}
	putchar('\n');
}

struct session {
	struct jail_watch *watch;
	const char *name;
	bool human;
	bool over;
};

/* All there is for now; each line is out before the next event is asked for. */
static int drain(struct session *session, struct jail_error *err)
{
	struct jail_event event;
	int found;

	while ((found = jail_watch_next(session->watch, &event, err)) > 0) {
		if (session->human)
			print_text(&event);
		else
			print_json(&event);
		if (fflush(stdout))
			session->over = true;
		if (session->name && event.kind == JAIL_EVENT_DIED)
			session->over = true;
		if (session->over)
			return 0;
	}
	return found;
}

/* SIGINT and SIGTERM end it as readers of a stream end: with what was said. */
static int open_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int follow(struct session *session, struct jail_error *err)
{
	struct pollfd fds[] = {
		{ .fd = jail_watch_fd(session->watch), .events = POLLIN },
		{ .fd = open_signals(), .events = POLLIN },
		/* POLLERR: nobody reads the pipe any more */
		{ .fd = STDOUT_FILENO },
	};
	int status = 0;

	while (!status && !session->over) {
		status = drain(session, err);
		if (status || session->over)
			break;
		if (poll(fds, 3, -1) > 0 && (fds[1].revents || fds[2].revents))
			session->over = true;
	}
	close(fds[1].fd);
	return status;
}

/* A descriptor for each jail: as many as the system allows. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int options(const struct verb *verb, int argc, char **argv, int *index,
		   struct session *session)
{
	const char *option;
	bool json = false;

	while ((option = next_option(argc, argv, index))) {
		bool *flag = !strcmp(option, "--json") ? &json :
			     option_is(option, "-H", "--human") ?
			     &session->human : NULL;

		if (!flag)
			return bad_option(verb, option);
		if (*flag)
			return twice(verb, option, NULL);
		*flag = true;
	}
	if (json && session->human)
		return usage(verb, "drop one of the two",
			     "--json and --human exclude one another");
	return 0;
}

static int events(const struct verb *verb, int argc, char **argv)
{
	struct session session = { 0 };
	struct jail_error err;
	int index = 1, code;

	code = options(verb, argc, argv, &index, &session);
	if (!code && index < argc) {
		session.name = argv[index++];
		code = options(verb, argc, argv, &index, &session);
	}
	if (code)
		return code;
	if (index < argc)
		return usage(verb, "jailctl events [NAME] [--human]",
			     "too many arguments");
	raise_limit();
	if (jail_watch_new(session.name, &session.watch, &err))
		return complain(verb, session.name, &err);
	code = follow(&session, &err) ? complain(verb, session.name, &err) : 0;
	jail_watch_free(session.watch);
	if (ferror(stdout) && errno == EPIPE)
		return 0;
	return finish(code);
}

const struct verb events_verb = {
	.name = "events",
	.usage = "[NAME] [--json | -H]",
	.about = "what happens to jails, as it happens",
	.help =
"One JSON object a line, of the jail NAME (also its number) or of all, those not made\n"
"yet included. Each has time, event, jid and name, and by event:\n"
"\n"
"  created    parent, parameters\n"
"  attached   count: tasks that entered from outside\n"
"  denied     op, errno, pid, uid, comm, object\n"
"  changed    count, parameters: those that are other than they were\n"
"  missed     count: denials that came faster than they could be told\n"
"  died\n"
"\n"
"  -H, --human             lines to be read by people\n"
"      --json              the default\n"
"\n"
"Ends with 0 when the jail NAME is dead, at SIGINT, SIGTERM or SIGHUP, and when nobody\n"
"reads its output any more. Needs no privilege; keeps no jail alive.\n"
"\n"
"Examples:\n"
"  jailctl events\n"
"  jailctl events web -H\n"
"  jailctl events | jq 'select(.event == \"denied\")'\n",
	.run = events,
};
