/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BPF as a security module. */
#ifndef JAIL_BPF_LSM_H
#define JAIL_BPF_LSM_H

/*
 * As long as the descriptor is open, that hook refuses everybody everything by
 * that errno. Minus an errno if it can't be had.
 */
int bpf_lsm_refuses(const char *hook, int err);

#endif
