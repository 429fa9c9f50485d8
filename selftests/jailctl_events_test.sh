#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# jailctl events: each kind is told, once and in order; it ends when it should,
# loses nothing without saying so, and keeps no jail alive.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
begin

# watch FILE ARGUMENTS...: events in the background, started for sure; sets $pid
watch()
{
	out=$1
	shift
	jailctl events "$@" >"$out" 2>&1 &
	pid=$!
	# the last it does is to open what it watches
	wait_for 10 sh -c "ls -l /proc/$pid/fd 2>/dev/null | grep -q signalfd"
}

# has FILE WORDS: a line with the words, in this order, appears
has()
{
	check "told: $2" wait_for 10 grep -q -e "$2" "$1"
}

# before FILE ONE OTHER: the line of one comes first
before()
{
	check "$2 before $3" [ "$(grep -n -e "$2" "$1" | head -n 1 | cut -d: -f1)" -lt \
			       "$(grep -n -e "$3" "$1" | head -n 1 | cut -d: -f1)" ]
}

# lines FILE WORDS: how many
lines()
{
	grep -c -e "$2" "$1"
}

# ---- a life, told to one who watches all
watch "$dir/all"
all=$pid
jailctl create web pid=inherit 2>/dev/null
watch "$dir/web" web
web=$pid
jailctl exec web -- kill -0 1 2>/dev/null
jailctl set web host.hostname=new children.max=1
jailctl run once -- true 2>/dev/null
jailctl create web.in 2>/dev/null
jailctl remove web
has "$dir/all" '"event":"created","jid":[0-9]*,"name":"web","parent":0,"parameters":{.*"path":"/"'
has "$dir/all" '"event":"attached","jid":[0-9]*,"name":"web","count":1}'
has "$dir/all" '"event":"denied","jid":[0-9]*,"name":"web","op":"task.lookup","errno":"ESRCH","pid":[0-9]*,"uid":0,"comm":"kill","object":"pid 1"}'
has "$dir/all" '"event":"changed","jid":[0-9]*,"name":"web","count":1,"parameters":{"host.hostname":"new","children.max":1}}'
has "$dir/all" '"event":"created","jid":[0-9]*,"name":"web.in","parent":[1-9]'
has "$dir/all" '"event":"died","jid":[0-9]*,"name":"web.in"}'
has "$dir/all" '"event":"died","jid":[0-9]*,"name":"web"}'
has "$dir/all" '"event":"died","jid":[0-9]*,"name":"once"}'
before "$dir/all" 'created.*"web"' 'attached.*"web"'
before "$dir/all" 'attached.*"web"' 'died.*"web"'
before "$dir/all" 'created.*"once"' 'attached.*"once"'
check 'each line begins with a time' sh -c "! grep -v '^{\"time\":\"20[0-9-]*T[0-9:]*\.[0-9]*Z\"' $dir/all"
check 'once each' [ "$(lines "$dir/all" '"event":"denied"'),$(lines "$dir/all" 'created.*"web"')" = 1,1 ]

# ---- the end
wait "$web"
check "with the jail it watches, 0: $?" [ $? = 0 ]
check 'only of that one' sh -c "! grep -v '\"name\":\"web\"' $dir/web"
check 'to the last' sh -c "tail -n 1 $dir/web | grep -q died"
kill -TERM "$all"
wait "$all"
check "with SIGTERM, 0: $?" [ $? = 0 ]
mkfifo "$dir/pipe"
jailctl events >"$dir/pipe" &
pid=$!
exec 3<"$dir/pipe"
exec 3<&-
check 'when nobody reads, without an event' wait_for 10 grep -q '^State:.Z' "/proc/$pid/status"
wait "$pid"
check "which is no failure: $?" [ $? = 0 ]
refuses 5 'no jail "ghost"' jailctl events ghost
refuses 5 'no jail 4711' jailctl events 4711
refuses 2 "can't be a jail's name" jailctl events a/b
refuses 2 'exclude one another' jailctl events --json -H
refuses 2 'too many' jailctl events a b
full()
{
	jailctl events >/dev/full &
	pid=$!
	wait_for 20 sh -c "ls -l /proc/$pid/fd 2>/dev/null | grep -q signalfd"
	jailctl run x -- true 2>/dev/null
	wait "$pid"
}
refuses 1 "can't write the output" full

# ---- for people, by number, without privilege
jailctl create web pid=inherit 2>/dev/null
jid=$(jailctl list | awk '$2 == "web" { print $1 }')
watch "$dir/human" -H "$jid"
human=$pid
start-stop-daemon -S -b -m -p "$dir/user.pid" -c 65534:65534 -x /bin/sh -- \
	-c "exec $(command -v jailctl) events web >/tmp/events-of-nobody"
wait_for 10 sh -c "ls -l /proc/\$(cat $dir/user.pid)/fd | grep -q signalfd"
jailctl exec web -- kill -0 1 2>/dev/null
jailctl remove web
wait "$human"
has "$dir/human" ' web ([0-9]*) denied task.lookup ESRCH pid=[0-9]* uid=0 comm=kill object=pid 1$'
has "$dir/human" ' web ([0-9]*) attached [1-9][0-9]* tasks\{0,1\}$'
has "$dir/human" ' web ([0-9]*) died$'
has /tmp/events-of-nobody '"event":"denied"'
has /tmp/events-of-nobody '"event":"died"'
rm /tmp/events-of-nobody

# ---- more than can be remembered, while nobody listens
total=5000
jailctl create web pid=inherit 2>/dev/null
watch "$dir/flood" web
kill -STOP "$pid"
jailctl exec web -- sh -c "i=0; while [ \$i -lt $total ]; do kill -0 1; i=\$((i + 1)); done" 2>/dev/null
kill -CONT "$pid"
jailctl remove web
wait "$pid"
told=$(lines "$dir/flood" '"event":"denied"')
missed=$(sed -n 's/.*"missed".*"count":\([0-9]*\).*/\1/p' "$dir/flood" | awk '{ n += $1 } END { print n + 0 }')
check "$told told and $missed missed are $total" [ $((told + missed)) = $total ]
check 'some were missed' [ "$missed" -gt 0 ]
check 'the newest were told' [ "$told" -gt 500 ]

# ---- many at once, and as they come
watch "$dir/many"
i=0
while [ $i -lt 30 ]; do
	jailctl run "many$i" -- true 2>/dev/null &
	i=$((i + 1))
	[ $((i % 5)) != 0 ] || wait $!
done
wait_for 20 no_jails
wait_for 10 sh -c "[ \$(grep -c died $dir/many) = 30 ]"
kill -INT "$pid"
wait "$pid"
check "with SIGINT, 0: $?" [ $? = 0 ]
for kind in created died; do
	count=$(lines "$dir/many" "\"event\":\"$kind\"")
	check "30 jails are $kind: $count" [ "$count" = 30 ]
done
# its init and the command; one line may stand for both
count=$(sed -n 's/.*"attached".*"count":\([0-9]*\).*/\1/p' "$dir/many" | awk '{ n += $1 } END { print n + 0 }')
check "two tasks entered each: $count" [ "$count" = 60 ]

nothing_left
finish
