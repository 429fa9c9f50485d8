#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The manual pages against the tool itself: each verb, option, parameter and exit
# code is in --help and in its page, and neither knows more than the other.
# Usage: BUILD=DIR manual_test.sh; TAP on stdout
# shellcheck disable=SC2016 # the back quotes are in the text
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
man=$here/../man
header=$here/../libjail/jail.h
ctl=$BUILD/jailctl
number=0 failed=0

# same NAME WANTED GOT: two lists, a word a line
same()
{
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number - manual: $1"
		return
	fi
	failed=1
	echo "not ok $number - manual: $1"
	diff <(echo "$2") <(echo "$3") | sed 's/^/# /'
}

# section PAGE TITLE: the source of one section
section()
{
	awk -v title="$2" '/^\.Sh / { on = $0 == ".Sh " title } on' "$man/$1"
}

for page in "$man"/*.[378]; do
	same "${page##*/} is well formed" '' "$(mandoc -Tlint -W warning "$page" 2>&1)"
done

verbs=$("$ctl" --help | sed -n '/^Examples/q; s/^  \([a-z]*\)  *[a-z].*/\1/p' | sort)
same 'the verbs in SYNOPSIS' "$verbs" \
	"$(section jailctl.8 SYNOPSIS | sed -nE 's/^\.Cm ([a-z]+).*/\1/p' | sort)"
same 'the verbs described' "$verbs" \
	"$(section jailctl.8 DESCRIPTION | sed -nE 's/^\.It Cm ([a-z]+)$/\1/p' | sort)"

# "-u", "--user": as they stand in the help of all verbs
options=$({ echo -h; echo --help; for verb in $verbs; do
	"$ctl" "$verb" --help | grep -oE '(^|[[ |,])--?[a-zA-Z][a-z-]*(=|[],| ]|$)' | sed 's/[][ ,=|]//g'
	done; } | grep -vxE -- '-c|-g' | sort -u)
same 'the options' "$options" \
	"$(grep -oE '\<Fl -?[a-zA-Z][a-z-]*' "$man/jailctl.8" | sed 's/^Fl /-/' | sort -u)"

same 'the parameters' "$("$ctl" help parameters | sed -nE 's/^ [ *-]([a-z0-9._]+)=.*/\1/p')" \
	"$(section jail.7 PARAMETERS | sed -nE 's/^\.It Li ([a-z0-9._]+)$/\1/p')"
codes=$(echo 0; gcc -fpreprocessed -dD -E -P "$header" | sed -n '/enum jail_code/,/}/s/.*= \([0-9]*\),/\1/p')
same 'the exit codes in jailctl(8)' "$codes" \
	"$(section jailctl.8 'EXIT STATUS' | grep -oE '^\.It [0-9]+|(125|126|127) i[fn]' | grep -oE '[0-9]+' | sort -nu)"
same 'the exit codes in --help' "$codes" \
	"$("$ctl" --help | sed -n '/^Exit codes/,$p' | grep -oE '[0-9]+' | sort -nu)"
same 'the exit codes in the admin guide' "$codes" \
	"$(sed -n '/^Exit codes/,/^Otherwise/p' "$here/../../Documentation/admin-guide.rst" | sed -nE 's/^([0-9]+) .*/\1/p')"
same 'the rows of check in the admin guide' "$("$ctl" check | awk '/^[a-z]/ { print $2 }')" \
	"$(sed -n '/^Whether a host is fit/,/^A first jail/p' "$here/../../Documentation/admin-guide.rst" | sed -nE 's/^``([a-z]+)``  .*/\1/p')"
same 'the functions of the library' \
	"$(gcc -fpreprocessed -dD -E -P "$header" | grep -v '^#' | grep -oE '\bjail_[a-z_]+ *\(' | tr -d ' (' | sort -u)" \
	"$(sed -n 's/^\.It Fn \(jail_[a-z_]*\)$/\1/p' "$man/libjail.3" | sort)"
echo "1..$number"
exit $failed
