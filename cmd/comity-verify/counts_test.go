package main

import (
	"encoding/json"
	"slices"
	"testing"
)

// instead drops an exhibit that is not in the pack from withheld.json, and counts filler in its place.
func instead(t *testing.T, f *files, filler map[string]any) {
	t.Helper()
	f.edit(t, "withheld.json", func(v map[string]any) {
		list := v["exhibits"].([]any)
		i := slices.IndexFunc(list, func(x any) bool { return !inPack(x.(map[string]any)) })
		if i < 0 {
			t.Fatal("every exhibit is in the pack")
		}
		v["exhibits"] = append(slices.Delete(list, i, i+1), filler)
	})
}

// TestDroppedExhibit: what fills the place of an exhibit that withheld.json drops is found where no run can have read it,
// and is said to be the sender's word where it may be none.
func TestDroppedExhibit(t *testing.T) {
	w, s := ours(t), newSender(t)
	none := json.Number("0")
	counted := func(rule string, leaves json.Number) map[string]any {
		return map[string]any{"rule": "line", "leaves": leaves, "shown": none, "withheld": map[string]any{rule: leaves}}
	}
	for _, tt := range []struct {
		name   string
		filler map[string]any
		wrong  bool
	}{
		{"of no leaves", map[string]any{"rule": "line", "leaves": none, "shown": none, "withheld": map[string]any{}}, false},
		{"of no leaves under a rule", counted("other-state", none), false},
		{"sealed without a tree", map[string]any{"rule": "", "leaves": none, "shown": none, "withheld": map[string]any{}}, false},
		{"withdrawn", counted("withdrawn", "9"), false},
		{"erased", counted("erased", none), false},
		{"superseded", counted("superseded", "9"), true},
		{"read under another reference", counted("same-bytes", "9"), true},
		{"sealed since the check", counted("not-checked", none), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := w.pack.clone()
			instead(t, f, tt.filler)
			rep := s.judge(t, s.sign(t, f), false)
			if tt.wrong && !says(rep, "withheld", "can have been checked") {
				t.Errorf("it does not fall: %v", wrong(rep))
			}
			if !tt.wrong && (!rep.OK || unproven(rep)["withheld exhibits"] == "") {
				t.Errorf("it is not said to be the sender's word: %v", wrong(rep))
			}
		})
	}
	if rep := s.judge(t, s.sign(t, w.pack.clone()), false); !rep.OK || unproven(rep)["withheld exhibits"] != "" {
		t.Errorf("an honest pack: %v %q", wrong(rep), unproven(rep)["withheld exhibits"])
	}
}
