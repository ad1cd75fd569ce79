#!/usr/bin/env bash
# accuracy.sh OUT.md SEED...: simulates worlds of three kinds with clean and with faulty clocks, checks them, and scores them
# against the truth, two at a time. OUT gets the definitions of docs/accuracy.md and, below its heading "Measured", the
# figures. Fails where one falls below its floor. COMITY_WORLDS ("standard/clean standard/faulty fraud/clean …") says which
# kinds, COMITY_FORMATS (all) and COMITY_DIRT (standard) in what files, COMITY_FLOORS which floors.
set -euo pipefail
cd "$(dirname "$0")/.." || exit 5
# shellcheck disable=SC2206 # floors are words
floors=(${COMITY_FLOORS:-precision_corroborated=0.995 recall_corroborated=0.7 precision_supported=0.95 recall_resolvable=0.9 victims_corroborated=0
	bystanders_corroborated=0 victims_contradicted_or_unresolved=0.9 rejects.spurious=0 duplicates.spurious=0})

one() { # one WORK SEED WORLD/CLOCKS: leaves score.json, ablation.json and holds in WORK/WORLD-CLOCKS-SEED
	local work=$1 seed=$2 world=${3%/*} clocks=${3#*/} dir ok=yes
	dir=$work/$world-$clocks-$seed
	local comity=$PWD/bin/comity who=(--home "$dir/home" --actor accuracy --purpose "measuring" --quiet)
	mkdir -p "$dir"
	"$comity" simulate falcon --out "$dir/in" --seed "$seed" --world "$world" --clocks "$clocks" --dirt "${COMITY_DIRT:-standard}" \
		--formats "${COMITY_FORMATS:-all}" "${who[@]}" >&2
	"$comity" init "$dir/case" --title "Seed $seed" --country IT --authority "Test office" "${who[@]}" >/dev/null
	"$comity" seal "$dir/case" "$dir/in/evidence.toml" "${who[@]}" >/dev/null
	"$comity" check "$dir/case" "${who[@]}" >/dev/null
	"$comity" score "$dir/case" "$dir/in/truth" "${floors[@]/#/--floor=}" --json "${who[@]}" >"$dir/score.json" 2>"$dir/below" || ok=no
	"$comity" score "$dir/case" "$dir/in/truth" --ablation --json "${who[@]}" >"$dir/ablation.json"
	echo "$ok" >"$dir/holds"
	chmod -R u+w "$dir/case" "$dir/home"
	rm -rf "$dir/case" "$dir/home" "$dir/in"
	echo "$world $clocks seed $seed: $ok" >&2
}

if [ "$1" = --one ]; then
	one "$2" "$3" "$4"
	exit
fi
out=$1; shift
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
for world in ${COMITY_WORLDS:-standard/clean standard/faulty fraud/clean fraud/faulty cgnat/clean cgnat/faulty}; do
	for seed in "$@"; do printf '%s\0%s\0' "$seed" "$world"; done
done | xargs -0 -n 2 -P 2 "$0" --one "$work"
{
	sed '/^## Measured$/q' docs/accuracy.md
	echo "By \`make accuracy\`, in files of ${COMITY_FORMATS:-all} formats with ${COMITY_DIRT:-standard} dirt; 50 sites, 60 subscribers each, 90 days. *Holds* says that every floor does"
	echo "(and no reject or duplicate is spurious)."
	"${GO:-go}" run ./scripts/pool "$work"
} >"$work/doc"
cp "$work/doc" "$out"
worlds=$(cat "$work"/*/holds | wc -l) below=$(cat "$work"/*/holds | grep -c '^no$' || true)
echo "$worlds worlds, $below below a floor"
[ "$below" = 0 ]
