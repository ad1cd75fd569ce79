package main

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comity/internal/verify/shell"
	"comity/internal/verify/shell/shelltest"
)

// script runs verify.sh over an unpacked pack.
func (s *sender) script(t testing.TB, b []byte) (out string, ok bool) {
	t.Helper()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "root.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.root.Cert.Raw}), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, shell.File), shell.Script, 0o600))
	text, err := exec.CommandContext(t.Context(), "bash", filepath.Join(dir, shell.File), unpacked(t, b), filepath.Join(dir, "root.pem")).CombinedOutput()
	return string(text), err == nil
}

// TestOpenSSLScriptAgrees lists for each forgery what the two verifiers say: where verify.sh looks,
// it refuses what comity-verify refuses; where it does not, it says that it did not look. A run takes
// it seconds: one forgery in five is judged, every one with COMITY_FORGERIES=1.
func TestOpenSSLScriptAgrees(t *testing.T) {
	shelltest.Need(t)
	w, s := ours(t), newSender(t)
	all := append([]forgery{{name: "none", forge: func(*testing.T, *files) {}}}, forgeries(w)...)
	for i, tt := range all {
		if i%5 != 0 && os.Getenv("COMITY_FORGERIES") == "" {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := w.pack.clone()
			tt.forge(t, f)
			out, ok := s.script(t, s.sign(t, f))
			refused := slices.ContainsFunc(strings.Split(out, "\n"), func(l string) bool {
				return strings.HasPrefix(l, "NOT OK") && strings.Contains(l, tt.script)
			})
			if ok != (tt.script == silent) || refused == ok || !strings.Contains(out, "not looked at") {
				t.Errorf("want %q, got %v:\n%s", tt.script, ok, out)
			}
		})
	}
}
