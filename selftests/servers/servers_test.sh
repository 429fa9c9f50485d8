#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Servers of Debian's in their default wildcard configuration, on the host and in
# jails, all on one network stack and on the same ports, as an outside world sees
# them from a network namespace of its own:
#
#	world 10.77.0.100 ---veth--- host	10.77.0.1 10.77.0.9 fd77::1
#				     jail a	10.77.0.11 10.77.0.12 fd77::11 fd77::12
#				     jail b	10.77.0.21 fd77::21
#				     jail c	10.77.0.31
#				     jail d	fd77::41
#
# At an address answers its jail, else, where the host has such a server on
# its wildcard, by the host. One kernel has it whole; the others, where
# JAIL_TEST_SHARE says so, an sshd, an nginx and a dnsmasq of the host's and of
# jail a. As root in the guest with Debian's root. TAP on stdout.
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
here=$(cd "${0%/*}" && pwd)

host='10.77.0.1 10.77.0.9 fd77::1'
a='10.77.0.11 10.77.0.12 fd77::11 fd77::12'
b='10.77.0.21 fd77::21'
c='10.77.0.31'
d='fd77::41'
postgres=$(echo /usr/lib/postgresql/*/bin)
cluster=$(echo /var/lib/postgresql/*/main)

world()
{
	nsenter --net=/run/netns/world -- "$@"
}

# address IP: on the host's end
address()
{
	case $1 in
	*:*)	ip addr add "$1/64" dev out nodad ;;
	*)	ip addr add "$1/24" dev out ;;
	esac
}

network()
{
	ip netns add world
	ip link add out type veth peer name in netns world || return
	for ip in $host $a $b $c $d; do address "$ip" || return; done
	ip link set out up
	world ip addr add 10.77.0.100/24 dev in
	world ip addr add fd77::100/64 dev in nodad
	world ip link set lo up
	world ip link set in up
	wait_for 20 linked
}

linked()
{
	ip -6 addr show dev out | grep -q "fd77::1/64" && ! ip -6 addr show dev out tentative | grep -q .
}

# by IP...: the families of a jail as jailctl wants them
by()
{
	ip4='' ip6=''
	for ip in "$@"; do
		case $ip in
		*:*)	ip6=$ip6${ip6:+,}$ip ;;
		*)	ip4=$ip4${ip4:+,}$ip ;;
		esac
	done
	echo "${ip4:+ip4.addr=$ip4} ${ip6:+ip6.addr=$ip6}"
}

# place WHERE COMMAND...: on the host, or in a jail
place()
{
	where=$1
	shift
	if [ "$where" = host ]; then "$@"; else jailctl exec "$where" -- "$@"; fi
}

# Those that come in Debian's configuration but for what tells them apart.
configure()
{
	mkdir -p "/srv/$1"
	echo "from-$1" >"/srv/$1/index.html"
	sed "s,root /var/www/html;,root /srv/$1;,; s/index index.html/index index.html/" \
		/etc/nginx/sites-enabled/default >"/srv/$1/site"
	sed "s,include /etc/nginx/sites-enabled.*,include /srv/$1/site;," /etc/nginx/nginx.conf >"/srv/$1/nginx.conf"
	{ cat /etc/ssh/sshd_config; echo "HostKey /srv/key"; echo "VersionAddendum from-$1"; } >"/srv/$1/sshd_config"
}

start_nginx()
{
	place "$1" sh -c "mkdir -p /var/log/nginx; exec nginx -c /srv/$1/nginx.conf"
}

start_sshd()
{
	place "$1" sh -c "mkdir -p /run/sshd; exec /usr/sbin/sshd -f /srv/$1/sshd_config"
}

start_dnsmasq()
{
	place "$1" dnsmasq -C /dev/null --no-resolv --no-hosts --user=root \
		--pid-file="/run/dnsmasq.pid" --txt-record="who.test,from-$1"
}

start_go()
{
	jailctl exec -d "$1" -- "$here/outside" serve 8080 "from-$1"
}

# As in Debian, but for listen_addresses: it is "localhost" there.
start_postgres()
{
	cp -a "$cluster" /srv/pg
	echo 'host all all all trust' >/srv/pg_hba.conf
	jailctl exec -d -u postgres "$1" -- "$postgres/postgres" -D /srv/pg \
		-c "config_file=$(echo /etc/postgresql/*/main/postgresql.conf)" \
		-c hba_file=/srv/pg_hba.conf -c data_directory=/srv/pg \
		-c 'listen_addresses=*' -c external_pid_file= \
		-c unix_socket_directories=/tmp
}

