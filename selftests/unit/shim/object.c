// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One task, one network namespace, and a list of work.
 */
#include "backend/blob.h"
#include "object.h"
#include "registry.h"

static struct net net = { .net_cookie = 1 };
static struct nsproxy nsproxy = { .net_ns = &net };
static char blob[sizeof(struct member)];
static struct task_struct task = { .nsproxy = &nsproxy, .security = blob };
static struct work_struct *waiting;

struct task_struct *current = &task;
struct lsm_blob_sizes jail_blobs;

/* What is in the list stays there once. */
bool shim_queue(struct delayed_work *delayed)
{
	struct work_struct *work = &delayed->work;

	if (work->waits)
		return false;
	work->waits = true;
	work->next = waiting;
	waiting = work;
	return true;
}

void msleep(unsigned int msecs)
{
	(void)msecs;
	while (waiting) {
		struct work_struct *work = waiting;

		waiting = work->next;
		work->waits = false;
		work->run(work);
	}
}

/* Nobody enters here, so there is nobody to kill. */
int membership_attach(struct jail *jail)
{
	(void)jail;
	return -ENOMEM;
}

int membership_kill(const struct jail *jail)
{
	(void)jail;
	return 0;
}

static void __attribute__((constructor)) boot(void)
{
	registry_init();
}
