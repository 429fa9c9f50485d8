#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# jailctl set NAME ip4.addr+=, -= and =: a living jail gets and loses addresses, for
# what it binds from then on; what the machine had not got comes and goes with them.
# Promise D1 holds at every moment, and what is refused changes nothing.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"

ip link add d0 type dummy
ip link set d0 up
ip addr add 10.68.0.1/24 dev d0
ip addr add 10.68.0.9/24 dev d0
begin

has()
{
	ip addr show dev d0 | grep -q " $1 "
}

lacks()
{
	! has "$@"
}

# binds ADDRESS: in the jail, on a port of its own
port=8000
binds()
{
	port=$((port + 1))
	jailctl exec web -- httpd -p "$1:$port" -h / 2>/dev/null
}

binds_not()
{
	! binds "$@"
}

# what binds() left goes
settle()
{
	killall httpd
	wait_for 10 sh -c '! pidof httpd' >/dev/null
}

# listed ADDRESSES: the kernel's list of web's
listed()
{
	[ "$(sed -n 's/.* name=web .*ip4.addr=\([^ ]*\) .*ip6.addr=\([^ ]*\).*/\1 \2/p' /sys/kernel/security/jail/jails)" = "$1" ]
}

jailctl create -q web 'ip4.addr=d0|10.68.0.2/24' 'ip6.addr=d0|fd68::2/64' children.max=1
jailctl exec -d web -- sleep 1000
check 'what the host has is not the jail yet' binds_not 10.68.0.9
check 'it is after +=' jailctl set web ip4.addr+=10.68.0.9
check '... it binds' binds 10.68.0.9
check '... and to what it had' binds 10.68.0.2
check '... both are listed' listed '10.68.0.2,10.68.0.9 fd68::2'
refuses 1 'in use: tcp 10.68.0.9:[0-9]* (httpd, [0-9]*)$' jailctl set web ip4.addr-=10.68.0.9
check '... and it stays' listed '10.68.0.2,10.68.0.9 fd68::2'
check '-= takes it, and what is open there with --force' jailctl set --force web ip4.addr-=10.68.0.9
check '... it binds no more' binds_not 10.68.0.9
check "... the host's is left" has 10.68.0.9/24
check 'one that comes to an interface' jailctl set web 'ip4.addr+=d0|10.68.0.3/24' 'ip6.addr+=d0|fd68::3/64'
check '... it binds, IPv4' binds 10.68.0.3
check '... it binds, IPv6' binds '[fd68::3]'
check '... is on it, IPv4' has 10.68.0.3/24
check '... is on it, IPv6' has fd68::3/64
check 'and goes' jailctl set -f web ip4.addr-=10.68.0.3 ip6.addr-=fd68::3
check '... from it, IPv4' lacks 10.68.0.3/24
check '... and ::1 is what it was' binds '[::1]'
check '... from it, IPv6' lacks fd68::3/64
ip addr add 10.68.0.3/24 dev d0
check "one that was its own and is the host's now" binds_not 10.68.0.3
ip addr del 10.68.0.3/24 dev d0
check 'the whole list' jailctl set -f web 'ip4.addr=d0|10.68.0.4/24,10.68.0.9'
check '... new' has 10.68.0.4/24
check '... old' lacks 10.68.0.2/24
check '... listed' listed '10.68.0.4,10.68.0.9 fd68::2'
check '... binds' binds 10.68.0.4
check '... binds not' binds_not 10.68.0.2
check 'back' jailctl set -f web 'ip4.addr=d0|10.68.0.2/24'

