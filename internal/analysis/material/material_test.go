package material_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/material"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

type given struct {
	src *record.Source
	h   record.Hashed
}

func TestSetOf(t *testing.T) {
	src := &record.Source{Ref: "IT/1", Provider: "Register"}
	for notes, want := range map[string]material.Set{
		"known set, version 4 of 2009-06-27": {Ref: "IT/1", Owner: "Register", Version: "4", Date: "2009-06-27"},
		"Known set":                          {Ref: "IT/1", Owner: "Register"},
		"":                                   {}, "seized; compare with the known set": {},
	} {
		got, ok := material.SetOf(src, notes)
		if diff := cmp.Diff(want, got); diff != "" || ok != (want.Ref != "") {
			t.Errorf("%q: %s", notes, diff)
		}
	}
}

// world draws rows of six lists and two sets over few files, so that much is shared.
func world(r *rand.Rand) (rows []given, sets map[string]bool) {
	sets = map[string]bool{"S/1": true, "S/2": true}
	refs := []string{"IT/1", "IT/2", "DE/1", "FR/1", "S/1", "S/2"}
	for n := range 120 {
		ref := refs[r.IntN(len(refs))]
		src := &record.Source{Ref: ref, Country: ref[:2], Provider: "owner of " + ref, Kind: record.Hashes, Exhibit: comity.DigestOf([]byte(ref))}
		file := byte(r.IntN(60) + 1)
		h := record.Hashed{Place: record.Place{Offset: int64(n), Length: 1}, FirstSeen: record.Absent(), Size: -1}
		if r.IntN(3) > 0 {
			h.MD5, h.HasMD5 = [16]byte{file}, true
		}
		if r.IntN(3) > 0 {
			h.SHA1, h.HasSHA1 = [20]byte{file + byte(r.IntN(20)/19)}, true
		}
		if !h.HasMD5 && !h.HasSHA1 || r.IntN(2) > 0 {
			h.SHA256, h.HasSHA256 = [32]byte{file}, true
		}
		if r.IntN(2) > 0 {
			h.Perceptual, h.HasPerceptual = [32]byte{file / 8, file % 8, 0xff}, true
			for range r.IntN(25) {
				bit := r.IntN(256)
				h.Perceptual[bit/8] ^= 1 << (bit % 8)
			}
		}
		if r.IntN(2) > 0 {
			at := comity.Instant(r.IntN(500)) * comity.Second
			h.FirstSeen, h.Member = clock.Span{Lo: at, Hi: at}, fmt.Sprintf("m%d", r.IntN(6))
		}
		h.Label = []string{"", "A", "B"}[r.IntN(3)]
		rows = append(rows, given{src, h})
	}
	return rows, sets
}

