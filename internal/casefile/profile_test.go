package casefile_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/simulate/twins"
)

// TestProfileOfWhatMayBeSeen: what a state is given is what the command computes of a case in which the exhibits that a code
// keeps back were never sealed; equal bytes each time; and the act names them.
func TestProfileOfWhatMayBeSeen(t *testing.T) {
	root := t.TempDir()
	world := filepath.Join(root, "world")
	if _, err := twins.Generate(t.Context(), world, twins.Spec{Seed: 64, States: 2, Members: 20, Days: 10, Posts: 15, Faulty: true}); err != nil {
		t.Fatal(err)
	}
	ofDE := func(block string) bool { return strings.Contains(block, "\ncountry = \"DE\"\n") }
	n := openNode(t, config(filepath.Join(root, "home")))
	without := sealedPart(t, n, filepath.Join(root, "without"), world, func(b string) bool { return !ofDE(b) })
	want, err := without.Board(t.Context(), casefile.BoardParams{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Members { // under which verdicts of ours are taken: they go to nobody
		for k := range want.Members[i].Aliases {
			want.Members[i].Aliases[k].Item = ""
		}
	}
	manifest := filepath.Join(world, "evidence.toml")
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "[[exhibit]]")
	for i, b := range blocks {
		if i > 0 && ofDE(b) {
			blocks[i] = strings.Replace(b, `handling = ["H1"]`, `handling = ["H2"]`, 1)
		}
	}
	if err := os.WriteFile(manifest, []byte(strings.Join(blocks, "[[exhibit]]")), 0o600); err != nil {
		t.Fatal(err)
	}
	c := sealedPart(t, n, filepath.Join(root, "case"), world, func(string) bool { return true })

	give := func(out string) (casefile.GiveReport, *casefile.Profile) {
		var got *casefile.Profile
		rep, err := c.GiveProfile(t.Context(), casefile.GiveParams{To: "US", Out: filepath.Join(root, out), Urgent: true}, func(w io.Writer, p *casefile.Profile) error {
			got = p
			_, err := io.WriteString(w, "page")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return rep, got
	}
	rep, got := give("out")
	if a, b := jsonOf(t, want.Report), jsonOf(t, got.Report); a != b {
		at := 0
		for at < min(len(a), len(b)) && a[at] == b[at] {
			at++
		}
		at = max(at-200, 0)
		t.Errorf("what US is given is not what is without DE:\n%.400s\n%.400s", a[at:], b[at:])
	}
	if len(got.Withheld) != 1 || got.Withheld[0].Rule != "handling-h2" || got.Withheld[0].Exhibits == 0 || got.Withheld[0].Rows == 0 || got.Left.Messages != got.Withheld[0].Messages {
		t.Errorf("withheld: %+v, %+v", got.Withheld, got.Left)
	}
	file, err := os.ReadFile(filepath.Join(root, "out", casefile.ProfileFile))
	if err != nil || comity.DigestOf(file) != rep.Digest {
		t.Errorf("%v, or not the bytes that the act names", err)
	}
	rows, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if bytes.Contains(file, []byte(r.ID.String())) || r.Country == "DE" && bytes.Contains(file, []byte(r.Name.String())) {
			t.Errorf("%s is named", r.Ref)
		}
	}
	again, _ := give("again")
	if again.Act != rep.Act || again.Digest != rep.Digest {
		t.Errorf("given again: act %d with %s, not act %d with %s", again.Act, again.Digest, rep.Act, rep.Digest)
	}
	for _, name := range []string{casefile.ProfileFile, casefile.ProfilePage} {
		if info, err := os.Stat(filepath.Join(root, "out", name)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