# --- with net.bind, of which each entry must be of an address of the jail's
check 'ports of an address that comes at once' jailctl set web 'ip4.addr+=d0|10.68.0.3/24' net.bind=10.68.0.3:8080
check '... there' sh -c 'jailctl exec web -- httpd -p 10.68.0.3:8080 -h / 2>/dev/null'
check '... and nowhere else' sh -c '! jailctl exec web -- httpd -p 10.68.0.2:8080 -h / 2>/dev/null'
settle
refuses 2 'net.bind: "10.68.0.3:8080" is of no address of the jail' jailctl set web ip4.addr-=10.68.0.3
check '... it has it still' listed '10.68.0.2,10.68.0.3 fd68::2'
check '... with another list it goes' jailctl set web ip4.addr-=10.68.0.3 net.bind=any
check 'likewise when it is made' jailctl create -q new 'ip4.addr=d0|10.68.0.5/24' net.bind=10.68.0.5:80
jailctl remove new

# --- refused, and nothing changes
refuse()
{
	refuses "$@"
	check '  ... and nothing changes' unchanged
}

unchanged()
{
	listed '10.68.0.2 fd68::2' && ! ip addr show dev d0 | grep -q '10.68.0.[578]\|10.68.1'
}

many=$(for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do printf '%s' "${many-}d0|10.68.1.$i/24"; many=,; done)
jailctl create -q other 'ip4.addr=d0|10.68.0.6/24'
jailctl create -q web.cgi ip4.addr=10.68.0.2
refuse 2 '"10.68.0.5" is not an address of this machine' jailctl set web ip4.addr+=10.68.0.5
refuse 1 "10.68.0.6 is jail other's" jailctl set web 'ip4.addr+=d0|10.68.0.5/24,10.68.0.6'
refuse 2 '^jailctl: set web: ip4.addr: "10.68.0.2" is the jail.s already' jailctl set web ip4.addr+=10.68.0.2
refuse 2 '^jailctl: set web: ip4.addr: "10.68.0.5" is not the jail.s$' jailctl set web ip4.addr-=10.68.0.5
refuse 2 '"10.68.0.2" is its last of the family' jailctl set web ip4.addr-=10.68.0.2
refuse 2 '^jailctl: set web: ip4.addr: jail web.cgi inside has one that would go' jailctl set web 'ip4.addr=d0|10.68.0.5/24'
refuse 2 '"10.68.0.500" is not an IPv4 address' jailctl set web ip4.addr+=10.68.0.500
refuse 2 '"d0|10.68.0.7/24" is given twice' jailctl set web 'ip4.addr+=d0|10.68.0.7/24,d0|10.68.0.7/24'
refuse 2 '"" is no address' jailctl set web ip4.addr=
refuse 2 'broadcast' jailctl set web 'ip4.addr+=d0|10.68.0.255/24'
refuse 2 'is not an address of one machine' jailctl set web 'ip4.addr+=d0|224.0.0.5/24'
refuse 2 'is a multicast address' jailctl set web 'ip6.addr+=d0|ff02::5/64'
refuse 2 'is more than the 16 a jail may have' jailctl set web "ip4.addr=$many,10.68.0.9"
refuse 2 'is more than a jail may have' jailctl set web "ip4.addr+=$many"
refuse 2 'has a prefix, but no interface' jailctl set web ip4.addr+=10.68.0.5/24
refuse 2 'name the interface that gets it' jailctl set web ip4.addr+=10.68.0.5/24
refuse 2 'there is no such interface' jailctl set web 'ip4.addr+=no0|10.68.0.5/24'
refuse 2 'unknown parameter "host.hostname+"' jailctl set web host.hostname+=x
refuse 2 'ip4.addr+=: goes with set only' jailctl create new ip4.addr+=10.68.0.9
refuse 2 'ip6.addr: the jail was made without' jailctl set other ip6.addr+=fd68::2
check 'a child gets nothing that its parent has not' sh -c '! jailctl set web.cgi ip4.addr+=10.68.0.9'
jailctl remove web.cgi
jailctl remove other
check 'what was added goes with the jail' jailctl set web 'ip4.addr+=d0|10.68.0.7/24'
jailctl remove web
check '... all of it' sh -c "! ip addr show dev d0 | grep -q '10.68.0.[2-8]'"
nothing_left
ip link del d0
finish
