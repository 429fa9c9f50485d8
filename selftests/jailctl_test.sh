#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# jailctl's verbs: exit codes, messages with cause and fix, nothing left behind.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
begin

# ---- jails that are not there
for verb in show remove denials; do
	refuses 5 'no jail "ghost"' jailctl $verb ghost
done
refuses 5 'no jail "ghost"' jailctl set ghost children.max=1
refuses 5 'no jail "ghost"' jailctl exec ghost -- true
refuses 5 'no jail "up"\|parent' jailctl create up.down

# ---- a life
says 0 'path=/: the jail' jailctl create web
refuses 6 'in use' jailctl create web
refuses 6 'web' jailctl run web -- true
says 0 '^ *[0-9]* *web *idle *0 *0 *- *\/$' jailctl list
says 0 '"name":"web"' jailctl list --json
says 0 '^path: */ *the host' jailctl show web
says 0 '^denied: *nothing' jailctl show web
says 0 '"no_new_privs":false' jailctl show web --json
says 0 '"persist":true' jailctl show --json web
says 0 '"last_denials"' jailctl show web --json
says 0 '' jailctl set web children.max=2 host.hostname=www
says 0 '^children.max: *2' jailctl show web
says 0 '^host.hostname: *www' jailctl show web
refuses 2 "path: can't be changed" jailctl set web path=/tmp
refuses 2 "pid: can't be changed" jailctl set web pid=inherit
refuses 2 'nothing to change' jailctl set web
refuses 2 'children.max' jailctl set web children.max=99999
says 0 '^children.max: *2' jailctl show web
says 0 '^www$' jailctl exec web -- hostname
says 0 '' jailctl exec -d web -- sleep 1000
says 0 ' active *2 ' jailctl list
says 0 '' jailctl set web host.hostname=later
says 0 '^later$' jailctl exec web -- hostname
check 'the host keeps its own name' sh -c '[ "$(hostname)" != later ]'
says 0 '' jailctl remove web
check 'remove leaves nothing' no_jails
refuses 5 'no jail "web"' jailctl remove web

# ---- step by step
says 0 '^jailctl: step (caller): make the jail$' jailctl create -v web
says 0 '^jailctl: step (child): mount the jail.s root$' jailctl exec -v web -- true
says 0 '^jailctl: step (init): run the jail.s init$' jailctl exec --verbose web -- true
says 0 '^jailctl: step (child): give the command a terminal' jailctl exec -v -d -t web -- sleep 1000
says 0 '^jailctl: step (joiner): join the jail.s namespaces$' jailctl exec -v web -- true
says 127 '^jailctl: undo (caller): make a child' jailctl exec -v web -- /none
says 0 '^jailctl: step (caller): change the parameters$' jailctl set -v web children.max=1
says 0 '^jailctl: step (caller): have the kernel end the jail$' jailctl remove -v web
says 0 '^jailctl: step (child): mount the jail.s root$' jailctl run -v web -- true
check 'nobody else is told' sh -c '[ -z "$(jailctl run -q web -- true 2>&1)" ]'

# ---- several names
for name in 'one' 'two children.max=1' 'two.in' 'three'; do
	# shellcheck disable=SC2086 # a name and a parameter
	jailctl create $name 2>/dev/null
done
refuses 5 'no jail "none"' jailctl remove one none two two.in
check '... each is tried' sh -c '! jailctl list one && ! jailctl list two && jailctl list three'
says 0 '' jailctl remove three
check '... and nothing is left' no_jails

# ---- persist=0 is no other word for remove
jailctl create web 2>/dev/null
refuses 2 'persist=0: nothing runs' jailctl set web persist=0
refuses 2 'persist=0: nothing runs' jailctl set web nopersist children.max=4
says 0 '^children.max: *0' jailctl show web
jailctl exec -d web -- sleep 1000
says 0 '' jailctl set web persist=0
says 0 '' jailctl set web persist=0
says 0 '' jailctl set web persist=1
jailctl remove web
# a jail inside keeps it, as a task does
jailctl create -q web
jailctl create -q web.cgi
says 0 '' jailctl set web nopersist
says 0 'web.cgi' jailctl list web
jailctl remove web.cgi
check 'with the last jail inside it ends' wait_for 10 sh -c '! jailctl list web 2>/dev/null'
check '... and nothing is left' no_jails

