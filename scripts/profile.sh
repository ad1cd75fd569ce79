#!/usr/bin/env bash
# profile.sh CASE HOME [CASE HOME ...]: checks a copy of each case with a copy of its home, and makes of where the time went the
# profile by which `make build` lets the compiler optimise: cmd/comity/check.pgo. The case to take is that of `make bench`,
# three times. To be made anew where the hot path changes; an old one does no harm.
set -euo pipefail
given=()
for d in "$@"; do given+=("$(realpath "$d")"); done
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
sed 's/os.Exit(start())/os.Exit(profiled())/' cmd/comity/main.go > "$work/main.go"
cat > "$work/profiled.go" <<'GO'
package main

import (
	"os"
	"runtime/pprof"
)

func profiled() int {
	f, err := os.Create(os.Getenv("COMITY_PROFILE"))
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		panic(err)
	}
	code := start()
	pprof.StopCPUProfile()
	_ = f.Close()
	return code
}
GO
printf '{"Replace":{"%s":"%s","%s":"%s"}}' "$PWD/cmd/comity/main.go" "$work/main.go" "$PWD/cmd/comity/profiled.go" "$work/profiled.go" > "$work/overlay.json"
"${GO:-go}" build -overlay "$work/overlay.json" -o "$work/comity" ./cmd/comity
for ((i = 0; i < ${#given[@]}; i += 2)); do
	cp -r "${given[i]}" "$work/case"
	cp -r "${given[i + 1]}" "$work/home"
	COMITY_PROFILE="$work/$i.pprof" "$work/comity" check "$work/case" --home "$work/home" --actor profile --purpose measuring --quiet > /dev/null
	chmod -R u+w "$work/case"
	rm -rf "$work/case" "$work/home"
done
(cd bench && "${GO:-go}" run ./profile "$work"/*.pprof ../cmd/comity/check.pgo)
