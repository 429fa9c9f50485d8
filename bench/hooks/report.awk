# SPDX-License-Identifier: GPL-2.0-or-later
# The facts of one guest -> a table for people, and a verdict on the marks.
# Variables: outside_mark, inside_mark (instructions added per hook).
BEGIN {
	FS = "\t"
	n_states = split("unloaded loaded outside inside gone", states, " ")
	missed = 0
}

$1 == "kernel"	 { kernel = $2 }
$1 == "attached" { attached[$2] = $3 }
$1 == "calibration" { calibrated++ }
$1 == "cost" {
	if (!($3 in seen)) {
		seen[$3] = 1
		ops[++n_ops] = $3
	}
	if (!(($2, $3) in cost) || $4 < cost[$2, $3]) {
		cost[$2, $3] = $4
		median[$2, $3] = $5
	}
	if (!(($2, $3) in worst) || $4 > worst[$2, $3])
		worst[$2, $3] = $4
}
$1 == "hits" {
	hits[$2, $3] += $5
	names[$3, $4] = 1
	if ($5 > most[$3, $4])
		most[$3, $4] = $5
}

function ratio(state, op) {
	return sprintf("%.3f", cost[state, op] / cost["unloaded", op])
}

# A state measured several times tells what a difference between two is worth; at
# least the 5000th part, which is below one instruction for short calls and lets
# a thread's name in /proc have a digit more.
function noise(op,	i, spread, most) {
	most = cost["unloaded", op] / 5000
	for (i = 1; i <= n_states; i++) {
		spread = worst[states[i], op] - cost[states[i], op]
		if (spread > most)
			most = spread
	}
	return most
}

function added(state, op) {
	return cost[state, op] - cost["unloaded", op]
}

# A difference below the noise is none.
function per_hook(state, op) {
	if (!hits[state, op])
		return "-"
	if (noise(op) > 5 * hits[state, op])
		return "noise"
	return sprintf("%.1f", added(state, op) / hits[state, op])
}

function miss(text) {
	printf "MISSED: %s\n", text
	missed = 1
}

function check_idle(state, op) {
	if (added(state, op) > noise(op) + 0.05)
		miss(sprintf("%s, %s: %+.1f instructions without a jail, want 0 (noise %.1f)",
			     op, state, added(state, op), noise(op)))
}

function check_mark(state, op, mark) {
	if (added(state, op) > mark * hits[state, op] + noise(op) + 0.05)
		miss(sprintf("%s, %s: %+.1f instructions for %d hooks, at most %d each",
			     op, state, added(state, op), hits[state, op], mark))
}

function row(op) {
	printf "%-22s %9.1f %7.1f | %9.1f %+6.1f | %9.1f %s %+8.1f | %9.1f %s %+8.1f | %4d %6s | %4d %6s\n",
	       op, cost["unloaded", op], noise(op),
	       cost["loaded", op], added("loaded", op),
	       cost["outside", op], ratio("outside", op), added("outside", op),
	       cost["inside", op], ratio("inside", op), added("inside", op),
	       hits["outside", op], per_hook("outside", op),
	       hits["inside", op], per_hook("inside", op)
}

function medians(op,	i, text) {
	for (i = 1; i <= n_states; i++)
		text = text sprintf(" %10.1f", median[states[i], op])
	printf "  %-22s%s\n", op, text
}

function hook_names(op,	key, parts, text) {
	for (key in names) {
		split(key, parts, SUBSEP)
		if (parts[1] == op)
			text = text sprintf(" %s%s", parts[2], most[key] > 1 ? "*" most[key] : "")
	}
	return text == "" ? " none" : text
}

END {
	if (!n_ops || calibrated < 5) {
		print "MISSED: no measurement from the guest"
		exit 1
	}
	printf "\nLinux %s: guest instructions per call, least of 15 rounds (of 105: fork)\n", kernel
	printf "functions patched: %d with no jail, %d while one lives, %d after the last\n\n",
	       attached["loaded"], attached["outside"], attached["gone"]
	printf "%-22s %9s %7s | %16s | %24s | %24s | %11s | %11s\n", "", "not", "", "no jail",
	       "caller outside a jail", "caller inside a jail", "outside", "inside"
	printf "%-22s %9s %7s | %9s %6s | %9s %5s %8s | %9s %5s %8s | %4s %6s | %4s %6s\n",
	       "operation", "loaded", "(noise)", "total", "added", "total", "ratio", "added",
	       "total", "ratio", "added", "hits", "each", "hits", "each"
	for (i = 1; i <= n_ops; i++)
		row(ops[i])
	printf "\nmedians of the rounds:  not loaded    no jail    outside     inside  last gone\n"
	for (i = 1; i <= n_ops; i++)
		medians(ops[i])
	printf "\nhooks met by each operation (counted by the function tracer):\n"
	for (i = 1; i <= n_ops; i++)
		printf "  %-22s%s\n", ops[i], hook_names(ops[i])
	printf "\n"
	if (attached["loaded"] || attached["gone"])
		miss("functions are patched although there is no jail")
	if (!attached["outside"])
		miss("no function is patched although a jail lives: nothing was measured")
	for (i = 1; i <= n_ops; i++) {
		check_idle("loaded", ops[i])
		check_idle("gone", ops[i])
		check_mark("outside", ops[i], outside_mark)
		check_mark("inside", ops[i], inside_mark)
	}
	if (!missed)
		printf "marks held: 0 without a jail, at most %d a hook outside and %d inside\n",
		       outside_mark, inside_mark
	exit missed
}
