// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Starting commands, all but the kernel's jail: the control file is replaced
 * by the functions here. Needs root.
 */
/* LINK: -Wl,--wrap=ctl_attach -Wl,--wrap=ctl_get */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "started.h"

static void is0(const char *script)
{
	int status = shell(script, NULL);

	ok(!status, "%s [%d]", script, status);
}

static void host_root(void)
{
	ok(made("path=/ host.hostname=inside", ""), "a jail on /");
	is0("test $(cat /proc/sys/kernel/hostname) = inside");
	is0("test $$ = 2");
	is0("test -z \"$(ls -A /root)$(ls -A /home)$(ls -A /tmp)$(ls -A /sys)\"");
	is0("! test -s /etc/shadow && ! test -s /etc/gshadow");
	is0("for f in /etc/ssh/ssh_host_*_key; do ! test -s $f || exit 1; done");
	is0("cmp /etc/passwd /etc/passwd && grep -q ^root: /etc/passwd");
	is0("! touch /usr/x 2>/dev/null && ! touch /etc/x 2>/dev/null");
	is0("touch /tmp/x /run/x /var/tmp/x /dev/shm/x");
	is0("echo x >/dev/null && head -c 1 /dev/urandom >/dev/null");
	is0("ls -l /dev/stdin /dev/fd >/dev/null && test -c /dev/pts/ptmx");
	is0("test \"$(ls /dev/pts)\" = ptmx");
	is0("test \"$(ls /proc/self/fd | wc -l)\" = 4");
	is0("test \"$(pwd)\" = /");
	is0("test \"$(ls -d /proc/[0-9]* | wc -l)\" -le 5");
	is0("! mount -t tmpfs x /tmp 2>/dev/null");
	is0("! mknod /tmp/null c 1 3 2>/dev/null");
	is0("! chroot /proc/1/root true 2>/dev/null || true");
	is0("test \"$(cut -d' ' -f6 /proc/self/stat)\" = $$");
	is0("env | grep -v -E '^(PATH|HOME|USER|LOGNAME|SHELL|TERM|PWD|_|OLDPWD|SHLVL)=' && exit 1; exit 0");
	/* nothing but tmpfs, proc and dev is writable */
	is0("awk '$6 ~ /^rw/ && $5 !~ /^\\/(proc|dev|dev\\/pts|dev\\/shm|tmp|run|var\\/tmp)$/ {bad=1; print \"# \" $0} END {exit bad}' /proc/self/mountinfo");
}

static void statuses(void)
{
	ok(shell("exit 42", NULL) == 42, "an exit status comes back");
	ok(shell("trap '' TERM; kill -9 $$; sh -c 'kill -9 $$'", NULL) == 137,
	   "so does a signal");
	ok(shell("test $(id -u):$(id -g) = 65534:65534", "nobody") == 0,
	   "a user by name");
	ok(shell("test $(id -u):$(id -g):\"$(id -G)\" = 4242:4242:4242",
		 "4242") == 0, "a user by number");
	ok(shell("grep -q 'CapEff:.0*$' /proc/self/status", "4242") == 0,
	   "has no capabilities");
	ok(shell("true", "nosuchuser") == -1 && err.code == JAIL_NO_START &&
	   *err.fix, "an unknown user: %s", err.text);
	attach_error = 1;
	ok(shell("true", NULL) == -1 && !strcmp(err.text, "can't enter the jail: no entry"),
	   "a refused attach runs nothing");
	attach_error = 0;
}

static void caps(void)
{
	is0("test $(sed -n 's/CapBnd:.//p' /proc/self/status) = 00000000000c85ff");
	is0("test $(sed -n 's/CapEff:.//p' /proc/self/status) = 00000000000c85ff");
	is0("test $(sed -n 's/CapInh:.//p' /proc/self/status) = 0000000000000000");
	is0("grep -q 'NoNewPrivs:.0' /proc/self/status");
	made("path=/", "no_new_privs=1");
	is0("grep -q 'NoNewPrivs:.1' /proc/self/status");
}

static int exec_status(char *const *argv)
{
	const struct jail_command command = { .argv = argv };
	struct jail_process *process = NULL;
	int bad = jail_exec(&jail, &command, &process, &err);

	if (!bad)
		jail_process_wait(process, false, &bad, &err);
	jail_process_free(process);
	return err.code;
}

static void not_run(void)
{
	made("path=/", "");
	ok(exec_status((char *const []){ "nosuchcmd", NULL }) ==
	   JAIL_NO_COMMAND && strstr(err.text, "nosuchcmd"), "127: %s",
	   err.text);
	ok(exec_status((char *const []){ "/etc/passwd", NULL }) ==
	   JAIL_NO_EXEC, "126: %s", err.text);
	ok(exec_status((char *const []){ "/usr", NULL }) == JAIL_NO_EXEC,
	   "126: %s", err.text);
}

