// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Users by the jail's own files, never by the host's name services. The files
 * belong to the jail: what they hold is checked, nothing but a plain file is
 * read, and what they can choose is only who runs inside.
 */
#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <sys/stat.h>

#include "internal.h"

/* More is no list of users, but a way to keep us reading. */
enum { LIST_MOST = 1 << 20 };

static FILE *open_plain(const char *path)
{
	/* not blocking: a FIFO must not hold us up */
	int fd = open_resolve(AT_FDCWD, path, O_RDONLY | O_NONBLOCK, 0);
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > LIST_MOST) {
		close(fd);
		return NULL;
	}
	return fdopen(fd, "r");
}

static bool parse_number(const char *text, uid_t *number)
{
	unsigned long value;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoul(text, &end, 10);
	*number = value;
	return !*end && !errno && value < (uid_t)-1;
}

static void take(struct user *user, const struct passwd *pw)
{
	user->uid = pw->pw_uid;
	user->gid = pw->pw_gid;
	snprintf(user->name, sizeof(user->name), "%s", pw->pw_name);
	if (*pw->pw_dir == '/')
		snprintf(user->home, sizeof(user->home), "%s", pw->pw_dir);
	if (*pw->pw_shell == '/')
		snprintf(user->shell, sizeof(user->shell), "%s", pw->pw_shell);
}

static bool find_passwd(const char *who, bool numeric, uid_t uid,
			struct user *user)
{
	FILE *file = open_plain("/etc/passwd");
	struct passwd *pw = NULL;

	if (!file)
		return false;
	while ((pw = fgetpwent(file)))
		if (numeric ? pw->pw_uid == uid : !strcmp(pw->pw_name, who))
			break;
	if (pw)
		take(user, pw);
	fclose(file);
	return pw;
}

static void find_groups(struct user *user)
{
	FILE *file = open_plain("/etc/group");
	struct group *gr;

	if (!file)
		return;
	while ((gr = fgetgrent(file)))
		for (char **member = gr->gr_mem; *member; member++)
			if (!strcmp(*member, user->name) &&
			    user->ngroups < (int)ARRAY_SIZE(user->groups))
				user->groups[user->ngroups++] = gr->gr_gid;
	fclose(file);
}

int user_find(const char *who, struct user *user, struct jail_error *err)
{
	bool numeric;
	uid_t uid = 0;

	*user = (struct user){ .name = "root", .home = "/",
			       .shell = "/bin/sh" };
	if (!who)
		who = "0";
	numeric = parse_number(who, &uid);
	user->uid = user->gid = uid;
	if (numeric && uid)
		snprintf(user->name, sizeof(user->name), "%s", who);
	if (find_passwd(who, numeric, uid, user))
		find_groups(user);
	else if (!numeric)
		return fail(err, JAIL_NO_START,
			    "give a name of the jail's /etc/passwd (of 1 MB at most), or a number",
			    "no user \"%.64s\" in the jail", who);
	return 0;
}
