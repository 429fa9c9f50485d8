#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# libjail from programs that were built against what make install gives: the
# example of 20 lines, and many threads with a handle each.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
# shellcheck disable=SC2016 # what is in single quotes is for another shell
. "${0%/*}/jailctl.sh"
here=$(cd "${0%/*}" && pwd)
begin

# The example's jail ends with it, which takes a moment; its name is taken till then.
example()
{
	wait_for 10 sh -c '! grep . /sys/kernel/security/jail/jails' >/dev/null
	"$here/run-in-jail" "$@"
}

check 'the example runs a command in a jail' [ "$(example hostname)" = inside ]
check 'below an init of its own' [ "$(example cat /proc/1/comm)" = jail-init ]
says 42 '' example sh -c 'exit 42'
says 125 '"nosuch": No such file' example nosuch
says 125 'fix: ' example
check 'its jail ends with it' wait_for 5 sh -c '! grep . /sys/kernel/security/jail/jails'
"$here/threads" >"$dir/threads"
check 'threads at once, each with its jails' grep -q '^ok 1 .* 72 rounds, 0 wrong$' "$dir/threads"
sed -n 's/^#/# /p' "$dir/threads"
check 'and leave none, nor what the example left' wait_for 5 no_jails

nothing_left
finish
