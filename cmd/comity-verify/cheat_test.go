package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/evidence/seal"
)

// findings are those of a pack.
func findings(t *testing.T, f *files) (hits []*run.Hit, subjects []*run.Subject) {
	t.Helper()
	for line := range bytes.Lines(f.text["findings/findings.jsonl"]) {
		var x run.Finding
		must(t, json.Unmarshal(line, &x))
		if x.Hit != nil {
			hits = append(hits, x.Hit)
		} else {
			subjects = append(subjects, x.Subject)
		}
	}
	return hits, subjects
}

// within finds a line in the middle of a hit of several that some subject's argument rests on.
func within(t *testing.T, f *files) (exhibit int, leaf int64, subject string) {
	t.Helper()
	var d struct {
		Hits []struct {
			Hit   string
			Event []struct {
				Exhibit int
				Leaf    *int64
			}
		}
	}
	must(t, json.Unmarshal(f.text["findings/derivation.json"], &d))
	hits, subjects := findings(t, f)
	for _, s := range subjects {
		for id := range s.Hits() {
			i := slices.IndexFunc(hits, func(h *run.Hit) bool { return h.ID == id })
			for _, x := range d.Hits {
				if x.Hit != id || hits[i].Count < 3 || len(x.Event) < 2 || x.Event[0].Leaf == nil || x.Event[1].Leaf == nil || x.Event[0].Exhibit == 0 {
					continue
				}
				n := x.Event[0].Exhibit
				for _, l := range shown(t, f, n) {
					if strings.HasPrefix(rows(f, n)[0], "comity-rows v1 line ") && *x.Event[0].Leaf < l.Index && l.Index < *x.Event[1].Leaf && bytes.Contains(l.Bytes, []byte(hits[i].Addr.String())) {
						return n, l.Index, s.ID
					}
				}
			}
		}
	}
	t.Fatal("no hit has a line in its middle")
	return 0, 0, ""
}

// shown are the leaves of an exhibit that are shown.
func shown(t *testing.T, f *files, n int) (out []seal.Leaf) {
	t.Helper()
	_, err := seal.ReadRows(bytes.NewReader(f.text[fmt.Sprintf("exhibits/%03d/rows.txt", n)]), func(l seal.Leaf) error {
		if l.Bytes = bytes.Clone(l.Bytes); !l.Stated {
			out = append(out, l)
		}
		return nil
	})
	must(t, err)
	return out
}

// number edits one number of leaves of the first exhibit in withheld.json that is.
func number(t *testing.T, f *files, is func(x map[string]any) bool, change func(x, by map[string]any)) {
	t.Helper()
	done := false
	f.edit(t, "withheld.json", func(v map[string]any) {
		for _, x := range v["exhibits"].([]any) {
			if x := x.(map[string]any); !done && is(x) {
				change(x, x["withheld"].(map[string]any))
				done = true
			}
		}
	})
	if !done {
		t.Fatal("withheld.json has no such exhibit")
	}
}

func inPack(x map[string]any) bool { _, ok := x["number"]; return ok }

// notice adds to what withheld.json says is withheld of the evidence on a subject.
func notice(t *testing.T, f *files, subject string, rows int64) {
	t.Helper()
	f.edit(t, "withheld.json", func(v map[string]any) {
		v["subjects"] = append(v["subjects"].([]any), map[string]any{"subject": subject, "rows": rows, "rules": []string{"other-state"}, "ask": []string{"X"}})
	})
}

