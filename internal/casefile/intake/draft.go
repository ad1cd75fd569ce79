package intake

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"comity/internal/comity"
)

// Draft writes the report as a manifest. prefix leads from the manifest's folder
// to the folder that was looked at, "" where they are the same.
func (r *Report) Draft(prefix string) []byte { return r.DraftIn("en", prefix) }

// DraftIn is Draft with its comments in one of Languages; keys and values are the same in each.
func (r *Report) DraftIn(lang, prefix string) []byte {
	d := &draft{lang: lang, reasons: r.Reasons, prefix: prefix, asked: map[string]string{}, written: map[string]*File{}}
	d.head(r)
	for _, f := range r.Files {
		d.exhibit(f)
	}
	d.asides("not recognised", r.Unknown)
	d.asides("passed over", r.Skipped)
	return []byte(d.b.String())
}

// draft is the manifest being written.
type draft struct {
	b       strings.Builder
	lang    string
	reasons map[string]string // of rejects, in that language
	prefix  string
	asked   map[string]string // question → the exhibit whose answer serves others too
	written map[string]*File  // by reference
	quiet   bool              // the exhibit at hand is commented out
}

func (d *draft) line(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if d.quiet && !strings.HasPrefix(text, "#") && text != "" {
		text = "# " + text
	}
	d.b.WriteString(text + "\n")
}

// longest is how many characters a comment has at most.
const longest = 900

func (d *draft) note(format string, args ...any) {
	d.line("# %s", plainText(Say(d.lang, fmt.Sprintf(format, args...)), longest))
}

// head holds what is asked once for all exhibits.
func (d *draft) head(r *Report) {
	d.note("Drafted by comity intake. Nothing here is certain until a person has read it.")
	d.note(`Each "?" is a question: write the answer in its place, or remove the key where the file has no such thing.`)
	d.note("comity seal refuses the file while a question is left. docs/formats/manifest.md says what each key means.")
	if slices.ContainsFunc(r.Files, func(f *File) bool { return len(f.question("clock.zone")) > 0 }) {
		d.note(`The zone of a clock is a name that knows summer time, such as "Europe/Oslo", an offset, such as "+01:00", "UTC", or "unknown", which is an answer.`)
	}
	d.line("")
	d.note("What exhibits take over where they say nothing themselves.")
	d.line("[defaults]")
	d.line(`basis = "basis-1"`)
	d.note("when the files came into your hands: a time with offset, or a date")
	d.line(`obtained = "?"`)
	d.note(`two capital letters, such as "IT": where the holder of the files sits`)
	d.line(`country = "?"`)
	d.note("who holds the originals")
	d.line(`provider = "?"`)
	if slices.ContainsFunc(r.Files, func(f *File) bool { return f.timed && f.offsets && f.utcBy == "" }) {
		d.note("for files whose stamps carry their own offset from UTC, or are seconds since 1970: the zone is not used")
		d.line(`clock = { zone = "UTC" }`)
	}
	if slices.ContainsFunc(r.Files, func(f *File) bool { return f.timed && f.utcBy == "" }) {
		d.note("who says how the clocks were set, such as the provider's letter; where somebody else says so: basis = in that exhibit's clock")
		d.line(`clock_basis = "?"`)
	}
	d.line("")
	d.note("The right by which you hold the files. Exhibits under another order: one more table, and basis = in the exhibit.")
	d.line("[[basis]]")
	d.line(`id = "basis-1"`)
	d.note("what sort of order, by whom, under which number, given on which day")
	for _, k := range []string{"instrument", "authority", "reference", "date"} {
		d.line("%s = \"?\"", k)
	}
	d.note("the kinds that it covers; in the folder were found: %s", strings.Join(kindsOf(r), ", "))
	d.line(`data = ["?"]`)
	d.note("first and last day that it covers, in UTC")
	d.line(`from = "?"`)
	d.line(`to = "?"`)
}

func kindsOf(r *Report) []string {
	seen := map[string]bool{}
	for _, f := range r.Files {
		if f.Kind != ask {
			seen[f.Kind] = true
		}
	}
	return sortedKeys(seen)
}

// countedRows begins a remark on rows that ends in the reason why they are no records.
var countedRows = regexp.MustCompile(`^\d+ rows (?:that cannot be read|set aside, no records by what they say themselves): `)

// reasoned is a remark with the reason of its rows in the draft's language.
func (d *draft) reasoned(remark string) string {
	if n := len(countedRows.FindString(remark)); n > 0 {
		if own, ok := d.reasons[remark[n:]]; ok {
			return remark[:n] + own
		}
	}
	return remark
}