func report(t *testing.T, rows []given, sets map[string]bool) *material.Report {
	t.Helper()
	rep, err := whole(rows, sets).Report(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// whole is a builder that was given every row.
func whole(rows []given, sets map[string]bool) *material.Builder {
	b := material.NewBuilder()
	for _, ref := range []string{"S/1", "S/2"} {
		if sets[ref] {
			b.Set(material.Set{Ref: ref, Owner: ref})
		}
	}
	for i := range rows {
		b.Row(rows[i].src, &rows[i].h)
	}
	return b
}

// sieved is one that asked for the rows of sets.
func sieved(rows []given, sets map[string]bool) *material.Builder {
	b, _ := sift(rows, sets)
	return b
}

// Verdicts are those of a join that compares every row with every other until
// nothing changes.
func TestBruteForce(t *testing.T) {
	for seed := range uint64(10) {
		rows, sets := world(rand.New(rand.NewPCG(seed, 7)))
		rep := report(t, rows, sets)
		file := spread(rows)
		want := map[int]string{}
		for i, x := range rows {
			if !sets[x.src.Ref] {
				want[i] = expect(rows, file, sets, file[i])
			}
		}
		got := map[int]string{}
		for _, f := range rep.Files {
			for _, s := range f.States {
				for _, c := range s.Cite {
					got[int(c.Offset)] = told(&f)
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// spread numbers the files of rows: the least row that sharing reaches.
func spread(rows []given) []int {
	file := make([]int, len(rows))
	for i := range file {
		file[i] = i
	}
	for changed := true; changed; {
		changed = false
		for i := range rows {
			for j := range rows {
				a, b := &rows[i].h, &rows[j].h
				if file[j] < file[i] && (a.HasMD5 && b.HasMD5 && a.MD5 == b.MD5 || a.HasSHA1 && b.HasSHA1 && a.SHA1 == b.SHA1 || a.HasSHA256 && b.HasSHA256 && a.SHA256 == b.SHA256) {
					file[i], changed = file[j], true
				}
			}
		}
	}
	return file
}

// expect says of a file whether it is new, when it was first seen, whether labels
// differ, and how near which others are.
func expect(rows []given, file []int, sets map[string]bool, n int) string {
	fresh, first := true, comity.Latest
	labels, near := map[string]bool{}, map[int]int{}
	for i, x := range rows {
		if file[i] != n {
			continue
		}
		if sets[x.src.Ref] {
			fresh = false
		} else {
			first = min(first, x.h.FirstSeen.Lo)
			if x.h.Label != "" {
				labels[x.h.Label] = true
			}
		}
		for j, y := range rows {
			d := 0
			for k := range 32 {
				d += bits.OnesCount8(x.h.Perceptual[k] ^ y.h.Perceptual[k])
			}
			if file[j] != n && x.h.HasPerceptual && y.h.HasPerceptual && d <= 31 {
				if old, seen := near[file[j]]; !seen || d < old {
					near[file[j]] = d
				}
			}
		}
	}
	var far []int
	for _, d := range near {
		far = append(far, d)
	}
	slices.Sort(far)
	return fmt.Sprint(fresh, first, len(labels) > 1, far)
}

func told(f *material.File) string {
	first := comity.Latest
	if f.First != nil {
		first = f.First.Time
	}
	var far []int
	for _, n := range f.Near {
		far = append(far, n.Distance)
	}
	return fmt.Sprint(f.New, first, f.Disagree, far)
}

// The order in which rows come changes nothing; a set that comes later makes fewer
// files new and no known one new.
func TestOrderAndLaterSet(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	rows, sets := world(r)
	all := report(t, rows, sets)
	want, _ := json.Marshal(all)
	mixed := slices.Clone(rows)
	r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	got, _ := json.Marshal(report(t, mixed, sets))
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
	fewer := slices.DeleteFunc(slices.Clone(rows), func(g given) bool { return g.src.Ref == "S/2" })
	if before := report(t, fewer, map[string]bool{"S/1": true}); before.Counts.New <= all.Counts.New {
		t.Errorf("%d new with one set, %d with two", before.Counts.New, all.Counts.New)
	}
	if len(all.Members) == 0 || all.Members[0].Rank != 1 || all.Members[0].New < all.Members[len(all.Members)-1].New {
		t.Errorf("%+v", all.Members)
	}
}

// A report of sets that are read as Next asks is that of holding every row, in whatever order rows come.
func TestSieve(t *testing.T) {
	again := 0
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 11))
		rows, sets := world(r)
		for n := range rows { // few files of the sets are in the lists: most that is kept is kept for a reason
			h := &rows[n].h
			if sets[rows[n].src.Ref] && r.IntN(3) > 0 {
				h.MD5[1], h.SHA256[1], h.Perceptual[30] = 1, 1, byte(r.IntN(2)*255)
			}
		}
		want, _ := json.Marshal(report(t, rows, sets))
		rep, passes := sifted(t, rows, sets)
		got, _ := json.Marshal(rep)
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
		}
		again = max(again, passes)
	}
	if again < 3 {
		t.Errorf("%d passes at most: no row led to others", again)
	}
}

// sifted hands the lists over, and the sets as often as asked for.
func sifted(t *testing.T, rows []given, sets map[string]bool) (rep *material.Report, passes int) {
	t.Helper()
	b, passes := sift(rows, sets)
	rep, err := b.Report(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return rep, passes
}

func sift(rows []given, sets map[string]bool) (b *material.Builder, passes int) {
	b = material.NewBuilder()
	for _, ref := range []string{"S/1", "S/2"} {
		b.Set(material.Set{Ref: ref, Owner: ref})
	}
	feed := func(set bool) {
		for i := range rows {
			if sets[rows[i].src.Ref] == set {
				b.Row(rows[i].src, &rows[i].h)
			}
		}
	}
	feed(false)
	for ; b.Next(); passes++ {
		feed(true)
	}
	return b, passes
}

// Who was first without some exhibits is who a report names where their rows never came, with the sieve and without.
func TestFirstsWithout(t *testing.T) {
	said := func(firsts []material.Sighting) (out []string) {
		for _, f := range firsts {
			out = append(out, fmt.Sprint(f.State, f.Member, f.Time, f.Cite, f.New))
		}
		return out
	}
	for seed := range uint64(10) {
		rows, sets := world(rand.New(rand.NewPCG(seed, 13)))
		for _, out := range []string{"", "IT/1", "DE/1", "S/1", "S/2"} {
			fewer := map[string]bool{"S/1": out != "S/1", "S/2": out != "S/2"}
			var want []material.Sighting
			for _, f := range report(t, slices.DeleteFunc(slices.Clone(rows), func(g given) bool { return g.src.Ref == out }), fewer).Files {
				if f.First != nil && f.First.Member != "" {
					want = append(want, material.Sighting{First: *f.First, New: f.New})
				}
			}
			for name, b := range map[string]*material.Builder{"whole": whole(rows, sets), "sieve": sieved(rows, sets)} {
				got, err := b.Firsts(t.Context(), func(src *record.Source) bool { return src.Ref == out })
				if diff := cmp.Diff(said(want), said(got)); err != nil || diff != "" {
					t.Errorf("seed %d without %q, %s: %v %s", seed, out, name, err, diff)
				}
			}
		}
	}
}

// A chain of hashes that lies in a set from its end to its begin is followed to its end; what leads nowhere is let go.
func TestSieveChain(t *testing.T) {
	list := &record.Source{Ref: "IT/1", Country: "IT", Kind: record.Hashes}
	set := &record.Source{Ref: "S/1", Country: "IT", Kind: record.Hashes}
	h := func(n int64, md5, sha1 byte) record.Hashed {
		return record.Hashed{Place: record.Place{Offset: n, Length: 1}, FirstSeen: record.Absent(), Size: -1, MD5: [16]byte{md5}, HasMD5: md5 > 0, SHA1: [20]byte{sha1}, HasSHA1: sha1 > 0}
	}
	rows := []given{{list, h(1, 1, 0)}, {set, h(2, 3, 3)}, {set, h(3, 9, 9)}, {set, h(4, 2, 3)}, {set, h(5, 2, 2)}, {set, h(6, 1, 2)}}
	rep, passes := sifted(t, rows, map[string]bool{"S/1": true})
	if len(rep.Files) != 1 || len(rep.Files[0].Sets) != 4 || rep.Sets[0].Rows != 5 || passes != 5 {
		t.Errorf("%d passes, %+v", passes, rep)
	}
}

// What is said of a digest by itself is what a report says where a list has it, read whole and with the sieve.
func TestHits(t *testing.T) {
	for seed := range uint64(10) {
		rows, sets := world(rand.New(rand.NewPCG(seed, 15)))
		for n := range rows {
			if h := &rows[n].h; !sets[rows[n].src.Ref] { // each list's row has one digest, and joins nothing
				h.HasSHA1, h.HasSHA256 = h.HasSHA1 && !h.HasMD5, h.HasSHA256 && !h.HasMD5 && !h.HasSHA1
				h.HasPerceptual = false
			}
		}
		want := map[int64][]material.Hit{}
		for _, f := range report(t, rows, sets).Files {
			for _, s := range f.States {
				for _, c := range s.Cite {
					want[c.Offset] = f.Sets
				}
			}
		}
		for _, sieve := range []bool{false, true} {
			hits, asked := alone(t, rows, sets, sieve)
			got := map[int64][]material.Hit{}
			for i, h := range hits {
				got[asked[i]] = h
			}
			if diff := cmp.Diff(want, got); diff != "" || len(hits) != len(asked) {
				t.Errorf("seed %d, sieve %v: %s", seed, sieve, diff)
			}
		}
	}
}

// alone asks for the digests of lists by themselves; asked are the places of the lists' rows.
func alone(t *testing.T, rows []given, sets map[string]bool, sieve bool) (hits [][]material.Hit, asked []int64) {
	t.Helper()
	b := material.NewBuilder()
	for _, ref := range []string{"S/1", "S/2"} {
		b.Set(material.Set{Ref: ref, Owner: ref})
	}
	for i := range rows {
		if !sets[rows[i].src.Ref] {
			b.Digest(&rows[i].h)
			asked = append(asked, rows[i].h.Offset)
		}
	}
	for first := true; first && !sieve || sieve && b.Next(); first = false {
		for i := range rows {
			if sets[rows[i].src.Ref] {
				b.Row(rows[i].src, &rows[i].h)
			}
		}
	}
	hits, err := b.Hits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return hits, asked
}
