# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the tests of jailctl share; sourced. TAP on stdout. As root in the guest,
# where busybox is all there is.
set -u

dir=$(mktemp -d /tmp/jailctl.XXXXXX)
n=0
failed=0

ok()
{
	n=$((n + 1))
	echo "ok $n - $1"
}

not_ok()
{
	n=$((n + 1))
	failed=$((failed + 1))
	echo "not ok $n - $1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'
}

# check NAME COMMAND...
check()
{
	name=$1
	shift
	if said=$("$@" 2>&1); then ok "$name"; else not_ok "$name" "$said"; fi
}

# says CODE PATTERN COMMAND...: the exit code, and words in cause or fix
says()
{
	code=$1 pattern=$2
	shift 2
	said=$("$@" 2>&1 </dev/null)
	got=$?
	if [ $got = "$code" ] && printf '%s\n' "$said" | grep -q -e "$pattern"; then
		ok "$*: $code, $pattern"
	else
		not_ok "$*: $code, $pattern" "got $got: $said"
	fi
}

# refuses CODE PATTERN COMMAND...: likewise, a cause and a fix, each one line
refuses()
{
	says "$@"
	if [ "$(printf '%s\n' "$said" | grep -v '^jailctl: note')" = "$(printf '%s\n' "$said" |
		grep -e '^jailctl: ' -e '^  fix: ' | grep -v '^jailctl: note')" ] &&
	   printf '%s\n' "$said" | grep -q '^  fix: .'; then
		ok "  ... with a fix, and no other words"
	else
		not_ok "  ... with a fix, and no other words" "$said"
	fi
}

# wait_for SECONDS COMMAND...: twenty tries a second. Where a try takes its time that
# is longer, but by a minute at most.
wait_for()
{
	tries=$(($1 * 20))
	read -r uptime _ </proc/uptime
	latest=$((${uptime%.*} + $1 + 60))
	shift
	until "$@"; do
		tries=$((tries - 1))
		read -r uptime _ </proc/uptime
		if [ $tries -le 0 ] || [ "${uptime%.*}" -ge $latest ]; then
			return 1
		fi
		sleep 0.05
	done
}

snapshot()
{
	cat /proc/self/mountinfo /sys/kernel/security/jail/jails
	# the addresses; how they hang together tells what there was before
	sed '/+--/d; s/^ *//' /proc/net/fib_trie
	# what the kernel gives an interface by itself comes when it comes
	grep -v ^fe80 /proc/net/if_inet6
	find /sys/fs/cgroup -type d
	ls -A /run/jail 2>/dev/null
}

no_jails()
{
	[ -z "$(cat /sys/kernel/security/jail/jails)" ] && [ -z "$(ls -A /run/jail 2>/dev/null)" ]
}

# Is the jail part of this kernel? Then there is no module to take out.
builtin_jail()
{
	grep -q '^backend builtin$' /sys/kernel/security/jail/abi
}

begin()
{
	echo 'TAP version 13'
	# the first jail makes it, and it stays
	mkdir -p /sys/fs/cgroup/jail
	snapshot >"$dir/before"
}

# nothing_left: compared with begin
nothing_left()
{
	snapshot >"$dir/after"
	check 'mounts, jails, addresses, cgroups and /run are as before' diff "$dir/before" "$dir/after"
}

# finish: the plan, and the exit status
finish()
{
	rm -rf "$dir"
	echo "1..$n"
	[ $failed = 0 ]
}
