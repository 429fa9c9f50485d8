/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The few system calls of a program without libc; results as the kernel's. */
#ifndef _INIT_SYS_H
#define _INIT_SYS_H

#include <asm/unistd.h>

#define ENTRY_TEXT(text) __asm__(".globl _start\n_start:\n" text)

#if defined(__x86_64__)

/* start() gets the address of argc; the ABI wants the stack aligned. */
#define ENTRY ENTRY_TEXT("mov %rsp, %rdi\n\tand $-16, %rsp\n\tcall start\n")

static inline long sys4(long nr, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result;

	__asm__ volatile("syscall" : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}

#elif defined(__aarch64__)

#define ENTRY ENTRY_TEXT("mov x0, sp\n\tbl start\n")

static inline long sys4(long nr, long a, long b, long c, long d)
{
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;

	__asm__ volatile("svc #0" : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
	return x0;
}

#else
#error "the jail's init knows x86-64 and aarch64 only"
#endif

#endif /* _INIT_SYS_H */
