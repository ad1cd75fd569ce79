package export

import (
	"io"
	"net/netip"
	"strconv"
	"time"
)

// Translation is one message of a carrier-grade NAT: from Time on, or until
// it, the inner address had a port or a block of ports of the outer address.
type Translation struct {
	Time         int64
	Inner, Outer netip.Addr
	Port, Last   int // first and last port of the block; equal for a single port
	End          bool
	Seconds      int64 // how long a single port was held, at its end
	Lag          int64 // by which the collector is behind
}

// Translations writes the syslog of a carrier-grade NAT and plants damaged lines.
type Translations struct {
	ex    *Exhibit
	lines lines
	style int // which release of the translator
	local *time.Location
}

// NewTranslations starts a log in the form that the exhibit's format names:
// "juniper", port blocks as Junos writes them, with the collector's time in
// the zone local before the service card's own stamp in UTC; or "asa", the
// messages 305011 and 305012 of Cisco's ASA, single ports on the exhibit's clock.
func NewTranslations(w io.Writer, ex *Exhibit, local *time.Location, style int, damage *Damage) *Translations {
	return &Translations{ex: ex, lines: newLines(w, ex, damage), style: style, local: local}
}

// Put writes one message, and now and then a damaged one before it.
func (t *Translations) Put(m *Translation) {
	if t.lines.dirt.due() {
		t.plant(m)
	}
	b, _ := t.message(m, t.stamp(m), m.Outer.String())
	t.lines.put(append(b, '\n'))
}

// Lines is how many lines there are so far.
func (t *Translations) Lines() int64 { return t.lines.n }

// Reboot writes messages from before the translator learned the time: its own
// stamps are of 1970, when no such log was written. They concern nobody's block.
func (t *Translations) Reboot(m *Translation) {
	for i, end := range []bool{false, true} {
		m.End = end
		b, _ := t.message(m, time.Unix(int64(7+i*4), 0).UTC().Format(time.DateTime), m.Outer.String())
		t.lines.plant(append(b, '\n'), "stamp of 1970")
	}
}

func (t *Translations) stamp(m *Translation) string {
	if t.ex.Format == "asa" {
		return t.ex.Clock.At(m.Time).Format("Jan 02 2006 15:04:05")
	}
	return t.ex.Clock.At(m.Time).Format(time.DateTime)
}

// message adds a line without its end, and returns where its addresses begin.
func (t *Translations) message(m *Translation, stamp, outer string) ([]byte, int) {
	b := t.lines.buf[:0]
	if t.ex.Format == "asa" {
		return t.single(append(append(b, stamp...), " cgn1 : "...), m, outer)
	}
	b = time.Unix(m.Time+m.Lag, 0).In(t.local).AppendFormat(b, time.Stamp)
	what := "ALLOC: "
	if m.End {
		what = "RELEASE: "
	}
	if t.style == 0 {
		b = append(b, "  cgn1 (FPC Slot 2, PIC Slot 0) "+stamp+" [FWNAT]:ASP_NAT_PORT_BLOCK_"+what...)
	} else {
		b = append(b, " "+stamp+": cgn1{sset1}[jservices-nat]: JSERVICES_NAT_PORT_BLOCK_"+what...)
	}
	from := len(b)
	b = append(b, m.Inner.String()+" -> "+outer+":"+strconv.Itoa(m.Port)+"-"+strconv.Itoa(m.Last)...)
	return b, from
}

func (t *Translations) single(b []byte, m *Translation, outer string) ([]byte, int) {
	if b = append(b, "%ASA-6-305011: Built"...); m.End {
		b = append(b[:len(b)-len("305011: Built")], "305012: Teardown"...)
	}
	b = append(b, " dynamic TCP translation from inside:"...)
	from := len(b)
	b = append(b, m.Inner.String()+"/"+strconv.Itoa(10_000+(m.Port*7)%50_000)+" to outside:"+outer+"/"+strconv.Itoa(m.Port)...)
	if m.End {
		b = append(b, " duration "+hours(m.Seconds)...)
	}
	return b, from
}

// hours is H:MM:SS.
func hours(secs int64) string {
	two := func(n int64) string { return strconv.Itoa(int(n/10)) + strconv.Itoa(int(n%10)) }
	return strconv.FormatInt(secs/3600, 10) + ":" + two(secs/60%60) + ":" + two(secs%60)
}

func (t *Translations) plant(m *Translation) {
	s := &t.lines.dirt.stream
	switch s.N(4) {
	case 0:
		b, from := t.message(m, t.stamp(m), m.Outer.String())
		t.lines.plant(append(b[:from+s.N(6)], '\n'), "line cut")
	case 1:
		t.lines.garbage()
	case 2:
		b, _ := t.message(m, t.stamp(m), "198.18.300.7")
		t.lines.plant(append(b, '\n'), "address invalid")
	default:
		bad := "2004-02-31 25:61:61"
		if t.ex.Format == "asa" {
			bad = "Feb 31 2004 25:61:61"
		}
		b, _ := t.message(m, bad, m.Outer.String())
		t.lines.plant(append(b, '\n'), "time impossible")
	}
}

// Close writes a cut last line where damage is due, and flushes.
func (t *Translations) Close() error { return t.lines.close(30) }
