package truth

import (
	"bufio"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"comity/internal/simulate/export"
)

// stretch is who has an address, or a block of its ports, for the time being.
type stretch struct {
	who      string
	from, to int64
	portFrom uint16
	portTo   uint16
}

// stretches are those that have not ended, by address and ports.
type stretches map[string]*stretch

// eachLine calls visit with each whole line, without its end.
func eachLine(in *bufio.Reader, visit func(string)) error {
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		visit(strings.TrimRight(line, "\r\n"))
	}
}

// lease is one statement of a DHCP server: it goes on with what the same line
// has, or ends what another had.
func (r *resolver) lease(e *export.Exhibit, open stretches, ip, who string, starts, ends time.Time) {
	from, ok := e.Clock.True(starts)
	to, also := e.Clock.True(ends)
	if !ok || !also {
		return
	}
	if s := open[ip]; s != nil && s.who == who && from <= s.to {
		s.to = max(s.to, to)
		return
	}
	r.end(e, open, ip, from)
	open[ip] = &stretch{who: who, from: from, to: to}
}

// end closes what is open at key, at the latest at the time t.
func (r *resolver) end(e *export.Exhibit, open stretches, key string, t int64) {
	s := open[key]
	if s == nil {
		return
	}
	ip, _, _ := strings.Cut(key, " ")
	r.index.add(Connection{e.Provider, s.who}, assignment{from: s.from, to: min(s.to, t), portFrom: s.portFrom, portTo: s.portTo}, ip)
	delete(open, key)
}

func (r *resolver) endAll(e *export.Exhibit, open stretches) {
	for key := range open {
		r.end(e, open, key, 1<<62)
	}
}

var remote = regexp.MustCompile(`"remote-id": "([^"]*)"`)

// kea reads the memfile of kea-dhcp4.
func (r *resolver) kea(e *export.Exhibit, in *bufio.Reader) error {
	open := stretches{}
	defer func() { r.endAll(e, open) }()
	return eachLine(in, func(line string) {
		f := strings.Split(line, ",")
		if len(f) < 11 || f[9] != "0" {
			return
		}
		life, bad := strconv.ParseInt(f[3], 10, 64)
		expire, worse := strconv.ParseInt(f[4], 10, 64)
		id := remote.FindStringSubmatch(f[10])
		if bad == nil && worse == nil && id != nil {
			r.lease(e, open, f[0], id[1], time.Unix(expire-life, 0), time.Unix(expire, 0))
		}
	})
}

// isc reads dhcpd.leases.
func (r *resolver) isc(e *export.Exhibit, in *bufio.Reader) error {
	open := stretches{}
	defer func() { r.endAll(e, open) }()
	at := map[string]string{}
	return eachLine(in, func(line string) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(line), ";"), " ")
		switch word {
		case "lease":
			clear(at)
			at["ip"], _, _ = strings.Cut(rest, " ")
		case "option":
			at["id"] = strings.Trim(strings.TrimPrefix(rest, "agent.remote-id "), `"`)
		case "starts", "ends", "binding":
			at[word] = rest
		case "}":
			from, bad := time.Parse("2006/01/02 15:04:05", at["starts"][min(2, len(at["starts"])):])
			to, worse := time.Parse("2006/01/02 15:04:05", at["ends"][min(2, len(at["ends"])):])
			if bad == nil && worse == nil && at["binding"] == "state active" {
				r.lease(e, open, at["ip"], at["id"], from, to)
			}
		}
	})
}

var blocks = regexp.MustCompile(`(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d).*_NAT_PORT_BLOCK_(ALLOC|RELEASE): (\S+) -> (\S+):(\d+)-(\d+)$`)

// juniper reads messages on port blocks, by the service card's stamp.
func (r *resolver) juniper(e *export.Exhibit, in *bufio.Reader) error {
	open := stretches{}
	defer func() { r.endAll(e, open) }()
	return eachLine(in, func(line string) {
		if m := blocks.FindStringSubmatch(line); m != nil {
			at, err := time.Parse(time.DateTime, m[1])
			t, ok := e.Clock.True(at)
			r.translation(e, open, t, ok && err == nil, m[2] == "ALLOC", m[3], m[4], m[5], m[6])
		}
	})
}

var single = regexp.MustCompile(`^(\w{3} \d\d \d{4} \d\d:\d\d:\d\d) .*%ASA-6-30501([12]): \w+ dynamic \w+ translation from \w+:([^/]+)/\d+ to \w+:([^/]+)/(\d+)`)

// asa reads messages on single ports.
func (r *resolver) asa(e *export.Exhibit, in *bufio.Reader) error {
	open := stretches{}
	defer func() { r.endAll(e, open) }()
	stamped := *e
	stamped.TimeFormat = "Jan 02 2006 15:04:05"
	return eachLine(in, func(line string) {
		if m := single.FindStringSubmatch(line); m != nil {
			at, ok := instant(&stamped, m[1])
			r.translation(e, open, at, ok, m[2] == "1", m[3], m[4], m[5], m[5])
		}
	})
}

func (r *resolver) translation(e *export.Exhibit, open stretches, at int64, timed, begins bool, who, ip, first, last string) {
	key := ip + " " + first + "-" + last
	switch s := open[key]; {
	case !timed:
	case begins:
		r.end(e, open, key, at)
		open[key] = &stretch{who: who, from: at, to: 1 << 62, portFrom: portOf(first), portTo: portOf(last)}
	case s != nil && s.who == who:
		r.end(e, open, key, at)
	}
}
