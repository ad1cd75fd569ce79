package isc

import "bytes"

// kind is what a declaration declares.
type kind uint8

const (
	other kind = iota // of no address: a host, a class, the state of a failover
	four              // lease
	six               // ia-na, ia-ta, ia-pd
)

// declaration is the one at hand: where it lies, and the parts of it that
// matter, as written.
type declaration struct {
	open       bool
	start, end int // in the block
	line       int64

	kind    kind
	name    []byte // the address, or the client's identity association
	cltt    []byte
	leases  []part // one of an IPv4 lease, any number of an association
	inside  bool   // an address or a prefix of the association
	balance int    // braces
}

// part is what is said of one address.
type part struct {
	prefix                         bool
	addr                           []byte
	starts, ends, state, life      []byte
	hardware, uid, circuit, remote []byte
	abandoned                      bool
}

func (d *declaration) reset() { *d = declaration{leases: d.leases[:0]} }

// kindOf is what the first word of a declaration says; ok is false where it is
// about no address.
func kindOf(line []byte) (k kind, ok bool) {
	for _, w := range [...]string{"ia-na ", "ia-pd ", "ia-ta "} {
		if bytes.HasPrefix(line, []byte(w)) {
			return six, true
		}
	}
	if bytes.HasPrefix(line, []byte("lease ")) {
		return four, true
	}
	return other, false
}

// parse takes the text of a declaration apart; false where its braces or quotes
// do not match.
func (d *declaration) parse(text []byte) bool {
	d.kind, _ = kindOf(bytes.TrimLeft(text, " \t"))
	if d.kind == other {
		return true
	}
	begin := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= '<' && c <= 'z' || c >= '$' && c <= ':' || c == ' ' {
			continue // most bytes: not to be asked one by one
		}
		switch c {
		case '"':
			if i = closing(text, i); i < 0 {
				return false
			}
		case '#':
			n := bytes.IndexByte(text[i:], '\n')
			if n < 0 {
				n = len(text) - i
			}
			if len(bytes.TrimSpace(text[begin:i])) > 0 {
				return false
			}
			i += n
			begin = min(i+1, len(text))
		case ';':
			d.statement(bytes.TrimSpace(text[begin:i]))
			begin = i + 1
		case '{':
			d.enter(bytes.TrimSpace(text[begin:i]))
			begin = i + 1
		case '}':
			if !d.leave(bytes.TrimSpace(text[begin:i])) {
				return false
			}
			begin = i + 1
		}
	}
	return d.balance == 0 && len(bytes.TrimSpace(text[begin:])) == 0
}

// closing is where the quoted string ends that begins at i; -1 where it does not.
func closing(text []byte, i int) int {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// enter reads what stands before an opening brace.
func (d *declaration) enter(s []byte) {
	word, rest := cut(s)
	switch {
	case d.balance == 0:
		if d.name = rest; d.kind == four {
			d.leases = append(d.leases, part{addr: rest})
		}
	case d.balance == 1 && d.kind == six && (string(word) == "iaaddr" || string(word) == "iaprefix"):
		d.leases = append(d.leases, part{addr: rest, prefix: string(word) == "iaprefix"})
		d.inside = true
	}
	d.balance++
}

func (d *declaration) leave(left []byte) bool {
	if d.balance--; d.balance == 1 {
		d.inside = false
	}
	return d.balance >= 0 && len(left) == 0
}

// statement reads one that ends in a semicolon. One that comes twice counts the
// last time, as it does for the server.
func (d *declaration) statement(s []byte) {
	word, rest := cut(s)
	switch {
	case d.kind == six && d.balance == 1 && string(word) == "cltt":
		d.cltt = rest
		return
	case d.kind == four && d.balance != 1, d.kind == six && (d.balance != 2 || !d.inside), len(d.leases) == 0:
		return
	}
	d.leases[len(d.leases)-1].field(word, rest)
}

func (l *part) field(word, rest []byte) {
	switch string(word) {
	case "starts":
		l.starts = rest
	case "ends":
		l.ends = rest
	case "max-life":
		l.life = rest
	case "uid":
		l.uid = rest
	case "abandoned":
		l.abandoned = true
	case "binding":
		if w, state := cut(rest); string(w) == "state" {
			l.state = state
		}
	case "hardware":
		_, l.hardware = cut(rest)
	case "option":
		switch w, value := cut(rest); string(w) {
		case "agent.circuit-id":
			l.circuit = value
		case "agent.remote-id":
			l.remote = value
		}
	}
}

// cut parts the first word of a statement from the rest.
func cut(s []byte) (word, rest []byte) {
	for i, c := range s {
		if c == ' ' || c == '\t' {
			word = s[:i]
			for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
				i++
			}
			return word, s[i:]
		}
	}
	return s, nil
}
