package sealed_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"comity/bench/sealed"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/vault"
)

func TestRead(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	put(t, dir, home, bytes.Repeat([]byte("one line of a log\n"), 200_000)) // more than three segments
	put(t, dir, home, []byte("address,start\n"))
	n, err := sealed.Read(t.Context(), dir, home, 2)
	if want := int64(200_000*18 + 14); err != nil || n != want {
		t.Fatalf("Read = %d, %v; want %d", n, err, want)
	}

	seals, err := filepath.Glob(filepath.Join(dir, "seals", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	swap(t, seals[0], seals[1])
	if _, err := sealed.Read(t.Context(), dir, home, 2); err == nil {
		t.Error("Read accepts exhibits whose descriptions were exchanged")
	}
}

// put seals text as a case does: object, wrapped key, description.
func put(t *testing.T, dir, home string, text []byte) {
	t.Helper()
	v, err := vault.New(vault.Config{FS: disk.OS(dir)})
	if err != nil {
		t.Fatal(err)
	}
	key, err := v.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	object, err := v.Put(t.Context(), bytes.NewReader(text), key)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := sign.Open(sign.Config{FS: disk.OS(home)})
	if err != nil {
		t.Fatal(err)
	}
	store, err := keys.Case("c1")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Put(object.Plain, key); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "seals"), 0o700); err != nil {
		t.Fatal(err)
	}
	seal := fmt.Appendf(nil, `{"object":%q}`, object.Name)
	if err := os.WriteFile(filepath.Join(dir, "seals", object.Plain.String()+".json"), seal, 0o600); err != nil {
		t.Fatal(err)
	}
}

func swap(t *testing.T, a, b string) {
	t.Helper()
	for _, step := range [][2]string{{a, a + ".x"}, {b, a}, {a + ".x", b}} {
		if err := os.Rename(step[0], step[1]); err != nil {
			t.Fatal(err)
		}
	}
}
