// Package format opens exhibits: it knows every format, which kinds of records
// each holds, and how its stream is cut into blocks. A format itself is a folder
// below.
//
// There are two sorts. Lines are access logs whose every line stands for itself:
// the hot path. Rows are all others: they take blocks and give records to a
// sink.
package format

import (
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/charset"
	"comity/internal/records/clock"
	"comity/internal/records/format/access"
	"comity/internal/records/format/asa"
	"comity/internal/records/format/bank"
	"comity/internal/records/format/boardjson"
	"comity/internal/records/format/camt"
	"comity/internal/records/format/delegated"
	"comity/internal/records/format/ftm"
	"comity/internal/records/format/hashlist"
	"comity/internal/records/format/hypermail"
	"comity/internal/records/format/iis"
	"comity/internal/records/format/irc"
	"comity/internal/records/format/isc"
	"comity/internal/records/format/juniper"
	"comity/internal/records/format/kea"
	"comity/internal/records/format/mbox"
	"comity/internal/records/format/mt940"
	"comity/internal/records/format/mysqldump"
	"comity/internal/records/format/nginx"
	"comity/internal/records/format/phpbb"
	"comity/internal/records/format/radius"
	"comity/internal/records/format/rds"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/syslog"
	"comity/internal/records/format/table"
	"comity/internal/records/format/vics"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/format/zeek"
	"comity/internal/records/record"
)

// Lines reads access logs line by line. The reason is empty where e is
// complete, record.NoRecord where the line by its format's rules holds none.
// One goroutine at a time.
type Lines interface {
	Parse(line []byte, e *record.Event) record.Reason
}

// Rows turns the blocks of a stream into records. Block's base is the offset of
// data in the stream; Place.Line counts from 1 at the start of data, or, where
// blocks come in order, from the start of the stream. Close hands over what was
// held back. One goroutine at a time.
type Rows interface {
	Block(data []byte, base int64, sink record.Sink)
	Close(sink record.Sink)
}

// skipper is a parser whose places count lines from the start of the stream: it is
// told how many the stream passed over, before the block behind them.
type skipper interface{ Skip(lines int64) }

// Feed gives a block of the stream to p.
func Feed(p Rows, b block.Block, sink record.Sink) {
	if s, counts := p.(skipper); counts && b.Skipped > 0 {
		s.Skip(b.Skipped)
	}
	p.Block(b.Data, b.Base, sink)
}

// Opened is an exhibit ready to be read.
type Opened struct {
	Lines []Lines // one for each worker; nil where the format is one of rows
	Rows  []Rows  // one for each worker, or one alone where Block.InOrder
	Block block.Config
}

// Table is what formats of columns share: what the check asks before sealing.
type Table interface {
	Sited() bool
	Odd() table.Odd
	Survey() clock.Survey
}

// Placed is a parser of lines that bear two stamps, of two clocks: how far the one that it
// reads is ahead, if the other shows the time of the source's country.
type Placed interface {
	Placed() (ahead comity.Instant, ok bool)
}

// Balanced is a parser of statements that bear balances: how many of them do not add up, and the first.
// To be asked after Close.
type Balanced interface {
	Unbalanced() (int64, bank.Gap)
}

// Judge is a parser whose source's description can be judged only once the whole
// stream was read: Err, asked after Close, is then an Input error.
type Judge interface{ Err() error }

// Surveyed is a parser of one stream that wants all of it before it reads any: names
// that stand behind what they name. final says that data, which may be empty, is the last.
type Surveyed interface{ Survey(data []byte, final bool) }

// Peeked is a Surveyed parser that can show some rows of a stream of which only the begin is at hand.
type Peeked interface {
	Peek(head []byte, sink record.Sink)
}

// entry says of a format what it holds and how it is opened. head is the start
// of the stream, up to 64 KiB; workers is how many parsers are wanted.
type entry struct {
	name  string
	kinds []record.Kind
	open  func(head []byte, src *record.Source, cfg table.Config, workers int) (Opened, error)
	// sniff reports whether a stream that begins with head surely is of this
	// format; nil where detection asks further (CSV, the logs of lines).
	sniff func(head []byte) bool
}

// Names of formats that the rest of the house knows by name.
const (
	CSV       = "csv"
	Radius    = "radius"
	NginxJSON = "nginx_json"
	IIS       = "iis"
	MySQLDump = "mysqldump"
	FtM       = "ftm"
	BoardJSON = "boardjson"
	IRC       = "irc"
	PhpBB     = "phpbb"
	Mbox      = "mbox"
	Hypermail = "hypermail"
	HashList  = "hashlist"
	VICS      = "vics"
	RDS       = "rds"
)

