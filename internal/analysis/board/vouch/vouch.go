// Package vouch finds, in what members write, who speaks for whom: "I vouch for fern", in several languages.
//
// Who vouched in words is a place to read, like every phrase. It is taken only where the writer says it in the first person, of a
// name that the board has, unquestioned and not denied; what could be read in two ways is left out.
package vouch

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/parallel"
	"comity/internal/comity"
)

//go:embed vouch.toml
var table []byte

// Said is one name vouching for another in a message.
type Said struct {
	Message, From, To int32
}

// tongue is how people vouch in one language, as the table says.
type tongue struct {
	Says    []string `toml:"says"`
	Between []string `toml:"between"`
	Denies  []string `toml:"denies"`
	After   []string `toml:"after"`
	Word    []string `toml:"word"`
	Goes    []string `toml:"goes"`
	Also    []string `toml:"also"`
	Lead    []string `toml:"lead"`
	Noun    []string `toml:"noun"`
}

// formula is a way to vouch: what stands before the name, and behind it.
type formula struct {
	*tongue
	before, behind []string
}

// Reader finds who vouches, and remembers what it found in each text: archives of the same builder share them.
type Reader struct {
	Digest   comity.Digest // of the table
	formulas map[string][]formula
	mu       sync.Mutex
	seen     map[int32][]found // by number of the text
}

// NewReader makes a reader that remembers nothing yet. It may be used by several goroutines.
func NewReader() (*Reader, error) {
	var file struct {
		Version                    string `toml:"version"`
		En, It, De, Fr, Es, Nl, Pl *tongue
	}
	if err := toml.Unmarshal(table, &file); err != nil {
		return nil, comity.Errorf(comity.Fault, "the table of vouching: %w", err)
	}
	r := &Reader{Digest: comity.DigestOf(table), formulas: map[string][]formula{}, seen: map[int32][]found{}}
	for _, t := range []*tongue{file.En, file.It, file.De, file.Fr, file.Es, file.Nl, file.Pl} {
		if t == nil {
			return nil, comity.Errorf(comity.Fault, "the table of vouching lacks a language")
		}
		for _, says := range t.Says {
			before, behind, named := strings.Cut(says, "{}")
			f := formula{t, strings.Fields(before), strings.Fields(behind)}
			if !named || len(f.before) == 0 {
				return nil, comity.Errorf(comity.Fault, "the table of vouching: %q names nobody, or begins with the name", says)
			}
			r.formulas[f.before[0]] = append(r.formulas[f.before[0]], f)
		}
	}
	return r, nil
}

// Read finds who vouches for whom in all messages, each pair of a message once, in order of messages.
func (r *Reader) Read(a *archive.Archive, workers int) []Said {
	by := named(a)
	out := make([][]Said, len(a.Messages))
	_ = parallel.Each(workers, len(a.Messages), func(n int) error { // finding can not fail
		m := &a.Messages[n]
		for _, f := range r.find(m) {
			for _, to := range by.read(m.Text, f) {
				if s := (Said{int32(n), m.Author, to}); to != m.Author && !slices.Contains(out[n], s) {
					out[n] = append(out[n], s)
				}
			}
		}
		return nil
	})
	return slices.Concat(out...)
}

func (r *Reader) find(m *archive.Message) []found {
	r.mu.Lock()
	list, known := r.seen[m.Said]
	r.mu.Unlock()
	if known {
		return list
	}
	list = r.search(m.Text)
	r.mu.Lock()
	r.seen[m.Said] = list
	r.mu.Unlock()
	return list
}
