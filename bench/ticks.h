/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts instructions by the time stamp counter of a machine on which one
 * instruction is one tick: QEMU's TCG with "-icount shift=0" and one processor.
 * calibrate() proves that it is such a machine, by code whose instructions can
 * be counted by hand.
 */
#ifndef BENCH_TICKS_H
#define BENCH_TICKS_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The least of so many is what it takes when nothing else happens. */
#define ROUNDS		15

static inline __attribute__((noreturn)) void die(const char *what)
{
	fprintf(stderr, "bench: unable to %s: %s\n", what, strerror(errno));
	exit(1);
}

static inline uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static inline int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/*
 * Three pieces of code whose instructions are known: nothing, a thousand
 * instructions in a row, and a loop of two instructions a turn.
 */
static inline uint64_t span_of_nothing(void)
{
	uint64_t start = ticks();

	return ticks() - start;
}

static inline uint64_t span_of_thousand(void)
{
	uint64_t start = ticks();

	__asm__ volatile(".rept 1000\n\tnop\n\t.endr");
	return ticks() - start;
}

static inline uint64_t span_of_loop(void)
{
	unsigned int turns = 50000;
	uint64_t start = ticks();

	__asm__ volatile("1:\tdec %0\n\tjnz 1b" : "+r"(turns) : : "cc");
	return ticks() - start;
}

static inline uint64_t least(uint64_t (*span)(void))
{
	uint64_t min = UINT64_MAX, now;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		now = span();
		if (now < min)
			min = now;
	}
	return min;
}

static inline void calibrate(void)
{
	uint64_t base = least(span_of_nothing);
	uint64_t row = least(span_of_thousand) - base;
	uint64_t loop = least(span_of_loop) - base;

	printf("calibration\t%llu\t%llu\t%llu\n", (unsigned long long)base,
	       (unsigned long long)row, (unsigned long long)loop);
	/* One more instruction sets the loop's counter; the compiler places it. */
	if (row == 1000 && loop >= 100000 && loop <= 100002)
		return;
	fprintf(stderr,
		"1000 instructions took %llu ticks, 100000 took %llu: "
		"ticks are no instructions here; run it in QEMU with -icount shift=0 -smp 1\n",
		(unsigned long long)row, (unsigned long long)loop);
	exit(3);
}

#endif /* BENCH_TICKS_H */
