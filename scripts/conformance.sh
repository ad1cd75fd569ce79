#!/usr/bin/env bash
# conformance.sh OUT.md: lets tools we did not write judge what we write, and writes their verdicts as a table.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 5
out=$1
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

"$comity" simulate falcon --out "$work/in" --seed 3 --sites 3 --subscribers 10 --days 20 "${who[@]}" &&
	"$comity" init "$work/case" --title "Conformance" --country IT --authority "Test office" "${who[@]}" >/dev/null &&
	"$comity" seal "$work/case" "$work/in/evidence.toml" "${who[@]}" >/dev/null || exit 1

verdict "sealed objects are named by the SHA-256 of what is stored" "coreutils sha256sum" vault
verdict "acts are named by the SHA-256 of the file" "coreutils sha256sum" acts
verdict "signatures over acts (DSSE, Ed25519)" "openssl pkeyutl" openssl_tests

# A pack: its own tools take it apart, then each judge gets what they left.
judges=$work/pack
not_run() { printf '| %s | %s | NOT RUN: %s |\n' "$1" "$2" "$3" | tee -a "$rows"; }
sample() {
	mkdir -p "$judges/x" && COMITY_SAMPLE="$judges" "$GO" test -count=1 -run '^TestWriteSample$' ./internal/evidence/container &&
		unzip -q "$judges/sample.asice" -d "$judges/x"
}
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
cades() { openssl cms -verify -cades -binary -inform DER -in "$2" -content "$1" -CAfile "$judges/root.pem" -purpose any -out "$judges/out"; }
altered() { sed 's/text/tExt/' "$1" >"$judges/altered.xml" && ! cades "$judges/altered.xml" "$2"; }
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
dss() { java -cp "scripts/dss/target/classes:$(cat scripts/dss/target/classpath)" Judge "$judges/sample.asice" "$judges"/*.pem "$judges"/*.crl; }
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
	verdict "packs: signatures of both signers (CAdES)" "openssl cms -verify -cades" each cades
	verdict "packs: the refusal of an altered manifest" "openssl cms -verify -cades" each altered
	verdict "packs: timestamps over both signatures (RFC 3161)" "openssl ts -verify" each stamped
	if command -v java >/dev/null && [ -f "$bc/bcpkix.jar" ]; then
		verdict "packs: signature, signing-certificate-v2, timestamp, imprint" "BouncyCastle" each bouncy
	else
		not_run "packs: signature, signing-certificate-v2, timestamp, imprint" "BouncyCastle" "libbcpkix-java is missing"
	fi
	if dss_built; then
		verdict "packs: ASiC-E, CAdES baseline T, no format error" "EU DSS $(sed -n 's/.*<dss.version>\(.*\)<.*/\1/p' scripts/dss/pom.xml)" dss
		sed 's/^/    /' "$work/said" >"$work/dss"
	else
		not_run "packs: ASiC-E, CAdES baseline T, no format error" "EU DSS" "Maven or its packages are missing"
	fi
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
		echo "A pack of two signers and a timestamp each, with a list of revoked certificates from each root, as it prints it. The roots are given as trusted; whether an"
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
