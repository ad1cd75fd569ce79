package verify

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/verify/history"
)

// memory is a pack of files in memory.
type memory map[string][]byte

// Names implements Files.
func (m memory) Names() (out []string) {
	for n := range m {
		out = append(out, n)
	}
	return out
}

// Size implements Files.
func (m memory) Size(name string) int64 {
	if b, ok := m[name]; ok {
		return int64(len(b))
	}
	return -1
}

// File implements Files.
func (m memory) File(name string) (io.ReadCloser, error) {
	if b, ok := m[name]; ok {
		return io.NopCloser(bytes.NewReader(b)), nil
	}
	return nil, fs.ErrNotExist
}

// packed is a verification of which rows and acts were read already: one exhibit of three leaves, two of them shown.
func packed(files memory) *Packed {
	p := &Packed{cfg: PackConfig{Files: files}, rep: Report{OK: true}, cited: map[int]map[int64][]comity.Citation{}, onWord: map[int]map[int64]bool{1: {1: true}},
		sealed: map[string]history.SealBody{}, trees: make([]packTree, 1)}
	p.acts = []act.Act{{Seq: 1, Kind: history.Checking}}
	return p
}

// judged fuzzes a step over one file of the sender's: it says no, or it holds; nothing else.
func judged(f *testing.F, name string, more memory, step func(*Packed, context.Context) error, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
		f.Add([]byte(s[:len(s)/2]))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		files := memory{name: b}
		for n, text := range more {
			files[n] = text
		}
		p := packed(files)
		if err := step(p, t.Context()); err != nil && comity.KindOf(err) != comity.Negative {
			t.Errorf("kind %d: %v", comity.KindOf(err), err)
		}
		for _, c := range p.rep.Checks {
			if c.Name == "" || c.Text == "" {
				t.Errorf("it says nothing: %+v", c)
			}
		}
	})
}

const (
	digestA = "0101010101010101010101010101010101010101010101010101010101010101"
	someHit = `{"hit":"h1","event":[{"cite":"` + digestA + `:0+9","exhibit":1,"leaf":0},{"cite":"` + digestA + `:9+9"}],"assignments":[{"cite":"` + digestA + `:18+9","exhibit":1,"leaf":1}]}`
)

func FuzzPackJSON(f *testing.F) {
	judged(f, "pack.json", nil, (*Packed).pack,
		`{"format":2,"kind":"pack","case":"c","title":"Garden","from":{"authority":"A","country":"IT"},"to":"DE","purpose":"p","created":"2026-03-01T12:00:00Z","actors":["A. Rossi"],"run":"`+digestA+`","subrun":"`+digestA+`","version":"0.2.0","weights":"`+digestA+`","recipients":["age1x"],"level":"B-T"}`,
		`{"format":1,"kind":"disclose","subject":"s1","created":"0001-01-01T00:00:00Z"}`,
		`{"format":2,"format":1}`, `{"kind":"%s%n"}`, `[[[[[[`)
}

func FuzzWithheldJSON(f *testing.F) {
	judged(f, "withheld.json", nil, (*Packed).counts,
		`{"exhibits":[{"number":1,"ref":"A","exhibit":"`+digestA+`","rule":"line","leaves":3,"shown":2,"withheld":{"other-state":1}}],"subjects":[{"subject":"s1","rows":1,"rules":["H1"],"ask":["B"],"finding":true,"was":"supported","band":"unresolved","text":"evidence withheld: 1 rows, ask B"}]}`,
		`{"exhibits":[{"ref":"A","leaves":9223372036854775807,"shown":-1,"withheld":{"a":9223372036854775807,"b":1}}],"subjects":[]}`,
		`{"exhibits":[{"number":2,"ref":"A"},{"number":0,"ref":"A"}]}`)
}

func FuzzDerivationJSON(f *testing.F) {
	findings := memory{"findings/findings.jsonl": []byte{}}
	judged(f, derivationFile, findings, func(p *Packed, ctx context.Context) error {
		if err := p.derivation(ctx); err != nil {
			return err
		}
		return p.findings(ctx)
	},
		`{"items":[],"claims":[{"id":"s1/for/1","weight":-1000,"text":"prior","hits":["h1"]}],"hits":[`+someHit+`],"eliminated":[{"subject":"s1","hit":"h1","assignment":{"cite":"`+digestA+`:0+9","exhibit":1,"leaf":0}}]}`,
		`{"claims":[],"hits":[`+someHit+`,`+someHit+`]}`,
		`{"claims":[],"hits":[]}`,
		`{"hits":[{"event":[{"exhibit":-1,"leaf":-9},{"exhibit":1}]}]}`)
}
