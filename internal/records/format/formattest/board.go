package formattest

import (
	"encoding/json"
	"fmt"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Garden is an exhibit of a board in Rome, from June 2003 to the end of 2004.
func Garden(format string) *record.Source {
	s := &record.Source{Ref: "IT/9", Kind: record.Board, Format: format, Site: "garden.example", Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"}}
	for text, to := range map[string]*comity.Instant{"2003-06-01T00:00:00Z": &s.Scope.From, "2005-01-01T00:00:00Z": &s.Scope.To} {
		if err := to.UnmarshalText([]byte(text)); err != nil {
			panic(err)
		}
	}
	return s
}

// BoardRows writes posts, profiles and deeds, each as its JSON without what is empty, and
// wants them to keep their bounds.
func BoardRows(s *Said) record.Sink {
	write := func(what string, at record.Place, fault record.Reason, v any) {
		if fault != "" {
			s.t.Fatalf("%+v: %s", at, fault)
		}
		b, err := json.Marshal(v)
		if err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintf(s, "%s: %s %s\n", s.At(at), what, lean(s.t, b))
	}
	return record.Sink{
		Post: func(p *record.Post) {
			x := *p
			x.Place = record.Place{}
			write("post", p.Place, p.Fault(), x)
		},
		Profile: func(p *record.Profile) {
			x := *p
			x.Place = record.Place{}
			write("profile", p.Place, p.Fault(), x)
		},
		Deed: func(d *record.Deed) {
			x := *d
			x.Place = record.Place{}
			write("deed", d.Place, d.Fault(), x)
		},
	}
}

// lean leaves out members that hold nothing, and times that are not stated.
func lean(t testing.TB, b []byte) []byte {
	var all map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	for name, v := range all {
		drop := false
		switch v := v.(type) {
		case nil:
			drop = true
		case string:
			drop = v == "" || v == "::"
		case float64:
			drop = v == 0
		case bool:
			drop = !v
		case map[string]any:
			if v["lo"] != nil && v["lo"] == v["hi"] {
				all[name] = v["lo"]
			}
			lo, _ := v["lo"].(string)
			drop = lo > "2150"
		}
		if drop {
			delete(all, name)
		}
	}
	if b, err := json.Marshal(all); err == nil {
		return comity.QuietJSON(b)
	}
	return b
}

// BenchBoard measures how fast data is read, which must hold so many posts.
func (f Format) BenchBoard(b *testing.B, data []byte, posts int) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		p, n := f.Open(data), 0
		b.StartTimer()
		sink := record.Sink{Post: func(*record.Post) { n++ }, Reject: func(r record.Reject) { b.Fatal(r) }}
		p.Block(data, 0, sink)
		p.Close(sink)
		if n != posts {
			b.Fatal(n)
		}
	}
}
