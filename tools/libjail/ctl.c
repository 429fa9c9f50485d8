// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The kernel's files: requests and replies, ioctls, lists. The only file that
 * knows where they are.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>

#include "check.h"

#define SECURITYFS "/sys/kernel/security"

static const char *const list_file[] = {
	[JAIL_LIST_JAILS] = JAIL_DIR "/jails",
	[JAIL_LIST_DENIALS] = JAIL_DIR "/denials",
	[JAIL_LIST_COUNTERS] = JAIL_DIR "/counters",
};

bool ctl_mounted(int root)
{
	return host_mounted(root, "securityfs", SECURITYFS);
}

char *ctl_file(int root, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", SECURITYFS + 1, name);
	return host_read(root, path);
}

static bool is_mounted(void)
{
	struct statfs fs;

	return !statfs(SECURITYFS, &fs) &&
	       (uint32_t)fs.f_type == SECURITYFS_MAGIC;
}

/* Why one of the kernel's files could not be opened. */
static int no_file(const char *path, struct jail_error *err)
{
	if (errno == EACCES || errno == EPERM)
		return no_power(path, err);
	if (errno != ENOENT)
		return fail(err, JAIL_FAILED, NULL, "%s: %m", path);
	/* nor is sysfs: jails have none of either */
	if (!is_mounted() && access(SECURITYFS, F_OK))
		return fail(err, JAIL_NO_KERNEL,
			    "run it on the host, outside of any jail or container",
			    "jails can't be managed here: this is inside a jail, or there is no sysfs");
	if (!is_mounted())
		return fail(err, JAIL_NO_KERNEL,
			    "mount -t securityfs securityfs " SECURITYFS,
			    "securityfs is not mounted");
	return fail(err, JAIL_NO_KERNEL, "modprobe jail",
		    "the jail module is not loaded");
}

/* The kernel's sentence with what a user can do about it. */
static int refused(int error, const char *sentence, struct jail_error *err)
{
	static const struct {
		int error, code;
		const char *fix;
	} table[] = {
		{ EINVAL, JAIL_USAGE,
		  "\"jailctl help parameters\" tells what each may be" },
		{ EFBIG, JAIL_USAGE, "use shorter values" },
		{ EPERM, JAIL_NO_POWER, "run it as root on the host" },
		{ EACCES, JAIL_NO_POWER, "run it as root on the host" },
		{ ENOENT, JAIL_NO_SUCH, "\"jailctl list\" shows the jails there are" },
		{ ESRCH, JAIL_NO_SUCH, "\"jailctl list\" shows the jails there are" },
		{ EEXIST, JAIL_NAME_BUSY,
		  "choose another name, or \"jailctl remove\" the jail that has it" },
		{ EBUSY, JAIL_NAME_BUSY,
		  "try again when its last task is gone; \"jailctl list\" shows it" },
		{ EADDRINUSE, JAIL_FAILED,
		  "choose another address, or \"jailctl remove\" the jail that has it" },
	};
	int len = strcspn(sentence, "\n");

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].error == error)
			return fail(err, table[i].code, table[i].fix, "%.*s",
				    len, sentence);
	return fail(err, JAIL_FAILED, NULL, "%.*s", len, sentence);
}

/* One request on a descriptor of its own; *reply is malloc'd on success. */
static int exchange(int fd, const char *request, char **reply,
		    struct jail_error *err)
{
	ssize_t n = write(fd, request, strlen(request));
	int error = n < 0 ? errno : 0;
	char *text = read_all(fd);

	if (!error && text) {
		*reply = text;
		return 0;
	}
	if (!error)
		error = errno;
	refused(error, text && *text ? text : strerror(error), err);
	free(text);
	return -1;
}

int ctl_ready(struct jail_error *err)
{
	struct jail_kernel kernel;

	if (jail_kernel_read(&kernel, err))
		return -1;
	if (kernel.version != JAIL_ABI_VERSION)
		return fail(err, JAIL_NO_KERNEL,
			    "install module and tool of the same release",
			    "the kernel's ABI is version %u, this tool needs %d",
			    kernel.version, JAIL_ABI_VERSION);
	return 0;
}

static int request(const char *text, int *fd, char **reply,
		   struct jail_error *err)
{
	static const char path[] = JAIL_DIR "/control";
	int control;

	if (strlen(text) > JAIL_REQUEST_MAX)
		return refused(EFBIG, "the parameters are too long together",
			       err);
	if (ctl_ready(err))
		return -1;
	control = open(path, O_RDWR | O_CLOEXEC);
	if (control < 0)
		return no_file(path, err);
	if (exchange(control, text, reply, err)) {
		close(control);
		return -1;
	}
	*fd = control;
	return 0;
}

/* A request whose reply is jid=N, and the descriptor of that jail. */
static int request_jail(const char *text, unsigned int flags,
			struct jail_handle *jail, struct jail_error *err)
{
	int control, status = 0;
	char *reply;

	if (request(text, &control, &reply, err))
		return -1;
	jail->fd = -1;
	if (sscanf(reply, "jid=%" SCNu64, &jail->jid) != 1)
		status = fail(err, JAIL_NO_KERNEL,
			      "install module and tool of the same release",
			      "the kernel answered \"%.32s\" where jid= was expected",
			      reply);
	free(reply);
	if (!status) {
		jail->fd = ioctl(control, JAIL_IOC_FD, flags);
		if (jail->fd < 0)
			status = fail(err, code_of(errno), NULL,
				      "can't get the jail's descriptor: %m");
	}
	close(control);
	return status;
}

