// Package shelltest says for tests whether the tools that verify.sh calls are there.
package shelltest

import (
	"os"
	"os/exec"
	"testing"
)

// Need skips a test where verify.sh, or one of the other tools that are named, cannot run; where CI is true it fails.
func Need(t testing.TB, others ...string) {
	t.Helper()
	for _, tool := range append([]string{"bash", "openssl", "sha256sum", "xxd", "base64", "awk"}, others...) {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is missing", tool)
			}
			t.Skipf("%s is missing", tool)
		}
	}
}
