// SPDX-License-Identifier: GPL-2.0
/*
 * The files to read: what the ABI is, which jails there are, what was refused.
 * Each reader sees its own jail and those below it; the host sees all.
 */
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "audit.h"
#include "backend/backend.h"
#include "ctl.h"
#include "membership.h"
#include "registry.h"

/* Bytes of one value, quoted. */
#define VALUE_SIZE	(2 * JAIL_PATH_MAX + 3)

static bool reader_sees(const struct jail *jail)
{
	const struct jail *reader = jail_current();

	return !reader || jail_within(jail, reader);
}

static int abi_show(struct seq_file *m, void *v)
{
	char buf[32];
	unsigned int i;

	seq_printf(m, "version %u\n", JAIL_ABI_VERSION);
	backend_show(m);
	for (i = 0; i < JAIL_PARAM_COUNT; i++)
		seq_printf(m, "param %s %s %s\n", jail_params[i].name,
			   jail_params[i].type, jail_params[i].access);
	for (i = 0; i < JAIL_OP_CAP; i++)
		seq_printf(m, "op %s\n", jail_op_name(i, buf, sizeof(buf)));
#define SHOW_CAP(nr, name, rule) seq_puts(m, "cap " #name " " #rule "\n");
	JAIL_CAPS(SHOW_CAP)
	return 0;
}

static int abi_open(struct inode *inode, struct file *file)
{
	return single_open(file, abi_show, NULL);
}

const struct file_operations abi_fops = {
	.owner = THIS_MODULE,
	.open = abi_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

/* The position is the number of the jail to go on from. */
static void *jails_start(struct seq_file *m, loff_t *pos)
{
	struct jail *jail;

	mutex_lock(&registry_lock);
	registry_for_each(jail)
		if (jail->jid >= *pos)
			return jail;
	return NULL;
}

static void *jails_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct jail *jail = v;

	*pos = jail->jid + 1;
	if (list_is_last(&jail->node, &registry_jails))
		return NULL;
	return list_next_entry(jail, node);
}

static void jails_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&registry_lock);
}

static int show_params(struct seq_file *m, const struct jail *jail)
{
	char *value = kmalloc(VALUE_SIZE, GFP_KERNEL);
	unsigned int id;

	if (!value)
		return -ENOMEM;
	for (id = 0; id < JAIL_PARAM_COUNT; id++)
		if (id != JAIL_PARAM_NAME &&
		    jail_param_format(&jail->conf, id, value, VALUE_SIZE) > 0)
			seq_printf(m, " %s=%s", jail_params[id].name, value);
	kfree(value);
	seq_putc(m, '\n');
	return 0;
}

static const char *state_of(const struct jail *jail)
{
	if (jail->dying)
		return "dying";
	return atomic_read(&jail->tasks) ? "active" : "idle";
}

static int jails_show(struct seq_file *m, void *v)
{
	const struct jail *jail = v;

	if (!reader_sees(jail))
		return 0;
	seq_printf(m, "jid=%llu name=%s state=%s parent=%llu tasks=%d denials=%lld skipped=%lld children.cur=%u",
		   jail->jid, jail->conf.name, state_of(jail),
		   jail_parent_jid(jail, jail_current()),
		   atomic_read(&jail->tasks), atomic64_read(&jail->denials),
		   atomic64_read(&jail->skipped), jail->inside);
	return show_params(m, jail);
}

/**
 * struct jails_reader - an open list of jails
 * @opener: the opener's jail, with a reference; NULL for the host
 * @told: of its listing, when it was last read from the beginning
 */
struct jails_reader {
	struct jail *opener;
	u64 told;
};

static u64 listing_of(const struct jail *opener)
{
	return atomic64_read(opener ? &opener->listing : &registry_listing);
}

static void *jails_first(struct seq_file *m, loff_t *pos)
{
	struct jails_reader *reader = m->private;
	void *first = jails_start(m, pos);

	if (!*pos)
		WRITE_ONCE(reader->told, listing_of(reader->opener));
	return first;
}

static const struct seq_operations jails_seq = {
	.start = jails_first,
	.next = jails_next,
	.stop = jails_stop,
	.show = jails_show,
};

static int jails_open(struct inode *inode, struct file *file)
{
	struct jails_reader *reader;

	reader = __seq_open_private(file, &jails_seq, sizeof(*reader));
	if (!reader)
		return -ENOMEM;
	reader->opener = jail_current();
	if (reader->opener)
		jail_get(reader->opener);
	reader->told = listing_of(reader->opener);
	return 0;
}