// tabular are the kinds that a table of columns can hold.
var tabular = []record.Kind{
	record.Access, record.Assignments, record.Answers, record.Payments, record.Holders, record.Members, record.Network,
	record.Hashes,
}

// formats lists every format, in the order in which errors name them.
func formats() []entry {
	return []entry{
		{CSV, tabular, openSheet, nil},
		{string(access.Common), []record.Kind{record.Access}, openLog, nil},
		{string(access.Combined), []record.Kind{record.Access}, openLog, nil},
		{string(access.VhostCombined), []record.Kind{record.Access}, openLog, nil},
		{string(access.CommonExtra), []record.Kind{record.Access}, openLog, nil},
		{string(access.CombinedExtra), []record.Kind{record.Access}, openLog, nil},
		{string(access.VhostExtra), []record.Kind{record.Access}, openLog, nil},
		{NginxJSON, []record.Kind{record.Access}, openNginx, nginx.Sniff},
		{IIS, []record.Kind{record.Access}, openIIS, iis.Sniff},
		{MySQLDump, tabular, openDump, mysqldump.Sniff},
		{FtM, []record.Kind{record.Network}, openFtM, ftm.Sniff},
		{Radius, []record.Kind{record.Assignments}, openRadius, radius.Sniff},
		{"kea", []record.Kind{record.Assignments}, openKea, kea.Sniff},
		{"isc", []record.Kind{record.Assignments}, openISC, isc.Sniff},
		{"juniper", []record.Kind{record.Assignments}, openJuniper, juniper.Sniff},
		{"asa", []record.Kind{record.Assignments}, openASA, asa.Sniff},
		{"zeek_dhcp", []record.Kind{record.Assignments}, openZeek, zeek.Sniff},
		{record.Workbook, tabular, openWorkbook, xlsx.Sniff},
		{"camt", []record.Kind{record.Payments}, openCamt, camt.Sniff},
		{"mt940", []record.Kind{record.Payments}, openMT940, mt940.Sniff},
		{"delegated", []record.Kind{record.Allotments}, openDelegated, delegated.Sniff},
		{BoardJSON, []record.Kind{record.Board}, openBoardJSON, boardjson.Sniff},
		{IRC, []record.Kind{record.Board}, openIRC, irc.Sniff},
		{PhpBB, []record.Kind{record.Board}, openPhpBB, phpbb.Sniff},
		{Mbox, []record.Kind{record.Board}, openMbox, mbox.Sniff},
		{Hypermail, []record.Kind{record.Board}, openHypermail, hypermail.Sniff},
		{HashList, []record.Kind{record.Hashes}, openHashList, hashlist.Sniff},
		{VICS, []record.Kind{record.Hashes}, openVICS, vics.Sniff},
		{RDS, []record.Kind{record.Hashes}, openRDS, rds.Sniff},
	}
}

// Of lists the names of the formats that can hold kind.
func Of(kind record.Kind) []string {
	var out []string
	for _, f := range formats() {
		if slices.Contains(f.kinds, kind) {
			out = append(out, f.name)
		}
	}
	return out
}

// Reads reports whether the source is of a kind and format that are read; what is
// not is sealed as it is.
func Reads(src *record.Source) bool { return slices.Contains(Of(src.Kind), src.Format) }

// Open opens an exhibit of src.Kind in src.Format. What does not fit is an Input
// error that names the exhibit and the way out.
func Open(head []byte, src *record.Source, cfg table.Config, workers int) (Opened, error) {
	for _, f := range formats() {
		if f.name == src.Format && slices.Contains(f.kinds, src.Kind) {
			if err := hasLines(head, src); err != nil {
				return Opened{}, err
			}
			return f.open(head, src, cfg, workers)
		}
	}
	return Opened{}, comity.Errorf(comity.Input, "exhibit %s: format %.40q does not hold %s", src.Ref, src.Format, src.Kind).
		WithHint("use one of format = \"%s\"", strings.Join(Of(src.Kind), `", "`))
}

// Stamps says of a log of translations whose stamps the lines of head bear; ok is false of other formats.
func Stamps(name string, head []byte) (s syslog.Stamps, ok bool) {
	switch name {
	case "juniper":
		return juniper.Stamps(head), true
	case "asa":
		return asa.Stamps(head), true
	}
	return s, false
}

