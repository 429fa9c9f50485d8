// SPDX-License-Identifier: GPL-2.0
/*
 * The files below /sys/kernel/security/jail.
 */
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/security.h>

#include "ctl.h"

static const struct {
	const char *name;
	umode_t mode;
	const struct file_operations *fops;
} files[] = {
	{ "abi", 0444, &abi_fops },
	{ "control", 0666, &control_fops },
	{ "counters", 0444, &counters_fops },
	{ "denials", 0444, &denials_fops },
	{ "jails", 0444, &jails_fops },
};

static struct dentry *directory;
static struct dentry *dentries[ARRAY_SIZE(files)];

/** jail_directory_exit() - remove the directory; its files are gone */
void jail_directory_exit(void)
{
	securityfs_remove(directory);
}

/**
 * jail_directory_init() - make the directory; may sleep
 *
 * It stands for all jails of this machine: who finds it there has come second.
 */
int jail_directory_init(void)
{
	directory = securityfs_create_dir("jail", NULL);
#ifdef MODULE
	if (directory == ERR_PTR(-EEXIST))
		pr_err("jail: this kernel has jails built in: not loading\n");
#endif
	return PTR_ERR_OR_ZERO(directory);
}

/** jail_files_exit() - remove the files; nobody has one open, they hold the module */
void jail_files_exit(void)
{
	unsigned int i;

	/* One by one: 6.1 does not remove a directory with what is in it. */
	for (i = ARRAY_SIZE(files); i--;)
		if (!IS_ERR_OR_NULL(dentries[i]))
			securityfs_remove(dentries[i]);
}

/** jail_files_init() - make the files; may sleep */
int jail_files_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		dentries[i] = securityfs_create_file(files[i].name,
						     files[i].mode, directory,
						     NULL, files[i].fops);
		if (IS_ERR(dentries[i])) {
			err = PTR_ERR(dentries[i]);
			jail_files_exit();
			return err;
		}
	}
	return 0;
}
