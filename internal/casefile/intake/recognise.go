package intake

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"comity/internal/records/charset"
	"comity/internal/records/format"
	"comity/internal/records/format/access"
	"comity/internal/records/format/mysqldump"
	"comity/internal/records/format/rds"
	"comity/internal/records/record"
)

// recognise fills f from the sample; f.Kind stays empty where nothing fits, and
// f.Reason says why.
func (l *lexicon) recognise(f *File, s *sample) {
	f.Why, f.Warning = append(f.Why, s.notes...), s.warning
	head := s.head()
	if len(bytes.TrimSpace(head)) == 0 {
		f.Reason = "empty"
		return
	}
	if rds.Sniff(s.raw) {
		f.database()
		return
	}
	if isTar(s.raw) { // what lies in it may be lines of a log
		f.Reason = foreign(s.raw)
		return
	}
	guesses := format.Recognise(head)
	if len(guesses) == 0 || guesses[0].Layout != nil {
		if what := document(f, s); what != "" {
			f.Kind = string(record.Document)
			f.why("%s", what)
			return
		}
	}
	if len(guesses) > 0 && guesses[0].Layout != nil {
		if f.Reason = statements(head); f.Reason == "" && mysqldump.Foreign(head) != "" {
			f.Reason = foreignDump(head)
		}
		if f.Reason == "" && (nameless(head) || eventTable(head)) {
			f.Reason = byVendor(head)
		}
		if f.Reason != "" {
			return
		}
	}
	if len(guesses) == 0 && l.lines(f, s) {
		return
	}
	if len(guesses) == 0 {
		if f.Reason = foreign(s.raw); f.Reason == "" {
			f.Reason = nothing(head)
		}
		return
	}
	g := guesses[0]
	f.Format = g.Format
	switch {
	case g.Format == statement:
		f.statement(s)
	case g.Layout != nil:
		l.sheet(f, s, g)
	case g.Format == record.Workbook:
		l.book(f, s)
	case len(g.Kinds) == 1 && slices.Contains(access.Formats(), access.Format(g.Format)):
		f.log(s)
		f.askWithin(s.head())
	case g.Format == format.MySQLDump:
		if of := postsOf(s.tables); of != "" && slices.ContainsFunc(guesses, func(g format.Guess) bool { return g.Format == format.PhpBB }) {
			f.forum(of)
			return
		}
		l.dump(f, s)
	case len(g.Kinds) == 1:
		if g.Format == "mt940" {
			f.askEncoding()
		} else {
			f.keptBytes()
		}
		f.Kind = string(g.Kinds[0])
		f.timed = g.Kinds[0].Timed()
		f.clocked(s.head())
		if g.Kinds[0] == record.Board {
			f.board(head)
			return
		}
		if g.Format == format.IIS {
			if f.Reason = f.clientless(head); f.Reason != "" {
				f.Kind, f.Format = "", ""
				return
			}
		}
		f.why("lines as %s writes them", g.Format)
		f.sampled(s)
		f.askForwarded(head)
		l.askAbout(f, head)
		f.askWithin(head)
		f.askFields(head)
		f.askHost(head)
		if g.Kinds[0] == record.Access && !hosted(head) && f.Columns["site"] == nil {
			f.Site = ask
		}
	default:
		f.Kind = string(g.Kinds[0])
		f.ask("kind", "the format can hold several kinds, and its columns are not looked at yet", kindNames(g.Kinds)...)
		f.timed = true
	}
}

// database fills f for an RDSv3, whose bytes are no text.
func (f *File) database() {
	f.Kind, f.Format, f.Encoding = string(record.Hashes), format.RDS, Encoding{}
	f.why("a SQLite database with the tables of RDSv3, of the National Software Reference Library; a set of known files: notes = \"known set\"")
}

// hosted reports whether the lines of a log seem to say which site they are of.
func hosted(head []byte) bool {
	names := 0
	for line := range bytes.Lines(head) { // a server that is set up anew names its fields anew
		if bytes.HasPrefix(line, []byte("#Fields:")) {
			if names++; !hostIn(line) {
				return false
			}
		}
	}
	return names > 0 || hostIn(head)
}

func hostIn(head []byte) bool {
	head = bytes.ReplaceAll(head, []byte("\t"), []byte(" "))
	for _, name := range []string{`"host"`, `"http_host"`, `"server_name"`, `"vhost"`, " cs-host", " cs(Host)", " x-host-header"} {
		if bytes.Contains(head, []byte(name)) {
			return true
		}
	}
	return false
}

