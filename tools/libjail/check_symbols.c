// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kernel's functions that jails hold: are they there, does another hold them. */
#include <dirent.h>
#include <fcntl.h>

#include "check.h"

static int compare(const void *key, const void *entry)
{
	return strcmp(key, *(const char *const *)entry);
}

int wanted_find(const char *symbol)
{
	const char *const *found = bsearch(symbol, wanted_symbols, wanted_count,
					   sizeof(*wanted_symbols), compare);

	return found ? (int)(found - wanted_symbols) : -1;
}

static FILE *open_lines(int root, const char *path)
{
	int fd = host_open(root, path, O_RDONLY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	if (!file && fd >= 0)
		close(fd);
	return file;
}

/* How often each wanted function is in the kernel proper; false if unknown. */
static bool count_symbols(int root, unsigned char *count)
{
	FILE *file = open_lines(root, "proc/kallsyms");
	char line[512], type, name[256];
	bool any = false;

	while (file && fgets(line, sizeof(line), file)) {
		int at;

		/* a module's have their module's name behind */
		if (sscanf(line, "%*s %c %255s", &type, name) != 2 ||
		    (type != 't' && type != 'T') || strchr(line, '['))
			continue;
		any = true;
		at = wanted_find(name);
		if (at >= 0 && count[at] < 2)
			count[at]++;
	}
	if (file)
		fclose(file);
	return any;
}

void check_symbols(int root, struct jail_check *c)
{
	unsigned char *count;
	char missing[320] = "", twice[128] = "";

	if (host_loaded(root)) {
		fine(c, "the module found all functions it holds");
		return;
	}
	count = calloc(wanted_count, sizeof(*count));
	if (!count || !count_symbols(root, count)) {
		finding(c, JAIL_CHECK_WARN, 0,
			"boot a kernel with CONFIG_KALLSYMS; the module says what it lacks",
			"/proc/kallsyms tells no functions: whether all are there is unknown");
		free(count);
		return;
	}
	for (size_t i = 0; i < wanted_count; i++) {
		if (!count[i])
			list_add(missing, sizeof(missing), "%s", wanted_symbols[i]);
		else if (count[i] > 1)
			list_add(twice, sizeof(twice), "%s", wanted_symbols[i]);
	}
	free(count);
	if (*missing)
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"boot a kernel of one of the series 6.1, 6.12, 7.2",
			"this kernel lacks functions that jails hold: %s", missing);
	else if (*twice)
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"boot a kernel of one of the series 6.1, 6.12, 7.2",
			"this kernel has two functions of one name: %s", twice);
	else
		fine(c, "all %zu functions that jails hold are there", wanted_count);
}

void check_ftrace(int root, struct jail_check *c)
{
	switch (host_number(root, "proc/sys/kernel/ftrace_enabled", -1)) {
	case -1:
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"boot a kernel with CONFIG_DYNAMIC_FTRACE",
			"this kernel has no function tracer, which the module needs");
		break;
	case 0:
		finding(c, JAIL_CHECK_FAIL, JAIL_NO_KERNEL,
			"sysctl kernel.ftrace_enabled=1",
			"kernel.ftrace_enabled is 0: no jail can be made");
		break;
	default:
		fine(c, "kernel.ftrace_enabled is 1");
	}
}

/* Live patches: a directory for each patched function, "NAME,POSITION". */
static void patched_in(int object, const char *patch, char *buf, size_t size)
{
	DIR *dir = object < 0 ? NULL : fdopendir(object);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		entry->d_name[strcspn(entry->d_name, ",")] = '\0';
		if (wanted_find(entry->d_name) >= 0)
			list_add(buf, size, "%s by live patch %.64s",
				 entry->d_name, patch);
	}
	if (dir)
		closedir(dir);
}

static void find_patches(int root, char *buf, size_t size)
{
	int fd = host_open(root, "sys/kernel/livepatch", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char path[384];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "sys/kernel/livepatch/%s/vmlinux",
			 entry->d_name);
		patched_in(host_open(root, path, O_RDONLY | O_DIRECTORY),
			   entry->d_name, buf, size);
	}
	if (dir)
		closedir(dir);
}

/*
 * "find_vpid (1)    I     \ttramp: 0x... (klp_ftrace_handler+0x0/0x1a0)": who
 * holds it so that nobody else can, but for ourselves.
 */
static void look_at_line(char *line, char *held, size_t size, int *traced)
{
	char *flags = strchr(line, ')'), *who = strrchr(line, '(');
	char name[128];
	size_t end;

	if (sscanf(line, "%127s", name) != 1 || wanted_find(name) < 0 ||
	    strstr(line, "[jail]") || !flags)
		return;
	end = strcspn(flags, "\t\n");
	if (!memchr(flags, 'I', end)) {
		++*traced;
		return;
	}
	if (!who || who < flags)
		who = "(";
	list_add(held, size, "%s by %.*s", name, (int)strcspn(who + 1, "+)\n"),
		 who[1] ? who + 1 : "a function that is not told");
}

void check_holders(int root, struct jail_check *c)
{
	FILE *file = open_lines(root, "sys/kernel/tracing/enabled_functions");
	char held[384] = "", line[512];
	struct jail_kernel kernel;
	bool armed = !ctl_kernel(root, &kernel, &(struct jail_error){ 0 }) &&
		     kernel.armed;
	bool known = file, patched;
	int traced = 0;

	find_patches(root, held, sizeof(held));
	patched = *held;
	/* once armed nobody else can hold them; the flag is then our own */
	while (file && !armed && !patched && fgets(line, sizeof(line), file))
		look_at_line(line, held, sizeof(held), &traced);
	if (file)
		fclose(file);
	if (armed)
		fine(c, "jails hold their functions");
	else if (*held)
		finding(c, JAIL_CHECK_FAIL, JAIL_FAILED,
			"disable it: echo 0 >/sys/kernel/livepatch/NAME/enabled; or boot without it",
			"held by others, so that no jail can be made: %s", held);
	else if (!known)
		finding(c, JAIL_CHECK_SKIP, 0,
			"mount -t tracefs tracefs /sys/kernel/tracing, and look as root",
			"no live patch is known of; tracefs could tell more");
	else
		fine(c, "nobody else holds them%s",
		     traced ? "; tracers are there and do no harm" : "");
}
