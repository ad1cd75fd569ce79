package pack_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"comity/internal/analysis/excerpt"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/cooperation/pack"
	"comity/internal/simulate"
)

// union is all packs of one case, row by row.
type union struct {
	*world
	seed   uint64
	raw    []raw
	leaves [][]rawLeaf // by exhibit
	shown  []map[int64]bool
	truth  *oracle
	salts  map[string]string // → the leaf that it is of
	counts map[string]int
	nexus  *nexus.Reading
	ruled  map[int]bool // exhibits of which some rule withholds rows from whom they concern
}

// ours is the seed of the world that is always packed, and never left out.
const ours = 49

// The packs for all states together, and what they withhold, are the case: row by row, by what
// this test reads of the raw files itself and by the truth that the simulator wrote. The world is
// one whose archives hold files of providers of different states.
func TestUnionOfAllPacksIsTheCase(t *testing.T) {
	seeds := []uint64{ours}
	if n, _ := strconv.Atoi(os.Getenv("COMITY_SEEDS")); n > 0 {
		for s := range n {
			seeds = append(seeds, 50+uint64(s))
		}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { packAll(t, seed) })
	}
}

func packAll(t *testing.T, seed uint64) {
	root := t.TempDir()
	dir := filepath.Join(root, "world")
	got[simulate.Summary](t)(simulate.Falcon(t.Context(), dir, simulate.Config{Seed: seed, Dirt: "standard", Formats: "all", Sites: 1, Subscribers: 2, Days: 7}))
	n := got[*casefile.Node](t)(casefile.OpenNode(t.Context(), casefile.Config{Home: filepath.Join(root, "home"), Actor: "A. Rossi", Purpose: "cooperation", Now: time.Now, Rand: rand.Reader}))
	t.Cleanup(func() { n.Close() })
	c := got[*casefile.Case](t)(n.Init(t.Context(), filepath.Join(root, "case"), casefile.InitParams{Title: "Garden", Country: "IT", Authority: "Demonstration authority"}))
	if _, err := c.Seal(t.Context(), filepath.Join(dir, "evidence.toml")); err != nil && seed != ours && strings.Contains(err.Error(), "same-bytes-one-reading") {
		t.Skip("two logs of this small world are empty")
	} else if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	u := &union{world: &world{t: t, c: c, root: root}, seed: seed, raw: rawWorld(t, dir), salts: map[string]string{}, counts: map[string]int{}, ruled: map[int]bool{}}
	u.leaves, u.shown = make([][]rawLeaf, len(u.raw)), make([]map[int64]bool, len(u.raw))
	states := u.states()
	u.truth = readOracle(t, dir, u.raw, states)
	for i, state := range states {
		f := u.pack(state)
		u.judge(state, f, i == 0)
	}
	u.nobodys()
	t.Logf("%d states %v: %v", len(states), states, u.counts)
	for _, what := range []string{"direct", "evidence", "foreign rows withheld", "rows of no state", "due", "salts tried", "card numbers"} {
		if u.counts[what] == 0 {
			t.Errorf("no %s: this test shows nothing", what)
		}
	}
}

// states are all that the nexus names.
func (u *union) states() []string {
	s := got[*casefile.Survey](u.t)(u.c.Survey(u.t.Context(), "nexus"))
	list, _, err := nexus.Of(u.t.Context(), s)
	if err != nil {
		u.t.Fatal(err)
	}
	of := map[string]bool{}
	for _, x := range list {
		of[x.State] = true
	}
	delete(of, "")
	return slices.Sorted(maps.Keys(of))
}

// pack makes one with its reports.
func (u *union) pack(to string) *files {
	u.t.Helper()
	f := &files{}
	_, err := u.c.HandOver(u.t.Context(), casefile.HandoverParams{To: to, Out: filepath.Join(u.root, to+".pack"), Urgent: true},
		func(ctx context.Context, h *casefile.Handover, _ io.Writer) (casefile.Made, error) {
			cfg := pack.Config{To: to, Now: time.Unix(1e9, 0), Workers: 2, Texts: pack.Texts}
			if u.nexus == nil { // read once: it is the same for all states, and costs the most
				r := got[nexus.Reading](u.t)(nexus.Read(ctx, h))
				u.nexus = &r
				return pack.Make(ctx, h, f, cfg)
			}
			in := pack.For(to, *u.nexus)
			if err := in.Evidence(ctx, h); err != nil {
				return casefile.Made{}, err
			}
			ch, err := pack.Choose(ctx, h, in, h.Authority()+" ("+h.Country()+")")
			if err != nil {
				return casefile.Made{}, err
			}
			made, err := pack.Assemble(ctx, h, ch, f, cfg)
			return made, errors.Join(err, ch.Close())
		})
	if err != nil {
		u.t.Fatal(to, err)
	}
	return f
}

