package rds

import (
	"comity/internal/records/record"
)

// value is one value of a row.
type value struct {
	text   []byte // of a text, as far as it lies on the page
	number int64  // of a whole number
	sort   sort
	cut    bool // it goes on behind the page
}

// sort is what a value is.
type sort byte

const (
	none sort = iota
	whole
	text
	other // a blob or a broken number
)

// values reads the first values of a record into v; those that it does not have are
// none. false: the record breaks the rules of its form.
func values(payload []byte, v []value) bool {
	size, n := varint(payload)
	if n == 0 || size < uint64(n) || size > uint64(len(payload)) {
		return false
	}
	head, body := payload[n:size], payload[size:]
	at, end := uint64(0), uint64(len(body))
	for i := range v {
		v[i] = value{}
		if len(head) == 0 {
			continue
		}
		code, n := varint(head)
		if n == 0 || code == 10 || code == 11 {
			return false
		}
		head = head[n:]
		length := lengthOf(code)
		if length > 1<<40 {
			return false
		}
		from, to := min(at, end), min(at+length, end)
		v[i] = decode(code, body[from:to], at+length > end)
		at += length
	}
	return true
}

func lengthOf(code uint64) uint64 {
	switch {
	case code >= 12:
		return (code - 12) / 2
	case code < 5:
		return code
	case code == 5:
		return 6
	case code < 8:
		return 8
	}
	return 0
}

func decode(code uint64, b []byte, cut bool) value {
	switch {
	case code == 0:
		return value{}
	case code == 8 || code == 9:
		return value{sort: whole, number: int64(code - 8)} //nolint:gosec // 0 or 1
	case code <= 6:
		if cut {
			return value{sort: whole, cut: true}
		}
		return value{sort: whole, number: number(b)}
	case code >= 13 && code%2 == 1:
		return value{sort: text, text: b, cut: cut}
	}
	return value{sort: other, cut: cut}
}

// row takes a row over into h.
func (t table) row(c cell, h *record.Hashed) record.Reason {
	var room [maxColumns]value
	v := room[:len(t.columns)]
	if c.bad || !values(c.payload, v) {
		return BadCell
	}
	for i, name := range t.columns {
		var set func([]byte) bool
		switch name {
		case "sha256":
			set = h.SetSHA256
		case "sha1":
			set = h.SetSHA1
		case "md5":
			set = h.SetMD5
		case "file_size", "bytes":
			if v[i].sort == whole && !v[i].cut && v[i].number >= 0 {
				h.Size = v[i].number
			}
			continue
		default:
			continue
		}
		switch {
		case v[i].cut && c.whole:
			return BadCell
		case v[i].cut:
			return LongRow
		case v[i].sort == none || v[i].sort == text && len(v[i].text) == 0:
		case v[i].sort != text:
			return BadValue
		case !set(v[i].text):
			return record.NoHash
		}
	}
	return h.Fault()
}
