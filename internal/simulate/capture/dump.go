package capture

import (
	"html"
	"io"
	"strconv"
	"strings"
	"time"
)

// Dump writes a phpBB 3 board as mysqldump does, table by table: forums, posts,
// topics, users, groups and the moderators' log. Times are seconds since 1970.
type Dump struct {
	*File
	rows int // of the statement under way
	open string
}

// dumpRows is how many rows an INSERT statement has.
const dumpRows = 40

// NewDump starts the dump of a database, as of the time at.
func NewDump(w io.Writer, at time.Time) *Dump {
	d := &Dump{File: NewFile(w)}
	d.puts("-- MySQL dump 10.11\n--\n-- Host: localhost    Database: board\n-- ------------------------------------------------------\n-- Server version\t5.0.51a\n-- taken " +
		at.UTC().Format(time.DateTime) + "\n\n/*!40101 SET NAMES utf8 */;\n/*!40103 SET TIME_ZONE='+00:00' */;\n")
	return d
}

// table ends the table under way and makes another.
func (d *Dump) table(name string, columns ...string) {
	d.end()
	d.puts("\n--\n-- Table structure for table `" + name + "`\n--\n\nDROP TABLE IF EXISTS `" + name + "`;\nCREATE TABLE `" + name + "` (\n")
	for _, c := range columns {
		column, kind, _ := strings.Cut(c, " ")
		d.puts("  `" + column + "` " + kind + ",\n")
	}
	first, _, _ := strings.Cut(columns[0], " ")
	d.puts("  PRIMARY KEY  (`" + first + "`)\n) ENGINE=MyISAM DEFAULT CHARSET=utf8 COLLATE=utf8_bin;\n\nLOCK TABLES `" + name + "` WRITE;\n")
	d.open = name
}

// end closes the statement and the table under way.
func (d *Dump) end() {
	if d.open == "" {
		return
	}
	if d.rows > 0 {
		d.puts(";\n")
	}
	d.puts("UNLOCK TABLES;\n")
	d.rows, d.open = 0, ""
}

// row writes one row; values are numbers, or texts with their quotes.
func (d *Dump) row(values ...string) Place {
	switch {
	case d.rows == 0:
		d.puts("INSERT INTO `" + d.open + "` VALUES ")
	case d.rows == dumpRows:
		d.puts(";\nINSERT INTO `" + d.open + "` VALUES ")
		d.rows = 0
	default:
		d.puts(",")
	}
	d.rows++
	return d.puts("(" + strings.Join(values, ",") + ")")
}

// Spoil writes a row that has too few values, between those of the table under way.
func (d *Dump) Spoil() Place { return d.row("0", "'garbled'") }

// Forums writes the board's parts, numbered from 1, and opens the posts.
func (d *Dump) Forums(names []string) {
	d.table("phpbb_forums", "forum_id mediumint(8) unsigned NOT NULL auto_increment", "parent_id mediumint(8) unsigned NOT NULL default '0'",
		"forum_name varchar(255) collate utf8_bin NOT NULL default ''", "forum_desc text collate utf8_bin NOT NULL", "forum_type tinyint(4) NOT NULL default '0'", "forum_posts mediumint(8) unsigned NOT NULL default '0'")
	for i, name := range names {
		d.row(num(int64(i+1)), "0", sql(name), "''", "1", "0")
	}
	d.table("phpbb_posts", "post_id mediumint(8) unsigned NOT NULL auto_increment", "topic_id mediumint(8) unsigned NOT NULL default '0'",
		"forum_id mediumint(8) unsigned NOT NULL default '0'", "poster_id mediumint(8) unsigned NOT NULL default '0'", "poster_ip varchar(40) collate utf8_bin NOT NULL default ''",
		"post_time int(11) unsigned NOT NULL default '0'", "post_approved tinyint(1) unsigned NOT NULL default '1'", "enable_bbcode tinyint(1) unsigned NOT NULL default '1'",
		"enable_smilies tinyint(1) unsigned NOT NULL default '1'", "enable_sig tinyint(1) unsigned NOT NULL default '1'", "post_username varchar(255) collate utf8_bin NOT NULL default ''",
		"post_subject varchar(255) collate utf8_unicode_ci NOT NULL default ''", "post_text mediumtext collate utf8_bin NOT NULL", "post_attachment tinyint(1) unsigned NOT NULL default '0'",
		"bbcode_bitfield varchar(255) collate utf8_bin NOT NULL default ''", "bbcode_uid varchar(8) collate utf8_bin NOT NULL default ''", "post_edit_time int(11) unsigned NOT NULL default '0'",
		"post_edit_reason varchar(255) collate utf8_bin NOT NULL default ''", "post_edit_user mediumint(8) unsigned NOT NULL default '0'", "post_edit_count smallint(4) unsigned NOT NULL default '0'")
}

