// SPDX-License-Identifier: GPL-2.0-or-later
/* What the verbs share: options, messages, output. */
#include <stdarg.h>
#include <unistd.h>

#include "cli.h"

static void print_message(const char *verb, const char *name,
			  const char *text, const char *fix)
{
	fprintf(stderr, "%sjailctl:%s ", colour(stderr, RED),
		colour(stderr, PLAIN));
	if (verb)
		fprintf(stderr, "%s%s%s: ", verb, name ? " " : "",
			name ? name : "");
	print_safe(stderr, text, 0);
	fputc('\n', stderr);
	if (fix && *fix) {
		fputs("  fix: ", stderr);
		print_safe(stderr, fix, 0);
		fputc('\n', stderr);
	}
}

int complain(const struct verb *verb, const char *name,
	     const struct jail_error *err)
{
	fflush(stdout);
	print_message(verb->name, name, err->text, err->fix);
	return err->code ? err->code : JAIL_FAILED;
}

int usage(const struct verb *verb, const char *fix, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	print_message(verb ? verb->name : NULL, NULL, text, fix);
	return JAIL_USAGE;
}

const char *next_option(int argc, char **argv, int *index)
{
	const char *word = *index < argc ? argv[*index] : NULL;

	if (!word || word[0] != '-' || !word[1] || !strcmp(word, "--"))
		return NULL;
	++*index;
	return word;
}

bool option_is(const char *option, const char *shortname, const char *name)
{
	size_t len = strlen(name);

	if (shortname && !strcmp(option, shortname))
		return true;
	return !strncmp(option, name, len) &&
	       (!option[len] || option[len] == '=');
}

const char *option_value(const char *option, int argc, char **argv, int *index)
{
	const char *equals = strchr(option, '=');

	if (equals)
		return equals + 1;
	if (*index >= argc || !strcmp(argv[*index], "--"))
		return NULL;
	return argv[(*index)++];
}

/* The options a verb has are those that its own help speaks of. */
struct options {
	char name[16][24];
	size_t count;
};

static void collect_options(const char *text, struct options *options)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz-";

	while ((text = strstr(text, "--"))) {
		size_t len = strspn(text, letters);

		if (len > 2 && len < sizeof(*options->name) &&
		    options->count < sizeof(options->name) / sizeof(*options->name))
			memcpy(options->name[options->count++], text, len);
		text += len;
	}
}

static const char *option_name(size_t index, void *arg)
{
	struct options *options = arg;

	return index < options->count ? options->name[index] : NULL;
}

int bad_option(const struct verb *verb, const char *option)
{
	struct options options = { .count = 0 };
	const char *near;
	char fix[96];

	collect_options(verb->usage, &options);
	collect_options(verb->help, &options);
	near = jail_nearest(option, option_name, &options);
	if (near)
		snprintf(fix, sizeof(fix), "did you mean \"%s\"?", near);
	else
		snprintf(fix, sizeof(fix),
			 "\"jailctl %s --help\" tells the options",
			 verb->name);
	return usage(verb, fix, "unknown option \"%s\"", option);
}

/* Of "-td" the first letter, of "--name=value" the name. */
static bool has_option(const struct verb *verb, const char *option)
{
	const char listed[] = { ' ', ' ', '-', option[1], ',', ' ', '-', '\0' };
	struct options options = { .count = 0 };

	if (option[1] != '-')
		return strstr(verb->help, listed);
	collect_options(verb->usage, &options);
	collect_options(verb->help, &options);
	for (size_t i = 0; i < options.count; i++)
		if (option_is(option, NULL, options.name[i]))
			return true;
	return false;
}

int late_option(const struct verb *verb, const char *option)
{
	char fix[96];

	if (!strcmp(option, "--"))
		return usage(verb, "\"jailctl run\" takes one, and \"jailctl exec\" in a jail that is there",
			     "takes no command");
	if (!has_option(verb, option))
		return bad_option(verb, option);
	snprintf(fix, sizeof(fix), "jailctl %s %.32s ... NAME ...", verb->name,
		 option);
	return usage(verb, fix, "\"%s\": options go before the name", option);
}

int twice(const struct verb *verb, const char *option, const char *value)
{
	return usage(verb, "give it once", "%s%s%s: given twice", option,
		     value ? " " : "", value ? value : "");
}

int json_option(const struct verb *verb, int argc, char **argv, int *index,
		bool *json)
{
	const char *option;

	while ((option = next_option(argc, argv, index))) {
		if (strcmp(option, "--json"))
			return bad_option(verb, option);
		if (*json)
			return twice(verb, option, NULL);
		*json = true;
	}
	return 0;
}

int verbose_option(const struct verb *verb, int argc, char **argv, int *index,
		   bool *verbose)
{
	const char *option;

	while ((option = next_option(argc, argv, index))) {
		if (strcmp(option, "-v") && strcmp(option, "--verbose"))
			return bad_option(verb, option);
		if (*verbose)
			return twice(verb, "--verbose", NULL);
		*verbose = true;
	}
	return 0;
}

static void print_step(void *arg, const char *process, const char *about,
		       bool undone)
{
	(void)arg;
	fprintf(stderr, "jailctl: %s (%s): %s\n", undone ? "undo" : "step",
		process, about);
}

const struct jail_trace verbose_trace = { .told = print_step };

int names_and_json(const struct verb *verb, int argc, char **argv,
		   char ***names, bool *json)
{
	int index = 1, count = 1, code = 0;
	bool only_names = false;

	while (index < argc && !code) {
		if (!only_names)
			code = json_option(verb, argc, argv, &index, json);
		if (code || index >= argc)
			break;
		if (!only_names && !strcmp(argv[index], "--"))
			only_names = true;
		else
			argv[count++] = argv[index];
		index++;
	}
	/* argv ends with NULL, and there are no more names than words */
	argv[count] = NULL;
	*names = argv + 1;
	return code;
}

struct jail_conf *read_conf(const struct verb *verb, const char *name,
			    int count, char **assignments, int *code)
{
	struct jail_conf *conf = NULL;
	struct jail_error err;
	int bad = jail_conf_new(name, &conf, &err);

	for (int i = 0; i < count && !bad; i++) {
		if (assignments[i][0] == '-') {
			*code = late_option(verb, assignments[i]);
			jail_conf_free(conf);
			return NULL;
		}
		bad = jail_conf_set(conf, assignments[i], &err);
	}
	if (!bad)
		return conf;
	*code = complain(verb, name, &err);
	jail_conf_free(conf);
	return NULL;
}

void print_notes(const struct jail_conf *conf, enum jail_note least)
{
	char line[512];
	enum jail_note kind;

	for (size_t i = 0;
	     (kind = jail_conf_note(conf, i, line, sizeof(line))); i++) {
		if (kind < least)
			continue;
		fputs("jailctl: note: ", stderr);
		print_safe(stderr, line, 0);
		fputc('\n', stderr);
	}
}

const char *colour(FILE *out, const char *sequence)
{
	const char *term = getenv("TERM");

	if (!isatty(fileno(out)) || getenv("NO_COLOR") || !term ||
	    !strcmp(term, "dumb"))
		return "";
	return sequence;
}

const char *local_time(char *buf, time_t seconds)
{
	struct tm tm;

	if (!localtime_r(&seconds, &tm) || !strftime(buf, 20, "%F %T", &tm))
		strcpy(buf, "-");
	return buf;
}

int finish(int code)
{
	if (fflush(stdout) || ferror(stdout)) {
		print_message(NULL, NULL, "can't write the output",
			      "make room, or look who closed the pipe");
		return code ? code : JAIL_FAILED;
	}
	return code;
}
