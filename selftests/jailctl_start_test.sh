#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a command finds that jailctl started: namespaces, root, /dev, users,
# descriptors; and trees that try to lead the set-up astray.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
tree=$dir/tree

# inside NAME SCRIPT: true in the jail "web"
inside()
{
	if said=$(jailctl exec web -- sh -c "$2" 2>&1); then ok "$1"; else not_ok "$1: $2" "$said"; fi
}

create()
{
	jailctl create web "$@" 2>"$dir/said" || not_ok "create $*" "$(cat "$dir/said")"
}

remove()
{
	check "web is removed" jailctl remove web
}

# A root of busybox alone.
make_tree()
{
	rm -rf "$tree" "$dir/out"
	mkdir -p "$tree/bin" "$tree/etc" "$dir/out"
	cp "$(readlink -f /bin/sh)" "$tree/bin/busybox"
	for f in sh ls cat id test grep wc mkdir mount hostname ip sleep env ln; do
		ln -s busybox "$tree/bin/$f"
	done
	echo 'user:x:500:501::/home/user:/bin/sh' >"$tree/etc/passwd"
	echo 'more:x:600:user' >"$tree/etc/group"
}

begin

# ---- namespaces: asked for is there, not asked for is not
ns_of()
{
	readlink "/proc/self/ns/$1"
}
create
for ns in mnt pid ipc uts cgroup; do
	inside "$ns=new is the default" "[ \$(readlink /proc/self/ns/$ns) != '$(ns_of $ns)' ]"
done
inside 'vnet=inherit is the default' "[ \$(readlink /proc/self/ns/net) = '$(ns_of net)' ]"
remove
for ns in mnt pid ipc uts cgroup; do
	create $ns=inherit
	inside "$ns=inherit" "[ \$(readlink /proc/self/ns/$ns) = '$(ns_of $ns)' ]"
	remove
done
create vnet=new
inside 'vnet=new' "[ \$(readlink /proc/self/ns/net) != '$(ns_of net)' ]"
inside '... with lo up, and nothing else' "ip link show lo | grep -q ,UP && [ \$(ls /proc/net/dev_snmp6 | wc -l) -le 1 ]"
inside '... and its address' 'ip addr show lo | grep -q 127.0.0.1'
remove

# ---- a cgroup of its own
cgroup_of()
{
	sed -n 's/^0:://p' /proc/self/cgroup
}
create
jailctl exec -d web -- sleep 1000
check 'a cgroup of its own' grep -q . /sys/fs/cgroup/jail/web/cgroup.procs
inside 'is the root of what it sees' '[ "$(cat /proc/self/cgroup | sed -n s/^0:://p)" = / ]'
check '... also for a later command' [ "$(jailctl exec web -- cat /proc/self/cgroup | sed -n 's/^0:://p')" = / ]
jailctl exec -d web -- sleep 1000
check '... which is in it too' wait_for 5 sh -c '[ "$(wc -l </sys/fs/cgroup/jail/web/cgroup.procs)" = 3 ]'
jailctl create web.cgi 2>/dev/null
jailctl exec -d web.cgi -- sleep 1000
check 'a jail inside has one below' grep -q . /sys/fs/cgroup/jail/web/cgi/cgroup.procs
remove
check 'both are gone' [ ! -e /sys/fs/cgroup/jail/web ]
create cgroup=inherit
check 'cgroup=inherit makes none' [ ! -e /sys/fs/cgroup/jail/web ]
inside '... and stays in the caller.s' "[ \"\$(sed -n s/^0:://p /proc/self/cgroup)\" = '$(cgroup_of)' ]"
jailctl create web.cgi 2>/dev/null
check '... a jail inside then has one at the top' [ -d /sys/fs/cgroup/jail/web.cgi ]
remove
check '... and it is gone' [ ! -e /sys/fs/cgroup/jail/web.cgi ]
create
rmdir /sys/fs/cgroup/jail/web
refuses 125 'cgroup /jail/web No such file' jailctl exec web -- true
mkdir /sys/fs/cgroup/jail/web
refuses 125 'was replaced by another' jailctl exec web -- true
remove
check 'another.s cgroup is not removed' rmdir /sys/fs/cgroup/jail/web
without_cgroups()
{
	unshare -m --propagation private sh -c 'umount /sys/fs/cgroup; "$@"' sh "$@"
}
refuses 1 'no cgroup2' without_cgroups jailctl create web
check 'cgroup=inherit does without' without_cgroups jailctl run try cgroup=inherit -- true

