// SPDX-License-Identifier: GPL-2.0-or-later
#include <json-c/json.h>

#include "cli.h"

static void print_json(const struct jail_kernel *kernel)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "jailctl",
			       json_object_new_string(LIBJAIL_VERSION));
	json_object_object_add(object, "abi",
			       json_object_new_int(JAIL_ABI_VERSION));
	json_object_object_add(object, "kernel_abi", kernel ?
			       json_object_new_int(kernel->version) : NULL);
	json_object_object_add(object, "backend", kernel ?
			       json_object_new_string(kernel->backend) : NULL);
	json_print(object);
}

static void print_text(const struct jail_kernel *kernel,
		       const struct jail_error *err)
{
	printf("jailctl %s, ABI %d\n", LIBJAIL_VERSION, JAIL_ABI_VERSION);
	if (kernel)
		printf("kernel: ABI %u, %s\n", kernel->version,
		       kernel->backend);
	else
		printf("kernel: %s\n", err->text);
}

static int version(const struct verb *verb, int argc, char **argv)
{
	struct jail_kernel kernel, *there;
	struct jail_error err;
	bool json = false;
	int index = 1, code;

	code = json_option(verb, argc, argv, &index, &json);
	if (code)
		return code;
	if (index < argc)
		return usage(verb, "jailctl version [--json]",
			     "too many arguments");
	there = jail_kernel_read(&kernel, &err) ? NULL : &kernel;
	if (json)
		print_json(there);
	else
		print_text(there, &err);
	return finish(0);
}

const struct verb version_verb = {
	.name = "version",
	.usage = "[--json]",
	.about = "versions of the tool and of the kernel's side",
	.help =
"Example:\n"
"  jailctl version\n",
	.run = version,
};
