#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ip4.addr="eth0|10.0.0.2/24" and interface=: an address that the machine has not
# got comes with the jail and goes with it; one that is there is used and left;
# what somebody changed or added meanwhile is his. What can't be had stops the
# start, by key, value and reason, and nothing is left of it.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"

ip link add d0 type dummy
ip link set d0 up
ip addr add 10.66.0.1/24 dev d0
ip link add down0 type dummy
begin

# has [-4|-6] INTERFACE ADDRESS/PREFIX
has()
{
	ip "$1" addr show dev "$2" | grep -q "inet6\{0,1\} $3 "
}

lacks()
{
	! has "$@"
}

create()
{
	jailctl create -q "$@"
}

# --- one that comes and goes
check 'an address of each family comes' create web 'ip4.addr=d0|10.66.0.2/24' 'ip6.addr=d0|fd66::2/64'
check '... of IPv4, as it was given' has -4 d0 10.66.0.2/24
check '... of IPv6, likewise' has -6 d0 fd66::2/64
check '... at once, without asking the network first' sh -c 'grep -q "^fd660000000000000000000000000002 .* [08]2  *d0" /proc/net/if_inet6'
check 'the kernel has it' [ "$(jailctl list --json | grep -c '"ip4.addr":"10.66.0.2"')" = 1 ]
for address in 10.66.0.2 '[fd66::2]'; do
	check "a server of the jail has $address at once" jailctl exec web -- httpd -p "$address:8080" -h /
done
check '... and is not given what is not its' sh -c '! jailctl exec web -- httpd -p 10.66.0.1:8080 -h /'
check 'remove' jailctl remove web
check 'it is gone, of IPv4' lacks -4 d0 10.66.0.2/24
check 'it is gone, of IPv6' lacks -6 d0 fd66::2/64
check "the host's own is there" has -4 d0 10.66.0.1/24
nothing_left

# --- what ::1 means inside is on lo, with each jail that has IPv6
loopback()
{
	jailctl show "$1" | sed -n "s/^ *$2.loopback: *\([0-9a-f.:]*\).*/\1/p"
}
check 'a jail with both families' create web ip4.addr=10.66.0.1 'ip6.addr=d0|fd66::2'
loop=$(loopback web ip6)
check "... has $loop for ::1" has -6 lo "$loop/128"
check '... and a part of 127.0.0.0/8' sh -c "[ '$(loopback web ip4)' != 127.0.0.1 ] && echo '$(loopback web ip4)' | grep -q '^127[.]'"
check '... where its server is at localhost' jailctl exec web -- httpd -p 127.0.0.1:8080 -h /
check '... and at ::1' jailctl exec web -- httpd -p '[::1]:8080' -h /
check '... reached from inside' jailctl exec web -- wget -qO /dev/null http://127.0.0.1:8080/etc/passwd
check '... and as ::1' jailctl exec web -- wget -qO /dev/null 'http://[::1]:8080/etc/passwd'
check '... and not from the host' sh -c "! wget -T 5 -qO /dev/null 'http://[$loop]:8080/etc/passwd'"
jailctl remove web
check '... and gone with it' lacks -6 lo "$loop/128"
check 'a jail without IPv6' create web ip4.addr=10.66.0.1
check '... has none' [ -z "$(loopback web ip6)" ]
jailctl remove web
nothing_left

# --- interface= is for all that name none; without a prefix it is one address alone
check 'interface=' create web interface=d0 ip4.addr=10.66.1.2 'ip6.addr=lo|fd66::3'
check '... an IPv4 address of one' has -4 d0 10.66.1.2/32
check '... an interface of its own before the |' has -6 lo fd66::3/128
jailctl remove web
check 'a netmask as it was written once' create web 'ip4.addr=d0|10.66.1.2/255.255.255.128'
check '... is a prefix' has -4 d0 10.66.1.2/25
jailctl remove web
check 'run brings it' jailctl run -q web 'ip6.addr=d0|fd66::2/64' -- grep -q ^fd66.*2 /proc/net/if_inet6
nothing_left

# --- one that is there is used and left
ip addr add 10.66.0.7/24 dev d0
check 'one that is there' create web 'ip4.addr=d0|10.66.0.7/24'
jailctl remove web
check '... is left' has -4 d0 10.66.0.7/24
ip addr del 10.66.0.7/24 dev d0