// TestCheatingSender: what bears on a subject is shown, or said to be withheld, down to the
// last line, and no count says more than leaves do.
func TestCheatingSender(t *testing.T) {
	w, s := ours(t), newSender(t)
	for _, tt := range []struct {
		name        string
		forge       func(t *testing.T, f *files)
		check, text string // "": nothing is wrong
	}{
		{"a line in the middle of a hit", func(t *testing.T, f *files) {
			n, leaf, _ := within(t, f)
			hide(t, f, n, leaf)
			recount(t, f, n)
		}, "findings", "evidence is withheld silently"},
		{"a line in the middle of a hit, said to be withheld", func(t *testing.T, f *files) {
			n, leaf, subject := within(t, f)
			hide(t, f, n, leaf)
			recount(t, f, n)
			notice(t, f, subject, 1)
		}, "", ""},
		{"a hit twice", func(t *testing.T, f *files) {
			line, _, _ := bytes.Cut(f.text["findings/findings.jsonl"], []byte("\n"))
			f.text["findings/findings.jsonl"] = append(append(bytes.Clone(line), '\n'), f.text["findings/findings.jsonl"]...)
		}, "findings", "stands twice"},
		{"who was excluded, without the row that excludes them", func(t *testing.T, f *files) {
			exclude(t, f)
			f.edit(t, "findings/derivation.json", func(v map[string]any) { delete(v, "eliminated") })
		}, "findings", "excludes others by other rows"},
		{"who was excluded by a row that is withheld silently", func(t *testing.T, f *files) {
			exclude(t, f)
			f.edit(t, "findings/derivation.json", func(v map[string]any) {
				e := v["eliminated"].([]any)[0].(map[string]any)["assignment"].(map[string]any)
				delete(e, "exhibit")
				delete(e, "leaf")
			})
		}, "findings", "evidence is withheld silently"},
		{"who was excluded by a row that is not shown", func(t *testing.T, f *files) {
			exclude(t, f)
			f.edit(t, "findings/derivation.json", func(v map[string]any) {
				e := v["eliminated"].([]any)[0].(map[string]any)["assignment"].(map[string]any)
				e["leaf"] = 1 << 40
			})
		}, "findings", "which is not shown there"},
		{"who was excluded, and all of it is shown", func(t *testing.T, f *files) { exclude(t, f) }, "", ""},
		{"who holds a line, without the row that says so", func(t *testing.T, f *files) {
			tellHolder(t, f)
			f.edit(t, "findings/derivation.json", func(v map[string]any) { delete(v, "named") })
		}, "findings", "by other rows than its derivation says"},
		{"who holds a line by a row that is withheld silently", func(t *testing.T, f *files) {
			tellHolder(t, f)
			f.edit(t, "findings/derivation.json", func(v map[string]any) {
				r := v["named"].([]any)[0].(map[string]any)["row"].(map[string]any)
				delete(r, "exhibit")
				delete(r, "leaf")
			})
		}, "findings", "evidence is withheld silently"},
		{"who holds a line by a row that is not shown", func(t *testing.T, f *files) {
			tellHolder(t, f)
			f.edit(t, "findings/derivation.json", func(v map[string]any) {
				v["named"].([]any)[0].(map[string]any)["row"].(map[string]any)["leaf"] = 1 << 40
			})
		}, "findings", "which is not shown there"},
		{"who holds nobody's line", func(t *testing.T, f *files) {
			tellHolder(t, f)
			f.edit(t, "findings/derivation.json", func(v map[string]any) {
				v["named"].([]any)[0].(map[string]any)["subject"] = "s000000000000000"
			})
		}, "findings", "by other rows than its derivation says"},
		{"who holds a line, and all of it is shown", func(t *testing.T, f *files) { tellHolder(t, f) }, "", ""},
		{"a cited row that is stated in place of its leaf, under no rule", func(t *testing.T, f *files) {
			n, leaf := cited(t, f)
			state(t, f, n, leaf)
			recount(t, f, n)
		}, "withheld", "stated for the card numbers"},
		{"a finding that rests on another exhibit's leaf", func(t *testing.T, f *files) {
			n, leaf := cited(t, f)
			move(t, f, n, leaf, n%3+1)
		}, "findings", "is not shown there"},
		{"numbers that come round", func(t *testing.T, f *files) {
			number(t, f, inPack, func(x, by map[string]any) {
				for _, rule := range []string{"a", "b", "c", "d"} {
					by[rule] = json.Number(fmt.Sprint(int64(1) << 62))
				}
			})
		}, "withheld", "is none"},
		{"a negative number", func(t *testing.T, f *files) {
			number(t, f, inPack, func(x, by map[string]any) { by["a"], by["b"] = -5, 5 })
		}, "withheld", "is none"},
		{"more shown than there is", func(t *testing.T, f *files) {
			number(t, f, inPack, func(x, by map[string]any) { x["leaves"] = -1 })
		}, "withheld", "is none"},
		{"shown whole, of which a part is in the pack", func(t *testing.T, f *files) {
			number(t, f, inPack, func(x, by map[string]any) { x["shown"] = x["leaves"]; clear(by) })
		}, "withheld", "are shown, and it is"},
		{"shown whole, and not in the pack", func(t *testing.T, f *files) {
			number(t, f, func(x map[string]any) bool { return !inPack(x) }, func(x, by map[string]any) { x["shown"] = x["leaves"]; clear(by) })
		}, "withheld", "is not in the pack"},
		{"counted twice", func(t *testing.T, f *files) {
			f.edit(t, "withheld.json", func(v map[string]any) {
				list := v["exhibits"].([]any)
				i := slices.IndexFunc(list, func(x any) bool { return inPack(x.(map[string]any)) })
				v["exhibits"] = append(list, list[i])
			})
		}, "withheld", "twice"},
		{"a negative notice", func(t *testing.T, f *files) { notice(t, f, "s000000000000000", -1) }, "withheld", "negative"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := w.pack.clone()
			tt.forge(t, f)
			rep := s.judge(t, s.sign(t, f), false)
			if tt.check == "" && !rep.OK || tt.check != "" && (rep.OK || !says(rep, tt.check, tt.text)) {
				t.Errorf("want %q of %q, got %v", tt.text, tt.check, wrong(rep))
			}
		})
	}
}

