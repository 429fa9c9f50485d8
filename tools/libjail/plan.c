// SPDX-License-Identifier: LGPL-2.1-or-later
/* A configuration -> everything the child needs to know, checked outside. */
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sys/stat.h>

#include "internal.h"

/* The root as it is now; the child makes sure that it finds the same one. */
static int look_at_root(struct plan *plan, struct jail_error *err)
{
	int fd = open_resolve(AT_FDCWD, plan->path, O_PATH | O_DIRECTORY,
			      RESOLVE_NO_SYMLINKS);
	struct stat st;
	int bad;

	if (fd < 0)
		return fail(err, JAIL_FAILED,
			    "make the directory, or create the jail again",
			    "path \"%s\": %m", plan->path);
	bad = fstat(fd, &st);
	close(fd);
	if (bad)
		return fail(err, JAIL_FAILED, NULL, "path \"%s\": %m",
			    plan->path);
	plan->dev = st.st_dev;
	plan->ino = st.st_ino;
	return 0;
}

int plan_make(const struct jail_conf *conf, struct plan *plan,
	      struct jail_error *err)
{
	const char *path = conf_value(conf, JAIL_PARAM_PATH);
	const char *hostname = conf_value(conf, JAIL_PARAM_HOSTNAME);

	*plan = (struct plan){ 0 };
	plan->ns = ns_flags(conf);
	plan->own_root = plan->ns & CLONE_NEWNS;
	plan->init = (plan->ns & CLONE_NEWPID) &&
		     conf_is(conf, TOOL_PARAM_INIT, "1");
	plan->no_new_privs = !strcmp(conf_value(conf, TOOL_PARAM_NNP), "1");
	snprintf(plan->path, sizeof(plan->path), "%s", path ? path : "/");
	snprintf(plan->hostname, sizeof(plan->hostname), "%s",
		 hostname ? hostname : "");
	plan->host_root = plan->own_root && !strcmp(plan->path, "/");
	/* nothing fails open: a path that would be without effect stops here */
	if (!plan->own_root && strcmp(plan->path, "/"))
		return fail(err, JAIL_FAILED, "create the jail again",
			    "path=%s needs mnt=new, but mnt=inherit is kept",
			    plan->path);
	return look_at_root(plan, err);
}
