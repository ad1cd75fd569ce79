#!/usr/bin/env bash
# Verifies a pack of comity without comity: openssl, sha256sum, xxd, base64, and unzip where the pack is still a file.
# usage: bash verify.sh PACK.asice|FOLDER ROOT.pem [AUTHORITY.pem]     ROOT.pem: the sender's root certificate; AUTHORITY.pem:
# the root of the authority that made the timestamps. Both must have come another way than the pack. Exit 0: all of it holds.
set -u -o pipefail; export LC_ALL=C
[ $# -ge 2 ] && [ -r "$2" ] || { sed -n 2,4p "$0"; exit 2; }
root=$(readlink -f "$2"); authority=$(readlink -f "${3:-$2}"); tmp=$(mktemp -d) || exit 5; trap 'rm -rf "$tmp"' EXIT; bad=0
ok() { echo "ok      $*"; }
no() { echo "NOT OK  $*"; bad=1; }
h() { read -r h _ < <(sha256sum); }; x() { x=; for ((k=0; k<${#1}; k+=2)); do x+="\\x${1:k:2}"; done; }   # h: SHA-256 of standard input; x: hex for printf
node() { x "01$1$2"; read -r h _ < <(printf "$x" | sha256sum); }      # h: a node of an RFC 6962 tree
field() { tr -d ' \n' <"$1" | grep -o "\"$2\":[^,}]*" | head -1 | cut -d: -f2- | tr -d '"'; }
if [ -d "$1" ]; then cd "$1" || exit 3; else
  names=$(unzip -Z1 "$1") || exit 3
  [ -z "$(sort <<<"$names" | uniq -d; grep -vE '^[A-Za-z0-9._-][A-Za-z0-9._/-]*$' <<<"$names"; grep -F .. <<<"$names"; unzip -Z "$1" | grep ^l)" ] || { no "names in the file"; exit 1; }
  unzip -qq "$1" -d "$tmp/pack" && cd "$tmp/pack" || exit 3; fi
files=$(find . ! -type d | cut -c3- | grep -vE '^(mimetype|META-INF/.*)$' | sort)
sha256sum -c --quiet --strict manifest-sha256.txt && [ "$(cut -c67- manifest-sha256.txt | sort)" = "$(grep -vx manifest-sha256.txt <<<"$files")" ] &&
  ok "manifest-sha256.txt: $(wc -l <manifest-sha256.txt) files, no other" || no "manifest-sha256.txt"
for m in META-INF/ASiCManifest*.xml; do s=${m/ASiCManifest/signature}; s=${s%.xml}.p7s
  list=$(tr -d '\n' <"$m" | sed 's/<[a-z]*:*DataObjectReference /\n&/g' | sed -n 's/.*URI="\([^"]*\)".*xmlenc#sha256".*<[a-z:]*DigestValue>\([^<]*\)<.*/\1 \2/p')
  while read -r name sum; do [ "$(base64 -d <<<"$sum" | xxd -p -c64)  $name" = "$(sha256sum "$name")" ] || no "$m: $name"; done <<<"$list"
  [ "$(cut -d' ' -f1 <<<"$list" | sort)" = "$files" ] && ok "$m: digests of all files" || no "$m: other files than these"
  at=$(date +%s); read -r value token < <(openssl asn1parse -inform DER -in "$s" | awk -F: '/d=5 .*prim: OCTET STRING/{s=$1+0} /:id-smime-aa-timeStampToken/{n=NR} n&&NR==n+2{print s,$1+0;exit}')
  if [ -n "${token:-}" ]; then
    openssl asn1parse -inform DER -in "$s" -strparse "$value" -noout -out "$tmp/value"; openssl asn1parse -inform DER -in "$s" -strparse "$token" -noout -out "$tmp/token"
    time=$(openssl ts -reply -token_in -in "$tmp/token" -token_out -text 2>/dev/null | sed -n 's/^Time stamp: //p'); at=$(date -ud "$time" +%s)
    openssl ts -verify -token_in -in "$tmp/token" -data "$tmp/value" -CAfile "$authority" -attime "$at" >/dev/null 2>&1 && ok "$s: timestamp of $time" || no "$s: timestamp"
  else echo "note    $s: no timestamp, so its time is what the sender says"; fi
  openssl cms -verify -cades -binary -inform DER -in "$s" -content "$m" -CAfile "$root" -purpose any -attime "$at" -out /dev/null 2>/dev/null && ok "$s: CAdES signature under $2" || no "$s: signature"
done
for r in exhibits/*/rows.txt; do [ -e "$r" ] || continue; level=(); hash=(); at=0; shown=0; pending=; read -r title version rule count want <"$r"; said=ok  # the tree, on a stack
  while read -r kind a b c d; do case $kind in
      leaf) x "00$c"; read -r h _ < <({ printf "$x"; base64 -d <<<"$d"; } | sha256sum); l=0; first=$a; shown=$((shown+1)); [ -z "$pending" ] || said=bad;;
      node) l=$a; first=$((b<<a)); h=$c; [ -z "$pending" ] || [ "$l $b" = "0 $pending" ] || said=bad; pending=;;
      stated) pending=$a; continue;; *) said=bad; continue;; esac
    [ "$first" -eq "$at" ] || said=bad; at=$((at+(1<<l)))
    while [ ${#level[@]} -gt 0 ] && [ "${level[-1]}" -eq "$l" ] && [ $(((first>>l)&1)) -eq 1 ]; do
      node "${hash[-1]}" "$h"; unset 'hash[-1]' 'level[-1]'; l=$((l+1)); first=$(((first>>l)<<l)); done
    level+=("$l"); hash+=("$h")
  done < <(tail -n +2 "$r")
  [ ${#hash[@]} -gt 0 ] && h=${hash[-1]} || h </dev/null
  for ((i=${#hash[@]}-2; i>=0; i--)); do node "${hash[i]}" "$h"; done
  tr -d ' \n' <"$(dirname "$r")/description.json" | grep -o '"tree":{[^}]*}' | tail -1 >"$tmp/tree"
  [ "$title $version $said$pending $at $h $h $rule $count" = "comity-rows v1 ok $count $want $(field "$tmp/tree" root) $(field "$tmp/tree" rule) $(field "$tmp/tree" leaves)" ] &&
    ok "$r: $shown of $count leaves shown, root as sealed" || no "$r"
done
for a in custody/acts/*; do h <"$a"; [ "${a##*-}" = "$h.json" ] || no "$a"; done                      # the sender's log
log=$(sed -n 's/.*"log": *"\([^"]*\)".*/\1/p' custody/keys.json); base64 -d <<<"${log#*+*+}" | xxd -p -c64 | sed 's/^01/302a300506032b6570032100/' | xxd -r -p >"$tmp/key"
for r in custody/receipts/*; do note=$(printf %b "$(sed -n 's/.*"checkpoint": *"\(.*\)\\n".*/\1/p' "$r")"); seq=$(field "$r" seq); act=$(field "$r" act)
  printf '%s\n' "${note%%$'\n\n'*}" | tee "$tmp/text" | sed -n 2,3p | tr '\n' ' ' >"$tmp/sized"; read -r size top <"$tmp/sized"
  grep -F -- "— ${log%%+*} " <<<"$note" | cut -d' ' -f3 | base64 -d | tail -c +5 >"$tmp/sig"; i=$(field "$r" index); n=$((size-1))
  h < <(printf %s%s "$(field "$r" salt)" "$act" | xxd -r -p); h < <(printf '\0{"case":"%s","head":"%s","seq":%s}' "$(field pack.json case)" "$h" "$seq")
  for p in $(tr -d ' \n' <"$r" | grep -o '"proof":\[[^]]*' | grep -oE '[0-9a-f]{64}'); do [ $n -gt 0 ] || h=
    if [ $((i&1)) = 1 ] || [ $i = $n ]; then node "$p" "$h"; while [ $((i&1)) = 0 ] && [ $i != 0 ]; do i=$((i>>1)); n=$((n>>1)); done; else node "$h" "$p"; fi; i=$((i>>1)); n=$((n>>1)); done
  [ -e "$(printf custody/acts/%06d "$seq")-$act.json" ] && [ "$n $h" = "0 $(base64 -d <<<"$top" | xxd -p -c64)" ] &&
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$tmp/key" -rawin -in "$tmp/text" -sigfile "$tmp/sig" >/dev/null 2>&1 && ok "$r: in the sender's log of $size entries" || no "$r"
done
[ $bad = 0 ] && echo "VERIFIED" || { echo "NOT VERIFIED"; exit 1; }
