package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"comity/internal/comity"
)

// forgery is what a cheating sender does to a pack, and what the two verifiers say.
type forgery struct {
	name        string
	forge       func(t *testing.T, f *files)
	check, text string // of comity-verify: the check that does not hold, by its beginning, and a part of what it says
	script      string // of verify.sh: a part of what is not ok; silent: it does not look at that, and says so
}

// silent is what verify.sh says of what it does not look at.
const silent = ""

func forgeries(w *world) []forgery {
	return []forgery{
		{"a row taken out of a range", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			at := leaves(lines)[3]
			setRows(f, 1, append(lines[:at], lines[at+1:]...))
		}, "exhibit 001", "rows, line", "exhibits/001/rows.txt"},
		{"the last rows cut off", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			setRows(f, 1, lines[:len(lines)-3])
		}, "exhibit 001", "are missing", "exhibits/001/rows.txt"},
		{"a row altered", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			at := leaves(lines)[3]
			setRows(f, 1, append(append(lines[:at:at], strings.Replace(lines[at], " ", " ", 1)[:len(lines[at])-9]+"AAAAAAA=\n"), lines[at+1:]...))
		}, "exhibit 001", "", "exhibits/001/rows.txt"},
		{"salts of two rows swapped", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			at := leaves(lines)
			a, b := strings.Fields(lines[at[2]]), strings.Fields(lines[at[3]])
			a[3], b[3] = b[3], a[3]
			lines[at[2]], lines[at[3]] = strings.Join(a, " ")+"\n", strings.Join(b, " ")+"\n"
			setRows(f, 1, lines)
		}, "exhibit 001", "do not come out at the root", "exhibits/001/rows.txt"},
		{"two rows swapped", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			at := leaves(lines)
			lines[at[2]], lines[at[3]] = lines[at[3]], lines[at[2]]
			setRows(f, 1, lines)
		}, "exhibit 001", "rows, line", "exhibits/001/rows.txt"},
		{"rows of another exhibit", func(t *testing.T, f *files) {
			f.text["exhibits/001/rows.txt"] = f.text["exhibits/002/rows.txt"]
		}, "exhibit 001", "another exhibit or case", "exhibits/001/rows.txt"},
		{"rows of another case", func(t *testing.T, f *files) {
			f.text["exhibits/001/rows.txt"] = other(t).pack.text["exhibits/001/rows.txt"]
		}, "exhibit 001", "another exhibit or case", "exhibits/001/rows.txt"},
		{"another case's proof", func(t *testing.T, f *files) {
			o := other(t).pack
			for _, file := range []string{"description.json", "rows.txt"} {
				f.text["exhibits/001/"+file] = o.text["exhibits/001/"+file]
			}
			for _, n := range append(o.like("custody/acts/000002"), o.like("custody/receipts/")...) {
				f.set(n, o.text[n])
			}
		}, "custody/acts/000002", "another case", "custody/acts/000002"},
		{"another case's exhibit", func(t *testing.T, f *files) {
			o := other(t).pack
			for _, file := range []string{"description.json", "rows.txt"} {
				f.text["exhibits/001/"+file] = o.text["exhibits/001/"+file]
			}
		}, "exhibit 001", "no act in the pack sealed this description", "exhibits/001/description.json: no act sealed it"},
		{"a description altered", func(t *testing.T, f *files) {
			f.text["exhibits/001/description.json"] = bytes.Replace(f.text["exhibits/001/description.json"], []byte(`"country": "US"`), []byte(`"country": "GB"`), 1)
		}, "exhibit 001", "no act in the pack sealed this description", "exhibits/001/description.json: no act sealed it"},
		{"an exhibit left out", func(t *testing.T, f *files) {
			f.drop("exhibits/001/description.json")
			f.drop("exhibits/001/rows.txt")
		}, "exhibits", "not numbered from 001", "exhibits/001/rows.txt"},
		{"an exhibit that withheld.json does not count", func(t *testing.T, f *files) {
			f.edit(t, "withheld.json", func(v map[string]any) {
				list, done := v["exhibits"].([]any), false
				v["exhibits"] = slices.DeleteFunc(list, func(x any) bool {
					_, in := x.(map[string]any)["number"]
					out := !in && !done
					done = done || out
					return out
				})
			})
		}, "withheld", "the run of act", silent},
		{"fewer withheld than there are", func(t *testing.T, f *files) {
			f.edit(t, "withheld.json", func(v map[string]any) {
				x := v["exhibits"].([]any)[0].(map[string]any)
				x["leaves"], x["withheld"] = x["shown"], map[string]any{}
			})
		}, "withheld", "than was sealed", silent},
		{"withheld under no rule", func(t *testing.T, f *files) {
			f.edit(t, "withheld.json", func(v map[string]any) {
				v["exhibits"].([]any)[0].(map[string]any)["withheld"] = map[string]any{"other-state": 1}
			})
		}, "withheld", "accounted for as withheld", silent},
		{"a cited row hidden, and said to be shown", func(t *testing.T, f *files) {
			x, l := cited(t, f)
			hide(t, f, x, l)
			recount(t, f, x)
		}, "findings", "which is not shown there", silent},
		{"exculpation withheld without its notice", func(t *testing.T, f *files) {
			x, l := cited(t, f)
			hide(t, f, x, l)
			recount(t, f, x)
			deny(t, f, x, l)
			f.edit(t, "withheld.json", func(v map[string]any) { v["subjects"] = []any{} })
		}, "findings", "evidence is withheld silently", silent},
		{"a hit left out that a subject rests on", func(t *testing.T, f *files) {
			_, rest, _ := bytes.Cut(f.text["findings/findings.jsonl"], []byte("\n"))
			f.text["findings/findings.jsonl"] = rest
		}, "findings", "not in the pack", silent},
		{"a weight altered", func(t *testing.T, f *files) {
			weight := regexp.MustCompile(`"for":\[\{"weight":-?[0-9]+`)
			f.text["findings/findings.jsonl"] = weight.ReplaceAll(f.text["findings/findings.jsonl"], []byte(`"for":[{"weight":9999`))
		}, "findings", "claim", silent},
		{"forked: two acts of one number", func(t *testing.T, f *files) {
			name, text := fork(t, w, f)
			f.set(name, text)
		}, "act 0000", "the case was forked", "custody/acts/0000"},
		{"forked: an act of the other branch in place of ours", func(t *testing.T, f *files) {
			name, text := fork(t, w, f)
			f.drop(f.like(name[:len("custody/acts/000000")])[0])
			f.set(name, text)
		}, "custody/receipts", "is not in the pack, or is another", "custody/receipts/"},
		{"rewound: an act taken out that a receipt proves", func(t *testing.T, f *files) {
			acts := f.like("custody/acts/")
			f.drop(acts[len(acts)-1])
		}, "custody/receipts", "is not in the pack", "custody/receipts/"},
		{"truncated: the last receipt taken out", func(t *testing.T, f *files) {
			r := f.like("custody/receipts/")
			f.drop(r[len(r)-1])
		}, "receipts", "no receipt shows", "no receipt shows it"},
		{"an act altered", func(t *testing.T, f *files) {
			n := f.like("custody/acts/")[4]
			f.text[n] = bytes.Replace(f.text[n], []byte("payload"), []byte("paylaod"), 1)
		}, "custody/acts/000005", "", "custody/acts/000005"},
		{"a receipt altered", func(t *testing.T, f *files) {
			n := f.like("custody/receipts/")[0]
			f.text[n] = bytes.Replace(f.text[n], []byte(`"index": 0`), []byte(`"index": 1`), 1)
		}, "custody/receipts/000001", "log receipt", "custody/receipts/000001"},
		{"a receipt's salt altered", func(t *testing.T, f *files) {
			n := f.like("custody/receipts/")[0]
			i := bytes.Index(f.text[n], []byte(`"salt": "`)) + len(`"salt": "`)
			f.text[n][i] = "01"[b2i(f.text[n][i] == '0')]
		}, "custody/receipts/000001", "log receipt", "custody/receipts/000001"},
		{"keys of another node", func(t *testing.T, f *files) { f.text["custody/keys.json"] = other(t).pack.text["custody/keys.json"] }, "custody/acts/", "no valid signature", "custody/acts/"},
		{"one person alone", func(t *testing.T, f *files) {
			acts := f.like("custody/acts/")
			f.drop(acts[len(acts)-1])
			r := f.like("custody/receipts/")
			f.drop(r[len(r)-1])
		}, "four eyes", "no second person approved", silent},
		{"for another state than was approved", func(t *testing.T, f *files) {
			f.edit(t, "pack.json", func(v map[string]any) { v["to"] = "DE" })
		}, "four eyes", "nobody proposed this pack", silent},
		{"another subrun", func(t *testing.T, f *files) {
			f.edit(t, "pack.json", func(v map[string]any) { v["subrun"] = comity.DigestOf([]byte("x")).String() })
		}, "subrun", "pack.json names", silent},
		{"a subrun's finding altered", func(t *testing.T, f *files) {
			f.text["subrun/findings.jsonl"] = f.text["subrun/findings.jsonl"][1:]
		}, "subrun", "is not what its manifest says", silent},
		{"a subrun that does not follow from the rows", func(t *testing.T, f *files) {
			f.edit(t, "subrun/manifest.json", func(v map[string]any) { v["counts"].(map[string]any)["hits"] = 7 })
			f.edit(t, "pack.json", func(v map[string]any) { v["subrun"] = comity.DigestOf(f.text["subrun/manifest.json"]).String() })
		}, "recompute", "computed anew", silent},
		{"another authority", func(t *testing.T, f *files) {
			f.edit(t, "pack.json", func(v map[string]any) { v["from"] = map[string]any{"authority": "X", "country": "IT"} })
		}, "case", "for another authority", silent},
		{"a file that a pack does not have", func(t *testing.T, f *files) { f.set("run-me.exe", []byte("x")) }, "names", "run-me.exe", silent},
		{"a form of another day", func(t *testing.T, f *files) {
			f.edit(t, "pack.json", func(v map[string]any) { v["format"] = 4 })
		}, "pack.json", "version 4", silent},
		{"two recipients", func(t *testing.T, f *files) { f.text["pack.json"] = begin(f.text["pack.json"], `{"to":"DE",`) }, "pack.json", `duplicate object member name "to"`, silent},
		{"a recipient in capitals", func(t *testing.T, f *files) {
			f.text["pack.json"] = bytes.Replace(f.text["pack.json"], []byte(`"to"`), []byte(`"To"`), 1)
		}, "four eyes", "nobody proposed this pack", silent},
		{"two keys of acts", func(t *testing.T, f *files) {
			f.text["custody/keys.json"] = begin(f.text["custody/keys.json"], `{"act":"x",`)
		}, "acts", `duplicate object member name "act"`, "custody/acts/000001"},
		{"two lists of exhibits", func(t *testing.T, f *files) {
			f.text["withheld.json"] = begin(f.text["withheld.json"], `{"exhibits":[],`)
		}, "withheld", `duplicate object member name "exhibits"`, silent},
		{"two lists of claims", func(t *testing.T, f *files) {
			f.text["findings/derivation.json"] = begin(f.text["findings/derivation.json"], `{"claims":[],`)
		}, "derivation", `duplicate object member name "claims"`, silent},
		{"a finding of two minds", func(t *testing.T, f *files) {
			f.text["findings/findings.jsonl"] = begin(f.text["findings/findings.jsonl"], `{"hit":null,`)
		}, "findings", "a line of the findings cannot be read", silent},
		{"a subrun of two versions", func(t *testing.T, f *files) {
			f.text["subrun/manifest.json"] = begin(f.text["subrun/manifest.json"], `{"version":"1",`)
			f.edit(t, "pack.json", func(v map[string]any) { v["subrun"] = comity.DigestOf(f.text["subrun/manifest.json"]).String() })
		}, "subrun", `duplicate object member name "version"`, silent},
		{"an act with two payloads", func(t *testing.T, f *files) {
			n := f.like("custody/acts/")[4]
			f.text[n] = begin(f.text[n], `{"payload":"eA==",`)
		}, "custody/acts/000005", "duplicate object member name", "custody/acts/000005"},
		{"a receipt with two salts", func(t *testing.T, f *files) {
			n := f.like("custody/receipts/")[0]
			f.text[n] = begin(f.text[n], `{"salt":"00000000000000000000000000000000",`)
		}, "custody/receipts/000001", "duplicate object member name", "custody/receipts/000001"},
		{"a megabyte of nothing, unpacked", func(t *testing.T, f *files) {
			f.text["findings/derivation.json"] = []byte(`{"hits":[{}` + strings.Repeat(",{}", 1<<18) + `]}`)
		}, "derivation", "made of next to nothing", silent},
		{"a pack.json of many megabytes", func(t *testing.T, f *files) {
			f.text["pack.json"] = begin(f.text["pack.json"], "{"+strings.Repeat(" ", 17<<20))
		}, "pack.json", "larger than any pack has it", silent},
		{"a name that one of two readers knew", func(t *testing.T, f *files) { f.set("custody/policy", []byte("x")) }, "names", "custody/policy", silent},
		{"no pack.json", func(t *testing.T, f *files) { f.drop("pack.json") }, "pack.json", "missing", "custody/acts/"},
		{"no withheld.json", func(t *testing.T, f *files) { f.drop("withheld.json") }, "withheld", "missing", silent},
		{"no derivation", func(t *testing.T, f *files) { f.drop("findings/derivation.json") }, "derivation", "missing", silent},
	}
}
