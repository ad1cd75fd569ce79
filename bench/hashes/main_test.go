package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// All sides that are here find what is there: run compares their counts.
func TestSmall(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), []string{"-n", "3000", "-peers", "2000", "-asked", "1000", "-dir", t.TempDir()}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "| comity | 3000 |") {
		t.Error(out.String())
	}
	t.Log(out.String())
}
