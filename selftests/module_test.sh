#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The module comes and goes under a load of forks and packets; it stays while a
# jail lives; and while one does, tracing can't be switched off under it.
# For busybox's sh: runs in the guest. JAIL_TEST_SECONDS=600 for the long run.
set -u
# As many cycles as this, or as fit in those seconds; at least 20.
cycles=${JAIL_TEST_CYCLES:-200} seconds=${JAIL_TEST_SECONDS:-30}
ko=/lib/modules/$(uname -r)/jail.ko
jail=/sys/kernel/security/jail
number=0 failed=0

result()
{
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		failed=$((failed + 1))
	fi
}

# request TEXT: one write on a descriptor of its own
request()
{
	printf '%s' "$1" 2>/dev/null >"$jail/control"
}

loaded()
{
	[ -d /sys/module/jail ]
}

fork_load()
{
	while :; do
		(:)
		cat /proc/self/stat >/dev/null
	done
}

# Every tenth time a jail arms the hooks before; arming is what takes long.
cycle()
{
	insmod "$ko" || return 1
	if [ $(($1 % 10)) = 0 ]; then
		echo 0 >/sys/module/jail/parameters/linger_ms
		request "create name=cycle"
	fi
	tries=0
	until rmmod jail 2>/dev/null; do
		loaded || return 1
		tries=$((tries + 1))
		[ "$tries" -lt 100 ] || return 1
		sleep 0.05
	done
	! loaded
}

all_cycles()
{
	i=0
	until=$(($(date +%s) + seconds))
	while [ "$i" -lt "$cycles" ] &&
	      { [ "$i" -lt 20 ] || [ "$(date +%s)" -lt "$until" ]; }; do
		cycle "$i" || { echo "# stopped at cycle $i"; return 1; }
		i=$((i + 1))
	done
	echo "# $i times loaded and unloaded"
}

new_complaints()
{
	dmesg | sed -n "$((lines + 1)),\$p" |
		grep -E 'BUG:|WARNING:|Oops|INFO: task|unable to|leak' |
		grep -v 'unable to trace'
}

echo "TAP version 13"
if grep -q '^backend builtin$' "$jail/abi" 2>/dev/null; then
	echo "1..0 # SKIP there is no module to load"
	exit 4
fi
echo "1..8"
lines=$(dmesg | wc -l)
loaded && rmmod jail
! loaded
result $? "the module can be unloaded"

fork_load & load=$!
"$(dirname "$0")/port_test" --traffic & traffic=$!
all_cycles
result $? "load and unload under a load of forks and packets"
kill "$load" "$traffic"
wait "$load" "$traffic" 2>/dev/null

insmod "$ko"
result $? "load"
request "create name=module persist=1"
result $? "a jail that stays"
! rmmod jail 2>/dev/null
result $? "no unloading while it lives"

old=$(cat /proc/sys/kernel/ftrace_enabled)
{ ! echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled; } 2>/dev/null
result $? "ftrace_enabled=0 is refused while armed"
echo "$old" >/proc/sys/kernel/ftrace_enabled

request "remove name=module"
i=0
while grep -q 'name=module ' "$jail/jails" && [ "$i" -lt 200 ]; do
	i=$((i + 1))
	sleep 0.05
done
rmmod jail && insmod "$ko"
result $? "unload and load again afterwards"

if new_complaints; then result 1 "the kernel's log is clean"; else
	result 0 "the kernel's log is clean"; fi
[ "$failed" = 0 ]
