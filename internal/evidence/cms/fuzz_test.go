package cms_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
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
	listed := signer
	listed.Lists = [][]byte{root.List(f, nil)}
	p7s, err := cms.Sign(f.Context(), content, listed, cmstest.Noon, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(p7s)
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

// Whatever is taken for lists of revoked certificates: no panic, an Input error, or lists that say the same when they are read again.
func FuzzParseLists(f *testing.F) {
	root := cmstest.NewRoot(f, "Root")
	der := root.List(f, nil, x509.RevocationListEntry{SerialNumber: big(2), RevocationTime: cmstest.Noon, ReasonCode: 1})
	text := pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})
	f.Add(der)
	f.Add(text)
	f.Add(append(text, text...))
	f.Add([]byte("-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := cms.ParseLists(b)
		if err != nil {
			if comity.KindOf(err) != comity.Input {
				t.Errorf("kind %d: %v", comity.KindOf(err), err)
			}
			return
		}
		for _, l := range list {
			if again, err := cms.ParseLists(l.Raw); err != nil || len(again) != 1 || !bytes.Equal(again[0].Raw, l.Raw) {
				t.Errorf("read again: %v", err)
			}
		}
	})
}