# --- what is another's is not taken
create web 'ip4.addr=d0|10.66.0.2/24'
ip addr del 10.66.0.2/24 dev d0
ip addr add 10.66.0.2/24 dev d0
check 'one that was added again meanwhile' jailctl remove web
check '... is left' has -4 d0 10.66.0.2/24
ip addr del 10.66.0.2/24 dev d0
create web 'ip4.addr=d0|10.66.0.2/24'
ip addr change 10.66.0.2/24 dev d0 valid_lft 1000 preferred_lft 1000
check 'one that was changed meanwhile' jailctl remove web
check '... is left' has -4 d0 10.66.0.2/24
ip addr del 10.66.0.2/24 dev d0
create web 'ip4.addr=d0|10.66.0.2/24'
ip addr del 10.66.0.2/24 dev d0
says 0 'ip4.addr: *10.66.0.2 *not on this machine: 10.66.0.2$' jailctl show web
check '... which check tells too' sh -c 'jailctl check | grep -q "^warn *addresses  *jails have addresses that this machine has not: 10.66.0.2 of web$"'
check 'one that was taken away meanwhile' jailctl remove web
check '... with the jail it is no fault any more' sh -c 'jailctl check | grep -q "^ok *addresses"'
create web 'ip4.addr=d0|10.66.0.2/24'
ip link set d0 down
ip link set d0 name d1
ip link set d1 up
check 'an interface that has another name now' jailctl remove web
check '... loses it all the same' lacks -4 d1 10.66.0.2/24
ip link set d1 down
ip link set d1 name d0
ip link set d0 up
ip link add gone0 type dummy
ip link set gone0 up
create web 'ip4.addr=gone0|10.66.2.2/24'
ip link del gone0
check 'an interface that is gone' jailctl remove web
nothing_left

# --- the first of a network goes alone
promote=/proc/sys/net/ipv4/conf
was="$(cat $promote/all/promote_secondaries) $(cat $promote/d0/promote_secondaries)"
echo 0 >$promote/all/promote_secondaries
echo 0 >$promote/d0/promote_secondaries
create web 'ip4.addr=d0|10.66.3.2/24'
create web2 'ip4.addr=d0|10.66.3.3/24'
ip addr add 10.66.3.4/24 dev d0
check 'the first of its network' jailctl remove web
check '... goes' lacks -4 d0 10.66.3.2/24
check "... another jail's stays" has -4 d0 10.66.3.3/24
check "... the host's stays" has -4 d0 10.66.3.4/24
check '... the interface is as it was' [ "$(cat $promote/d0/promote_secondaries)" = 0 ]
jailctl remove web2
check "without the second one the host's stays" has -4 d0 10.66.3.4/24
ip addr del 10.66.3.4/24 dev d0
echo "${was% *}" >$promote/all/promote_secondaries
echo "${was#* }" >$promote/d0/promote_secondaries
nothing_left

# --- a family of jails: who came first has added it
create web 'ip4.addr=d0|10.66.0.2/24' children.max=1
check 'a child with the address of its parent' create web.cgi 'ip4.addr=d0|10.66.0.2/24'
jailctl remove web.cgi
check '... does not take it along' has -4 d0 10.66.0.2/24
create web.cgi ip4.addr=10.66.0.2
jailctl remove web 2>/dev/null
check '... the parent does' lacks -4 d0 10.66.0.2/24
nothing_left

# --- a jail that ends by itself: whoever comes next clears up
ended()
{
	[ -z "$(cat /sys/kernel/security/jail/jails)" ]
}
ends_by_itself()
{
	create web 'ip4.addr=d0|10.66.0.2/24'
	jailctl exec -d web -- sleep 1000
	jailctl set web nopersist
	echo 1 >/sys/fs/cgroup/jail/web/cgroup.kill
	wait_for 10 ended
}
check 'a jail that ends by itself' ends_by_itself
check '... leaves its address, which check tells' sh -c 'jailctl check | grep -q "^warn *addresses  *jails that ended by themselves left addresses: 10.66.0.2 of web$"'
check '... leaves it to the next' create web2 'ip4.addr=d0|10.66.0.2/24'
check '... which adds it anew' has -4 d0 10.66.0.2/24
jailctl remove web2
nothing_left
ends_by_itself
refuses 5 'no jail "web"' jailctl remove web
check '... and to who asks for its removal' lacks -4 d0 10.66.0.2/24
nothing_left

