package truth

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strconv"

	"comity/internal/comity"
	"comity/internal/simulate/export"
)

// table reads a delimited file; rows it can't read it passes over.
func (r *resolver) table(e *export.Exhibit, in *bufio.Reader) error {
	if mark, err := in.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // peeked at
	}
	for range e.Titles {
		if _, err := in.ReadSlice('\n'); err != nil {
			return err
		}
	}
	rows := csv.NewReader(in)
	rows.Comma, rows.ReuseRecord = rune(e.Delim), true
	if _, err := rows.Read(); err != nil {
		return err
	}
	at := map[string]int{}
	n := 0
	for _, c := range e.Columns {
		at[c.Key] = n
		n += len(c.Names)
	}
	for {
		fields, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if errors.Is(err, csv.ErrFieldCount) {
			continue
		}
		if err != nil {
			return err
		}
		r.row(e, func(key string) string {
			if i, has := at[key]; has {
				return fields[i]
			}
			return ""
		})
	}
}

func (r *resolver) row(e *export.Exhibit, get func(string) string) {
	switch e.Kind {
	case "assignments":
		r.assignment(e, get)
	case "answers":
		r.answer(e, get)
	case "payments", "members", "access":
		site := get("site")
		if site == "" {
			site = e.Site
		}
		if t, ok := instant(e, get("time")); ok {
			r.event(comity.Account(site, get("account")), get("ip"), t, portOf(get("port")))
		}
	}
}

func (r *resolver) assignment(e *export.Exhibit, get func(string) string) {
	from, ok := instant(e, get("start"))
	to, closed := instant(e, get("end"))
	if get("end") == "" {
		to, closed = 1<<62, true
	}
	if !ok || !closed {
		return
	}
	a := assignment{from: from, to: to, portFrom: portOf(get("port_from")), portTo: portOf(get("port_to"))}
	r.index.add(Connection{e.Provider, get("subscriber")}, a, get("ip"))
}

func (r *resolver) answer(e *export.Exhibit, get func(string) string) {
	asked, ok := instant(e, get("asked_time"))
	if !ok || !r.scope.Contains(asked) {
		return
	}
	a := assignment{from: asked, to: asked}
	if from, ok := instant(e, get("start")); ok {
		a.from = from
	}
	if to, ok := instant(e, get("end")); ok {
		a.to = to
	}
	a.portFrom = portOf(get("asked_port"))
	a.portTo = a.portFrom
	r.index.add(Connection{e.Provider, get("subscriber")}, a, get("asked_ip"))
}

func portOf(s string) uint16 {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}
