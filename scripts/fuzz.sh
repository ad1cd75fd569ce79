#!/usr/bin/env bash
# Runs each fuzz target of a parser for the time given as $1 (30s), and each other one for $2 (the same), as many beside each
# other as there are processors (JOBS=1: one after the other), each on one; ONLY=zeek: those whose line below says so. What was found of interest stays in Go's cache,
# where the next run goes on from; new crashers land in the package's testdata/fuzz. At the end a line for each target.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 5
export GO=${GO:-go} parsers=${1:-30s} others=${2:-${1:-30s}}
# No input may take a parser over this. The runtime collects harder towards the first; beyond the second (KiB of what a
# process maps for itself, a test's own copies included) it dies, which is a failure of the input at hand. The engine lies
# under the same bound and keeps the coverage of each input of interest: hundreds of them took it over 512 MiB in an hour.
export GOMEMLIMIT=256MiB hard=$((1024 * 1024))
lines=$(mktemp) || exit 5
export lines
trap 'rm -f "$lines"' EXIT
targets=$(grep -roE --include='*_test.go' --exclude-dir=bench '^func Fuzz[A-Za-z0-9_]+' . | sed -E 's|/[^/]*:func | |' | LC_ALL=C sort)
targets=$(grep -e "${ONLY:-.}" <<<"$targets")
[ -n "$targets" ] || { echo "no fuzz target found"; exit 1; }

# try TIME PKG NAME. -run: the seeds of other targets have run as unit tests. Minimizing one input may by default take a
# minute, that is the whole time of a target. It is bounded by tries: where a bound by the clock passes while the worker waits
# for a processor, the engine ends the worker and starts another, and on a busy machine that is all it does.
try() {
	"$GO" test -exec "bash -c 'ulimit -d $hard; \"\$0\" \"\$@\"; code=\$?; echo processor:; times; exit \$code'" -parallel 1 -run "^$3\$" -fuzz "^$3\$" \
		-fuzztime "$1" -fuzzminimizetime 100x "$2" 2>&1
}

# one PKG NAME: at the end of its time Go's engine sometimes reports its own deadline as the failure of an input, without
# writing one down; whether the target fails is then asked again, for a moment.
one() {
	local out again for_each=$others state=ok
	case $1 in */records/* | */manifest | */intake) for_each=$parsers ;; esac
	out=$(try "$for_each" "$1" "$2") || state=FAILED
	again=$out
	for _ in 1 2; do
		[ "$state" = FAILED ] && grep -q '^ *context deadline exceeded$' <<<"$again" && ! grep -q 'Failing input' <<<"$again" || break
		again=$(try 3s "$1" "$2") && state=ok
	done
	[ "$state" = ok ] || printf '%s %s\n%s\n' "$1" "$2" "$again"
	awk -v pkg="${1#./}" -v name="$2" -v state="$state" '
		function seconds(time, s) {
			if (match(time, /[0-9]+h/)) s += 3600 * substr(time, RSTART, RLENGTH - 1)
			if (match(time, /[0-9]+m/)) s += 60 * substr(time, RSTART, RLENGTH - 1)
			if (match(time, /[0-9.]+s/)) s += substr(time, RSTART, RLENGTH - 1)
			return s
		}
		/^processor:$/ { at = NR } # then two lines: of the shell, and of what it ran
		at && NR == at + 2 { busy = seconds($1) + seconds($2) }
		/^fuzz: elapsed: .* execs: / { sub(/,/, "", $3); time = $3; execs = $5; for (i = 6; i < NF; i++) if ($i == "interesting:") found = $(i + 1) }
		END {
			printf "%-44s %-22s %10d %6d %6d %6d %s\n", pkg, name, execs, found, seconds(time), busy, state
		}' <<<"$out" | tee -a "$lines"
	[ "$state" = ok ]
}
export -f one try

bad=0
xargs -P "${JOBS:-$(nproc)}" -L 1 bash -c 'one "$0" "$1" || exit 1' <<<"$targets" || bad=1
printf '\n%-44s %-22s %10s %6s %6s %6s\n' package target executions new s busy
sort "$lines"
echo "$(wc -l <<<"$targets") fuzz targets, parsers $parsers each, others $others"
# A target that left no line at all did not run.
[ "$(wc -l <"$lines")" = "$(wc -l <<<"$targets")" ] || { echo "a fuzz target did not run"; bad=1; }
[ "$bad" = 0 ] || { echo "a fuzz target failed, see above"; exit 1; }
