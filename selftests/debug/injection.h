/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's fault injection: the n-th allocation of a task fails. And its
 * search for memory that nobody knows any more.
 */
#ifndef JAIL_INJECTION_H
#define JAIL_INJECTION_H

#include <stdbool.h>

/* For the whole machine: any allocation may be made to fail, quietly. */
void injection_setup(void);
/* The caller's n-th allocation from now on fails, and no other. */
void injection_arm(int n);
/* None fails any more; has one? */
bool injection_disarm(void);

/* What is lost by now is not looked for. */
void leaks_forget(void);
/* What was lost since, as the kernel tells it; 0 or how many bytes of text. */
int leaks_find(char *text, int size);

#endif
