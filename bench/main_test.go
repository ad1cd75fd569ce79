package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"comity/bench/round"
)

// TestMain lets the test binary be a side of the bench, as the command's own binary is.
func TestMain(m *testing.M) {
	if done, err := round.Side(os.Stdout); done {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// The whole bench in small: all sides run, comity and DuckDB agree, and last.json has its shape.
func TestSmall(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("peak memory is read the Linux way")
	}
	dir := t.TempDir()
	comity, out := filepath.Join(dir, "comity"), filepath.Join(dir, "last.json")
	build := exec.Command("go", "build", "-o", comity, "./cmd/comity")
	build.Dir = ".."
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build comity: %v\n%s", err, said)
	}
	var log bytes.Buffer
	err := run(t.Context(), []string{"-small", "-comity", comity, "-data", filepath.Join(dir, "data"), "-out", out}, &log)
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	var got struct {
		Lines   int64
		Seconds map[string]float64 `json:"median_seconds"`
		Peak    map[string]int64   `json:"peak_mib"`
	}
	text := last(t, out, &got)
	if got.Lines != 20_000 || got.Seconds["read"] <= 0 || got.Seconds["duckdb"] <= 0 || got.Peak["comity"] <= 0 {
		t.Errorf("last.json says %s", text)
	}
}

// What has to be quick for court, in small: each figure is measured, and what last.json held stays.
func TestSmallCourt(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "last.json")
	if err := os.WriteFile(out, []byte(`{"lines":7}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if err := run(t.Context(), []string{"-court", "-small", "-data", filepath.Join(dir, "data"), "-out", out}, &log); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	var got struct {
		Lines int64
		Court map[string]float64
	}
	text := last(t, out, &got)
	for _, name := range []string{"rows", "seal_over_plain", "proof_seconds", "heads_per_second", "acts_per_second"} {
		if got.Court[name] <= 0 || got.Lines != 7 {
			t.Errorf("%s: last.json says %s", name, text)
		}
	}
}

// last reads what a run wrote into got.
func last(t *testing.T, name string, got any) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, got); err != nil {
		t.Fatal(err)
	}
	return text
}
