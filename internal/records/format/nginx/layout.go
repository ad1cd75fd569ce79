package nginx

import (
	"slices"
	"strings"

	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// field is what a line can tell.
type field uint8

const (
	fTime field = iota
	fIP
	fPort
	fAccount
	fMethod
	fPath
	fStatus
	fBytes
	fSite
	fAgent
	fRequest
	fields
)

// keys are the contract's names of the fields; a whole request has none.
var keys = [fRequest]string{"time", "ip", "port", "account", "method", "path", "status", "bytes", "site", "agent"}

// unread are keys of the kind that no event holds: they may be mapped and stay
// part of the cited line.
var unread = []string{"referer", "session"}

// known are the members that hold a field where the source maps none, the one
// that wins first. No X-Forwarded-For: the client writes what it likes there.
var known = [fields][]string{
	fTime:    {"time_iso8601", "time_local", "msec", "@timestamp", "time", "timestamp"},
	fIP:      {"remote_addr", "client_ip", "remote_ip", "clientip", "ip"},
	fPort:    {"remote_port", "client_port"},
	fAccount: {"remote_user", "user", "account"},
	fMethod:  {"request_method", "method"},
	fPath:    {"request_uri", "uri", "path"},
	fStatus:  {"status"},
	fBytes:   {"body_bytes_sent", "bytes_sent", "bytes"},
	fSite:    {"host", "server_name", "http_host", "site", "vhost"},
	fAgent:   {"http_user_agent", "user_agent", "agent"},
	fRequest: {"request"},
}

// layout is which member holds which field. Each member that is read has a slot.
type layout struct {
	slots map[string]int  // by the member's name
	width int             // how many there are
	inner map[string]bool // members inside which one lies that is read; nil: none
	of    [fields][]int   // slots of a field
	join  [fields]bool    // all of them make up the value, else the first that has one is it
	words [fields]map[string][]byte
	form  string // how times are written, as clock.Parse takes it; "": see stamp
	sited bool   // the source states the site
}

// newLayout takes the source's mapping, else the known names.
func newLayout(src *record.Source) (layout, error) {
	l := layout{slots: map[string]int{}, sited: src.Site != "", form: src.TimeForm}
	if l.form == "" {
		l.form = src.DateOrder
	}
	if err := src.CheckKeys(append(slices.Clone(keys[:]), unread...)); err != nil {
		return l, err
	}
	if _, err := clock.Readings(src.Clock); err != nil {
		return l, err
	}
	for f := range fields {
		names := known[f]
		if f < fRequest {
			if mapped := src.Columns[keys[f]]; len(mapped) > 0 {
				names, l.join[f] = mapped, true
			}
			l.words[f] = src.Words(keys[f])
		} else if l.join[fPath] || l.join[fMethod] {
			names = nil
		}
		for _, name := range names {
			l.of[f] = append(l.of[f], l.slot(name))
		}
	}
	l.width = len(l.slots)
	return l, nil
}

func (l *layout) slot(name string) int {
	n, there := l.slots[name]
	if !there {
		n = len(l.slots)
		l.slots[name] = n
		for at := strings.IndexByte(name, '.'); at > 0; {
			if l.inner == nil {
				l.inner = map[string]bool{}
			}
			l.inner[name[:at]] = true
			next := strings.IndexByte(name[at+1:], '.')
			if next < 0 {
				break
			}
			at += 1 + next
		}
	}
	return n
}
