#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The static checks find what they are there for: each fault is planted into a
# tree that is otherwise clean.
set -euo pipefail
scripts=$(cd "$(dirname "$0")/../../scripts" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
number=0

clean_tree()
{
	rm -rf "${tree:?}"/* "$tree/.git"
	mkdir -p "$tree"/kernel/{backend,compat} "$tree"/tools/{libjail,jailctl,tests} "$tree"/{scripts,selftests}
	cp "$scripts"/{rooms,check-rooms,check-denials,check-messages,Tables.pm} "$tree/scripts"
	printf 'left out\twith a reason\n' >"$tree/scripts/messages-untested"
	echo 'int a(void) { return fail(err, 1, NULL, "left out"); }' >"$tree/tools/libjail/left.c"
	echo "refuses 'no jail \"ghost\"' jailctl" >"$tree/selftests/a_test.sh"
	git -C "$tree" init -q
	echo '#include "hooks.h"' >"$tree/kernel/task.c"
	echo '#include "param.h"' >"$tree/kernel/param.c"
	echo '#include "cli.h"' >"$tree/tools/jailctl/create.c"
}

result()
{
	number=$((number + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $number - unit: static checks: $3"
	else
		echo "not ok $number - unit: static checks: $3"
	fi
}

# planted CHECK FILE TEXT NAME: the check fails and names the file.
planted()
{
	local said rc=0

	clean_tree
	printf '%s\n' "$3" >>"$tree/$2"
	said=$("$tree/scripts/$1") || rc=$?
	case $said in "$2:"*) ;; *) rc="$rc, said \"$said\"" ;; esac
	result "$rc" 1 "$4"
}

# passes CHECK FILE TEXT NAME
passes()
{
	local rc=0

	clean_tree
	printf '%s\n' "$3" >>"$tree/$2"
	"$tree/scripts/$1" >/dev/null || rc=$?
	result "$rc" 0 "$4"
}

passes check-rooms kernel/task.c '#include "audit.h"' 'a clean tree has nothing to complain of'
planted check-rooms kernel/task.c '#include "ctl.h"' 'a hook file that talks to users'
planted check-rooms kernel/task.c '#include "backend/ftrace.h"' 'a hook file that knows the backend'
planted check-rooms kernel/task.c '#include <linux/ftrace.h>' 'ftrace outside the backend'
planted check-rooms kernel/task.c '#if LINUX_VERSION_CODE < 1' 'a version outside compat'
planted check-rooms kernel/param.c '#include <linux/slab.h>' 'pure code that allocates'
planted check-rooms kernel/odd.c 'int odd;' 'a file in no room'
planted check-rooms tools/libjail/state.c 'open(JAIL_DIR "/jails");' 'a path of the kernel'"'"'s in the library'
planted check-rooms tools/jailctl/create.c '#include <linux/jail.h>' 'a verb that knows the ABI'
planted check-denials kernel/task.c '	return -EPERM;' 'a refusal that is not counted'
planted check-denials kernel/task.c '	return ok ? 0 : -ESRCH;' 'a refusal behind a condition'
passes check-denials kernel/task.c '	return jail_deny(jail, OP, -EPERM, NULL);' 'a refusal that is'
passes check-denials kernel/task.c '	/* no denial: asked for another */
	return -EPERM;' 'an exception with its reason'
planted check-messages tools/jailctl/create.c '	usage(verb, "fix", "no such %s", x ? "" : "a");' 'a message that no test looks for'
planted check-messages tools/libjail/conf.c '	fail(err, 2, /* why */
		"fix, too", "a jail \"%s\"" " of glass", name);' 'one of several literals'
passes check-messages tools/libjail/conf.c '	fail(err, 2, "fix", "no jail \"%s\"", name);' 'one that a test looks for'
planted check-messages scripts/messages-untested 'gone	with a reason' 'an exception that is none any more'
echo "1..$number"
