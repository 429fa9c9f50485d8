/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between the supported kernels, each as a feature with a
 * name, so that nothing outside this directory asks for a version.
 */
#ifndef _JAIL_COMPAT_H
#define _JAIL_COMPAT_H

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/version.h>

/* bin2hex() has moved. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#include <linux/kernel.h>
#else
#include <linux/hex.h>
#endif

#if defined(CONFIG_PREEMPT_RT)
#error "jail: kernels with CONFIG_PREEMPT_RT are not supported: hooks take raw locks with preemption off"
#endif

/* Elsewhere, as on arm64 before 6.2, a hook is called but can't refuse. */
#if !defined(CONFIG_DYNAMIC_FTRACE_WITH_ARGS)
#error "jail: hooks need a kernel with CONFIG_DYNAMIC_FTRACE_WITH_ARGS"
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "jail: the oldest supported kernel is 6.1"
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#include "ftrace-6.1.h"
/* The first argument of inode operations. */
#define compat_idmap	struct user_namespace
#else
#define compat_idmap	struct mnt_idmap
#endif

/*
 * Since 6.14 d_revalidate is also handed the parent's inode and the name, in
 * front of the dentry.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define COMPAT_REVALIDATE_ARGS(X) \
	X(struct dentry *, dentry) X(unsigned int, flags)
#define COMPAT_REVALIDATE_DENTRY	0
#else
#define COMPAT_REVALIDATE_DENTRY	2
#endif

/* The dentry behind an entry of inode->i_dentry. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 1, 0)
#define compat_alias(node)	hlist_entry(node, struct dentry, d_u.d_alias)
#else
#define compat_alias(node)	hlist_entry(node, struct dentry, d_alias)
#endif

/* within_module() asks for every kind of section; code is called by code. */
static __always_inline bool compat_in_text(const struct module *mod,
					   unsigned long ip)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
	return ip - (unsigned long)mod->core_layout.base <
	       mod->core_layout.text_size;
#else
	return ip - (unsigned long)mod->mem[MOD_TEXT].base <
	       mod->mem[MOD_TEXT].size;
#endif
}

/*
 * compat_argument() - an argument of a traced function, in a register or, where
 * there are no more of these, on the stack, above the return address
 */
#ifdef CONFIG_X86_64
#define compat_argument(fregs, n) \
	((n) < 6 ? ftrace_regs_get_argument(fregs, (n) < 6 ? (n) : 0) : \
	 ((unsigned long *)ftrace_regs_get_stack_pointer(fregs))[(n) - 5])
#else
#define compat_argument	ftrace_regs_get_argument
#endif

/* Where the look-up of a listener has the destination; it lost the tables. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define COMPAT_LISTENER_DADDR	6
#else
#define COMPAT_LISTENER_DADDR	5
#endif

/* fork's flags grew to 64 bits. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
#define compat_clone_flags	unsigned long
#else
#define compat_clone_flags	u64
#endif

#endif /* _JAIL_COMPAT_H */
