package look

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"filippo.io/age"

	"comity/internal/comity"
)

// Line is a line of the log, read. One of Entry and Sealed is set.
type Line struct {
	Seq    int64         // 0: written before lines were chained
	Prev   comity.Digest // of the line before
	Entry  *Entry
	Sealed []byte // an age file
}

// the first bytes of every age file.
const ageHead = "age-encryption.org/v1\n-> "

// Parse reads one line, without its end. Whatever is not exactly such a line is
// a Negative error.
func Parse(b []byte) (Line, error) {
	keys, err := keysOf(b)
	if err != nil {
		return Line{}, err
	}
	if keys["sealed"] {
		var s sealed
		if err := strict(b, &s); err != nil {
			return Line{}, err
		}
		if s.Seq < 1 || !bytes.HasPrefix(s.Sealed, []byte(ageHead)) {
			return Line{}, damaged("it holds no age file, or no number")
		}
		return Line{Seq: s.Seq, Prev: s.Prev, Sealed: s.Sealed}, nil
	}
	var p plain
	if err := strict(b, &p); err != nil {
		return Line{}, err
	}
	chained := keys["seq"] || keys["prev"] || keys["salt"] || p.Seq != 0 || p.Salt != "" || !p.Prev.IsZero()
	salt, err := hex.DecodeString(p.Salt)
	if chained && (p.Seq < 1 || p.Prev.IsZero() || err != nil || len(salt) != len(Salt{})) {
		return Line{}, damaged("it has no number, no digest or no salt")
	}
	if p.Time.IsZero() || p.What == "" {
		return Line{}, damaged("it does not say when, or what")
	}
	return Line{Seq: p.Seq, Prev: p.Prev, Entry: &p.Entry}, nil
}

func damaged(format string, args ...any) error {
	return comity.Errorf(comity.Negative, "no line of the log of looks: %w", comity.Errorf(comity.Negative, format, args...))
}

func keysOf(b []byte) (map[string]bool, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, damaged("it is no JSON object")
	}
	keys := map[string]bool{}
	for k := range raw {
		keys[k] = true
	}
	return keys, nil
}

func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return damaged("a key or a value has another form")
	}
	return nil
}

// Open is what a sealed line says, to who holds one of the keys.
func (l Line) Open(keys []age.Identity) (Entry, error) {
	r, err := age.Decrypt(bytes.NewReader(l.Sealed), keys...)
	if none := new(age.NoIdentityMatchError); errors.As(err, &none) {
		return Entry{}, comity.Errorf(comity.Negative, "it is sealed to somebody else")
	}
	if err != nil {
		return Entry{}, comity.Errorf(comity.Negative, "what is sealed was altered")
	}
	b, err := io.ReadAll(io.LimitReader(r, Most+1))
	if err != nil || len(b) > Most {
		return Entry{}, comity.Errorf(comity.Negative, "what is sealed was altered")
	}
	var p plain
	if err := strict(b, &p); err != nil {
		return Entry{}, err
	}
	if p.Seq != l.Seq || p.Prev != l.Prev {
		return Entry{}, comity.Errorf(comity.Negative, "what is sealed belongs to another place of the log")
	}
	return p.Entry, nil
}

// Each calls do for every line that has an end, without it, and reports whether
// something without an end follows, which a killed command left. A line that is
// longer than Most is handed over cut, and parses as damage.
func Each(r io.Reader, do func(line []byte) error) (torn bool, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if room := Most + 1 - len(line); room > 0 {
			line = append(line, part[:min(room, len(part))]...)
		}
		switch {
		case err == nil:
			if err := do(bytes.TrimSuffix(line, []byte{'\n'})); err != nil {
				return false, err
			}
			line = line[:0]
		case errors.Is(err, io.EOF):
			return len(line) > 0, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return false, comity.Errorf(comity.Fault, "read the log of looks: %w", err)
		}
	}
}
