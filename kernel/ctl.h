/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files below /sys/kernel/security/jail and the descriptor of a jail.
 */
#ifndef _JAIL_CTL_H
#define _JAIL_CTL_H

#include <linux/fs.h>

#include "jail.h"

extern const struct file_operations abi_fops;
extern const struct file_operations control_fops;
extern const struct file_operations jails_fops;
extern const struct file_operations counters_fops;
extern const struct file_operations denials_fops;

bool ctl_has_power(const struct file *file);
int jailfd_make(struct jail *jail, unsigned int flags);
int jailfd_watch(struct jail *jail);
int jail_directory_init(void);
void jail_directory_exit(void);
int jail_files_init(void);
void jail_files_exit(void);

#endif /* _JAIL_CTL_H */
