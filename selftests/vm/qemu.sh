# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2016
# Which QEMU runs the guest and how. Needs lib.sh and apt.sh.
#
# QEMU before 8 breaks kernel text patching with several CPUs, and its
# cmpxchg16b corrupts 6.12's slab allocator: it gets one CPU and no cx16.

qemu_major()
{
	"$@" --version 2>/dev/null | sed -nE '1s/.*version ([0-9]+)\..*/\1/p'
}

make_qemu_now()
{
	local root=$1

	[ -e "$root" ] && return 0
	step "fetching a newer QEMU from bookworm-backports (once)" \
		debootstrap_pool bookworm-backports "$root" --variant=extract \
		--setup-hook='mkdir -p "$1/etc/apt/preferences.d"; printf "Package: qemu-* seabios ipxe-qemu\nPin: release n=bookworm-backports\nPin-Priority: 900\n" >"$1/etc/apt/preferences.d/qemu"' \
		--include=qemu-system-x86
}

# Sets QEMU (a command array) and QEMU_CX16_OK, QEMU_SMP_MAX.
choose_qemu()
{
	local root=$CACHE/qemu-backports lib

	[ -n "$(command -v qemu-system-x86_64)" ] || die "no qemu-system-x86_64: run selftests/vm/deps"
	QEMU=(qemu-system-x86_64)
	QEMU_CPU=max
	QEMU_SMP_MAX=2
	[ "$(qemu_major "${QEMU[@]}")" -lt 8 ] || return 0
	QEMU_CPU=max,-cx16
	QEMU_SMP_MAX=1
	[ "$1" -gt 1 ] && [ "$(id -u)" = 0 ] || return 0
	mkdir -p "$CACHE"
	if ! with_lock qemu make_qemu_now "$root"; then
		say "going on with this machine's QEMU and one CPU: races between CPUs are not tested"
		return 0
	fi
	# Run from its own tree by its own loader: no chroot, no mounts.
	lib=$root/usr/lib/x86_64-linux-gnu
	export QEMU_MODULE_DIR=$lib/qemu
	QEMU=("$root/lib64/ld-linux-x86-64.so.2" --library-path "$lib:$root/lib/x86_64-linux-gnu"
		"$root/usr/bin/qemu-system-x86_64" -L "$root/usr/share/qemu" -L "$root/usr/share/seabios")
	QEMU_CPU=max
	QEMU_SMP_MAX=2
}
