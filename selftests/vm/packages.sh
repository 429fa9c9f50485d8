# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
# Every Debian package this project asks for, by purpose.

# To build the tools, tests and the module for this machine.
BUILD_PACKAGES=(gcc make libc6-dev pkg-config libcap-dev libnl-3-dev libnl-route-3-dev
	libseccomp-dev libjson-c-dev)
# To make and run a guest.
VM_PACKAGES=(qemu-system-x86 mmdebstrap squashfs-tools cpio busybox-static kmod
	zstd xz-utils patch debian-archive-keyring util-linux mount)
# To check the sources.
CHECK_PACKAGES=(sparse shellcheck codespell clang libclang-rt-dev git perl mandoc zsh)
# In the guest's Debian root.
GUEST_PACKAGES=(nginx-light strace procps iproute2 curl netcat-openbsd psmisc kmod
	openssh-server openssh-client postgresql dnsmasq-base
	libcap2 libcap2-bin libnl-3-200 libnl-route-3-200 libseccomp2 libjson-c5)
