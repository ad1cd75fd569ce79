package intake

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/mysqldump"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// shownText is how many characters of a text are shown.
const shownText = 60

func postFields(p *record.Post) []Field {
	quotes := ""
	if len(p.Quotes) > 0 {
		quotes = plainText(p.Quotes[0].Text, shownText)
	}
	action := ""
	if p.Action {
		action = "yes"
	}
	return []Field{
		{"time", when(p.Time)}, {"author", p.Author}, {"author_id", p.AuthorID}, {"email", p.Email}, {"ip", addr(p.Addr)}, {"board", p.Board}, {"forum", p.Forum},
		{"thread", p.Thread}, {"subject", plainText(p.Subject, shownText)}, {"id", p.ID}, {"parent", p.Parent}, {"text", plainText(p.Text, shownText)},
		{"quotes", quotes}, {"signature", plainText(p.Signed, shownText)}, {"edited", when(p.Edited)}, {"action", action},
	}
}

func profileFields(p *record.Profile) []Field {
	return []Field{
		{"name", p.Name}, {"id", p.ID}, {"email", p.Email}, {"joined", when(p.Joined)}, {"last", when(p.Last)}, {"ip", addr(p.Addr)}, {"board", p.Board},
		{"posts", number(max(p.Posts, 0))}, {"rank", p.Rank}, {"groups", strings.Join(p.Groups, ", ")}, {"inviter", p.Inviter}, {"website", p.Website},
		{"from", p.From}, {"zone", p.Zone}, {"contacts", strings.Join(p.Contacts, ", ")}, {"signature", plainText(p.Signature, shownText)},
	}
}

func deedFields(d *record.Deed) []Field {
	return []Field{
		{"time", when(d.Time)}, {"deed", string(d.Kind)}, {"actor", d.Actor}, {"target", d.Target}, {"text", plainText(d.Text, shownText)},
		{"ip", addr(d.Addr)}, {"board", d.Board}, {"forum", d.Forum},
	}
}

// board fills f for what a board, list or chat holds: nicknames are only names of
// one board's, so that it must be said which, where the file does not.
func (f *File) board(head []byte) {
	f.why("posts as %s writes them", f.Format)
	if f.Format == format.BoardJSON && bytes.Contains(head, []byte(`"board"`)) {
		return
	}
	f.Site = ask
	if f.Format == format.IRC {
		f.chat(head)
	}
}

// chat finds the day of a log whose lines bear the time alone, in its file's name.
func (f *File) chat(head []byte) {
	src := record.Source{Ref: "head", Kind: record.Board, Format: f.Format, Site: "site.example", Clock: clock.Statement{Zone: "unknown"}}
	if _, err := format.Open(head, &src, table.Config{}, 1); err == nil {
		f.why("its lines say of which day they are")
		return
	}
	name := f.Path
	if f.Member != "" {
		name = f.Member
	}
	if f.Day = dayOf(name); f.Day != "" {
		f.why("day: from the file's name; its lines bear the time alone")
		return
	}
	f.ask("day", "the lines bear the time alone: of which day is the first one?")
}

// postsOf is the table of posts among those of a dump, "" where there is none with rows.
func postsOf(tables []mysqldump.Table) string {
	for _, t := range tables {
		if strings.HasSuffix(t.Name, "posts") && len(t.Rows) > 0 && slices.Contains(t.Columns, "post_text") && slices.Contains(t.Columns, "poster_id") {
			return t.Name
		}
	}
	return ""
}

// forum fills f for a dump of a phpBB board.
func (f *File) forum(posts string) {
	f.Kind, f.Format = string(record.Board), format.PhpBB
	f.timed, f.offsets = true, true
	f.keptBytes()
	f.why("a phpBB board: posts in table %s; its members can be sealed besides, as kind = \"members\", format = \"mysqldump\", sheet = %s", posts, quoted(strings.TrimSuffix(posts, "posts")+"users"))
	f.why("times: seconds since 1970 UTC")
	f.Site = ask
}

// dated finds days in names of files.
var dated = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?:[^0-9]|$)`)

// dayOf is the day that a file's name says, "" where there is none.
func dayOf(name string) string {
	m := dated.FindStringSubmatch(path.Base(name))
	if m == nil {
		return ""
	}
	day := m[1] + "-" + m[2] + "-" + m[3]
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return ""
	}
	return day
}
