#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a jail's root is made of: its /dev, and with path=/ what of the host's
# files may be read. As root in the guest, with busybox alone. TAP on stdout.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
begin

# inside NAME COMMAND: in the jail, as root
inside()
{
	check "$1" jailctl exec web -- sh -c "$2"
}

# ---- /dev: for every user, whatever umask jailctl is run with
umask 077
jailctl create web 2>/dev/null
for node in null zero full random urandom tty; do
	inside "/dev/$node: 0666" "[ \"\$(stat -c %a /dev/$node)\" = 666 ]"
done
user='jailctl exec -u 65534 web -- sh -c'
check 'a user writes to /dev/null' $user 'echo x >/dev/null'
check 'a user reads /dev/zero' $user 'head -c 1 /dev/zero >/dev/null'
says 1 'No space left' $user 'echo x >/dev/full'
says 0 '' jailctl remove web
umask 022

check 'remove leaves nothing' no_jails
finish
