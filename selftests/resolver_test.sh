#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A jail's /etc/resolv.conf names servers that the jail can reach: where the host
# asks a resolver of its own on loopback, those behind it. In a tree only what is a
# copy of the host's, empty or missing is written; no link is followed.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"

cp -a /etc/resolv.conf "$dir/kept" 2>/dev/null
rm -f /etc/resolv.conf
ip addr add 10.67.0.2/32 dev lo
begin

# host TEXT [BEHIND [FILE]]: what the host's files say
host()
{
	printf '%b' "$1" >/etc/resolv.conf
	rm -rf /run/systemd /run/NetworkManager /run/dnsmasq
	[ $# -gt 1 ] || return 0
	file=${3:-/run/systemd/resolve/resolv.conf}
	mkdir -p "${file%/*}"
	printf '%b' "$2" >"$file"
}

# inside WANTED PARAMETER...: the servers a jail with path=/ has
inside()
{
	wanted=$1
	shift
	said=$(jailctl run -q web "$@" -- sh -c 'echo $(sed -n "s/^nameserver //p" /etc/resolv.conf 2>/dev/null)' 2>&1)
	if [ "$said" = "$wanted" ]; then ok "$*: $wanted"; else not_ok "$*: $wanted" "$said"; fi
}

# --- path=/
stub='# stub\nnameserver 127.0.0.53\noptions edns0\nsearch example\n'
host "$stub" 'nameserver 10.0.0.53\nnameserver fd00::53\nsearch example\n'
inside '10.0.0.53' ip4.addr=10.67.0.2
inside '10.0.0.53 fd00::53' ip4.addr=10.67.0.2 ip6=inherit
inside '10.0.0.53 fd00::53' vnet=new
inside '127.0.0.53' ip4=inherit
inside '127.0.0.53' ip4.addr=10.67.0.2 resolver=keep
inside '127.0.0.53'
says 0 '^search example' jailctl run -q web ip4.addr=10.67.0.2 -- cat /etc/resolv.conf
host 'nameserver 127.0.1.1\n' 'nameserver 10.0.0.54\n' /run/NetworkManager/no-stub-resolv.conf
inside '10.0.0.54' ip4.addr=10.67.0.2
host 'nameserver 127.0.0.1\n' 'nameserver 10.0.0.55\n' /run/dnsmasq/resolv.conf
inside '10.0.0.55' ip4.addr=10.67.0.2
host 'nameserver 127.0.0.1\n'
inside '127.0.0.1' ip4.addr=10.67.0.2
host 'nameserver 127.0.0.1\nnameserver 10.0.0.56\n'
inside '10.0.0.56' ip4.addr=10.67.0.2
host 'nameserver fd00::53\n'
inside 'fd00::53' ip4.addr=10.67.0.2
rm /etc/resolv.conf
inside '' ip4.addr=10.67.0.2
host "$stub" 'nameserver 10.0.0.57\n'
mv /etc/resolv.conf /run/stub.conf
ln -s ../run/stub.conf /etc/resolv.conf
inside '10.0.0.57' ip4.addr=10.67.0.2
check "the host's own is as it was" grep -q 127.0.0.53 /etc/resolv.conf
rm -f /etc/resolv.conf /run/stub.conf
refuses 2 'is neither host nor keep' jailctl create web resolver=none

# --- a tree
tree=$dir/tree
mkdir -p "$tree/bin"
cp /bin/busybox "$tree/bin/sh"
host "$stub" 'nameserver 10.0.0.53\n'

# started NAME [PARAMETER...]: a jail in the tree starts
started()
{
	name=$1
	shift
	check "$name" jailctl run -q web "path=$tree" ip4.addr=10.67.0.2 "$@" -- sh -c :
}

# holds NAME FILE TEXT
holds()
{
	check "$1" [ "$(cat "$2" 2>&1)" = "$3" ]
}

started 'a tree without /etc'
check '... has none' [ ! -e "$tree/etc" ]
mkdir "$tree/etc"
started 'a tree without the file'
holds '... has it' "$tree/etc/resolv.conf" 'nameserver 10.0.0.53'
: >"$tree/etc/resolv.conf"
started 'an empty file'
holds '... is written' "$tree/etc/resolv.conf" 'nameserver 10.0.0.53'
cp /etc/resolv.conf "$tree/etc/"
started "a copy of the host's, to be kept" resolver=keep
check '... is kept' cmp /etc/resolv.conf "$tree/etc/resolv.conf"
started "a copy of the host's"
holds '... is written' "$tree/etc/resolv.conf" 'nameserver 10.0.0.53'
echo 'nameserver 127.0.0.1' >"$tree/etc/resolv.conf"
started 'what somebody meant'
holds '... is kept' "$tree/etc/resolv.conf" 'nameserver 127.0.0.1'

# --- a tree that means harm: nothing outside is written
outside=$dir/outside
cp /etc/resolv.conf "$outside"
untouched()
{
	check '... nothing outside is written' cmp /etc/resolv.conf "$outside"
}
ln -sf "$outside" "$tree/etc/resolv.conf"
started 'a link out of the tree'
untouched
check '... is still one' [ -L "$tree/etc/resolv.conf" ]
rm "$tree/etc/resolv.conf"
ln "$outside" "$tree/etc/resolv.conf"
started 'a second name of a file outside'
untouched
rm "$tree/etc/resolv.conf"
mkfifo "$tree/etc/resolv.conf"
started 'a pipe'
rm "$tree/etc/resolv.conf"
mkdir "$tree/etc/resolv.conf"
started 'a directory'
rm -r "${tree:?}/etc"
mkdir "$dir/etc"
cp /etc/resolv.conf "$dir/etc/"
ln -s "$dir/etc" "$tree/etc"
started '/etc itself is a link'
check '... nothing outside is written' cmp /etc/resolv.conf "$dir/etc/resolv.conf"
rm "$tree/etc"
mkdir "$tree/etc"
cp /etc/resolv.conf "$tree/etc/"
mount --bind "$outside" "$tree/etc/resolv.conf"
started 'a mount on it'
untouched
umount "$tree/etc/resolv.conf"
mount -t tmpfs -o ro none "$tree/etc"
started 'a tree that nobody writes to'
umount "$tree/etc"

nothing_left
rm -rf /run/systemd /run/NetworkManager /run/dnsmasq /etc/resolv.conf
[ ! -e "$dir/kept" ] || cp -a "$dir/kept" /etc/resolv.conf
ip addr del 10.67.0.2/32 dev lo
finish
