#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Many terminals at once, and keepers that don't answer: nobody waits for one
# who waits, and no session that is just being made is taken for a dead one.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"

# how many sessions there are
sessions()
{
	jailctl console -l "$1" | wc -l
}

# start COUNT terminals at once while others look; false if one fails
at_once()
{
	pids=
	for i in $(seq "$1"); do
		timeout 60 jailctl exec -d -t web -- sleep 1000 &
		pids="$pids $!"
	done
	for i in 1 2 3 4 5 6; do
		timeout 20 jailctl console -l web >/dev/null || return 1
		timeout 20 jailctl list >/dev/null || return 1
	done
	for pid in $pids; do
		wait "$pid" || return 1
	done
}

begin
jailctl create web 2>/dev/null
check 'eight terminals start at once' at_once 8
check '... and all are there' [ "$(sessions web)" = 8 ]
says 0 '' jailctl remove web
check '... and end with the jail' wait_for 10 no_jails

jailctl create web children.max=2 2>/dev/null
jailctl create web.console children.max=1 2>/dev/null
jailctl create web.console.7 2>/dev/null
says 0 '' jailctl exec -d -t web -- sleep 1000
says 0 '' jailctl exec -d -t web.console.7 -- sleep 1000
check 'a name may look like a socket' [ "$(sessions web.console.7):$(sessions web)" = 1:1 ]
pids=$(pidof jail-keeper)
# shellcheck disable=SC2086 # one or more
kill -STOP $pids
for i in 1 2 3 4 5 6; do
	check "keepers that are stopped hold up no list $i" timeout 20 jailctl console -l web
	check "... and no create $i" timeout 20 jailctl create other
	check "... nor remove $i" timeout 20 jailctl remove other
done
check 'nor are they taken for dead' [ "$(sessions web)" = 1 ]
says 125 'try again' timeout 30 jailctl console web
# shellcheck disable=SC2086 # one or more
kill -CONT $pids
for pid in $pids; do kill -9 "$pid"; done
check 'one that was killed is no session' wait_for 5 [ "$(sessions web)" = 0 ]
check '... looking removes nothing' ls /run/jail/web.console.1
says 0 '' jailctl create other
check '... who makes something clears up' [ ! -e /run/jail/web.console.1 ]
check '... also of a name like a socket' [ ! -e /run/jail/web.console.7.console.1 ]
for name in other web.console.7 web.console web; do
	says 0 '' jailctl remove $name
done

nothing_left
finish