int ctl_create(const char *text, unsigned int flags, struct jail_handle *jail,
	       struct jail_error *err)
{
	return request_jail(text, flags, jail, err);
}

/* VERB and who is meant, by name or number. */
static void say_who(char *text, size_t size, const char *verb, const char *who)
{
	snprintf(text, size, "%s", verb);
	field_append(text, size, is_jid(who) ? "jid" : "name", who);
}

/* A name that no jail can have is one that none has. */
static int no_such(const char *who, struct jail_error *err)
{
	if (err->code != JAIL_USAGE)
		return -1;
	return fail(err, JAIL_NO_SUCH,
		    "\"jailctl list\" shows the jails there are",
		    "there is no jail \"%.64s\": no jail can be called so",
		    who);
}

/* The name of a jail that is held: its number can't become another's. */
static int learn_name(struct jail_handle *jail, struct jail_error *err)
{
	struct jail_records *records;
	char jid[24], *reply;

	snprintf(jid, sizeof(jid), "%" PRIu64, jail->jid);
	if (ctl_get(jid, &reply, err))
		return -1;
	if (records_parse(reply, &records))
		return bad_answer(err);
	if (records_join(records)) {
		jail_records_free(records);
		return fail(err, JAIL_FAILED, NULL, "%m");
	}
	snprintf(jail->name, sizeof(jail->name), "%s",
		 jail_record_get(records, 0, "name"));
	jail_records_free(records);
	return 0;
}

int ctl_open(const char *who, struct jail_handle *jail,
	     struct jail_error *err)
{
	char text[128];

	say_who(text, sizeof(text), "open", who);
	if (request_jail(text, 0, jail, err))
		return no_such(who, err);
	return is_jid(who) ? learn_name(jail, err) : 0;
}

int ctl_watch(const char *who, struct jail_handle *jail,
	      struct jail_error *err)
{
	char text[128];

	say_who(text, sizeof(text), "watch", who);
	if (request_jail(text, 0, jail, err))
		return no_such(who, err);
	return learn_name(jail, err);
}

int ctl_list(enum jail_list list, struct jail_error *err)
{
	int fd = open(list_file[list], O_RDONLY | O_CLOEXEC);

	return fd < 0 ? no_file(list_file[list], err) : fd;
}

int ctl_set(const char *text, struct jail_error *err)
{
	char *reply;
	int fd;

	if (request(text, &fd, &reply, err))
		return -1;
	free(reply);
	close(fd);
	return 0;
}

int bad_answer(struct jail_error *err)
{
	return fail(err, JAIL_NO_KERNEL,
		    "install module and tool of the same release",
		    "can't understand the kernel's answer");
}

int ctl_get(const char *who, char **reply, struct jail_error *err)
{
	char text[128];
	int fd;

	say_who(text, sizeof(text), "get", who);
	if (request(text, &fd, reply, err))
		return no_such(who, err);
	close(fd);
	return 0;
}

int ctl_attach(int fd, struct jail_error *err)
{
	if (!ioctl(fd, JAIL_IOC_ATTACH, 0))
		return 0;
	if (errno == ESRCH)
		return fail(err, JAIL_NO_SUCH,
			    "\"jailctl list\" shows the jails there are",
			    "it is being removed");
	return fail(err, code_of(errno), NULL, "%m");
}

int ctl_has(const struct jail_handle *jail, pid_t pid)
{
	int has = ioctl(jail->fd, JAIL_IOC_HAS, pid);

	return has < 0 && errno == ESRCH ? 0 : has;
}

int jail_info(struct jail_handle *jail, struct jail_info *info,
	      struct jail_error *err)
{
	if (ioctl(jail->fd, JAIL_IOC_INFO, info))
		return fail(err, code_of(errno), NULL,
			    "can't ask for the jail's state: %m");
	return 0;
}

int ctl_remove(int fd, struct jail_error *err)
{
	/* ESRCH: somebody else was faster, and that is what was wanted */
	if (ioctl(fd, JAIL_IOC_REMOVE, 0) && errno != ESRCH)
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}

int jail_read(enum jail_list list, const char *name,
	      struct jail_records **records, struct jail_error *err)
{
	char *text = read_file(list_file[list]);

	if (!text)
		return no_file(list_file[list], err);
	if (records_parse(text, records))
		return bad_answer(err);
	if (name)
		records_filter(*records, is_jid(name) ? "jid" :
			       list == JAIL_LIST_JAILS ? "name" : "jail", name);
	return 0;
}

static void count_fact(const char *line, struct jail_kernel *kernel)
{
	unsigned int number;

	if (sscanf(line, "version %u", &number) == 1)
		kernel->version = number;
	else if (sscanf(line, "armed %u", &number) == 1)
		kernel->armed = number;
	else if (sscanf(line, "backend %15s", kernel->backend) == 1)
		return;
	kernel->hooks += !strncmp(line, "hook ", 5);
	kernel->seams += !strncmp(line, "seam ", 5);
	kernel->params += !strncmp(line, "param ", 6);
	kernel->ops += !strncmp(line, "op ", 3);
}

int ctl_kernel(int root, struct jail_kernel *kernel, struct jail_error *err)
{
	static const char path[] = JAIL_DIR "/abi";
	char *text = root < 0 ? read_file(path) : host_read(root, path + 1);
	char *save, *line;

	if (!text)
		return no_file(path, err);
	*kernel = (struct jail_kernel){ 0 };
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		count_fact(line, kernel);
	free(text);
	return 0;
}

int jail_kernel_read(struct jail_kernel *kernel, struct jail_error *err)
{
	return ctl_kernel(-1, kernel, err);
}