# ---- notes: of defaults only where a jail stays, none where they are not wanted
says 0 'note: path=/' jailctl create web
jailctl remove web
check 'create -q is silent' [ -z "$(jailctl create -q web 2>&1)" ]
jailctl remove web
check 'run is silent on path=/' [ -z "$(jailctl run web -- true 2>&1)" ]
says 0 "note: mnt=inherit: the jail has the host's own files" jailctl run web mnt=inherit -- true
check 'run -q is on that too' [ -z "$(jailctl run -q web mnt=inherit -- true 2>&1)" ]

# ---- what would be without effect, and what a jail takes along
jailctl create web uts=inherit 2>/dev/null
refuses 2 'needs uts=new' jailctl set web host.hostname=x
check 'and nothing was changed' sh -c '! jailctl show web | grep -q "hostname: *x"'
jailctl remove web
says 0 '' jailctl create up children.max=1
says 0 '' jailctl create up.in
says 0 ' up.in ' jailctl list
says 0 '' jailctl remove up
check 'a jail takes those inside it along' no_jails

# ---- by number: digits alone are no name
jailctl create web 2>/dev/null
jid=$(jailctl list | awk '$2 == "web" { print $1 }')
says 0 '^name: *web' jailctl show "$jid"
says 0 '"pid":"new"' jailctl show "$jid" --json
says 0 '^web$' jailctl exec "$jid" -- hostname
says 0 '' jailctl set "$jid" children.max=3 host.hostname=byjid
says 0 '^children.max: *3' jailctl show web
says 0 'JAIL' jailctl denials "$jid"
refuses 2 "can't be a jail's name" jailctl create "$jid"
refuses 2 "can't be a jail's name" jailctl run "$jid" -- true
says 0 '' jailctl remove "$jid"
check 'the number goes with the jail' no_jails
jailctl create web 2>/dev/null
for verb in show remove denials; do
	refuses 5 "no jail $jid" jailctl $verb "$jid"
done
refuses 5 "no jail $jid" jailctl set "$jid" children.max=1
refuses 5 "no jail $jid" jailctl exec "$jid" -- true
refuses 5 'no jail 0' jailctl remove 0
refuses 5 'no jail can be called so' jailctl remove 99999999999999999999
jailctl remove web

# ---- denials
jailctl create web pid=inherit 2>/dev/null
says 1 '' jailctl exec web -- kill -0 1
says 0 'task.lookup  *1' jailctl show web
says 0 'task.lookup.*ESRCH' jailctl denials web
says 0 '"op":"task.lookup"' jailctl denials --json
says 0 '"task.lookup":1' jailctl show web --json
old=$(jailctl list | awk '$2 == "web" { print $1 }')
says 0 "^[-0-9]* [:0-9]*  *$old  web  *task.lookup" jailctl denials web
jailctl remove web
says 0 'task.lookup' jailctl denials web
jailctl create web 2>/dev/null
check 'denials of a name are those of the jail that has it' sh -c '! jailctl denials web | grep -q task.lookup'
check 'so in --json' sh -c '! jailctl denials web --json | grep -q task.lookup'
says 0 'task.lookup' jailctl denials "$old"
says 0 'task.lookup' jailctl denials
jailctl remove web

