// SPDX-License-Identifier: GPL-2.0
/*
 * Every refusal: counted, put into a ring as a fixed-size record, and told to
 * the audit log later.
 *
 * Hooks run with locks held, in softirq, under task_lock of the very task that
 * formatting would lock again; so here nothing is formatted, allocated or
 * waited for. A work item reads the ring afterwards and writes the records.
 */
#include <linux/audit.h>
#include <linux/cred.h>
#ifndef MODULE
#include <linux/hex.h>
#endif
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/pid.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "audit.h"
#include "compat/compat.h"
#include "registry.h"

#define OP_NAME(id, name, promise, sentence) [JAIL_OP_##id] = name,
#define CAP_NAME(nr, name, rule) [nr] = #name,

static const char *const op_names[] = { JAIL_OPS(OP_NAME) };
static const char *const cap_names[] = { JAIL_CAPS(CAP_NAME) };

/* Audit records a jail gets written in a second. */
#define TELL_PER_SECOND	100

static DEFINE_RAW_SPINLOCK(ring_lock);
static struct jail_denial *ring;
static u64 ring_seq;
static u64 told_seq;

static void tell(struct work_struct *work);
static DECLARE_WORK(tell_work, tell);

static void kick(struct irq_work *work)
{
	queue_work(system_unbound_wq, &tell_work);
}

static DEFINE_IRQ_WORK(tell_kick, kick);

/**
 * jail_op_name() - an operation's name
 * @op: of enum jail_op
 * @buf: scratch space for names that are made up: cap.NAME
 * @size: of @buf
 */
const char *jail_op_name(unsigned int op, char *buf, size_t size)
{
	if (op < JAIL_OP_CAP)
		return op_names[op];
	op -= JAIL_OP_CAP;
	if (op < ARRAY_SIZE(cap_names))
		snprintf(buf, size, "cap.%s", cap_names[op]);
	else
		snprintf(buf, size, "cap.%u", op);
	return buf;
}

static void fill_subject(struct jail_denial *denial)
{
	/* In softirq and interrupts current is whoever was interrupted. */
	if (!in_task()) {
		denial->pid = 0;
		denial->uid = 0;
		strscpy(denial->comm, "-", sizeof(denial->comm));
		return;
	}
	denial->pid = task_tgid_nr(current);
	denial->uid = from_kuid(&init_user_ns, current_uid());
	/* Bare: get_task_comm() takes a lock that our caller may hold. */
	memcpy(denial->comm, current->comm, sizeof(denial->comm));
	denial->comm[sizeof(denial->comm) - 1] = '\0';
}

/*
 * The jail's count goes up where its record is made: who reads the count and
 * then the ring has all records there are, and knows how many are lost.
 */
static void remember(struct jail *jail, unsigned int op, int err,
		     const struct jail_object *object)
{
	struct jail_denial *denial;
	unsigned long flags;

	raw_spin_lock_irqsave(&ring_lock, flags);
	denial = &ring[++ring_seq % JAIL_RING_SIZE];
	denial->seq = ring_seq;
	denial->nr = atomic64_inc_return(&jail->denials);
	denial->time = ktime_get_real_fast_ns();
	denial->jid = jail->jid;
	denial->op = op;
	denial->err = err;
	memcpy(denial->jail, jail->conf.name, sizeof(denial->jail));
	if (object)
		denial->object = *object;
	else
		denial->object.type = JAIL_OBJECT_NONE;
	fill_subject(denial);
	raw_spin_unlock_irqrestore(&ring_lock, flags);
}

/**
 * jail_deny() - refuse an act: count it, remember it, return its errno
 * @jail: whose refusal it is: the subject's, or the object's where a host
 *	user reaches into a jail
 * @op: of enum jail_op
 * @err: the errno, negative
 * @object: what the act was aimed at, or NULL
 *
 * Call it only for what would otherwise have been allowed.
 *
 * Context: any.
 * Return: @err.
 */
