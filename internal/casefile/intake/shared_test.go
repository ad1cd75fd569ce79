package intake_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
)

// TestSharedSamples looks at real data of many sorts, when it is there: what is
// of a kind is taken for that kind, and nothing else for one.
func TestSharedSamples(t *testing.T) {
	dir := filepath.FromSlash("../../../../shared/data")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no sample data")
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Files {
		asked := asks(f, "kind")
		t.Logf("%s %s: %s %s asked=%v %v", f.Path, f.Member, f.Kind, f.Format, asked, f.Columns)
		if f.Kind != kindBelow(f.Path) && f.Kind != "document" && !asked {
			t.Errorf("%s %s: taken for %s (%s)", f.Path, f.Member, f.Kind, strings.Join(f.Why, "; "))
		}
	}
}

// kindBelow is what the sample data holds in a folder.
func kindBelow(path string) string {
	for prefix, kind := range map[string]string{
		"accesslog/": "access", "chat/": "board", "payments/": "payments", "radius-dhcp-nat/": "assignments", "hash/": "hashes", "SHA256SUMS": "hashes",
	} {
		if strings.HasPrefix(path, prefix) {
			return kind
		}
	}
	return ""
}
