# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2016
# A chroot with the compiler and headers that Debian built a kernel with.
# Needs lib.sh, apt.sh and kernels.sh.

# keep_root ROOT SERIES: those of kernels it replaces go.
keep_root()
{
	local old

	for old in "${1%/*}"/*; do
		[ "$old" = "$1" ] || [ "$(cat "$old/series" 2>/dev/null)" != "$2" ] ||
			rm -rf --one-file-system "$old"
	done
	echo "$2" >"$1/series"
}

make_buildroot_now()
{
	local root=$1 abi=$2 pool=$3

	[ -e "$root" ] && return 0
	# Cloud and generic share all but the configuration: one root for both.
	step "making the build root for $abi (gcc and headers from $pool)" \
		debootstrap_pool "$pool" "$root" --variant=minbase \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--setup-hook='mkdir -p "$1/etc/apt/preferences.d"; printf "Package: linux-* gcc-*\nPin: release n=*-backports\nPin-Priority: 500\n" >"$1/etc/apt/preferences.d/kernel"' \
		--include="make,gcc,kmod,sparse,linux-headers-$abi-cloud-amd64,linux-headers-$abi-amd64" || return 1
	keep_root "$root" "$4"
}

# some_root KIND SERIES: the path of a chroot that make_KIND_now makes.
some_root()
{
	local kind=$1 abi pool

	need_root
	read -r abi pool < <(resolve "$2")
	[ -n "$abi" ] || exit 1
	mkdir -p "$CACHE/${kind}s"
	with_lock "$kind-$abi" "make_${kind}_now" "$CACHE/${kind}s/$abi" "$abi" "$pool" "$2" || exit 1
	echo "$CACHE/${kind}s/$abi"
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

# The headers of arm64 are unpacked and not installed: they would want a kernel
# of that architecture. Their scripts are those of this one.
make_crossroot_now()
{
	local root=$1 abi=$2 pool=$3

	[ -e "$root" ] && return 0
	step "making the cross build root for $abi (gcc, headers and libraries from $pool)" \
		debootstrap_pool "$pool" "$root" --variant=minbase --architectures=arm64 \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--include="make,gcc,libc6-dev,gcc-aarch64-linux-gnu,linux-headers-$abi-cloud-amd64" \
		--include="$(printf '%s:arm64,' libc6-dev libcap-dev libjson-c-dev libnl-route-3-dev libseccomp-dev)pkg-config" \
		--customize-hook="chroot \"\$1\" sh -ec 'cd /tmp; apt-get -q download linux-headers-$abi-cloud-arm64:arm64;
			dpkg-deb --fsys-tarfile linux-headers-*.deb | tar -x --keep-directory-symlink -C /; rm ./*.deb'" ||
		return 1
	keep_root "$root" "$4"
}
