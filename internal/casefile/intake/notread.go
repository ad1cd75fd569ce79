package intake

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"comity/internal/records/format/access"
	"comity/internal/records/format/mysqldump"
	"comity/internal/records/format/sheet"
	"comity/internal/records/record"
)

// ways out of what is not read.
const (
	asTable = `ask for a table (CSV) whose first line names the columns, or make one in a copy and seal both; to keep it for people: kind = "document"`
	reading = "Common and Combined Log Format, also with the host in front, IIS and W3C, lines of JSON"
)

// requests says of lines of web requests in an order that is not read what keeps
// them from it; "" of others.
func requests(head []byte) string {
	lines := someLines(head)
	n := 0
	for _, l := range lines {
		if bytes.Contains(l, []byte(" HTTP/1.")) || bytes.Contains(l, []byte(` HTTP/2`)) || bytes.Contains(l, []byte(` HTTP/3`)) {
			n++
		}
	}
	if len(lines) < 2 || n*10 < len(lines)*7 {
		return ""
	}
	why := record.Reason("")
	if p, err := access.New(access.Combined); err == nil {
		why = p.Parse(bytes.TrimRight(lines[0], "\r\n"), new(record.Event))
	}
	return fmt.Sprintf("lines of web requests in an order that is not read (%s%s); read are %s: %s", said(why), inOrder(lines[0]), reading, asTable)
}

// said says of a line what keeps it from being read, and what would help.
func said(why record.Reason) string {
	switch why {
	case access.BadAddress:
		return "the client is not an IP address: where names of hosts stand in its place, or a port behind it, ask for the log with addresses alone, for a name says today what it did not say then"
	case access.BadTime:
		return "the time is not of the form [02/Jan/2006:15:04:05 -0700]"
	}
	return "the first as Combined Log Format: " + string(why)
}

// inOrder says what the fields of a line may be, one after the other.
func inOrder(line []byte) string {
	var out []string
	for i, w := range words(strings.TrimSpace(string(line))) {
		if i == mostExtras {
			out = append(out, "…")
			break
		}
		out = append(out, logWord(strings.Trim(w, `"`)))
	}
	return "; its fields seem to be " + strings.Join(out, ", ")
}

