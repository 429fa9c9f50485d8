# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2016
# A kernel with the jail built in: Debian's sources of a series, the LSM put into
# them, a small configuration. Needs lib.sh, apt.sh, kernels.sh and buildroot.sh.

# What a kernel is built with, and policies for other modules of it.
KERNEL_BUILD_PACKAGES=make,gcc,libc6-dev,flex,bison,bc,libelf-dev,libssl-dev,openssl,kmod,xz-utils,patch,sparse
KERNEL_BUILD_PACKAGES+=,checkpolicy,apparmor

make_kernelroot_now()
{
	local root=$1

	[ -e "$root" ] && return 0
	step "making the build root for kernels (gcc, flex, bison …)" \
		debootstrap_pool bookworm "$root" --variant=minbase \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --include="$KERNEL_BUILD_PACKAGES"
}

# kernelroot: the chroot's path.
kernelroot()
{
	local key

	need_root
	key=$(cat <<<"$KERNEL_BUILD_PACKAGES" | sha256sum | cut -c1-12)
	mkdir -p "$CACHE/buildroots"
	with_lock kernelroot make_kernelroot_now "$CACHE/buildroots/kernel-$key" || exit 1
	echo "$CACHE/buildroots/kernel-$key"
}

# source_version SERIES: "VERSION POOL" of the newest linux-source of it.
source_version()
{
	local pool version

	for pool in $(series_pools "$1"); do
		pool_update "$pool" || continue
		version=$(apt-cache -c "$(pool_conf "$pool")" --no-all-versions show "linux-source-$1" 2>/dev/null |
			sed -n 's/^Version: //p')
		[ -z "$version" ] || { echo "$version $pool"; return 0; }
	done
	die "no linux-source-$1 found: is the network up?"
}

