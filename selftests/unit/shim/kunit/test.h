/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of KUnit as the tests in kernel/kunit/ use, for a program: each case
 * and each row of a table is a line of TAP.
 */
#ifndef JAIL_SHIM_KUNIT_H
#define JAIL_SHIM_KUNIT_H

#include "../shim.h"

#define KUNIT_PARAM_DESC_SIZE	128

struct kunit {
	const void *param_value;
	bool failed;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
};

struct kunit_suite {
	const char *name;
	int (*init)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(f)		{ f, #f, NULL }
#define KUNIT_CASE_PARAM(f, g)	{ f, #f, g }

#define KUNIT_ARRAY_PARAM(name, array, describe)			\
	static const void *name##_gen_params(const void *prev, char *desc) \
	{								\
		const __typeof__((array)[0]) *next = prev;		\
									\
		next = prev ? next + 1 : (array);			\
		if (next == (array) + ARRAY_SIZE(array))		\
			return NULL;					\
		describe(next, desc);					\
		return next;						\
	}

/* Why a test fails comes before the line that says so. */
#define KUNIT_EXPECT_TRUE_MSG(test, condition, ...) do {		\
	if (!(condition)) {						\
		(test)->failed = true;					\
		printf("# " __VA_ARGS__);				\
		puts("");						\
	}								\
} while (0)

#define KUNIT_EXPECT_TRUE(test, condition)				\
	KUNIT_EXPECT_TRUE_MSG(test, condition, "line %d: not %s",	\
			      __LINE__, #condition)

#define KUNIT_EXPECT_EQ(test, got, want) do {				\
	long long g_ = (got), w_ = (want);				\
									\
	KUNIT_EXPECT_TRUE_MSG(test, g_ == w_,				\
			      "line %d: %s is %lld, not %lld",		\
			      __LINE__, #got, g_, w_);			\
} while (0)

#define KUNIT_EXPECT_PTR_EQ(test, got, want)				\
	KUNIT_EXPECT_TRUE_MSG(test, (got) == (want), "line %d: %s is not %s", \
			      __LINE__, #got, #want)

#define KUNIT_EXPECT_STREQ(test, got, want) do {			\
	const char *g_ = (got), *w_ = (want);				\
									\
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(g_, w_),			\
			      "line %d: got  %s\n# want %s",		\
			      __LINE__, g_, w_);			\
} while (0)

/* Never, in a program. */
#define kunit_skip(test, ...) \
	KUNIT_EXPECT_TRUE_MSG(test, false, "can't be skipped: " __VA_ARGS__)

#define kunit_test_suite(suite) \
	const struct kunit_suite *const shim_suite = &(suite)

extern const struct kunit_suite *const shim_suite;

#endif /* JAIL_SHIM_KUNIT_H */
