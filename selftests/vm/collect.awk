# SPDX-License-Identifier: GPL-2.0-or-later
# Sums TAP from stdin: one line a test file, the failures in full.
#   awk -v where=6.12 -v backend=module -v file=NAME -v skips=selftests/skips.txt -v sums=FILE -v times=FILE
#       -f collect.awk
# file: the name of a stream that is one test; without it @begin NAME and
# @end NAME STATUS [SECONDS] lines divide the stream. Adds "PASSED FAILED SKIPPED"
# to sums, and "SECONDS WHERE NAME" to times.

function begin(name)
{
	current = name
	plan = -1
	passed = failed = skipped = seen = nnotes = nparts = 0
	showing = 0
}

# A skip counts as a failure unless the committed table has it.
function allowed(description,	i, name)
{
	name = description
	gsub(/[ \t]+/, "_", name)
	for (i = 0; i < nskips; i++)
		if ((skip_test[i] == current || skip_test[i] == current ":" name) &&
		    (skip_kernel[i] == "*" || skip_kernel[i] == where) &&
		    (skip_backend[i] == "*" || skip_backend[i] == backend))
			return 1
	return 0
}

function fail(why)
{
	failed++
	printf "    not ok %s %s: %s\n", label, current, why
	fflush()
}

function result(line,	good, name, skip, i, notes)
{
	good = line !~ /^not /
	name = line
	sub(/^(not )?ok *[0-9]* *-? */, "", name)
	skip = match(toupper(name), /# *SKIP/)
	seen++
	showing = 0
	notes = nnotes
	nnotes = 0
	if (skip) {
		reason = substr(name, RSTART)
		name = substr(name, 1, RSTART - 1)
		sub(/[ \t]+$/, "", name)
		if (allowed(name))
			skipped++
		else
			fail(name " skips itself and is not in selftests/skips.txt (" reason ")")
	} else if (good) {
		passed++
	} else {
		fail(name)
		for (i = 0; i < notes; i++)
			print "      " note[i]
		fflush()
		showing = notes == 0
	}
}

function end(status, seconds,	i)
{
	if (plan < 0)
		fail("no plan (exit status " status ")")
	else if (seen != plan)
		fail("planned " plan " results, gave " seen " (exit status " status ")")
	else if (status !~ /^(0|4)$/ && failed == 0)
		fail("exit status " status " though every result is good")
	printf "  %-6s %-28s %d passed, %d failed, %d skipped\n", label, current, passed, failed, skipped
	for (i = 0; i < nparts; i++)
		print "         " part[i]
	fflush()
	if (seconds != "") {
		print seconds, label, current >> times
		fflush(times)
	}
	total_passed += passed
	total_failed += failed
	total_skipped += skipped
	current = ""
}

BEGIN {
	label = where (backend == "builtin" ? "-builtin" : "")
	nskips = 0
	while ((getline line < skips) > 0) {
		if (line ~ /^[ \t]*(#|$)/)
			continue
		split(line, f)
		skip_test[nskips] = f[1]
		skip_kernel[nskips] = f[2]
		skip_backend[nskips++] = f[3]
	}
	if (file != "")
		begin(file)
}

{ sub(/\r$/, "") }
/^@begin / { begin($2); next }
/^@end / { end($3, $4); next }
current == "" { next }
/^1\.\.[0-9]+/ {
	# Several programs one after another: their plans add up.
	n = substr($1, 4) + 0
	plan = plan < 0 ? n : plan + n
	if (n == 0) {
		if (allowed(""))
			skipped++
		else
			fail("skips all and is not in selftests/skips.txt: " $0)
	}
	next
}
/^(not )?ok / { result($0); next }
/^Bail out!/ { fail($0); next }
# What is not done whole on each kernel is told, so that the sum can be made.
current != "" && /^# .* on this kernel/ { part[nparts++] = substr($0, 3) }
# What explains a failure comes before it (kselftest) or after it (ours).
showing && /^[ \t]*#/ { print "      " $0; fflush() }
/^[ \t]*#/ { if (nnotes < 20) note[nnotes++] = $0 }

END {
	if (current != "") {
		if (file != "" && status_file != "" && (getline status < status_file) > 0)
			end(status)
		else
			end("unknown: it did not finish")
	}
	print total_passed + 0, total_failed + 0, total_skipped + 0 >> sums
}
