package run

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"hash"
	"io"
	"strings"

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
	f.write(append(comity.QuietJSON(b), '\n'))
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

// asIs are the bytes that encoding/json writes as they are.
var asIs = func() (is [256]bool) {
	for c := 0x20; c < 0x7f; c++ {
		is[c] = strings.IndexByte(`"\<>&`, byte(c)) < 0
	}
	return is
}()

// appendString appends s as a JSON string. Nearly all selectors are plain
// ASCII; the rest goes to encoding/json.
func appendString[T string | []byte](b []byte, s T) []byte {
	for i := range len(s) {
		if !asIs[s[i]] {
			q, err := json.Marshal(string(s))
			if err != nil {
				panic("internal error: a string does not marshal: " + err.Error())
			}
			return append(b, comity.QuietJSON(q)...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
