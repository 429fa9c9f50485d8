# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A kernel series (6.1, 6.12, 7.2) -> the newest Debian package of it, fetched
# and made ready to boot. Needs lib.sh and apt.sh.

# Where a series may be found.
series_pools()
{
	case $1 in
	6.1|6.12)	echo bookworm ;;
	*)		echo sid trixie-backports ;;
	esac
}

# pool_newest POOL SERIES: newest ABI name (like 6.1.0-56) that has a cloud image
# and its headers.
pool_newest()
{
	local conf re=${2//./\\.} abi

	conf=$(pool_conf "$1")
	apt-cache -c "$conf" pkgnames "linux-image-$2." |
		sed -nE "s/^linux-image-($re\.[^-]+(-[0-9]+)?)-cloud-amd64$/\1/p" | sort -rV |
		while read -r abi; do
			apt-cache -c "$conf" show "linux-headers-$abi-cloud-amd64" >/dev/null 2>&1 || continue
			echo "$abi"
			break
		done
}

# Prints "ABI POOL"; asks the mirror at most every RESOLVE_HOURS.
resolve_now()
{
	local memo=$CACHE/resolved/$1 pool abi best=''

	fresh "$memo" $((RESOLVE_HOURS * 60)) && return 0
	mkdir -p "$CACHE/resolved"
	for pool in $(series_pools "$1"); do
		pool_update "$pool" || continue
		abi=$(pool_newest "$pool" "$1")
		[ -n "$abi" ] || continue
		best=$(printf '%s\n' "$best" "$abi $pool" | sort -V | tail -n 1)
	done
	if [ -n "$best" ]; then
		echo "$best" >"$memo.tmp"
		mv "$memo.tmp" "$memo"
	elif [ -e "$memo" ]; then
		say "no package lists: going on with $(cut -d' ' -f1 "$memo") as resolved before"
		# Not to be asked again for every command.
		touch -d "-$((RESOLVE_HOURS * 60 - 30)) minutes" "$memo"
	else
		die "no Debian kernel $1 found: is the network up?"
	fi
}

resolve()
{
	with_lock "resolve-$1" resolve_now "$1" || exit 1
	cat "$CACHE/resolved/$1"
}

# release SERIES FLAVOUR: what uname -r will say.
release()
{
	local abi

	read -r abi _ < <(resolve "$1")
	[ -n "$abi" ] || exit 1
	[ "$2" = cloud ] && echo "$abi-cloud-amd64" || echo "$abi-amd64"
}

# Newer packages are split: the image depends on the binary and the modules.
image_packages()
{
	local conf p

	conf=$(pool_conf "$1")
	echo "linux-image-$2"
	for p in base binary modules; do
		apt-cache -c "$conf" show "linux-$p-$2" >/dev/null 2>&1 && echo "linux-$p-$2"
	done
	return 0
}

# What a guest may use; drivers of real hardware are left out, which makes the
# generic image as small as the cloud one.
GUEST_MODULES=(kernel/{arch,block,crypto,fs,lib,mm,net,security,virt}
	kernel/drivers/{virtio,block/virtio_blk.ko,block/loop.ko,char/virtio_console.ko}
	kernel/drivers/net/{dummy,veth,tun,tap,macvlan,macvtap,ifb,nlmon,vcan}.ko
	kernel/drivers/net/{ipvlan,bonding,vxlan})
# What has to be loaded before a disk can be read.
BOOT_MODULES=(virtio_pci virtio_blk virtio_console squashfs overlay)

# The modules of the package, unpacked (the guest's busybox reads no .xz) and
# reduced to what a guest may use.
pick_modules()
{
	local from=$1 to=$2 m

	mkdir -p "$to"
	for m in "${GUEST_MODULES[@]}"; do
		(cd "$from" && find . -path "./$m*" -name '*.ko*' -print0) |
			(cd "$from" && cpio -0pdm --quiet "$to")
	done
	cp "$from"/modules.{order,builtin,builtin.modinfo} "$to"
	find "$to" -name '*.ko.xz' -print0 | xargs -0r -P2 -n64 xz -d
	find "$to" -name '*.ko.zst' -print0 | xargs -0r -P2 -n64 zstd -dq --rm
}

# An initramfs piece with the boot modules, and the order to load them.
boot_cpio()
{
	local tree=$1 rel=$2 out=$3 stage=$4 m kind path

	mkdir -p "$stage/vm/boot"
	for m in "${BOOT_MODULES[@]}"; do
		modprobe -d "$tree" -S "$rel" --show-depends "$m" || echo "builtin $m"
	done | while read -r kind path _; do
		[ "$kind" = insmod ] || continue
		[ -e "$stage/vm/boot/${path##*/}" ] && continue
		cp "$path" "$stage/vm/boot/"
		echo "${path##*/}"
	done >"$stage/modules"
	mv "$stage/modules" "$stage/vm/boot/order"
	make_cpio "$stage" "$out"
}

# make_cpio DIR FILE: a piece of an initramfs; pieces can simply be joined.
make_cpio()
{
	(cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z | cpio -0o -H newc -R 0:0 --quiet) >"$2"
}

unpack_kernel()
{
	local dir=$1 rel=$2 lib

	for deb in "$dir"/deb/*.deb; do
		dpkg-deb -x "$deb" "$dir/x" || return 1
	done
	lib=$(find "$dir/x" -type d -path "*/lib/modules/$rel" | head -n 1)
	# Split packages keep the kernel beside its modules.
	cp "$(find "$dir/x" -name "vmlinuz-$rel" -o -path "*/$rel/vmlinuz" | head -n 1)" "$dir/vmlinuz" &&
		cp "$(find "$dir/x" -name "config-$rel" -o -path "*/$rel/config" | head -n 1)" "$dir/config" &&
		pick_modules "$lib" "$dir/m/lib/modules/$rel" &&
		depmod -b "$dir/m" "$rel" &&
		boot_cpio "$dir/m" "$rel" "$dir/boot.cpio" "$dir/stage" &&
		mksquashfs "$dir/m/lib/modules/$rel" "$dir/modules.sqfs" \
			-comp zstd -Xcompression-level 3 -no-progress -quiet &&
		rm -rf "$dir"/{x,m,deb,stage}
}

fetch_kernel_now()
{
	local dir=$CACHE/kernels/$3 pool=$2 rel=$3

	[ -e "$dir/modules.sqfs" ] && return 0
	pool_update "$pool" || return 1
	rm -rf "$dir.tmp"
	mkdir -p "$dir.tmp"
	mapfile -t packages < <(image_packages "$pool" "$rel")
	pool_fetch "$pool" "$dir.tmp/deb" "${packages[@]}" || return 1
	step "unpacking kernel $rel" unpack_kernel "$dir.tmp" "$rel" || return 1
	rm -rf "$dir"
	mv -T "$dir.tmp" "$dir"
}

# kernel_dir SERIES FLAVOUR: a directory with vmlinuz, config, boot.cpio and
# modules.sqfs.
kernel_dir()
{
	local rel pool

	rel=$(release "$1" "$2") || exit 1
	read -r _ pool <"$CACHE/resolved/$1"
	with_lock "kernel-$rel" fetch_kernel_now "$1" "$pool" "$rel" || exit 1
	echo "$CACHE/kernels/$rel"
}
