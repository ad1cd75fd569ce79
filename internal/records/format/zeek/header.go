package zeek

import (
	"bytes"
	"encoding/hex"
)

// column is one that is read.
type column int

const (
	cTime column = iota
	cDuration
	cMessages
	cAssigned
	cAddress
	cLease
	cMAC
	cSubscriber
	cRemote
	cCircuit
	known
)

func columnOf(name []byte) (column, bool) {
	switch string(name) {
	case "ts":
		return cTime, true
	case "duration":
		return cDuration, true
	case "msg_types":
		return cMessages, true
	case "assigned_addr":
		return cAssigned, true
	case "client_addr":
		return cAddress, true
	case "lease_time":
		return cLease, true
	case "mac":
		return cMAC, true
	case "subscriber_id":
		return cSubscriber, true
	case "agent_remote_id":
		return cRemote, true
	case "circuit_id":
		return cCircuit, true
	}
	return 0, false
}

// header is what the lines that begin with # have said so far. Each file that
// was appended to another brings its own.
type header struct {
	separator    []byte
	unset, empty string
	path         string
	fields       []column // of each value of a row; negative: not read
	has          [known]bool
	lack         string // what keeps the rows from being read; "" where nothing does
}

func fresh() header {
	return header{separator: []byte{'\t'}, unset: "-", empty: "(empty)", lack: noFields}
}

const noFields = "no #fields line"

// maxFields bounds the values of a row; Zeek writes 15 to 18.
const maxFields = 256

// directive reads a line that begins with #. One that says something else is a
// remark, or the end of a file.
func (h *header) directive(line []byte) {
	word, rest := line, []byte(nil)
	if i := bytes.IndexAny(line, " \t"+string(h.separator)); i >= 0 {
		word, rest = line[:i], line[i+1:]
	}
	switch string(word) {
	case "#separator":
		if b, err := hex.DecodeString(string(bytes.TrimPrefix(rest, []byte(`\x`)))); err == nil && len(b) == 1 && b[0] > 0 {
			*h = fresh()
			h.separator = b
		}
	case "#unset_field":
		h.unset = string(rest)
	case "#empty_field":
		h.empty = string(rest)
	case "#path":
		h.path = string(rest)
	case "#fields":
		h.columns(rest)
	}
	h.lack = h.lacks()
}

func (h *header) columns(line []byte) {
	h.fields, h.has = nil, [known]bool{}
	for name := range bytes.SplitSeq(line, h.separator) {
		c, ok := columnOf(name)
		if !ok || h.has[c] {
			c = -1
		} else {
			h.has[c] = true
		}
		h.fields = append(h.fields, c)
	}
}

// lacks says what keeps the rows from being read; "" where nothing does.
func (h *header) lacks() string {
	switch {
	case h.path != "" && h.path != "dhcp":
		return "its #path names another log"
	case len(h.fields) == 0:
		return noFields
	case len(h.fields) > maxFields:
		return "more than 256 fields"
	}
	for _, need := range [...]struct {
		column
		text string
	}{
		{cTime, "no field ts"}, {cMessages, "no field msg_types"}, {cAssigned, "no field assigned_addr"},
		{cLease, "no field lease_time"}, {cMAC, "no field mac"},
	} {
		if !h.has[need.column] {
			return need.text
		}
	}
	return ""
}

// split takes a row apart; false where it has not one value for each field.
func (p *Parser) split(line []byte) bool {
	h, last := &p.header, len(p.header.fields)-1
	p.cells = [known][]byte{}
	for i, c := range h.fields {
		value := line
		n := bytes.IndexByte(line, h.separator[0])
		if (n < 0) != (i == last) {
			return false
		}
		if n >= 0 {
			value, line = line[:n], line[n+1:]
		}
		if c >= 0 && string(value) != h.unset && string(value) != h.empty {
			p.cells[c] = value
		}
	}
	return true
}
