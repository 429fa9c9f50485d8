// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The jail's /etc/resolv.conf. Where the host asks a resolver of its own on
 * loopback, which is not the jail's, the servers behind that one are named. In
 * a tree only a file that is a copy of the host's, empty or not there is
 * written: whatever else there is, somebody meant.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>

#include "order.h"
#include "resolver.h"

/* Longer ones nobody has; and what glibc would read of it. */
enum { TEXT_MAX = 16 << 10 };

const char *const resolver_upstream[] = {
	"/run/systemd/resolve/resolv.conf",
	"/run/NetworkManager/no-stub-resolv.conf",
	"/run/dnsmasq/resolv.conf",
	NULL,
};

/* A file that every user of the host may read, by whatever links; or NULL. */
static char *read_public(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char *text = NULL;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_mode & S_IROTH &&
	    st.st_size < TEXT_MAX)
		text = read_all(fd);
	close(fd);
	return text;
}

/* A line's server into address; false if it names none. */
static bool is_server(const char *line, char *address, size_t size)
{
	char word[INET6_ADDRSTRLEN + IF_NAMESIZE];

	if (sscanf(line, "nameserver %61s", word) != 1)
		return false;
	snprintf(address, size, "%s", word);
	return true;
}

static bool has_family(const struct jail_conf *conf, int mode)
{
	const char *value = conf_value(conf, mode);

	return value && strcmp(value, "disable");
}

static bool is_loopback(const char *server)
{
	return !strncmp(server, "127.", 4) || !strcmp(server, "::1") ||
	       !strcmp(server, "0.0.0.0") || !strcmp(server, "::");
}

/* Loopback is the host's own, and so that of a jail with all its addresses. */
static bool can_use(const struct jail_conf *conf, const char *server)
{
	int mode = strchr(server, ':') ? JAIL_PARAM_IP6 : JAIL_PARAM_IP4;

	if (conf_is(conf, JAIL_PARAM_VNET, "new"))
		return !is_loopback(server);
	if (is_loopback(server))
		return conf_is(conf, mode, "inherit");
	return has_family(conf, mode);
}

/* The text without the servers that can't be used; NULL if none is left. */
static char *usable(const struct jail_conf *conf, const char *text)
{
	char server[INET6_ADDRSTRLEN + IF_NAMESIZE];
	char *out = malloc(strlen(text) + 2), *to = out;
	bool any = false;

	for (size_t len; out && *text; text += len) {
		len = strcspn(text, "\n");
		len += text[len] == '\n';
		if (is_server(text, server, sizeof(server))) {
			if (!can_use(conf, server))
				continue;
			any = true;
		}
		memcpy(to, text, len);
		to += len;
	}
	if (!any) {
		free(out);
		return NULL;
	}
	*to = '\0';
	return out;
}

/* From the host's file, or from what stands behind it. */
static char *find_servers(const struct jail_conf *conf, const char *host)
{
	char *text = usable(conf, host);

	for (size_t i = 0; !text && resolver_upstream[i]; i++) {
		char *more = read_public(resolver_upstream[i]);

		text = more ? usable(conf, more) : NULL;
		free(more);
	}
	return text;
}

/* A jail that can reach none keeps what it has. */
int do_servers(struct order *o, struct jail_error *err)
{
	(void)err;
	o->host_resolver = read_public("/etc/resolv.conf");
	if (o->host_resolver)
		o->resolver = find_servers(o->conf, o->host_resolver);
	return 0;
}

static int write_text(int fd, const char *text, struct jail_error *err)
{
	if (ftruncate(fd, 0) || lseek(fd, 0, SEEK_SET) ||
	    write_all(fd, text, strlen(text)))
		return fail(err, code_of(errno), NULL, "%m");
	return 0;
}

static int make_file(int etc, const char *text, struct jail_error *err)
{
	int fd = openat(etc, "resolv.conf", O_WRONLY | O_CREAT | O_EXCL |
			O_NOFOLLOW | O_CLOEXEC, 0644);
	int bad;

	/* a tree that nobody writes to, or somebody was quicker */
	if (fd < 0 && (errno == EROFS || errno == EPERM || errno == EEXIST))
		return 0;
	if (fd < 0)
		return fail(err, code_of(errno), NULL, "%m");
	bad = fchmod(fd, 0644) ? fail(err, code_of(errno), NULL, "%m") :
	      write_text(fd, text, err);
	close(fd);
	return bad;
}

/* Empty, or a copy of the host's that is no other file's too. */
static bool may_write(const struct order *o, int fd)
{
	struct stat st;
	char *text;
	bool copy;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_nlink != 1 ||
	    st.st_size >= TEXT_MAX)
		return false;
	text = read_all(fd);
	copy = text && (!*text || !strcmp(text, o->host_resolver));
	free(text);
	return copy;
}

static int change_file(const struct order *o, int etc, struct jail_error *err)
{
	int fd = open_resolve(etc, "resolv.conf", O_RDWR | O_NONBLOCK | O_NOCTTY,
			      RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			      RESOLVE_NO_XDEV);
	int bad = 0;

	if (fd < 0)
		return errno == ENOENT ? make_file(etc, o->resolver, err) : 0;
	if (may_write(o, fd))
		bad = write_text(fd, o->resolver, err);
	close(fd);
	return bad;
}

/* With path=/ it is in the copy of /etc that the jail has already. */
int do_resolver(struct order *o, struct jail_error *err)
{
	int etc, bad;

	if (!o->resolver || o->plan.host_root)
		return 0;
	etc = open_resolve(o->tree, "etc", O_PATH | O_DIRECTORY,
			   RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			   RESOLVE_NO_XDEV);
	/* links of the jail's are not followed: it has no /etc of ours */
	if (etc < 0)
		return 0;
	bad = change_file(o, etc, err);
	close(etc);
	return bad;
}

int resolver_replace(int etc, const char *text, struct jail_error *err)
{
	if (unlinkat(etc, "resolv.conf", 0) && errno != ENOENT)
		return fail(err, code_of(errno), NULL, "%m");
	return make_file(etc, text, err);
}
