#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# jailctl while the module is not loaded, or this kernel has none.
#
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
if builtin_jail; then
	echo '1..0 # SKIP there is no module to take out'
	exit 4
fi
begin

if wait_for 10 rmmod jail 2>/dev/null; then
	ok 'rmmod'
	refuses 3 'not loaded' jailctl list
	refuses 3 'not loaded' jailctl create web
	refuses 3 'not loaded' jailctl run web -- true
	refuses 3 'not loaded' jailctl exec web -- true
	says 0 'kernel: .*not loaded' jailctl version
	check 'insmod' insmod "$(find /lib/modules/ -name jail.ko | head -n 1)"
else
	not_ok 'rmmod' "$(rmmod jail 2>&1)"
fi
finish
