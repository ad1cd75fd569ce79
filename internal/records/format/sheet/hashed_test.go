package sheet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

func TestHashes(t *testing.T) {
	src := &record.Source{Ref: "IT/9", Kind: record.Hashes, Format: "csv", Columns: map[string][]string{"label": {"Category"}}}
	for text, to := range map[string]*comity.Instant{"2003-06-01T00:00:00Z": &src.Scope.From, "2005-01-01T00:00:00Z": &src.Scope.To} {
		if err := to.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	const md5 = "0CC175b9c0f1b6a831c399e269772661"
	data := []byte("MD5,perceptual,Category,member,first_seen\n" +
		md5 + "," + strings.Repeat("0f", 32) + ",A,fern,2004-01-17T21:14:03Z\n" +
		md5 + ",,B,,\n" +
		md5 + ",,B,,2011-01-17T21:14:03Z\n" +
		md5 + ",,B,,soon\n" +
		md5 + ",0f,B,,\n" +
		strings.Repeat("0", 32) + ",,B,,\n" +
		",,B,,\n")
	p, err := sheet.Open(data, src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	p.Block(data, 0, record.Sink{
		Hashed: func(h *record.Hashed) {
			seen := "never"
			if h.FirstSeen.Lo != comity.Latest {
				seen = h.FirstSeen.Lo.String()
			}
			if h.MD5[0] != 0x0c || h.HasSHA1 || h.HasPerceptual != (h.Perceptual[1] == 0x0f) {
				t.Errorf("%+v", h)
			}
			got = append(got, h.Label+" "+h.Member+" "+seen)
		},
		Reject:  func(r record.Reject) { got = append(got, string(r.Reason)) },
		Outside: func(record.Place) { got = append(got, "outside") },
	})
	if diff := cmp.Diff([]string{"A fern 2004-01-17T21:14:03Z", "B  never", "outside", string(table.BadTime), string(record.NoHash), string(record.NoHash), string(record.NoDigest)}, got); diff != "" {
		t.Error(diff)
	}
}
