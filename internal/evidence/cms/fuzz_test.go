package cms_test

import (
	"bytes"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
)

// Whatever a signature is made into: no panic, a Negative error, or the signature of the one who signed.
func FuzzVerify(f *testing.F) {
	root := cmstest.NewRoot(f, "Root")
	signer := root.Signer(f, "Signer", nil)
	for _, s := range []cms.Stamper{nil, authority{signer: root.Authority(f, "Time", nil), at: cmstest.Noon}} {
		p7s, err := cms.Sign(f.Context(), content, signer, cmstest.Noon, s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(p7s)
	}
	f.Add([]byte{0x30, 0x80, 0, 0})
	f.Add(bytes.Repeat([]byte{0x30, 0x7f}, 200))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := cms.Verify(b, content, cms.Trust{Signers: root.Pool(), Authorities: root.Pool()}, cmstest.Noon)
		if err != nil {
			if comity.KindOf(err) != comity.Negative {
				t.Errorf("kind %d: %v", comity.KindOf(err), err)
			}
			return
		}
		if !s.Signer.Equal(signer.Chain[0]) || !s.Signed.Equal(cmstest.Noon) {
			t.Errorf("verified as another signature: %+v", s)
		}
	})
}
