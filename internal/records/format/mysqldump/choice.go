package mysqldump

import (
	"maps"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// choice is which table is read.
type choice struct {
	database string
	tables   map[string]*relation // by full name
	readers  map[string]*reader   // by the names of the columns
	now      *reader              // of the statement at hand; nil: its tuples are rejected
	unread   record.Reason        // then: why
	odd      table.Odd
	survey   clock.Survey // of readers that were forgotten
}

// relation is what the dump says of one of its tables.
type relation struct {
	columns []string // of its CREATE TABLE; nil: not seen
	rows    bool     // there is an INSERT
	fits    bool     // the columns of the CREATE TABLE or of an INSERT have what the kind needs
	missed  bool     // rows were passed over before it was known to fit
	unnamed bool     // there is an INSERT whose columns nobody names
	unsited bool     // it fits, and its accounts are of no site
	why     error    // it does not fit
}

// reader reads the rows of one list of columns.
type reader struct {
	*table.Reader
	ips []int // the columns under keys for addresses
}

// mostReaders bounds how many lists of columns are remembered.
const mostReaders = 64

func newChoice() choice {
	return choice{tables: map[string]*relation{}, readers: map[string]*reader{}}
}

// describes refuses a description that no table could fit, as table.Open does of
// a table that has every column which is needed or mapped.
func (p *Parser) describes() error {
	names := keysOf(p.src.Kind)
	for _, key := range slices.Sorted(maps.Keys(p.src.Columns)) {
		for _, name := range p.src.Columns[key] {
			if name = strings.TrimSpace(name); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	_, err := table.Open(names, p.src, p.cfg)
	return err
}

// keysOf are columns that fit a kind.
func keysOf(kind record.Kind) []string {
	return map[record.Kind][]string{
		record.Access: {"time", "ip"}, record.Assignments: {"ip", "start", "subscriber"}, record.Answers: {"asked_ip", "asked_time", "subscriber"},
		record.Payments: {"id", "time"}, record.Holders: {"card", "holder"}, record.Members: {"account"}, record.Network: {"left", "relation", "right"},
		record.Hashes: {"md5"},
	}[kind]
}

// wants reports whether the source means the table of this full name, or leaves
// the choice to us.
func (p *Parser) wants(full string) bool {
	s := p.src.Sheet
	return s == "" || s == full || s == full[strings.LastIndexByte(full, '.')+1:]
}

func (p *Parser) relation(full string) *relation {
	r := p.tables[full]
	if r == nil {
		r = &relation{}
		p.tables[full] = r
	}
	return r
}

// defined takes over the columns of a CREATE TABLE.
func (p *Parser) defined(full string, columns []string) {
	if p.taker != nil {
		p.taker.Define(full, columns)
		return
	}
	r := p.relation(full)
	r.columns = columns
	if p.wants(full) {
		p.open(r, columns)
	}
}

// choose decides whether the tuples of an INSERT are read; each that is not
// readable is then a reject. columns is nil where the statement names none.
func (p *Parser) choose(full string, columns []string) bool {
	if p.taker != nil {
		return p.taker.Begin(full, columns)
	}
	r := p.relation(full)
	r.rows = true
	if !p.wants(full) {
		return false
	}
	if columns == nil {
		columns = r.columns
	}
	p.now, p.unread = nil, NoColumns
	if columns == nil {
		r.unnamed = true
		return p.src.Sheet != ""
	}
	if p.now, p.unread = p.open(r, columns), Misfit; p.now == nil {
		rejects := p.src.Sheet != "" || r.fits
		r.missed = r.missed || !rejects
		return rejects
	}
	p.now.Into(p.sink)
	return true
}

// open makes a reader for the columns; nil where they do not fit.
func (p *Parser) open(r *relation, columns []string) *reader {
	id := strings.Join(columns, "\x00")
	in := p.readers[id]
	if in == nil {
		t, err := table.Open(columns, p.src, p.cfg)
		if err != nil {
			r.why = err
			return nil
		}
		if len(p.readers) >= mostReaders {
			p.forget()
		}
		in = &reader{t, p.addressColumns(columns)}
		p.readers[id] = in
	}
	r.fits = true
	r.unsited = r.unsited || !in.Sited()
	return in
}

// forget drops the readers, but not the word that one of them found odd.
func (p *Parser) forget() {
	p.odd, p.survey = p.Odd(), p.Survey()
	clear(p.readers)
}

// addressColumns are the columns under keys for one address.
func (p *Parser) addressColumns(columns []string) (at []int) {
	for _, key := range []string{"ip", "last_ip", "asked_ip"} {
		names := p.src.Columns[key]
		if len(names) == 0 {
			names = []string{key}
		}
		for _, name := range names {
			i := slices.Index(columns, strings.TrimSpace(name))
			if i < 0 {
				i = slices.IndexFunc(columns, func(c string) bool { return strings.EqualFold(c, strings.TrimSpace(name)) })
			}
			if i >= 0 && !slices.Contains(at, i) {
				at = append(at, i)
			}
		}
	}
	return at
}

// Sited is true: which table is read shows only while the stream is read; Err
// says then whether its accounts are of a site.
func (p *Parser) Sited() bool { return true }

// Odd is the first word that is none of the contract's, see table.Reader.Odd.
func (p *Parser) Odd() table.Odd {
	if p.odd.Key != "" {
		return p.odd
	}
	for _, id := range slices.Sorted(maps.Keys(p.readers)) {
		if o := p.readers[id].Odd(); o.Key != "" {
			return o
		}
	}
	return table.Odd{}
}

// Survey counts the stamps of the table that was read.
func (p *Parser) Survey() clock.Survey {
	out := p.survey
	for _, in := range p.readers {
		one := in.Survey()
		out.Merge(&one)
	}
	return out
}

// Err says, once the stream has ended, why no one table of it could be read: an
// Input error that lists the tables there are.
func (p *Parser) Err() error {
	names := slices.Sorted(maps.Keys(p.tables))
	pick := func(is func(full string, r *relation) bool) (out []string) {
		for _, n := range names {
			if p.wants(n) && is(n, p.tables[n]) {
				out = append(out, n)
			}
		}
		return out
	}
	wanted := pick(func(string, *relation) bool { return true })
	fit := pick(func(_ string, r *relation) bool { return r.fits })
	full := pick(func(_ string, r *relation) bool { return r.fits && r.rows })
	unnamed := pick(func(_ string, r *relation) bool { return r.unnamed })
	if err := p.Foreign(); err != nil {
		return err
	}
	switch {
	case len(wanted) == 0 && p.src.Sheet != "":
		return comity.Errorf(comity.Input, "the dump holds no table %.60q; it has %s", p.src.Sheet, listed(names)).
			WithHint("correct sheet = %q", p.src.Sheet)
	case len(full) > 1:
		return ambiguous("several tables of the dump have what the kind needs", full)
	case len(full) == 1 && p.tables[full[0]].missed:
		return ambiguous("the first INSERT statements of the table lack a needed column, later ones have it", full)
	case len(unnamed) > 0 && (p.src.Sheet == "" || len(fit) == 0):
		return comity.Errorf(comity.Input, "nothing names the columns of %s: their INSERT have no column list, and there is no CREATE TABLE above", listed(unnamed)).
			WithHint("ask for the dump with its table definitions (without --no-create-info), or with --complete-insert; sheet names the one table to read")
	case len(fit) == 0 && len(wanted) == 1:
		return p.tables[wanted[0]].why
	case len(fit) == 0:
		return comity.Errorf(comity.Input, "no table of the dump has what kind %q needs; it has %s", p.src.Kind, listed(names)).
			WithHint("say which table and which columns: sheet = \"<table>\", columns = { … }")
	case slices.ContainsFunc(fit, func(n string) bool { return p.tables[n].unsited && (p.tables[n].rows || len(full) == 0) }):
		return comity.Errorf(comity.Input, "neither site nor a column for it, and an account is only a name of one site's").
			WithHint(`write site = "domain of the site"`)
	}
	return nil
}

func ambiguous(what string, names []string) error {
	return comity.Errorf(comity.Input, "%s: %s", what, listed(names)).WithHint("say which one is meant: sheet = %q", names[0])
}

// listed shows names of tables.
func listed(names []string) string {
	const most = 40
	if len(names) == 0 {
		return "none"
	}
	shown := make([]string, 0, most)
	for _, n := range names[:min(len(names), most)] {
		shown = append(shown, `"`+strings.ToValidUTF8(string([]byte(n)[:min(len(n), 60)]), "\uFFFD")+`"`)
	}
	s := strings.Join(shown, ", ")
	if len(names) > most {
		s += ", …"
	}
	return s
}
