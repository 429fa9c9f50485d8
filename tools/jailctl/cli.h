/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the verbs of jailctl share. */
#ifndef _CLI_H
#define _CLI_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jail.h>

struct verb {
	const char *name;
	const char *usage;	/* what follows "jailctl NAME" */
	const char *about;	/* one line */
	const char *help;	/* the rest, with examples */
	int (*run)(const struct verb *verb, int argc, char **argv);
};

extern const struct verb create_verb, run_verb, exec_verb, console_verb,
	list_verb, show_verb, set_verb, remove_verb, denials_verb, events_verb,
	check_verb, version_verb, help_verb;

/* The table of verbs, ends with NULL. */
extern const struct verb *const verbs[];

void print_help(const struct verb *verb, FILE *out);

/* Print "jailctl: VERB NAME: cause" and the fix; returns the exit code. */
int complain(const struct verb *verb, const char *name,
	     const struct jail_error *err);
/* A usage error in the tool's own words; returns JAIL_USAGE. */
int usage(const struct verb *verb, const char *fix, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The next option, "--name" or "-n", or NULL at the first argument that is
 * none; "--" ends them too and is left there.
 */
const char *next_option(int argc, char **argv, int *index);
bool option_is(const char *option, const char *shortname, const char *name);
/* The option's argument: after "=", or the next word; NULL if there is none. */
const char *option_value(const char *option, int argc, char **argv, int *index);
int bad_option(const struct verb *verb, const char *option);
/* An option where the name was before; returns JAIL_USAGE. */
int late_option(const struct verb *verb, const char *option);
/* An option was given twice; value: what made it the same, or NULL. */
int twice(const struct verb *verb, const char *option, const char *value);

/* Options of a verb that has but --json; the code, or 0. */
int json_option(const struct verb *verb, int argc, char **argv, int *index,
		bool *json);
/* Options of a verb that has but --verbose; the code, or 0. */
int verbose_option(const struct verb *verb, int argc, char **argv, int *index,
		   bool *verbose);
/* Prints each step to standard error. */
extern const struct jail_trace verbose_trace;
/* Names and --json in any order; names ends with NULL. */
int names_and_json(const struct verb *verb, int argc, char **argv,
		   char ***names, bool *json);

/* name=value arguments into a configuration; NULL after complaining. */
struct jail_conf *read_conf(const struct verb *verb, const char *name,
			    int count, char **assignments, int *code);
/* Those of this kind, and of graver ones. */
void print_notes(const struct jail_conf *conf, enum jail_note least);

/* Terminal colours: the sequence, or "" where there is no terminal. */
const char *colour(FILE *out, const char *sequence);
#define BOLD "\033[1m"
#define RED "\033[31m"
#define YELLOW "\033[33m"
#define GREEN "\033[32m"
#define PLAIN "\033[0m"

/* The local time, into at least 20 bytes. */
const char *local_time(char *buf, time_t seconds);

/* text.c: bytes of the UTF-8 character there, 0 if it is none */
size_t utf8_length(const char *text);
/* What could drive a terminal, or is no UTF-8, as ?; malloc'd. */
char *safe_text(const char *text);
/* In characters. */
size_t text_width(const char *text);
/* Likewise, padded to at least width. */
void print_safe(FILE *out, const char *text, int width);

/* denials.c: what was denied to whom, in one line without its end */
void print_denial(const struct jail_records *denials, size_t index);
/* What a denial is told by, besides the jail and the time; ends with NULL. */
extern const char *const denial_keys[];

/* table.c: rows of cells, as wide as they need, the last cut to the terminal */
struct column {
	const char *head;
	bool right;
};

struct table {
	const struct column *columns;
	size_t width;		/* number of columns */
	char **cells;
	size_t count;
};

/* The next cell; its text is copied, and made safe. */
void table_add(struct table *table, const char *text);
void table_print(const struct table *table);
void table_free(struct table *table);

/* Flush, and fail if something could not be written. */
int finish(int code);

/* json.c: records as JSON */
struct json_object *json_number(const char *text);
struct json_object *json_record(const struct jail_records *records,
				size_t index);
struct json_object *json_records(const struct jail_records *records);
/* The fields of a record into an object. */
void json_add_fields(struct json_object *object,
		     const struct jail_records *records, size_t index);
/* Any bytes as a string. */
struct json_object *json_text(const char *text);
struct json_object *json_time(const struct timespec *time);
/* Print and release; the second in one line. */
void json_print(struct json_object *object);
void json_print_line(struct json_object *object);

/* Called with the variable's address at the end of its block. */
#define __cleanup(f) __attribute__((cleanup(f)))

/* options.c, launch.c: the common part of run and exec */
struct launch_options {
	const char *user;
	const char **env;	/* ends with NULL */
	size_t env_count;
	const char *log;
	bool detach, tty, no_tty, no_input, quiet, verbose;
	bool interactive;	/* as it always is; for the fingers' habit */
};

int launch_options(const struct verb *verb, int argc, char **argv, int *index,
		   struct launch_options *options);
void launch_options_free(struct launch_options *options);
/* The index of the command after "--", or 0. */
int find_command(int argc, char **argv, int from);
/* Complain that there is none; index is the name's. */
int no_command(const struct verb *verb, int argc, char **argv, int index);
/*
 * Run it to its end, or until it is left: 0 and the status, or -1. @own: the
 * jail ends with the command; then *own is false if a keeper sees to that.
 */
int launch(struct jail_handle *jail, const char *name, char **argv,
	   const struct launch_options *options, bool *own, int *status,
	   struct jail_error *err);
/* Be the terminal until one side has enough; 0 and the exit code, or -1. */
int spectate(struct jail_console *console, const char *name, bool *left,
	     int *status, struct jail_error *err);
/* The exit code of a failed run or exec. */
int launch_failed(const struct verb *verb, const char *name,
		  const struct jail_error *err);

/* remove.c: wait, telling what for */
int wait_gone(struct jail_handle *jail, const char *name,
	      struct jail_error *err);

#endif /* _CLI_H */
