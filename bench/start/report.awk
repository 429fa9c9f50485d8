# SPDX-License-Identifier: GPL-2.0-or-later
# The facts of one kernel as a table: what each start takes, beside the least
# that it could, and what each that lives has. Fails beyond the marks.
BEGIN { FS = "\t" }
$1 == "kernel" { kernel = $2 }
$1 == "start" { order[++n] = $2; least[$2] = $3; median[$2] = $4; peak[$2] = $5 }
$1 == "alive" { places[++m] = $2; each[$2] = $3 }

function missed(name, limit, got)
{
	printf "not met: %s: %.2f, the mark is %.2f\n", name, got, limit
	bad = 1
}

END {
	if (!least["floor"]) {
		print "the facts are incomplete"
		exit 1
	}
	printf "Linux %s\n%-16s %10s %10s %8s %10s %10s\n", kernel, "start to end", "least us", "median us",
		"floor x", "unshare x", "peak KiB"
	for (i = 1; i <= n; i++) {
		name = order[i]
		printf "%-16s %10d %10d %8.2f %10.2f %10d\n", name, least[name], median[name],
			median[name] / median["floor"], median[name] / median["unshare"], peak[name]
	}
	printf "\n%-16s %10s\n", "each that lives", "KiB"
	for (i = 1; i <= m; i++)
		printf "%-16s %10d\n", places[i], each[places[i]]
	print ""
	if (median["run, a tree"] > tree_mark * median["floor"])
		missed("run, a tree", tree_mark, median["run, a tree"] / median["floor"])
	if (median["run, the host"] > host_mark * median["floor"])
		missed("run, the host", host_mark, median["run, the host"] / median["floor"])
	if (median["exec, join"] > join_mark * median["floor"])
		missed("exec, join", join_mark, median["exec, join"] / median["floor"])
	exit bad
}
