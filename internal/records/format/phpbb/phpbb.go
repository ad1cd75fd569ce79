// Package phpbb reads a board out of a MySQL dump of phpBB 3 or 2: its posts, members,
// log and bans. The form and every rule are in docs/formats/phpbb.md.
//
// Who wrote a post stands in a table far behind the posts: a Parser is given the
// stream twice, once for the names (Survey), then for the records (Block).
package phpbb

import (
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/format/board"
	"comity/internal/records/format/mysqldump"
	"comity/internal/records/record"
)

// Why a tuple could not be read, beside what the packages mysqldump, board and
// record say.
const (
	BadRow    record.Reason = "tuple has another number of values than its table columns"
	NoColumns record.Reason = "no column list, and no CREATE TABLE above"
	NoText    record.Reason = "no text of the post in posts_text"
	NoHead    record.Reason = "no row of posts for the text"

	// Those of rows that are set aside.
	Private  record.Reason = "a private message, which is not the board's"
	Unshown  record.Reason = "a post that was never on the board"
	Nobody   record.Reason = "a guest or a program, nobody's profile"
	Unbanned record.Reason = "an exception from a ban"
	NoDeed   record.Reason = "an entry of the board's log that is no deed on members or posts"
)

// Parser reads one dump.
type Parser struct {
	ref    string
	desk   *board.Desk
	texts  *board.Texts
	scan   *mysqldump.Parser
	survey bool

	boards  map[string]*names // by database and prefix
	columns map[string][]string
	posts   bool // a table of posts was seen
	now     *rows
	latest  begun
	message message
	post    record.Post
	profile record.Profile
	deed    record.Deed
}

// names are what the records of a board are called by.
type names struct {
	users, topics, forums, groups, ranks map[string]string
	members                              map[string][]string // groups of a user, by id
	heads                                map[uint32]*head    // of phpBB 2
	guests                               map[string]string   // names of guests, each once
}

// rows are the tuples at hand.
type rows struct {
	role  role
	at    [columnCount]int // of the cells that are read; -1: the table has no such
	width int              // 0: not known
	names *names
}

// begun is what was found of a statement's tuples; those of the next statement are nearly always of the same table.
type begun struct {
	table   string
	columns []string // nil: not known
	survey  bool
	rows    *rows // nil: nothing was found yet
	wanted  bool
}

// Open makes a parser for src, which must hold a board.
func Open(src *record.Source) (*Parser, error) {
	desk, err := board.Open(src, "phpbb")
	if err != nil {
		return nil, err
	}
	texts, err := board.NewTexts(src)
	if err != nil {
		return nil, err
	}
	p := &Parser{ref: src.Ref, desk: desk, texts: texts, boards: map[string]*names{}}
	p.restart()
	return p, nil
}

func (p *Parser) restart() {
	p.columns, p.now, p.latest = map[string][]string{}, nil, begun{}
	p.scan = mysqldump.Scan(taker{p})
}

// Survey takes the next bytes of the stream, for names only; with final the last
// ones, after which the stream is given again to Block.
func (p *Parser) Survey(data []byte, final bool) {
	p.survey = true
	p.scan.Block(data, 0, record.Sink{})
	if final {
		p.scan.Close(record.Sink{})
		p.restart()
	}
	p.survey = false
}

// Block reads data, the next bytes of the stream, cut anywhere. The place of a
// record is its tuple with both brackets; lines count from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.desk.Into(sink)
	p.scan.Block(data, base, record.Sink{Reject: sink.Reject})
	p.desk.Into(record.Sink{})
}

// Close ends the stream.
func (p *Parser) Close(sink record.Sink) {
	p.desk.Into(sink)
	p.scan.Close(record.Sink{Reject: sink.Reject})
	p.desk.Into(record.Sink{})
}

// Err says, once the stream has ended, whether it was of a board: an Input error.
func (p *Parser) Err() error {
	if err := p.scan.Foreign(); err != nil {
		return comity.Errorf(comity.Input, "exhibit %s: %w", p.ref, err)
	}
	if p.posts {
		return nil
	}
	return comity.Errorf(comity.Input, "exhibit %s: the dump holds no table of posts as phpBB has it", p.ref).
		WithHint(`a table of members alone is read as kind = "members", format = "mysqldump"; of phpBB 2 the texts lie in posts_text, which must be in the dump`)
}

// Sniff reports whether head begins a dump that speaks of phpBB's tables.
func Sniff(head []byte) bool {
	if !mysqldump.Sniff(head) {
		return false
	}
	s := strings.ToLower(string(head))
	for _, has := range []string{"`user_lastvisit`", "`post_visibility`", "`post_approved`", "`bbcode_uid`", "`forum_last_poster_name`", "`acl_groups`", "_acl_groups`", "phpbb_"} {
		if strings.Contains(s, has) {
			return true
		}
	}
	return false
}

// names are those of the board whose tables bear the prefix.
func (p *Parser) names(prefix string) *names {
	n := p.boards[prefix]
	if n == nil {
		n = &names{map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string][]string{}, map[uint32]*head{}, map[string]string{}}
		p.boards[prefix] = n
	}
	return n
}

// taker gives the tables of a dump to a parser.
type taker struct{ p *Parser }

// Define takes down the columns of a table.
func (t taker) Define(table string, columns []string) {
	if r, _ := roleOf(table); r != none {
		t.p.columns[table] = columns
	}
}

// Wants reports whether a table is one of those that records come from.
func (t taker) Wants(table string) bool {
	r, _ := roleOf(table)
	return !t.p.survey && r.records()
}

// Begin announces tuples.
func (t taker) Begin(table string, columns []string) bool {
	p := t.p
	role, prefix := roleOf(table)
	if p.survey && !role.named() && role != posts || !p.survey && !role.records() {
		return false
	}
	if columns == nil {
		columns = p.columns[table]
	}
	if l := &p.latest; l.rows != nil && l.table == table && l.survey == p.survey && (l.columns == nil) == (columns == nil) && slices.Equal(l.columns, columns) {
		p.now = l.rows
		return l.wanted
	}
	wanted := p.begin(role, prefix, columns)
	p.latest = begun{table, columns, p.survey, p.now, wanted}
	return wanted
}

// begin finds the columns that are read of a table; wanted: its tuples are.
func (p *Parser) begin(role role, prefix string, columns []string) (wanted bool) {
	p.now = &rows{role: role, width: len(columns), names: p.names(prefix)}
	for c := range columnCount {
		p.now.at[c] = slices.IndexFunc(columns, func(name string) bool { return strings.EqualFold(name, columnNames[c]) })
	}
	if columns != nil && !p.now.fits() {
		return false // a table of another program that is called so
	}
	if !p.survey {
		p.posts = p.posts || p.now.role == posts || p.now.role == bodies
	}
	return !p.survey || p.now.role != posts
}

// Row reads a tuple.
func (t taker) Row(cells [][]byte, binary []bool, at record.Place) {
	p := t.p
	switch {
	case p.now.width == 0:
		p.reject(at, NoColumns)
	case len(cells) != p.now.width:
		p.reject(at, BadRow)
	case p.survey:
		p.name(cells)
	default:
		p.read(row{p.now, cells, p.texts}, at)
	}
}

func (p *Parser) reject(at record.Place, why record.Reason) {
	if !p.survey {
		p.desk.Reject(at, why)
	}
}
