package mysqldump

import (
	"bytes"
	"strings"
)

// starts are how the lines of a dump begin, before the first row.
var starts = []string{"--", "/*", "#", "SET ", "USE ", "DROP ", "LOCK ", "START ", "BEGIN", "COMMIT", "DELIMITER", "ALTER ", "CREATE DATABASE"}

// sure are how lines begin that only a dump has.
var sure = []string{"CREATE TABLE ", "INSERT INTO ", "INSERT IGNORE ", "REPLACE INTO ", "-- MySQL dump", "-- MariaDB dump", "-- phpMyAdmin SQL Dump"}

// Sniff reports whether head begins a dump: nothing but comments and statements
// up to one that only a dump has.
func Sniff(head []byte) bool {
	if Foreign(head) != "" {
		return false
	}
	for line := range bytes.Lines(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))) {
		s := strings.ToUpper(string(bytes.TrimSpace(line[:min(len(line), 64)])))
		begins := func(with []string) bool {
			for _, w := range with {
				if strings.HasPrefix(s+" ", strings.ToUpper(w)) {
					return true
				}
			}
			return false
		}
		switch {
		case begins(sure):
			return true
		case s != "" && !begins(starts):
			return false
		}
	}
	return false
}
