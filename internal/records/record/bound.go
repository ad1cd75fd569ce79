package record

import "strings"

// Bounds of what a record of a board holds: what is longer is no message that a
// person wrote, and a reject.
const (
	MaxText   = 512 << 10 // bytes of a text, a quote or a signature
	MaxName   = 1 << 10   // bytes of a name, an id, a subject, an address
	MaxQuotes = 1000
	MaxList   = 100 // groups, contacts
)

// Why a record of a board could not be taken.
const (
	LongText   Reason = "text longer than 512 KiB"
	LongName   Reason = "name, id or subject longer than 1 KiB"
	ManyQuotes Reason = "more than 1,000 quotes"
	ManyValues Reason = "more than 100 groups or contacts"
	NoAuthor   Reason = "no author"
	NoBoard    Reason = "no board, and no site is stated"
	NoName     Reason = "no name"
	NoDeed     Reason = "unknown kind of deed"
	NoDigest   Reason = "no hash"
)

func long(most int, values ...string) bool {
	for _, v := range values {
		if len(v) > most {
			return true
		}
	}
	return false
}

// Fault says why p is no record; "" where it is one. A post needs an author: a
// name, an id or an e-mail address.
func (p *Post) Fault() Reason {
	switch {
	case long(MaxName, p.Board, p.Forum, p.Thread, p.Subject, p.ID, p.Parent, p.Author, p.AuthorID, p.Email):
		return LongName
	case long(MaxText, p.Text, p.Signed):
		return LongText
	case len(p.Quotes) > MaxQuotes:
		return ManyQuotes
	case blank(p.Author) && blank(p.AuthorID) && blank(p.Email):
		return NoAuthor
	}
	for i := range p.Quotes {
		q := &p.Quotes[i]
		switch {
		case long(MaxName, q.Author, q.ID):
			return LongName
		case long(MaxText, q.Text):
			return LongText
		}
	}
	return ""
}

// Fault says why p is no record; "" where it is one. A profile needs a name or an id.
func (p *Profile) Fault() Reason {
	switch {
	case long(MaxName, p.Board, p.ID, p.Name, p.Email, p.Rank, p.Inviter, p.Website, p.From, p.Zone),
		long(MaxName, p.Groups...), long(MaxName, p.Contacts...):
		return LongName
	case long(MaxText, p.Signature):
		return LongText
	case len(p.Groups) > MaxList || len(p.Contacts) > MaxList:
		return ManyValues
	case blank(p.Name) && blank(p.ID):
		return NoName
	}
	return ""
}

// Fault says why d is no record; "" where it is one. A deed needs somebody who
// did it or whom it was done to.
func (d *Deed) Fault() Reason {
	switch {
	case long(MaxName, d.Board, d.Forum, d.Actor, d.Target):
		return LongName
	case long(MaxText, d.Text):
		return LongText
	case blank(d.Actor) && blank(d.Target):
		return NoName
	}
	for _, k := range DeedKinds() {
		if k == d.Kind {
			return ""
		}
	}
	return NoDeed
}

// Fault says why h is no record; "" where it is one. A row needs one hash.
func (h *Hashed) Fault() Reason {
	switch {
	case long(MaxName, h.Label, h.Owner, h.Member, h.Edition):
		return LongName
	case !h.HasMD5 && !h.HasSHA1 && !h.HasSHA256 && !h.HasPerceptual:
		return NoDigest
	}
	return ""
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