# ---- the command's status
says 0 '' jailctl run try -- true
says 42 '' jailctl run try -- sh -c 'exit 42'
says 1 '' jailctl run try -- false
says 137 '' jailctl run try pid=inherit -- sh -c 'kill -9 $$'
refuses 126 'Permission denied' jailctl run try -- /etc/passwd
refuses 127 "can't run the command: \"nosuch\"" jailctl run try -- nosuch
refuses 125 'no user "nosuch"' jailctl run -u nosuch try -- true
check 'a failed start leaves nothing' no_jails
jailctl create web 2>/dev/null
refuses 127 "can't run the command: \"nosuch\"" jailctl exec web -- nosuch
refuses 125 'no user' jailctl exec -u nosuch web -- true
says 0 '' jailctl run keep persist=1 -- true
says 0 ' keep ' jailctl list
jailctl remove keep
jailctl remove web

# ---- signals and the end of jailctl itself
for sig in TERM:143 INT:130 HUP:129; do
	jailctl run try -- sleep 1000 2>/dev/null &
	wait_for 5 grep -q 'name=try.* tasks=2 ' /sys/kernel/security/jail/jails
	# the shell has set INT to be ignored in what it starts with &
	kill -"${sig%:*}" $!
	wait $!
	got=$?
	check "SIG${sig%:*} ends a plain command: $got" [ $got = "${sig#*:}" ]
done
jailctl run try -- sleep 4711 2>/dev/null &
wait_for 5 grep -q 'name=try.* tasks=2 ' /sys/kernel/security/jail/jails
kill -9 $!
wait $! 2>/dev/null
check 'the jail of a killed jailctl goes' wait_for 5 sh -c '! grep -q name=try /sys/kernel/security/jail/jails'
check 'with its command' sh -c '! ps | grep -q "[s]leep 4711"'
says 0 '' jailctl run try -- true
check 'and what it left is replaced' no_jails

# ---- state files that are not what they should be
mkdir -p /run/jail
chmod 700 /run/jail
echo junk >/run/jail/web.conf
says 0 '' jailctl create web
says 0 '' jailctl exec web -- true
sed -i 's/jid=[0-9]*/jid=999999/' /run/jail/web.conf
refuses 125 'of another one' jailctl exec web -- true
echo '"""' >/run/jail/web.conf
refuses 125 "can't be understood" jailctl exec web -- true
rm /run/jail/web.conf
refuses 125 'not made by jailctl' jailctl exec web -- true
ln -s /etc/passwd /run/jail/web.conf
refuses 125 'not made by jailctl' jailctl exec web -- true
rm /run/jail/web.conf
says 0 '' jailctl remove web
check 'a cgroup that no state file tells of stays' [ -d /sys/fs/cgroup/jail/web ]
refuses 6 'cgroup /jail/web is there already' jailctl create web
refuses 6 'rmdir /sys/fs/cgroup/jail/web' jailctl run web -- true
check 'nothing was made of these' no_jails
rmdir /sys/fs/cgroup/jail/web
chmod 777 /run/jail
refuses 1 'not ours alone' jailctl create web
chmod 700 /run/jail
check 'nothing was made of it' no_jails

# ---- two at once on one name
both=0
none=0
i=0
while [ $i -lt 50 ]; do
	jailctl create race >/dev/null 2>&1 &
	jailctl create race >/dev/null 2>&1
	one=$?
	wait $!
	two=$?
	case $one$two in
	06|60) ;;
	00) both=$((both + 1)) ;;
	*) none=$((none + 1)) ;;
	esac
	jailctl remove race >/dev/null 2>&1
	i=$((i + 1))
done
check "two creates of one name: one wins ($both both, $none none)" [ $both$none = 00 ]

# ---- the host
says 0 'ABI 1, \(module\|builtin\)' jailctl version
says 0 '"kernel_abi":1' jailctl version --json
user()
{
	start-stop-daemon -S -c 65534:65534 -x "$(command -v jailctl)" -- "$@"
}
refuses 4 'CAP_SYS_ADMIN\|as root' user create web
says 0 'JID' user list
refuses 1 "can't write the output" sh -c 'jailctl list >/dev/full'

nothing_left

finish
