package identity

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strings"

	"comity/internal/comity"
)

// Field is a column that is compared.
type Field struct {
	Column string // its name, for people
	Is     Sort
	Order  string // of a date of birth that does not begin with its year: "dmy" (default) or "mdy"
}

// Table is rows in the form in which they are compared: each distinct value is
// kept once, a row is a number for each field. Rows whose fields are all equal
// are one person of the table until training tells whether their values suffice
// for that.
type Table struct {
	fields  []Field
	columns []column
	rows    int

	// After seal: people, in an order that depends on content alone.
	person []uint32   // of each row
	copies [][]uint32 // rows of each person, rising
	sums   []uint64   // content of each person, rising
}

// column is one field of all rows, later of all people.
type column struct {
	sort    Sort
	pool    *pool
	ids     []uint32 // 0: missing
	partner int      // column whose values are exchanged with this one's; -1: none
	weak    level    // up to this level it is asked whether they are
}

// pool keeps each distinct value once. Partners share one.
type pool struct {
	number map[string]uint32
	values []text
}

func newPool() *pool { return &pool{number: map[string]uint32{"": 0}, values: []text{{}}} }

func (p *pool) intern(s string) uint32 {
	id, ok := p.number[s]
	if !ok {
		s = strings.Clone(s)
		id = uint32(len(p.values))
		p.values = append(p.values, newText(s))
		p.number[s] = id
	}
	return id
}

// NewTable makes a table without rows. One to 16 fields of known sorts are
// needed; anything else is an Input error.
func NewTable(fields []Field) (*Table, error) {
	if len(fields) == 0 || len(fields) > maxFields {
		return nil, comity.Errorf(comity.Input, "%d columns to compare: one to %d are possible", len(fields), maxFields).
			WithHint("name them in [[field]] tables of the configuration")
	}
	t := &Table{fields: slices.Clone(fields)}
	for i, f := range fields {
		if !slices.Contains(Sorts(), f.Is) {
			return nil, comity.Errorf(comity.Input, "field %d: %.40q is no sort of column", i+1, f.Is).WithHint("is = one of %v", Sorts())
		}
		if f.Order != "" && f.Order != "dmy" && f.Order != "mdy" {
			return nil, comity.Errorf(comity.Input, "field %d: date order %.20q is not known", i+1, f.Order).WithHint(`"dmy" or "mdy"`)
		}
		t.columns = append(t.columns, column{sort: f.Is, pool: newPool(), partner: -1, weak: differs})
	}
	t.pair(Given, Surname, loose)
	t.pair(Street, Street, differs)
	return t, nil
}

// pair makes the first column of sort a and the first other one of sort b partners.
func (t *Table) pair(a, b Sort, weak level) {
	i := slices.IndexFunc(t.fields, func(f Field) bool { return f.Is == a })
	for j, f := range t.fields {
		if i >= 0 && j != i && f.Is == b {
			x, y := &t.columns[i], &t.columns[j]
			x.partner, y.partner, x.weak, y.weak = j, i, weak, weak
			y.pool = x.pool
			return
		}
	}
}

// Add appends a row: one cell for each field, in UTF-8. Cells are not kept.
func (t *Table) Add(cells []string) {
	for f := range t.columns {
		c := &t.columns[f]
		c.ids = append(c.ids, c.pool.intern(c.sort.plain(cells[f], t.fields[f].Order)))
	}
	t.rows++
}

// Rows is how many rows were added.
func (t *Table) Rows() int { return t.rows }

// seal finds the people: rows with one content, except those that a decision
// names. From here on columns hold people, in the order of their content, so
// that nothing depends on the order of the rows.
func (t *Table) seal(named map[uint32]bool) {
	first := map[string]int{}
	var key []byte
	var copies [][]uint32
	for r := range uint32(t.rows) {
		key = t.content(key[:0], r)
		if k, ok := first[string(key)]; ok && !named[r] {
			copies[k] = append(copies[k], r)
			continue
		}
		if !named[r] {
			first[string(key)] = len(copies)
		}
		copies = append(copies, []uint32{r})
	}
	sums := make([]uint64, len(copies))
	for i, c := range copies {
		sums[i] = t.sum(c[0])
	}
	order := make([]int, len(copies))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(sums[a], sums[b]), cmp.Compare(copies[a][0], copies[b][0]))
	})
	t.reorder(order, copies, sums)
}

func (t *Table) reorder(order []int, copies [][]uint32, sums []uint64) {
	t.person = make([]uint32, t.rows)
	t.copies = make([][]uint32, len(order))
	t.sums = make([]uint64, len(order))
	for p, i := range order {
		t.copies[p], t.sums[p] = copies[i], sums[i]
		for _, r := range copies[i] {
			t.person[r] = uint32(p)
		}
	}
	for f := range t.columns {
		c := &t.columns[f]
		ids := make([]uint32, len(order))
		for p := range ids {
			ids[p] = c.ids[t.copies[p][0]]
		}
		c.ids = ids
	}
}

// content appends the numbers of a row's values.
func (t *Table) content(b []byte, row uint32) []byte {
	for f := range t.columns {
		b = binary.LittleEndian.AppendUint32(b, t.columns[f].ids[row])
	}
	return b
}

// sum is a hash of a row's values themselves.
func (t *Table) sum(row uint32) uint64 {
	h := fnv.New64a()
	for f := range t.columns {
		c := &t.columns[f]
		_, _ = h.Write([]byte(c.pool.values[c.ids[row]].s))
		_, _ = h.Write([]byte{0})
	}
	return mix(h.Sum64())
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// people is how many there are.
func (t *Table) people() int { return len(t.copies) }
