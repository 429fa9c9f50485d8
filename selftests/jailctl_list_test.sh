#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# jailctl list: a tree in an order that stays, states, filters, widths.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"
begin

# names ARGUMENTS...: what list shows, with the indentation, joined by commas
names()
{
	jailctl list "$@" | sed -n 's/^ *[0-9][0-9]*  \( *[a-z][a-z.-]*\) .*/\1/p' | tr '\n' ','
}

# shows WANT ARGUMENTS...
shows()
{
	want=$1
	shift
	got=$(names "$@")
	check "list $*: $want" [ "$got" = "$want" ]
	[ "$got" = "$want" ] || echo "# got: $got"
}

# ---- nothing
check 'no jail: the head alone' [ "$(jailctl list | wc -l)" = 1 ]
check 'and an empty array' [ "$(jailctl list --json | tr -d ' \n')" = '[]' ]

# ---- a tree
for name in b a a.y a.x a.y.zz; do
	jailctl create $name 2>/dev/null
done
shows 'b,a,  a.y,    a.y.zz,  a.x,'
shows 'b,a,  a.y,    a.y.zz,  a.x,'
shows 'a.y,  a.y.zz,' a.y
shows 'a.x,b,' a.x b
shows 'a,  a.y,    a.y.zz,  a.x,' a a.x
jid=$(jailctl list | awk '$2 == "a.y" { print $1 }')
shows 'a.y,  a.y.zz,' "$jid"
shows 'a.y,  a.y.zz,' -- a.y
refuses 5 'no jail "ghost"' jailctl list a ghost
check 'and nothing is listed then' [ -z "$(jailctl list a ghost 2>/dev/null)" ]
refuses 5 'no jail 4711' jailctl list 4711
check 'JSON has the same order' [ "$(jailctl list --json | sed -n 's/.*"name":"\([^"]*\)".*/\1/p' | tr '\n' ,)" = b,a,a.y,a.y.zz,a.x, ]
check 'and the same filter' [ "$(jailctl list --json a.y b | grep -c '"name"')" = 3 ]

# ---- states
says 0 'a.x *idle *0' jailctl list
jailctl exec -d a.x -- sleep 1000
says 0 'a.x *active *2' jailctl list
says 0 '"state":"active"' jailctl list a.x --json
says 0 'children.cur: *3' jailctl show a
says 0 '^children: *a.y a.x$' jailctl show a
says 0 '^state: *active' jailctl show a.x
says 0 '^parent: *0 *the host' jailctl show a

# ---- widths are those of the content
jailctl create averyveryverylongnameofajailthatneedsmuchroom 2>/dev/null
check 'columns are aligned' [ "$(jailctl list | awk '{ print index($0, $3) }' | sort -u | wc -l)" = 1 ]
says 0 'idle *0 *0 *- *\/$' jailctl list averyveryverylongnameofajailthatneedsmuchroom

for name in b a averyveryverylongnameofajailthatneedsmuchroom; do
	jailctl remove $name
done
nothing_left
finish
