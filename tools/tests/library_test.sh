#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What libjail promises as a library: it exports what jail.h documents and
# nothing else, versioned; it has no globals, ends no process and prints nothing;
# make install puts the files where pkg-config and the linker find them.
# Usage: BUILD=DIR library_test.sh; TAP on stdout
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0 failed=0
so=$BUILD/libjail.so.0 archive=$BUILD/libjail.a header=$here/../libjail/jail.h

# same NAME WANTED GOT: two texts
same()
{
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number - library: $1"
		return
	fi
	failed=1
	echo "not ok $number - library: $1"
	diff <(echo "$2") <(echo "$3") | sed 's/^/# /'
}

# check NAME COMMAND…
check()
{
	local said rc=0
	said=$("${@:2}" 2>&1) || rc=$?
	same "$1" 0 "$rc"
	[ $rc = 0 ] || printf '# %s\n' "$said"
}

# The functions that a header declares, without its comments.
declared()
{
	gcc -fpreprocessed -dD -E -P "$1" | grep -v '^#' | grep -oE '\bjail_[a-z_]+ *\(' | tr -d ' (' | sort -u
}

exported()
{
	nm -D --defined-only "$so" | awk '$2 != "A" { print $3 }' | sed 's/@@.*//' | sort
}

same 'exports what jail.h declares, and no more' "$(declared "$header")" "$(exported)"
same 'each by its version' '' \
	"$(nm -D --defined-only "$so" | awk '$2 != "A" { print $3 }' | grep -v '@@LIBJAIL_0\.[0-9]*$')"
same 'each is documented, with its name first' '' "$(declared "$header" | while read -r f; do
	grep -qE "^(/\*\*| \*) $f - " "$header" || echo "$f"; done)"
same 'its soname' libjail.so.0 "$(readelf -d "$so" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')"
needed()
{
	readelf -d "$1" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | sort | tr '\n' ' '
}
same 'needs libcap, libnl and libc' 'libc.so.6 libcap.so.2 libnl-3.so.200 ' "$(needed "$so")"
same 'jailctl needs libjson-c besides' 'libc.so.6 libcap.so.2 libjson-c.so.5 libnl-3.so.200 ' "$(needed "$BUILD/jailctl")"

# Tables of pointers are relocated once and read-only from then on (.rel.ro).
same 'has no data that changes' '' "$(size -A "$archive" |
	awk '/^\.(data|bss|tdata|tbss)/ && !/^\.data\.rel\.ro/ && $2 > 0; /:$/ { file = $1 }')"
calls()
{
	nm -u "$archive" | awk 'NF == 2 { print $2 }' | sort -u | grep -xE "$1"
}
same 'ends no process, but for children of its own by _exit' '' \
	"$(calls '(quick_)?exit|abort|__assert_fail|raise|atexit')"
same 'prints nothing' '' "$(calls '(__)?v?printf(_chk)?|puts|putchar|perror|stdout|stderr|stdin|v?syslog|v?warnx?|v?errx?|fwrite|fput[cs]')"
same 'changes no environment, locale or umask of the caller' '' "$(calls 'setenv|putenv|unsetenv|clearenv|setlocale')"

# ---- make install
stage=$work/stage
check 'make install' make -s -C "$here/.." BUILD="$BUILD" DESTDIR="$stage" PREFIX=/usr install
same 'the files it installs' "$(grep -v '^#' "$here/installed.txt")" \
	"$(cd "$stage" && find . -not -type d -printf '%m %P\n' | LC_ALL=C sort -k2)"
# from the top, whose module is part of it: without one nothing is installed
# shellcheck disable=SC2317 # it is called by check
whole()
{
	local said
	said=$(env -u MAKEFLAGS -u MFLAGS make -s -C "$here/../.." BUILD="$work/built" DESTDIR="$work/whole" RELEASE=0.0 install 2>&1) &&
		return 1
	[[ $said = *'nothing is installed: jail.ko for 0.0 is not built'* && ! -e $work/whole ]]
}
check 'make install without a module installs nothing' whole
pc()
{
	PKG_CONFIG_LIBDIR=$stage/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$stage pkg-config "$@" libjail
}
same 'pkg-config knows the version' "$(sed -n 's/^#define LIBJAIL_VERSION "\(.*\)"/\1/p' "$header")" \
	"$(pc --modversion)"
check 'what it names is valid' pc --validate
echo '#include <jail.h>
int main(void) { struct jail_error err; return jail_error_wrap(&err, "x") != -1; }' >"$work/one.c"
# shellcheck disable=SC2046 # words for the compiler
check 'a C program links the library' gcc -Wall -Wextra -Wpedantic -Werror -std=gnu99 "$work/one.c" -o "$work/one" $(pc --cflags --libs)
check 'and runs with it' env LD_LIBRARY_PATH="$stage/usr/lib" "$work/one"
# shellcheck disable=SC2046
check 'or the archive' gcc "$work/one.c" -o "$work/one" $(pc --cflags) "$stage/usr/lib/libjail.a" -lcap
# shellcheck disable=SC2046
check 'C++ takes the header' clang -x c++ -fsyntax-only -Wall -Wextra -Werror "$work/one.c" $(pc --cflags)
check 'the example builds' make -s -C "$here/.." BUILD="$BUILD" EXAMPLES="$work" examples
same 'and needs the shared library' 'libc.so.6 libjail.so.0 ' "$(needed "$work/run-in-jail")"
same 'in about 20 lines' yes "$([ "$(sed -n '/^int main/,$p' "$here/../examples/run-in-jail.c" | wc -l)" -le 25 ] && echo yes)"
echo "1..$number"
exit $failed
