// SPDX-License-Identifier: LGPL-2.1-or-later
/* "Did you mean ...?": the edit distance between two words. Pure code. */
#include "internal.h"

#define WORD_MAX 32

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's, one row at a time; words too long count as far away. */
static unsigned int distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	unsigned int row[WORD_MAX + 1];

	if (la > WORD_MAX || lb > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned int above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
				       diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[lb];
}

/* "hostname" is nearer to host.hostname than to name. */
static unsigned int distance_dotted(const char *word, const char *known)
{
	const char *dot = strrchr(known, '.');
	unsigned int whole = distance(word, known);
	unsigned int last = dot ? distance(word, dot + 1) + 1 : whole;

	return last < whole ? last : whole;
}

const char *jail_nearest(const char *word,
			 const char *(*candidate)(size_t index, void *arg),
			 void *arg)
{
	/* at most half of the word mistyped, or the hint is no help */
	unsigned int best = strlen(word) / 2 + 1;
	const char *nearest = NULL, *c;

	for (size_t i = 0; (c = candidate(i, arg)); i++) {
		unsigned int d = distance_dotted(word, c);

		if (d < best) {
			best = d;
			nearest = c;
		}
	}
	return nearest;
}
