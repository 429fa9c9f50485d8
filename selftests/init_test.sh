#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The small init of a jail: orphans, signals, the command's status, how long it
# lives, and that nothing of the host's is behind it.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
. "$(dirname "$0")/jailctl.sh"

# inside NAME SCRIPT: true in the jail "web"
inside()
{
	if said=$(jailctl exec web -- sh -c "$2" 2>&1 </dev/null); then ok "$1"; else not_ok "$1: $2" "$said"; fi
}

# Field of the host's /proc/PID/status of the jail's process 1.
leader()
{
	sed -n 's/.*leader=\([0-9]*\) .*/\1/p' /run/jail/web.conf
}

# how many tasks the jail has
tasks()
{
	sed -n 's/.*name=web .*tasks=\([0-9]*\) .*/\1/p' /sys/kernel/security/jail/jails
}

has_tasks()
{
	[ "$(tasks)" = "$1" ]
}

begin
tool=$(command -v jailctl)
sum=$(sha256sum "$tool")
jailctl create web 2>/dev/null

# ---- what it is
inside 'process 1 is the init' '[ "$(cat /proc/1/comm)" = jail-init ] && [ $$ != 1 ]'
inside '... from memory, of no file' 'readlink /proc/1/exe | grep -q "^/memfd:jail-init"'
inside '... with one descriptor, to report' '[ "$(ls /proc/1/fd)" = 3 ]'
inside '... without environment' '[ -z "$(cat /proc/1/environ)" ]'
inside '... with the capability to kill alone' 'grep -q "^CapPrm:.0*20$" /proc/1/status && grep -q "^CapBnd:.0*20$" /proc/1/status'
inside '... and no way to more' 'grep -q "^NoNewPrivs:.1$" /proc/1/status'
inside 'the command is as it was' '! grep -q "^CapBnd:.0*20$" /proc/self/status && grep -q "^NoNewPrivs:.0$" /proc/self/status && grep -q "^SigBlk:.0*$" /proc/self/status'
check 'it ends with the last command' wait_for 10 has_tasks 0

# ---- CVE-2019-5736: what is executed on the way in is not the host's to write
for how in 'echo x >/proc/1/exe' 'echo x >>/proc/1/exe' 'cp /bin/sh /proc/1/exe' 'truncate -s 0 /proc/1/exe' \
	'exec 9</proc/1/exe; echo x >/proc/self/fd/9'; do
	inside "/proc/1/exe can't be written: $how" "! ( $how ) 2>/dev/null"
done
inside 'nor made writable' '! chmod 777 /proc/1/exe 2>/dev/null; ! ( echo x >/proc/1/exe ) 2>/dev/null'
inside 'it still works' '(sleep 0 &) ; true'
check "jailctl's file is unchanged" [ "$sum" = "$(sha256sum "$tool")" ]

# ---- the command's status and its signals
says 42 '' jailctl exec web -- sh -c 'exit 42'
says 137 '' jailctl exec web -- sh -c 'kill -9 $$'
says 139 '' jailctl exec web -- sh -c 'kill -SEGV $$'
for sig in TERM HUP USR1 USR2 INT QUIT CONT; do
	rm -f "$dir/out"
	jailctl exec web -- sh -c "trap 'exit 33' $sig; echo ready; while :; do sleep 0.1; done" >"$dir/out" &
	wait_for 10 grep -qs ready "$dir/out"
	kill -$sig "$(leader)"
	wait $!
	got=$?
	check "SIG$sig to process 1 is the command's: $got" [ $got = 33 ]
done
jailctl exec web -- sleep 1000 &
wait_for 10 has_tasks 2
kill -TERM $!
wait $!
got=$?
check "SIGTERM to jailctl ends a plain command as it says: $got" [ $got = 143 ]

# ---- orphans
inside '1000 orphans, no zombie is left' '
	i=0
	while [ $i -lt 1000 ]; do (true & ) ; i=$((i + 1)); done
	i=0
	while [ $i -lt 100 ]; do
		z=$(cat /proc/[0-9]*/stat 2>/dev/null | sed "s/.*) //" | grep -c "^Z")
		[ "$z" = 0 ] && exit 0
		i=$((i + 1)); sleep 0.1
	done
	echo "$z zombies"; exit 1'
