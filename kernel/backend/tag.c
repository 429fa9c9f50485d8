// SPDX-License-Identifier: GPL-2.0
/*
 * Object -> jail. Only what jailed tasks touch is in here. A tag outlives its
 * object until the object's address is tagged or dropped anew, so look one up
 * only where the object is known to be the tagged one.
 */
#include <linux/hash.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "backend/tag.h"

#define TAG_BITS	10

/**
 * struct tag - one object's jail
 * @node: in its bucket; RCU
 * @type: what @object is
 * @object: only compared, never followed
 * @jail: with a reference
 * @rcu: to free it
 */
struct tag {
	struct hlist_node node;
	enum tag_type type;
	const void *object;
	struct jail *jail;
	struct rcu_head rcu;
};

static struct hlist_head tags[1 << TAG_BITS];
static DEFINE_RAW_SPINLOCK(tags_lock);

static struct hlist_head *bucket_of(const void *object)
{
	return &tags[hash_ptr(object, TAG_BITS)];
}

static struct tag *find(enum tag_type type, const void *object)
{
	struct tag *tag;

	hlist_for_each_entry_rcu(tag, bucket_of(object), node,
				 lockdep_is_held(&tags_lock))
		if (tag->object == object && tag->type == type)
			return tag;
	return NULL;
}

/**
 * tag_find() - an object's jail
 * @type: what it is
 * @object: which
 *
 * Context: RCU read side, which is how long the answer is good.
 * Return: the jail, or NULL.
 */
struct jail *tag_find(enum tag_type type, const void *object)
{
	struct tag *tag = find(type, object);

	return tag ? tag->jail : NULL;
}

static void drop_locked(struct tag *tag)
{
	hlist_del_rcu(&tag->node);
	jail_put(tag->jail);
	kfree_rcu(tag, rcu);
}

/**
 * tag_set() - say whose an object is, over what was said before
 * @type: what it is
 * @object: which
 * @jail: whose
 *
 * Context: any.
 * Return: 0 or -ENOMEM; then there is no tag.
 */
int tag_set(enum tag_type type, const void *object, struct jail *jail)
{
	struct tag *tag = kmalloc(sizeof(*tag), GFP_ATOMIC | __GFP_NOWARN);
	unsigned long flags;
	struct tag *old;

	raw_spin_lock_irqsave(&tags_lock, flags);
	old = find(type, object);
	if (old)
		drop_locked(old);
	if (tag) {
		tag->type = type;
		tag->object = object;
		tag->jail = jail_get(jail);
		hlist_add_head_rcu(&tag->node, bucket_of(object));
	}
	raw_spin_unlock_irqrestore(&tags_lock, flags);
	return tag ? 0 : -ENOMEM;
}

/**
 * tag_drop() - an object is nobody's any more
 * @type: what it is
 * @object: which
 *
 * Context: any; takes no lock where the object's bucket is empty.
 */
void tag_drop(enum tag_type type, const void *object)
{
	unsigned long flags;
	struct tag *tag;

	if (hlist_empty(bucket_of(object)))
		return;
	raw_spin_lock_irqsave(&tags_lock, flags);
	tag = find(type, object);
	if (tag)
		drop_locked(tag);
	raw_spin_unlock_irqrestore(&tags_lock, flags);
}

/** tag_flush() - forget all, before the hooks that keep tags true go */
void tag_flush(void)
{
	struct hlist_node *next;
	unsigned long flags;
	struct tag *tag;
	unsigned int i;

	raw_spin_lock_irqsave(&tags_lock, flags);
	for (i = 0; i < ARRAY_SIZE(tags); i++)
		hlist_for_each_entry_safe(tag, next, &tags[i], node)
			drop_locked(tag);
	raw_spin_unlock_irqrestore(&tags_lock, flags);
}