int jail_deny(struct jail *jail, unsigned int op, int err,
	      const struct jail_object *object)
{
	atomic64_inc(&jail->counters[op]);
	remember(jail, op, err, object);
	irq_work_queue(&tell_kick);
	return err;
}

/** jail_deny_task() - jail_deny() of an act on a task */
int jail_deny_task(struct jail *jail, unsigned int op, int err,
		   const struct task_struct *task)
{
	struct jail_object object = {
		.type = JAIL_OBJECT_PID,
		.pid = task ? task->pid : 0,
	};

	return jail_deny(jail, op, err, &object);
}

/** jail_deny_name() - jail_deny() of an act on something with a name */
int jail_deny_name(struct jail *jail, unsigned int op, int err,
		   const char *name)
{
	struct jail_object object = { .type = JAIL_OBJECT_NAME };

	jail_show_text(object.name, sizeof(object.name), name);
	return jail_deny(jail, op, err, &object);
}

/** jail_deny_number() - jail_deny() of an act told by a number */
int jail_deny_number(struct jail *jail, unsigned int op, int err, s64 number)
{
	struct jail_object object = {
		.type = JAIL_OBJECT_NUMBER,
		.number = number,
	};

	return jail_deny(jail, op, err, &object);
}

/** jail_deny_ip4() - jail_deny() of an act on an IPv4 address */
int jail_deny_ip4(struct jail *jail, unsigned int op, int err, __be32 ip,
		  u16 port)
{
	struct jail_object object = {
		.type = JAIL_OBJECT_IP4,
		.address = { .ip4 = ip, .port = port },
	};

	return jail_deny(jail, op, err, &object);
}

/** jail_deny_ip6() - jail_deny() of an act on an IPv6 address */
int jail_deny_ip6(struct jail *jail, unsigned int op, int err,
		  const struct in6_addr *ip, u16 port)
{
	struct jail_object object = {
		.type = JAIL_OBJECT_IP6,
		.address = { .ip6 = *ip, .port = port },
	};

	return jail_deny(jail, op, err, &object);
}

/** jail_skip() - something was left out of an iteration; no denial */
void jail_skip(struct jail *jail)
{
	atomic64_inc(&jail->skipped);
}

/**
 * jail_object_format() - write what an act was aimed at
 * @object: what
 * @dst: gets printable ASCII, empty for nothing
 * @size: of @dst
 */
void jail_object_format(const struct jail_object *object, char *dst,
			size_t size)
{
	*dst = '\0';
	switch (object->type) {
	case JAIL_OBJECT_PID:
		snprintf(dst, size, "pid %d", object->pid);
		break;
	case JAIL_OBJECT_IP4:
		snprintf(dst, size, "%pI4:%u", &object->address.ip4,
			 object->address.port);
		break;
	case JAIL_OBJECT_IP6:
		snprintf(dst, size, "[%pI6c]:%u", &object->address.ip6,
			 object->address.port);
		break;
	case JAIL_OBJECT_SOCKET:
		snprintf(dst, size, "family %d type %d protocol %d",
			 object->socket[0], object->socket[1],
			 object->socket[2]);
		break;
	case JAIL_OBJECT_NUMBER:
		snprintf(dst, size, "%lld", object->number);
		break;
	case JAIL_OBJECT_NAME:
		jail_show_text(dst, size, object->name);
		break;
	case JAIL_OBJECT_NONE:
		break;
	}
}

/**
 * audit_ring_read() - the next remembered denial
 * @seq: in: the last one read, 0 for the oldest; out: the one returned
 * @denial: gets a copy
 *
 * Context: any.
 * Return: whether there was one.
 */
bool audit_ring_read(u64 *seq, struct jail_denial *denial)
{
	unsigned long flags;
	bool found = false;
	u64 oldest;

	raw_spin_lock_irqsave(&ring_lock, flags);
	oldest = ring_seq > JAIL_RING_SIZE ? ring_seq - JAIL_RING_SIZE : 0;
	*seq = max(*seq, oldest) + 1;
	if (*seq <= ring_seq) {
		*denial = ring[*seq % JAIL_RING_SIZE];
		found = true;
	}
	raw_spin_unlock_irqrestore(&ring_lock, flags);
	return found;
}

