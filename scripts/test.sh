#!/usr/bin/env bash
# make test: every suite, in order, cheapest first; it goes on after a failure so that one run tells all.
# At the end it repeats what failed and what could not run. With CI=true the latter fails too.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 5
GO=${GO:-go}
failed=() unrun=()
work=$(mktemp -d) || exit 5
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

title() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }
suite() { # suite NAME COMMAND...
	local name=$1; shift
	title "$name"
	"$@" || failed+=("$name")
}
missing() { # missing NAME WHY
	printf '\n!! NOT RUN: %s: %s\n' "$1" "$2"
	unrun+=("$1: $2")
}

# need COMMAND|FILE PACKAGE: 0 where it is there or could be installed.
need() {
	[ -e "$1" ] || command -v "$1" >/dev/null && return 0
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return 1; fi
	if [ ! -e "$work/updated" ]; then
		touch "$work/updated"
		apt-get update -qq >/dev/null 2>&1
	fi
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null 2>&1
	[ -e "$1" ] || command -v "$1" >/dev/null
}

tidy() {
	local dir diff bad=0
	for dir in . bench; do
		diff=$(cd "$dir" && "$GO" mod tidy -diff 2>&1) && continue
		case $diff in
		*'diff current/go.'*) printf '%s\n' "$diff"; bad=1 ;;
		*) missing "tidy in $dir" "the module cache lacks a module and could not fetch it" ;;
		esac
	done
	return "$bad"
}

lint() {
	if ! "$GO" build -modfile=tools/go.mod -o "$work/golangci-lint" github.com/golangci/golangci-lint/v2/cmd/golangci-lint; then
		missing lint "golangci-lint could not be fetched and built"
		return 0
	fi
	"$work/golangci-lint" run ./...
}

format() { [ -z "$(git ls-files -z -co --exclude-standard '*.go' | xargs -0 -r gofmt -l | tee /dev/stderr)" ]; }

# What the suite "faults" plays in full further down is not played in part before.
unit() { "$GO" test -count=1 -timeout 15m -skip 'Fault|Kill9|PowerCut|FlippedByte' ./...; }

# Only where goroutines meet: elsewhere the detector has nothing to find, and it makes scrypt and whole worlds take minutes. Power
# cuts and failing calls are played to one goroutine each, and ran with the unit tests.
race() {
	if ! need g++ g++; then # its package brings the C compiler and the C library's headers too
		missing "race detector" "no C compiler"
		return 0
	fi
	CGO_ENABLED=1 "$GO" test -race -count=1 -timeout 15m -skip "PowerCut|EveryCall" ./internal/records/block ./internal/evidence/... ./internal/analysis/{parallel,crosscheck,run} ./internal/casefile
}

# Keys in a PKCS #11 token: behind a build tag, with cgo.
token() {
	if ! need g++ g++ || ! need softhsm2-util softhsm2; then
		missing "keys in a token" "no C compiler, or no SoftHSM"
		return 0
	fi
	CGO_ENABLED=1 "$GO" vet -tags pkcs11 ./internal/evidence/sign/... && CGO_ENABLED=1 "$GO" test -tags pkcs11 -count=1 ./internal/evidence/sign/token
}

# The court's tool on other people's machines.
elsewhere() {
	local target
	GOOS=linux GOARCH=arm64 "$GO" build ./... || return 1
	for target in windows/amd64 darwin/amd64 darwin/arm64; do
		GOOS=${target%/*} GOARCH=${target#*/} "$GO" build -o "$work/elsewhere" ./cmd/comity-verify || return 1
	done
	GOOS=windows GOARCH=amd64 "$GO" test -c -o "$work/elsewhere" ./internal/verify
}

# A few kills and every 23rd call here, 30 kills and every sixth where a change lands; `make faults` is always all of them.
faults() { COMITY_CALLS=${COMITY_CALLS:-$([ "${CI:-}" = true ] && echo 6 || echo 23)} COMITY_ROUNDS=${COMITY_ROUNDS:-$([ "${CI:-}" = true ] && echo 30 || echo 6)} make --no-print-directory faults; }

# A moment each here; parsers, which read what others wrote, 30 seconds each where a change lands: three for a processor, for
# that is the longest suite.
fuzz() {
	local parsers=3s
	[ "${CI:-}" != true ] || parsers=30s
	JOBS=${JOBS:-$(($(nproc) * 3))} scripts/fuzz.sh "${FUZZTIME:-$parsers}" "${FUZZTIME:-3s}"
}

# Of the aims of docs/accuracy.md, those that these worlds keep: none may be lost again.
accuracy() {
	COMITY_WORLDS=standard/clean COMITY_FLOORS="precision_corroborated=0.995 recall_corroborated=0.7 precision_supported=0.95 recall_resolvable=0.9 victims_corroborated=0 victims_contradicted_or_unresolved=0.9 rejects.spurious=0 duplicates.spurious=0 clocks.spurious=0" \
		scripts/accuracy.sh "$work/accuracy.md" 1 2 3
}

bench() {
	if ! need g++ g++; then
		missing "bench" "DuckDB's driver needs a C++ compiler"
		return 0
	fi
	(cd bench && CGO_ENABLED=1 "$GO" vet ./... && CGO_ENABLED=1 "$GO" test -count=1 -timeout 15m ./...)
}

need qemu-aarch64-static qemu-user-static || missing "arm64" "qemu-aarch64-static is not here and could not be installed"
for tool in unzip:unzip xxd:xxd pdfsig:poppler-utils java:default-jre-headless mvn:maven /usr/share/java/bcpkix.jar:libbcpkix-java; do
	need "${tool%:*}" "${tool#*:}" || missing "judges of packs" "${tool%:*} is not here and could not be installed"
done
need openssl openssl || missing "openssl" "the signature tests that ask openssl are skipped"

export CGO_ENABLED=0
suite "build" "$GO" build -trimpath -pgo=cmd/comity/check.pgo -o bin/ ./cmd/...
suite "build for other machines" elsewhere
suite "vet" "$GO" vet ./...
suite "format" format
suite "tidy" tidy
suite "lint" lint
suite "unit tests" unit
suite "race detector" race
suite "keys in a token" token
suite "faults" faults
suite "fuzz" fuzz
suite "same digest everywhere" scripts/digest.sh
suite "demo" bin/comity demo --dir "$work/demo" --home "$work/home"
suite "conformance" env COMITY_PEOPLE="${COMITY_PEOPLE:-250000}" scripts/conformance.sh "$work/conformance.md" # make conformance takes a million
suite "accuracy, seeds 1 to 3" accuracy
suite "bench, small" bench

title "end"
[ "${#unrun[@]}" = 0 ] || printf 'could not run: %s\n' "${unrun[@]}"
[ "${#failed[@]}" = 0 ] || { printf 'FAILED: %s\n' "${failed[@]}"; exit 1; }
if [ "${#unrun[@]}" != 0 ] && [ "${CI:-}" = true ]; then
	echo "FAILED: with CI=true a suite that could not run is a failure"
	exit 1
fi
echo "ok: all suites that ran passed in ${SECONDS}s"
