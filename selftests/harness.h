/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small test harness: TAP on stdout, each test in a process of its own with
 * a time-out, diagnostics that name file and line.
 *
 *	TEST(name) { EXPECT_EQ(0, f()); }
 *	TEST_EACH(name, struct row, rows) { EXPECT_EQ(row->want, g(row->arg)); }
 *
 * A failed ASSERT_ ends the test, a failed EXPECT_ only marks it.
 * NAME_test -l lists the tests, NAME_test PATTERN runs those that contain it.
 */
#ifndef JAIL_HARNESS_H
#define JAIL_HARNESS_H

#include <stdbool.h>
#include <stddef.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/** TEST_SECONDS - how long a test may take; emulated machines are slow */
#define TEST_SECONDS	60

/**
 * struct test - one line of TAP
 * @name: what it is about
 * @variant: which row of a table, or NULL
 * @run: the body
 * @row: the table's row, or NULL
 * @seconds: the time-out
 */
struct test {
	const char *name;
	const char *variant;
	void (*run)(const void *row);
	const void *row;
	int seconds;
};

void test_add(const char *name, const char *variant,
	      void (*run)(const void *row), const void *row, int seconds);
void test_add_each(const char *name, void (*run)(const void *row),
		   const void *rows, size_t size, size_t count,
		   int seconds);

void __attribute__((format(printf, 3, 4)))
test_fail(const char *file, int line, const char *format, ...);
void __attribute__((format(printf, 1, 2))) test_note(const char *format, ...);
void __attribute__((noreturn)) test_stop(void);
void __attribute__((noreturn, format(printf, 1, 2)))
test_skip(const char *format, ...);

#define TEST_TIMED(fn, limit)						\
	static void fn(const void *unused);				\
	static void __attribute__((constructor)) add_##fn(void)		\
	{								\
		test_add(#fn, NULL, fn, NULL, limit);			\
	}								\
	static void fn(const void *unused __attribute__((unused)))

#define TEST(fn)	TEST_TIMED(fn, TEST_SECONDS)

/* The type of the table's rows must begin with `const char *name`. */
#define TEST_EACH(fn, type, table) \
	TEST_EACH_TIMED(fn, type, table, TEST_SECONDS)

#define TEST_EACH_TIMED(fn, type, table, limit)				\
	static void fn##_row(const type *row);				\
	static void fn(const void *row)					\
	{								\
		fn##_row(row);						\
	}								\
	static void __attribute__((constructor)) add_##fn(void)		\
	{								\
		test_add_each(#fn, fn, table, sizeof(table[0]),		\
			      ARRAY_SIZE(table), limit);		\
	}								\
	static void fn##_row(const type *row)

#define CHECK_(want, cmp, got, after) do {				\
	long long want_ = (long long)(want);				\
	long long got_ = (long long)(got);				\
	if (!(want_ cmp got_)) {					\
		test_fail(__FILE__, __LINE__,				\
			  "%s %s %s: %lld against %lld",		\
			  #want, #cmp, #got, want_, got_);		\
		after;							\
	}								\
} while (0)

#define EXPECT_EQ(want, got)	CHECK_(want, ==, got, (void)0)
#define EXPECT_NE(want, got)	CHECK_(want, !=, got, (void)0)
#define EXPECT_LT(want, got)	CHECK_(want, <, got, (void)0)
#define EXPECT_LE(want, got)	CHECK_(want, <=, got, (void)0)
#define EXPECT_GE(want, got)	CHECK_(want, >=, got, (void)0)
#define ASSERT_EQ(want, got)	CHECK_(want, ==, got, test_stop())
#define ASSERT_NE(want, got)	CHECK_(want, !=, got, test_stop())
#define ASSERT_LT(want, got)	CHECK_(want, <, got, test_stop())
#define ASSERT_LE(want, got)	CHECK_(want, <=, got, test_stop())
#define ASSERT_GE(want, got)	CHECK_(want, >=, got, test_stop())

#define CHECK_TRUE_(what, after) do {					\
	if (!(what)) {							\
		test_fail(__FILE__, __LINE__, "not true: %s", #what);	\
		after;							\
	}								\
} while (0)

#define EXPECT_TRUE(what)	CHECK_TRUE_(what, (void)0)
#define ASSERT_TRUE(what)	CHECK_TRUE_(what, test_stop())

/*
 * What goes in rounds and does not depend on the kernel is done whole on one
 * of them, and one round in so many on the others (JAIL_TEST_SHARE).
 */
int test_share(void);
/* Where to begin with one in @stride, from 0: elsewhere on each kernel. */
int test_offset(int stride);
/* How many of so many rounds, one at least; a note says so. */
int test_rounds(const char *what, int whole);

/*
 * The result of a system call as agents and helpers report it: not negative,
 * or minus an errno.
 */
void test_result(const char *file, int line, const char *what, const char *who,
		 long want, long got);

#define EXPECT_RESULT(who, want, got) \
	test_result(__FILE__, __LINE__, #got, who, want, got)

#endif