/* As the audit log wants strings of strangers: in quotes, or in hex. */
static void log_untrusted(struct audit_buffer *ab, const char *key,
			  const char *text)
{
	char hex[2 * TASK_COMM_LEN + 1];
	const char *p;

	for (p = text; *p; p++) {
		if (*p > ' ' && *p <= '~' && *p != '"')
			continue;
		*bin2hex(hex, text, strnlen(text, TASK_COMM_LEN)) = '\0';
		audit_log_format(ab, " %s=%s", key, hex);
		return;
	}
	audit_log_format(ab, " %s=\"%s\"", key, text);
}

static void log_denial(const struct jail_denial *denial)
{
	struct audit_buffer *ab;
	char buf[JAIL_OBJECT_MAX];

	ab = audit_log_start(NULL, GFP_KERNEL, AUDIT_AVC);
	if (!ab)
		return;
	audit_log_format(ab, "lsm=jail jail=%s jid=%llu op=%s errno=%d",
			 denial->jail, denial->jid,
			 jail_op_name(denial->op, buf, sizeof(buf)),
			 denial->err);
	audit_log_format(ab, " pid=%d uid=%u", denial->pid, denial->uid);
	log_untrusted(ab, "comm", denial->comm);
	jail_object_format(&denial->object, buf, sizeof(buf));
	if (*buf)
		audit_log_format(ab, " obj=\"%s\"", buf);
	audit_log_end(ab);
}

/*
 * A jail that is refused something in a loop must not fill the audit log, nor
 * make the host's own programs wait for it. The ring has all.
 *
 * Wakes who polls; says whether to write a record, and how many were left out
 * before. RCU keeps the jail; only tell() comes here.
 */
static bool may_tell(u64 jid, unsigned int *untold)
{
	struct jail *jail;

	*untold = 0;
	guard(rcu)();
	jail = registry_find_jid(jid);
	if (!jail)
		return true;
	wake_up_all(&jail->wait);
	if (time_after(jiffies, jail->told_since + HZ) || !jail->told) {
		*untold = jail->untold;
		jail->told_since = jiffies;
		jail->told = 0;
		jail->untold = 0;
	}
	if (jail->told == TELL_PER_SECOND) {
		jail->untold++;
		return false;
	}
	jail->told++;
	return true;
}

static void log_untold(const struct jail_denial *denial, unsigned int untold)
{
	audit_log(NULL, GFP_KERNEL, AUDIT_AVC,
		  "lsm=jail jail=%s jid=%llu untold=%u", denial->jail,
		  denial->jid, untold);
}

/* Records were overwritten before anybody was woken for them. */
static void wake_everybody(void)
{
	struct jail *jail;

	guard(rcu)();
	registry_for_each(jail)
		wake_up_all(&jail->wait);
}

/* The only place that writes audit records; runs alone. */
static void tell(struct work_struct *work)
{
	struct jail_denial denial;
	u64 seq = told_seq;
	unsigned int untold;

	while (audit_ring_read(&seq, &denial)) {
		if (seq != told_seq + 1)
			wake_everybody();
		told_seq = seq;
		if (may_tell(denial.jid, &untold)) {
			if (untold)
				log_untold(&denial, untold);
			log_denial(&denial);
		}
		cond_resched();
	}
}

/** audit_init() - may sleep */
int audit_init(void)
{
	ring = kvcalloc(JAIL_RING_SIZE, sizeof(*ring), GFP_KERNEL);
	return ring ? 0 : -ENOMEM;
}

#ifdef MODULE
/** audit_exit() - no hook may be armed */
void audit_exit(void)
{
	irq_work_sync(&tell_kick);
	flush_work(&tell_work);
	kvfree(ring);
}
#endif
