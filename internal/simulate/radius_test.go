package simulate_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestRadiusRejects reads detail files independently: records without an
// address or without a time must be exactly those that the truth lists.
func TestRadiusRejects(t *testing.T) {
	cfg := small(18)
	cfg.Subscribers = 60
	dir, _ := generate(t, cfg)
	planted := readRejects(t, dir)
	found := 0
	for _, e := range readManifest(t, dir).Exhibit {
		if e.Format != "radius" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Path))
		if err != nil {
			t.Fatal(err)
		}
		line := 1
		for _, record := range strings.Split(strings.TrimSuffix(string(b), "\n\n"), "\n\n") {
			timed := strings.Contains(record, "\tTimestamp = ") && !strings.HasPrefix(record, "Sat Feb 31")
			placed := strings.Contains(record, "\tFramed-IP-Address = ") || strings.Contains(record, "-IPv6-Prefix = ")
			reason := planted[e.Path+":"+strconv.Itoa(line)]
			if reason == "" && (!strings.Contains(record, "\tNAS-IP-Address = 10.") || !strings.Contains(record, "\tNAS-Identifier = \"")) {
				t.Errorf("%s:%d: record without its access server: %.120q", e.Path, line, record)
			}
			if timed && placed == (reason != "") || !timed && reason == "" {
				t.Errorf("%s:%d: planted %q, record %.120q", e.Path, line, reason, record)
			}
			if reason != "" {
				found++
			}
			line += strings.Count(record, "\n") + 2
		}
	}
	if found == 0 {
		t.Error("no damaged RADIUS record")
	}
}