// Decodes reports whether the text of src's format is read in the encoding that the source states. Of others
// every byte stays as it came.
func Decodes(src *record.Source) bool {
	return src.Kind == record.Board || slices.Contains([]string{CSV, MySQLDump, "camt", "mt940"}, src.Format)
}

// Undecoded is the error for an encoding that is stated of a format whose bytes stay as they came; nil of others.
func Undecoded(src *record.Source) error {
	if d, _ := charset.NewDecoder(src.Encoding); d == nil || Decodes(src) || !Reads(src) {
		return nil
	}
	return comity.Errorf(comity.Input, "exhibit %s: encoding %q is stated, and of format %q every byte stays as it came", src.Ref, src.Encoding, src.Format).
		WithHint("leave encoding out")
}

// Siteless reports whether the records of a format never say which site they are
// of.
func Siteless(name string) bool {
	return slices.Contains([]string{string(access.Common), string(access.Combined), string(access.CommonExtra), string(access.CombinedExtra), IRC, PhpBB, Mbox, Hypermail}, name)
}

func openLog(_ []byte, src *record.Source, _ table.Config, workers int) (Opened, error) {
	var o Opened
	for range workers {
		p, err := access.New(access.Format(src.Format))
		if err != nil {
			return o, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
		}
		o.Lines = append(o.Lines, p)
	}
	return o, nil
}

func openNginx(head []byte, src *record.Source, _ table.Config, workers int) (Opened, error) {
	p, err := nginx.Open(head, src)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Lines: []Lines{p}}
	for len(o.Lines) < workers {
		o.Lines = append(o.Lines, p.Clone())
	}
	return o, nil
}

func openIIS(head []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := iis.Open(head, src)
	return ordered(p, nil), err
}

// openDump hands the stream on as it comes: the parser keeps what a cut leaves it.
func openDump(_ []byte, src *record.Source, cfg table.Config, _ int) (Opened, error) {
	p, err := mysqldump.Open(src, cfg)
	return ordered(p, block.Whole), err
}

func openFtM(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := ftm.Open(src)
	return ordered(p, nil), err
}

func openRadius(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := radius.Open(src, radius.Config{})
	return ordered(p, radius.Boundary), err
}

func openKea(head []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := kea.Open(head, src)
	return ordered(p, nil), err
}

func openISC(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := isc.Open(src)
	return ordered(p, isc.Boundary), err
}

func openJuniper(head []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := juniper.Open(head, src)
	return ordered(p, nil), err
}

func openASA(head []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := asa.Open(head, src)
	return ordered(p, nil), err
}

func openZeek(head []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := zeek.Open(head, src)
	return ordered(p, nil), err
}

func openHashList(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := hashlist.Open(src)
	return ordered(p, nil), err
}

func openVICS(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := vics.Open(src)
	return ordered(p, block.Whole), err
}

func openRDS(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := rds.Open(src)
	return ordered(p, block.Whole), err
}

// ordered is an exhibit whose records depend on those before.
func ordered(p Rows, cut block.Cut) Opened {
	return Opened{Rows: []Rows{p}, Block: block.Config{InOrder: true, Cut: cut}}
}

func openCamt(head []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := camt.Open(head, src)
	return ordered(p, block.Whole), err
}

func openMT940(_ []byte, src *record.Source, _ table.Config, _ int) (Opened, error) {
	p, err := mt940.Open(src)
	return ordered(p, mt940.Boundary), err
}

func openDelegated(head []byte, src *record.Source, _ table.Config, workers int) (Opened, error) {
	p, err := delegated.Open(head, src)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Rows: []Rows{p}}
	for len(o.Rows) < workers {
		o.Rows = append(o.Rows, p.Clone())
	}
	return o, nil
}

// openSheet cuts a stream of delimited text: a line end inside quotes ends no row.
func openSheet(head []byte, src *record.Source, cfg table.Config, workers int) (Opened, error) {
	p, err := sheet.Open(head, src, cfg)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Rows: []Rows{p}}
	for len(o.Rows) < workers {
		o.Rows = append(o.Rows, p.Clone())
	}
	quoted := false
	o.Block.Resume = func() { quoted = false }
	o.Block.Cut = func(chunk []byte) (cut int) {
		cut, quoted = p.Boundary(chunk, quoted)
		return cut
	}
	return o, nil
}
