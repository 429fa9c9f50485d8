# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the play needs: commands shown with a prompt, and expectations on them.

BOLD='' RED='' DIM='' PLAIN=''
if [ "${COLOUR:-0}" = 1 ]; then
	BOLD=$'\e[1m' RED=$'\e[31m' DIM=$'\e[36m' PLAIN=$'\e[0m'
fi
missed=0 said='' status=0 shown=''

# A heading, and a sentence or two for the reader.
scene()
{
	printf '\n%s== %s%s\n' "$BOLD" "$1" "$PLAIN"
	shift
	[ $# = 0 ] || printf '%s\n' "$@" | sed "s/.*/$DIM# &$PLAIN/"
}

# The words of a command as one would type them.
as_typed()
{
	local word line=''

	for word in "$@"; do
		case $word in *[!A-Za-z0-9_=.,:/+-]*) word="'$word'" ;; esac
		line+=" $word"
	done
	printf '%s' "${line# }"
}

# at host|JAIL COMMAND…: shows the command behind the prompt of that place, runs
# it there, shows what it really prints.
at()
{
	local where=$1
	shift

	shown="$where# $(as_typed "$@")"
	printf '%s%s%s\n' "$BOLD" "$shown" "$PLAIN"
	status=0
	if [ "$where" = host ]; then
		said=$(timeout 20 "$@" 2>&1) || status=$?
	else
		said=$(timeout 20 jailctl exec "$where" -- "$@" 2>&1) || status=$?
	fi
	[ -z "$said" ] || printf '%s\n' "$said"
}

miss()
{
	missed=$((missed + 1))
	printf '%s!! expected: %s (after "%s", exit status %s)%s\n' "$RED" "$1" "$shown" "$status" "$PLAIN"
}

# must work | fail | say TEXT | hide TEXT: of the last command.
must()
{
	case $1 in
	work)	[ "$status" = 0 ] || miss "that it works" ;;
	fail)	[ "$status" != 0 ] || miss "that it fails" ;;
	say)	[[ $said == *"$2"* ]] || miss "to read \"$2\"" ;;
	hide)	[[ $said != *"$2"* ]] || miss "not to read \"$2\"" ;;
	esac
}

curtain()
{
	if [ "$missed" -gt 0 ]; then
		printf '\n%sThe demo failed: %d expectations not met, marked !! above.%s\n' "$RED" "$missed" "$PLAIN"
		exit 1
	fi
	printf '\n%sEverything was as it should be.%s\n' "$BOLD" "$PLAIN"
}
