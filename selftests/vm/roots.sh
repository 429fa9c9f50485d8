# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The two roots a guest can have: mini (busybox in the initramfs) and debian (a
# squashfs). Needs lib.sh, apt.sh, kernels.sh and packages.sh.

mini_tree()
{
	local t=$1 applet

	mkdir -p "$t"/usr/{bin,sbin,lib,lib64} "$t"/{dev,proc,sys,run,tmp,root,etc,var/tmp,srv,mnt,home}
	ln -s usr/bin usr/sbin usr/lib usr/lib64 "$t"
	chmod 1777 "$t/tmp" "$t/var/tmp"
	chmod 700 "$t/root"
	ln -s ../run "$t/var/run"
	ln -s /proc/self/mounts "$t/etc/mtab"
	cp "$(command -v busybox)" "$t/usr/bin/busybox"
	for applet in $(busybox --list); do
		[ "$applet" = busybox ] || ln -s busybox "$t/usr/bin/$applet"
	done
	ln -s ../bin/modprobe "$t/usr/sbin/modprobe"
	printf '%s\n' root:x:0:0:root:/root:/bin/sh daemon:x:1:1::/:/bin/false \
		nobody:x:65534:65534::/:/bin/false tester:x:1000:1000::/home:/bin/sh >"$t/etc/passwd"
	printf '%s\n' root:x:0: daemon:x:1: tty:x:5: nogroup:x:65534: tester:x:1000: >"$t/etc/group"
	echo 'root:*:19000:0:99999:7:::' >"$t/etc/shadow"
	chmod 640 "$t/etc/shadow"
	echo 127.0.0.1 localhost >"$t/etc/hosts"
	echo guest >"$t/etc/hostname"
}

make_mini_now()
{
	local out=$1 work=$1.tmp

	[ -e "$out" ] && return 0
	rm -rf "$work"
	mini_tree "$work/mini" && make_cpio "$work" "$work.cpio" && rm -rf "$work" &&
		mv "$work.cpio" "$out"
}

# mini_root: prints the initramfs piece that holds /mini.
mini_root()
{
	local key

	key=$(cat "$(command -v busybox)" "$VM/roots.sh" | sha256sum | cut -c1-12)
	mkdir -p "$CACHE/roots"
	with_lock mini-root make_mini_now "$CACHE/roots/mini-$key.cpio" || exit 1
	echo "$CACHE/roots/mini-$key.cpio"
}

# PostgreSQL does without its compiler, which would be most of the root.
debian_tree()
{
	local t=$1 list

	list=$(IFS=,; echo "${GUEST_PACKAGES[*]}")
	debootstrap_pool bookworm "$t" --variant=minbase --include="$list" \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/lib/*/libLLVM*' --dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/llvmjit*' \
		--dpkgopt='path-exclude=/usr/lib/postgresql/*/lib/bitcode/*' &&
		echo 'tester:x:1000:1000::/home:/bin/sh' >>"$t/etc/passwd" &&
		echo 'tester:x:1000:' >>"$t/etc/group" &&
		echo guest >"$t/etc/hostname" &&
		printf '127.0.0.1 localhost guest\n' >"$t/etc/hosts"
}

make_debian_now()
{
	local out=$1

	[ -e "$out" ] && return 0
	rm -rf --one-file-system "$out.d"
	step "making the guest's Debian root (${#GUEST_PACKAGES[@]} packages and what they need)" debian_tree "$out.d" &&
		step "packing the guest's Debian root" mksquashfs "$out.d" "$out.tmp" -noappend \
			-comp zstd -Xcompression-level 6 -no-progress -quiet || return 1
	rm -rf --one-file-system "$out.d"
	rm -f "${out%/*}"/debian-*.sqfs
	mv "$out.tmp" "$out"
}

# debian_root: prints the squashfs's path.
debian_root()
{
	local key

	need_root
	key=$(printf '%s\n' "${GUEST_PACKAGES[@]}" | cat - "$VM/roots.sh" | sha256sum | cut -c1-12)
	mkdir -p "$CACHE/roots"
	with_lock debian-root make_debian_now "$CACHE/roots/debian-$key.sqfs" || exit 1
	echo "$CACHE/roots/debian-$key.sqfs"
}
