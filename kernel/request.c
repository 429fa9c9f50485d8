// SPDX-License-Identifier: GPL-2.0
/*
 * The grammar of the control file. Knows no verb and no key: it only takes
 * the text apart, in place.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "request.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

static char *skip_blank(char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

static char *skip_word(char *p)
{
	while (is_word(*p))
		p++;
	return p;
}

/*
 * Undoes the quoting of one value in place: *value points to the opening
 * quote before, to the bare text after. Returns what follows the closing
 * quote, or NULL if there is none.
 */
static char *take_quoted(char **value)
{
	char *from = *value + 1, *to = *value;

	while (*from && *from != '"') {
		if (*from == '\\' && from[1])
			from++;
		*to++ = *from++;
	}
	if (*from != '"')
		return NULL;
	from++;
	/* The closing quote's place at the latest: never beyond from. */
	*to = '\0';
	return from;
}

static char *take_bare(char **value)
{
	char *end = *value;

	while (*end && !is_blank(*end) && *end != '"')
		end++;
	return end;
}

/* Takes one key=value at p apart; returns what follows it, or NULL. */
static char *take_pair(struct jail_pair *pair, char *p,
		       struct jail_reply *reply)
{
	char shown[64];
	char *end;

	pair->key = p;
	p = skip_word(p);
	if (p == pair->key || *p != '=') {
		jail_show_text(shown, sizeof(shown), pair->key);
		jail_say(reply, "\"%s\": key=value expected", shown);
		return NULL;
	}
	*p++ = '\0';
	pair->value = p;
	end = *p == '"' ? take_quoted(&pair->value) : take_bare(&pair->value);
	if (!end) {
		jail_say(reply, "%.40s: the closing quote is missing", pair->key);
		return NULL;
	}
	if (*end && !is_blank(*end)) {
		jail_say(reply, "%.40s: a blank is missing after the value",
			 pair->key);
		return NULL;
	}
	if (*end)
		*end++ = '\0';
	return end;
}

static bool key_seen(const struct jail_request *request, const char *key)
{
	unsigned int i;

	for (i = 0; i < request->count; i++)
		if (!strcmp(request->pairs[i].key, key))
			return true;
	return false;
}

static int parse_verb(struct jail_request *request, char **text,
		      struct jail_reply *reply)
{
	char *p = skip_blank(*text);
	char shown[64];

	request->verb = p;
	p = skip_word(p);
	if (p == request->verb || (*p && !is_blank(*p))) {
		jail_show_text(shown, sizeof(shown), request->verb);
		jail_say(reply, "\"%s\": a verb expected: create, set, get, open or remove",
			 shown);
		return -EINVAL;
	}
	if (*p)
		*p++ = '\0';
	*text = p;
	return 0;
}

/**
 * jail_request_parse() - take a request's text apart, in place
 * @request: filled on success; points into @text
 * @text: the request, @text[@len] must be NUL
 * @len: bytes before that NUL
 * @reply: gets the sentence that says what is wrong
 *
 * Context: any; pure.
 * Return: 0 or -EINVAL.
 */
int jail_request_parse(struct jail_request *request, char *text, size_t len,
		       struct jail_reply *reply)
{
	struct jail_pair *pair;

	request->count = 0;
	if (strlen(text) != len) {
		jail_say(reply, "a NUL byte at offset %u of the request",
			 (unsigned int)strlen(text));
		return -EINVAL;
	}
	if (parse_verb(request, &text, reply))
		return -EINVAL;

	for (text = skip_blank(text); *text; text = skip_blank(text)) {
		if (request->count == JAIL_REQUEST_PAIRS) {
			jail_say(reply, "more than %u parameters",
				 JAIL_REQUEST_PAIRS);
			return -EINVAL;
		}
		pair = &request->pairs[request->count];
		text = take_pair(pair, text, reply);
		if (!text)
			return -EINVAL;
		if (key_seen(request, pair->key)) {
			jail_say(reply, "%.40s: given twice", pair->key);
			return -EINVAL;
		}
		request->count++;
	}
	return 0;
}