static int jails_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct jails_reader *reader = m->private;

	jail_put(reader->opener);
	return seq_release_private(inode, file);
}

static __poll_t jails_poll(struct file *file, poll_table *wait)
{
	struct seq_file *m = file->private_data;
	struct jails_reader *reader = m->private;
	struct jail *opener = reader->opener;

	/* What is read is filtered by the reader; a passed one tells nothing. */
	if (opener != jail_current())
		return EPOLLERR;
	poll_wait(file, opener ? &opener->wait : &registry_wait, wait);
	if (listing_of(opener) == READ_ONCE(reader->told))
		return 0;
	return EPOLLIN | EPOLLRDNORM | EPOLLPRI;
}

const struct file_operations jails_fops = {
	.owner = THIS_MODULE,
	.open = jails_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.poll = jails_poll,
	.release = jails_release,
};

static void show_count(struct seq_file *m, const struct jail *jail,
		       const char *op, s64 count)
{
	if (count)
		seq_printf(m, "jid=%llu jail=%s op=%s count=%lld\n", jail->jid,
			   jail->conf.name, op, count);
}

static int counters_show(struct seq_file *m, void *v)
{
	const struct jail *jail = v;
	char buf[32];
	unsigned int op;

	if (!reader_sees(jail))
		return 0;
	for (op = 0; op < JAIL_OP_COUNT; op++)
		show_count(m, jail, jail_op_name(op, buf, sizeof(buf)),
			   atomic64_read(&jail->counters[op]));
	show_count(m, jail, "skipped", atomic64_read(&jail->skipped));
	return 0;
}

static const struct seq_operations counters_seq = {
	.start = jails_start,
	.next = jails_next,
	.stop = jails_stop,
	.show = counters_show,
};

static int counters_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &counters_seq);
}

const struct file_operations counters_fops = {
	.owner = THIS_MODULE,
	.open = counters_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release,
};

static bool reader_sees_denial(const struct jail_denial *denial)
{
	const struct jail *reader = jail_current();
	const struct jail *jail;

	if (!reader)
		return true;
	guard(rcu)();
	jail = registry_find_jid(denial->jid);
	return jail && jail_within(jail, reader);
}

/* The position is the number of the last denial shown. */
static void *denials_from(struct seq_file *m, u64 seq)
{
	struct jail_denial *denial = m->private;

	while (audit_ring_read(&seq, denial))
		if (reader_sees_denial(denial))
			return denial;
	return NULL;
}

static void *denials_start(struct seq_file *m, loff_t *pos)
{
	return denials_from(m, *pos);
}

static void *denials_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct jail_denial *denial = v;

	*pos = denial->seq;
	return denials_from(m, denial->seq);
}

static void denials_stop(struct seq_file *m, void *v)
{
}

static int denials_show(struct seq_file *m, void *v)
{
	const struct jail_denial *denial = v;
	u64 seconds = denial->time;
	u32 ns = do_div(seconds, NSEC_PER_SEC);
	char comm[TASK_COMM_LEN];
	char buf[JAIL_OBJECT_MAX];
	char errname[24];

	snprintf(errname, sizeof(errname), "%pe", ERR_PTR(denial->err));
	jail_show_text(comm, sizeof(comm), denial->comm);
	seq_printf(m, "seq=%llu nr=%llu time=%llu.%09u jid=%llu jail=%s op=%s errno=%s pid=%d uid=%u comm=\"%s\"",
		   denial->seq, denial->nr, seconds, ns, denial->jid, denial->jail,
		   jail_op_name(denial->op, buf, sizeof(buf)),
		   errname + (*errname == '-'), denial->pid, denial->uid, comm);
	jail_object_format(&denial->object, buf, sizeof(buf));
	seq_printf(m, " object=\"%s\"\n", buf);
	return 0;
}

static const struct seq_operations denials_seq = {
	.start = denials_start,
	.next = denials_next,
	.stop = denials_stop,
	.show = denials_show,
};

static int denials_open(struct inode *inode, struct file *file)
{
	return __seq_open_private(file, &denials_seq,
				  sizeof(struct jail_denial)) ? 0 : -ENOMEM;
}

const struct file_operations denials_fops = {
	.owner = THIS_MODULE,
	.open = denials_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release_private,
};
