package phpbb

import (
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
	{"banlist", bans, []column{banID, banStart}},
	{"privmsgs", private, []column{messageID, messageText}},
}

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
func (r role) named() bool { return r >= topics && r <= ranked }

// records reports whether rows of the table are records.
func (r role) records() bool {
	return r == posts || r == users || r == log || r == bans || r == private
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
	groupID
	groupName
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
	columnCount
)

// columnNames are as phpBB has them; user_website and its like are those of 3.0, and so is post_approved.
var columnNames = [columnCount]string{
	"post_id", "topic_id", "forum_id", "poster_id", "poster_ip", "post_time", "post_username", "post_subject", "post_text", "bbcode_uid", "post_edit_time",
	"post_visibility", "post_approved",
	"topic_title", "forum_name", "user_id", "username", "user_email", "user_ip", "user_regdate", "user_lastvisit", "user_lastmark", "user_posts", "user_rank",
	"user_sig", "user_sig_bbcode_uid", "user_timezone", "user_from", "user_website", "user_icq", "user_aim", "user_yim", "user_msnm", "user_jabber",
	"group_id", "group_name", "rank_id", "rank_title", "log_id", "log_ip", "log_time", "log_operation", "log_data", "reportee_id",
	"ban_id", "ban_userid", "ban_ip", "ban_email", "ban_start", "ban_exclude", "ban_reason",
	"msg_id", "message_text",
}

// fits reports whether a table has the columns that its role needs.
func (r *rows) fits() bool {
	for _, s := range suffixes {
		if s.role != r.role {
			continue
		}
		for _, c := range s.need {
			if r.at[c] < 0 {
				return false
			}
		}
	}
	return true
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

// plain is a value whose entities are undone: phpBB stores names and titles so.
func (r row) plain(c column) string { return plain(r.text(c)) }

// id is a number that names something; "" for 0.
func (r row) id(c column) string {
	if s := r.text(c); s != "0" {
		return s
	}
	return ""
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
	if !ok && string(b) != "0.0.0.0" && string(b) != "::" {
		return a, board.BadAddress
	}
	return a, ""
}
