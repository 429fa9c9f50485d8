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

check 'remove leaves nothing' no_jails
finish
