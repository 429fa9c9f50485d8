#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Files and devices of the host's as input and outputs: all bytes go through,
# and nothing of the file but its bytes is the jail's.
# As root in the guest, where busybox is all there is. TAP on stdout.
# shellcheck disable=SC2016 # what is in single quotes is for another shell
# shellcheck source=selftests/jailctl.sh
. "${0%/*}/jailctl.sh"

mode()
{
	stat -c '%a %u' "$1"
}

# takes FD: a script that makes what is there its own
takes()
{
	echo "chmod 6755 /proc/self/fd/$1; chown 1000 /proc/self/fd/$1; echo stolen >/proc/self/fd/$1"
}

loggers()
{
	[ "$(pidof jail-logger | wc -w)" = "$1" ]
}

begin
file=$dir/file
jailctl create web 2>/dev/null

# ---- -n: the input is not the command's
printf 'a\nb\nc\n' >"$file"
loop()
{
	while read -r line; do
		printf '%s' "$line"
		jailctl "$@" -- sh -c 'cat >/dev/null'
	done <"$file"
}
check 'a command takes the list of the loop that it is in' [ "$(loop exec web)" = a ]
check '... not with -n' [ "$(loop exec -n web)" = abc ]
check '... nor when it is run' [ "$(loop run -q --no-input once)" = abc ]
check "what it has is the jail's /dev/null" [ "$(jailctl exec -n web -- readlink /proc/self/fd/0 <"$file")" = /dev/null ]
refuses 2 '-t and -n exclude' jailctl exec -t -n web -- true
refuses 2 '--no-input: given twice' jailctl exec -nn web -- true
nothing_there()
{
	mv /dev/null /dev/null.was
	jailctl exec -n web -- true
	code=$?
	mv /dev/null.was /dev/null
	return $code
}
refuses 125 "can't open the host's /dev/null" nothing_there

# ---- the file stays as it is
echo data >"$file"
chmod 600 "$file"
sh -c "$(takes 3)" 3<"$file" 2>/dev/null
check 'outside a descriptor is all it needs' [ "$(mode "$file")" != '600 0' ]
echo data >"$file"
chown 0 "$file"
chmod 600 "$file"
jailctl exec web -- sh -c "$(takes 0)" <"$file" >/dev/null 2>&1
check 'a file as input' [ "$(mode "$file") $(cat "$file")" = '600 0 data' ]
jailctl exec web -- sh -c "$(takes 1)" >"$file" 2>/dev/null
check 'a file as output' [ "$(mode "$file")" = '600 0' ]
jailctl exec web -- sh -c "$(takes 2)" 2>"$file" >/dev/null
check 'a file as error output' [ "$(mode "$file")" = '600 0' ]
rm "$file"
jailctl exec -d --log "$file" web -- sh -c "$(takes 1); $(takes 2); echo end"
check 'a log is written' wait_for 10 grep -q end "$file"
check '... and nothing else' [ "$(mode "$file")" = '600 0' ]
rm "$file"
# root of a jail's tree owns the links in it
mkdir "$dir/tree" "$dir/away"
ln -s ../away "$dir/tree/log"
ln -s ../away/file "$dir/tree/file"
echo outside >>"$dir/tree/log/file"
echo outside >>"$dir/tree/file"
check 'outside a link leads away' [ "$(wc -l <"$dir/away/file")" = 2 ]
for log in log/file file log; do
	refuses 125 'a symbolic link is on the way' jailctl exec -d --log "$dir/tree/$log" web -- echo led
