# SPDX-License-Identifier: GPL-2.0-or-later
# The facts of one guest -> a table for people, and a verdict.
# Variables: many_mark (of a connection's cost, what a thousand jails may add to
# what one adds, in percent), stream_mark (what a jail may add to a stream's, in
# percent).
BEGIN {
	FS = "\t"
	n_numbers = split("1 100 1000", numbers, " ")
	n_sizes = split("1 1024 32768", sizes, " ")
	missed = 0
}

$1 == "kernel"	{ kernel = $2 }
$1 == "lookup"	{ cost[$2, $3] = $4; beside[$2, $3] = $5 }
$1 == "stream"	{ stream[$2, $3] = $4 }

function miss(text) {
	printf "MISSED: %s\n", text
	missed = 1
}

# What jails add to a connection with that many listeners.
function added(n) {
	return cost["jails", n] - cost["host", n]
}

function added_beside(n) {
	return beside["jails", n] - beside["host", n]
}

function look_ups(	i, n) {
	printf "\nLinux %s: instructions of a connection (socket, connect, accept, close) from the host\n\n",
	       kernel
	printf "%-10s | %30s | %30s\n", "", "to one of these", "to another, of the host's own"
	printf "%-10s | %10s %10s %8s | %10s %10s %8s\n", "listeners", "the host's", "jails'", "added",
	       "host only", "with jails", "added"
	for (i = 1; i <= n_numbers; i++) {
		n = numbers[i]
		printf "%-10d | %10d %10d %+8d | %10d %10d %+8d\n", n, cost["host", n], cost["jails", n],
		       added(n), beside["host", n], beside["jails", n], added_beside(n)
	}
}

function streams(	i, n) {
	printf "\ninstructions of a send and receive, of a stream in one place\n\n"
	printf "%-10s | %10s | %10s %7s | %10s %7s\n", "bytes", "no module", "outside", "ratio", "inside", "ratio"
	for (i = 1; i <= n_sizes; i++) {
		n = sizes[i]
		printf "%-10d | %10d | %10d %7.3f | %10d %7.3f\n", n, stream["unloaded", n],
		       stream["outside", n], stream["outside", n] / stream["unloaded", n],
		       stream["inside", n], stream["inside", n] / stream["unloaded", n]
	}
	printf "\n"
}

function check_many(what, one, many, whole) {
	if (many - one > whole * many_mark / 100)
		miss(sprintf("%s: jails add %d instructions, and %d with a thousand of them", what, one, many))
}

function check_stream(state,	i, n) {
	for (i = 1; i <= n_sizes; i++) {
		n = sizes[i]
		if (stream[state, n] > stream["unloaded", n] * (1 + stream_mark / 100))
			miss(sprintf("a stream %s, %d bytes: %d instructions, %d without the module", state, n,
				     stream[state, n], stream["unloaded", n]))
	}
}

END {
	if (!cost["host", 1] || !cost["jails", 1000] || !stream["unloaded", 1] || !stream["inside", 32768]) {
		print "MISSED: no measurement from the guest"
		exit 1
	}
	look_ups()
	streams()
	check_many("a connection to a jail's listener", added(1), added(1000), cost["host", 1000])
	check_many("a connection to the host's listener", added_beside(1), added_beside(1000),
		   beside["host", 1000])
	check_stream("outside")
	check_stream("inside")
	if (!missed)
		printf "marks held: as much with 1000 jails as with one (within %s %%), a stream within %s %%\n",
		       many_mark, stream_mark
	exit missed
}