# ---- the host's root, read-only, without secrets
mkdir -p /etc/ssh /home
echo hash >/etc/shadow; chmod 640 /etc/shadow
cp /etc/shadow /etc/shadow-; cp /etc/shadow /etc/gshadow
echo key >/etc/ssh/ssh_host_x_key; chmod 644 /etc/ssh/ssh_host_x_key
echo public >/etc/ssh/ssh_host_x_key.pub
echo conf >/etc/plain.conf
mkdir -p /etc/dir /etc/closed; echo a >/etc/dir/a; echo b >/etc/closed/b; chmod 700 /etc/closed
echo mine >/root/secret; echo mine >/home/secret; echo mine >/tmp/secret; echo mine >/run/secret
create
check 'path=/ says so' grep -q 'host.s, read-only' "$dir/said"
inside '/root is empty' '[ -z "$(ls -A /root)" ]'
inside '/home is empty' '[ -z "$(ls -A /home)" ]'
inside '/tmp, /run and /var/tmp are private' '[ ! -e /tmp/secret ] && [ ! -e /run/secret ] && touch /tmp/x /run/x'
inside '/sys is empty' '[ -z "$(ls -A /sys)" ]'
for f in shadow shadow- gshadow ssh/ssh_host_x_key closed/b; do
	inside "/etc/$f is empty" "! grep . /etc/$f"
done
inside 'public things are there' 'grep -q public /etc/ssh/ssh_host_x_key.pub && grep -q conf /etc/plain.conf && grep -q a /etc/dir/a'
inside 'the root is read-only' '! touch /bin/x 2>/dev/null && ! touch /etc/x 2>/dev/null && ! touch /etc/dir/x 2>/dev/null && ! touch /x 2>/dev/null'
inside 'no mount but the private ones is writable' 'awk "\$6 ~ /^rw/ && \$5 !~ /^\/(proc|dev|dev\/pts|dev\/shm|tmp|run|var\/tmp)\$/ { print; bad = 1 } END { exit bad }" /proc/self/mountinfo'
jailctl exec -d web -- sleep 1000
echo newhash >/etc/shadow.new; mv /etc/shadow.new /etc/shadow
inside 'a password changed on the host does not show' '! grep . /etc/shadow'
remove
check 'what the jail wrote to /tmp is not on the host' [ ! -e /tmp/x ]

# ---- /proc and /dev
create
inside '/proc shows the jail alone' '[ "$(ls -d /proc/[0-9]* | wc -l)" -le 5 ]'
inside '/dev/null, zero, full, random, urandom, tty' '[ -c /dev/null ] && [ -c /dev/zero ] && [ -c /dev/full ] && [ -c /dev/random ] && [ -c /dev/urandom ] && [ -c /dev/tty ]'
inside 'and no other device' '[ "$(ls -l /dev | grep -c ^[bc])" = 6 ]'
inside '/dev/null works' 'echo x >/dev/null'
inside 'fd, stdin, stdout, stderr' '[ -L /dev/fd ] && echo x | cat /dev/stdin >/dev/null && echo x >/dev/stdout'
inside 'a devpts of its own' '[ "$(ls /dev/pts)" = ptmx ] && [ -c /dev/ptmx ]'
inside '/dev/shm' 'touch /dev/shm/x'
remove
create pid=inherit
inside 'pid=inherit: the others are hidden all the same' '[ "$(ls -d /proc/[0-9]* | wc -l)" -le 4 ]'
remove

