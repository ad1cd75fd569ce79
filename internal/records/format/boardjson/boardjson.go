// Package boardjson reads posts, profiles and deeds of a board as JSON lines. The
// form and every rule are in docs/formats/boardjson.md.
package boardjson

import (
	"bytes"
	"math"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// Why a line could not be read, beside what package record says.
const (
	BadJSON  record.Reason = "line is no JSON object, or breaks off"
	Repeated record.Reason = "a member that is read stands twice"
	NoType   record.Reason = "unknown type"
	BadValue record.Reason = "a member has the wrong type"
	LongLine record.Reason = "line longer than 1 MiB"
)

const maxLine = 1 << 20

// Parser reads lines. Each stands for itself.
type Parser struct {
	desk    *board.Desk
	form    string // of times
	dates   clock.Dates
	line    line
	post    record.Post
	profile record.Profile
	deed    record.Deed
}

// Open makes a parser for src, which must hold a board.
func Open(src *record.Source) (*Parser, error) {
	desk, err := board.Open(src, "boardjson")
	if err != nil {
		return nil, err
	}
	form := src.TimeForm
	if form == "" {
		form = src.DateOrder
	}
	return &Parser{desk: desk, form: form}, nil
}

// Clone is another parser of the same exhibit.
func (p *Parser) Clone() *Parser { return &Parser{desk: p.desk.Clone(), form: p.form} }

// Sniff reports whether the first line of head is an object of one of the types.
func Sniff(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n\ufeff")
	first, _, whole := bytes.Cut(head, []byte{'\n'})
	var l line
	if !whole && len(head) >= 1<<14 || l.read(bytes.TrimSpace(first)) != "" {
		return false
	}
	return l.typ() != 0 && (l.has(mName) || l.has(mAuthor) || l.has(mAuthorID) || l.has(mEmail) || l.has(mActor) || l.has(mTarget) || l.has(mID))
}

// Block reads whole lines; base is the offset of data in the stream, and lines
// count from 1 at its start. A record is used again for the next one.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.desk.Into(sink)
	n := int64(0)
	for pos := 0; pos < len(data); {
		end, next := len(data), len(data)
		if i := bytes.IndexByte(data[pos:], '\n'); i >= 0 {
			end, next = pos+i, pos+i+1
		}
		n++
		text := bytes.TrimSuffix(data[pos:end], []byte{'\r'})
		at := record.Place{Offset: base + int64(pos), Length: int32(min(len(text), math.MaxInt32)), Line: n}
		if base+int64(pos) == 0 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if len(bytes.TrimSpace(text)) > 0 {
			if why := p.read(text, at); why != "" {
				p.desk.Reject(at, why)
			}
		}
		pos = next
	}
	p.desk.Into(record.Sink{})
}

// Close has nothing to hand over.
func (p *Parser) Close(record.Sink) {}

func (p *Parser) read(text []byte, at record.Place) record.Reason {
	if len(text) > maxLine {
		return LongLine
	}
	l := &p.line
	if why := l.read(text); why != "" {
		return why
	}
	switch l.typ() {
	case tPost:
		return p.readPost(l, at)
	case tProfile:
		return p.readProfile(l, at)
	case tDeed:
		return p.readDeed(l, at)
	}
	return NoType
}

func (p *Parser) readPost(l *line, at record.Place) record.Reason {
	x := &p.post
	*x = record.Post{
		Place: at, Board: l.text(mBoard), Forum: l.text(mForum), Thread: l.text(mThread), Subject: l.text(mSubject), ID: l.text(mID), Parent: l.text(mParent),
		Author: l.text(mAuthor), AuthorID: l.text(mAuthorID), Email: l.text(mEmail), Text: l.text(mText), Signed: l.text(mSignature),
		Action: l.values[mAction].yes, Quotes: l.quotes,
	}
	when, why := p.stamp(l, mTime)
	if v := l.values[mTime]; when.HasOffset && !v.num && bytes.LastIndexAny(v.text, "+-") > len(time10) { // Z is no statement of the author's
		x.Offset, x.Stated = when.Offset, true
	}
	edited, whyEdited := p.stamp(l, mEdited)
	if why == "" {
		why = whyEdited
	}
	if why == "" {
		x.Addr, why = l.addr()
	}
	if why == "" {
		p.desk.Post(x, when, edited)
	}
	return why
}

func (p *Parser) readProfile(l *line, at record.Place) record.Reason {
	x := &p.profile
	*x = record.Profile{
		Place: at, Board: l.text(mBoard), ID: l.text(mID), Name: l.text(mName), Email: l.text(mEmail), Posts: -1, Rank: l.text(mRank), Groups: l.groups,
		Inviter: l.text(mInviter), Signature: l.text(mSignature), Website: l.text(mWebsite), From: l.text(mFrom), Zone: l.text(mZone), Contacts: l.contacts,
	}
	joined, why := p.stamp(l, mJoined)
	last, whyLast := p.stamp(l, mLast)
	if why == "" {
		why = whyLast
	}
	if n, given := l.number(mPosts); given {
		count, ok := record.Digits(n, 15)
		if !ok {
			return BadValue
		}
		x.Posts = count
	}
	if why == "" {
		x.Addr, why = l.addr()
	}
	if why == "" {
		p.desk.Profile(x, joined, last)
	}
	return why
}

func (p *Parser) readDeed(l *line, at record.Place) record.Reason {
	x := &p.deed
	*x = record.Deed{
		Place: at, Board: l.text(mBoard), Forum: l.text(mForum), Kind: record.DeedKind(l.text(mKind)), Actor: l.text(mActor), Target: l.text(mTarget), Text: l.text(mText),
	}
	when, why := p.stamp(l, mTime)
	if why == "" {
		x.Addr, why = l.addr()
	}
	if why == "" {
		p.desk.Deed(x, when)
	}
	return why
}

// stamp reads a time: a text of the source's form, or a day; a number is seconds
// since 1970.
func (p *Parser) stamp(l *line, m member) (st clock.Stamp, why record.Reason) {
	if n, given := l.number(m); given {
		if st, ok := clock.Parse(record.View(n), "epoch"); ok {
			return st, ""
		}
		return st, board.BadTime
	}
	v := l.values[m].text
	if len(v) == 0 {
		return st, ""
	}
	if st, ok := p.dates.Parse(record.View(v), p.form); ok {
		return st, ""
	}
	if st, ok := clock.Parse(record.View(v), time10); ok && len(v) == len(time10) {
		return st, ""
	}
	return st, board.BadTime
}

// time10 is the form of a day.
const time10 = "2006-01-02"

// addr is the address of a record.
func (l *line) addr() (a comity.Addr, why record.Reason) {
	v := l.values[mIP].text
	if len(v) == 0 {
		return a, ""
	}
	a, ok := comity.ParseAddr(record.View(v))
	if !ok {
		return a, board.BadAddress
	}
	return a, ""
}
