#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the tests inside the kernel said when it booted.
# For busybox's sh: runs in the guest.
set -u
results=/sys/kernel/debug/kunit

if ! grep -qs '^backend builtin' /sys/kernel/security/jail/abi; then
	echo '1..0 # SKIP the tests inside the kernel are of one that has it built in'
	exit 0
fi
[ -d "$results" ] || mount -t debugfs debugfs /sys/kernel/debug
# Each row of each table is a line of its own, before the one of its case.
awk '
	function result(bad, name) {
		n++
		failed += bad
		print (bad ? "not ok " : "ok ") n " - " name
	}
	FNR == 1 {
		suites++
		count = split(FILENAME, part, "/")
		suite = part[count - 1]
	}
	/^ +(not )?ok / {
		bad = /^ +not /
		sub(/^ +(not )?ok [0-9]+ /, "")
		result(bad, suite ": " $0)
	}
	END {
		result(suites != 4 || n < 200, suites " suites were run")
		print "1.." n
		exit failed > 0
	}' "$results"/jail_*/results
