#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the shells offer for a line, with the tool's own help, and three jails and an
# address that a jailctl and an ip in front make up. Usage: BUILD=DIR completion_test.sh; TAP
# shellcheck disable=SC2016 # what is in single quotes is for another shell
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0 failed=0

cat >"$work/jailctl" <<END
#!/bin/sh
[ "\$*" != "console --list web" ] || { echo 2; echo 7; exit; }
[ "\$*" != "show web" ] || { echo 'ip4.addr:       10.0.0.2,10.0.0.3'; exit; }
[ "\$*" = "list --json" ] || exec "$BUILD/jailctl" "\$@"
printf '[\n  {\n    "jid":1,\n    "name":"web"\n  }, { "name":"web.cgi" }, {\n"name": "db" }\n]\n' |
	sed 's/ }, /\n}, /g'
END
printf '%s\n' '#!/bin/sh' 'echo "2: e0    inet 10.0.0.9/24 scope global e0"' >"$work/ip"
chmod +x "$work/jailctl" "$work/ip"
PATH=$work:$PATH

# The words a shell would offer for a line, sorted; those of the tool first.
in_bash()
{
	bash --norc -c '
		. "$1/completions/jailctl"
		COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=($2)
		case $2 in *" ") COMP_WORDS+=("") ;; esac
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_jailctl
		printf "%s\n" "${COMPREPLY[@]}"' bash "$here/.." "$1" 2>&1 | LC_ALL=C sort | tr '\n' ' '
}

in_zsh()
{
	zsh -f -c '
		compadd() {
			local prefix=${word##*=}
			while [[ $1 != -- ]]; do shift; done
			shift
			local found=(${(M)@:#${prefix}*})
			(( ! $#found )) || print -rl -- $found
		}
		compset() { : }
		_files() { print -r FILES }
		_normal() { print -r COMMAND $words }
		_users() { print -r USERS }
		words=(${(z)2})
		[[ $2 != *" " ]] || words+=("")
		CURRENT=$#words
		. $1/completions/_jailctl' zsh "$here/.." "$1" 2>&1 | LC_ALL=C sort | tr '\n' ' '
}

# offers LINE WORDS: in both shells
offers()
{
	local shell got
	for shell in bash zsh; do
		number=$((number + 1))
		got=$("in_$shell" "$1")
		if [ "${got% }" = "$2" ]; then
			echo "ok $number - $shell: $1"
		else
			failed=1
			echo "not ok $number - $shell: $1"
			printf '# want %s\n# got  %s\n' "$2" "$got"
		fi
	done
}

sorted()
{
	LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//'
}
verbs=$("$BUILD/jailctl" --help | sed -n '/^Examples/q; s/^  \([a-z]*\)  *[a-z].*/\1/p')

offers 'jailctl ' "$(printf '%s\n' "$verbs" --help --version | sorted)"
offers 'jailctl sh' show
offers 'jailctl help ' "$(printf '%s\n' "$verbs" parameters | sorted)"
for verb in show remove denials exec events; do
	offers "jailctl $verb " 'db web web.cgi'
	offers "jailctl $verb web" 'web web.cgi'
done
offers 'jailctl remove db w' 'web web.cgi'
offers 'jailctl check ' ''
offers 'jailctl check --s' --strict
offers 'jailctl list --' '--help --json'
offers 'jailctl run --u' --user
offers 'jailctl exec --d' --detach
offers 'jailctl create web vnet=' 'inherit new'
offers 'jailctl create web ip4=i' inherit
offers 'jailctl run web pid=n' new
offers 'jailctl create web resolver=k' keep
offers 'jailctl set web persist=' '0 1'
offers 'jailctl create web jid' ''
offers 'jailctl create web host.' host.hostname=
offers 'jailctl set web vnet' ''
offers 'jailctl set web children.' children.max=
offers 'jailctl set web ip4.a' 'ip4.addr+= ip4.addr-= ip4.addr='
offers 'jailctl set web ip4.addr+=' 10.0.0.9
offers 'jailctl create web ip4.addr=1' 10.0.0.9
offers 'jailctl set web ip4.addr-=' '10.0.0.2 10.0.0.3'
offers 'jailctl set web ip6.addr-=' ''
offers 'jailctl set d' db
offers 'jailctl show web vnet=' ''
offers 'jailctl create ' ''
offers 'jailctl create web na' ''
offers 'jailctl create web nop' nopersist
offers 'jailctl set web no' nopersist
offers 'jailctl set ' 'db web web.cgi'
offers 'jailctl set web d' ''
offers 'jailctl exec web ' --
offers 'jailctl exec -u www-data web ' --
offers 'jailctl run web path=/ n' 'net.bind= net.connect= net.ephemeral= no_new_privs= noinit noip4.saddrsel noip6.saddrsel nono_new_privs nopersist'
offers 'jailctl console ' 'db web web.cgi'
offers 'jailctl console web ' '2 7'
offers 'jailctl console db ' ''
offers 'jailctl list web ' 'db web web.cgi'
offers 'jailctl show web ' ''
offers 'jailctl zzz ' ''

# Each parameter that may be set is offered, each value of the few, each option.
"$BUILD/jailctl" help parameters | sed -nE '/^ .name=/d; s/^ [ *]([a-z][a-z0-9._]*)=.*/\1=/p' >"$work/all"
"$BUILD/jailctl" help parameters | sed -nE 's/^ [ *]([a-z0-9._]+)=0\|1 .*/no\1/p' >>"$work/all"
offers 'jailctl create web ' "$(sorted <"$work/all")"
offers 'jailctl run web ' "$({ cat "$work/all"; echo --; } | sorted)"
while read -r key values; do
	offers "jailctl create web $key=" "$(tr '|' '\n' <<<"$values" | sorted)"
done < <("$BUILD/jailctl" help parameters | sed -nE 's/^ [ *]([a-z0-9._]+)=([a-z0-9]+\|[a-z0-9|]+) .*/\1 \2/p')
for verb in $verbs; do
	offers "jailctl $verb --" "$({ echo --help; "$BUILD/jailctl" "$verb" --help |
		grep -oE '(^|[[ |,])--[a-z][a-z-]*' | tr -d '[ |,'; } | sort -u | sorted)"
done

# What stands behind -- is another program's.
number=$((number + 1))
case " $(in_bash 'jailctl exec web -- bas') " in
*' bash '*)	echo "ok $number - bash: a command behind --" ;;
*)		failed=1; echo "not ok $number - bash: a command behind --" ;;
esac
number=$((number + 1))
case $(in_zsh 'jailctl exec web -- bas') in
'COMMAND bas '*)	echo "ok $number - zsh: a command behind --" ;;
*)		failed=1; echo "not ok $number - zsh: a command behind --" ;;
esac
number=$((number + 1))
case $(zsh -f -c 'fpath=($1 $fpath); autoload -U compinit; compinit -u -D; print $_comps[jailctl]' zsh "$here/../completions") in
_jailctl)	echo "ok $number - zsh: finds it for jailctl" ;;
*)		failed=1; echo "not ok $number - zsh: finds it for jailctl" ;;
esac
echo "1..$number"
exit $failed
