#!/usr/bin/env bash
# Verifies a pack of comity without comity: bash, openssl, sha256sum, xxd, base64, awk, and unzip where the pack is still a file.
# usage: bash verify.sh PACK.asice|FOLDER ROOT.pem [AUTHORITY.pem]     ROOT.pem: the sender's root certificate; AUTHORITY.pem:
# the root of the authority that made the timestamps. Both must have come another way than the pack. Exit 0: all that it looks at holds.
set -u -o pipefail; export LC_ALL=C; [ $# -ge 2 ] && [ -r "$2" ] || { sed -n 2,4p "$0"; exit 2; }
root=$(readlink -f "$2"); authority=$(readlink -f "${3:-$2}"); tmp=$(mktemp -d) || exit 5; trap 'rm -rf "$tmp"' EXIT; bad=0
ok() { echo "ok      $*"; }; no() { echo "NOT OK  $*"; bad=1; }; h() { read -r h _ < <(sha256sum); }; x() { x=; for ((k=0; k<${#1}; k+=2)); do x+="\\x${1:k:2}"; done; }   # h: SHA-256 of standard input; x: hex for printf
node() { x "01$1$2"; read -r h _ < <(printf "$x" | sha256sum); }; field() { tr -d ' \n' <"$1" | grep -o "\"$2\":[^,}]*" | head -1 | cut -d: -f2- | tr -d '"'; }   # node: of an RFC 6962 tree, into h
vkey() { base64 -d <<<"${2#*+*+}" 2>/dev/null | xxd -p -c64 | sed 's/^01/302a300506032b6570032100/' | xxd -r -p >"$tmp/$1"; }      # a verifier key as openssl reads it
ed() { openssl pkeyutl -verify -pubin -keyform DER -inkey "$tmp/$1" -rawin -in "$tmp/$2" -sigfile "$tmp/sig" >/dev/null 2>&1; }
signed() { local s; grep -om1 '"payload":"[^"]*' <<<"$2" | cut -c12- | base64 -d >"$tmp/body" 2>/dev/null; { printf 'DSSEv1 31 application/vnd.comity.%s+json %d ' "$1" "$(wc -c <"$tmp/body")"; cat "$tmp/body"; } >"$tmp/pae"
  for s in $(grep -o '"sig":"[^"]*' <<<"$2" | cut -c8-); do base64 -d <<<"$s" >"$tmp/sig" 2>/dev/null; ed act pae && return; done; return 1; }      # signed KIND ENVELOPE: by the key in $tmp/act? $tmp/body: what
usage() { u=$(openssl x509 -in "$tmp/cert" -noout -ext basicConstraints,keyUsage,extendedKeyUsage 2>/dev/null); grep -qE 'Digital Signature|Non Repudiation' <<<"$u" && ! grep -q CA:TRUE <<<"$u" &&
  { ! grep -q 'Extended Key Usage: *\(critical\)\?$' <<<"$u" || grep -qE 'E-mail Protection|Any Extended Key Usage|(^ *|, )(1\.3\.6\.1\.5\.5\.7\.3\.36|[Dd]ocument ?[Ss]igning)' <<<"$u"; }; }      # what the signer's certificate is for
if [ -d "$1" ]; then cd "$1" || exit 3; else names=$(unzip -Z1 "$1") || exit 3
  [ -z "$(sort <<<"$names" | uniq -d; grep -vE '^[A-Za-z0-9._-][A-Za-z0-9._/-]*$' <<<"$names"; grep -F .. <<<"$names"; unzip -Z "$1" | grep ^l)" ] || { no "names in the file"; exit 1; }; unzip -qq "$1" -d "$tmp/pack" && cd "$tmp/pack" || exit 3; fi
files=$(find . ! -type d | cut -c3- | grep -vE '^(mimetype|META-INF/.*)$' | sort)
sha256sum -c --quiet --strict manifest-sha256.txt && [ "$(cut -c67- manifest-sha256.txt | sort)" = "$(grep -vx manifest-sha256.txt <<<"$files")" ] && ok "manifest-sha256.txt: $(wc -l <manifest-sha256.txt) files, no other" || no "manifest-sha256.txt"
for m in META-INF/ASiCManifest*.xml; do s=${m/ASiCManifest/signature}; s=${s%.xml}.p7s; list=$(tr -d '\n' <"$m" | sed 's/<[a-z]*:*DataObjectReference /\n&/g' | sed -n 's/.*URI="\([^"]*\)".*xmlenc#sha256".*<[a-z:]*DigestValue>\([^<]*\)<.*/\1 \2/p')
  while read -r name sum; do [ "$(base64 -d <<<"$sum" | xxd -p -c64)  $name" = "$(sha256sum -- "$name")" ] || no "$m: $name"; done <<<"$list"; [ "$(cut -d' ' -f1 <<<"$list" | sort)" = "$files" ] && ok "$m: digests of all files" || no "$m: other files than these"
  at=$(date +%s); read -r value token < <(openssl asn1parse -inform DER -in "$s" | awk -F: '/d=5 .*prim: OCTET STRING/{s=$1+0} /:id-smime-aa-timeStampToken/{n=NR} n&&NR==n+2{print s,$1+0;exit}')
  if [ -n "${token:-}" ]; then openssl asn1parse -inform DER -in "$s" -strparse "$value" -noout -out "$tmp/value"; openssl asn1parse -inform DER -in "$s" -strparse "$token" -noout -out "$tmp/token"
    time=$(openssl ts -reply -token_in -in "$tmp/token" -token_out -text 2>/dev/null | sed -n 's/^Time stamp: //p'); at=$(date -ud "$time" +%s)
    openssl ts -verify -token_in -in "$tmp/token" -data "$tmp/value" -CAfile "$authority" -attime "$at" >/dev/null 2>&1 && ok "$s: timestamp of $time" || no "$s: timestamp"
  else echo "note    $s: no timestamp, so its time is what the sender says"; fi
  openssl cms -verify -cades -binary -inform DER -in "$s" -content "$m" -CAfile "$root" -purpose any -attime "$at" -signer "$tmp/cert" -out /dev/null 2>/dev/null && usage && ok "$s: CAdES signature under $2" || no "$s: signature"; done
[ $bad = 0 ] || { echo "NOT VERIFIED"; exit 1; }                       # what is not signed is not looked into
tail='"case":"([0-9a-f]*)","kind":"([a-z-]*)","prev":"([0-9a-f]*)","purpose":"([^"\\]|\\.)*","seq":([1-9][0-9]{0,16}),"time":"[^"]*"}$'; head='^\{"actor":"([^"\\]|\\.)*","body":\{"digest":"([0-9a-f]{64})",'
node=$(field custody/keys.json act); of=$(field pack.json case); log=$(field custody/keys.json log); vkey act "$node"; vkey log "$log"; declare -A id=() prev=() sealed=() proven=()
for a in custody/acts/*; do h <"$a"; e=$(<"$a"); signed act "$e"; held=$?; kind=; [[ $(<"$tmp/body") =~ $tail ]] && { c=${BASH_REMATCH[1]}; kind=${BASH_REMATCH[2]}; p=${BASH_REMATCH[3]}; n=${BASH_REMATCH[5]}; }
  if [ "$kind" = key ]; then for s in $(grep -oE '\{"payload":"[^"]*","payloadType":"[^"]*","signatures":\[[^]]*\]\}' "$tmp/body"); do     # the node's keys, from one to the next
    signed key "$s" && new=$(sed -nE 's/.*"key":"act","kind":"rotate","new":"([^"]*)".*/\1/p' "$tmp/body") && [ -n "$new" ] && vkey act "$new"; done; signed act "$e"; held=$?; fi
  [ -n "$kind" ] && [ -z "${id[$n]-}" ] && [ "$held $(printf %06d-%s.json "$n" "$h") $c" = "0 ${a##*/} $of" ] || { no "$a"; continue; }; id[$n]=$h; prev[$n]=$p
  [ "$n" != 1 ] || { [ -z "$p" ] && grep -qF "\"keys\":{\"act\":\"$node\",\"log\":\"$log\"}" "$tmp/body"; } || no "$a: other keys than custody/keys.json"; [ "$kind" != seal ] || { [[ $(<"$tmp/body") =~ $head ]] && sealed[${BASH_REMATCH[2]}]=$n; }; done
line='leaf [0-9]{1,17} [0-9]{1,17} [0-9a-f]{32} [A-Za-z0-9+/]+={0,2}|node [0-9]{1,2} [0-9]{1,17} [0-9a-f]{64}|stated [0-9]{1,17} [A-Za-z0-9+/]*={0,2}'
unpack='function hex(s, o,i,n,v){n=v=0; for(i=1;i<=length(s)&&substr(s,i,1)!="=";i++){v=v*64+index(A,substr(s,i,1))-1;n+=6;if(n>=8){n-=8;o=o sprintf("\\x%02x",int(v/2^n));v%=2^n}} return o}
  BEGIN{A="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"} $1!="stated"{gsub(/../,"\\x&",$4)} $1=="leaf"{$5=hex($5)} {print}'
sums() { find "$tmp/t" -type f -printf '%f\0' | (cd "$tmp/t" && xargs -0r sha256sum) | awk '{gsub(/../,"\\x&",$1); print $2,$1}' >"$tmp/sums"; rm -rf "$tmp/t"; mkdir "$tmp/t"; w=0; while read -r k v; do t[$k]=$v; done <"$tmp/sums"; }
n=$(find exhibits -type f 2>/dev/null | wc -l); for ((e=1; 2*e-1<=n; e++)); do printf -v r exhibits/%03d/rows.txt $e; [ -r "$r" ] || { no "$r"; continue; }; mkdir -p "$tmp/t"; declare -A t=() at=(); w=0; next=0; shown=0; due=; said=ok; h=; read -r title version rule count want <"$r"
  grep -qvE "^($line)$" < <(tail -n +2 "$r") && said=bad || while read -r kind a b c d; do case $kind in                     # first the leaves, each to a file
      leaf) printf "\x00$c$d" >"$tmp/t/0.$a"; w=1; l=0; i=$a; shown=$((shown+1)); [ -z "$due" ] || said=bad;;
      node) l=$a; i=$b; t[$l.$i]=$c; [ -z "$due" ] || [ "$l $i" = "0 $due" ] || said=bad; due=;;
      stated) due=$a; continue;; esac; [ $((i<<l)) -eq $next ] || said=bad; next=$((next+(1<<l))); at[$l]+=" $i"; done < <(tail -n +2 "$r" | awk "$unpack")
  for ((l=0; l<60; l++)); do [ $w = 0 ] || sums; for i in ${at[$l]-}; do a=${t[$l.$((i^1))]-}; b=${t[$l.$i]}                     # then level by level, in pairs
      if [ -z "$a" ]; then rest=$b; [ -z "$h" ] || rest=$(printf "\x01$b$h" | sha256sum | awk '{gsub(/../,"\\x&",$1); print $1}'); h=$rest
      elif [ $((i&1)) = 1 ]; then printf "\x01$a$b" >"$tmp/t/$((l+1)).$((i>>1))"; w=1; at[$((l+1))]+=" $((i>>1))"; fi; done; done
  [ -n "$h" ] && h=${h//\\x/} || h </dev/null; top=$h; d=${r%/*}/description.json; h <"$d"; seal=${sealed[$h]-}; tr -d ' \n' <"$d" | grep -o '"tree":{[^}]*}' | tail -1 >"$tmp/tree"; h=$top
  [ "$title $version $said$due $next $h $h $rule $count" = "comity-rows v1 ok $count $want $(field "$tmp/tree" root) $(field "$tmp/tree" rule) $(field "$tmp/tree" leaves)" ] &&
    ok "$r: $shown of $count leaves shown, root as sealed" || no "$r"; [ -n "$seal" ] || no "$d: no act sealed it"; done
for r in custody/receipts/*; do note=$(printf %b "$(sed -n 's/.*"checkpoint": *"\(.*\)\\n".*/\1/p' "$r")"); seq=$(field "$r" seq); act=$(field "$r" act)
  printf '%s\n' "${note%%$'\n\n'*}" | tee "$tmp/text" | sed -n 2,3p | tr '\n' ' ' >"$tmp/sized"; read -r size top <"$tmp/sized"
  grep -F -- "— ${log%%+*} " <<<"$note" | cut -d' ' -f3 | base64 -d | tail -c +5 >"$tmp/sig"; i=$(field "$r" index); [[ $size.$i.$seq =~ ^[0-9]{1,17}\.[0-9]{1,17}\.[0-9]{1,17}$ ]] && n=$((size-1)) && [ "$i" -le $n ] || { no "$r"; continue; }
  h < <(printf %s%s "$(field "$r" salt)" "$act" | xxd -r -p); p=$(field "$r" prev); h < <(printf '\0{"case":"%s","head":"%s",%s"seq":%s}' "$of" "$h" "${p:+\"prev\":\"$p\",}" "$seq")
  for p in $(tr -d ' \n' <"$r" | grep -o '"proof":\[[^]]*' | grep -oE '[0-9a-f]{64}'); do [ $n -gt 0 ] || h=
    if [ $((i&1)) = 1 ] || [ $i = $n ]; then node "$p" "$h"; while [ $((i&1)) = 0 ] && [ $i != 0 ]; do i=$((i>>1)); n=$((n>>1)); done; else node "$h" "$p"; fi; i=$((i>>1)); n=$((n>>1)); done
  [ "${id[$seq]-} $n $h" = "$act 0 $(base64 -d <<<"$top" | xxd -p -c64)" ] && ed log text && proven[x$act]=1 && ok "$r: in the sender's log of $size entries" || no "$r"; done
for n in $(printf '%s\n' "${!id[@]}" | sort -rn); do d=${id[$n]}; p=${id[$((n+1))]-}; [ -z "$p" ] || [ "${prev[$((n+1))]}" = "$d" ] || no "act $n: the next names another one before it"
  [ -n "${proven[x$d]-}${proven[x$p]-}" ] && proven[x$d]=1 || no "act $n: no receipt shows it"; done; [ $bad = 1 ] || ok "custody/acts: ${#id[@]} acts, signed by the sender's node, each in its log"
echo "note    not looked at: what findings/, subrun/ and withheld.json say, persons' signatures, witnesses' cosignatures, and that anything follows from the rows: comity-verify does"; [ $bad = 0 ] && echo "VERIFIED" || { echo "NOT VERIFIED"; exit 1; }
