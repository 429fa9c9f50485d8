// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * outside ask KIND PORT ADDRESS...: who answers at each address, a line each:
 * the word of the answer that begins with "from-", or what happened instead.
 * outside serve PORT WORD: a server as Go's net.Listen("tcp", ":PORT") has it:
 * one socket for both families, on the wildcard, which answers WORD.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MSECS	10000
#define TAG		"from-"

/**
 * struct kind - a kind of server
 * @name: on the command line
 * @type: of the socket
 * @ask: what is sent first
 * @length: of it
 * @any: what else will do for an answer: a letter of it; 0: nothing
 */
static const struct kind {
	const char *name;
	int type;
	const char *ask;
	size_t length;
	const char *any;
} kinds[] = {
#define BYTES(text)	text, sizeof(text) - 1
	{ "http", SOCK_STREAM, BYTES("GET / HTTP/1.0\r\n\r\n"), "" },
	{ "line", SOCK_STREAM, BYTES(""), "" },
	/* A request for TLS, which is answered by one letter. */
	{ "postgres", SOCK_STREAM, BYTES("\0\0\0\x8\x4\xd2\x16\x2f"), "NS" },
	/* What text is there for who.test? */
	{ "dns", SOCK_DGRAM, BYTES("\x7\x7\1\0\0\1\0\0\0\0\0\0\3who\4test\0\0\x10\0\1"),
	  "" },
};

static socklen_t parse(const char *ip, int port, struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *in = (struct sockaddr_in *)ss;

	memset(ss, 0, sizeof(*ss));
	if (inet_pton(AF_INET, ip, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons((in_port_t)port);
		return sizeof(*in);
	}
	inet_pton(AF_INET6, ip, &in6->sin6_addr);
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons((in_port_t)port);
	return sizeof(*in6);
}

static bool readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, WAIT_MSECS) == 1;
}

static void say(const struct kind *kind, const char *ip, const char *text,
		size_t length)
{
	const char *tag = memmem(text, length, TAG, strlen(TAG));
	size_t n = 0;

	if (tag) {
		while (tag + n < text + length && tag[n] > ' ' && tag[n] <= '~')
			n++;
		printf("%s %.*s\n", ip, (int)n, tag);
	} else if (length && strchr(kind->any, text[0]) && *kind->any) {
		printf("%s answered\n", ip);
	} else {
		printf("%s silence\n", ip);
	}
}

/* All that comes, but a greeting ends with its line and a letter is one. */
static void hear(const struct kind *kind, const char *ip, int fd)
{
	char text[4096];
	size_t length = 0;
	ssize_t n;

	while (length < sizeof(text) && readable(fd)) {
		n = recv(fd, text + length, sizeof(text) - length, 0);
		if (n <= 0)
			break;
		length += (size_t)n;
		if (*kind->any || kind->type == SOCK_DGRAM || !kind->length)
			break;
	}
	if (!length && errno == ECONNREFUSED)
		printf("%s refused\n", ip);
	else
		say(kind, ip, text, length);
}

/* Not connected, so that a reply from another address is seen as such. */
static void hear_from(const struct kind *kind, const char *ip, int fd,
		      const struct sockaddr_storage *asked, socklen_t length)
{
	struct sockaddr_storage from;
	socklen_t from_length = sizeof(from);
	char text[4096];
	ssize_t n;

	memset(&from, 0, sizeof(from));
	if (!readable(fd)) {
		printf("%s silence\n", ip);
		return;
	}
	n = recvfrom(fd, text, sizeof(text), 0, (struct sockaddr *)&from,
		     &from_length);
	if (n < 0)
		printf("%s %s\n", ip, errno == ECONNREFUSED ? "refused" :
							       strerror(errno));
	else if (from_length != length || memcmp(&from, asked, length))
		printf("%s answered-by-another\n", ip);
	else
		say(kind, ip, text, (size_t)n);
}

static void ask(const struct kind *kind, int port, const char *ip)
{
	struct sockaddr_storage to;
	socklen_t length = parse(ip, port, &to);
	int fd = socket(to.ss_family, kind->type | SOCK_CLOEXEC, 0);
	bool v6 = to.ss_family == AF_INET6;
	int one = 1;

	if (kind->type == SOCK_DGRAM) {
		setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP,
			   v6 ? IPV6_RECVERR : IP_RECVERR, &one, sizeof(one));
		sendto(fd, kind->ask, kind->length, 0, (struct sockaddr *)&to,
		       length);
		hear_from(kind, ip, fd, &to, length);
	} else if (connect(fd, (struct sockaddr *)&to, length)) {
		printf("%s %s\n", ip, errno == ECONNREFUSED ? "refused" :
							       strerror(errno));
	} else {
		send(fd, kind->ask, kind->length, MSG_NOSIGNAL);
		errno = 0;
		hear(kind, ip, fd);
	}
	close(fd);
}

static int serve(int port, const char *word)
{
	struct sockaddr_in6 own = {
		.sin6_family = AF_INET6, .sin6_port = htons((in_port_t)port),
	};
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int zero = 0, one = 1, peer;

	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) || listen(fd, 128)) {
		perror("outside serve");
		return 1;
	}
	for (;;) {
		peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
		if (peer < 0)
			continue;
		dprintf(peer, "%s\n", word);
		close(peer);
	}
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "serve"))
		return serve(atoi(argv[2]), argv[3]);
	for (size_t i = 0; argc > 4 && i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(argv[1], "ask") || strcmp(argv[2], kinds[i].name))
			continue;
		for (int j = 4; j < argc; j++)
			ask(&kinds[i], atoi(argv[3]), argv[j]);
		return 0;
	}
	fputs("Usage: outside ask KIND PORT ADDRESS... | serve PORT WORD\n",
	      stderr);
	return 2;
}