// Post writes one post.
func (d *Dump) Post(p *Post) Place {
	uid := bbUID(p.ID)
	subject := p.Topic
	if p.Parent > 0 {
		subject = "Re: " + subject
	}
	edited, count := "0", "0"
	if !p.Edited.IsZero() {
		edited, count = num(p.Edited.Unix()), "1"
	}
	field := ""
	if len(p.Quotes) > 0 {
		field = "gA=="
	}
	return d.row(num(p.ID), num(p.Thread), num(p.ForumID), num(p.AuthorID), "'127.0.0.1'", num(p.At.Unix()), "1", "1", "1", "1", "''",
		sql(html.EscapeString(subject)), sql(bbText(p, uid)), "0", sql(field), sql(uid), edited, "''", num(p.AuthorID*int64(count[0]-'0')), count)
}

// bbUID is the mark that phpBB adds to the tags of one post.
func bbUID(id int64) string { return strconv.FormatInt(id*7919+60466176, 36) }

// bbText is a post's text as phpBB 3.0 stores it: entities, and tags with their mark.
func bbText(p *Post, uid string) string {
	var b strings.Builder
	for _, q := range p.Quotes {
		b.WriteString("[quote=&quot;" + escape(q.Author) + "&quot;:" + uid + "]" + magic(escape(q.Text)) + "[/quote:" + uid + "]\n")
	}
	b.WriteString(magic(escape(p.Text)))
	return b.String()
}

// smilies are those of phpBB's own that people here write, and their pictures.
var smilies = map[string]string{":)": "smile", ":-)": "smile", ";)": "wink", ";-)": "wink", ":D": "biggrin", ":-D": "biggrin", ":P": "razz", ":-P": "razz", ":(": "sad", ":-(": "sad", ":o": "surprised"}

// magic turns words that are smilies or addresses into the HTML that phpBB 3.0 stores.
func magic(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		words := strings.Split(line, " ")
		for k, w := range words {
			switch picture := smilies[w]; {
			case picture != "":
				words[k] = "<!-- s" + w + ` --><img src="{SMILIES_PATH}/icon_` + picture + `.gif" alt="` + w + `" title="` + picture + `" /><!-- s` + w + " -->"
			case strings.HasSuffix(w, ".example") && strings.Contains(w, "@"):
				words[k] = `<!-- e --><a href="mailto:` + w + `">` + w + "</a><!-- e -->"
			}
		}
		lines[i] = strings.Join(words, " ")
	}
	return strings.Join(lines, "\n")
}

var entity = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return entity.Replace(s) }

// Topic is a row of phpbb_topics.
type Topic struct {
	ID, ForumID, Starter, Replies int64
	Title                         string
	At                            time.Time
	Locked                        bool
}

// Topics ends the posts and writes the threads.
func (d *Dump) Topics(list []Topic) {
	d.table("phpbb_topics", "topic_id mediumint(8) unsigned NOT NULL auto_increment", "forum_id mediumint(8) unsigned NOT NULL default '0'", "topic_title varchar(255) collate utf8_unicode_ci NOT NULL default ''",
		"topic_poster mediumint(8) unsigned NOT NULL default '0'", "topic_time int(11) unsigned NOT NULL default '0'", "topic_replies mediumint(8) unsigned NOT NULL default '0'", "topic_status tinyint(3) NOT NULL default '0'")
	for _, t := range list {
		locked := "0"
		if t.Locked {
			locked = "1"
		}
		d.row(num(t.ID), num(t.ForumID), sql(html.EscapeString(t.Title)), num(t.Starter), num(t.At.Unix()), num(t.Replies), locked)
	}
}

