package alias

import (
	"regexp"
	"slices"
	"strings"

	"comity/internal/analysis/board/archive"
)

type pair struct{ a, b int32 }

const (
	// far is how far a likeness must stand above the usual to be named, in thousandths of a standard deviation.
	far = 1500
	// nearly is how many rounds of General Imposters must be won to be named, in millionths.
	nearly = 900_000
)

// crowd is how many names may share a selector before it says nothing of who they are.
const crowd = 4

// shared says of pairs what they have in common that is no likeness: an address or number of a profile, a post's head,
// signature or text ("selector"), or the name that mail bears beside their addresses ("name").
func shared(a *archive.Archive) map[pair][]string {
	mail := regexp.MustCompile(`[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}`)
	used := map[string][]int32{}
	add := func(v string, n int32) {
		if v = strings.ToLower(strings.TrimSpace(v)); v != "" && n != archive.None && !slices.Contains(used[v], n) && len(used[v]) <= crowd {
			used[v] = append(used[v], n)
		}
	}
	for i := range a.Profiles {
		p := &a.Profiles[i]
		add(p.Email, p.Name)
		for _, c := range p.Contacts {
			add(c, p.Name)
		}
	}
	for i := range a.Messages {
		m := &a.Messages[i]
		add(m.Email, m.Author)
		if strings.IndexByte(m.Signed, '@') >= 0 {
			for _, s := range mail.FindAllString(m.Signed, -1) {
				add(s, m.Author)
			}
		}
	}
	bearing := map[string][]int32{}
	for i := range a.Names {
		if b := a.Names[i].Bearing(); b != "" {
			bearing[b] = append(bearing[b], int32(i))
		}
	}
	out := map[pair][]string{}
	pairs(out, used, "selector")
	pairs(out, bearing, "name")
	return out
}

// pairs adds those among few names that have one thing in common.
func pairs(out map[pair][]string, having map[string][]int32, code string) {
	for _, names := range having {
		if len(names) > crowd {
			continue
		}
		slices.Sort(names)
		for i, x := range names {
			for _, y := range names[i+1:] {
				if p := (pair{x, y}); !slices.Contains(out[p], code) {
					out[p] = append(out[p], code)
				}
			}
		}
	}
}

// why says which likenesses are far above the usual.
func (f *field) why(i, j int) (out []string) {
	for k := range kinds {
		high := f.z(k, i, j) >= far
		if k == imposters {
			high = f.at(k, i, j) >= nearly
		}
		if code := kindOf[k].code; high && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	if f.sequence(i, j) || f.sequence(j, i) {
		out = append(out, "sequence")
	}
	if f.answered(i, j) {
		out = append(out, "against:answers")
	}
	return out
}

// sequence says whether one ends before the other begins.
func (f *field) sequence(i, j int) bool {
	p, q := f.archive.Names[f.names[i]].Posts, f.archive.Names[f.names[j]].Posts
	return len(p) > 0 && len(q) > 0 && f.archive.Messages[p[len(p)-1]].At < f.archive.Messages[q[0]].At
}
