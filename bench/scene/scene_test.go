package scene_test

import (
	"bytes"
	"os"
	"testing"

	"comity/bench/scene"
)

func TestMakeIsRepeatable(t *testing.T) {
	size := scene.Size{Lines: 5000, Assignments: 1000}
	a, b := write(t, size), write(t, size)
	for _, name := range []string{scene.LogFile, scene.AssignmentsFile} {
		x, y := read(t, a.Path(name)), read(t, b.Path(name))
		if !bytes.Equal(x, y) {
			t.Errorf("%s: two scenes of one size differ", name)
		}
	}
	log := read(t, a.Path(scene.LogFile))
	if n := int64(bytes.Count(log, []byte("\n"))); n != size.Lines {
		t.Errorf("%d lines, want %d", n, size.Lines)
	}
	if per := int64(len(log)) / size.Lines; per < 210 || per > 270 {
		t.Errorf("%d bytes a line, want about 240", per)
	}
	if n := int64(bytes.Count(read(t, a.Path(scene.AssignmentsFile)), []byte("\n"))); n != size.Assignments+1 {
		t.Errorf("%d rows, want %d and a header", n, size.Assignments)
	}
	if share := a.Covered * 100 / a.Lines; share < 50 || share > 70 {
		t.Errorf("%d%% of the lines lie in an assignment, want about 60", share)
	}
}

func TestMakeFindsWhatIsThere(t *testing.T) {
	dir, size := t.TempDir(), scene.Size{Lines: 100, Assignments: 100}
	a, err := scene.Make(dir, size)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(a.Path(scene.LogFile)); err != nil {
		t.Fatal(err)
	}
	b, err := scene.Make(dir, size)
	if err != nil || a != b {
		t.Errorf("second Make = %+v, %v; want the first one's %+v", b, err, a)
	}
}

func write(t *testing.T, size scene.Size) scene.Scene {
	t.Helper()
	s, err := scene.Make(t.TempDir(), size)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
