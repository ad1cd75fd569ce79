package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/verify"
	"comity/internal/verify/shell"
)

// What people read of a pack, and the script that it tells them to run, are the sender's: it is said, and the script compared.
func TestWhatPeopleReadIsTheSendersWord(t *testing.T) {
	s := newSender(t)
	with := func(script []byte) verify.Report {
		f := ours(t).pack.clone()
		for name, text := range map[string][]byte{"report.html": []byte("<p>corroborated</p>"), "verify.sh": script} {
			if f.text[name] == nil {
				f.names = append(f.names, name)
			}
			f.text[name] = text
		}
		return s.judge(t, s.sign(t, f), false)
	}
	honest, cheat := with(shell.Script), with([]byte("echo VERIFIED\n"))
	for _, tt := range []struct {
		rep      verify.Report
		text     string
		unproven bool
	}{
		{honest, "is the one that this tool knows", false},
		{cheat, "is another than this tool knows", true},
	} {
		if !tt.rep.OK || !found(tt.rep, "verify.sh", tt.text, tt.unproven) || !found(tt.rep, "reports", "was not looked at", true) {
			t.Errorf("%+v", tt.rep.Checks)
		}
	}
}

// Two persons let a pack go to a state for a purpose: it is not to go for another, nor to a state as if it were the defence's.
func TestPackForAnotherPurpose(t *testing.T) {
	s := newSender(t)
	for name, tt := range map[string]struct {
		change      func(map[string]any)
		check, text string
	}{
		"another purpose":         {func(v map[string]any) { v["purpose"] = "another" }, "four eyes", "nobody proposed this pack"},
		"a disclosure to a state": {func(v map[string]any) { v["kind"] = "disclose"; v["subject"] = "s0000000000000000" }, "pack.json", "both, or neither"},
		"to nobody":               {func(v map[string]any) { v["to"] = "" }, "pack.json", "both, or neither"},
	} {
		f := ours(t).pack.clone()
		f.edit(t, "pack.json", tt.change)
		if rep := s.judge(t, s.sign(t, f), false); rep.OK || !says(rep, tt.check, tt.text) {
			t.Errorf("%s: %v", name, wrong(rep))
		}
	}
}

// A folder that seems a case and a pack is the same each time: no pack, since a pack lists all of its files.
func TestFolderThatSeemsBoth(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "acts"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "manifest-sha256.txt"), nil, 0o600))
	for range 20 {
		var out, errw bytes.Buffer
		if code := start(t.Context(), []string{dir}, &out, &errw, func(string) string { return "" }); code != 1 || !strings.Contains(out.String(), "container") {
			t.Fatalf("%d %s %s", code, &out, &errw)
		}
	}
}
