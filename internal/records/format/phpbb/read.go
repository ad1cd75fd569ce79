package phpbb

import (
	"cmp"
	"html"
	"strconv"
	"strings"

	"comity/internal/records/record"
)

// mostNames bounds how many names of one sort are kept; later ones are left out,
// so that a dump cannot take all memory.
const mostNames = 5_000_000

// plain undoes the entities of a name or title.
func plain(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return s
}

// name keeps what a row is called by.
func (p *Parser) name(cells [][]byte) {
	r := row{p.now, cells, p.texts}
	put := func(m map[string]string, id, name column) {
		if len(m) < mostNames {
			s := r.plain(name)
			m[r.text(id)] = strings.Clone(s[:min(len(s), record.MaxName)])
		}
	}
	switch n := p.now.names; p.now.role {
	case topics:
		put(n.topics, topicID, topicTitle)
	case forums:
		put(n.forums, forumID, forumName)
	case users:
		put(n.users, userID, username)
	case groups:
		if string(r.bytes(groupSingle)) != "1" {
			put(n.groups, groupID, groupName)
		} else if len(n.groups) < mostNames { // the group that phpBB 2 makes of each member
			n.groups[r.text(groupID)] = ""
		}
	case ranked:
		put(n.ranks, rankID, rankTitle)
	case heads:
		p.keep(r)
	case bodies:
		if h := p.headOf(r); h != nil {
			h.told = true
		}
	case members:
		if string(r.bytes(userPending)) == "1" {
			return
		}
		if of := n.members[r.text(userID)]; len(of) < record.MaxList && len(n.members) < mostNames {
			n.members[r.text(userID)] = append(of, r.text(groupID))
		}
	}
}

// read makes a record of a tuple.
func (p *Parser) read(r row, at record.Place) {
	var why record.Reason
	switch r.role {
	case posts:
		why = p.readPost(r, at)
	case users:
		why = p.readUser(r, at)
	case log:
		why = p.readLog(r, at)
	case bans:
		why = p.readBan(r, at)
	case heads:
		if h := r.head(); h == nil || !h.told {
			why = NoText
		}
	case bodies:
		why = p.readBody(r, at)
	case private: // not the board's: counted, and not read
		p.desk.Aside(at, Private)
	}
	if why != "" {
		p.desk.Reject(at, why)
	}
}

// What phpBB keeps among its users that is nobody.
const (
	anonymous = "1"    // the user that guests' posts stand under
	bots      = "BOTS" // the group of search engines' programs
)

// shown reports whether a post was ever on the board: one that waits for approval (0) was not, one that waits again
// (3) or was taken off it later (2) was.
func (r row) shown() bool {
	visible := r.bytes(postVisibility)
	if visible == nil {
		visible = r.bytes(postApproved) // of 3.0: 0 or 1
	}
	return string(visible) != "0"
}

func (p *Parser) readPost(r row, at record.Place) record.Reason {
	if !r.shown() {
		p.desk.Aside(at, Unshown)
		return ""
	}
	when, why := r.time(postTime)
	edited, whyEdited := r.time(postEditTime)
	addr, whyAddr := r.addr(posterIP)
	if why = cmp.Or(why, whyEdited, whyAddr); why != "" {
		return why
	}
	x := &p.post
	*x = record.Post{
		Place: at, Forum: r.names.forums[some(r.view(forumID))], Thread: r.id(topicID), Subject: r.plain(postSubject), ID: r.id(postID),
		AuthorID: r.id(posterID), Addr: addr,
	}
	x.Author = r.names.users[x.AuthorID]
	if guest := r.plain(postUsername); guest != "" && (x.Author == "" || x.AuthorID == anonymous) {
		x.Author = guest
	}
	if x.AuthorID == anonymous {
		x.AuthorID = ""
	}
	x.Subject = cmp.Or(x.Subject, r.names.topics[x.Thread])
	x.Text, x.Quotes = p.message.unmark(r.view(postText), r.view(bbcodeUID))
	for i := range x.Quotes {
		if x.Parent = x.Quotes[i].ID; x.Parent != "" {
			break
		}
	}
	p.desk.Post(x, when, edited)
	return ""
}

func (p *Parser) readUser(r row, at record.Place) record.Reason {
	joined, why := r.time(userRegdate)
	last, whyLast := r.time(userLastvisit)
	addr, whyAddr := r.addr(userIP)
	if why = cmp.Or(why, whyLast, whyAddr); why != "" {
		return why
	}
	id := r.text(userID)
	if r.nobody(id) || r.names.groups[r.id(groupID)] == bots {
		p.desk.Aside(at, Nobody)
		return ""
	}
	x := &p.profile
	*x = record.Profile{
		Place: at, ID: id, Name: r.plain(username), Email: r.text(userEmail), Addr: addr, Posts: -1, Rank: r.names.ranks[r.id(userRank)],
		Website: r.plain(userWebsite), From: r.plain(userFrom), Zone: r.text(userTimezone),
	}
	if n, ok := record.Digits(r.bytes(userPosts), 10); ok {
		x.Posts = n
	}
	x.Signature, _ = unmark(r.text(userSig), r.text(userSigUID))
	x.Groups = r.groups(id)
	if level := levels[string(r.bytes(userLevel))]; level != "" {
		x.Groups = append(x.Groups, level)
	}
	for _, c := range []struct {
		name string
		of   column
	}{{"icq", userICQ}, {"aim", userAIM}, {"yahoo", userYIM}, {"msn", userMSNM}, {"jabber", userJabber}} {
		if v := r.plain(c.of); v != "" {
			x.Contacts = append(x.Contacts, c.name+":"+v)
		}
	}
	p.desk.Profile(x, joined, last)
	return ""
}

