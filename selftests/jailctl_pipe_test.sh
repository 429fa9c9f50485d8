#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Promise B6: pipes of the host's as input and outputs. The jail has others in
# their place: it takes nothing that others write, puts in nothing that others
# read, and holds up nobody once its command has ended.
#
#	host: { others; jailctl exec web -- thief; } | reader
#	        '------------ one pipe ------------'
#
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"

# Who has the writing end opens the other, and reads what is there.
thief='exec 3</proc/self/fd/1 >/dev/null; head -n 1 <&3 >/tmp/taken'
# Who has the reading end opens the other.
forger='echo forged >/proc/self/fd/0'
# Who is left holds the output, and writes to it when told to.
heir='exec 3>&1; trap "" PIPE; { while [ ! -e /tmp/go ]; do usleep 20000; done; echo late >&3 || echo broken >/tmp/late; } & echo out'

inside()
{
	jailctl exec web -- sh -c "$@"
}

outside()
{
	sh -c "$@"
}

# theft WHERE: what is left for the reader when the thief was there
theft()
{
	rm -f "$dir/done"
	{
		echo secret
		$1 "$thief" 2>/dev/null
		touch "$dir/done"
	} | {
		wait_for 60 [ -e "$dir/done" ]
		cat
	}
}

# forgery WHERE: what the next reader of the same pipe finds
forgery()
{
	true | { $1 "$forger" 2>/dev/null; cat; }
}

# reader: says whether its input ended before or after somebody was told to go
reader()
{
	cat >"$dir/read"
	[ -e /tmp/go ] && echo after || echo before
}

# inherit WHERE: a pipeline whose command leaves somebody behind
inherit()
{
	rm -f "$dir/read" "$dir/ended"
	{ $1 "$heir" | reader >"$dir/ended.new"; mv "$dir/ended.new" "$dir/ended"; } &
}

# left_early COMMAND...: its status when its reader leaves
left_early()
{
	{ "$@"; echo $? >"$dir/status"; } 2>/dev/null | head -n 1 >/dev/null
	cat "$dir/status"
}


begin
jailctl create web 2>/dev/null
jailctl exec -d web -- sleep 1000

# ---- what others write, and what others read
check 'outside, what others write can be taken' [ -z "$(theft outside)" ]
check '... so that the thief has it' grep -q secret /tmp/taken
check 'inside it is the reader who gets it' [ "$(theft inside)" = secret ]
check '... and the thief nothing' inside '[ -e /tmp/taken ] && [ ! -s /tmp/taken ]'
check "a pipe of the jail's own is its own" inside "{ echo secret; sh -c '$thief'; } | { while [ ! -s /tmp/taken ]; do usleep 20000; done; }; grep -q secret /tmp/taken"
check 'outside, something can be put in' [ "$(forgery outside)" = forged ]
check 'inside it comes to nobody' [ -z "$(forgery inside)" ]
check "into the jail's own it can" inside "true | { $forger; grep -q forged; }"
# to have one end is not to be given the other
says 0 '' sh -c "{ echo mine; jailctl exec web -- sh -c 'cat >/tmp/taken' 0>&1; } | grep -q mine"
check '... a writing end as input is an empty one' inside '[ ! -s /tmp/taken ]'

# ---- who is left behind
rm -f /tmp/go
inherit outside
check 'outside, what comes first is read' wait_for 20 grep -q out "$dir/read"
touch /tmp/go
check '... and the end is when who was left has gone' wait_for 20 [ -e "$dir/ended" ]
check '... and not before' grep -q after "$dir/ended"
check '... with what it wrote' grep -q late "$dir/read"
rm -f /tmp/go
inherit inside
check 'inside, the end is that of the command' wait_for 20 [ -e "$dir/ended" ]
check '... and nobody waits for more' grep -q before "$dir/ended"
check '... with what it wrote' grep -q out "$dir/read"
inside 'touch /tmp/go'
check 'who is left finds the pipe broken' wait_for 20 inside 'grep -q broken /tmp/late'
check 'who writes to one that was left is told' timeout 60 sh -c "{ yes; echo \$? >'$dir/status'; } | jailctl exec web -- sh -c 'exec 3<&0; sleep 1000 <&3 >/dev/null 2>&1 &'"
check '... by SIGPIPE' grep -q '^141$' "$dir/status"
check 'one that is detached has none of it' timeout 60 sh -c 'jailctl exec -d web -- sleep 1000 | cat'

# ---- as in any pipeline
check 'outside, who writes ends with its reader' [ "$(left_early yes)" = 141 ]
check 'a command does, in the same way' [ "$(left_early jailctl exec web -- yes)" = 141 ]
check '... process 1, which has no SIGPIPE, by EPIPE' [ "$(left_early jailctl run bare noinit -- yes)" = 1 ]
check '... also the first of a jail' [ "$(left_early jailctl run bare -- yes)" = 141 ]
check 'one pipe for both, in order' [ "$(inside 'for i in 1 2 3 4; do echo $i; echo $i >&2; done' 2>&1 | tr -d '\n')" = 11223344 ]
check 'one pipe for each' [ "$(inside 'echo out; echo err >&2' 2>"$dir/err" | cat; cat "$dir/err")" = 'out
err' ]
check 'the end of the input is seen, and the output goes on' [ "$(echo abc | inside 'cat; echo end' | tr -d '\n')" = abcend ]
says 42 '' sh -c "echo in | jailctl exec web -- sh -c 'cat; exit 42'"
head -c 3000001 /dev/urandom >"$dir/bytes"
check 'every byte goes through' sh -c "cat '$dir/bytes' | jailctl exec web -- cat | cmp - '$dir/bytes'"

# ---- a reader who takes its time is waited for, but not for ever
rm -f "$dir/status" "$dir/go"
{
	sh -c "echo \$\$ >'$dir/pid'; exec jailctl exec web -- sh -c 'trap \"\" TERM; head -c 100000 /dev/zero; touch /tmp/over'" 2>"$dir/err"
	echo $? >"$dir/status"
} | { wait_for 60 [ -e "$dir/go" ]; cat >/dev/null; } &
check 'the command ends, and its output waits' wait_for 60 inside '[ -e /tmp/over ]'
check '... until who waits is told to end' wait_for 60 sh -c "kill -TERM \$(cat '$dir/pid'); [ -s '$dir/status' ]"
touch "$dir/go"
check '... with an error, since something is lost' grep -q "can't write the command's output: Interrupted" "$dir/err"
check '... and its status' grep -q '^125$' "$dir/status"

jailctl remove web
rm -f /tmp/go /tmp/taken
wait
nothing_left
finish
