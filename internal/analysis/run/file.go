package run

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"strconv"

	"comity/internal/comity"
)

// file is one file of a run being written: hashed on the way. The first error
// is kept and reported by close.
type file struct {
	name string
	to   io.WriteCloser
	buf  *bufio.Writer
	sum  hash.Hash
	line []byte // scratch for one line
	err  error
}

func (c *computation) create(name string) (*file, error) {
	w, err := c.in.Create(name)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "create %s: %w", name, err)
	}
	sum := sha256.New()
	return &file{name: name, to: w, sum: sum, buf: bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<18)}, nil
}

func (f *file) write(b []byte) {
	if f.err == nil {
		_, f.err = f.buf.Write(b)
	}
}

// json writes v as one line.
func (f *file) json(v any) {
	b, err := json.Marshal(v)
	if err != nil && f.err == nil {
		f.err = err
	}
	f.write(append(b, '\n'))
}

func (f *file) close(res *Result) (comity.Digest, error) {
	var d comity.Digest
	if f.err == nil {
		f.err = f.buf.Flush()
	}
	if err := f.to.Close(); f.err == nil {
		f.err = err
	}
	if f.err != nil {
		return d, comity.Errorf(comity.Fault, "write %s: %w", f.name, f.err).
			WithHint("see that the disk of the case has room, then run the command again")
	}
	copy(d[:], f.sum.Sum(nil))
	res.Files[f.name] = d
	return d, nil
}

// appendString appends s as a JSON string. Nearly all selectors are plain
// ASCII; the rest goes to encoding/json.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			q, err := json.Marshal(s)
			if err != nil {
				panic("internal error: a string does not marshal: " + err.Error())
			}
			return append(b, q...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// appendHit appends the line of findings.jsonl that encoding/json would make of
// Finding{Hit: h}. Written by hand because there are as many hits as sessions.
func appendHit(b []byte, h *Hit) []byte {
	b = appendString(append(b, `{"hit":{"id":`...), h.ID)
	b = appendString(append(b, `,"event":`...), h.Event)
	b = appendString(append(b, `,"source":`...), h.Source)
	if h.Account != "" {
		b = appendString(append(b, `,"account":`...), h.Account)
	}
	b = append(append(append(b, `,"addr":"`...), h.Addr.String()...), '"')
	if h.Port != 0 {
		b = strconv.AppendUint(append(b, `,"port":`...), uint64(h.Port), 10)
	}
	b = appendString(append(b, `,"answer":`...), h.Answer)
	b = appendInstant(append(b, `,"first":`...), h.First)
	b = appendInstant(append(b, `,"last":`...), h.Last)
	b = strconv.AppendInt(append(b, `,"count":`...), h.Count, 10)
	b = appendCite(append(b, `,"cite":`...), h.Cite)
	b = appendCite(append(b, `,"last_cite":`...), h.LastCite)
	b = append(b, `,"candidates":[`...)
	for i := range h.Candidates {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCandidate(b, &h.Candidates[i])
	}
	b = append(b, ']')
	if h.More != 0 {
		b = strconv.AppendInt(append(b, `,"more":`...), int64(h.More), 10)
	}
	return append(b, "}}\n"...)
}

func appendCandidate(b []byte, c *Candidate) []byte {
	b = appendString(append(b, `{"provider":`...), c.Provider)
	b = appendString(append(b, `,"subscriber":`...), c.Subscriber.Subscriber)
	b = appendCite(append(b, `,"assignment":`...), c.Assignment)
	return append(strconv.AppendBool(append(b, `,"certain":`...), c.Certain), '}')
}

func appendInstant(b []byte, i comity.Instant) []byte {
	b = append(b, '"')
	switch i {
	case comity.Earliest, comity.Latest:
		b = append(b, i.String()...)
	default:
		b = i.Time().AppendFormat(b, "2006-01-02T15:04:05.999999999Z07:00")
	}
	return append(b, '"')
}

func appendCite(b []byte, c comity.Citation) []byte {
	b = append(b, '"')
	b = hex.AppendEncode(b, c.Exhibit[:])
	if c.Inner != "" {
		b = append(append(b, '!'), c.Inner...)
	}
	b = strconv.AppendInt(append(b, ':'), c.Offset, 10)
	b = strconv.AppendInt(append(b, '+'), c.Length, 10)
	return append(b, '"')
}
