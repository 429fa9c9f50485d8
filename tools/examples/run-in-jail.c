// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a command in a jail that ends with it:
 *	cc run-in-jail.c $(pkg-config --cflags --libs libjail) -o run-in-jail
 *	./run-in-jail ps ax
 */
#include <stdio.h>

#include <jail.h>

int main(int argc, char **argv)
{
	struct jail_command command = { .argv = argv + (argc > 0),
					.relay = true };
	struct jail_process *process = NULL;
	struct jail_handle *jail = NULL;
	struct jail_conf *conf = NULL;
	struct jail_error err;
	int status = 125;

	if (jail_conf_new("example", &conf, &err) ||
	    jail_conf_set(conf, "host.hostname=inside", &err) ||
	    jail_conf_check(conf, &err) ||
	    jail_create(conf, JAIL_CREATE_OWN, &jail, &err) ||
	    jail_exec(jail, &command, &process, &err) ||
	    jail_process_wait(process, true, &status, &err))
		fprintf(stderr, "%s\n  fix: %s\n", err.text, err.fix);
	jail_process_free(process);
	jail_close(jail);
	jail_conf_free(conf);
	return status;
}
