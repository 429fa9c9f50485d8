// SPDX-License-Identifier: GPL-2.0-or-later
/* A program of two instructions, put where the kernel's types say the hook is. */
#include "bpf_lsm.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TYPES_MAX	(64U << 20)

/* What follows a type, by its kind: so many bytes once, or for each element. */
static const struct {
	unsigned int once, each;
} follows[] = {
	[BTF_KIND_INT] = { .once = sizeof(uint32_t) },
	[BTF_KIND_ARRAY] = { .once = sizeof(struct btf_array) },
	[BTF_KIND_STRUCT] = { .each = sizeof(struct btf_member) },
	[BTF_KIND_UNION] = { .each = sizeof(struct btf_member) },
	[BTF_KIND_ENUM] = { .each = sizeof(struct btf_enum) },
	[BTF_KIND_FUNC_PROTO] = { .each = sizeof(struct btf_param) },
	[BTF_KIND_VAR] = { .once = sizeof(struct btf_var) },
	[BTF_KIND_DATASEC] = { .each = sizeof(struct btf_var_secinfo) },
	[BTF_KIND_DECL_TAG] = { .once = sizeof(struct btf_decl_tag) },
	[BTF_KIND_ENUM64] = { .each = sizeof(struct btf_enum64) },
};

/* The number of a function in the kernel's types, from 1; 0: there is none. */
static uint32_t find_function(const char *types, const char *name)
{
	const struct btf_header *head = (const void *)types;
	const char *at = types + head->hdr_len + head->type_off;
	const char *end = at + head->type_len;
	const char *names = types + head->hdr_len + head->str_off;
	uint32_t id, kind;

	for (id = 1; at < end; id++) {
		const struct btf_type *type = (const void *)at;

		kind = BTF_INFO_KIND(type->info);
		if (kind >= sizeof(follows) / sizeof(follows[0]))
			return 0;
		if (kind == BTF_KIND_FUNC &&
		    !strcmp(names + type->name_off, name))
			return id;
		at += sizeof(*type) + follows[kind].once +
			BTF_INFO_VLEN(type->info) * follows[kind].each;
	}
	return 0;
}

static uint32_t function_id(const char *name)
{
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	char *types = fd < 0 ? NULL : malloc(TYPES_MAX);
	size_t length = 0;
	ssize_t n = 0;
	uint32_t id = 0;

	while (types && length < TYPES_MAX &&
	       (n = read(fd, types + length, TYPES_MAX - length)) > 0)
		length += n;
	if (types && !n && length > sizeof(struct btf_header))
		id = find_function(types, name);
	free(types);
	close(fd);
	return id;
}

static int bpf(int cmd, union bpf_attr *attr)
{
	int fd = syscall(SYS_bpf, cmd, attr, sizeof(*attr));

	return fd < 0 ? -errno : fd;
}

int bpf_lsm_refuses(const char *hook, int err)
{
	const struct bpf_insn program[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = -err },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_LSM,
		.expected_attach_type = BPF_LSM_MAC,
		.insns = (uintptr_t)program,
		.insn_cnt = sizeof(program) / sizeof(program[0]),
		.license = (uintptr_t)"GPL",
	};
	union bpf_attr attach = {};
	char name[64];
	int fd, link;

	snprintf(name, sizeof(name), "bpf_lsm_%s", hook);
	load.attach_btf_id = function_id(name);
	if (!load.attach_btf_id)
		return -ENOENT;
	fd = bpf(BPF_PROG_LOAD, &load);
	if (fd < 0)
		return fd;
	attach.raw_tracepoint.prog_fd = fd;
	link = bpf(BPF_RAW_TRACEPOINT_OPEN, &attach);
	close(fd);
	return link;
}