# lines WORD IP...
lines()
{
	word=$1
	shift
	for ip in "$@"; do echo "$ip $word"; done
}

# Asks until the answers are those in $dir/want.
same()
{
	# shellcheck disable=SC2086 # the addresses are words
	world "$here/outside" ask "$1" "$2" $host $a $b $c $d >"$dir/got"
	cmp -s "$dir/got" "$dir/want"
}

# matrix NAME KIND PORT HOST A B C D: who answers at the addresses of each
matrix()
{
	name=$1 kind=$2 port=$3
	# shellcheck disable=SC2086
	{ lines "$4" $host; lines "$5" $a; lines "$6" $b; lines "$7" $c; lines "$8" $d; } >"$dir/want"
	if wait_for 60 same "$kind" "$port"; then
		ok "$name"
	else
		not_ok "$name" "$(diff "$dir/want" "$dir/got")"
	fi
}

# at_localhost WHERE WORD IP...: who answers there to who asks for a web page
at_localhost()
{
	where=$1
	shift
	lines "$@" >"$dir/want"
	shift
	place "$where" "$here/outside" ask http 80 "$@" >"$dir/got"
	cmp -s "$dir/got" "$dir/want"
}

# sshd_in_order WHERE...
sshd_in_order()
{
	for where in "$@"; do
		check "sshd: $where" start_sshd "$where"
	done
	matrix "sshd, started as $*" line 22 from-host from-a from-b from-c from-d
	pkill -f 'sshd: .*sshd_config|sshd -f' || not_ok 'sshd: none to stop'
	wait_for 20 no_sshd || not_ok 'sshd: does not stop'
}

no_sshd()
{
	! pgrep -f 'sshd -f' >/dev/null
}

begin
check network network
ssh-keygen -q -t ed25519 -N '' -f /srv/key
for where in host a b c d; do configure $where; done
# shellcheck disable=SC2046,SC2086
{
	check 'jail a' jailctl create a path=/ mnt=inherit pid=inherit $(by $a)
	check 'jail b' jailctl create b path=/ mnt=inherit pid=inherit $(by $b)
	check 'jail c' jailctl create c path=/ mnt=inherit pid=inherit $(by $c)
	check 'jail d' jailctl create d path=/ mnt=inherit pid=inherit $(by $d)
}

whole()
{
	sshd_in_order host a b c d
	sshd_in_order d c b a host
	sshd_in_order b host d a c

	for where in a host b; do
		check "nginx: $where" start_nginx $where
		check "dnsmasq: $where" start_dnsmasq $where
	done
	check 'go: a' start_go a
	check 'go: b' start_go b
	check 'PostgreSQL: a' start_postgres a
	matrix nginx http 80 from-host from-a from-b from-host from-host
	matrix 'dnsmasq, UDP' dns 53 from-host from-a from-b from-host from-host
	matrix go line 8080 refused from-a from-b refused refused
	matrix PostgreSQL postgres 5432 refused answered refused refused refused
	for ip in $a; do
		check "PostgreSQL at $ip answers a question" \
			wait_for 60 world "$postgres/psql" -h "$ip" -U postgres -tAc 'select 1'
	done
	for where in host a b; do
		check "localhost of $where" at_localhost $where from-$where 127.0.0.1 ::1
	done
	check "localhost of c, at whose address the host's nginx answers" at_localhost c refused 127.0.0.1
	check 'localhost of d, likewise' at_localhost d refused ::1
	check 'PostgreSQL at localhost' jailctl exec a -- "$postgres/psql" -h localhost -U postgres -tAc 'select 1'
	loop=$(jailctl show b | sed -n 's/^ *ip6.loopback: *\([0-9a-f:]*\).*/\1/p')
	world ip -6 route add fd6a:6169:6c00::/64 via fd77::1
	lines refused "$loop" >"$dir/want"
	world "$here/outside" ask http 80 "$loop" >"$dir/got"
	check "localhost of b, from outside: $loop" cmp -s "$dir/got" "$dir/want"
	for where in a b c d; do jailctl remove $where; done
	matrix 'the jails are gone' http 80 from-host from-host from-host from-host from-host
}

# The host's came first, and the jail's last.
thin()
{
	for what in sshd nginx dnsmasq; do
		for where in host a; do
			check "$what: $where" start_$what $where
		done
	done
	matrix sshd line 22 from-host from-a from-host from-host from-host
	matrix nginx http 80 from-host from-a from-host from-host from-host
	matrix 'dnsmasq, UDP' dns 53 from-host from-a from-host from-host from-host
}

if [ "${JAIL_TEST_SHARE:-1}" = 1 ]; then whole; else thin; fi
finish
