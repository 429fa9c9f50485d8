// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a suite of KUnit's in a program; prints TAP.
 */
#include <kunit/test.h>

static int count, failed;

static void run(const struct kunit_case *c, const void *param,
		const char *desc)
{
	struct kunit test = { .param_value = param };

	if (shim_suite->init && shim_suite->init(&test))
		test.failed = true;
	else
		c->run_case(&test);
	failed += test.failed;
	printf("%sok %d - %s: %s%s%s\n", test.failed ? "not " : "", ++count,
	       shim_suite->name, c->name, param ? ": " : "", desc);
}

int main(void)
{
	const struct kunit_case *c;

	puts("TAP version 13");
	for (c = shim_suite->test_cases; c->run_case; c++) {
		char desc[KUNIT_PARAM_DESC_SIZE] = "";
		const void *param = NULL;

		if (!c->generate_params)
			run(c, NULL, desc);
		else
			while ((param = c->generate_params(param, desc)))
				run(c, param, desc);
	}
	printf("1..%d\n", count);
	return failed != 0;
}
