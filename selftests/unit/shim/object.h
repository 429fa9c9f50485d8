/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the jail as an object needs of the kernel, in a program with one thread
 * and nothing that could be in the way: locks are none, the grace period is
 * over at once, and work is done when somebody sleeps.
 */
#ifndef JAIL_SHIM_OBJECT_H
#define JAIL_SHIM_OBJECT_H

#include <stdlib.h>

#include "shim.h"

#define __rcu
#define __force
#define likely(x)		(x)
#define unlikely(x)		(x)
#define READ_ONCE(x)		(x)
#define WRITE_ONCE(x, value)	((x) = (value))
/* one thread needs no barriers */
#define smp_store_release(p, v)	(*(p) = (v))
/* likewise */
#define smp_mb()		do { } while (0)
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

/* Lists */
struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

#define LIST_HEAD(name)		struct list_head name = { &(name), &(name) }
#define INIT_LIST_HEAD(list)	((list)->next = (list)->prev = (list))
#define list_empty(list)	((list)->next == (list))

static inline void list_add_tail_rcu(struct list_head *node,
				     struct list_head *list)
{
	node->next = list;
	node->prev = list->prev;
	list->prev->next = node;
	list->prev = node;
}

static inline void list_del_rcu(struct list_head *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
}

#define list_for_each_entry_rcu(at, list, member, locked)		\
	for ((at) = container_of((list)->next, __typeof__(*(at)), member); \
	     (void)(locked), &(at)->member != (list);			\
	     (at) = container_of((at)->member.next, __typeof__(*(at)), member))

#define list_for_each_entry_safe_reverse(at, before, list, member)	\
	for ((at) = container_of((list)->prev, __typeof__(*(at)), member); \
	     (before) = container_of((at)->member.prev, __typeof__(*(at)), \
				     member), &(at)->member != (list);	\
	     (at) = (before))

#define hlist_empty(head)		(!(head)->first)

static inline void hlist_add_head_rcu(struct hlist_node *node,
				      struct hlist_head *head)
{
	node->next = head->first;
	node->pprev = &head->first;
	if (head->first)
		head->first->pprev = &node->next;
	head->first = node;
}

static inline void hlist_del_init_rcu(struct hlist_node *node)
{
	*node->pprev = node->next;
	if (node->next)
		node->next->pprev = node->pprev;
	node->pprev = NULL;
}

#define shim_entry(node, at, member) \
	((node) ? container_of(node, __typeof__(*(at)), member) : NULL)
#define hlist_for_each_entry_rcu(at, head, member, ...)			\
	for ((at) = shim_entry((head)->first, at, member); (at);	\
	     (at) = shim_entry((at)->member.next, at, member))

#define hash_32(n, bits)		((u32)(n) % (1U << (bits)))

static inline u32 ipv6_addr_hash(const struct in6_addr *ip)
{
	return ip->s6_addr32[0] ^ ip->s6_addr32[3];
}

/* Numbers */
typedef struct { int n; } atomic_t;
typedef struct { s64 n; } atomic64_t;
typedef atomic_t refcount_t;

#define ATOMIC64_INIT(v)		{ v }
#define BIT_ULL(n)			(1ULL << (n))
#define atomic64_add_return(v, a)	((a)->n += (v))
#define atomic64_read(a)		((a)->n)
#define atomic_read(a)			((a)->n)
#define atomic64_inc(a)			((void)(a)->n++)
#define refcount_set(a, v)		((void)((a)->n = (v)))
#define refcount_inc(a)			((void)(a)->n++)
#define refcount_dec_and_test(a)	(!--(a)->n)

/* Memory */
struct rcu_head {
	int nothing;
};

#define GFP_KERNEL_ACCOUNT		0
#define kzalloc(size, gfp)		calloc(1, size)
#define kfree(p)			free(p)
#define kfree_rcu(p, rcu)		free(p)
#define struct_size(p, member, count) \
	(sizeof(*(p)) + (count) * sizeof((p)->member[0]))
#define rcu_dereference(p)		(p)
#define rcu_dereference_protected(p, locked) (p)
#define rcu_assign_pointer(p, v)	((p) = (v))
#define RCU_INIT_POINTER(p, v)		((p) = (v))
#define rcu_replace_pointer(p, v, locked) \
	({ __typeof__(p) old_ = (p); (p) = (v); old_; })

static inline void *ERR_PTR(long err)
{
	return (void *)err;
}

#define PTR_ERR(p)			((long)(p))
#define IS_ERR(p)			((unsigned long)(p) > -4096UL)

/* Locks */
struct mutex {
	int nothing;
};

#define DEFINE_MUTEX(name)		struct mutex name
#define mutex_lock(lock)		((void)(lock))
#define mutex_unlock(lock)		((void)(lock))
#define lockdep_is_held(lock)		((void)(lock), true)
#define guard(kind)			shim_guard
#define shim_guard(lock)		((void)(lock))
#define scoped_guard(kind, lock) \
	for (bool once_ = ((void)(lock), true); once_; once_ = false)

/* Waiting and work */
typedef struct { int nothing; } wait_queue_head_t;

#define DECLARE_WAIT_QUEUE_HEAD(name)	wait_queue_head_t name
#define init_waitqueue_head(wait)	((void)(wait))
#define wake_up_all(wait)		((void)(wait))

struct work_struct {
	void (*run)(struct work_struct *work);
	struct work_struct *next;
	bool waits;
};

struct delayed_work {
	struct work_struct work;
};

struct workqueue_struct;

#define WQ_UNBOUND			0
#define alloc_workqueue(name, flags, most) ((struct workqueue_struct *)1)
#define INIT_DELAYED_WORK(delayed, f)	((delayed)->work.run = (f))
#define to_delayed_work(w)		container_of(w, struct delayed_work, work)
#define msecs_to_jiffies(ms)		(ms)
#define queue_delayed_work(queue, delayed, after) \
	((void)(queue), shim_queue(delayed))
#define mod_delayed_work(queue, delayed, after) \
	((void)(queue), !shim_queue(delayed))

bool shim_queue(struct delayed_work *delayed);
void msleep(unsigned int msecs);

/* News of the machine's addresses; there is none. */
struct notifier_block {
	int (*notifier_call)(struct notifier_block *nb, unsigned long event,
			     void *data);
};

#define NOTIFY_DONE			0
#define register_inetaddr_notifier(nb)	((void)(nb), 0)
#define register_inet6addr_notifier(nb)	((void)(nb), 0)
#define unregister_inetaddr_notifier(nb) ((void)(nb))

/* Tasks */
struct net {
	u64 net_cookie;
};

struct nsproxy {
	struct net *net_ns;
};

struct task_struct {
	struct nsproxy *nsproxy;
	void *security;
};

struct lsm_blob_sizes {
	int lbs_task;
};

struct seq_file;

extern struct task_struct *current;

#endif /* JAIL_SHIM_OBJECT_H */