func (d *draft) exhibit(f *File) {
	d.line("")
	if d.quiet = f.SameAs != ""; d.quiet {
		d.note("the same bytes as %s:", f.SameAs)
	}
	for _, w := range f.Why {
		d.note("%s", d.reasoned(w))
	}
	if first := d.written[f.Like]; first != nil {
		d.like(f, first)
		return
	}
	d.written[f.ref()] = f
	d.serving(f)
	f = f.whole()
	d.start(f)
	d.text(f, "kind", f.Kind)
	d.text(f, "format", f.Format)
	d.perFolder(f, "provider")
	d.text(f, "site", f.Site)
	d.text(f, "day", f.Day)
	if len(f.question("clock.zone")) > 0 {
		d.asks(f, "clock.zone")
		d.shared(f, "clock.zone")
		d.line(`clock = { zone = "?" }`)
	}
	if f.utcBy != "" {
		d.note("UTC by the format; write who says that the clock was right, if someone does")
		d.line("clock = { zone = \"UTC\", basis = %s }", toml("by format: "+f.utcBy))
	}
	d.text(f, "encoding", encodingKey(f))
	d.text(f, "sheet", f.Sheet)
	if f.HeaderRow > 0 {
		d.line("header_row = %d", f.HeaderRow)
	}
	if f.HeaderRows > 0 {
		d.line("header_rows = %d", f.HeaderRows)
	}
	if len(f.Totals) > 0 {
		d.note("rows that begin so are taken for no records")
		d.line("totals = %s", list(f.Totals))
	}
	d.text(f, "date_order", f.DateOrder)
	d.text(f, "time_format", f.TimeFormat)
	d.text(f, "decimal", f.Decimal)
	d.text(f, "amount_unit", f.AmountUnit)
	d.text(f, "duration_unit", f.LengthUnit)
	d.table(f)
	d.quiet = false
}

// start writes which file the exhibit is.
func (d *draft) start(f *File) {
	d.line("[[exhibit]]")
	d.line("ref = %s", toml(f.ref()))
	d.line("path = %s", toml(path.Join(d.prefix, f.Path)))
	if f.Member != "" {
		d.line("member = %s", toml(f.Member))
	}
}

// encodingKey is what the manifest says of the code: nothing where the file says
// it by itself. A guess is always a question.
func encodingKey(f *File) string {
	switch {
	case len(f.question("encoding")) > 0:
		return ask
	case f.Kind != "document" && strings.HasPrefix(f.Encoding.Name, "utf-16"):
		return f.Encoding.Name
	}
	return ""
}

// text writes a key under the questions about it; one that is asked is Ask.
func (d *draft) text(f *File, key, value string) {
	if len(f.question(key)) > 0 {
		d.asks(f, key)
		value = ask
	}
	if value != "" {
		d.line("%s = %s", key, toml(value))
	}
}

// perFolder asks once for the files of one folder: the others say whose answer
// serves them too.
func (d *draft) perFolder(f *File, key string) {
	if len(f.question(key)) == 0 {
		return
	}
	d.asks(f, key)
	d.shared(f, key)
	d.line("%s = \"?\"", key)
}

func (d *draft) shared(f *File, key string) {
	at := key + "\x00" + path.Dir(f.Path)
	if first, ok := d.asked[at]; ok {
		d.note("the same answer as for %s?", first)
	} else {
		d.asked[at] = f.Path
	}
}

func (d *draft) asks(f *File, key string) {
	for _, q := range f.question(key) {
		text := key + ": " + Say(d.lang, q.Text)
		if len(q.Choices) > 0 {
			text += " [" + strings.Join(q.Choices, " | ") + "]"
		}
		d.line("# ? %s", plainText(text, longest))
	}
}

func (d *draft) table(f *File) {
	for _, key := range sortedKeys(f.Columns) {
		d.asks(f, "columns."+key)
	}
	d.others(f)
	if len(f.Columns) > 0 {
		d.line("columns = %s", inline(f.Columns))
	}
	for _, key := range sortedKeys(f.Values) {
		d.asks(f, "values."+key)
	}
	if len(f.Values) > 0 {
		var parts []string
		for _, key := range sortedKeys(f.Values) {
			var words []string
			for _, w := range sortedKeys(f.Values[key]) {
				words = append(words, toml(w)+" = "+toml(f.Values[key][w]))
			}
			parts = append(parts, key+" = { "+strings.Join(words, ", ")+" }")
		}
		d.line("values = { %s }", strings.Join(parts, ", "))
	}
}

func (d *draft) asides(what string, list []Aside) {
	for i, a := range list {
		if i == 0 {
			d.line("")
		}
		name := a.Path
		if a.Member != "" {
			name += "!" + a.Member
		}
		d.note("%s: %s: %s", what, name, a.Reason)
	}
}

func list(items []string) string {
	var q []string
	for _, s := range items {
		q = append(q, toml(s))
	}
	return "[" + strings.Join(q, ", ") + "]"
}

// toml writes s as a basic string of TOML 1.0.
func toml(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "�") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case comity.Acts(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}
