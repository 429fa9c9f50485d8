#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What jailctl says of a wrong verb, option, name or parameter: each with the
# cause and the fix, and nothing is made of it.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
begin

# ---- help and usage
for verb in create run exec console list show set remove denials events check version help; do
	check "help $verb has examples" sh -c "jailctl help $verb | grep -q Example"
	check "$verb --help is the same" sh -c "[ \"\$(jailctl $verb --help)\" = \"\$(jailctl help $verb)\" ]"
	check "--help lists $verb" sh -c "jailctl --help | grep -q '^  $verb '"
done
says 0 'ip4.addr=IPv4' jailctl help parameters
refuses 2 'no verb' jailctl
refuses 2 'did you mean "list"' jailctl lits
refuses 2 'unknown verb "zzzzzzzz"' jailctl zzzzzzzz
refuses 2 'did you mean "--json"' jailctl list --jsn
refuses 2 '"jailctl show --help" tells the options' jailctl show --zzzzzz
refuses 2 '--json: given twice' jailctl list --json --json
refuses 2 '--user: given twice' jailctl run -u 1 --user 2 web -- true
refuses 2 '--env A=2: given twice' jailctl exec -e A=1 -e A=2 web -- true
refuses 2 '--detach: given twice' jailctl exec -d --detach web -- true
refuses 2 '--user: no user' jailctl run --user= web -- true
refuses 2 '--tty: given twice' jailctl exec -tt web -- true
refuses 2 '-t and -T exclude' jailctl exec -tT web -- true
refuses 5 'no jail "web"' jailctl exec -it web -- true
refuses 5 'no jail "web"' jailctl exec -td web -- true
refuses 2 '-ut: -u takes a value' jailctl exec -ut web -- true
refuses 2 '--user: no user' jailctl exec -tu -- true
refuses 2 'unknown option "-x"' jailctl exec -tx web -- true
refuses 2 'unknown option "--quiet"' jailctl exec -q web -- true
refuses 2 '--quiet: given twice' jailctl create -q --quiet web
refuses 2 '"-t": options go before the name' jailctl exec web -t -- true
refuses 2 'jailctl run -t ... NAME' jailctl run web -t -- true
refuses 2 '"--tty": options go before the name' jailctl exec web --tty true
refuses 2 'options go before the name' jailctl create web -q
refuses 2 'options go before the name' jailctl set web -f
refuses 2 'options go before the name' jailctl set web --force children.max=1
refuses 2 'unknown option "-q"' jailctl set web -q
refuses 2 'unknown option "--json"' jailctl create web --json
refuses 2 'unknown option "-g"' jailctl run web -g -- true
refuses 2 'did you mean "--verbose"' jailctl create web --verbos
refuses 2 'create: takes no command' jailctl create web -- true
refuses 2 '"jailctl run" takes one' jailctl create web path=/ -- true
refuses 2 'set: takes no command' jailctl set web children.max=1 -- true
refuses 2 'options go before the name' jailctl console web -l
refuses 2 '--log: no file' jailctl exec -d --log= web -- true
refuses 2 '-t and -T exclude' jailctl exec -t -T web -- true
refuses 2 'without terminal is not detached' jailctl run -d web -- true
refuses 2 "is not a session's number" jailctl console web x
refuses 2 '--env: no name' jailctl run --env =x web -- true
refuses 2 'unknown option' jailctl run -x web -- true
refuses 2 'no name' jailctl create
refuses 2 'no name' jailctl remove
refuses 2 'no name' jailctl show
refuses 2 'no name' jailctl run -- true
refuses 2 'no command' jailctl run web
refuses 2 'no command' jailctl run web --
refuses 2 'no command' jailctl exec web
refuses 2 'jailctl exec web ... -- ps' jailctl exec web ps ax
refuses 2 'no -- before the command' jailctl run web path=/ ls -l
refuses 2 'jailctl run web ... -- ls' jailctl run web path=/ ls -l
refuses 2 'parameters belong' jailctl exec web path=/ -- true
refuses 2 'options go before the name' jailctl remove a -v
refuses 2 'unknown option "-b"' jailctl remove a -b
refuses 2 'no help on "zzz"' jailctl help zzz
refuses 5 'no jail "ghost"' jailctl list ghost
refuses 5 'no jail "ghost"' jailctl console -l ghost
for verb in show remove events; do
	refuses 5 'no jail "io.x": no jail can be called so' jailctl $verb io.x