check 'and nobody' wait_for 10 has_tasks 0

# ---- what a command leaves behind
says 7 '' jailctl exec web -- sh -c 'sleep 1000 >/dev/null 2>&1 & exit 7'
check 'a daemon lives on, and process 1 with it' wait_for 10 has_tasks 2
one=$(leader)
inside 'who comes later is with them' '[ "$(cat /proc/1/comm)" = jail-init ] && ps | grep -q "[s]leep 1000"'
check '... below the same process 1' [ "$one" = "$(leader)" ]
jailctl exec web -- sleep 1001 &
wait_for 10 has_tasks 3
inside 'the daemon is ended' 'kill $(pidof sleep | tr " " "\n" | sort -n | head -n 1)'
check '... but one that joined keeps process 1' wait_for 10 has_tasks 2
check '... the same' kill -0 "$one"
kill $!
wait $! 2>/dev/null
check '... which ends after it' wait_for 10 has_tasks 0
check '... and is gone' sh -c "! kill -0 $one 2>/dev/null"
jailctl exec web -- sh -c 'sleep 1000 >/dev/null 2>&1 & sleep 1001 >/dev/null 2>&1 & exit 0'
check 'two daemons' wait_for 10 has_tasks 3
kill -TERM "$(leader)"
check 'SIGTERM to a process 1 without command ends what is left' wait_for 10 has_tasks 0

# ---- killed, however it was
jailctl exec web -- sleep 1000 2>"$dir/first" &
first=$!
wait_for 10 has_tasks 2
jailctl exec web -- sleep 1001 2>"$dir/second" &
second=$!
wait_for 10 has_tasks 3
kill -9 "$(leader)"
wait $first
got=$?
check "who kills process 1 kills its command: $got" [ $got = 137 ]
check '... who is told why' grep -q 'process 1 of the jail ended' "$dir/first"
wait $second
got=$?
check "... and one that joined: $got" [ $got = 137 ]
check '... who is told why' grep -q 'process 1 of the jail ended' "$dir/second"
check '... and nothing is left' wait_for 10 has_tasks 0
jailctl exec -d web -- sleep 1000
jailctl exec web -- sleep 1001 2>"$dir/first" &
wait_for 10 has_tasks 3
says 0 '' jailctl remove web
wait $!
got=$?
check "who removes it kills all: $got" [ $got = 137 ]
check '... who is told why' grep -q 'the jail was removed' "$dir/first"

# ---- without it
jailctl create web noinit 2>/dev/null
inside 'noinit: the command is process 1' '[ $$ = 1 ]'
jailctl exec web -- sh -c 'echo first; while [ ! -e /tmp/go ]; do usleep 50000; done' >"$dir/first" &
wait_for 10 grep -q first "$dir/first"
jailctl exec web -- sh -c 'touch /tmp/go; exec sleep 60' 2>"$dir/second"
got=$?
check "... whose end is that of all: $got" [ $got = 137 ]
check '... who are told why' grep -q 'process 1 of the jail ended' "$dir/second"
wait
jailctl remove web
jailctl create web pid=inherit 2>/dev/null
inside 'pid=inherit: nobody is between' '[ "$(cat /proc/$PPID/comm)" != jail-init ]'
jailctl remove web

# ---- the log of a detached command
jailctl create web 2>/dev/null
says 0 '' jailctl exec -d --log "$dir/log" web -- sh -c 'echo out; echo err >&2'
check 'its outputs are in the log' wait_for 10 sh -c "[ \"\$(tr '\n' ' ' <'$dir/log')\" = 'out err ' ]"
says 0 '' jailctl exec -d --log "$dir/log" web -- echo more
check '... and appended' wait_for 10 grep -q more "$dir/log"
ln -s /etc/passwd "$dir/link"
refuses 125 "can't open .*link: a symbolic link is on the way" jailctl exec -d --log "$dir/link" web -- echo more
refuses 2 'detached' jailctl exec --log "$dir/log" web -- echo more
jailctl remove web

nothing_left
finish
