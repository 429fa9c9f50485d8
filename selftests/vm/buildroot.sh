# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2016
# A chroot with the compiler and headers that Debian built a kernel with.
# Needs lib.sh, apt.sh and kernels.sh.

make_buildroot_now()
{
	local root=$1 abi=$2 pool=$3 old

	[ -e "$root" ] && return 0
	# Cloud and generic share all but the configuration: one root for both.
	step "making the build root for $abi (gcc and headers from $pool)" \
		debootstrap_pool "$pool" "$root" --variant=minbase \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--setup-hook='mkdir -p "$1/etc/apt/preferences.d"; printf "Package: linux-* gcc-*\nPin: release n=*-backports\nPin-Priority: 500\n" >"$1/etc/apt/preferences.d/kernel"' \
		--include="make,gcc,kmod,sparse,linux-headers-$abi-cloud-amd64,linux-headers-$abi-amd64" || return 1
	# Roots of kernels this one replaces.
	for old in "${root%/*}"/*; do
		[ "$old" = "$root" ] || [ "$(cat "$old/series" 2>/dev/null)" != "$4" ] ||
			rm -rf --one-file-system "$old"
	done
	echo "$4" >"$root/series"
}

# buildroot SERIES: the chroot's path.
buildroot()
{
	local abi pool

	need_root
	read -r abi pool < <(resolve "$1")
	[ -n "$abi" ] || exit 1
	mkdir -p "$CACHE/buildroots"
	with_lock "buildroot-$abi" make_buildroot_now "$CACHE/buildroots/$abi" "$abi" "$pool" "$1" || exit 1
	echo "$CACHE/buildroots/$abi"
}

# in_buildroot ROOT COMMAND…: with /proc and /dev, which go away with the
# command since they are mounted in a namespace of its own.
in_buildroot()
{
	local root=$1
	shift

	unshare --mount --propagation private bash -c '
		root=$1; shift
		mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" &&
			exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"
	' in_buildroot "$root" "$@"
}