func kindNames(kinds []record.Kind) []string {
	var out []string
	for _, k := range kinds {
		out = append(out, string(k))
	}
	return out
}

// nothing says what a stream is of which no format can be told.
func nothing(head []byte) string {
	switch {
	case bytes.IndexByte(head, 0) >= 0:
		return noFormat
	case !utf8.Valid(head[:min(len(head), 2000)]) && control(head[:min(len(head), 2000)]):
		return noFormat
	case returns(head):
		return "its lines end in CR alone, as old Macintosh programs write: turn each CR into LF in a copy, and seal both"
	case bytes.IndexByte(head, '\n') < 0 && len(head) >= headSize && manyCells(head):
		return "a table with thousands of columns, whose first line does not end where looking at it does: ask for the export with the columns that are needed, or state kind and columns"
	case bytes.IndexByte(head, '\n') < 0 && len(head) >= headSize:
		return "one line without end: ask for the export in lines"
	case mysqldump.Foreign(head) != "":
		return foreignDump(head)
	case statements(head) != "":
		return statements(head)
	case isJSON(head) && arrayOfLines(head):
		return "an array of JSON with an object a line, which is read where each line is an object alone: take the brackets and the commas at the ends of lines off in a copy, and seal both" + forPeople
	case isJSON(head):
		if jsonLines(head) {
			return "lines of JSON that are no log of web requests and no posts of a board: " + asTable
		}
		if chats.Match(head) {
			return "a chat as a document of JSON, which is not read: make lines of JSON of it in a copy, a post each (docs/formats/boardjson.md), and seal both" + forPeople
		}
		return "JSON that is no log of one object a line: " + asTable
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")) && !priority.Match(bytes.TrimSpace(head)):
		return markup(head)
	}
	return whyNoTable(head)
}

// arrayOfLines reports whether objects stand on lines of their own, parted by commas.
func arrayOfLines(head []byte) bool {
	n := 0
	for _, l := range someLines(head) {
		l = bytes.TrimSpace(l)
		if bytes.HasPrefix(l, []byte("{")) && bytes.HasSuffix(l, []byte("},")) {
			n++
		}
	}
	return n > 1
}

// jsonLines reports whether the first two lines are an object each.
func jsonLines(head []byte) bool {
	g, at, n := &grid{}, map[string]int{}, 0
	for _, line := range someLines(head) {
		if _, ok := g.object(line, at); !ok {
			break
		}
		n++
	}
	return n > 1
}

// sheet reads a table of delimited text.
func (l *lexicon) sheet(f *File, s *sample, g format.Guess) {
	f.Delimiter = string(g.Layout.Delimiter)
	if g.Layout.HeaderRow > 1 {
		f.HeaderRow = g.Layout.HeaderRow
		f.why("%d lines stand above the header", g.Layout.HeaderRow-1)
	}
	if g.Layout.Lines > 1 {
		f.HeaderRows = g.Layout.Lines
	}
	above := firstLines(s.head(), g.Layout.HeaderRow-1)
	for line := range bytes.Lines(above) {
		f.hint(strings.TrimSpace(string(line)))
		if slices.ContainsFunc(tokenise(string(line)), func(w string) bool { return slices.Contains(l.atoms[w], "minor") }) {
			f.minorSaid = strings.TrimSpace(string(line))
		}
	}
	grid := gridOf(s, g.Layout)
	grid.book = s.book
	f.Totals = totals(s)
	grid.leaveOut(f.Totals)
	l.table(f, grid)
	f.askSecond(l.second(grid))
	f.askTitled(grid, above)
	if f.Kind == "" {
		f.Format = ""
		return
	}
	l.sayFirst(f, above, g.Layout)
	f.timed = record.Kind(f.Kind).Timed()
	if f.Kind == "hashes" {
		f.timed = f.Columns["first_seen"] != nil
	}
	f.askEncoding()
	if slices.Contains([]string{"access", "members", "payments"}, f.Kind) && f.Columns["account"] != nil && f.Columns["site"] == nil {
		f.Site = ask
	}
}

// firstLines are the first n lines of b.
func firstLines(b []byte, n int) []byte {
	end := 0
	for ; n > 0 && end < len(b); n-- {
		i := bytes.IndexByte(b[end:], '\n')
		if i < 0 {
			return b
		}
		end += i + 1
	}
	return b[:end]
}