done
check 'a log does not follow it' [ "$(wc -l <"$dir/away/file")" = 2 ]
check '... where there is none it is written' sh -c "cd '$dir/tree' && jailctl exec -d --log ../away/new web -- echo led"
check '... below the caller too' wait_for 10 grep -q led "$dir/away/new"
check 'each log ends' wait_for 10 loggers 0
rm -r "$dir/tree" "$dir/away"
mkfifo -m 600 "$file"
cat "$file" >"$file.out" &
timeout 20 jailctl exec web -- sh -c "$(takes 1); echo through" >"$file" 2>/dev/null
check 'a named pipe as output' [ "$(mode "$file")" = '600 0' ]
check '... comes through' wait_for 10 grep -q through "$file.out"
echo data >"$file" &
timeout 20 jailctl exec web -- sh -c "$(takes 0); cat" <"$file" >"$file.out" 2>/dev/null
check 'a named pipe as input' [ "$(mode "$file")" = '600 0' ]
check '... comes through' grep -q data "$file.out"
rm "$file" "$file.out"
null=$(mode /dev/null)
jailctl exec web -- sh -c "$(takes 0); $(takes 1)" </dev/null >/dev/null 2>&1
jailctl exec -d web -- sh -c "$(takes 0); $(takes 1)"
check 'the command is done' wait_for 10 grep -q 'name=web .*tasks=0 ' /sys/kernel/security/jail/jails
check "the host's /dev/null" [ "$(mode /dev/null)" = "$null" ]
jailctl remove web

# ---- /dev/null is the jail's own, and is looked at
jailctl create web 2>/dev/null
check "the jail's /dev/null" jailctl exec web -- sh -c '[ "$(readlink /proc/self/fd/0)" = /dev/null ] && [ -c /dev/null ]' </dev/null
jailctl exec -d web -- sh -c 'rm /dev/null; echo x >/dev/null; sleep 1000'
check '... is changed' wait_for 10 sh -c 'true | jailctl exec web -- test -f /dev/null'
refuses 125 "the jail's /dev/null is" jailctl exec web -- true
check '... pipes need none' sh -c 'true | jailctl exec web -- cat | cat'
jailctl remove web

# ---- every byte goes through
jailctl create web 2>/dev/null
head -c 3000001 /dev/urandom >"$file"
check 'from a file to a file' sh -c "jailctl exec web -- cat <'$file' >'$file.2' 2>'$file.3' && cmp '$file' '$file.2'"
check '... with nothing else' [ ! -s "$file.3" ]
check 'appended' sh -c "echo first >'$file.2'; jailctl exec web -- echo second >>'$file.2'; [ \"\$(tr '\n' ' ' <'$file.2')\" = 'first second ' ]"
check 'one file for both, in order' sh -c "jailctl exec web -- sh -c 'for i in 1 2 3 4; do echo \$i; echo \$i >&2; done' >'$file.2' 2>&1; [ \"\$(tr -d '\n' <'$file.2')\" = 11223344 ]"
check 'the end of a file is its end' timeout 20 sh -c "jailctl exec web -- wc -c <'$file' | grep -q '^ *3000001'"
says 42 '' sh -c "jailctl exec web -- sh -c 'echo out; exit 42' >'$file.2'"
check '... with what it wrote' grep -q out "$file.2"
says 0 '' timeout 20 sh -c "jailctl exec web -- sh -c 'echo out; sleep 1000 &' >'$file.2' 2>/dev/null"
check 'a daemon that holds the output holds nobody up' grep -q out "$file.2"
says 125 "can't write the command's output: No space left" sh -c 'jailctl exec web -- echo lost >/dev/full'
says 125 'output: File too large' sh -c "ulimit -f 1; jailctl exec web -- head -c 3000 /dev/zero >'$file.2'"

# ---- a log outlives jailctl, but nobody who could write it
go='while [ ! -e /tmp/go ]; do usleep 50000; done; echo later'
jailctl exec -d --log "$file.log" web -- sh -c "$go; exec sleep 1000"
mkdir "$dir/small"
mount -t tmpfs -o size=16k none "$dir/small"
jailctl exec -d --log "$dir/small/log" web -- sh -c "head -c 100000 /dev/zero; $go"
check 'each log has its process' wait_for 10 loggers 2
jailctl exec web -- touch /tmp/go
check '... which passes on what comes later' wait_for 10 grep -q later "$file.log"
check '... and ends with who could write it' wait_for 10 loggers 1
check 'a full disk holds up no daemon, and has what there was room for' [ "$(wc -c <"$dir/small/log")" = 16384 ]
umount "$dir/small"
says 0 '' jailctl remove web
check 'with the jail the last one ends' wait_for 10 loggers 0

nothing_left
finish
