package shell_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/cooperation/report/shell"
)

// verify runs the script over the pack and returns what it says and whether it says yes.
func (f *folder) verify() (string, bool) {
	f.t.Helper()
	script := filepath.Join(f.t.TempDir(), shell.File)
	f.check(os.WriteFile(script, shell.Script, 0o600))
	out, err := exec.CommandContext(f.t.Context(), "bash", script, f.dir, f.root).CombinedOutput()
	return string(out), err == nil
}

func needTools(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"bash", "openssl", "sha256sum", "xxd", "base64", "awk"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is missing", tool)
			}
			t.Skipf("%s is missing", tool)
		}
	}
}

func TestScriptStaysReadable(t *testing.T) {
	if n := strings.Count(string(shell.Script), "\n"); n >= 60 {
		t.Errorf("%d lines: it is to stay under 60", n)
	}
}

func TestOpenSSLScriptAcceptsAPack(t *testing.T) {
	needTools(t)
	out, ok := newFolder(t).verify()
	if !ok || !strings.HasSuffix(out, "VERIFIED\n") {
		t.Fatalf("not verified:\n%s", out)
	}
	t.Log(out)
}
