/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _JAIL_PROC_H
#define _JAIL_PROC_H

int proc_init(void);

#endif /* _JAIL_PROC_H */
