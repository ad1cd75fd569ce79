#!/usr/bin/env bash
# identity.sh: resolves the same tables with comity and with Splink (PyPI) and prints a Markdown table of both. Fails where
# comity falls below a floor. What cannot run is said loudly and stands in the table: no sample data in ../shared/data, no
# pip, no network. COMITY_PEOPLE (1000000) is how many rows of invented people are made.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 5
work=$(mktemp -d) || exit 5
trap 'rm -rf "$work"' EXIT
comity=$PWD/bin/comity
data=../shared/data/identity/splink
people=${COMITY_PEOPLE:-1000000}
python=$PWD/bench/identity/.venv/bin/python
bad=0

loud() { echo "SKIPPED: $*" >&2; }

peer=yes
if ! "$python" -c 'import splink' 2>/dev/null; then
	{ python3 -m venv bench/identity/.venv && "$python" -m pip install -q -r bench/identity/requirements.txt; } >"$work/pip" 2>&1 ||
		{ peer=no; loud "Splink: $(tail -n 1 "$work/pip")"; }
fi
command -v python3 >/dev/null || loud "python3 is missing: memory is not measured"

number() { # number FILE NAME [BLOCK]: a number of a JSON document, of a block where names occur twice
	[ -s "$1" ] || { echo -; return; }
	tr -d ' \n' <"$1" | grep -o "\"${3:-}.*" | grep -o "\"$2\":[0-9.e+-]*" | head -n 1 | cut -d: -f2
}
short() { [ "$1" = - ] && echo - || LC_ALL=C printf "%.${2}f" "$1"; }
holds() { awk -v a="$1" -v b="$2" "BEGIN { exit !(a $3 b) }"; }

one() { # one NAME KIND FILE TRUTH FLOOR LIMIT: a row of the table; a floor of F1, a limit of seconds
	local name=$1 kind=$2 file=$3 truth=$4 floor=$5 limit=$6 verdict=yes f1 s mib=-
	[ -r "$file" ] || { loud "$name: $file is not here"; echo "| $name | not here | | | | | | | | |"; return; }
	rm -f "$work"/*.json "$work/mib"
	local run=("$comity" resolve "$file" --config "bench/identity/$kind.toml" --truth "$truth" --out "$work/clusters.csv" --json)
	if command -v python3 >/dev/null; then
		GOMAXPROCS=2 python3 bench/identity/measure.py "$work/mib" "${run[@]}" >"$work/ours.json" && mib=$(cat "$work/mib")
	else
		GOMAXPROCS=2 "${run[@]}" >"$work/ours.json"
	fi || { echo "| $name | FAILED | | | | | | | | |"; bad=$((bad + 1)); return; }
	[ "$peer" = no ] || timeout 3600 "$python" bench/identity/splink_peer.py "$kind" "$file" >"$work/peer.json" 2>"$work/said" ||
		loud "Splink on $name: $(tail -n 1 "$work/said")"
	f1=$(number "$work/ours.json" f1 pairs\":) s=$(number "$work/ours.json" seconds)
	holds "$f1" "$floor" '>=' && holds "$s" "$limit" '<=' && { [ "$mib" = - ] || holds "$mib" 4096 '<='; } || { verdict=NO; bad=$((bad + 1)); }
	echo "| $name | $(short "$f1" 4) | $(short "$(number "$work/ours.json" precision pairs\":)" 4) | $(short "$(number "$work/ours.json" recall pairs\":)" 4) |" \
		"$(short "$s" 1) | $mib | $verdict | $(short "$(number "$work/peer.json" f1 pairs\":)" 4) |" \
		"$(short "$(number "$work/peer.json" f1 best\":)" 4) | $(short "$(number "$work/peer.json" seconds)" 1) |"
}

"$comity" simulate people --rows "$people" --seed 1 --out "$work/people.csv" || exit 5
echo "| table | F1 | precision | recall | seconds | MiB | holds | Splink F1 | Splink F1, best threshold | Splink seconds |"
echo "|---|---|---|---|---|---|---|---|---|---|"
one "FEBRL dataset 3, 5,000 rows" febrl3 $data/febrl/dataset3.csv rec_id 0.998 300
one "fake_1000" fake_1000 $data/fake_1000.csv cluster 0.92 300
one "invented people, $people rows" people "$work/people.csv" person 0 300
[ "$bad" = 0 ]