// judge holds one pack to the raw files and the truth.
func (u *union) judge(state string, f *files, first bool) {
	t := u.t
	t.Helper()
	var held pack.Withheld
	f.json(t, pack.WithheldFile, &held)
	checkCounts(t, state, f)
	if len(held.Exhibits) != len(u.raw) {
		t.Fatalf("%s: %d exhibits, sealed are %d", state, len(held.Exhibits), len(u.raw))
	}
	said := entitiesOf(f.text[pack.FindingsFile].String(), u.truth.users)
	cited := strings.Split(f.text[pack.DerivationFile].String(), `"`)
	hidden := map[comity.Digest][]string{} // hash of a withheld leaf that stands in the pack → its text
	for i, w := range held.Exhibits {
		x := &u.raw[i]
		if w.Ref != x.Ref && (w.Ref != "" || w.Number > 0) {
			t.Fatalf("%s: exhibit %d is %s, sealed was %s", state, i, w.Ref, x.Ref)
		}
		if first {
			u.leaves[i], u.shown[i] = x.cut(w.Rule), map[int64]bool{}
		}
		if w.Leaves != int64(len(u.leaves[i])) {
			t.Fatalf("%s, %s (%s): %d leaves, this test cuts %d", state, x.Ref, x.Format, w.Leaves, len(u.leaves[i]))
		}
		here := u.exhibit(state, f, i, w, hidden)
		u.rows(state, i, w, here, said)
		if w.Number > 0 && len(here) == 0 && !slices.ContainsFunc(cited, func(c string) bool { return strings.HasPrefix(c, w.Exhibit.String()) && strings.Contains(c, x.Member) }) {
			t.Errorf("%s: %s is described, and nothing of it is shown or cited", state, x.Ref)
		}
	}
	u.guess(state, f, hidden)
	u.cards(state, f)
}

// exhibit holds what is shown of one to its bytes, leaf by leaf.
func (u *union) exhibit(state string, f *files, i int, w pack.WithheldExhibit, hidden map[comity.Digest][]string) map[int64]bool {
	here := map[int64]bool{}
	if w.Number == 0 {
		return here
	}
	leaves, _ := f.rows(u.t, w.Number)
	for _, l := range leaves {
		here[l.Index], u.shown[i][l.Index] = true, true
		if l.Stated {
			continue
		}
		if want := u.leaves[i][l.Index].text; !same(u.raw[i].book != nil, string(l.Bytes), want) {
			u.t.Errorf("%s, %s: leaf %d is %q, sealed was %q", state, w.Ref, l.Index, l.Bytes, want)
		}
		name := fmt.Sprintf("%s %d", w.Ref, l.Index)
		if old := u.salts[string(l.Salt[:])]; old != "" && old != name {
			u.t.Errorf("%s: %s has the salt of %s", state, name, old)
		}
		u.salts[string(l.Salt[:])] = name
	}
	for line := range strings.Lines(f.text[excerpt.Folder(w.Number)+"/rows.txt"].String()) {
		if part := strings.Fields(line); part[0] == "node" && part[1] == "0" {
			k, _ := strconv.Atoi(part[2])
			d := got[comity.Digest](u.t)(comity.ParseDigest(part[3]))
			hidden[d] = append(hidden[d], u.leaves[i][k].text)
		}
	}
	return here
}

// same compares a leaf with the raw one: of a sheet a cell's name and stored value, and not what it means.
func same(sheet bool, leaf, want string) bool {
	if !sheet {
		return leaf == want
	}
	name, rest, _ := strings.Cut(strings.TrimRight(leaf, "\n"), "\t")
	value, _, _ := strings.Cut(rest, "\t")
	return name+"\t"+value == want || strings.HasPrefix(want, name+"\t") && len(strings.Fields(want)) > 1 // a number is stored in several ways
}

