package cms_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"testing"
	"time"

	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
)

// A revoked signer's signature is bad, wherever the list comes from, unless a timestamp shows it to be older.
func TestRevoked(t *testing.T) {
	root, times, other := cmstest.NewRoot(t, "Root"), cmstest.NewRoot(t, "Time root"), cmstest.NewRoot(t, "Other root")
	at := cmstest.Noon
	signer, tsa := root.Signer(t, "Signer", nil), times.Authority(t, "Time", nil)
	entry := func(s cms.Signer, from time.Time, reason int) x509.RevocationListEntry {
		return x509.RevocationListEntry{SerialNumber: s.Chain[0].SerialNumber, RevocationTime: from, ReasonCode: reason}
	}
	stolen := func(from time.Time) []byte { return root.List(t, nil, entry(signer, from, 1)) }
	partial := func(l *x509.RevocationList) { // a delta list
		l.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}}
	}
	short := func(l *x509.RevocationList) { l.NextUpdate = at.Add(time.Minute) }
	for name, c := range map[string]struct {
		along, known, times []byte // lists that come along, that the verifier has, that come with the timestamp
		stamped             bool
		want                string // of the error
		says                string // of the standing: none, foreign, current, old, revoked
	}{
		"no list":                              {says: "none"},
		"a list along":                         {along: root.List(t, nil), says: "current"},
		"a list of the verifier's":             {known: root.List(t, nil), says: "current"},
		"a list that ran out":                  {along: root.List(t, short), says: "old"},
		"a list that ran out since it stamped": {along: root.List(t, short), stamped: true, says: "current"},
		"another's list":                       {along: other.List(t, nil, entry(signer, at, 1)), says: "foreign"},
		"a list in the issuer's name":          {along: cmstest.NewRoot(t, "Root").List(t, nil), says: "current"}, // same name, same key
		"a partial list":                       {along: root.List(t, partial, entry(signer, at, 1)), says: "foreign"},
		"another certificate revoked":          {along: root.List(t, nil, entry(root.Signer(t, "Else", nil), at, 1)), says: "current"},
		"revoked, along":                       {along: stolen(at.Add(-time.Hour)), want: "is revoked from"},
		"revoked, known":                       {known: stolen(at.Add(-time.Hour)), want: "is revoked from"},
		"revoked, an old list along":           {along: root.List(t, nil), known: stolen(at.Add(-time.Hour)), want: "is revoked from"},
		"revoked after, by its own clock":      {known: stolen(at.Add(time.Hour)), want: "no timestamp"},
		"revoked before it was stamped":        {known: stolen(at.Add(-time.Hour)), stamped: true, want: "is revoked from"},
		"revoked after it was stamped":         {known: stolen(at.Add(time.Hour)), stamped: true, says: "revoked"},
		"revoked in the second of the stamp":   {known: stolen(at), stamped: true, want: "is revoked from"},
		"the authority's key stolen later":     {stamped: true, times: times.List(t, nil, entry(tsa, at.Add(time.Hour), 1)), want: "its authority's certificate is revoked"},
		"the authority closed later":           {stamped: true, times: times.List(t, nil, entry(tsa, at.Add(time.Hour), 5)), says: "none"},
		"the authority closed before":          {stamped: true, times: times.List(t, nil, entry(tsa, at.Add(-time.Hour), 5)), want: "its authority's certificate is revoked"},
		"the authority, known":                 {stamped: true, known: times.List(t, nil, entry(tsa, at.Add(-time.Hour), 1)), want: "its authority's certificate is revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			s, by := signer, tsa
			if c.along != nil {
				s.Lists = [][]byte{c.along}
			}
			if c.times != nil {
				by.Lists = [][]byte{c.times}
			}
			var stamper cms.Stamper
			if c.stamped {
				stamper = authority{signer: by, at: at}
			}
			p7s, err := cms.Sign(t.Context(), content, s, at, stamper)
			if err != nil {
				t.Fatal(err)
			}
			trust := cms.Trust{Signers: root.Pool(), Authorities: times.Pool()}
			if c.known != nil {
				if trust.Lists, err = cms.ParseLists(c.known); err != nil {
					t.Fatal(err)
				}
			}
			got, err := cms.Verify(p7s, content, trust, at.Add(2*time.Hour))
			switch {
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error is %v, want %q", err, c.want)
			case c.want == "" && (err != nil || standing(got.Standing) != c.says):
				t.Errorf("%v, %s, want %s", err, standing(got.Standing), c.says)
			}
		})
	}
}

func standing(s cms.Standing) string {
	switch {
	case !s.Revoked.IsZero():
		return "revoked"
	case s.List == nil && s.Foreign > 0:
		return "foreign"
	case s.List == nil:
		return "none"
	case !s.Current:
		return "old"
	}
	return "current"
}
