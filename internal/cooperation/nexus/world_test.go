package nexus_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/simulate"
)

// memory is an exhibit's bytes.
type memory []byte

func (m memory) Size() int64     { return int64(len(m)) }
func (m memory) Segments() int64 { return (int64(len(m)) + block.SegmentSize - 1) / block.SegmentSize }
func (m memory) ReadSegment(dst []byte, i int64) ([]byte, error) {
	return append(dst, m[i*block.SegmentSize:min(int64(len(m)), (i+1)*block.SegmentSize)]...), nil
}

type tokens struct{}

func (tokens) Card(number string) (record.Card, bool) {
	ends, digits, ok := comity.CardEnds(number)
	sum := sha256.Sum256([]byte(digits))
	return record.Card{Ends: ends, Token: [16]byte(sum[:16])}, ok
}

// files are a world's exhibits as a case would hand them over, without findings.
type files []run.Exhibit

func (f files) Exhibits() []casefile.Surveyed {
	var out []casefile.Surveyed
	for _, x := range f {
		out = append(out, casefile.Surveyed{Source: x.Source})
	}
	return out
}

type every struct{ each func(*run.Row) }

func (every) Line([]byte) bool      { return true }
func (every) Excerpt([]byte) string { return "" }
func (e every) Row(r *run.Row) bool { e.each(r); return false }

func (f files) Records(ctx context.Context, i int, each func(*run.Row)) error {
	if len(format.Of(f[i].Source.Kind)) == 0 {
		return nil
	}
	_, err := run.Search(ctx, f[i], run.Query{Cards: tokens{}, Workers: 1, Bare: true, Matcher: func() run.Matcher { return every{each} }})
	return err
}

func (files) Findings(context.Context, func(run.Finding, comity.Instant) error) error { return nil }

