package excerpt_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"strings"
	"testing"

	"comity/internal/analysis/excerpt"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/record"
)

const billing = "id,time,email,card,site,user,status\n" +
	"1,2004-01-02T10:00:00Z,rose@mail.example,4000000000000002,garden.example,rose,ok\n" +
	"2,2004-01-03T10:00:00Z,fern@mail.example,4000000000000010,garden.example,fern,ok\n"

const description = `{"source":{"ref":"A","exhibit":"` + "0000000000000000000000000000000000000000000000000000000000000000" + `","kind":"payments","format":"csv","packing":"gzip",
 "clock":{"zone":"UTC","basis":"letter"},"columns":{"id":["id"],"time":["time"],"email":["email"],"card":["card"],"site":["site"],"account":["user"]},
 "scope":{"from":"2004-01-01T00:00:00Z","to":"2005-01-01T00:00:00Z"}}}`

// prune shows the head and the first row by lines; the card is stated.
func prune(t *testing.T, text string) []byte {
	t.Helper()
	cfg := seal.Config{Rule: seal.Line, Key: seal.Key{1}}
	tree, err := seal.Build(t.Context(), strings.NewReader(text), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	stated := excerpt.StateCard(record.Card{Ends: "400000******0002", Token: [16]byte{0xab, 0x01}})
	err = seal.Prune(t.Context(), &out, strings.NewReader(text), tree, cfg, func(i, _ int64, leaf []byte) seal.Show {
		switch i {
		case 0:
			return seal.Show{Leaf: true}
		case 1:
			return seal.Show{Stated: bytes.ReplaceAll(leaf, []byte("4000000000000002"), []byte(stated))}
		}
		return seal.Show{}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A reader of rows computes what whoever had the leaves in hand does.
func TestSenderAndReaderAgree(t *testing.T) {
	files := map[string]string{"exhibits/001/description.json": description, "exhibits/001/rows.txt": string(prune(t, billing))}
	var findings bytes.Buffer
	cfg := excerpt.Config{
		Open: func(name string) (io.ReadCloser, error) {
			text, ok := files[name]
			if !ok {
				return nil, fs.ErrNotExist
			}
			return io.NopCloser(strings.NewReader(text)), nil
		},
		Create: func(name string) (io.WriteCloser, error) { return to{&findings}, nil },
	}
	a, err := excerpt.Compute(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if n := a.Manifest.Counts; n.Events != 1 || n.Rejects != 0 || a.Manifest.Sources[0].Packing != "" {
		t.Errorf("counts %+v of %+v", n, a.Manifest.Sources)
	}
	if text := findings.String(); !strings.Contains(text, `"type":"card","value":"400000******0002"`) || strings.Contains(text, "fern") {
		t.Errorf("findings: %s", text)
	}
	cfg.Create, cfg.Workers = nil, 1
	b, err := excerpt.Compute(context.Background(), cfg)
	if err != nil || a.Run != b.Run {
		t.Errorf("again: %v, %v", b, err)
	}
	files["exhibits/001/rows.txt"] = strings.Replace(files["exhibits/001/rows.txt"], "node 0 1", "node 0 2", 1)
	if _, err := excerpt.Compute(context.Background(), cfg); comity.KindOf(err) != comity.Negative {
		t.Errorf("altered rows: %v", err)
	}
	delete(files, "exhibits/001/rows.txt")
	if _, err := excerpt.Compute(context.Background(), cfg); comity.KindOf(err) != comity.Negative {
		t.Errorf("rows that are gone: %v", err)
	}
}

type to struct{ io.Writer }

func (to) Close() error { return nil }

// What is stated of a card holds no number, whatever its token.
func TestStatedCardHoldsNoNumber(t *testing.T) {
	for b := range 256 {
		c := record.Card{Ends: "400000******0002"}
		for i := range c.Token {
			c.Token[i] = byte(b)
		}
		if s := excerpt.StateCard(c); comity.HoldsCard([]byte(s)) || len(s) != 16+1+32 {
			t.Fatalf("%q", s)
		}
	}
}
