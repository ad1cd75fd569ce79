package truth

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"time"

	"comity/internal/simulate/export"
)

// session is what a detail file's records say of one session: it runs from its
// Start, or from a Stop less its length, to its Stop or its last update.
type session struct {
	user, id, status string
	ip, framed, part string
	at, length       int64
	from, to         int64
}

// detail reads a RADIUS detail file.
func (r *resolver) detail(e *export.Exhibit, in *bufio.Reader) error {
	open := map[string]*session{}
	var record session
	for {
		line, err := in.ReadSlice('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			record.read(line)
			continue
		}
		if t, ok := e.Clock.True(time.Unix(record.at, 0)); record.at > 0 && ok {
			record.at = t
			r.record(e, open, record)
		}
		record = session{}
	}
	for _, s := range open {
		r.session(e, s) // in any order: which assignment has which number decides nothing
	}
	return nil
}

func (s *session) read(line []byte) {
	name, value, _ := bytes.Cut(line, []byte(" = "))
	v := string(bytes.Trim(value, `"`))
	switch string(name) {
	case "User-Name":
		s.user = v
	case "Acct-Session-Id":
		s.id = v
	case "Acct-Status-Type":
		s.status = v
	case "Framed-IP-Address":
		s.ip = v
	case "Framed-IPv6-Prefix":
		s.framed = v
	case "Delegated-IPv6-Prefix":
		s.part = v
	case "Timestamp":
		s.at, _ = strconv.ParseInt(v, 10, 64) // 0 counts as missing
	case "Acct-Session-Time":
		s.length, _ = strconv.ParseInt(v, 10, 64)
	}
}

func (r *resolver) record(e *export.Exhibit, open map[string]*session, rec session) {
	key := rec.user + " " + rec.id
	s := open[key]
	if s == nil {
		s = &rec
		s.from = rec.at - rec.length
		open[key] = s
	}
	if s.to = rec.at; rec.status == "Stop" {
		delete(open, key)
		r.session(e, s)
	}
}

// session is one assignment, whatever addresses it holds.
func (r *resolver) session(e *export.Exhibit, s *session) {
	var where []string
	for _, w := range []string{s.ip, s.framed, s.part} {
		if w != "" {
			where = append(where, w)
		}
	}
	r.index.add(Connection{e.Provider, s.user}, assignment{from: s.from, to: s.to}, where...)
}