// askEncoding asks for a code that is only a guess.
func (f *File) askEncoding() {
	if !f.Encoding.Sure && f.Encoding.Name != "" {
		text := "the text is not UTF-8; the choice is the best guess"
		if f.Encoding.Or != "" {
			text = "the text is not UTF-8; the first choice is the best guess, and the other nearly as likely: look at a name you know"
		}
		if f.Encoding.strays {
			text = "the text is not UTF-8, or it is with stray bytes in it, which stay as they are under utf-8, as damage: look at a name you know"
		}
		if f.Encoding.sound > 0 {
			text = fmt.Sprintf("%d lines beyond ASCII are UTF-8, and %d are not: under utf-8 what is not stays in its bytes, as damage; under the other those of UTF-8 are read wrong", f.Encoding.sound, f.Encoding.other)
		}
		if f.byWords {
			text = "the text is not UTF-8; under the first choice words above or in the row of names are known, and the letters alone speak for the other: look at a name you know"
		}
		f.ask("encoding", text, f.Encoding.choices()...)
		f.why("encoding: %s is a guess, score %d of 100", f.Encoding.Name, f.Encoding.Score)
	}
}

// totalWords begin rows of sums.
var totalWords = strings.Fields("total totale totali summe gesamt suma razem totaal somme sum toplam σύνολο σύνολα итого всего разом усього celkem összesen ukupno totalt yhteensä")

// totals are how the last rows begin that are sums and not records.
func totals(s *sample) []string {
	lines := bytes.Split(bytes.TrimSpace(s.pieces[len(s.pieces)-1]), []byte{'\n'})
	var out []string
	for _, line := range lines[max(0, len(lines)-4):] {
		first := strings.TrimLeft(strings.TrimSpace(string(line)), `",;|`+"\t")
		for _, w := range totalWords {
			low := strings.ToLower(first)
			if rest, ok := strings.CutPrefix(low, w); ok && (rest == "" || strings.IndexByte(" :;,|\t\"", rest[0]) >= 0) && !slices.Contains(out, first[:len(w)]) {
				out = append(out, first[:len(w)])
			}
		}
	}
	return out
}

// log fills f for an access log of lines.
func (f *File) log(s *sample) {
	f.Kind, f.offsets, f.timed = string(record.Access), true, true
	p, err := access.New(access.Format(f.Format))
	if err != nil {
		f.Kind, f.Reason = "", "a log of no format that is known"
		return
	}
	var t stampTally
	lines, odd, strange, users := 0, 0, "", map[string]bool{}
	var front fronted
	var more extras
	referers, dir := 0, path.Base(path.Dir(f.Path))
	for _, piece := range s.pieces {
		for line := range bytes.Lines(piece) {
			var e record.Event
			lines++
			if p.Parse(bytes.TrimRight(line, "\r\n"), &e) != "" {
				if odd++; strange == "" || len(bytes.TrimSpace(line)) > 0 && strings.TrimSpace(strange) == "" {
					strange = string(line)
				}
				continue
			}
			t.note("x", e.Stamp)
			front.add(line, e.Site, e.Addr)
			more.add(line)
			if e.User != nil && len(users) < mostDistinct {
				users[string(e.User)] = true
			}
			if bytes.Contains(line, []byte(`"http://`+dir)) || bytes.Contains(line, []byte(`"https://`+dir)) {
				referers++
			}
		}
	}
	f.why("%d lines sampled, %d of them not of the format", lines, odd)
	if odd > 2 && odd*10 > lines {
		f.ask("kind", fmt.Sprintf("%d of %d lines are not of this format, as %s, and would be rejected: where they are of another one, part them off in a copy, and seal both; where nothing is lost with them, access", odd, lines, quoted(plainText(strings.TrimSpace(strange), 60))), "access", "document")
		f.Kind = ask
	}
	f.keptBytes()
	f.span(&t, choice{})
	f.why("%d different accounts in the sample", len(users))
	front.ask(f)
	if !format.Siteless(f.Format) {
		more.say(f)
		return
	}
	defer more.say(f)
	if f.Site = ask; domainLike(dir) && referers > 0 {
		f.Site = dir
		f.why("site: the folder's name, and %d lines were referred from it", referers)
	}
}

