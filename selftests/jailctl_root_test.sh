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
as_user()
{
	jailctl exec -u 65534 web -- sh -c "$1"
}
check 'a user writes to /dev/null' as_user 'echo x >/dev/null'
check 'a user reads /dev/zero' as_user 'head -c 1 /dev/zero >/dev/null'
says 1 'No space left' as_user 'echo x >/dev/full'
says 0 '' jailctl remove web
umask 022

# ---- a jail inside another: nothing that the other has not
tree=$dir/tree
mkdir -p "$tree/bin" "$tree/in/bin" "$dir/tree2"
cp /bin/busybox "$tree/bin/sh"
cp /bin/busybox "$tree/in/bin/sh"
ln -s in "$tree/link"
ln -s "$dir/tree2" "$tree/away"
jailctl create up "path=$tree" children.max=9
refuses 2 "path=/: is not within the parent's root" jailctl create up.in path=/
refuses 2 'is not within' jailctl create up.in "path=$dir"
refuses 2 'is not within' jailctl create up.in "path=$dir/tree2"
refuses 2 'is not within' jailctl create up.in "path=$tree/../tree2"
refuses 2 'is not within' jailctl create up.in "path=$tree/away"
refuses 2 'is not within' jailctl run up.in "path=$dir/tree2" -- sh
check 'nothing was made' sh -c '! jailctl list | grep -q up.in'
says 0 '' jailctl create up.in
says 0 "^path: *$tree\$" jailctl show up.in
says 0 '^yes$' jailctl exec up.in -- sh -c 'echo yes'
says 0 '' jailctl remove up.in
says 0 '' jailctl create up.in "path=$tree/link"
says 0 "^path: *$tree/in\$" jailctl show up.in
says 0 '^yes$' jailctl exec up.in -- sh -c 'echo yes'
says 0 '' jailctl create up.in.in
says 0 "^path: *$tree/in\$" jailctl show up.in.in
for ns in pid ipc uts cgroup; do
	refuses 2 "$ns=inherit: the child would have" jailctl create up.not $ns=inherit
done
says 0 '' jailctl remove up
jailctl create up children.max=9 no_new_privs=1 pid=inherit 2>/dev/null
refuses 2 'may only read' jailctl create up.in "path=$tree"
refuses 2 'mnt=inherit: the child would have' jailctl create up.in mnt=inherit
refuses 2 'no_new_privs=0: the parent has' jailctl create up.in no_new_privs=0
says 0 '' jailctl create up.in pid=inherit
says 0 'NoNewPrivs:.*1' jailctl exec up.in -- grep NoNewPrivs /proc/self/status
says 0 '' jailctl remove up
jailctl create up vnet=new children.max=9 2>/dev/null
refuses 2 'the parent has vnet=new' jailctl create up.in ip4=inherit
says 0 '' jailctl create up.in vnet=new
says 0 '' jailctl remove up
jailctl create up mnt=inherit pid=inherit 2>/dev/null
says 0 '' jailctl create up.in "path=$tree"
says 0 '' jailctl remove up

# ---- path=/: of the host's /etc what every user may read, and nothing else
mkdir -p /etc/t/open/deep /etc/t/closed /run/t
cp -a /etc/resolv.conf "$dir/resolv.conf" 2>/dev/null
put() { mkdir -p "${1%/*}" && echo "$3" >"$1" && chmod "$2" "$1"; }
put /etc/t/public 644 public
put /etc/t/open/public 644 public
put /etc/t/key 600 secret
put /etc/t/open/deep/key 640 secret
put /etc/t/closed/public 644 secret
chmod 750 /etc/t/closed
put /run/t/dns 644 'nameserver 10.0.0.3'
put /run/t/key 600 secret
rm -f /etc/resolv.conf
ln -s ../run/t/dns /etc/resolv.conf
ln -s /run/t/key /etc/t/linked
jailctl create web 2>/dev/null
says 0 '' jailctl exec -d web -- sleep 1000
says 0 '^nameserver 10.0.0.3' jailctl exec web -- cat /etc/resolv.conf
inside 'what all may read is there' 'cat /etc/t/public /etc/t/open/public | grep -c public | grep -q 2'
inside 'what root alone may read is empty' '[ -f /etc/t/key ] && [ ! -s /etc/t/key ]'
inside '... however deep' '[ -f /etc/t/open/deep/key ] && [ ! -s /etc/t/open/deep/key ]'
inside 'a directory not for all is empty' '[ -d /etc/t/closed ] && [ -z "$(ls -A /etc/t/closed)" ]'
inside 'nor by way of a link' '[ ! -e /etc/t/linked ]'
put /etc/t/open/later 600 secret
chmod 644 /etc/t/key
inside 'what comes later is not there' '[ ! -e /etc/t/open/later ] && [ ! -s /etc/t/key ]'
inside 'no secret anywhere' '! grep -r secret /etc/t'
check 'the host has it all' grep -q secret /etc/t/key
says 0 '' jailctl remove web
rm -rf /etc/t /run/t /etc/resolv.conf
[ ! -e "$dir/resolv.conf" ] || cp -a "$dir/resolv.conf" /etc/resolv.conf

check 'remove leaves nothing' no_jails
finish
