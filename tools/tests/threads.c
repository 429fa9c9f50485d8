// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The library in several threads at once, each with handles of its own. Where
 * the kernel has jails it makes them and runs commands in them; elsewhere, under
 * the thread sanitizer, all that can be done without. TAP on stdout.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jail.h>

enum { THREADS = 6, ROUNDS = 12 };

struct tally {
	atomic_int done, wrong;
	atomic_bool stop;
};

struct worker {
	pthread_t thread;
	struct tally *tally;
	bool kernel;
	char name[16];
};

/* What went wrong is told by its text; the caller counts it. */
static bool broken(const char *what, const struct jail_error *err)
{
	printf("# %s: %s\n", what, err->text);
	return false;
}

static const char *param_name(size_t i, void *arg)
{
	const struct jail_param *p = jail_param(i);

	(void)arg;
	return p ? p->name : NULL;
}

static bool host(void)
{
	struct jail_kernel kernel;
	struct jail_check check;
	struct jail_error err;
	size_t rows = 0;

	while (jail_check_host(rows, &check))
		rows++;
	(void)jail_kernel_read(&kernel, &err);
	return rows > 10 && !strcmp(jail_nearest("psrsist", param_name, NULL), "persist");
}

static struct jail_conf *configure(const char *name, struct jail_error *err)
{
	struct jail_conf *conf;
	char line[256];

	if (jail_conf_new(name, &conf, err))
		return NULL;
	if (!jail_conf_set(conf, "persist=perhaps", err) ||
	    jail_conf_set(conf, "host.hostname=thread.example", err) ||
	    jail_conf_check(conf, err)) {
		jail_conf_free(conf);
		return NULL;
	}
	for (size_t i = 0; jail_conf_note(conf, i, line, sizeof(line)); i++)
		;
	return conf;
}

static bool run(struct jail_handle *jail, struct jail_error *err)
{
	static char *const argv[] = { "sh", "-c", "exit 42", NULL };
	const struct jail_command command = { .argv = argv };
	struct jail_process *process;
	int status = 0;

	if (jail_exec(jail, &command, &process, err))
		return false;
	if (jail_process_wait(process, false, &status, err))
		status = -1;
	jail_process_free(process);
	return status == 42;
}

static bool live(const struct worker *w, const struct jail_conf *conf)
{
	struct jail_records *records;
	struct jail_handle *jail;
	struct jail_error err;
	bool good;

	if (jail_create(conf, JAIL_CREATE_OWN, &jail, &err))
		return w->kernel ? broken("create", &err) : true;
	good = run(jail, &err) || broken("exec", &err);
	if (!jail_read(JAIL_LIST_JAILS, w->name, &records, &err)) {
		good &= jail_records_count(records) == 1;
		jail_records_free(records);
	}
	if (jail_kill(jail, &err) || jail_wait_gone(jail, 10000, &err))
		good = broken("end", &err);
	jail_close(jail);
	return good;
}

static void *work(void *arg)
{
	struct worker *w = arg;

	for (int i = 0; i < ROUNDS; i++) {
		struct jail_error err = { 0 };
		struct jail_conf *conf = configure(w->name, &err);
		bool good = conf && (i || host()) && live(w, conf);

		if (!conf)
			broken("configure", &err);
		jail_conf_free(conf);
		w->tally->wrong += !good;
		w->tally->done++;
	}
	return NULL;
}

/* Something else in the process that takes the allocator's locks all the time. */
static void *allocate(void *arg)
{
	struct tally *tally = arg;

	while (!tally->stop) {
		for (int i = 0; i < 200; i++)
			free(malloc(100000));
		usleep(1000);
	}
	return NULL;
}

int main(void)
{
	struct tally tally = { .done = 0 };
	struct worker workers[THREADS];
	struct jail_kernel kernel;
	struct jail_error err;
	pthread_t other;

	puts("TAP version 13");
	pthread_create(&other, NULL, allocate, &tally);
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .tally = &tally };
		workers[i].kernel = !jail_kernel_read(&kernel, &err);
		snprintf(workers[i].name, sizeof(workers[i].name), "thread-%d", i);
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
	tally.stop = true;
	pthread_join(other, NULL);
	printf("%sok 1 - %d threads, %d rounds, %d wrong%s\n1..1\n",
	       tally.wrong || tally.done != THREADS * ROUNDS ? "not " : "",
	       THREADS, tally.done, tally.wrong,
	       workers[0].kernel ? "" : " (without a kernel)");
	return tally.wrong > 0;
}
