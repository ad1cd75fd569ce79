package material

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"comity/internal/comity"
)

// Report is the verdict on every file of the states' lists.
type Report struct {
	Sets    []Set    `json:"sets"`
	Counts  Counts   `json:"counts"`
	Files   []File   `json:"files"`
	Members []Member `json:"members"`
}

// Counts are of files that a state's list has.
type Counts struct {
	Files    int `json:"files"`
	New      int `json:"new"`
	Known    int `json:"known"`
	Disagree int `json:"disagree"`
	Conflict int `json:"conflict"`
}

// File is a file as its hashes name it.
type File struct {
	MD5        []string `json:"md5"` // several: see Conflict
	SHA1       []string `json:"sha1"`
	SHA256     []string `json:"sha256"`
	Perceptual []string `json:"perceptual"`
	New        bool     `json:"new"`                // in none of the sets
	Conflict   bool     `json:"conflict,omitempty"` // rows that share one hash differ in another: an error, or made to collide
	Disagree   bool     `json:"disagree,omitempty"` // not all states give it the same label
	Sets       []Hit    `json:"sets"`
	States     []State  `json:"states"`
	First      *First   `json:"first"` // the earliest of all states; null where none says when
	Near       []Near   `json:"near"`
}

// Hit is a row of a set that holds a file.
type Hit struct {
	Set   string          `json:"set"` // reference of the exhibit
	Owner string          `json:"owner"`
	Label string          `json:"label,omitempty"`
	Cite  comity.Citation `json:"cite"`
}

// State is what one state's lists say of a file.
type State struct {
	State  string            `json:"state"`
	Labels []string          `json:"labels"`
	First  *First            `json:"first"`
	Seen   []First           `json:"seen"` // per member, the earliest
	Cite   []comity.Citation `json:"cite"`
}

// First is a sighting: time as early as its stamp may be.
type First struct {
	State  string          `json:"state"`
	Member string          `json:"member"`
	Time   comity.Instant  `json:"time"`
	Cite   comity.Citation `json:"cite"`
}

// Near is another file whose perceptual hash is near: like it, not it.
type Near struct {
	Perceptual string   `json:"perceptual"`
	Distance   int      `json:"distance"`
	Sets       []string `json:"sets"`   // that hold it
	States     []string `json:"states"` // that have it
}

// Member is somebody who had new files first, by any of the states' lists.
type Member struct {
	Rank  int            `json:"rank"`
	Name  string         `json:"name"`
	New   int            `json:"new"`
	Since comity.Instant `json:"since"` // the earliest of them
	Last  comity.Instant `json:"last"`
	Files []First        `json:"files"`
}

// Report judges the rows taken so far.
func (b *Builder) Report(ctx context.Context) (*Report, error) {
	rep := &Report{Sets: b.Sets(), Files: []File{}, Members: []Member{}}
	files := join(b.rows, len(b.digests.keys))
	near := b.likeness(files)
	for n, rows := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if f, listed := b.file(rows); listed {
			f.Near = near.of(n)
			rep.Files = append(rep.Files, f)
		}
	}
	slices.SortFunc(rep.Files, compareFiles)
	rep.Counts, rep.Members = count(rep.Files), rank(rep.Files)
	return rep, nil
}

// Sets are the sets that files were compared with, in the order of a report.
func (b *Builder) Sets() []Set {
	out := append([]Set{}, b.sets...)
	slices.SortFunc(out, func(x, y Set) int {
		return cmp.Or(cmp.Compare(x.Owner, y.Owner), cmp.Compare(x.Added, y.Added), cmp.Compare(x.Ref, y.Ref))
	})
	return out
}

// compareFiles orders files that states have.
func compareFiles(x, y File) int {
	return cmp.Or(slices.Compare(x.SHA256, y.SHA256), slices.Compare(x.SHA1, y.SHA1), slices.Compare(x.MD5, y.MD5),
		slices.Compare(x.Perceptual, y.Perceptual), compareCite(x.States[0].Cite[0], y.States[0].Cite[0]))
}

// file judges the rows of one file; listed is false where no state has it.
func (b *Builder) file(rows []int) (f File, listed bool) {
	f = File{MD5: []string{}, SHA1: []string{}, SHA256: []string{}, Perceptual: []string{}, Sets: []Hit{}, States: []State{}, Near: []Near{}}
	for _, i := range rows {
		r := b.rows[i]
		h := &r.hashed
		add(&f.MD5, h.HasMD5, h.MD5[:])
		add(&f.SHA1, h.HasSHA1, h.SHA1[:])
		add(&f.SHA256, h.HasSHA256, h.SHA256[:])
		add(&f.Perceptual, h.HasPerceptual, h.Perceptual[:])
		if r.set >= 0 {
			f.Sets = append(f.Sets, b.hit(r))
			continue
		}
		listed = true
		f.state(r)
	}
	f.New, f.Conflict = len(f.Sets) == 0, len(f.MD5) > 1 || len(f.SHA1) > 1 || len(f.SHA256) > 1
	slices.SortFunc(f.Sets, compareHits)
	slices.SortFunc(f.States, func(x, y State) int { return cmp.Compare(x.State, y.State) })
	f.settle()
	return f, listed
}

