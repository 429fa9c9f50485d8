// SPDX-License-Identifier: GPL-2.0
/*
 * Where ftrace calls us. To refuse, the callback points the instruction pointer
 * at a function that returns the error; to let pass, it does nothing.
 *
 * Callbacks must not sleep: a voluntary sleep counts as leaving the
 * trampoline, which might then be freed under them. The verdict is never put
 * into a register before the function's own code, where a BPF program on the
 * same function could overwrite it.
 *
 * There is one ftrace_ops a class, so that the callback of most hooks is a
 * look at one bucket for everybody outside, without asking which hook it is.
 * What is done for the others ends the callback, by a jump if it can be: each
 * register that need not be saved counts.
 */
#include <linux/ftrace.h>

#include "address.h"
#include "backend/ftrace.h"
#include "backend/slots.h"
#include "compat/bound.h"
#include "hooks.h"
#include "port.h"
#include "settle.h"

/* IPMODIFY: we move the instruction pointer. PERMANENT: a sysctl can't. */
#define OPS_FLAGS	(FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT)

/**
 * answer() - the function that ftrace called us from is not to run
 * @regs: its registers
 * @verdict: an errno, or one of enum jail_return
 * @instead: what runs with JAIL_RETURN_INSTEAD. It may sleep for who is in a
 *	jail, which holds the module, and for nobody else
 */
noinline void answer(struct ftrace_regs *regs, int verdict, void *instead)
{
	unsigned long target = verdict == JAIL_RETURN_INSTEAD ?
			       (unsigned long)instead : stub_for(verdict);

	ftrace_regs_set_instruction_pointer(regs, target);
}

/* Two share a bucket. Outsiders are @asked only where it says so. */
static noinline void on_search(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_regs *regs, bool asked)
{
	struct member *member = membership_search();

	if (member || asked)
		slot_of(ip)->call(regs, member ? member->jail : NULL,
				  parent_ip);
}

static void on_subject(unsigned long ip, unsigned long parent_ip,
		       struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	struct hlist_head *bucket = membership_bucket(current);
	struct member *member;

	if (likely(hlist_empty(bucket)))
		return;
	member = membership_first_in(bucket);
	if (likely(member))
		slot_of(ip)->call(regs, member->jail, parent_ip);
	else
		on_search(ip, parent_ip, regs, false);
}

static noinline void on_outsider(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_regs *regs)
{
	slot_of(ip)->call(regs, NULL, parent_ip);
}

static void on_route4(unsigned long ip, unsigned long parent_ip,
		      struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	struct hlist_head *bucket = membership_bucket(current);
	const struct flowi4 *fl4 = ARG(struct flowi4 *, 1);
	struct member *member;

	if (likely(hlist_empty(bucket))) {
		if (unlikely(address_maybe_loopback4(fl4->daddr)))
			on_outsider(ip, parent_ip, regs);
		return;
	}
	member = membership_first_in(bucket);
	if (unlikely(!member))
		on_search(ip, parent_ip, regs, true);
	else if (unlikely(!settle_knows4(member->jail, fl4)))
		slot_of(ip)->call(regs, member->jail, parent_ip);
}

static void on_route6(unsigned long ip, unsigned long parent_ip,
		      struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	struct hlist_head *bucket = membership_bucket(current);
	const struct flowi6 *fl6 = ARG(struct flowi6 *, 2);
	const struct in6_addr *final = ARG(struct in6_addr *, 3);
	struct member *member;
	bool settled;

	if (likely(hlist_empty(bucket))) {
		if (unlikely(address_maybe_loopback6(&fl6->daddr)))
			on_outsider(ip, parent_ip, regs);
		return;
	}
	member = membership_first_in(bucket);
	if (unlikely(!member)) {
		on_search(ip, parent_ip, regs, true);
		return;
	}
	preempt_disable_notrace();
	settled = settle_knows6(member->jail, fl6, final);
	preempt_enable_notrace();
	if (unlikely(!settled))
		slot_of(ip)->call(regs, member->jail, parent_ip);
}

/*
 * A replacement may call what it replaces. Its file must not end a function by
 * a jump, or the caller would seem to be somebody else.
 */
static __always_inline void replace(unsigned long ip, unsigned long parent_ip,
				    struct ftrace_regs *regs)
{
	unsigned long target = (unsigned long)slot_of(ip)->replace;

	if (likely(!is_ours(parent_ip)))
		ftrace_regs_set_instruction_pointer(regs, target);
}

static void on_replaced(unsigned long ip, unsigned long parent_ip,
			struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	if (unlikely(membership_maybe(current)))
		replace(ip, parent_ip, regs);
}

static void on_listener4(unsigned long ip, unsigned long parent_ip,
			 struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	u32 to = compat_argument(regs, COMPAT_LISTENER_DADDR);

	if (unlikely(address_maybe4((__force __be32)to)))
		replace(ip, parent_ip, regs);
}

static void on_listener6(unsigned long ip, unsigned long parent_ip,
			 struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	const struct in6_addr *to =
		(void *)compat_argument(regs, COMPAT_LISTENER_DADDR);

	if (unlikely(address_maybe6(to)))
		replace(ip, parent_ip, regs);
}

static void on_datagram4(unsigned long ip, unsigned long parent_ip,
			 struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	if (unlikely(address_maybe4((__force __be32)ARG(u32, 3))))
		replace(ip, parent_ip, regs);
}

static void on_datagram6(unsigned long ip, unsigned long parent_ip,
			 struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	if (unlikely(address_maybe6(ARG(const struct in6_addr *, 3))))
		replace(ip, parent_ip, regs);
}

static void on_target(unsigned long ip, unsigned long parent_ip,
		      struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	void *target = ARG(void *, 0);

	if (unlikely(membership_maybe(target) || membership_maybe(current)))
		slot_of(ip)->call(regs, NULL, parent_ip);
}

static void on_conflict(unsigned long ip, unsigned long parent_ip,
			struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	if (!compat_is_unused(ARG(const struct inet_bind_bucket *, 1)))
		slot_of(ip)->call(regs, NULL, parent_ip);
}

static void on_reuse(unsigned long ip, unsigned long parent_ip,
		     struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	if (!port_is_private(compat_fastreuse_sk(ARG(struct sock *, 0),
						 ARG(struct sock *, 1))))
		slot_of(ip)->call(regs, NULL, parent_ip);
}

static void on_any(unsigned long ip, unsigned long parent_ip,
		   struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	slot_of(ip)->call(regs, NULL, parent_ip);
}

#define CALLBACK(callback)	{ .func = callback, .flags = OPS_FLAGS }

struct ftrace_ops class_ops[HOOK_CLASSES] = {
	[SUBJECT] = CALLBACK(on_subject),
	[ROUTE4] = CALLBACK(on_route4),
	[ROUTE6] = CALLBACK(on_route6),
	[REPLACED] = CALLBACK(on_replaced),
	[LISTENER4] = CALLBACK(on_listener4),
	[LISTENER6] = CALLBACK(on_listener6),
	[DATAGRAM4] = CALLBACK(on_datagram4),
	[DATAGRAM6] = CALLBACK(on_datagram6),
	[TARGET] = CALLBACK(on_target),
	[CONFLICT] = CALLBACK(on_conflict),
	[REUSE] = CALLBACK(on_reuse),
	[ANY] = CALLBACK(on_any),
};
