package scene

import (
	"bufio"
	"strconv"
)

const accounts = 60_000

// session is one account at one address, as long as its lines and its lease last.
type session struct {
	address uint32
	account int64
	agent   int
	until   int64 // the address is its own before this second
	left    int   // lines to come
	covered bool
}

// accessLog deals lines to sessions that are open at the same time, so that the log is in the order of time without sorting.
type accessLog struct {
	table   table
	lines   int64
	bytes   int64
	covered int64
	state   uint64
	open    []session
	stamp   stamp
}

// newLog keeps as many sessions open as makes one line in half a minute of each.
func newLog(t table, lines int64) *accessLog {
	return &accessLog{table: t, lines: lines, open: make([]session, max(2, lines*30/Length))}
}

func (l *accessLog) writeTo(w *bufio.Writer) error {
	var line []byte
	for n := range l.lines {
		now := Start + n*Length/l.lines
		line = l.appendLine(line[:0], l.next(now), now)
		l.bytes += int64(len(line))
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// next picks the session that the line at now belongs to; an ended one gives its place to a new one.
func (l *accessLog) next(now int64) *session {
	s := &l.open[l.random(uint64(len(l.open)))]
	if s.left == 0 || now >= s.until {
		*s = l.begin(now)
	}
	s.left--
	if s.covered {
		l.covered++
	}
	return s
}

func (l *accessLog) begin(now int64) session {
	s := session{
		account: int64(l.random(accounts)),
		agent:   int(l.random(uint64(len(agents)))),
		left:    30 + int(l.random(21)),
		until:   now + Length,
	}
	if l.random(100) < 67 {
		for range 4 { // at home, else with somebody else: about one in seven leases has just ended or not begun
			if s.cover(l.table, s.home(l.table), now) || s.cover(l.table, int64(l.random(uint64(l.table.pool))), now) {
				return s
			}
		}
	}
	s.address = elsewhere[l.random(uint64(len(elsewhere)))] + uint32(l.random(256))
	return s
}

// home is the subscriber whose connection the account mostly uses.
func (s *session) home(t table) int64 { return int64(mix(uint64(s.account)) & uint64(t.pool-1)) }

// cover puts the session on who's address of now, where there is one with time left.
func (s *session) cover(t table, who, now int64) bool {
	address, start, end, ok := t.lease(who, (now-Start)/t.width)
	if !ok || now < start+Margin || now >= end-Margin {
		return false
	}
	s.address, s.until, s.covered = address, end-Margin, true
	return true
}

// elsewhere are the documentation networks: addresses of providers that were not asked.
var elsewhere = [...]uint32{0xC0000200, 0xC6336400, 0xCB007100}

func (l *accessLog) appendLine(b []byte, s *session, now int64) []byte {
	r := mix(l.state)
	b = append(appendAddress(b, s.address), " - member"...)
	b = append(strconv.AppendInt(b, 10000+s.account, 10), " ["...)
	b = append(l.stamp.append(b, now), "] \"GET /members/"...)
	b = append(append(b, topics[r%8]...), "/2003/issue-"...)
	b = append(strconv.AppendUint(b, 10+r>>8%90, 10), "/page-"...)
	b = append(strconv.AppendUint(b, 100+r>>16%900, 10), ".html HTTP/1.1\" "...)
	b = append(append(b, statuses[r>>24%16]...), ' ')
	b = append(strconv.AppendUint(b, 1000+r>>32%90000, 10), " \"http://roses.example/members/"...)
	b = append(append(b, topics[r%8]...), "/\" \""...)
	return append(append(b, agents[s.agent]...), "\"\n"...)
}

// random is the next number below n of a stream that is the same for every scene.
func (l *accessLog) random(n uint64) uint64 {
	l.state++
	return mix(l.state) % n
}

var topics = [8]string{"roses", "tulips", "steam-engines", "hedges", "narrow-gauge", "orchids", "signal-boxes", "compost"}

var statuses = [16]string{"200", "200", "200", "200", "200", "200", "200", "200", "200", "200", "304", "304", "304", "206", "404", "302"}

var agents = [...]string{
	"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1; .NET CLR 1.1.4322)",
	"Mozilla/4.0 (compatible; MSIE 5.5; Windows 98; Win 9x 4.90; (R1 1.3))",
	"Mozilla/5.0 (Windows; U; Windows NT 5.1; it-IT; rv:1.6) Gecko/20040206 Firefox/0.8",
	"Mozilla/5.0 (X11; U; Linux i686; de-DE; rv:1.5) Gecko/20031107 Debian/1.5-3",
	"Opera/7.23 (Windows NT 5.0; U)  [en]",
	"Mozilla/5.0 (Macintosh; U; PPC Mac OS X; fr-fr) AppleWebKit/124 (KHTML, like Gecko) Safari/125",
}