# ---- what the command brings along
create
inside 'the directory is /' '[ "$(pwd)" = / ]'
inside 'only stdio is open' '[ "$(ls /proc/self/fd | wc -l)" = 4 ]'
check 'so with others open outside' sh -c 'exec 7</etc/passwd 8</ 9>/dev/null; [ "$(jailctl exec web -- ls /proc/self/fd | wc -l)" = 4 ]'
check 'and with 0, 1 and 2 closed' sh -c 'jailctl exec web -- sh -c "ls /proc/self/fd >/tmp/fds" <&- >&- 2>&-'
refuses 125 'descriptor 0 is a directory' sh -c 'jailctl exec web -- true </'
inside 'a session of its own' '[ "$(awk "{ print \$6 }" /proc/self/stat)" = $$ ]'
check 'the environment is clean' sh -c 'LEAK=1 jailctl exec web -- env | grep -q -v LEAK && ! LEAK=1 jailctl exec web -- env | grep LEAK'
check '--env adds to it' sh -c '[ "$(B=2 jailctl exec -e A=1 --env B web -- sh -c "echo \$A\$B")" = 12 ]'
inside 'capabilities are bounded' 'grep -q "^CapBnd:.00000000000c85ff" /proc/self/status'
inside 'and so effective' 'grep -q "^CapEff:.00000000000c85ff" /proc/self/status'
inside 'no_new_privs is off' 'grep -q "^NoNewPrivs:.0" /proc/self/status'
refuses 126 "can.t run the command: ./proc/self/exe.: it is the program" jailctl exec web -- /proc/self/exe version
check 'the host binary can not be run, and that is counted' sh -c "jailctl show web | grep -q 'task.enter *1'"
check 'standard input and output pass bytes' sh -c 'head -c 3000000 /dev/urandom >/tmp/in.$$; jailctl exec web -- cat </tmp/in.$$ | cmp - /tmp/in.$$; r=$?; rm /tmp/in.$$; exit $r'
remove
create mnt=inherit
refuses 126 "can.t run the command: .jailctl.: it is the program" jailctl exec web -- jailctl version
remove
create no_new_privs
inside 'no_new_privs is on' 'grep -q "^NoNewPrivs:.1" /proc/self/status'
remove

# ---- later commands join the first
for param in pid=new pid=inherit vnet=new mnt=inherit; do
	create $param
	jailctl exec -d web -- sh -c 'echo 1 >/tmp/joined; exec sleep 1000'
	leader=$(sed -n 's/.*leader=\([0-9]*\).*/\1/p' /run/jail/web.conf)
	usleep 200000
	for ns in mnt pid ipc uts cgroup net; do
		inside "$param: joins $ns" "[ \$(readlink /proc/self/ns/$ns) = '$(readlink "/proc/$leader/ns/$ns")' ]"
	done
	inside "$param: sees what the first one wrote" '[ -s /tmp/joined ]'
	jailctl exec -d web -- sleep 1000
	# the jail's init is one more
	tasks=3
	[ "$param" != pid=inherit ] || tasks=2
	check "$param: both are tasks of the jail" wait_for 5 grep -q "name=web.* tasks=$tasks " /sys/kernel/security/jail/jails
	kill -9 "$leader"
	inside "$param: without it, starts afresh" 'true'
	remove
	rm -f /tmp/joined
done
i=0
create
while [ $i -lt 20 ]; do
	jailctl exec web -- sleep 0.3 &
	i=$((i + 1))
done
wait
check 'twenty at once end well' jailctl exec web -- true
remove

