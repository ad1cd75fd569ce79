package partner_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// Of each partner the latest list of its root is kept; an older one, or another's, takes no place.
func TestLatestListOfAPartnerIsKept(t *testing.T) {
	fr, other := cmstest.NewRoot(t, "fr root"), cmstest.NewRoot(t, "another root")
	c := card(t, "FR", "fr.example")
	c.Root = string(sign.MarshalCertificate(fr.Cert))
	p := parsed(t, c)
	list := func(of *cmstest.Root, day int) *x509.RevocationList {
		l, err := cms.ParseLists(of.List(t, func(l *x509.RevocationList) { l.ThisUpdate = cmstest.Noon.AddDate(0, 0, day) }))
		if err != nil {
			t.Fatal(err)
		}
		return l[0]
	}
	home := t.TempDir()
	fsys, all := disk.OS(home), []partner.Partner{p}
	for i, tt := range []struct {
		lists []*x509.RevocationList
		want  int // day of the list that is kept; -1: none
	}{
		{nil, -1}, {[]*x509.RevocationList{list(other, 9)}, -1}, {[]*x509.RevocationList{list(fr, 1), list(fr, 2), list(other, 9)}, 2}, {[]*x509.RevocationList{list(fr, 1)}, 2}, {[]*x509.RevocationList{list(fr, 3)}, 3},
	} {
		if err := partner.Keep(t.Context(), fsys, all, tt.lists); err != nil {
			t.Fatal(err)
		}
		got, err := partner.Lists(fsys, all)
		if err != nil || (tt.want < 0) != (len(got) == 0) || len(got) > 0 && !got[0].ThisUpdate.Equal(cmstest.Noon.AddDate(0, 0, tt.want).Truncate(time.Second)) {
			t.Errorf("%d: %v %v", i, got, err)
		}
	}
	if err := os.WriteFile(filepath.Join(home, partner.Dir, "FR.crl"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := partner.Lists(fsys, all); comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
		t.Errorf("damaged: %v", err)
	}
}
