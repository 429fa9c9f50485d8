#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# jailctl check on a real kernel: what a host lacks is told with cause and fix,
# once. Promise D9: daemons that answer on a jail's address are listed. That
# each row can be bad is in tools/tests/check_test.c.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
if builtin_jail; then
	echo '1..0 # SKIP what a module needs of its kernel'
	exit 4
fi
begin

# row LEVEL NAME WORDS: that row, and no fix if all is well
row()
{
	said=$(jailctl check 2>&1)
	found=$(printf '%s\n' "$said" | grep "^[a-z]* *$2 ")
	if printf '%s\n' "$found" | grep -q -e "^$1  *$2  *.*$3"; then
		ok "$2: $1, $3"
	else
		not_ok "$2: $1, $3" "$said"
	fi
}

rows()
{
	jailctl check | grep -c "^$1 "
}

for name in kernel privilege securityfs signed symbols ftrace module state room; do
	row ok $name ''
done
row ok module 'ABI version 1, as module, [0-9]* hooks'
check 'nothing fails here' [ "$(rows fail)" = 0 ]
says 0 '' jailctl check
check 'what warns has a fix' sh -c 'jailctl check | awk "/^(warn|fail)/ { want++ } /^ *fix: / { have++ } END { exit have < want }"'
check '--json has as many rows' [ "$(jailctl check --json | grep -c '"level":')" = "$(jailctl check | grep -c '^[a-z]')" ]
says 0 '"level":"ok"' jailctl check --json
refuses 2 'did you mean "--strict"' jailctl check --strct
refuses 2 '--strict: given twice' jailctl check --strict --strict
refuses 2 'too many arguments' jailctl check web

# ---- daemons on every address, and a name server on loopback alone
nc -l -p 4711 &
nc=$!
nc -l -p 4712 -s 127.0.0.1 &
other=$!
wait_for 5 grep -q ':1267 ' /proc/net/tcp
row warn listeners 'tcp 4711 (nc)'
check 'one on an address of its own is not listed' sh -c '! jailctl check | grep -q 4712'
says 1 '' jailctl check --strict
kill $nc $other
check 'nor one that has gone' wait_for 5 sh -c '! jailctl check | grep -q 4711'
echo nameserver 127.0.0.53 >/etc/resolv.conf
row warn resolver '127.0.0.53'
echo nameserver 10.0.0.1 >/etc/resolv.conf
row ok resolver ''

# ---- who may, and where state is
user()
{
	start-stop-daemon -S -c 65534:65534 -x "$(command -v jailctl)" -- "$@"
}
says 4 '^fail  privilege *jails .*CAP_SYS_ADMIN' user check
mkdir -p /run/jail
chmod 755 /run/jail
row fail state "root.s alone"
says 1 'remove /run/jail' jailctl check
chmod 700 /run/jail
row ok state ''

# ---- the tracer is off, before and while the module is there
wait_for 20 grep -q '^armed 0' /sys/kernel/security/jail/abi
check 'the tracer can be switched off' sh -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
row fail ftrace 'is 0'
says 3 'sysctl kernel.ftrace_enabled=1' jailctl check
echo 1 >/proc/sys/kernel/ftrace_enabled
row ok ftrace 'is 1'
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
row ok holders 'nobody else'
jailctl create web 2>/dev/null
row ok holders 'jails hold'
row ok module ' armed'
jailctl remove web

nothing_left

# ---- without securityfs: told once; without the module: likewise
umount /sys/kernel/security
row fail securityfs 'not mounted'
row skip module 'is loaded'
row skip lsm ''
check 'that is the only failure' [ "$(rows fail)" = 1 ]
says 3 'mount -t securityfs' jailctl check
mount -t securityfs securityfs /sys/kernel/security
if wait_for 10 rmmod jail 2>/dev/null; then
	ok 'rmmod'
	row fail module 'jail.ko is not loaded'
	row ok symbols 'are there'
	check 'that is the only failure' [ "$(rows fail)" = 1 ]
	says 3 'modprobe jail' jailctl check
	echo 0 >/proc/sys/kernel/ftrace_enabled
	row fail ftrace 'is 0'
	echo 1 >/proc/sys/kernel/ftrace_enabled
	check 'insmod' insmod "$(find /lib/modules/ -name jail.ko | head -n 1)"
else
	not_ok 'rmmod' "$(rmmod jail 2>&1)"
fi
finish
