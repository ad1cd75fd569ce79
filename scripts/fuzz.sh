#!/usr/bin/env bash
# Runs each fuzz target of a parser for the time given as $1 (30s), and each other one for $2 (the same), as many beside each
# other as there are processors, each on one. New crashers land in the package's testdata/fuzz.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 5
export GO=${GO:-go} parsers=${1:-30s} others=${2:-${1:-30s}}
targets=$("$GO" test -list '^Fuzz' ./... | awk '/^Fuzz/{names[++n]=$1} /^ok/{for(i=1;i<=n;i++)print $2, names[i]; n=0}')
[ -n "$targets" ] || { echo "no fuzz target found"; exit 1; }

# one PKG NAME: at the end of its time Go's engine sometimes reports its own deadline as the failure of an input, without
# writing one down; that is tried again.
one() {
	local out for_each=$others
	case $1 in */records/* | */manifest | */intake) for_each=$parsers ;; esac
	for _ in 1 2 3; do
		# -run: the seeds of other targets have run as unit tests. Minimizing one input may by default take a minute, that is
		# the whole time of a target.
		out=$("$GO" test -parallel 1 -run "^$2\$" -fuzz "^$2\$" -fuzztime "$for_each" -fuzzminimizetime 1s "$1" 2>&1) && break
		if ! grep -q '^ *context deadline exceeded$' <<<"$out" || grep -q 'Failing input' <<<"$out"; then
			printf '%s %s\n%s\n' "$1" "$2" "$out"
			return 1
		fi
	done
	printf '%-28s %s\n' "$2" "$(tail -n 1 <<<"$out")"
	[[ $out != *FAIL* ]]
}
export -f one

bad=0
xargs -P "$(nproc)" -L 1 bash -c 'one "$0" "$1" || exit 1' <<<"$targets" || bad=1
echo "$(wc -l <<<"$targets") fuzz targets, parsers $parsers each, others $others"
[ "$bad" = 0 ] || { echo "a fuzz target failed, see above"; exit 1; }
