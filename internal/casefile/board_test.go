package casefile_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/message"
	"comity/internal/casefile"
	"comity/internal/simulate/twins"
)

// TestBoardWithout: every interval holds the value that the command computes of a case in which that state's exhibits
// were never sealed. COMITY_SEEDS asks for the first so many worlds of seven states instead of one small world of three.
func TestBoardWithout(t *testing.T) {
	specs := []twins.Spec{{Seed: 61, States: 3, Members: 30, Days: 20, Posts: 40, Faulty: true}}
	if n, err := strconv.Atoi(os.Getenv("COMITY_SEEDS")); err == nil {
		specs = nil
		for seed := range n {
			specs = append(specs, twins.Spec{Seed: uint64(seed + 1), States: 7, Members: 60, Days: 40, Posts: 80, Faulty: true, Dirt: true})
		}
	}
	for _, spec := range specs {
		t.Run(strconv.FormatUint(spec.Seed, 10), func(t *testing.T) {
			world := t.TempDir()
			if _, err := twins.Generate(t.Context(), world, spec); err != nil {
				t.Fatal(err)
			}
			whole := profile(t, world, "", "")
			compared := 0
			for _, c := range whole.Contributors {
				compared += within(t, c.Name, whole, profile(t, world, c.Name, whole.Board))
			}
			if compared == 0 {
				t.Error("nothing was compared")
			}
			t.Logf("seed %d: %d values of %d members without each of %d contributors", spec.Seed, compared, len(whole.Members), len(whole.Contributors))
		})
	}
}

// profile seals a world without one state's exhibits and makes the profile of a board.
func profile(t *testing.T, world, without, site string) casefile.BoardReport {
	t.Helper()
	c, _ := emptyCase(t)
	text, err := os.ReadFile(filepath.Join(world, "evidence.toml"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "[[exhibit]]")
	kept := slices.DeleteFunc(blocks, func(b string) bool { return without != "" && strings.Contains(b, "\ncountry = \""+without+"\"\n") })
	if without != "" && len(kept) == strings.Count(string(text), "[[exhibit]]")+1 {
		t.Fatalf("nothing is of %s", without)
	}
	manifest := filepath.Join(world, "without-"+cmp.Or(without, "nobody")+".toml")
	if err := os.WriteFile(manifest, []byte(strings.Join(kept, "[[exhibit]]")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	rep, err := c.Board(t.Context(), casefile.BoardParams{Board: site})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// within compares the intervals of whole with what less says, and tells how many values were compared.
func within(t *testing.T, state string, whole, less casefile.BoardReport) (n int) {
	t.Helper()
	left := map[string]*board.Member{}
	for i := range less.Members {
		left[message.Speaker(less.Members[i].Name)] = &less.Members[i]
	}
	for i := range whole.Members {
		m := &whole.Members[i]
		l := left[message.Speaker(m.Name)]
		if l == nil {
			l = &board.Member{}
		}
		want, moved := m.Without[state]
		if !moved {
			want = m.Posts
		}
		if l.Posts != want {
			t.Errorf("without %s: %s has %d posts, not %d", state, m.Name, l.Posts, want)
		}
		n += 1 + ranks(t, state, m, l) + aliases(t, state, m, l)
	}
	for i, x := range whole.Group {
		if r := less.Group[i].Rate; r < x.Low || r > x.High {
			t.Errorf("without %s: %s at %d, not within %d and %d", state, x.Indicator, r, x.Low, x.High)
		}
		n++
	}
	return n
}

func ranks(t *testing.T, state string, m, l *board.Member) int {
	t.Helper()
	for _, r := range m.Roles {
		k := slices.IndexFunc(l.Roles, func(o board.Role) bool { return o.Role == r.Role })
		switch gone := slices.Contains(r.Gone, state); {
		case k < 0 && !gone:
			t.Errorf("without %s: %s is no %s, and nothing says so", state, m.Name, r.Role)
		case k >= 0 && (gone || l.Roles[k].Rank < r.Low || l.Roles[k].Rank > r.High):
			t.Errorf("without %s: %s as %s has place %d, not within %d and %d", state, m.Name, r.Role, l.Roles[k].Rank, r.Low, r.High)
		}
	}
	return len(m.Roles)
}

func aliases(t *testing.T, state string, m, l *board.Member) int {
	t.Helper()
	for _, a := range m.Aliases {
		k := slices.IndexFunc(l.Aliases, func(o board.AliasOf) bool { return message.Speaker(o.Name) == message.Speaker(a.Name) })
		switch gone := slices.Contains(a.Gone, state); {
		case k < 0 && !gone:
			t.Errorf("without %s: %s and %s are no candidates, and nothing says so", state, m.Name, a.Name)
		case k >= 0 && (gone || l.Aliases[k].Score < a.Low || l.Aliases[k].Score > a.High):
			t.Errorf("without %s: %s and %s have %d, not within %d and %d", state, m.Name, a.Name, l.Aliases[k].Score, a.Low, a.High)
		}
	}
	return len(m.Aliases)
}