// groups are the names of a user's groups, the main one first.
func (r row) groups(id string) (out []string) {
	first := r.id(groupID)
	add := func(g string) {
		if name, known := r.names.groups[g]; name != "" || !known {
			out = append(out, cmp.Or(name, "group "+g))
		}
	}
	if first != "" {
		add(first)
	}
	for _, g := range r.names.members[id] {
		if g != first && len(out) < record.MaxList {
			add(g)
		}
	}
	return out
}

// readBan reads a ban. A row that excludes somebody from bans says the contrary of one.
func (p *Parser) readBan(r row, at record.Place) record.Reason {
	if x := r.text(banExclude); x != "" && x != "0" {
		p.desk.Aside(at, Unbanned)
		return ""
	}
	when, why := r.time(banStart)
	if why != "" {
		return why
	}
	target := cmp.Or(r.text(banEmail), r.text(banIP))
	if a, ok := hexAddr(r.bytes(banIP)); ok && r.text(banEmail) == "" {
		target = a.Netip().String()
	}
	if id := r.id(banUserID); id != "" {
		target = cmp.Or(r.names.users[id], "user "+id)
	}
	p.deed = record.Deed{Place: at, Kind: record.Ban, Target: target, Text: r.plain(banReason)}
	p.desk.Deed(&p.deed, when)
	return ""
}

// readLog reads what moderators and administrators did. What is no deed is set aside.
func (p *Parser) readLog(r row, at record.Place) record.Reason {
	d, ok := deedOf(string(r.bytes(logOperation)), serialised(r.text(logData)))
	if !ok {
		p.desk.Aside(at, NoDeed)
		return ""
	}
	when, why := r.time(logTime)
	addr, whyAddr := r.addr(logIP)
	if why = cmp.Or(why, whyAddr); why != "" {
		return why
	}
	d.Place, d.Addr, d.Forum = at, addr, r.names.forums[r.id(forumID)]
	id := r.id(userID)
	if d.Actor == "" {
		d.Actor = cmp.Or(r.names.users[id], "user "+id)
	}
	if id := r.id(reporteeID); id != "" && d.Target == "" {
		d.Target = r.names.users[id]
	}
	p.deed = d
	p.desk.Deed(&p.deed, when)
	return ""
}

// operations are the deeds among the operations of phpBB's log. Text and target
// count the values that the log keeps beside them, from 1; 0: none.
var operations = []struct {
	begins       string
	kind         record.DeedKind
	text, target int
	rank         string // in place of a text
}{
	{"LOG_BAN_EXCLUDE", "", 0, 0, ""},
	{"LOG_BAN_", record.Ban, 1, 2, ""},
	{"LOG_LOCK", record.Lock, 1, 0, ""},
	{"LOG_DELETE_", record.Delete, 1, 2, ""},
	{"LOG_SOFTDELETE_", record.Delete, 1, 2, ""},
	{"LOG_TOPIC_DELETED", record.Delete, 1, 2, ""},
	{"LOG_USER_DELETED", record.Delete, 0, 1, ""},
	{"LOG_USER_UPDATE_NAME", record.Rename, 0, 0, ""},
	{"LOG_USERS_ADDED", record.Promote, 1, 2, ""},
	{"LOG_MODS_ADDED", record.Promote, 1, 2, ""},
	{"LOG_GROUP_PROMOTED", record.Promote, 1, 2, ""},
	{"LOG_GROUP_DEMOTED", record.Demote, 1, 2, ""},
	{"LOG_GROUP_REMOVE", record.Demote, 1, 2, ""},
	{"LOG_ACL_ADD_ADMIN_", record.Promote, 0, 1, "administrator"},
	{"LOG_ACL_ADD_MOD_GLOBAL", record.Promote, 0, 1, "moderator"},
	{"LOG_ACL_ADD_MOD_", record.Promote, 0, 2, "moderator"},
	{"LOG_ACL_DEL_ADMIN_", record.Demote, 0, 1, "administrator"},
	{"LOG_ACL_DEL_MOD_GLOBAL", record.Demote, 0, 1, "moderator"},
	{"LOG_ACL_DEL_MOD_", record.Demote, 0, 2, "moderator"},
}

func deedOf(operation string, data []string) (d record.Deed, ok bool) {
	value := func(n int) string {
		if n == 0 || n > len(data) {
			return ""
		}
		s, _ := unmark(data[n-1], "")
		return s
	}
	for _, o := range operations {
		if !strings.HasPrefix(operation, o.begins) {
			continue
		}
		d = record.Deed{Kind: o.kind, Text: cmp.Or(o.rank, value(o.text)), Target: value(o.target)}
		if o.kind == record.Rename {
			d.Actor, d.Target = value(1), value(2)
		}
		return d, o.kind != "" && (o.kind != record.Rename || d.Actor != "")
	}
	return d, false
}

// serialised lists the texts of what PHP's serialize wrote, in order.
func serialised(s string) (out []string) {
	for len(out) < 20 {
		_, rest, ok := strings.Cut(s, "s:")
		if !ok {
			return out
		}
		length, rest, ok := strings.Cut(rest, `:"`)
		n, err := strconv.Atoi(length)
		if !ok || err != nil || n < 0 || n > len(rest) {
			s = s[strings.Index(s, "s:")+2:]
			continue
		}
		out = append(out, rest[:n])
		s = rest[n:]
	}
	return out
}