done
refuses 2 'too many' jailctl denials a b
refuses 2 'too many' jailctl show a b

# ---- parameters that are not, or exclude one another
refuses 2 'did you mean "ip4.addr"' jailctl create web ip4.adr=10.0.0.2
refuses 2 'did you mean "host.hostname"' jailctl create web hostname=x
refuses 2 '"2" is neither 0 nor 1' jailctl create web persist=2
refuses 2 'did you mean "nopersist"' jailctl create web nopersit
refuses 2 'given twice' jailctl create web path=/ path=/tmp
refuses 2 'name: the jail is "web" already' jailctl create web name=x
refuses 2 'name: the jail is "web" already' jailctl set web name=x
refuses 2 'no name: "path=/x" is a parameter' jailctl create path=/x
refuses 2 'no name: "path=/x" is a parameter' jailctl run path=/x -- true
refuses 2 'has a blank in it' jailctl create web host.hostname='a b'
refuses 2 '"" is empty' jailctl set web host.hostname=
refuses 2 'not ASCII' jailctl set web host.hostname=büro
refuses 2 'is not a number' jailctl set web children.max=-1
refuses 2 'has a prefix, but no interface' jailctl create web ip4.addr=10.0.0.2/24
refuses 2 'give ip4.addr="eth0|10.0.0.2/24"' jailctl create web ip4.addr=10.0.0.2/24
refuses 2 'of the other family' jailctl create web ip4.addr=fd00::2
refuses 2 "kernel's own" jailctl create web jid=4
refuses 2 'host.hostname needs uts=new' jailctl create web uts=inherit host.hostname=x
refuses 2 'path=/tmp needs mnt=new' jailctl create web mnt=inherit path=/tmp
refuses 2 'ip4=new needs an address' jailctl create web ip4=new
refuses 2 'ip6.addr needs ip6=new' jailctl create web ip6=disable ip6.addr=fd00::2
refuses 2 'need vnet=inherit' jailctl create web vnet=new ip4.addr=10.0.0.2
refuses 2 'No such file' jailctl create web path=/nonexistent
refuses 2 'Not a directory' jailctl create web path=/proc/version
far=$dir
for i in 1 2 3 4 5; do
	far=$far/$(printf '%0240d' $i)
done
mkdir -p "$far"
refuses 2 'path ".*...": File name too long' jailctl create web path="$far"
refuses 2 'is not an IPv4 address' jailctl create web ip4.addr=10.0.0.300
refuses 2 'is neither a port nor a range of ports' jailctl create web ip4=inherit net.bind=90-80
refuses 2 'net.bind: "" is empty' jailctl set web net.bind=
refuses 2 'give net.bind=any to take the limit away, none to allow nothing' jailctl set web net.bind=
refuses 2 'give net.ephemeral=any to take' jailctl set web net.ephemeral=
refuses 2 'is of no address of the jail' jailctl create web ip4=inherit 'net.bind=[fd00::2]:80'
refuses 2 "can't be a jail's name" jailctl create a/b
refuses 2 "can't be a jail's name" jailctl create ''
refuses 2 "can't be a jail's name" jailctl create 12
refuses 2 "can't be a jail's name" jailctl create -- --x
refuses 2 'persist=0' jailctl create web persist=0
refuses 2 'name' jailctl create cgroup.procs
refuses 2 'No such file' jailctl run web path=/nonexistent -- true
check 'nothing was made of these' no_jails


# ---- who is not root, and who is in a jail, is told just that
user()
{
	start-stop-daemon -S -c 65534:65534 -x "$(command -v jailctl)" -- "$@"
}
for verb in create set; do
	refuses 4 'needs root' user $verb web children.max=1
done
refuses 4 'needs root' user run web -- true
cp "$(command -v jailctl)" "$dir/other"
jailctl create -q web
# inside, the tool itself is not to be run, see start; a copy of it is
mkdir -p /opt
cp "$dir/other" /opt/jailctl
refuses 3 'this is inside a jail' jailctl exec web -- /opt/jailctl list
refuses 3 'this is inside a jail' jailctl exec web -- /opt/jailctl create x
rm -r /opt/jailctl
jailctl remove web

nothing_left
finish
