# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
# The part of check that runs on the kernel that finds bugs: whatever that
# reports fails its guest. Needs check.

# What everything else stands on: enough for each change, in a guest so slow.
SPINE=(attach bind cap control inherit lifecycle limits lookup nested port proc ptrace reach remove signal source)

# All tests, or those of --spine; one round in eight of what goes in rounds.
debug_tests()
{
	local k=$1 stress=$2
	shift 2

	guest "$k" "debug-$k-$backend" --debug --copy "$OUT/stage/debug" --copy "$VM/guest" -- \
		env JAIL_TEST_SHARE=8 JAIL_TEST_PATIENCE=8 JAIL_TEST_STRESS="$stress" JAIL_TEST_ARMINGS=4 JAIL_TEST_CYCLES=20 \
		/root/guest/tests /root/debug "$TEST_SECONDS" "$@"
}

debug()
{
	local stage=$OUT/stage/debug stress=${STRESS_SECONDS:-600} names=() backend
	local TEST_SECONDS=$((4 * TEST_SECONDS)) GUEST_SECONDS=$((4 * GUEST_SECONDS))

	if [ -n "$spine" ]; then names=("${SPINE[@]}" stress memory) stress=${STRESS_SECONDS:-60}; fi
	[ -z "$test" ] || names=("$test")
	# Each guest would do it; once, it can say how far it is.
	with_progress "$VM/build-module" -k "$whole" --debug || { broken "the kernel that finds bugs, $whole"; return; }
	rm -rf "$stage"
	mkdir -p "$stage"
	cp "$BUILD"/selftests/*_test "$BUILD"/selftests/debug/*_test "$BUILD"/selftests/*.sh \
		"$BUILD"/selftests/{run-in-jail,threads,jailctl-walk} "$stage"
	for backend in $debug_backends; do
		heading "the $backend on a kernel that finds bugs ($whole), $stress s of stress"
		in_turn "$GUESTS" debug_tests "$whole" "$stress" "${names[@]}"
	done
}
