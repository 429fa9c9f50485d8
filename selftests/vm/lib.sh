# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2016
# What every script of the guest uses: messages, the cache, locks.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VM=$TOP/selftests/vm
BUILD=${BUILD:-$TOP/build}
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/linux-jails
SERIES_KNOWN=(6.1 6.12 7.2)

say()
{
	printf '%s\n' "$*" >&2
}

# Something failed: cause and fix in one line.
die()
{
	say "${0##*/}: $*"
	exit 1
}

# The caller asked for something that does not exist.
usage_error()
{
	say "${0##*/}: $* (try --help)"
	exit 2
}

need_root()
{
	[ "$(id -u)" = 0 ] || die "must run as root (it makes chroots): run it again with sudo"
}

# Kernels and roots are kept there; nothing works without.
need_cache()
{
	if mkdir -p "$CACHE" 2>/dev/null && [ -w "$CACHE" ]; then return; fi
	die "unable to write to the cache $CACHE: set XDG_CACHE_HOME to a directory with 3 GB of space"
}

known_series()
{
	local s

	for s in "${SERIES_KNOWN[@]}"; do
		[ "$s" = "$1" ] && return 0
	done
	return 1
}

known_flavour()
{
	[ "$1" = cloud ] || [ "$1" = generic ]
}

# step TEXT COMMAND…: say what is being done, keep its output in a log, show
# the log's end only if it fails.
step()
{
	local text=$1 log start=$SECONDS
	shift

	mkdir -p "$CACHE/log"
	log=$(mktemp "$CACHE/log/XXXXXX")
	say "$text …"
	if ! "$@" >"$log" 2>&1 </dev/null; then
		tail -n "${STEP_TAIL:-25}" "$log" >&2
		say "${0##*/}: $text: failed; the whole log is $log"
		return 1
	fi
	rm -f "$log"
	say "$text: done ($((SECONDS - start)) s)"
}

# with_lock NAME COMMAND…: one at a time on this machine, and say so when
# another run holds us up.
with_lock()
{
	local name=$1 fd rc=0
	shift

	mkdir -p "$CACHE/lock"
	exec {fd}>"$CACHE/lock/$name"
	if ! flock -n "$fd"; then
		say "waiting for another run that is preparing $name …"
		flock "$fd"
	fi
	"$@" || rc=$?
	exec {fd}>&-
	return $rc
}

# Younger than so many minutes?
fresh()
{
	[ -n "$(find "$1" -maxdepth 0 -mmin "-$2" 2>/dev/null)" ]
}
