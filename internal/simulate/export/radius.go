package export

import (
	"bufio"
	"io"
	"net/netip"
	"strconv"
)

// Session is one accounting record of a FreeRADIUS detail file, as rlm_detail
// writes it (https://www.freeradius.org/radiusd/man/rlm_detail.html): a line
// with the server's local time, indented attributes, an empty line. Attribute
// names are those of RFC 2865, 2866, 3162 and 4818.
type Session struct {
	Time      int64  // of this record
	Status    string // Start, Interim-Update, Stop
	NAS       NAS
	ID, User  string
	Address   netip.Addr
	Prefix    netip.Prefix // zero: no IPv6
	Delegated bool         // prefix delegated to the line rather than framed on its link
	Seconds   int64        // Acct-Session-Time; negative: not written
}

// NAS is the access server that sent a record: an address of the provider's
// own network, and the name it was given.
type NAS struct {
	Address netip.Addr
	Name    string
}

// Detail writes a FreeRADIUS detail file and plants damaged records in it.
type Detail struct {
	ex   *Exhibit
	w    *bufio.Writer
	err  error
	line int64
	buf  []byte
	dirt dirt
	n    int
}

// NewDetail starts a detail file.
func NewDetail(w io.Writer, ex *Exhibit, damage *Damage) *Detail {
	return &Detail{ex: ex, w: bufio.NewWriterSize(w, 1<<18), dirt: newDirt(damage, ex.Path)}
}

// Put writes one record, and now and then a damaged one before it.
func (d *Detail) Put(s *Session) {
	if d.dirt.due() {
		d.plant(*s)
	}
	d.record(s, true, true)
}

// plant writes a record that lacks every address or every time.
func (d *Detail) plant(s Session) {
	d.n++
	s.ID = "D" + strconv.Itoa(d.n) + s.ID
	if d.dirt.stream.N(2) == 0 {
		d.dirt.note(d.line+1, "record without address")
		d.record(&s, false, true)
		return
	}
	d.dirt.note(d.line+1, "record without time")
	d.record(&s, true, false)
}

func (d *Detail) record(s *Session, address, timed bool) {
	b, at := d.buf[:0], d.ex.Clock.At(s.Time)
	if timed {
		b = append(at.AppendFormat(b, "Mon Jan _2 15:04:05 2006"), '\n')
	} else {
		b = append(b, "Sat Feb 31 25:61:61 2004\n"...)
	}
	b = attribute(b, "Acct-Session-Id", s.ID, true)
	b = attribute(b, "Acct-Status-Type", s.Status, false)
	b = attribute(b, "User-Name", s.User, true)
	b = attribute(b, "NAS-IP-Address", s.NAS.Address.String(), false)
	b = attribute(b, "NAS-Identifier", s.NAS.Name, true)
	b = attribute(b, "Service-Type", "Framed-User", false)
	b = attribute(b, "Framed-Protocol", "PPP", false)
	if address {
		b = addresses(b, s)
	}
	if s.Seconds >= 0 {
		b = attribute(b, "Acct-Session-Time", strconv.FormatInt(s.Seconds, 10), false)
	}
	if s.Status == "Stop" {
		b = attribute(b, "Acct-Terminate-Cause", "User-Request", false)
	}
	if timed {
		b = attribute(b, "Event-Timestamp", at.Format("Jan _2 2006 15:04:05 MST"), true)
		b = attribute(b, "Acct-Delay-Time", "0", false)
		b = attribute(b, "Timestamp", strconv.FormatInt(at.Unix(), 10), false)
	}
	d.put(append(b, '\n'))
}

func addresses(b []byte, s *Session) []byte {
	if s.Address.IsValid() {
		b = attribute(b, "Framed-IP-Address", s.Address.String(), false)
	}
	switch {
	case !s.Prefix.IsValid():
		return b
	case s.Delegated:
		return attribute(b, "Delegated-IPv6-Prefix", s.Prefix.String(), false)
	}
	return attribute(b, "Framed-IPv6-Prefix", s.Prefix.String(), false)
}

func attribute(b []byte, name, value string, quoted bool) []byte {
	b = append(append(append(b, '\t'), name...), " = "...)
	if quoted {
		b = strconv.AppendQuote(b, value)
	} else {
		b = append(b, value...)
	}
	return append(b, '\n')
}

func (d *Detail) put(b []byte) {
	for _, c := range b {
		if c == '\n' {
			d.line++
		}
	}
	if d.buf = b; d.err == nil {
		_, d.err = d.w.Write(b)
	}
}

// Close writes a cut last record where damage is due, and flushes.
func (d *Detail) Close() error {
	if d.dirt.last() && len(d.buf) > 60 {
		d.dirt.note(d.line+1, "last record cut off")
		d.put(append([]byte(nil), d.buf[:50]...))
	}
	if err := d.w.Flush(); d.err == nil {
		d.err = err
	}
	return d.err
}
