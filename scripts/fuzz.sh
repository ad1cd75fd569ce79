#!/usr/bin/env bash
# Runs each fuzz target of a parser for the time given as $1 (30s), and each other one for $2 (the same). New crashers land in the package's testdata/fuzz.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 5
parsers=${1:-30s} others=${2:-${1:-30s}}
GO=${GO:-go}
targets=$("$GO" test -list '^Fuzz' ./... | awk '/^Fuzz/{names[++n]=$1} /^ok/{for(i=1;i<=n;i++)print $2, names[i]; n=0}')
[ -n "$targets" ] || { echo "no fuzz target found"; exit 1; }
bad=0 count=0

# one PKG NAME: at the end of its time Go's engine sometimes reports its own deadline as the failure of an input, without
# writing one down; that is tried again.
one() {
	local out for_each=$others
	case $1 in */records/* | */manifest | */intake) for_each=$parsers ;; esac
	for _ in 1 2 3; do
		# -run: the seeds of other targets have run as unit tests.
		out=$("$GO" test -run "^$2\$" -fuzz "^$2\$" -fuzztime "$for_each" "$1" 2>&1) && break
		if ! grep -q '^ *context deadline exceeded$' <<<"$out" || grep -q 'Failing input' <<<"$out"; then
			printf '%s\n' "$out"
			return 1
		fi
	done
	printf '%-28s %s\n' "$2" "$(tail -n 1 <<<"$out")"
	[[ $out != *FAIL* ]]
}

while read -r pkg name; do
	count=$((count + 1))
	one "$pkg" "$name" || bad=$((bad + 1))
done <<<"$targets"
echo "$count fuzz targets, parsers $parsers each, others $others, $bad failed"
[ "$bad" = 0 ]