// exclude makes a subject exclude others by a row that the pack shows: one that a hit of it cites.
func exclude(t *testing.T, f *files) {
	t.Helper()
	hits, subjects := findings(t, f)
	var who *run.Subject
	var what run.Elimination
	for _, s := range subjects {
		for id := range s.Hits() {
			i := slices.IndexFunc(hits, func(h *run.Hit) bool { return h.ID == id })
			if who == nil && len(hits[i].Candidates) > 0 {
				who, what = s, run.Elimination{Hit: id, Assignment: hits[i].Candidates[0].Assignment}
			}
		}
	}
	who.Eliminated = []run.Elimination{what}
	rewrite(t, f, func(s *run.Subject) {
		s.Eliminated = nil
		if s.ID == who.ID {
			*s = *who
		}
	})
	f.edit(t, "findings/derivation.json", func(v map[string]any) {
		v["eliminated"] = []any{map[string]any{"subject": who.ID, "hit": what.Hit, "assignment": assigned(v, what.Hit)}}
	})
}

// tellHolder makes a subject's connection be whose a row says that a hit of it cites.
func tellHolder(t *testing.T, f *files) {
	t.Helper()
	hits, subjects := findings(t, f)
	for _, s := range subjects {
		for id := range s.Hits() {
			i := slices.IndexFunc(hits, func(h *run.Hit) bool { return h.ID == id })
			if len(hits[i].Candidates) == 0 || len(s.Subscribers) == 0 {
				continue
			}
			rewrite(t, f, func(x *run.Subject) {
				if x.ID == s.ID {
					x.Named = []run.Named{{Subscriber: x.Subscribers[0], Row: hits[i].Candidates[0].Assignment}}
				}
			})
			f.edit(t, "findings/derivation.json", func(v map[string]any) {
				v["named"] = []any{map[string]any{"subject": s.ID, "row": assigned(v, id)}}
			})
			return
		}
	}
	t.Fatal("no subject of a connection")
}

