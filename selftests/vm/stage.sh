# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2016
# What one run adds to the guest: the project's tools, the caller's directories
# and the libraries they need, as a last piece of the initramfs.
# Needs lib.sh and kernels.sh.

# The shared libraries of every program below DIR, for a root that has none.
stage_libraries()
{
	local tree=$1 f path

	find "$tree" -type f -perm -u+x -print0 |
		xargs -0r grep -lZ --binary-files=text -m1 -E $'^\x7fELF' 2>/dev/null |
		xargs -0r -n1 sh -c 'LD_LIBRARY_PATH=$0/usr/lib ldd "$1" 2>/dev/null || true' "$tree" 2>/dev/null |
		awk '/=> \// { print $3 } /^[ \t]*\/lib64/ { print $1 }' | sort -u |
		while read -r path; do
			case $path in "$tree"/*) continue ;; esac
			f=$tree/usr/lib/x86_64-linux-gnu
			[ "${path#*ld-linux}" = "$path" ] || f=$tree/usr/lib64
			mkdir -p "$f"
			cp -L "$path" "$f/"
		done
}

stage_tools()
{
	local tree=$1 log

	[ -e "$TOP/tools/Makefile" ] || { say "no tools/ yet: going on without jailctl"; return 0; }
	log=$(make -s -C "$TOP/tools" BUILD="$BUILD/tools" DESTDIR="$tree" PREFIX=/usr install 2>&1 >/dev/null) ||
		{ say "$log"; die "the tools do not build (see above)"; }
}

# One argument is a shell's line, several are a command as it is.
write_command()
{
	local arg

	echo 'cd /root'
	if [ $# = 1 ]; then
		printf '%s\n' "$1"
		return
	fi
	printf 'exec'
	for arg in "$@"; do
		printf " '%s'" "${arg//\'/\'\\\'\'}"
	done
	echo
}
