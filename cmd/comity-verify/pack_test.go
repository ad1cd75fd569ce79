package main

import (
	"testing"
)

func TestHonestPack(t *testing.T) {
	w, s := ours(t), newSender(t)
	rep := s.judge(t, s.sign(t, w.pack), true)
	if !rep.OK {
		t.Fatalf("%+v", wrong(rep))
	}
	if rep.Recomputed == "" {
		t.Error("nothing was computed anew")
	}
	for _, c := range rep.Checks {
		t.Logf("%v %v %s: %s [%s]", c.OK, c.Unproven, c.Name, c.Text, c.By)
	}
}