// Users writes members and groups.
func (d *Dump) Users(list []Member) {
	groups := []string{"REGISTERED", "GLOBAL_MODERATORS", "ADMINISTRATORS", "TRUSTED"}
	d.table("phpbb_groups", "group_id mediumint(8) unsigned NOT NULL auto_increment", "group_type tinyint(4) NOT NULL default '1'", "group_name varchar(255) collate utf8_bin NOT NULL default ''")
	for i, g := range groups {
		d.row(num(int64(i+2)), "3", sql(g))
	}
	d.table("phpbb_users", "user_id mediumint(8) unsigned NOT NULL auto_increment", "user_type tinyint(2) NOT NULL default '0'", "group_id mediumint(8) unsigned NOT NULL default '3'",
		"user_ip varchar(40) collate utf8_bin NOT NULL default ''", "user_regdate int(11) unsigned NOT NULL default '0'", "username varchar(255) collate utf8_bin NOT NULL default ''",
		"username_clean varchar(255) collate utf8_bin NOT NULL default ''", "user_email varchar(100) collate utf8_bin NOT NULL default ''", "user_lastvisit int(11) unsigned NOT NULL default '0'",
		"user_posts mediumint(8) unsigned NOT NULL default '0'", "user_timezone decimal(5,2) NOT NULL default '0.00'", "user_rank mediumint(8) unsigned NOT NULL default '0'",
		"user_sig mediumtext collate utf8_bin NOT NULL", "user_from varchar(100) collate utf8_bin NOT NULL default ''", "user_icq varchar(15) collate utf8_bin NOT NULL default ''")
	for _, m := range list {
		group := map[string]string{"moderator": "3", "administrator": "4", "trusted": "5"}[m.Rank]
		if group == "" {
			group = "2"
		}
		last := "0"
		if !m.Last.IsZero() {
			last = num(m.Last.Unix())
		}
		d.row(num(m.ID), "0", group, "''", num(m.Joined.Unix()), sql(m.Name), sql(strings.ToLower(m.Name)), sql(m.Mail), last, num(m.Posts), "0.00", "0", "''", "''",
			sql(strings.TrimPrefix(m.Contact, "icq:")))
	}
}

// logWord are the moderators' deeds as phpBB's log calls them; others are not in it.
var logWord = map[string]string{"lock": "LOG_LOCK", "ban": "LOG_BAN_USER", "delete": "LOG_DELETE_POST", "promote": "LOG_USERS_ADDED", "warn": "LOG_USER_WARNING_BODY"}

// Log writes what moderators did.
func (d *Dump) Log(list []Deed) []Place {
	d.table("phpbb_log", "log_id mediumint(8) unsigned NOT NULL auto_increment", "log_type tinyint(4) NOT NULL default '0'", "user_id mediumint(8) unsigned NOT NULL default '0'",
		"forum_id mediumint(8) unsigned NOT NULL default '0'", "topic_id mediumint(8) unsigned NOT NULL default '0'", "reportee_id mediumint(8) unsigned NOT NULL default '0'",
		"log_ip varchar(40) collate utf8_bin NOT NULL default ''", "log_time int(11) unsigned NOT NULL default '0'", "log_operation text collate utf8_bin NOT NULL", "log_data mediumtext collate utf8_bin NOT NULL")
	places := make([]Place, len(list))
	for i, e := range list {
		if word := logWord[e.Kind]; word != "" {
			places[i] = d.row(num(int64(i+1)), "1", num(e.ActorID), "0", num(e.Thread), num(e.TargetID), "'127.0.0.1'", num(e.At.Unix()), sql(word), sql(serial(e)))
		}
	}
	return places
}

// serial is the log's data as PHP serialises a list of texts.
func serial(e Deed) string {
	var parts []string
	for _, s := range []string{e.Text, e.Target} {
		if s != "" || e.Kind == "ban" { // its reason may be empty
			parts = append(parts, s)
		}
	}
	var b strings.Builder
	b.WriteString("a:" + strconv.Itoa(len(parts)) + ":{")
	for i, s := range parts {
		b.WriteString("i:" + strconv.Itoa(i) + ";s:" + strconv.Itoa(len(s)) + `:"` + s + `";`)
	}
	return b.String() + "}"
}

// Finish ends the dump.
func (d *Dump) Finish() {
	d.end()
	d.puts("\n-- Dump completed\n")
}

var sqlEscape = strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\x00", `\0`)

func sql(s string) string { return "'" + sqlEscape.Replace(s) + "'" }
