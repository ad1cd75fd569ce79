package export

import (
	"io"
	"strings"
	"time"
)

// Formats whose names no other file of this package needs.
const (
	Dump    = "mysqldump"
	Camt    = "camt"
	MT940   = "mt940"
	Network = "ftm"
)

// dumpRows is how many rows an INSERT statement has.
const dumpRows = 60

// Users writes the users of a bulletin board as mysqldump does: the statements
// that make the tables, and rows in extended inserts, of which each is one
// line, or, in newer releases, has a line for each row
// (https://dev.mysql.com/doc/refman/8.0/en/mysqldump.html).
type Users struct {
	ex     *Exhibit
	lines  lines
	newer  bool
	n      int
	marred bool // this statement has its damaged row
}

// NewUsers starts a dump, as of the time at.
func NewUsers(w io.Writer, ex *Exhibit, newer bool, at time.Time, damage *Damage) *Users {
	u := &Users{ex: ex, lines: newLines(w, ex, damage), newer: newer}
	stamp := at.UTC().Format(time.DateTime)
	u.lines.put([]byte("-- MySQL dump 10.9\n--\n-- Host: localhost    Database: board\n-- ------------------------------------------------------\n" +
		"/*!40101 SET NAMES utf8 */;\n/*!40103 SET TIME_ZONE='+00:00' */;\n\n" +
		"DROP TABLE IF EXISTS `phpbb_config`;\nCREATE TABLE `phpbb_config` (\n  `config_name` varchar(255) NOT NULL,\n  `config_value` varchar(255) NOT NULL,\n" +
		"  PRIMARY KEY  (`config_name`)\n) TYPE=MyISAM;\n\n" +
		"INSERT INTO `phpbb_config` VALUES ('board_startdate','" + stamp + "'),('sitename','It\\'s a (garden); INSERT INTO `phpbb_users` VALUES (1,2);'),('version','.0.8');\n\n" +
		"DROP TABLE IF EXISTS `" + ex.Sheet + "`;\nCREATE TABLE `" + ex.Sheet + "` (\n"))
	for _, name := range ex.Head() {
		u.lines.put([]byte("  `" + name + "` " + sqlType(name) + ",\n"))
	}
	u.lines.put([]byte("  PRIMARY KEY  (`user_id`),\n  KEY `username` (`username`(8))\n) TYPE=MyISAM;\n\nLOCK TABLES `" + ex.Sheet + "` WRITE;\n"))
	return u
}

func sqlType(column string) string {
	switch column {
	case "user_id":
		return "mediumint(8) NOT NULL default '0'"
	case "user_regdate", "user_lastvisit":
		return "int(11) default NULL"
	case "user_sig":
		return "text"
	}
	return "varchar(255) NOT NULL default ''"
}

// Row writes one row; a value of "" is NULL in a column of numbers.
func (u *Users) Row(fields ...string) {
	if u.n%dumpRows == 0 {
		u.open()
	}
	if u.lines.dirt.due() && !u.marred && u.n%dumpRows > 0 {
		u.marred = true
		u.between()
		b := u.tuple(fields[:len(fields)-2])
		u.lines.plant(b, "too few values")
	}
	u.between()
	u.lines.put(u.tuple(fields))
	if u.n++; u.n%dumpRows == 0 {
		u.lines.put([]byte(";\n"))
	}
}

func (u *Users) open() {
	u.marred = false
	u.lines.put([]byte("INSERT INTO `" + u.ex.Sheet + "` VALUES"))
	if u.newer {
		u.lines.put([]byte("\n"))
	} else {
		u.lines.put([]byte(" "))
	}
}

// between separates a row from the one before it in its statement.
func (u *Users) between() {
	if string(u.lines.buf) == "\n" || string(u.lines.buf) == " " {
		return
	}
	if u.newer {
		u.lines.put([]byte(",\n"))
	} else {
		u.lines.put([]byte(","))
	}
}

var sqlText = strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\x00", `\0`)

func (u *Users) tuple(fields []string) []byte {
	b := append([]byte(nil), '(')
	for i, f := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		switch name := u.ex.Head()[i]; {
		case strings.HasPrefix(sqlType(name), "varchar") || name == "user_sig":
			b = append(append(append(b, '\''), sqlText.Replace(f)...), '\'')
		case f == "":
			b = append(b, "NULL"...)
		default:
			b = append(b, f...)
		}
	}
	return append(b, ')')
}

// Close ends the dump, or breaks off inside a row where damage is due.
func (u *Users) Close() error {
	if u.lines.dirt.last() && u.newer && u.n%dumpRows > 0 {
		cut := append([]byte(nil), u.lines.buf[:len(u.lines.buf)/2]...)
		u.between()
		u.lines.plant(cut, "last row cut off")
		return u.lines.close(0)
	}
	if u.n%dumpRows > 0 {
		u.lines.put([]byte(";\n"))
	}
	u.lines.put([]byte("UNLOCK TABLES;\n\n-- Dump completed\n"))
	return u.lines.close(0)
}