/* A leader that sleeps; the second command must meet it. */
static void join(const char *tool, const char *check)
{
	const struct jail_command leader = {
		.argv = (char *const []){ "sh", "-c",
			"echo here >/tmp/mark; exec sleep 60", NULL },
		.detach = true,
	};
	struct jail_process *process;
	int status = 0;

	made("path=/", tool);
	if (jail_exec(&jail, &leader, &process, &err)) {
		ok(false, "a leader starts: %s", err.text);
		return;
	}
	usleep(100000);
	is0(check);
	is0("echo again >>/tmp/mark; test $(wc -l </tmp/mark) = 2");
	kill(jail_process_pid(process), SIGKILL);
	jail_process_wait(process, false, &status, &err);
	ok(status == 128 + SIGKILL, "it is told how the leader ended");
	jail_process_free(process);
	is0("! test -e /tmp/mark");
}

static void signals(void)
{
	const struct jail_command command = {
		.argv = (char *const []){ "sleep", "60", NULL },
	};
	struct jail_process *process;
	int status = 0;

	made("path=/", "");
	if (jail_exec(&jail, &command, &process, &err))
		return ok(false, "sleep starts: %s", err.text);
	if (!fork()) {
		usleep(100000);
		kill(getppid(), SIGTERM);
		_exit(0);
	}
	jail_process_wait(process, true, &status, &err);
	ok(status == 128 + SIGTERM, "TERM ends a process 1 without handler: %d",
	   status);
	jail_process_free(process);
	while (wait(NULL) > 0)
		;
}

/* Trees that try to lead the set-up out of themselves. */
static void hostile(const char *make, const char *expect)
{
	char command[512];
	int status;

	snprintf(command, sizeof(command),
		 "rm -rf /tmp/unit-jail; mkdir -p /tmp/unit-jail /tmp/unit-out; cd /tmp/unit-jail && %s",
		 make);
	if (system(command))
		return ok(false, "set up: %s", make);
	made("path=/tmp/unit-jail", "");
	status = shell("true", NULL);
	ok(status == -1 && strstr(err.text, expect), "%s: %s", make, err.text);
	ok(!system("test -z \"$(ls -A /tmp/unit-out)\""), "nothing outside");
	(void)!system("rm -rf /tmp/unit-jail /tmp/unit-out");
}

static void own_tree(void)
{
	if (access("/bin/busybox", X_OK))
		return skip("a tree of its own", "no /bin/busybox");
	(void)!system("rm -rf /tmp/unit-jail; mkdir -p /tmp/unit-jail/bin /tmp/unit-jail/etc; cp /bin/busybox /tmp/unit-jail/bin/sh; echo u:x:500:501::/h:/bin/sh >/tmp/unit-jail/etc/passwd; echo g:x:600:u >/tmp/unit-jail/etc/group");
	made("path=/tmp/unit-jail", "");
	is0("busybox true; cd /; for f in *; do echo \"# $f\"; done; test \"$(echo *)\" = 'bin dev etc proc'");
	is0("echo data >/file");
	ok(shell("test $USER:$HOME = u:/h", "u") == 0, "its own users");
	ok(!system("test $(cat /tmp/unit-jail/file) = data"),
	   "written through to the tree");
	ok(!system("test -z \"$(ls -A /tmp/unit-jail/dev)\""),
	   "nothing of its /dev is left in the tree");
	(void)!system("rm -rf /tmp/unit-jail");
}

static void stdio(void)
{
	int saved = dup(0), dir = open("/", O_RDONLY);

	made("path=/", "");
	dup2(dir, 0);
	ok(shell("true", NULL) == -1 && strstr(err.text, "directory"),
	   "a directory as standard input: %s", err.text);
	dup2(saved, 0);
	close(saved);
	close(dir);
}

int main(void)
{
	char *before = read_file("/proc/self/mountinfo"), *after;

	puts("TAP version 13");
	if (geteuid()) {
		skip("starting", "needs root");
		return end();
	}
	setenv("LEAK", "me", 1);
	host_root();
	statuses();
	caps();
	not_run();
	join("", "test -d /proc/1 && test $$ != 1");
	join("pid=inherit", "test $$ != 1");
	signals();
	stdio();
	own_tree();
	hostile("ln -s /tmp/unit-out dev", "dev is a symbolic link");
	hostile("ln -s /tmp/unit-out proc", "proc is a symbolic link");
	hostile("ln -s ../../tmp/unit-out dev", "dev is a symbolic link");
	hostile("touch dev", "dev: Not a directory");
	unlink("/run/jail/unit-test.conf");
	after = read_file("/proc/self/mountinfo");
	ok(before && after && !strcmp(before, after), "no mount is left");
	free(before);
	free(after);
	return end();
}
