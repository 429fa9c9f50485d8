// SPDX-License-Identifier: GPL-2.0
/*
 * Where a call that is refused goes instead.
 */
#include "backend/ftrace.h"
#include "hooks.h"

/*
 * What the instruction pointer is set to: ordinary functions, one an answer.
 * They need no ENDBR, since the trampoline gets here by a return.
 */
#define STUB(name, value) static long stub_##name(void) { return value; }
#define STUBS(X) \
	X(EPERM) X(ESRCH) X(ENOENT) X(EACCES) X(ECHILD) X(ENOMEM) \
	X(EADDRNOTAVAIL) X(EAFNOSUPPORT) X(EPROTONOSUPPORT) X(ECONNREFUSED)
#define ERRNO_STUB(name)	static long stub_##name(void) { return -name; }
STUBS(ERRNO_STUB)
STUB(zero, 0)
STUB(true, 1)

static long stub_arg3(long arg1, long arg2, long arg3)
{
	return arg3;
}

/**
 * stub_for() - the function that returns a verdict
 * @verdict: an errno, or one of enum jail_return
 */
unsigned long stub_for(int verdict)
{
#define ERRNO_CASE(name) case -name: return (unsigned long)stub_##name;
	switch (verdict) {
	STUBS(ERRNO_CASE)
	case JAIL_RETURN_ZERO:
		return (unsigned long)stub_zero;
	case JAIL_RETURN_TRUE:
		return (unsigned long)stub_true;
	case JAIL_RETURN_ARG3:
		return (unsigned long)stub_arg3;
	default:
		WARN_ONCE(1, "jail: no way to return %d", verdict);
		return (unsigned long)stub_EPERM;
	}
}
