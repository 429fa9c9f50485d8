#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that has the jail built in, booted without it in lsm=: it is absent.
#
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"

not()
{
	! "$@"
}

echo 'TAP version 13'
check 'it is not on the list' not grep -qw jail /sys/kernel/security/lsm
check 'it has no files' test ! -e /sys/kernel/security/jail
check 'the kernel does not speak of it' not sh -c 'dmesg | grep "jail:"'
check 'no task has an attribute of it' not cat /proc/self/attr/jail
refuses 3 'not loaded' jailctl list
refuses 3 'not loaded' jailctl run web -- true
finish