// document names what is sealed as a document: for people to read.
func document(f *File, s *sample) string {
	name := f.Path
	if f.Member != "" {
		name = f.Member
	}
	ext := strings.ToLower(path.Ext(name))
	if bytes.HasPrefix(s.raw, []byte(oleMagic)) {
		f.Encoding, f.Warning = Encoding{}, "an old office file: a workbook in it must be exported as CSV or XLSX to be read"
		if bytes.Contains(s.raw, encrypted) || bytes.Contains(s.directory(), encrypted) {
			f.Warning = "an office file that is locked with a password: open it in its program, save a copy without, and seal both"
		}
		return f.Warning
	}
	for _, m := range []struct{ magic, what string }{
		{"%PDF-", "a PDF"}, {"\x89PNG\r\n", "a picture"}, {"\xff\xd8\xff", "a picture"}, {"GIF8", "a picture"}, {"II*\x00", "a picture"}, {"MM\x00*", "a picture"},
		{"{\\rtf", "a text with layout"},
	} {
		if bytes.HasPrefix(s.raw, []byte(m.magic)) {
			f.Encoding = Encoding{}
			return m.what
		}
	}
	head := s.head()
	switch {
	case bytes.HasPrefix(head, zipMagic) && (ext == ".docx" || ext == ".odt" || ext == ".pptx" || bytes.Contains(head, []byte("word/"))):
		return "a text document"
	case ext == ".eml" && bytes.Contains(head[:min(len(head), 8192)], []byte(": ")), mailLike(head):
		return "an e-mail" + attached(head)
	case ext == ".md" || ext == ".txt" && forPeopleNamed(path.Base(name)):
		return "a text for people"
	}
	return ""
}

// directory is where the names of the streams of an old office file begin, which may be behind the head: the sector
// that its header names (MS-CFB 2.2).
func (s *sample) directory() []byte {
	const sectorBits, first = 30, 48
	if s.file == nil || len(s.raw) < first+4 {
		return nil
	}
	bits := s.raw[sectorBits]
	if bits != 9 && bits != 12 {
		return nil
	}
	b := make([]byte, 1<<bits)
	at := (int64(binary.LittleEndian.Uint32(s.raw[first:])) + 1) << bits
	n, err := s.file.ReadAt(b, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	return b[:n]
}

// oleMagic begins files of old office programs, and the locked ones of newer ones.
const oleMagic = "\xd0\xcf\x11\xe0"

// encrypted is the name of the stream in which a locked document lies, in UTF-16 (MS-OFFCRYPTO 2.3.4.4).
var encrypted = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

// forPeopleNamed holds for what programs and people call a text that says what lies beside it.
func forPeopleNamed(name string) bool {
	name = strings.Join(tokenise(strings.TrimSuffix(strings.ToLower(name), ".txt")), "")
	return slices.ContainsFunc([]string{"readme", "leggimi", "liesmich", "lisezmoi", "leeme", "leiame", "leesmij", "leesmy", "czytaj", "ctime", "ctimne", "okubeni", "benioku", "laesmig", "lasmig", "lesmeg", "luemut", "olvassel", "citestema", "procitaj", "διαβασεμε", "прочти", "читаименя", "прочитаи"},
		func(w string) bool { return strings.HasPrefix(name, w) })
}

// mailLike holds for one message with the headers of RFC 5322.
func mailLike(head []byte) bool {
	top, _, ok := bytes.Cut(head, []byte("\n\n"))
	if !ok {
		top, _, ok = bytes.Cut(head, []byte("\r\n\r\n"))
	}
	if !ok || len(top) > 32<<10 {
		return false
	}
	n := 0
	for _, h := range []string{"from: ", "date: ", "subject: ", "message-id: ", "mime-version: "} {
		if bytes.Contains(bytes.ToLower(append([]byte("\n"), top...)), []byte("\n"+h)) {
			n++
		}
	}
	return n >= 3
}

var fileName = regexp.MustCompile(`(?i)filename\*?=(?:"([^"\r\n]{1,200})"|([^";\s]{1,200}))`)

// attached names the files that a mail carries, for nobody reads what is in them.
func attached(head []byte) string {
	var names []string
	words := mime.WordDecoder{CharsetReader: charsetReader}
	for _, m := range fileName.FindAllSubmatch(head, -1) {
		name := string(m[1]) + string(m[2])
		if s, err := words.DecodeHeader(name); err == nil {
			name = s
		}
		if _, coded, ok := strings.Cut(name, "''"); ok {
			if s, err := url.PathUnescape(coded); err == nil {
				name = s
			}
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if names == nil {
		return ""
	}
	return " with attachments, which are not read in it: " + strings.Join(short(names), ", ") + "; save them beside it, and seal both"
}

// charsetReader reads names that are written in a code of single bytes.
func charsetReader(label string, r io.Reader) (io.Reader, error) {
	d, err := charset.NewDecoder(strings.ToLower(label))
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, 1<<10))
	if err != nil {
		return nil, err
	}
	b, _ = d.Decode(b, nil)
	return bytes.NewReader(b), nil
}
