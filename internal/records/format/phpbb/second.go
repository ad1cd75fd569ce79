package phpbb

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// head is what phpBB 2 keeps of a post beside its text. It stands before the texts, in a table of its own.
type head struct {
	topic, forum uint32
	poster       int32
	time, edited int64 // seconds since 1970; 0: none
	addr         comity.Addr
	guest        string
	fault        record.Reason // why the row could not be read; "": it could
	stands, told bool          // there is a row of posts, and one of texts
}

// levels are what phpBB 2 makes of members, by number.
var levels = map[string]string{"1": "administrator (user_level)", "2": "moderator (user_level)"}

// keep takes down the head of a post; of two with one number the first.
func (p *Parser) keep(r row) {
	n := r.names
	h := p.headOf(r)
	if h == nil || h.stands {
		return
	}
	h.stands = true
	var badAddr record.Reason
	h.addr, badAddr = r.addr(posterIP)
	poster, err := strconv.ParseInt(record.View(r.bytes(posterID)), 10, 32)
	h.topic, _ = number(r.bytes(topicID))
	h.forum, _ = number(r.bytes(forumID))
	whole, ok := true, false
	for _, t := range []struct {
		to *int64
		of column
	}{{&h.time, postTime}, {&h.edited, postEditTime}} {
		if b := r.bytes(t.of); len(b) > 0 {
			if *t.to, ok = record.Digits(b, 10); !ok {
				whole = false
			}
		}
	}
	if h.fault = badAddr; err != nil || !whole {
		h.fault = board.BadTime
	}
	h.poster = int32(poster)
	if guest := r.plain(postUsername); guest != "" {
		guest = guest[:min(len(guest), record.MaxName)]
		kept, known := n.guests[guest]
		if !known {
			kept = strings.Clone(guest)
			n.guests[kept] = kept
		}
		h.guest = kept
	}
}

// headOf is the head that a row of posts or of texts is about, made where there is none yet; nil: it bears no number, or
// there are too many.
func (p *Parser) headOf(r row) *head {
	id, ok := number(r.bytes(postID))
	h := r.names.heads[id]
	if h == nil && ok && len(r.names.heads) < mostNames {
		h = &head{}
		r.names.heads[id] = h
	}
	return h
}

// number reads an id; ok is false where it is none that fits.
func number(b []byte) (n uint32, ok bool) {
	v, ok := record.Digits(b, 10)
	return uint32(v), ok && v > 0 && v <= math.MaxUint32
}

// head is that of a row's post; nil: there is none.
func (r row) head() *head {
	id, _ := number(r.bytes(postID))
	return r.names.heads[id]
}

// readBody makes a post of a text and its head.
func (p *Parser) readBody(r row, at record.Place) record.Reason {
	h := r.head()
	if h == nil || !h.stands {
		return NoHead
	}
	when, ok := second(h.time)
	edited, okEdited := second(h.edited)
	if why := h.fault; why != "" || !ok || !okEdited {
		return cmp.Or(why, board.BadTime)
	}
	name := func(n uint32) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatUint(uint64(n), 10)
	}
	x := &p.post
	*x = record.Post{
		Place: at, Forum: r.names.forums[name(h.forum)], Thread: name(h.topic), Subject: r.plain(postSubject), ID: r.id(postID),
		AuthorID: strconv.Itoa(int(h.poster)), Addr: h.addr,
	}
	x.Author = cmp.Or(r.names.users[x.AuthorID], h.guest)
	if h.poster <= 0 { // -1: a guest
		x.AuthorID, x.Author = "", cmp.Or(h.guest, r.names.users["-1"])
	}
	x.Subject = cmp.Or(x.Subject, r.names.topics[x.Thread])
	x.Text, x.Quotes = p.message.unmark(r.view(postText), r.view(bbcodeUID))
	p.desk.Post(x, when, edited)
	return ""
}

// second is the stamp of so many seconds since 1970; of none where they are 0.
func second(n int64) (st clock.Stamp, ok bool) {
	if n == 0 {
		return st, true
	}
	return clock.Parse(strconv.FormatInt(n, 10), "epoch")
}

// nobody reports whether a user is the one that guests' posts stand under: -1 in phpBB 2, which knows levels, else 1.
func (r row) nobody(id string) bool {
	return id == "-1" || id == anonymous && r.at[userLevel] < 0
}
