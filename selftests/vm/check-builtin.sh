# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# make check's part of kernels that have the jail built in; read by check.

# Is a kernel with the jail built in to be tested beside the modules?
both_backends()
{
	[ "$backend" = module ] && [ -z "$only$test" ] && [ -d "$TOP/kernel/intree/$whole" ]
}

build_kernel()
{
	with_progress "$VM/build-kernel" -k "$1" || { broken "Linux $1 with the jail built in"; return 1; }
}

# Minutes on a machine that does not have it yet, so it begins with the rest; it is
# nice to that, and counts as a guest for in_turn().
build_kernel_meanwhile()
{
	rm -f "$OUT/tests-$whole-builtin.tap"
	build_kernel "$whole" &
}

# The kernel has been on its way since the beginning, so this seldom waits.
tests_built_in()
{
	local backend=builtin suffix=-builtin

	build_kernel "$whole" && tests_on "$whole" "${thin[@]}"
}

# Other security modules beside it, one a boot since they exclude each other, and
# a boot without it.
stacking()
{
	local k=$1 module stage=$OUT/stage/stack

	heading "built in, beside other security modules ($k)"
	rm -rf "$stage"
	mkdir -p "$stage"
	cp "$BUILD"/selftests/stack/* "$BUILD"/selftests/{bind,lsm,signal,stack}_test "$stage"
	with_progress "$VM/build-policies" "$stage" || { broken "the policies of other modules"; return; }
	for module in apparmor selinux smack; do
		in_turn "$GUESTS" stacked "$k" "$module" "$module,jail" "$module" stack lsm signal bind
	done
	in_turn "$GUESTS" stacked "$k" absent "" absent
}

stack_all()
{
	local k

	if [ "$backend" = builtin ] && [ -z "$test" ]; then
		for k in "${kernels[@]}"; do stacking "$k"; done
	elif both_backends; then
		stacking "$whole"
	fi
}

# stacked KERNEL WHAT MODULES TEST…: in a boot with those modules and what all have
stacked()
{
	local k=$1 what=$2 modules=$3 backend=builtin
	shift 3

	guest "$k" "stack-$k-$what" --append "lsm=lockdown,yama,landlock${modules:+,$modules}" --copy "$stage" --copy "$VM/guest" -- \
		/root/guest/stack "$what" /root/stack "$TEST_SECONDS" "$@"
}

# The two ways to have a jail keep the same promises.
compare_backends()
{
	local k module builtin

	for k in "$@"; do
		module=$OUT/tests-$k.tap builtin=$OUT/tests-$k-builtin.tap
		[ -e "$builtin" ] || continue
		heading "built in against the module's results ($k)"
		if [ ! -e "$module" ]; then
			echo "  there are none: make check KERNEL=$k"
		elif "$VM/compare" "$module" "$builtin" | sed 's/^/    /'; then
			echo "1 0 0" >>"$OUT/sums"
		else
			broken "built in, not all is as with the module ($k)"
		fi
	done
}

compare_all()
{
	if [ "$backend" = builtin ]; then
		compare_backends "${kernels[@]}"
	elif both_backends; then
		compare_backends "$whole"
	fi
}