// rewrite changes the subjects of the findings.
func rewrite(t *testing.T, f *files, change func(*run.Subject)) {
	t.Helper()
	var out bytes.Buffer
	for line := range bytes.Lines(f.text["findings/findings.jsonl"]) {
		var x run.Finding
		must(t, json.Unmarshal(line, &x))
		if x.Subject != nil {
			change(x.Subject)
		}
		must(t, json.NewEncoder(&out).Encode(x))
	}
	f.text["findings/findings.jsonl"] = out.Bytes()
}

// assigned is a copy of the first assignment that a derivation says of a hit.
func assigned(derivation map[string]any, hit string) map[string]any {
	for _, h := range derivation["hits"].([]any) {
		if h := h.(map[string]any); h["hit"] == hit {
			return maps.Clone(h["assignments"].([]any)[0].(map[string]any))
		}
	}
	return nil
}

// A row that is stated whole proves nothing, and that is said of whoever rests on it.
func TestStatedRowIsTheSendersWord(t *testing.T) {
	w, s := ours(t), newSender(t)
	f := w.pack.clone()
	n, leaf := cited(t, f)
	state(t, f, n, leaf)
	recount(t, f, n)
	number(t, f, func(x map[string]any) bool { return fmt.Sprint(x["number"]) == fmt.Sprint(n) }, func(_, by map[string]any) {
		other, _ := by["other-state"].(json.Number).Int64()
		card, _ := json.Number(fmt.Sprint(by["card-number"])).Int64()
		by["other-state"], by["card-number"] = other-1, card+1
	})
	rep := s.judge(t, s.sign(t, f), false)
	said := 0
	for _, c := range rep.Checks {
		if c.Unproven && (strings.Contains(c.Text, "not shown but stated whole") || strings.Contains(c.Text, "are stated, not shown")) {
			said++
		}
	}
	if !rep.OK || said < 2 {
		t.Errorf("%d sentences say it: %v", said, wrong(rep))
	}
}

// Offsets that the tree does not prove are said to be the sender's word.
func TestOffsetsAreTheSendersWord(t *testing.T) {
	w, s := ours(t), newSender(t)
	rep := s.judge(t, s.sign(t, w.pack), false)
	for _, c := range rep.Checks {
		if c.Unproven && c.By != "" && strings.Contains(c.Text, "at which byte they stand") {
			return
		}
	}
	t.Error("nothing is said of offsets")
}

// move makes the derivation point to a leaf of another exhibit with the same number.
func move(t *testing.T, f *files, exhibit int, leaf int64, to int) {
	t.Helper()
	at := shown(t, f, to)[0].Index
	f.edit(t, "findings/derivation.json", func(v map[string]any) {
		for _, h := range v["hits"].([]any) {
			for _, l := range h.(map[string]any)["event"].([]any) {
				if l := l.(map[string]any); fmt.Sprint(l["exhibit"]) == fmt.Sprint(exhibit) && fmt.Sprint(l["leaf"]) == fmt.Sprint(leaf) {
					l["exhibit"], l["leaf"] = to, at
					return
				}
			}
		}
	})
}

// state puts in place of a leaf the same text as what the sender states, and its hash.
func state(t *testing.T, f *files, exhibit int, leaf int64) {
	t.Helper()
	var text string
	for _, l := range rows(f, exhibit) {
		if fields := strings.Fields(l); len(fields) == 5 && fields[0] == "leaf" && fields[1] == fmt.Sprint(leaf) {
			text = fields[4]
		}
	}
	hide(t, f, exhibit, leaf)
	lines := rows(f, exhibit)
	i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, fmt.Sprintf("node 0 %d ", leaf)) })
	setRows(f, exhibit, slices.Insert(lines, i, fmt.Sprintf("stated %d %s\n", leaf, text)))
}
