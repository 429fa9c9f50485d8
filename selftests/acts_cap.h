/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Acts of an agent: what takes a capability over the machine. They happen in
 * CAP_DIR, a tmpfs that the test has mounted, with CAP_FILE and CAP_MOUNT.
 */
#ifndef JAIL_ACTS_CAP_H
#define JAIL_ACTS_CAP_H

#include "agent.h"

#define CAP_DIR		"/tmp/jail-caps"
#define CAP_FILE	CAP_DIR "/file"		/* of somebody else */
#define CAP_MOUNT	CAP_DIR "/mount"	/* a tmpfs */
#define CAP_PLACE	CAP_DIR "/place"	/* an empty directory */
#define CAP_TRACE	CAP_DIR "/trace"	/* tracefs */
#define CAP_CGROUP	CAP_DIR "/cgroup"	/* cgroup2 */
#define CAP_USER	4242

long act_mount(struct call *c);
long act_umount(struct call *c);
long act_fsopen(struct call *c);
long act_mknod(struct call *c);
long act_sethostname(struct call *c);
long act_settime(struct call *c);
long act_reboot(struct call *c);
long act_init_module(struct call *c);
long act_finit_module(struct call *c);
long act_delete_module(struct call *c);
long act_swapon(struct call *c);
long act_acct(struct call *c);
long act_iopl(struct call *c);
long act_ioperm(struct call *c);
long act_kexec(struct call *c);
long act_add_address(struct call *c);
long act_nice(struct call *c);
long act_realtime(struct call *c);
long act_raise_limit(struct call *c);
long act_mlock(struct call *c);
long act_chattr(struct call *c);
long act_file_caps(struct call *c);
long act_trusted_xattr(struct call *c);
/* text: the file */
long act_lease(struct call *c);
long act_unlease(struct call *c);
long act_dmesg(struct call *c);
long act_vhangup(struct call *c);
long act_fanotify(struct call *c);
long act_handle(struct call *c);
long act_bpf(struct call *c);
long act_tracefs(struct call *c);
long act_userns(struct call *c);
long act_utsns(struct call *c);
long act_clone_tid(struct call *c);
long act_module_request(struct call *c);
/* text: a file to open for writing */
long act_open_write(struct call *c);
long act_open_write_fsuid(struct call *c);
long act_cgroup_write(struct call *c);
/* arg0: an inherited descriptor of a namespace */
long act_setns_fd(struct call *c);

/* What a jail's root may do. */
long act_chown(struct call *c);
long act_read_anything(struct call *c);
long act_setuid(struct call *c);
long act_chroot(struct call *c);

#endif
