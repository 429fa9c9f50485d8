/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of the host's name servers. */
#ifndef _JAIL_RESOLVER_H
#define _JAIL_RESOLVER_H

/* Where local resolvers write whom they ask; ends with NULL. */
extern const char *const resolver_upstream[];

#endif /* _JAIL_RESOLVER_H */
