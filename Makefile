# SPDX-License-Identifier: GPL-2.0-or-later

TOP	:= $(CURDIR)
BUILD	?= $(TOP)/build
PREFIX	?= /usr/local
KERNEL	?=
T	?=
BACKEND	?= module
RELEASE	?= $(shell uname -r)
KDIR	?= /lib/modules/$(RELEASE)/build
MODDIR	?= $(DESTDIR)/lib/modules/$(RELEASE)/updates
VM	:= selftests/vm

export BUILD

all: tools module	## the tools, and the module for this machine's kernel

help:			## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26
	@echo 'Variables: KERNEL=6.1|6.12|7.2  T=name  BACKEND=module|builtin  PREFIX=/usr/local  DESTDIR=  KDIR=  BUILD='

deps:			## install what is missing from Debian (as root)
	@$(VM)/deps

tools:			## jailctl and libjail into build/tools
	$(MAKE) -C tools BUILD=$(BUILD)/tools

# Without headers for the running kernel the tools are still useful: for guests.
module:			## jail.ko for this machine's kernel (KDIR=)
	@if [ -e "$(KDIR)/Makefile" ]; then \
		$(MAKE) --no-print-directory -C kernel KDIR="$(KDIR)" && \
		mkdir -p "$(BUILD)/modules/$(RELEASE)" && cp kernel/jail.ko "$(BUILD)/modules/$(RELEASE)/"; \
	else \
		echo "no headers for this machine's kernel ($(RELEASE)): jail.ko is not built;" \
			"apt-get install linux-headers-$(RELEASE), or make check for the guests" >&2; \
	fi

install:		## tools into PREFIX, jail.ko beside this machine's modules
	@[ -e "$(BUILD)/modules/$(RELEASE)/jail.ko" ] || { \
		echo "nothing is installed: jail.ko for $(RELEASE) is not built;" \
			"make module first, or make install-tools for the tools alone" >&2; exit 1; }
	@$(MAKE) --no-print-directory install-tools
	@install -D -m 644 "$(BUILD)/modules/$(RELEASE)/jail.ko" "$(MODDIR)/jail.ko" && \
		echo "installed $(MODDIR)/jail.ko" && \
		{ [ -n "$(DESTDIR)" ] || depmod $(RELEASE); }

install-tools:		## the tools alone, where the kernel has the jail built in
	$(MAKE) -C tools BUILD=$(BUILD)/tools PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) install

demo:			## two web servers jailed side by side, in a guest (KERNEL=6.12)
	@demo/run $(if $(KERNEL),-k $(KERNEL))

shell:			## a guest to play in (KERNEL=6.12)
	@$(VM)/shell -k $(or $(KERNEL),6.12)

check:			## every test on every kernel (KERNEL=, T=)
	@$(VM)/check --backend $(BACKEND) $(if $(KERNEL),--kernel $(KERNEL)) $(if $(T),--test $(T))

check-long:		## check, with 1000 armings and 200 loads of the module
	@$(VM)/check --long --backend $(BACKEND) $(if $(KERNEL),--kernel $(KERNEL)) $(if $(T),--test $(T))

check-debug:		## the tests and ten minutes of stress on a kernel with KASAN, lockdep, kmemleak (T=, BACKEND=)
	@$(VM)/check --only debug $(if $(filter command line,$(origin BACKEND)),--backend $(BACKEND)) $(if $(T),--test $(T))

check-mutants:		## leave each hook out in turn: a test must fail (KERNEL=, T=row)
	@$(VM)/check --only mutants $(if $(KERNEL),--kernel $(KERNEL)) $(if $(T),--row "$(T)")

check-tool-mutants:	## take each protection out of jailctl: a test must fail (T=row)
	@$(VM)/check --only tool-mutants $(if $(KERNEL),--kernel $(KERNEL)) $(if $(T),--row "$(T)")

check-arm64:		## compile module and tools for arm64 (KERNEL=)
	@$(VM)/check --only arm64 $(if $(KERNEL),--kernel $(KERNEL))

static:			## checkpatch, sparse, shellcheck, include rules, spelling
	@$(VM)/check --only static

unit:			## the unit tests and a bounded run of the fuzzers
	@$(VM)/check --only unit

smoke:			## load and unload on the generic images
	@$(VM)/check --only smoke $(if $(KERNEL),--kernel $(KERNEL))

bench:			## measure (T=hooks, KERNEL=)
	@bench/run $(T) $(if $(KERNEL),-k $(KERNEL))

docs:			## Documentation/ that is generated from the code
	@scripts/docs

clean:			## remove what was built; the cache of kernels and roots stays
	rm -rf $(BUILD)
	cd kernel && rm -rf *.o .*.o *.ko *.mod *.mod.c .*.cmd modules.order Module.symvers \
		backend/*.o backend/.*.cmd .tmp_versions

.PHONY: all help deps tools module install install-tools demo shell check check-long check-debug check-mutants check-tool-mutants check-arm64 static unit smoke bench docs clean
