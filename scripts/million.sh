#!/usr/bin/env bash
# million.sh COMITY [DIR]: what `comity board` costs where three states hold a million captures of one board. Makes the
# world and a case in DIR (3 GB; default: a new folder, removed at the end) and prints time, memory and what was read.
set -euo pipefail
comity=$(realpath "$1")
dir=${2:-$(mktemp -d)}
[ -n "${2:-}" ] || trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir"
cd "$dir"
if [ ! -d case ]; then
	"$comity" simulate twins --seed 52 --clocks faulty --dirt standard --members 800 --days 730 --posts 900 --out world
	awk -v RS='\\[\\[exhibit\\]\\]' 'NR == 1 { printf "%s", $0 }
		NR > 1 && /\nref = "(IT\/2010\/[12]|DE\/2010\/(3|384)|PL\/2010\/38[23])"/ { printf "[[exhibit]]%s", $0 }' world/evidence.toml > world/three.toml
	"$comity" init case --title "A million posts" --country IT --authority Authority --quiet
	"$comity" seal case world/three.toml --quiet > sealed
	rm -rf world
fi
TIMEFORMAT='clock %R s, processor %U s and %S s in the system'
time {
	"$comity" board case --json > board.json &
	pid=$!
	peak=0
	while read -r kb < <(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2> /dev/null); do
		peak=$kb
		sleep 0.5
	done
	wait "$pid"
}
echo "memory at most $((peak / 1024)) MiB"
grep -o '"messages":{[^{]*' board.json
