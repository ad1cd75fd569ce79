#!/usr/bin/env bash
# One small case, checked on one core and two, natively and on arm64, in its folder and in a copy elsewhere, must give
# one and the same run. The world is simulated, so that several blocks are under way at once; TestSameRun in cmd/comity
# holds the same over a case made by hand, and on another day. The court's tool must compute it anew from copies.
set -euo pipefail
cd "$(dirname "$0")/.." || exit 5
GO=${GO:-go}
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export CGO_ENABLED=0 COMITY_HOME=$work/home
comity=$work/comity

"$GO" build -trimpath -o "$comity" ./cmd/comity
GOARCH=arm64 "$GO" build -trimpath -o "$work/comity-arm64" ./cmd/comity
"$GO" build -trimpath -o "$work/comity-verify" ./cmd/comity-verify
GOARCH=arm64 "$GO" build -trimpath -o "$work/comity-verify-arm64" ./cmd/comity-verify
"$comity" simulate falcon --out "$work/in" --seed 7 --sites 4 --subscribers 12 --days 20 --quiet
"$comity" init "$work/case" --title "Digest" --country IT --authority "Test office" --actor tester --purpose test --quiet >/dev/null
"$comity" seal "$work/case" "$work/in/evidence.toml" --actor tester --purpose test --quiet >/dev/null
mkdir "$work/elsewhere"
cp -a "$work/case" "$work/elsewhere/copy"
cp -a "$work/home" "$work/elsewhere/home"

run() { # run NAME COMMAND...: prints the run's digest
	local name=$1 out; shift
	out=$("$@" --json --quiet --actor tester --purpose test | tr -d '\n' | sed -n 's/^{ *"run": *"\([0-9a-f]\{64\}\)".*/\1/p')
	printf '%-24s %s\n' "$name" "${out:-no digest printed}" >&2
	printf '%s\n' "$out"
}
anew() { # anew NAME COMMAND...: prints the digest that the court's tool computes
	local name=$1 out; shift
	out=$("$@" --recompute --json | sed -n 's/.*"recomputed":"\([0-9a-f]\{64\}\)".*/\1/p')
	printf '%-24s %s\n' "$name" "${out:-no digest printed}" >&2
	printf '%s\n' "$out"
}
{
	run "1 core" env GOMAXPROCS=1 "$comity" check "$work/case"
	run "2 cores" env GOMAXPROCS=2 "$comity" check "$work/case"
	run "another folder" env COMITY_HOME="$work/elsewhere/home" TZ=Asia/Tokyo LC_ALL=C "$comity" check "$work/elsewhere/copy"
	if command -v qemu-aarch64-static >/dev/null; then
		run "arm64, 2 cores" env GOMAXPROCS=2 qemu-aarch64-static "$work/comity-arm64" check "$work/case"
	fi
	anew "court's tool" "$work/comity-verify" "$work/case" --home "$work/home"
	anew "court's tool, elsewhere" "$work/comity-verify" "$work/elsewhere/copy" --home "$work/elsewhere/home"
	if command -v qemu-aarch64-static >/dev/null; then
		anew "court's tool, arm64" qemu-aarch64-static "$work/comity-verify-arm64" "$work/elsewhere/copy" --home "$work/elsewhere/home"
	fi
} >"$work/runs"
if grep -qv '^[0-9a-f]\{64\}$' "$work/runs" || [ "$(sort -u "$work/runs" | wc -l)" != 1 ]; then
	echo "the runs differ or are missing: a finding depends on the machine"
	exit 1
fi
