/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The accessors to a traced function's arguments and instruction pointer,
 * which 6.1 has under other names or for x86 not at all.
 */
#ifndef _JAIL_COMPAT_FTRACE_6_1_H
#define _JAIL_COMPAT_FTRACE_6_1_H

#include <linux/ftrace.h>
#include <linux/ptrace.h>

#define ftrace_regs_get_argument(fregs, n) \
	regs_get_kernel_argument(&(fregs)->regs, n)
#define ftrace_regs_get_stack_pointer(fregs) \
	kernel_stack_pointer(&(fregs)->regs)
#define ftrace_regs_set_instruction_pointer(fregs, ip) \
	ftrace_instruction_pointer_set(fregs, ip)

#endif /* _JAIL_COMPAT_FTRACE_6_1_H */
