package verify

import (
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/record"
)

// leafAt is a shown leaf of ten bytes, word one that is stated.
func leafAt(index, offset int64) seal.Leaf {
	return seal.Leaf{Index: index, Offset: offset, Bytes: []byte("123456789\n")}
}
func word(index int64) seal.Leaf {
	return seal.Leaf{Index: index, Bytes: []byte("***\n"), Stated: true}
}

// What is cited stands where it is cited as far as leaves can show that; what they cannot
// show is counted.
func TestCiting(t *testing.T) {
	src := &record.Source{Exhibit: comity.DigestOf([]byte("rose")), Packing: "gzip"}
	at := func(offset, length int64) comity.Citation {
		return comity.Citation{Exhibit: src.Exhibit, Inner: "gzip", Offset: offset, Length: length}
	}
	foreign := at(10, 9)
	foreign.Exhibit = comity.DigestOf([]byte("fern"))
	plain := at(10, 9)
	plain.Inner = ""
	for name, tt := range map[string]struct {
		cited  map[int64][]comity.Citation
		bytes  int64
		rule   seal.Rule
		leaves []seal.Leaf
		all    int64
		err    string
		left   int
		word   int
		loose  int64
	}{
		"shown":                        {cited: map[int64][]comity.Citation{1: {at(10, 9)}}, leaves: []seal.Leaf{leafAt(0, 0), leafAt(1, 10)}},
		"one leaf for two rows":        {cited: map[int64][]comity.Citation{1: {at(10, 9), at(30, 9)}}, leaves: []seal.Leaf{leafAt(0, 0), leafAt(1, 10)}, left: 1},
		"of another exhibit":           {cited: map[int64][]comity.Citation{1: {foreign}}, leaves: []seal.Leaf{leafAt(0, 0), leafAt(1, 10)}, left: 1},
		"of another stream":            {cited: map[int64][]comity.Citation{1: {plain}}, leaves: []seal.Leaf{leafAt(0, 0), leafAt(1, 10)}, left: 1},
		"behind what is withheld":      {leaves: []seal.Leaf{leafAt(3, 30), leafAt(4, 40)}, loose: 2},
		"up to the end":                {leaves: []seal.Leaf{leafAt(1, 7), leafAt(3, 30), leafAt(4, 40)}, bytes: 50, loose: 1},
		"blocks":                       {leaves: []seal.Leaf{leafAt(3, 3*4096)}, rule: seal.Block},
		"a block elsewhere":            {leaves: []seal.Leaf{leafAt(3, 3*4096+1)}, rule: seal.Block, err: "blocks have"},
		"not at the beginning":         {leaves: []seal.Leaf{leafAt(0, 5)}, err: "leaves before it end at 0"},
		"before its neighbours":        {leaves: []seal.Leaf{leafAt(3, 2)}, err: "leaves before it end at 3"},
		"beyond the end":               {leaves: []seal.Leaf{leafAt(3, 45)}, bytes: 50, err: "of 50"},
		"no room for those behind":     {leaves: []seal.Leaf{leafAt(3, 38)}, all: 9, bytes: 50, err: "at the least"},
		"the end not at the end":       {leaves: []seal.Leaf{leafAt(3, 38)}, bytes: 50, err: "at the least"},
		"stated, and nothing is shown": {cited: map[int64][]comity.Citation{1: {at(10, 9)}}, leaves: []seal.Leaf{leafAt(0, 0), word(1), leafAt(2, 20)}, word: 1, loose: 1},
		"stated at the end":            {cited: map[int64][]comity.Citation{1: {at(10, 9)}}, leaves: []seal.Leaf{leafAt(0, 0), word(1)}, word: 1},
		"a cell of the row is shown":   {cited: map[int64][]comity.Citation{1: {at(10, 30)}}, leaves: []seal.Leaf{leafAt(0, 0), word(1), leafAt(2, 20)}, loose: 1},
		"stated elsewhere":             {cited: map[int64][]comity.Citation{1: {at(90, 9)}}, leaves: []seal.Leaf{leafAt(0, 0), word(1)}, err: "cannot begin"},
		"stated too early":             {cited: map[int64][]comity.Citation{5: {at(3, 9)}}, leaves: []seal.Leaf{word(5)}, err: "cannot begin"},
		"stated too late":              {cited: map[int64][]comity.Citation{5: {at(90, 9)}}, leaves: []seal.Leaf{word(5), leafAt(6, 20)}, err: "ends before"},
		"stated in another exhibit":    {cited: map[int64][]comity.Citation{1: {foreign}}, leaves: []seal.Leaf{leafAt(0, 0), word(1)}, err: "cannot begin"},
	} {
		t.Run(name, func(t *testing.T) {
			c := citing{cited: tt.cited, src: src, rule: tt.rule, bytes: -1}
			if tt.bytes > 0 {
				c.bytes = tt.bytes
			}
			err := error(nil)
			for i := range tt.leaves {
				if err == nil {
					err = c.leaf(&tt.leaves[i])
				}
			}
			if err == nil {
				err = c.close(max(tt.all, tt.leaves[len(tt.leaves)-1].Index+1))
			}
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("want %q, got %v", tt.err, err)
				}
				return
			}
			if err != nil || len(c.cited) != tt.left || len(c.onWord) != tt.word || c.loose != tt.loose {
				t.Errorf("%v; %d left, %d stated, %d loose", err, len(c.cited), len(c.onWord), c.loose)
			}
		})
	}
}