# ---- a tree of one's own
make_tree
create path="$tree" host.hostname=inside
inside 'the tree is the root' '[ -x /bin/busybox ] && [ ! -e /root ] && [ ! -e /vm ]'
inside 'it is writable' 'mkdir /made'
check 'and what is written is in it' [ -d "$tree/made" ]
inside 'the host name' '[ "$(hostname)" = inside ]'
inside '.. leads nowhere' '[ -x /../../bin/busybox ]'
mknod "$tree/zero" c 1 5
check 'a device in the tree is one outside' sh -c ": <'$tree/zero'"
inside '... and none inside' '[ -c /zero ] && ! (: </zero) 2>/dev/null'
rm "$tree/zero"
check 'nothing is left in its /dev' [ -z "$(ls -A "$tree/dev")" ]
check 'a user of its own' sh -c '[ "$(jailctl exec -u user web -- id -u):$(jailctl exec -u user web -- id -G):$(jailctl exec -u user web -- sh -c "echo \$HOME")" = "500:501 600:/home/user" ]'
check 'a user by number' sh -c '[ "$(jailctl exec -u 4242 web -- sh -c "id -u; id -g; id -G" | tr "\n" " ")" = "4242 4242 4242 " ]'
check 'who has no capability' jailctl exec -u 4242 web -- grep -q '^CapEff:.0*$' /proc/self/status
refuses 125 'no user "daemon"' jailctl exec -u daemon web -- true
remove

ln -s "$tree" "$dir/link"
create path="$dir/link"
rm "$dir/link"
ln -s / "$dir/link"
inside 'a link that changes later changes nothing' '[ ! -e /vm ]'
remove
ln -sfn "$tree" "$dir/link"
chown -h 1000:1000 "$dir/link"
refuses 2 'belongs to user 1000' jailctl create web path="$dir/link"
rm "$dir/link"
create path="$tree"
mv "$tree" "$tree.away"
ln -s / "$tree"
refuses 125 'Too many levels\|symbolic' jailctl exec web -- true
rm "$tree"
refuses 125 'No such file' jailctl exec web -- true
mv "$tree.away" "$tree"
remove

# ---- trees that lead astray: nothing is run, nothing written outside
# hostile PATTERN COMMAND: COMMAND is run in the tree first
hostile()
{
	make_tree
	(cd "$tree" && eval "$2")
	refuses 125 "$1" jailctl run try path="$tree" -- true
	check "... and nothing outside is touched" [ -z "$(ls -A "$dir/out")" ]
}
hostile '/dev is a symbolic link' 'ln -s ../out dev'
hostile '/dev is a symbolic link' "ln -s $dir/out dev"
hostile '/proc is a symbolic link' "ln -s $dir/out proc"
hostile '/proc is a symbolic link' 'ln -s ../out proc'
hostile '/dev' 'echo >dev'
hostile '/proc' 'mkfifo proc'
make_tree
mkdir "$tree/dev"
ln -s "$dir/out/null" "$tree/dev/null"
ln -s "$dir/out" "$tree/dev/pts"
check 'links inside /dev are covered' jailctl run try path="$tree" -- sh -c 'echo x >/dev/null'
check '... and not followed' [ -z "$(ls -A "$dir/out")" ]
rm "$tree/etc/passwd"
mkfifo "$tree/etc/passwd"
refuses 125 'no user' timeout 5 jailctl run -u user try path="$tree" -- true
rm "$tree/etc/passwd"
truncate -s 100G "$tree/etc/passwd"
refuses 125 'no user' timeout 10 jailctl run -u user try path="$tree" -- true
rm "$tree/etc/passwd"
create path="$tree"
mkfifo "$tree/fifo"
refuses 125 "can't open .*/fifo" timeout 5 jailctl exec -d --log "$tree/fifo" web -- true
remove

rm -rf /etc/closed /etc/dir /etc/plain.conf /etc/ssh/ssh_host_x_key* /etc/shadow- /etc/gshadow /root/secret /home/secret /tmp/secret /run/secret
nothing_left
finish
