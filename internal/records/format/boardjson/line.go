package boardjson

import (
	"unicode/utf8"

	"comity/internal/records/format/jsonline"
	"comity/internal/records/record"
)

// member is one that is read.
type member uint8

const (
	mNone member = iota
	mType
	mBoard
	mForum
	mThread
	mSubject
	mID
	mParent
	mAuthor
	mAuthorID
	mEmail
	mIP
	mTime
	mEdited
	mText
	mQuotes
	mSignature
	mAction
	mName
	mJoined
	mLast
	mPosts
	mRank
	mGroups
	mInviter
	mWebsite
	mFrom
	mZone
	mContacts
	mKind
	mActor
	mTarget
	known
)

func memberOf(name []byte) member {
	switch string(name) {
	case "type":
		return mType
	case "board":
		return mBoard
	case "forum":
		return mForum
	case "thread":
		return mThread
	case "subject":
		return mSubject
	case "id":
		return mID
	case "parent":
		return mParent
	case "author":
		return mAuthor
	case "author_id":
		return mAuthorID
	case "email":
		return mEmail
	case "ip":
		return mIP
	case "time":
		return mTime
	case "edited":
		return mEdited
	case "text":
		return mText
	case "quotes":
		return mQuotes
	case "signature":
		return mSignature
	case "action":
		return mAction
	}
	return profileMember(name)
}

func profileMember(name []byte) member {
	switch string(name) {
	case "name":
		return mName
	case "joined":
		return mJoined
	case "last":
		return mLast
	case "posts":
		return mPosts
	case "rank":
		return mRank
	case "groups":
		return mGroups
	case "inviter":
		return mInviter
	case "website":
		return mWebsite
	case "from":
		return mFrom
	case "zone":
		return mZone
	case "contacts":
		return mContacts
	case "kind":
		return mKind
	case "actor":
		return mActor
	case "target":
		return mTarget
	}
	return mNone
}

const (
	tPost = 1 + iota
	tProfile
	tDeed
)

// maxDepth is how deep values may be nested in a line.
const maxDepth = 10_000

// value is what a line says under one member.
type value struct {
	text []byte // in the line, or in scratch
	num  bool   // written as a number
	yes  bool
	seen bool
}

// line is a line taken apart.
type line struct {
	values  [known]value
	quotes  []record.Quote
	groups  []string
	list    []string // being read
	scratch []byte
	ascii   bool

	contacts []string
	quote    *record.Quote // being read
	said     [3]bool       // its members
}

// read takes a line apart. Every byte of it is judged.
func (l *line) read(s []byte) record.Reason {
	l.values, l.scratch, l.ascii = [known]value{}, l.scratch[:0], jsonline.ASCII(s)
	l.quotes, l.groups, l.contacts = nil, nil, nil
	i, why := jsonline.Object(s, jsonline.Blank(s, 0), l.member)
	switch {
	case why == jsonline.Bad || why == jsonline.TooDeep:
		return BadJSON
	case why != "":
		return why
	case jsonline.Blank(s, i) != len(s):
		return BadJSON
	}
	return ""
}

func (l *line) typ() int {
	switch string(l.values[mType].text) {
	case "post":
		return tPost
	case "profile":
		return tProfile
	case "deed":
		return tDeed
	}
	return 0
}

// text is the member's value as a string of its own.
func (l *line) text(m member) string { return string(l.values[m].text) }

func (l *line) has(m member) bool { return len(l.values[m].text) > 0 }

// number is the member's value where it is a number.
func (l *line) number(m member) ([]byte, bool) { return l.values[m].text, l.values[m].num }

func (l *line) member(s, name []byte, at int) (next int, why record.Reason) {
	m := memberOf(name)
	if m == mNone {
		return jsonline.Skip(s, at, maxDepth-1)
	}
	v := &l.values[m]
	if v.seen {
		return at, Repeated
	}
	v.seen = true
	switch {
	case at == len(s):
		return at, BadJSON
	case s[at] == 'n':
		return jsonline.Skip(s, at, 0)
	case m == mAction:
		v.yes = s[at] == 't'
		return word(s, at, 't', 'f')
	case m == mQuotes:
		return list(s, at, l.quoted)
	case m == mGroups, m == mContacts:
		l.list = nil
		next, why = list(s, at, l.element)
		if m == mGroups {
			l.groups = l.list
		} else {
			l.contacts = l.list
		}
		return next, why
	case m == mPosts && s[at] == '"':
		return at, BadValue
	}
	v.text, v.num, next, why = l.scalar(s, at)
	return next, why
}

// word reads true or false.
func word(s []byte, at int, first ...byte) (next int, why record.Reason) {
	for _, c := range first {
		if s[at] == c {
			return jsonline.Skip(s, at, 0)
		}
	}
	return at, BadValue
}

func list(s []byte, at int, element func(s []byte, at int) (int, record.Reason)) (next int, why record.Reason) {
	if s[at] != '[' {
		return at, BadValue
	}
	return jsonline.Array(s, at, element)
}

// scalar reads a text, or a number as it is written.
func (l *line) scalar(s []byte, at int) (v []byte, num bool, next int, why record.Reason) {
	switch {
	case at == len(s):
		return nil, false, at, BadJSON
	case s[at] == '-' || s[at]-'0' <= 9:
		if next = jsonline.Number(s, at); next < 0 {
			return nil, false, at, BadJSON
		}
		return s[at:next], true, next, ""
	case s[at] != '"':
		return nil, false, at, BadValue
	}
	end, escaped := jsonline.Text(s, at+1)
	if end < 0 {
		return nil, false, at, BadJSON
	}
	v = s[at+1 : end]
	if escaped {
		from := len(l.scratch)
		l.scratch = jsonline.Unescape(l.scratch, v)
		v = l.scratch[from:]
	}
	if !(l.ascii && !escaped || utf8.Valid(v)) {
		from := len(l.scratch)
		l.scratch = jsonline.AppendValid(l.scratch, v)
		v = l.scratch[from:]
	}
	return v, false, end + 1, ""
}

// element reads a text of a list.
func (l *line) element(s []byte, at int) (next int, why record.Reason) {
	v, _, next, why := l.scalar(s, at)
	if why == "" && len(v) > 0 {
		if len(l.list) > record.MaxList {
			return next, record.ManyValues
		}
		l.list = append(l.list, string(v))
	}
	return next, why
}

// quoted reads an object of a quote.
func (l *line) quoted(s []byte, at int) (next int, why record.Reason) {
	if at == len(s) || s[at] != '{' {
		return at, BadValue
	}
	if len(l.quotes) > record.MaxQuotes {
		return at, record.ManyQuotes
	}
	l.quotes = append(l.quotes, record.Quote{})
	l.quote, l.said = &l.quotes[len(l.quotes)-1], [3]bool{}
	return jsonline.Object(s, at, l.inQuote)
}

func (l *line) inQuote(s, name []byte, at int) (next int, why record.Reason) {
	var to *string
	n := 0
	switch string(name) {
	case "author":
		to = &l.quote.Author
	case "id":
		to, n = &l.quote.ID, 1
	case "text":
		to, n = &l.quote.Text, 2
	default:
		return jsonline.Skip(s, at, maxDepth-3)
	}
	switch {
	case l.said[n]:
		return at, Repeated
	case at < len(s) && s[at] == 'n':
		return jsonline.Skip(s, at, 0)
	}
	l.said[n] = true
	v, _, next, why := l.scalar(s, at)
	*to = string(v)
	return next, why
}
