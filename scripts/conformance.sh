#!/usr/bin/env bash
# conformance.sh OUT.md [packs]: lets tools we did not write judge what we write, and writes their verdicts as a table. packs: those on packs alone.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 5
out=$1
only=${2:-all}
GO=${GO:-go}
work=$(mktemp -d) || exit 5
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
bad=0
comity=$PWD/bin/comity
who=(--home "$work/home" --actor conformance --purpose "measuring" --quiet)
rows=$work/rows
: >"$rows"

verdict() { # verdict WHAT JUDGE COMMAND...
	local what=$1 judge=$2 word=accepts; shift 2
	"$@" >"$work/said" 2>&1 || { word=REFUSES; bad=$((bad + 1)); cat "$work/said"; }
	printf '| %s | %s | %s |\n' "$what" "$judge" "$word" | tee -a "$rows"
}

# Each stored object is named by the SHA-256 of its own bytes, and each act file carries its digest in its name.
vault() {
	local n=0 f
	while IFS= read -r -d '' f; do
		[ "$(sha256sum "$f" | cut -d' ' -f1)" = "$(basename "$f")" ] || { echo "$f is not what its name says"; return 1; }
		n=$((n + 1))
	done < <(find "$work/case/vault" -type f -print0)
	[ "$n" -gt 0 ]
}
acts() {
	local n=0 f sum
	for f in "$work"/case/acts/*.json; do
		sum=$(sha256sum "$f" | cut -d' ' -f1)
		[[ $(basename "$f" .json) == *-"$sum" ]] || { echo "$f is not what its name says"; return 1; }
		n=$((n + 1))
	done
	[ "$n" -gt 0 ]
}
openssl_tests() {
	command -v openssl >/dev/null || { echo "openssl is missing"; return 1; }
	local said
	said=$("$GO" test -count=1 -v -run 'OpenSSL' ./internal/evidence/...)
	printf '%s\n' "$said"
	grep -q '^ *--- PASS' <<<"$said" && ! grep -q -- '--- FAIL\|--- SKIP' <<<"$said"
}

if [ "$only" != packs ]; then
	"$comity" simulate falcon --out "$work/in" --seed 3 --sites 3 --subscribers 10 --days 20 "${who[@]}" &&
		"$comity" init "$work/case" --title "Conformance" --country IT --authority "Test office" "${who[@]}" >/dev/null &&
		"$comity" seal "$work/case" "$work/in/evidence.toml" "${who[@]}" >/dev/null || exit 1

	verdict "sealed objects are named by the SHA-256 of what is stored" "coreutils sha256sum" vault
	verdict "acts are named by the SHA-256 of the file" "coreutils sha256sum" acts
	verdict "signatures over acts (DSSE, Ed25519)" "openssl pkeyutl" openssl_tests
fi

# A pack: its own tools take it apart, then each judge gets what they left.
judges=$work/pack
not_run() { printf '| %s | %s | NOT RUN: %s |\n' "$1" "$2" "$3" | tee -a "$rows"; }
# sample: the product makes a pack as two persons do, with a timestamp of an authority on loopback; another node opens it and countersigns.
sample() {
	local sender=(--home "$judges/sender" --purpose "measuring" --quiet) ours=(--home "$judges/recipient" --actor recipient --purpose "measuring" --quiet) port to id mark pid rc
	mkdir -p "$judges/x" && command -v curl >/dev/null || return 1
	"$comity" simulate falcon --out "$judges/in" --seed 3 --sites 3 --subscribers 10 --days 20 --home "$judges/sender" --quiet &&
		"$comity" init "$judges/case" --title "Conformance" --country IT --authority "Test office" "${sender[@]}" --actor first >/dev/null &&
		"$comity" seal "$judges/case" "$judges/in/evidence.toml" "${sender[@]}" --actor first >/dev/null &&
		"$comity" check "$judges/case" "${sender[@]}" --actor first >/dev/null &&
		"$comity" card --country IT --authority "Test office" --out "$judges/it.toml" --json "${sender[@]}" >"$judges/card" &&
		to=$("$comity" key recipient --x25519 --out "$judges/de.key" "${ours[@]}" | grep -o 'age1[0-9a-z]*' | head -1) && [ -n "$to" ] || return 1
	mark=$(sed -n 's/.*"fingerprint": *"\([^"]*\)".*/\1/p' "$judges/card" | head -1)
	"$comity" partner add "$judges/it.toml" --fingerprint "$mark" "${ours[@]}" >/dev/null || return 1
	port=$((20000 + $$ % 20000))
	"$comity" timestamp serve --listen "127.0.0.1:$port" --home "$judges/hours" --actor hours >"$judges/served" 2>&1 &
	pid=$!
	for _ in $(seq 50); do curl -s -o "$judges/answer" "http://127.0.0.1:$port" && break; sleep 0.1; done
	for id in sender recipient; do
		cp "$judges/hours/timestamp/root.pem" "$judges/$id/hours.pem" &&
			printf '\n[timestamp]\nurl = "http://127.0.0.1:%s"\nroots = "hours.pem"\n' "$port" >>"$judges/$id/node.toml"
	done
	handed "$to"; rc=$?
	kill "$pid"
	return "$rc"
}
# handed RECIPIENT: proposed, approved, made, opened.
handed() {
	local pack=("$comity" pack "$judges/case" --to IT --recipient "$1" --out "$judges/it.asice.age" "${sender[@]}" --actor first) id
	! "${pack[@]}" >"$judges/proposed" 2>&1 && id=$("$comity" approve "$judges/case" --json "${sender[@]}" --actor second | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p' | head -1) &&
		"$comity" approve "$judges/case" "$id" "${sender[@]}" --actor second >/dev/null && "${pack[@]}" &&
		"$comity" open "$judges/it.asice.age" --identity "$judges/de.key" --out "$judges/opened" "${ours[@]}" &&
		"$comity" countersign "$judges/opened/pack.asice" --out "$judges/sample.asice" "${ours[@]}" &&
		"$comity" card --country DE --authority "Garden office" --out "$judges/de.toml" "${ours[@]}" &&
		unzip -q "$judges/sample.asice" -d "$judges/x" && cp "$judges/hours/timestamp/root.pem" "$judges/times.pem" &&
		certificate "$judges/it.toml" "$judges/first.pem" && certificate "$judges/de.toml" "$judges/second.pem" &&
		cat "$judges/first.pem" "$judges/second.pem" >"$judges/root.pem"
}
# certificate CARD FILE: the root that a card names.
certificate() { sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' "$1" | sed 's/^.*\(-----BEGIN\)/\1/; s/\(END CERTIFICATE-----\).*/\1/' >"$2" && openssl x509 -in "$2" -noout; }
pdf() {
	pdfsig -nocert "$judges/x/report.pdf" | tee "$judges/pdf"
	grep -q 'Signature is Valid' "$judges/pdf" && grep -q 'Total document signed' "$judges/pdf"
}
script() { bash "$judges/x/verify.sh" "$judges/sample.asice" "$judges/root.pem" "$judges/times.pem"; }
court() { bin/comity-verify "$judges/sample.asice" --roots "$judges/root.pem" --time-roots "$judges/times.pem" --recompute && signers; }
# arm64: another processor, another folder and another name: the same run over the pack's rows.
arm64() {
	local here there
	mkdir -p "$work/another place" && cp "$judges/sample.asice" "$work/another place/moved.asice" &&
		CGO_ENABLED=0 GOOS=linux GOARCH=arm64 "$GO" build -trimpath -o "$work/verify-arm64" ./cmd/comity-verify || return 1
	here=$(anew bin/comity-verify "$judges/sample.asice")
	there=$(anew qemu-aarch64-static "$work/verify-arm64" "$work/another place/moved.asice")
	printf 'here %s, there %s\n' "$here" "$there"
	[ -n "$here" ] && [ "$here" = "$there" ]
}
# windows: another system; the pack, and the case with its node's home, each moved.
windows() {
	local moved=$work/moved here there
	export WINEPREFIX=$work/wine WINEDEBUG=-all WINEDLLOVERRIDES="mscoree=;mshtml=;bcryptprimitives=n,b"
	mkdir -p "$moved" && cp "$judges/sample.asice" "$moved/für Rom.asice" && cp -r "$judges/case" "$moved/case" && cp -r "$judges/sender" "$moved/home" &&
		CGO_ENABLED=0 GOOS=windows GOARCH=amd64 "$GO" build -trimpath -o "$work/verify.exe" ./cmd/comity-verify && wine wineboot -i &&
		x86_64-w64-mingw32-gcc -shared -nostartfiles -e 0 -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" scripts/windows/prng.c -ladvapi32 || return 1
	here=$(anew bin/comity-verify "$judges/sample.asice")$(anew bin/comity-verify "$judges/case" --home "$judges/sender")
	there=$(anew wine "$work/verify.exe" "$moved/für Rom.asice")$(anew wine "$work/verify.exe" "$moved/case" --home "$moved/home")
	printf 'here %s, there %s\n' "$here" "$there"
	[ "${#here}" = 128 ] && [ "$here" = "$there" ]
}
# anew COMMAND...: the digest that the court's tool computes.
anew() { "$@" --roots "$judges/root.pem" --time-roots "$judges/times.pem" --recompute --json | sed -n 's/.*"recomputed":"\([0-9a-f]\{64\}\)".*/\1/p'; }
# signers: both are proven, and the time of both.
signers() { [ "$(bin/comity-verify "$judges/sample.asice" --roots "$judges/root.pem" --time-roots "$judges/times.pem" --lang en | sed '/^NOT PROVEN/,$d' | grep -c '^  \(time of \)\?signature [12]: ')" = 4 ]; }
sums() { (cd "$judges/x" && sha256sum --strict -c manifest-sha256.txt); }
# each COMMAND...: with the manifest and the signature of each signer.
each() {
	local s n=0
	for s in "$judges"/x/META-INF/signature*.p7s; do
		n=$((n + 1))
		"$@" "$judges/x/META-INF/ASiCManifest00$n.xml" "$s" || return 1
	done
	[ "$n" = 2 ]
}
cades() { openssl cms -verify -cades -binary -inform DER -in "$2" -content "$1" -CAfile "$judges/root.pem" -purpose smimesign -out "$judges/out"; }
listed() { openssl cms -verify -cades -binary -inform DER -in "$2" -content "$1" -CAfile "$judges/root.pem" -purpose smimesign -crl_check -out "$judges/out"; }
altered() { sed 's/exhibits/exhibIts/' "$1" >"$judges/altered.xml" && ! cades "$judges/altered.xml" "$2"; }
# The token and the value that it is over, cut out of the signature where openssl itself finds them.
stamped() {
	local at
	at=$(openssl asn1parse -inform DER -in "$2" | awk -F '[:= ]+' '
		/cont \[ 1 \]/ && prev ~ /OCTET STRING/ && !value { value = prev }
		/id-smime-aa-timeStampToken/ { token = NR + 2 }
		NR == token { print cut(value), cut($0) }
		{ prev = $0 }
		function cut(line, f, a, h, l) { match(line, /^ *[0-9]+/); a = substr(line, 1, RLENGTH) + 0
			match(line, /hl= *[0-9]+/); h = substr(line, RSTART + 3, RLENGTH - 3) + 0
			match(line, / l= *[0-9]+/); l = substr(line, RSTART + 3, RLENGTH - 3) + 0
			return line ~ /OCTET/ ? (a + h) " " l : a " " (h + l) }')
	set -- "$2" $at
	[ $# = 5 ] || return 1
	tail -c +$(($2 + 1)) "$1" | head -c "$3" >"$judges/value"
	tail -c +$(($4 + 1)) "$1" | head -c "$5" >"$judges/token"
	openssl ts -verify -token_in -in "$judges/token" -data "$judges/value" -CAfile "$judges/times.pem"
}
bc=/usr/share/java
bouncy() { java -cp "$bc/bcprov.jar:$bc/bcpkix.jar:$bc/bcutil.jar" scripts/judge/BouncyCastle.java "$1" "$2"; }
dss() { java -cp "scripts/dss/target/classes:$(cat scripts/dss/target/classpath)" Judge "$judges/sample.asice" "$judges/first.pem" "$judges/second.pem" "$judges/times.pem"; }
dss_built() {
	command -v mvn >/dev/null && timeout 600 mvn -q -B -f scripts/dss/pom.xml compile dependency:build-classpath -Dmdep.outputFile=target/classpath >"$work/mvn" 2>&1
}

if ! command -v unzip >/dev/null; then
	not_run "packs (ASiC-E)" "all judges" "unzip is missing"
elif ! sample >"$work/said" 2>&1; then
	cat "$work/said"; bad=$((bad + 1))
	not_run "packs (ASiC-E)" "all judges" "no pack could be written"
else
	verdict "packs: digests of all entries" "coreutils sha256sum -c" sums
	verdict "packs: both signatures (CAdES), of two states" "openssl cms -verify -cades" each cades
	verdict "packs: not revoked, by the lists that they carry" "openssl cms -verify -crl_check" each listed
	verdict "packs: the refusal of an altered manifest" "openssl cms -verify -cades" each altered
	verdict "packs: timestamp over each signature (RFC 3161)" "openssl ts -verify" each stamped
	verdict "packs: the pack's own verify.sh" "bash, openssl, sha256sum" script
	verdict "packs: the court's tool, run computed anew" "comity-verify --recompute (ours)" court
	if command -v qemu-aarch64-static >/dev/null; then
		verdict "packs: the same subrun on arm64, from a copy elsewhere" "comity-verify --recompute (ours), qemu" arm64
	else
		not_run "packs: the same subrun on arm64, from a copy elsewhere" "comity-verify --recompute (ours), qemu" "qemu-user-static is missing"
	fi
	if command -v wine >/dev/null && command -v x86_64-w64-mingw32-gcc >/dev/null; then
		verdict "packs and cases: the same run on Windows, from a copy elsewhere" "comity-verify --recompute (ours), wine" windows
	else
		not_run "packs and cases: the same run on Windows, from a copy elsewhere" "comity-verify --recompute (ours), wine" "wine64 or gcc-mingw-w64-x86-64 is missing"
	fi
	if command -v pdfsig >/dev/null; then
		verdict "packs: the signature of report.pdf" "poppler pdfsig" pdf
	else
		not_run "packs: the signature of report.pdf" "poppler pdfsig" "poppler-utils is missing"
	fi
	if command -v java >/dev/null && [ -f "$bc/bcpkix.jar" ]; then
		verdict "packs: signature, signing-certificate-v2, timestamp, imprint" "BouncyCastle" each bouncy
	else
		not_run "packs: signature, signing-certificate-v2, timestamp, imprint" "BouncyCastle" "libbcpkix-java is missing"
	fi
	if dss_built; then
		verdict "packs: ASiC-E, each signature CAdES-BASELINE-LT and TOTAL-PASSED" "EU DSS $(sed -n 's/.*<dss.version>\(.*\)<.*/\1/p' scripts/dss/pom.xml)" dss
		sed 's/^/    /' "$work/said" >"$work/dss"
	else
		not_run "packs: ASiC-E, each signature CAdES-BASELINE-LT and TOTAL-PASSED" "EU DSS" "Maven or its packages are missing"
	fi
fi

if [ "$only" = packs ]; then
	{ cat "$rows"; [ ! -f "$work/dss" ] || cat "$work/dss"; } >"$out"
	[ "$bad" = 0 ]
	exit
fi
scripts/identity.sh | tee "$work/identity"
[ "${PIPESTATUS[0]}" = 0 ] || bad=$((bad + 1))

{
	echo "# Conformance"
	echo
	echo "What tools we did not write say about what we write. Made by \`make conformance\`."
	echo
	echo "| what | judge | verdict |"
	echo "|---|---|---|"
	cat "$rows"
	echo
	if [ -f "$work/dss" ]; then
		echo "## What the EU's validator says"
		echo
		echo "A pack of the product that a second state countersigned, each signature with a timestamp and lists of revoked certificates, as it prints it. The roots are given as trusted; whether an"
		echo "authority's certificate is qualified is asked of no trusted list."
		echo
		cat "$work/dss"
		echo
	fi
	echo "## People found again"
	echo
	echo "The same tables resolved by \`comity resolve\` and by Splink, in the same run, each from the probability 0.95 on (Splink also at the"
	echo "best of four thresholds, chosen with the truth in hand). Pairs of rows count, after clustering. *Holds*: F1 of at least 0.998 on FEBRL and"
	echo "0.92 on fake_1000; at most 300 seconds and 4096 MiB on two cores. \`docs/decisions/0009-identity.md\` says how it is done."
	echo
	cat "$work/identity"
} >"$work/doc" && cp "$work/doc" "$out"
[ "$bad" = 0 ]