unpack_source()
{
	dpkg-deb -x "$1"/deb/*.deb "$1/x" &&
		mkdir "$1/tree" &&
		tar -C "$1/tree" --strip-components=1 -xf "$1"/x/usr/src/linux-source-*.tar.xz &&
		rm -rf "$1"/{x,deb}
}

# The sources, and in them later what was built. Those of an older version go.
fetch_source_now()
{
	local dir=$1 series=$2 version=$3 pool=$4

	[ -e "$dir" ] && return 0
	rm -rf "${dir%-"$version"}"-*
	mkdir -p "$dir.tmp"
	pool_fetch "$pool" "$dir.tmp/deb" "linux-source-$series" || return 1
	step "unpacking linux-source-$series" unpack_source "$dir.tmp" || return 1
	mv -T "$dir.tmp" "$dir"
}

# in_tree TREE COMMAND…: in the build root, the sources as /build/linux.
in_tree()
{
	local root tree=$1
	shift

	root=$(kernelroot) || return 1
	mkdir -p "$root/build/linux"
	# shellcheck disable=SC2016  # expanded inside
	unshare --mount --propagation private bash -c '
		root=$1 tree=$2; shift 2
		mount --bind "$tree" "$root/build/linux" && mount -t proc proc "$root/proc" &&
			mount --rbind /dev "$root/dev" &&
			exec chroot "$root" /usr/bin/env -i -C /build/linux PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"
	' in_tree "$root" "$tree" "$@"
}

# The kernels that can be built: jail, and debug, which is that and what finds bugs.
BUILTIN_KINDS=(jail debug)

# wanted_config SERIES KIND: what a kernel is built with; of what two files name, the
# later one has the say.
wanted_config()
{
	local files=("$VM/kernel.config" "$VM/kernel-$1.config")

	[ "$2" = jail ] || files+=("$VM/$2.config")
	awk 'match($0, /CONFIG_[A-Z0-9_a-z]+/) { line[substr($0, RSTART, RLENGTH)] = $0 }
		END { for (name in line) print line[name] }' "${files[@]}" | LC_ALL=C sort
}

# The configuration, made anew only if what is wanted has changed. An option that
# this kernel does not have, or not so, is an error.
configure_kernel()
{
	local tree=$1 series=$2 kind=$3 wanted=$1/.config-wanted missing

	wanted_config "$series" "$kind" >"$wanted.new"
	cmp -s "$wanted.new" "$wanted" && [ -e "$tree/.config" ] && return 0
	mv "$wanted.new" "$wanted"
	step "configuring the kernel" in_tree "$tree" make KCONFIG_ALLCONFIG=.config-wanted allnoconfig || return 1
	missing=$(grep '^CONFIG' "$wanted" | grep -vxFf "$tree/.config" || true)
	[ -z "$missing" ] && return 0
	rm "$wanted"
	say "this kernel's configuration can't have:" "$missing"
	return 1
}

# What make does, as a line for each 200 files; errors and warnings in full.
show_progress()
{
	awk -v start="$SECONDS" '
		/^  (CC|AS|LD|AR|OBJCOPY|GEN|UPD|HOSTCC|CALL|DESCEND) / {
			if (/^  CC / && !(++n % 200)) { printf "  %d files compiled\n", n; fflush() }
			next
		}
		/warning:|error:|Error [0-9]|undefined reference/ { print "  " $0; fflush() }' >&2
}

# For the module, which is tried on the debug kernel too: a list of what it may call;
# and two functions whole, which gcc would split, now that they ask the built-in jail
# first, and of which the half that is called has no name to hook.
FOR_MODULE=(modules CFLAGS_devinet.o=-fno-partial-inlining CFLAGS_addrconf.o=-fno-partial-inlining)

compile_kernel()
{
	local tree=$1 more=()

	[ "$2" != debug ] || more=("${FOR_MODULE[@]}")
	in_tree "$tree" nice make -j"$(nproc)" bzImage "${more[@]}" 2>&1 | tee "$tree/.build-log" | show_progress
	[ "${PIPESTATUS[0]}" = 0 ] || return 1
	# Of our code's, also what others let pass.
	! grep -E '^(security/jail|include/linux/lsm_seams).*warning:' "$tree/.build-log" >&2
}

# What a guest boots, as kernel_dir has it of Debian's: no modules but the list
# of those that are built in.
pack_kernel()
{
	local tree=$1 dir=$2 rel

	rel=$(cat "$tree/include/config/kernel.release")
	mkdir -p "$dir/m/lib/modules/$rel" "$dir/stage/vm/boot"
	cp "$tree/arch/x86/boot/bzImage" "$dir/vmlinuz" &&
		cp "$tree/.config" "$dir/config" &&
		cp "$tree"/modules.builtin "$tree"/modules.builtin.modinfo "$dir/m/lib/modules/$rel/" &&
		touch "$dir/m/lib/modules/$rel/modules.order" "$dir/stage/vm/boot/order" &&
		depmod -b "$dir/m" "$rel" &&
		make_cpio "$dir/stage" "$dir/boot.cpio" &&
		echo "$rel" >"$dir/release" && echo "$tree" >"$dir/tree" &&
		mksquashfs "$dir/m/lib/modules/$rel" "$dir/modules.sqfs" -comp zstd -no-progress -quiet &&
		rm -rf "$dir"/{m,stage}
}

# builtin_key SERIES VERSION: a change of anything here means another kernel.
builtin_key()
{
	{
		echo "$2"
		wanted_config "$1" "$3"
		cat "$VM/builtin.sh"
		cd "$TOP/kernel" && find . -type f \( -path './intree/*' -o -name '*.[ch]' -o -name '*.def' -o -name Kbuild \) \
			! -name '*.mod.c' -exec sha256sum {} + | LC_ALL=C sort
	} | sha256sum | cut -c1-12
}

# kind_prefix KIND: what the directory of its sources begins with.
kind_prefix()
{
	[ "$1" = jail ] || echo "$1-"
}

build_kernel_now()
{
	local kind=$1 series=$2 version=$3 pool=$4 dir=$5 started=$SECONDS tree

	tree=$(builtin_tree "$kind" "$series" "$version")
	[ -e "$dir/modules.sqfs" ] && return 0
	mkdir -p "$CACHE/builtin"
	fetch_source_now "${tree%/tree}" "$series" "$version" "$pool" || return 1
	"$TOP/kernel/intree/install" "$tree" || return 1
	configure_kernel "$tree" "$series" "$kind" || return 1
	say "building Linux $version with the jail built in ($kind) …"
	compile_kernel "$tree" "$kind" ||
		{ say "the kernel does not build; all that make said is in $tree/.build-log"; return 1; }
	rm -rf "$dir.tmp"
	step "packing the kernel" pack_kernel "$tree" "$dir.tmp" || return 1
	# Kernels are small, but one a change adds up.
	find "$CACHE/kernels" -maxdepth 1 -name "*-$kind-*" -mtime +3 -exec rm -rf {} +
	mv -T "$dir.tmp" "$dir"
	say "building Linux $version with the jail built in ($kind): done ($((SECONDS - started)) s)"
}

# builtin_tree KIND SERIES VERSION: where its sources are, and what was built of them.
builtin_tree()
{
	echo "$CACHE/builtin/$(kind_prefix "$1")$2-$3/tree"
}

# builtin_kernel SERIES [KIND]: as kernel_dir, of the kernel with the jail built in.
builtin_kernel()
{
	local series=$1 kind=${2:-jail} version pool key

	need_root
	[ -d "$TOP/kernel/intree/$series" ] || die "the jail can't be built into Linux $series yet"
	kernelroot >/dev/null
	read -r version pool < <(source_version "$series")
	[ -n "$version" ] || exit 1
	# A version has characters that make and mount do not like in a path.
	version=${version//[^0-9A-Za-z.+-]/_}
	key=$(builtin_key "$series" "$version" "$kind")
	with_lock "builtin-$kind-$series" build_kernel_now "$kind" "$series" "$version" "$pool" "$CACHE/kernels/$version-$kind-$key" || exit 1
	echo "$CACHE/kernels/$version-$kind-$key"
}