// rows holds what is shown and withheld of an exhibit to whom its rows concern.
func (u *union) rows(state string, i int, w pack.WithheldExhibit, here map[int64]bool, said map[string]bool) {
	x, other := &u.raw[i], int64(0)
	for rule, n := range w.Withheld {
		if rule != pack.RuleOther && rule != pack.RuleCard {
			other += n
		}
	}
	u.ruled[i] = u.ruled[i] || other > 0
	any, missing := false, int64(0)
	for _, r := range u.truth.rows[i] {
		some, all := false, true
		for k := r.from; k < r.to; k++ {
			some, all = some || here[int64(k)], all && here[int64(k)]
		}
		due := r.must[state] && x.Kind != "allotments"
		if due {
			u.counts["due"]++
		}
		switch {
		case some && !all && !r.names:
			u.t.Errorf("%s, %s: a part of the row %.200q is shown", state, x.Ref, r.text)
		case due && !some:
			missing += int64(r.to - r.from)
			if missing > other {
				u.t.Errorf("%s, %s (%s): %.200q concerns it, and is not shown", state, x.Ref, x.Format, r.text)
			}
		}
		if !some || r.names {
			if !r.names && !r.may[state] {
				u.counts["foreign rows withheld"]++
			}
			continue
		}
		any = true
		switch {
		case r.may[state]:
			u.counts["direct"]++
		case r.shares(said):
			u.counts["evidence"]++
		default:
			u.t.Errorf("%s, %s (%s): %.200q is shown and concerns %v", state, x.Ref, x.Format, r.text, slices.Sorted(maps.Keys(r.may)))
		}
	}
	if len(here) > 0 && !any {
		u.t.Errorf("%s, %s: names of columns without a row", state, x.Ref)
	}
}

// nobodys wants every row that no pack shows to be one that concerns no state.
func (u *union) nobodys() {
	for i := range u.raw {
		for _, r := range u.truth.rows[i] {
			some := false
			for k := r.from; k < r.to; k++ {
				some = some || u.shown[i][int64(k)]
			}
			if !some && !r.names && u.raw[i].Kind != "allotments" {
				u.counts["rows of no state"]++
				if len(r.must) > 0 && !u.ruled[i] {
					u.t.Errorf("%s: %.200q is in no pack, and concerns %v", u.raw[i].Ref, r.text, slices.Sorted(maps.Keys(r.must)))
				}
			}
		}
	}
}

// guess tries every salt that a pack shows on each withheld leaf whose own hash stands in it.
func (u *union) guess(state string, f *files, hidden map[comity.Digest][]string) {
	var guess []byte
	tried := 0
	defer func() { u.counts["salts tried"] += tried }()
	for n := 1; f.text[excerpt.Folder(n)+"/rows.txt"] != nil; n++ {
		leaves, _ := f.rows(u.t, n)
		for _, l := range leaves {
			if l.Stated {
				continue
			}
			for hash, texts := range hidden {
				tried++
				guess = append(append(append(guess[:0], 0), l.Salt[:]...), texts[0]...)
				if comity.DigestOf(guess) == hash {
					u.t.Errorf("%s: the withheld leaf %q opens with the salt of leaf %d of %d", state, texts[0], l.Index, n)
				}
			}
		}
	}
}

// cards wants no card number of the raw files in any byte of a pack.
func (u *union) cards(state string, f *files) {
	texts := opened(u.t, f)
	for n := 1; f.text[excerpt.Folder(n)+"/rows.txt"] != nil; n++ {
		leaves, _ := f.rows(u.t, n)
		var b bytes.Buffer
		for _, l := range leaves {
			b.Write(l.Bytes)
		}
		texts["the rows of "+excerpt.Folder(n)] = b.String()
	}
	u.counts["card numbers"] += len(u.truth.cards)
	for name, text := range texts {
		for _, form := range []string{text, strings.NewReplacer(" ", "", "-", "").Replace(text)} {
			for _, number := range u.truth.cards {
				if strings.Contains(form, number) {
					u.t.Errorf("%s: %s holds the card number %s", state, name, number)
				}
			}
		}
	}
}
