package stamp_test

import (
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/stamp"
)

// An authority's files are made once; what it stamps is believed by who pins its root.
func TestKeep(t *testing.T) {
	for _, phrase := range [][]byte{nil, []byte("garden gate")} {
		dir := t.TempDir()
		home := stamp.Home{FS: disk.OS(dir), Name: "node.example", Now: cmstest.Noon, Passphrase: phrase, WorkFactor: 4}
		first, err := stamp.Keep(t.Context(), home)
		if err != nil {
			t.Fatal(err)
		}
		home.Now = cmstest.Noon.Add(time.Hour)
		again, err := stamp.Keep(t.Context(), home)
		if err != nil || !again.Chain[0].Equal(first.Chain[0]) {
			t.Fatalf("the second time: another certificate, or %v", err)
		}
		roots := (&cmstest.Root{Cert: again.Chain[1]}).Pool()
		token, err := ask(t, stamp.Authority{Signer: again, Now: noon}, roots, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cms.VerifyToken(token, imprint, roots); err != nil {
			t.Error(err)
		}
		if phrase == nil {
			continue
		}
		home.Passphrase = nil
		if _, err := stamp.Keep(t.Context(), home); comity.KindOf(err) != comity.Usage {
			t.Errorf("without passphrase: %v", err)
		}
		home.Passphrase = []byte("x")
		if _, err := stamp.Keep(t.Context(), home); comity.KindOf(err) != comity.Negative {
			t.Errorf("wrong passphrase: %v", err)
		}
	}
}
