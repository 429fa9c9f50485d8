/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON against Documentation/schema/jailctl.json, as far as that goes: a
 * keyword that is not known here makes the check fail, so that nothing in the
 * schema is left out unnoticed.
 */
#ifndef JAIL_SCHEMA_H
#define JAIL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

extern const char schema_text[];

/**
 * schema_check - whether a text is what the schema says
 * @definition: of which definition of the schema it is to be
 * @text: one JSON value in valid UTF-8 and nothing else
 * @length: of @text in bytes
 * @why: gets what is wrong and where
 * @size: of @why
 */
bool schema_check(const char *definition, const char *text, size_t length,
		  char *why, size_t size);

#endif
