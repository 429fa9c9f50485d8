/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting commands, all but the kernel's jail: the control file is replaced by
 * the functions here. For programs that are linked with
 * -Wl,--wrap=ctl_attach -Wl,--wrap=ctl_get; they need root.
 */
#ifndef _STARTED_H
#define _STARTED_H

#include <fcntl.h>

#include "tap.h"

static char reply[256];		/* what the kernel says of the jail */
static int attach_error;

int __wrap_ctl_attach(int fd, struct jail_error *err)
{
	(void)fd;
	return attach_error ? fail(err, JAIL_FAILED, NULL, "no entry") : 0;
}

int __wrap_ctl_get(const char *name, char **text, struct jail_error *err)
{
	(void)name;
	(void)err;
	*text = strdup(reply);
	return *text ? 0 : -1;
}

static struct jail_handle jail = { .fd = -1, .jid = 7, .name = "unit-test" };
static struct jail_error err;

/* A jail with these parameters, without process. */
static bool made(const char *kernel, const char *tool)
{
	struct state nobody = { .jid = 7 };
	struct jail_conf *conf;
	int dir = state_lock(&err), bad;

	/* A descriptor is handed to the child; nobody asks what it is of. */
	if (jail.fd < 0)
		jail.fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	snprintf(reply, sizeof(reply), "jid=7\n%s\n", kernel);
	bad = dir < 0 || jail_conf_new("unit-test", &conf, &err);
	/* this machine's cgroups may not be ours to write */
	if (!bad)
		bad = conf_put(conf, TOOL_PARAM_CGROUP, "inherit", &err);
	if (!bad && *tool)
		bad = jail_conf_set(conf, tool, &err);
	if (!bad)
		bad = state_write(dir, &jail, conf, &nobody, &err);
	close(dir);
	jail_conf_free(conf);
	return !bad;
}

static int shell(const char *script, const char *user)
{
	const struct jail_command command = {
		.argv = (char *const []){ "sh", "-c", (char *)script, NULL },
		.user = user,
	};
	struct jail_process *process;
	int status = -1;

	memset(&err, 0, sizeof(err));
	if (jail_exec(&jail, &command, &process, &err)) {
		printf("# %s\n", err.text);
		return -1;
	}
	if (jail_process_wait(process, true, &status, &err))
		status = -1;
	jail_process_free(process);
	return status;
}

#endif /* _STARTED_H */