// add puts a hash among those of a file, in order, once.
func add(to *[]string, has bool, b []byte) {
	if has {
		insert(to, hex.EncodeToString(b))
	}
}

func insert(to *[]string, s string) {
	if i, there := slices.BinarySearch(*to, s); !there {
		*to = slices.Insert(*to, i, s)
	}
}

// state takes over a row of a state's list.
func (f *File) state(r *row) {
	i := slices.IndexFunc(f.States, func(s State) bool { return s.State == r.state })
	if i < 0 {
		i = len(f.States)
		f.States = append(f.States, State{State: r.state, Labels: []string{}, Seen: []First{}, Cite: []comity.Citation{}})
	}
	s := &f.States[i]
	s.Cite = append(s.Cite, r.cite())
	if r.hashed.Label != "" {
		insert(&s.Labels, r.hashed.Label)
	}
	if r.hashed.FirstSeen.Lo == comity.Latest {
		return
	}
	x := First{State: r.state, Member: r.hashed.Member, Time: r.hashed.FirstSeen.Lo, Cite: r.cite()}
	j := slices.IndexFunc(s.Seen, func(y First) bool { return y.Member == x.Member })
	switch {
	case j < 0:
		s.Seen = append(s.Seen, x)
	case earlier(x, s.Seen[j]) < 0:
		s.Seen[j] = x
	}
}

// earlier orders sightings by time; at the same time one that names somebody is first.
func earlier(x, y First) int {
	named := func(f First) int {
		if f.Member == "" {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(x.Time, y.Time), cmp.Compare(named(x), named(y)), cmp.Compare(x.State, y.State), cmp.Compare(x.Member, y.Member), compareCite(x.Cite, y.Cite))
}

func compareCite(x, y comity.Citation) int {
	return cmp.Or(slices.Compare(x.Exhibit[:], y.Exhibit[:]), cmp.Compare(x.Inner, y.Inner), cmp.Compare(x.Offset, y.Offset), cmp.Compare(x.Length, y.Length))
}

// settle puts sightings and citations in order, and says whether labels agree.
func (f *File) settle() {
	var labels []string
	for i := range f.States {
		s := &f.States[i]
		slices.SortFunc(s.Seen, earlier)
		slices.SortFunc(s.Cite, compareCite)
		if len(s.Seen) > 0 {
			s.First = &s.Seen[0]
			if f.First == nil || earlier(*s.First, *f.First) < 0 {
				f.First = s.First
			}
		}
		for _, l := range s.Labels {
			insert(&labels, l)
		}
	}
	f.Disagree = len(labels) > 1
}

func count(files []File) Counts {
	c := Counts{Files: len(files)}
	for i := range files {
		f := &files[i]
		c.New += one(f.New)
		c.Known += one(!f.New)
		c.Disagree += one(f.Disagree)
		c.Conflict += one(f.Conflict)
	}
	return c
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rank lists the members first seen with new files: who had most of them, then who
// had one first.
func rank(files []File) []Member {
	at := map[string]int{}
	out := []Member{}
	for i := range files {
		f := &files[i]
		if !f.New || f.First == nil || f.First.Member == "" {
			continue
		}
		n, seen := at[f.First.Member]
		if !seen {
			n = len(out)
			at[f.First.Member] = n
			out = append(out, Member{Name: f.First.Member})
		}
		out[n].Files = append(out[n].Files, *f.First)
	}
	for i := range out {
		m := &out[i]
		slices.SortFunc(m.Files, earlier)
		m.New, m.Since, m.Last = len(m.Files), m.Files[0].Time, m.Files[len(m.Files)-1].Time
	}
	slices.SortFunc(out, func(x, y Member) int {
		return cmp.Or(cmp.Compare(y.New, x.New), cmp.Compare(x.Since, y.Since), cmp.Compare(x.Name, y.Name))
	})
	for i := range out {
		out[i].Rank = i + 1
		if i > 0 && out[i].New == out[i-1].New && out[i].Since == out[i-1].Since {
			out[i].Rank = out[i-1].Rank
		}
	}
	return out
}
