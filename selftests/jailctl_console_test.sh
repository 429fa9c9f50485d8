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

# ---- what was said last, with nobody there to see it
last=/run/jail/web.last
says 0 '' jailctl exec -d -t web -- sh -c 'echo last words; exit 7'
check 'last words are kept' wait_for 20 [ -e $last ]
check '... for root alone' [ "$(stat -c '%a %u' $last)" = '600 0' ]
refuses 5 'no terminal session 9' jailctl console web 9
says 7 "last words" timeout 60 jailctl console web
refuses 5 'nothing runs at a terminal' jailctl console web
says 0 '' jailctl exec -d -t web -- sh -c 'seq 30000; echo end'
check 'no more of them than is shown of one that lives' wait_for 20 grep -q end $last
check '... is kept' [ "$(wc -c <$last)" -lt 16500 ]
says 0 '' jailctl exec -d -t web -- sh -c 'echo newer; kill -9 $$'
check 'the session that ended last has them' wait_for 20 grep -q newer $last
check '... and no other' [ "$(find /run/jail -name 'web.last*' | wc -l)" = 1 ]
refuses 125 "can't write what the command said last: No space" sh -c 'jailctl console web >/dev/full'
says 0 '' jailctl exec -d -t web -- sh -c 'echo third'
check 'they are kept' wait_for 20 [ -e $last ]
says 0 '' jailctl exec -d -t web -- sleep 1000
says 0 third timeout 60 jailctl console web "$(sed -n '1s/^session=\([0-9]*\) .*/\1/p' $last)"
# the file is there before the socket goes
says 0 '' jailctl exec -d -t other -- sh -c 'echo fourth'
check 'whenever one looks, there is something' wait_for 20 sh -c 'jailctl console other </dev/null | grep -q fourth'
says 0 '' jailctl exec -d -t web -- sh -c 'echo kept'
check 'they are there' wait_for 20 [ -e $last ]
for name in other web.console.7 web.console web; do
	says 0 '' jailctl remove $name
done

check '... with what was said in it' [ ! -e $last ]

# ---- with the jail its words go, whoever is quicker
for i in 1 2 3 4 5; do
	jailctl create web 2>/dev/null
	jailctl exec -d -t web -- sh -c 'trap "" HUP; while :; do echo on; done'
	says 0 '' jailctl remove web
done
says 0 '' jailctl run -d -t web -- sh -c 'echo own'
check 'of one that ends with its command nothing is kept' wait_for 20 no_jails
check 'no keeper is left' wait_for 20 sh -c '! pidof jail-keeper'
nothing_left
finish