// nginxError is how nginx begins a line of its log of errors.
var nginxError = regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[(?:error|warn|notice|info|crit|alert|emerg|debug)\] `)

// errorLog says of Apache's log of errors that it is one; "" of others.
func errorLog(head []byte) string {
	lines := someLines(head)
	n := 0
	for _, l := range lines {
		if len(l) > 30 && l[0] == '[' && strings.Contains("Mon Tue Wed Thu Fri Sat Sun", string(l[1:4])) && bytes.Contains(l[:min(len(l), 60)], []byte("] [")) {
			n++
		}
	}
	for _, l := range lines {
		if nginxError.Match(l) {
			n++
		}
	}
	if len(lines) < 2 || n*10 < len(lines)*7 {
		return ""
	}
	return "a log of errors, as Apache and nginx write it, which is not read: the log of accesses says who came" + forPeople
}

// drawn says of a table drawn with lines, as the client of MySQL prints it, and of one
// whose whole rows stand in quotes, what they are; "" of others.
func drawn(head []byte) string {
	lines := someLines(head)
	frames, quotes := 0, 0
	for _, l := range lines {
		l = bytes.TrimSpace(l)
		if len(bytes.Trim(l, "+-=| ")) == 0 && bytes.HasPrefix(l, []byte("+")) {
			frames++
		}
		if bytes.Count(l, []byte{'"'}) == 2 && len(l) > 2 && l[0] == '"' && l[len(l)-1] == '"' && bytes.ContainsAny(l, ",;\t|") {
			quotes++
		}
	}
	switch {
	case frames > 1 && bytes.HasPrefix(bytes.TrimSpace(lines[0]), []byte("+")):
		return "a table drawn with lines, as clients of databases print it, which is not read: ask for it as CSV, or take the lines off in a copy, and seal both" + forPeople
	case len(lines) > 1 && quotes*10 >= len(lines)*9:
		return "rows that stand in quotes as a whole, so that nothing parts their cells: take the outer quotes off in a copy, and seal both" + forPeople
	}
	return ""
}

// pairLine is a name and a value behind a colon.
var pairLine = regexp.MustCompile(`^\s*([\pL][\pL\d .()/_-]{0,40}?)\s*[:=]\s*\S`)

// pairs says of lines that hold a name and a value each, the same names again and again,
// that they are; "" of others.
func pairs(head []byte) string {
	lines := someLines(head)
	names, n := map[string]int{}, 0
	for _, l := range lines {
		if m := pairLine.FindSubmatch(l); m != nil {
			n++
			names[string(m[1])]++
		}
	}
	if len(lines) < 6 || n*10 < len(lines)*9 || len(names) < 2 || len(names)*2 > n {
		return ""
	}
	return "records of names and values one below the other (" + strings.Join(short(sortedKeys(names)), ", ") + "), which are not read: " + asTable
}

// kindsOfRow says that the first cells of a table tell kinds of rows, where they do; else "".
func kindsOfRow(head []byte, comma byte) string {
	seen, rows := map[string]int{}, 0
	for len(head) > 0 && rows < reasonRows {
		cells, n := sheet.Cells(head, comma, bookWidth)
		head = head[n:]
		if len(cells) > 1 && cells[0] != "" {
			seen[plainText(cells[0], 10)]++
			rows++
		}
	}
	if len(seen) < 2 || len(seen) > 6 || rows < 4*len(seen) {
		return ""
	}
	return "; the first cells seem to tell kinds of rows (" + strings.Join(sortedKeys(seen), ", ") + "): the rows of one kind are a table, in a copy, under a line of names"
}

// aligned says of lines whose columns are parted by blanks that they are; "" of
// others.
func aligned(head []byte) string {
	lines := someLines(head)
	n := 0
	for _, l := range lines {
		if bytes.Count(bytes.ReplaceAll(bytes.TrimSpace(l), []byte("   "), []byte("  ")), []byte("  ")) >= 2 {
			n++
		}
	}
	if len(lines) < 3 || n*10 < len(lines)*9 {
		return ""
	}
	return "columns that are parted by blanks, as for print, which are not read" + begins(lines) + ": " + asTable
}

// spaced says of rows of words that single blanks part, as many in each line, that they are; ""
// of others.
func spaced(head []byte) string {
	lines := someLines(head)
	if len(lines) < 3 {
		return ""
	}
	width, n := len(words(strings.TrimSpace(string(lines[1])))), 0
	for _, l := range lines {
		if len(words(strings.TrimSpace(string(l)))) == width {
			n++
		}
	}
	if width < 4 || n*10 < len(lines)*9 {
		return ""
	}
	return fmt.Sprintf("rows of %d words parted by single blanks, which are not read: turn the blanks between them into commas in a copy, under a line that names the columns, and seal both", width) + forPeople
}

// begins says where columns begin that are parted by blanks: at characters before which
// every line has a blank; "" where the lines do not agree.
func begins(lines [][]byte) string {
	width := 0
	var text []string
	for _, l := range lines {
		text = append(text, strings.TrimRight(string(l), " \r\n"))
		width = max(width, utf8.RuneCountInString(text[len(text)-1]))
	}
	filled := make([]int, width+1) // by character, how many lines have something there
	for _, l := range text {
		at := 0
		for _, r := range l {
			if r == '\t' {
				return ""
			}
			if r != ' ' {
				filled[at]++
			}
			at++
		}
	}
	var starts []string
	for at := range width {
		if filled[at] > 0 && (at == 0 || filled[at-1] == 0) {
			starts = append(starts, fmt.Sprint(at+1))
		}
	}
	if len(starts) < 2 || len(starts) > 40 {
		return ""
	}
	return "; they begin at the characters " + strings.Join(starts, ", ") + ": a spreadsheet program opens a copy with these fixed widths, each column as text, and saves it as CSV"
}

// told says of lines of a syslog which programs wrote them; "" of others.
func told(head []byte) string {
	lines := someLines(head)
	n := 0
	var programs []string
	for _, l := range lines {
		at := bsdStamp(l)
		if at == 0 {
			continue
		}
		n++
		words := bytes.Fields(l[at:])
		if len(words) < 2 {
			continue
		}
		name := string(bytes.TrimRight(bytes.SplitN(words[1], []byte("["), 2)[0], ":"))
		if len(programs) < 5 && name != "" && !strings.Contains("\x00"+strings.Join(programs, "\x00")+"\x00", "\x00"+name+"\x00") {
			programs = append(programs, name)
		}
	}
	if len(lines) < 2 || n*10 < len(lines)*8 {
		return ""
	}
	return fmt.Sprintf("lines of a syslog, by %s, whose messages are not read; read are the translations of Juniper and Cisco ASA: %s", quoted(strings.Join(programs, ", ")), asTable)
}

// foreignDump says of a dump of another database that it is one.
func foreignDump(head []byte) string {
	return "a dump of " + mysqldump.Foreign(head) + ", which is not read: export its tables as CSV, and seal both"
}

// manyCells reports whether a line without end is the one of a table: one mark parts thousands
// of cells in it.
func manyCells(head []byte) bool {
	for _, mark := range []string{",", ";", "\t", "|"} {
		if bytes.Count(head, []byte(mark)) > 2000 {
			return true
		}
	}
	return false
}

// statements says of a script of SQL Server that it is one; "" of others. Names in
// brackets, and GO on a line, no other database writes.
func statements(head []byte) string {
	n := 0
	for _, l := range someLines(head) {
		up := bytes.ToUpper(bytes.TrimSpace(l))
		if bytes.HasPrefix(up, []byte("INSERT ")) && bytes.Contains(up, []byte("].[")) || bytes.HasPrefix(up, []byte("INSERT [")) || bytes.Equal(up, []byte("GO")) || bytes.HasPrefix(up, []byte("USE [")) {
			n++
		}
	}
	if n < 2 {
		return ""
	}
	return "a script of SQL Server, which is not read: export its tables as CSV, and seal both"
}

// bsdStamp is the length of the stamp with which RFC 3164 begins a line, perhaps behind
// a priority and with a year; 0 where there is none.
func bsdStamp(l []byte) int {
	from := 0
	if i := bytes.IndexByte(l, '>'); len(l) > 0 && l[0] == '<' && i > 0 && i < 5 {
		from = i + 1
	}
	words := bytes.Fields(l[from:min(len(l), from+40)])
	if len(words) < 4 || len(words[0]) != 3 || !strings.Contains("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", string(words[0])) || len(words[1]) > 2 {
		return 0
	}
	clock := words[2]
	if len(clock) == 4 { // a year
		clock = words[3]
	}
	if len(clock) < 8 || clock[2] != ':' || clock[5] != ':' {
		return 0
	}
	return from + bytes.Index(l[from:], clock) + len(clock)
}

// someLines are the first lines of head that hold anything.
func someLines(head []byte) [][]byte {
	var out [][]byte
	for line := range bytes.Lines(head) {
		if len(bytes.TrimSpace(line)) > 0 && len(line) < 64<<10 {
			out = append(out, line)
		}
		if len(out) == reasonRows {
			break
		}
	}
	return out
}

// How a table leaves a page or a workbook of XML without being changed on the way.
const (
	unchanged = "as CSV in UTF-8, each column as text, for a spreadsheet program turns days and months around and rounds long numbers; look at both side by side, and seal both"
	asBook    = `open it in a spreadsheet program, save it as XLSX, which keeps dates as dates, and seal both`
	forPeople = `; to keep it for people: kind = "document"`
)

// markup says of a text that begins with a mark of SGML what it is.
func markup(head []byte) string {
	switch name := strings.ToLower(message(head)); {
	case bytes.Contains(head[:min(len(head), 4096)], []byte("urn:schemas-microsoft-com:office:spreadsheet")):
		return "a workbook as XML of 2003 (SpreadsheetML), which is not read: " + asBook + forPeople
	case bytes.Contains(head[:min(len(head), 4096)], []byte("urn:oasis:names:tc:opendocument")):
		return "a workbook as flat XML of OpenDocument, which is not read: " + asBook + forPeople
	case strings.Contains(name, "html") || !bytes.HasPrefix(bytes.TrimSpace(head), []byte("<?xml")) && bytes.Contains(bytes.ToLower(head[:min(len(head), 64<<10)]), []byte("<table")):
		if rows := bytes.Count(bytes.ToLower(head), []byte("<tr")); rows > 1 {
			return fmt.Sprintf("a page of HTML with a table (%d rows and more in its head), such as web programs call a workbook, which is not read: open it in a spreadsheet program, save it %s; or XLSX, where its dates are marked as such%s", rows, unchanged, forPeople)
		}
		return "a page of HTML, which is not read: if a table is in it, open it in a spreadsheet program, save it as XLSX or " + unchanged + forPeople
	}
	if why := ledger(head); why != "" {
		return why
	}
	return "markup of no format that is known (" + message(head) + "): " + asTable
}

// ledger names what programs for money write; "" for others.
func ledger(head []byte) string {
	text := bytes.ToUpper(bytes.TrimSpace(head[:min(len(head), 4096)]))
	what := ""
	switch {
	case bytes.HasPrefix(text, []byte("OFXHEADER")), bytes.Contains(text, []byte("<OFX>")):
		what = "a statement in OFX"
	case bytes.HasPrefix(text, []byte("!TYPE:")), bytes.HasPrefix(text, []byte("!ACCOUNT")), bytes.HasPrefix(text, []byte("!OPTION")):
		what = "a statement in QIF, of which nobody can tell day and month apart"
	case bytes.HasPrefix(text, []byte("UNA:+")), bytes.HasPrefix(text, []byte("UNB+")):
		what = "a message of EDIFACT"
	default:
		return ""
	}
	return what + ", which is not read: ask the bank for camt.053, camt.054 or MT940, or for a table (CSV) whose first line names the columns" + forPeople
}

// chats are members by which documents of JSON with the messages of a chat are known.
var chats = regexp.MustCompile(`"(?:messages|from_id|date_unixtime|client_msg_id|channelId)"\s*:|"type"\s*:\s*"message"`)

// nameless reports whether the first line of a table is one of a log: a row that names
// columns bears no stamp and no address.
func nameless(head []byte) bool {
	lines := someLines(head)
	return len(lines) > 0 && byVendor(lines[0]) != ""
}
