/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a jail's init and the library agree on. */
#ifndef _JAIL_INIT_H
#define _JAIL_INIT_H

/** INIT_REPORT_FD - where init writes one struct init_report */
#define INIT_REPORT_FD 3

/** INIT_NAME - what init is called otherwise */
#define INIT_NAME "jail-init"

/**
 * INIT_LEAVES - init's name while it looks a last time whether it is alone.
 * Who came before that look is seen by it; who came later sees the name.
 */
#define INIT_LEAVES "jail-init-ends"

/**
 * struct init_report - how the command ended
 * @status: as wait4(2) has it
 * @last: nobody else is in the pid namespace, so that init ends as well
 */
struct init_report {
	int status;
	int last;
};

#endif /* _JAIL_INIT_H */