# --- what can't be had
jid()
{
	sed -n "s/^jid=\([0-9]*\) name=$1 .*/\1/p" /sys/kernel/security/jail/jails
}
create web ip4.addr=10.66.0.1
before=$(jid web)
jailctl remove web
refuses 2 'is not an address of this machine' jailctl create web ip4.addr=10.66.9.9
refuses 2 'no0: there is no such interface' jailctl run web 'ip6.addr=no0|fd66::2/64' -- true
create web ip4.addr=10.66.0.1
check '... which was no jail for a moment: no number is spent' [ "$(jid web)" = $((before + 1)) ]
jailctl remove web
refuse()
{
	refuses "$@"
	check '  ... and no jail' [ -z "$(cat /sys/kernel/security/jail/jails)" ]
}
refuse 2 'ip4.addr: "10.66.9.9" is not an address of this machine' jailctl create web ip4.addr=10.66.9.9
refuse 2 'ip4.addr="eth0|10.66.9.9/24"' jailctl create web ip4.addr=10.66.9.9
refuse 2 'ip6.addr: "fd66::9" is not an address of this machine' jailctl create web ip6.addr=fd66::9
refuse 2 'ip4.addr: "10.66.0.255" is a broadcast address' jailctl create web ip4.addr=10.66.0.255
refuse 2 'ip4.addr: "10.66.0.255" is a broadcast address' jailctl create web 'ip4.addr=d0|10.66.0.255'
refuse 2 "ip4.addr: \"d0|10.66.5.255/24\" is its network's broadcast address" jailctl create web 'ip4.addr=d0|10.66.5.255/24'
refuse 2 "is its network's own address" jailctl create web 'ip4.addr=d0|10.66.5.0/24'
refuse 2 'ip4.addr: "224.0.0.1" is not an address of one machine' jailctl create web 'ip4.addr=d0|224.0.0.1'
refuse 2 'ip6.addr: "ff02::1" is a multicast address' jailctl create web 'ip6.addr=d0|ff02::1'
refuse 2 'ip4.addr: "10.66.0.2" .* no0: there is no such interface' jailctl create web 'ip4.addr=no0|10.66.0.2/24'
refuse 2 '"ip link" shows the interfaces there are' jailctl create web interface=no0 ip4.addr=10.66.0.2
refuse 2 'down0: the interface is down' jailctl create web 'ip4.addr=down0|10.66.0.2/24'
refuse 2 'ip link set down0 up' jailctl create web 'ip4.addr=down0|10.66.0.2/24'
refuse 2 '"10.66.0.1" is there already, but not on lo' jailctl create web 'ip4.addr=lo|10.66.0.1/24'
refuse 2 'leave the interface out, or name the one that "ip addr" shows' jailctl create web 'ip4.addr=lo|10.66.0.1/24'
refuse 2 'has a prefix, but no interface' jailctl create web ip4.addr=10.66.0.2/24
refuse 2 'interface=d0: there is no address' jailctl create web interface=d0
refuse 2 'ip4.addr: "d0|10.66.0.300/24" is not an IPv4 address' jailctl create web 'ip4.addr=d0|10.66.0.300/24'
refuse 2 'a prefix that is not 1 to 32' jailctl create web 'ip4.addr=d0|10.66.0.2/33'
refuse 2 'a prefix that is not 1 to 32' jailctl create web 'ip4.addr=d0|10.66.0.2/255.0.255.0'
refuse 2 'a prefix that is not 1 to 128' jailctl create web 'ip6.addr=d0|fd66::2/129'
refuse 2 'names no interface before the |' jailctl create web 'ip4.addr=|10.66.0.2'
refuse 2 "interface: \"a/b\" is not an interface's name" jailctl create web interface=a/b ip4.addr=10.66.0.2
# the second can't be had: the first goes again
echo 1 >/proc/sys/net/ipv6/conf/d0/disable_ipv6
refuse 1 'fd66::2 on d0' jailctl create web interface=d0 ip4.addr=10.66.0.2/24 ip6.addr=fd66::2/64
check '... nothing half applied' lacks -4 d0 10.66.0.2/24
echo 0 >/proc/sys/net/ipv6/conf/d0/disable_ipv6
create web 'ip4.addr=d0|10.66.0.2/24'
refuses 1 "10.66.0.2 is jail web's" jailctl create web2 'ip4.addr=d0|10.66.0.2/24'
check "... and stays that jail's" has -4 d0 10.66.0.2/24
jailctl remove web
nothing_left
ip link del d0
ip link del down0
finish