func lay(t *testing.T, dir string) (out files) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "evidence.toml"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifest.Parse("evidence.toml", b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.Exhibits {
		data, err := os.ReadFile(filepath.Join(dir, m.Exhibits[i].Path))
		if err != nil {
			t.Fatal(err)
		}
		x := run.Exhibit{Source: m.Source(i), Size: int64(len(data)), Open: func() (run.Segments, io.Closer, error) { return memory(data), io.NopCloser(nil), nil }}
		found, err := run.Describe(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		x.Source.Format, x.Source.Packing, x.Source.Sheet, x.Source.Exhibit = found.Format, found.Packing, found.Sheet, comity.DigestOf(data)
		if found.Encoding.Basis == "bom" && found.Encoding.Name != "utf-8" {
			x.Source.Encoding = found.Encoding.Name
		}
		out = append(out, x)
	}
	return out
}

// planted is one line of truth/nexus.jsonl.
type planted struct {
	Item  struct{ Type, Value string }
	State string
}

func truths(t *testing.T, dir string) map[planted]bool {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "truth", "nexus.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[planted]bool{}
	for line := range bytes.Lines(b) {
		var p planted
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		out[p] = true
	}
	return out
}

// ranges are the rows of a world's files of allotments, read by hand.
type ranges []struct {
	first, last netip.Addr
	code        string
}

func readRanges(t *testing.T, dir string) (out ranges) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "delegated", "*"))
	if err != nil || len(names) != 3 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for s := bufio.NewScanner(f); s.Scan(); {
			c := strings.Split(s.Text(), "|")
			if len(c) != 7 || c[2] != "ipv4" || c[1] == "*" {
				continue
			}
			n, _ := strconv.Atoi(c[4])
			first := netip.MustParseAddr(c[3])
			v := first.As4()
			end := uint32(v[0])<<24 | uint32(v[1])<<16 | uint32(v[2])<<8 | uint32(v[3])
			end += uint32(n) - 1
			out = append(out, struct {
				first, last netip.Addr
				code        string
			}{first, netip.AddrFrom4([4]byte{byte(end >> 24), byte(end >> 16), byte(end >> 8), byte(end)}), c[1]})
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// says reports whether some file gives an address to a state, by itself or by a
// state that was before it.
func (r ranges) says(addr, state string, former bool) bool {
	a := netip.MustParseAddr(addr)
	for _, x := range r {
		if a.Is4() && a.Compare(x.first) >= 0 && a.Compare(x.last) <= 0 {
			old := x.code == "YU" || x.code == "CS"
			if old == former && (x.code == state || old && (state == "ME" || state == "RS")) {
				return true
			}
		}
	}
	return false
}

// Of twenty worlds every planted nexus is found, and whatever else is found bears no
// more than the weight of a reason that does not claim to know.
func TestEveryPlantedNexusIsFoundAndNoneInvented(t *testing.T) {
	seeds := uint64(20)
	if testing.Short() {
		seeds = 3
	}
	former, moved, managed := 0, 0, 0
	for seed := uint64(1); seed <= seeds; seed++ {
		dir := filepath.Join(t.TempDir(), "world")
		if _, err := simulate.Falcon(t.Context(), dir, simulate.Config{Seed: seed, Dirt: "standard", Sites: 1, Subscribers: 5, Days: 16}); err != nil {
			t.Fatal(err)
		}
		list, allotments, err := nexus.Of(t.Context(), lay(t, dir))
		if err != nil || allotments != 3 {
			t.Fatalf("seed %d: %d files of allotments, %v", seed, allotments, err)
		}
		w := world{t, seed, truths(t, dir), readRanges(t, dir)}
		w.judge(list)
		former += w.count(list, func(n *nexus.Nexus) bool { return n.Kind == nexus.Address && n.State == "RS" })
		moved += w.count(list, func(n *nexus.Nexus) bool { return n.Kind == nexus.Address && (n.State == "KR" || n.State == "BR") })
		managed += w.count(list, func(n *nexus.Nexus) bool { return n.Kind == nexus.Server && n.Conflict })
	}
	if former == 0 || moved == 0 || managed == 0 {
		t.Errorf("the worlds have %d addresses of a former state, %d of ranges that changed hands, %d servers managed from elsewhere", former, moved, managed)
	}
}

type world struct {
	t      *testing.T
	seed   uint64
	truth  map[planted]bool
	ranges ranges
}

func (w world) count(list []nexus.Nexus, is func(*nexus.Nexus) bool) (n int) {
	for i := range list {
		if is(&list[i]) {
			n++
		}
	}
	return n
}

func (w world) judge(list []nexus.Nexus) {
	found := map[planted]bool{}
	for i := range list {
		n := &list[i]
		var p planted
		p.Item.Type, p.Item.Value, p.State = string(n.Kind), n.Item, n.State
		if n.Kind == nexus.Card {
			p.Item.Value, _, _ = strings.Cut(n.Item, " ")
		}
		found[p] = true
		w.stated(n)
		if n.State != "" && !w.truth[p] {
			w.unplanted(n)
		}
	}
	missed := 0
	for p := range w.truth {
		if !found[p] {
			missed++
			w.t.Errorf("seed %d: %s %s concerns %s: not found", w.seed, p.Item.Type, p.Item.Value, p.State)
		}
	}
	if len(w.truth) == 0 {
		w.t.Errorf("seed %d: nothing was planted", w.seed)
	}
}

// stated: a reason weighs what the table says of one of its kind, or nothing.
func (w world) stated(n *nexus.Nexus) {
	for _, r := range n.Reasons {
		in := slices.ContainsFunc(nexus.Rules(), func(x nexus.Rule) bool { return x.Kind == r.Kind && x.Weight == r.Weight })
		if in == (n.State == "") || n.State == "" && r.Weight != 0 {
			w.t.Errorf("seed %d: %s %s %s: %+v", w.seed, n.Kind, n.Item, n.State, r)
		}
	}
}

// unplanted judges what the truth does not name: an address may have been used too
// seldom to count as planted, but some file must say so; a place of hosting or
// registration and a card's issuer must have been planted.
func (w world) unplanted(n *nexus.Nexus) {
	for _, r := range n.Reasons {
		bad := false
		switch {
		case n.Kind == nexus.Account || n.Kind == nexus.Subject:
		case r.Kind == nexus.Allotment:
			a, err := netip.ParseAddr(n.Item)
			bad = err != nil || a.Is4() && !w.ranges.says(n.Item, n.State, r.Weight < 1000)
		case r.Kind == nexus.Issuer || r.Kind == nexus.Hosting || r.Kind == nexus.Registration:
			bad = true
		default:
			bad = r.Weight >= 1000
		}
		if bad {
			w.t.Errorf("seed %d: invented: %s %s concerns %s: %+v", w.seed, n.Kind, n.Item, n.State, r)
		}
	}
}
