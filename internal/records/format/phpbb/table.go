package phpbb

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// role is what a table holds.
type role uint8

const (
	none role = iota
	posts
	topics
	forums
	users
	groups
	members
	ranked
	log
	bans
	private
	heads // posts of phpBB 2, whose texts lie in a table of their own
	bodies
)

// suffixes are how phpBB calls its tables, behind a board's prefix.
var suffixes = []struct {
	name string
	role role
	need []column
}{
	{"posts", posts, []column{postID, topicID, posterID, postTime, postText}},
	{"topics", topics, []column{topicID, topicTitle}},
	{"forums", forums, []column{forumID, forumName}},
	{"user_group", members, []column{groupID, userID}},
	{"users", users, []column{userID, username, userRegdate}},
	{"groups", groups, []column{groupID, groupName}},
	{"ranks", ranked, []column{rankID, rankTitle}},
	{"log", log, []column{logID, userID, logTime, logOperation}},
	{"banlist", bans, []column{banID, banUserID}},
	{"privmsgs", private, []column{messageID, messageText}},
	{"posts_text", bodies, []column{postID, postText, bbcodeUID}},
	{"privmsgs_text", private, []column{oldMessageID, oldMessageText}},
}

// headed is what a table of posts needs where their texts lie elsewhere.
var headed = []column{postID, topicID, posterID, postTime}

// roleOf is the role of a table by its name, and what stands before it.
func roleOf(table string) (role, string) {
	for _, s := range suffixes {
		if prefix, ok := strings.CutSuffix(table, s.name); ok && (prefix == "" || strings.HasSuffix(prefix, "_") || strings.HasSuffix(prefix, ".")) {
			if s.role == groups && strings.HasSuffix(prefix, "acl_") {
				return none, ""
			}
			return s.role, prefix
		}
	}
	return none, ""
}

// named reports whether other records are called by the table's rows.
func (r role) named() bool { return r >= topics && r <= ranked || r == heads || r == bodies }

// records reports whether rows of the table are records.
func (r role) records() bool {
	return r == posts || r == users || r == log || r == bans || r == private || r == heads || r == bodies
}

// column is one that is read.
type column int

const (
	postID column = iota
	topicID
	forumID
	posterID
	posterIP
	postTime
	postUsername
	postSubject
	postText
	bbcodeUID
	postEditTime
	postVisibility
	postApproved
	topicTitle
	forumName
	userID
	username
	userEmail
	userIP
	userRegdate
	userLastvisit
	userLastmark
	userPosts
	userRank
	userSig
	userSigUID
	userTimezone
	userFrom
	userWebsite
	userICQ
	userAIM
	userYIM
	userMSNM
	userJabber
	userLevel
	groupID
	groupName
	groupSingle
	userPending
	rankID
	rankTitle
	logID
	logIP
	logTime
	logOperation
	logData
	reporteeID
	banID
	banUserID
	banIP
	banEmail
	banStart
	banExclude
	banReason
	messageID
	messageText
	oldMessageID
	oldMessageText
	columnCount
)

// columnNames are as phpBB has them; user_website and its like are those of 3.0, and so is post_approved; user_level,
// group_single_user and privmsgs_text are of phpBB 2.
var columnNames = [columnCount]string{
	"post_id", "topic_id", "forum_id", "poster_id", "poster_ip", "post_time", "post_username", "post_subject", "post_text", "bbcode_uid", "post_edit_time",
	"post_visibility", "post_approved",
	"topic_title", "forum_name", "user_id", "username", "user_email", "user_ip", "user_regdate", "user_lastvisit", "user_lastmark", "user_posts", "user_rank",
	"user_sig", "user_sig_bbcode_uid", "user_timezone", "user_from", "user_website", "user_icq", "user_aim", "user_yim", "user_msnm", "user_jabber",
	"user_level", "group_id", "group_name", "group_single_user", "user_pending", "rank_id", "rank_title", "log_id", "log_ip", "log_time", "log_operation", "log_data", "reportee_id",
	"ban_id", "ban_userid", "ban_ip", "ban_email", "ban_start", "ban_exclude", "ban_reason",
	"msg_id", "message_text", "privmsgs_text_id", "privmsgs_text",
}

// fits reports whether a table has the columns that its role needs. One of posts without texts is told to be of phpBB 2.
func (r *rows) fits() bool {
	for _, s := range suffixes {
		if s.role == r.role && r.has(s.need) {
			return true
		}
	}
	if r.role == posts && r.at[postText] < 0 && r.has(headed) {
		r.role = heads
		return true
	}
	return false
}

func (r *rows) has(columns []column) bool {
	return !slices.ContainsFunc(columns, func(c column) bool { return r.at[c] < 0 })
}

// row is a tuple.
type row struct {
	*rows
	cells [][]byte
	texts *board.Texts
}

func (r row) bytes(c column) []byte {
	if i := r.at[c]; i >= 0 {
		return r.cells[i]
	}
	return nil
}

// text is a value in a string of its own.
func (r row) text(c column) string { return r.texts.String(r.bytes(c)) }

// view is text, but valid as long as the tuple is.
func (r row) view(c column) string { return r.texts.View(r.bytes(c)) }

// plain is a value whose entities are undone: phpBB stores names and titles so.
func (r row) plain(c column) string { return plain(r.text(c)) }

// id is a number that names something; "" for 0.
func (r row) id(c column) string { return some(r.text(c)) }

// some is an id; "" for 0.
func some(id string) string {
	if id == "0" {
		return ""
	}
	return id
}

// time reads seconds since 1970; Sub is 0 where there is none.
func (r row) time(c column) (st clock.Stamp, why record.Reason) {
	b := r.bytes(c)
	if len(b) == 0 || len(b) == 1 && b[0] == '0' {
		return st, ""
	}
	st, ok := clock.Parse(record.View(b), "epoch")
	if !ok {
		return clock.Stamp{}, board.BadTime
	}
	return st, ""
}

func (r row) addr(c column) (a comity.Addr, why record.Reason) {
	b := r.bytes(c)
	if len(b) == 0 {
		return a, ""
	}
	a, ok := comity.ParseAddr(record.View(b))
	if !ok {
		a, ok = hexAddr(b)
	}
	if !ok && string(b) != "0.0.0.0" && string(b) != "::" && string(b) != "00000000" {
		return a, board.BadAddress
	}
	return a, ""
}

// hexAddr reads an address as phpBB 2 writes it: four bytes, in eight hexadecimal digits.
func hexAddr(b []byte) (a comity.Addr, ok bool) {
	var v [4]byte
	if n, err := hex.Decode(v[:], b[:min(len(b), 8)]); err != nil || n != 4 || len(b) != 8 {
		return a, false
	}
	a = comity.AddrOf(netip.AddrFrom4(v))
	return a, a != comity.Addr{} && v != [4]byte{}
}
