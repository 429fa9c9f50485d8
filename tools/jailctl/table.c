// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

/* A last column narrower than this is rather wrapped than cut. */
enum { LEAST = 8 };

void table_add(struct table *table, const char *text)
{
	char **grown = reallocarray(table->cells, table->count + 1,
				    sizeof(*grown));

	if (!grown)
		return;
	table->cells = grown;
	table->cells[table->count++] = safe_text(text);
}

static const char *cell(const struct table *table, size_t i)
{
	return table->cells[i] ? table->cells[i] : "";
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t width = text_width(table->columns[column].head);

	for (size_t i = column; i < table->count; i += table->width) {
		size_t w = text_width(cell(table, i));

		if (w > width)
			width = w;
	}
	return width;
}

/* Columns of the terminal, 0 where there is none. */
static size_t screen_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return 0;
	return size.ws_col;
}

/* The first so many characters. */
static void print_cut(const char *text, size_t width)
{
	size_t bytes = 0;

	while (width-- && text[bytes])
		bytes += utf8_length(text + bytes);
	printf("%.*s", (int)bytes, text);
}

static void print_last(const char *text, size_t room)
{
	if (room < LEAST || text_width(text) <= room) {
		fputs(text, stdout);
		return;
	}
	print_cut(text, room - 3);
	fputs("...", stdout);
}

/* get(i): the text of column i */
static void print_row(const struct table *table, const size_t *width,
		      size_t room, const char *(*get)(const struct table *table,
						      size_t i), size_t first)
{
	for (size_t c = 0; c < table->width; c++) {
		const char *text = get(table, first + c);
		int pad = (int)(width[c] - text_width(text));
		bool right = table->columns[c].right;

		if (c + 1 == table->width) {
			print_last(text, room);
			break;
		}
		printf("%*s%s%*s  ", right ? pad : 0, "", text,
		       right ? 0 : pad, "");
	}
}

static const char *head(const struct table *table, size_t i)
{
	return table->columns[i].head;
}

void table_print(const struct table *table)
{
	size_t width[16], used = 0, screen = screen_width(), room;

	for (size_t c = 0; c < table->width; c++) {
		width[c] = column_width(table, c);
		used += c + 1 < table->width ? width[c] + 2 : 0;
	}
	room = screen > used ? screen - used : 0;
	fputs(colour(stdout, BOLD), stdout);
	print_row(table, width, room, head, 0);
	printf("%s\n", colour(stdout, PLAIN));
	for (size_t i = 0; i + table->width <= table->count;
	     i += table->width) {
		print_row(table, width, room, cell, i);
		putchar('\n');
	}
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
}
